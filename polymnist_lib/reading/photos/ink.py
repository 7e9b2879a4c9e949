"""What of a picture is ink: the steps from a photograph of paper to where a pen went over it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.models.preprocess import grey
from polymnist_lib.reading.photos import margins, paper, rules, windows
from polymnist_lib.reading.photos.windows import Look

# Pixels of the longer side that pictures are worked on at: enough for the digits of a page, and
# for a picture of 8 x 8 to have edges.
LARGEST_SIDE, SMALLEST_SIDE = 1200, 160

# Where it is no clearer than this whether ink is lighter or darker, both are looked at. Where it is
# rather clear, the other has to show a digit more: there may be some line in the hole of a 0.
_UNCLEAR, _RATHER_CLEAR = 0.8, 0.6

# The percentile of ink's contrast that counts as quite dark.
_DARK = 75


# Levels of one channel or of three, ink bright, of shape (h, w, c).
Levels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Ink:
    """A picture on its way to ink.

    Attributes
    ----------
    levels : ndarray of shape (h, w), uint8
        The picture in grey, at the size that it is worked on.
    light_on_dark : bool
        Whether the ink is lighter than its ground.
    contrast : ndarray of shape (h, w), float32
        How far each pixel is from its ground towards ink, 0 to 1.
    found : ndarray of shape (h, w), bool
        What is dark enough to be ink.
    rules : ndarray of shape (h, w), bool
        What of it is printed: ruled lines, frames of cells, dotted lines; and strips along edges.
    kept : ndarray of shape (h, w), bool
        What is found without that, and without specks. Nothing where there is no ink.
    shades : ndarray of shape (h, w), float32
        How dark the ink is that was kept, 0 to 1; 0 elsewhere.
    scale : float
        Pixels of these arrays to one of the picture.
    """

    levels: NDArray[np.uint8]
    light_on_dark: bool
    contrast: NDArray[np.float32]
    found: NDArray[np.bool_]
    rules: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    shades: NDArray[np.float32]
    scale: float


def find(picture: NDArray[np.uint8], *, light_on_dark: bool | None = None) -> Ink:
    """Find the ink of a picture.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        Dark on light or light on dark, evenly lit or not, on plain, ruled or squared paper.
    light_on_dark : bool, optional
        Whether the ink is lighter than its ground; found out if not given.

    Returns
    -------
    Ink
        With all steps.
    """
    pixels, scale = resize(picture)
    levels = grey(pixels)
    if light_on_dark is None:
        light_on_dark, look = _clearer(pixels, paper.lightness(levels))
    else:
        look = _look(pixels, light_on_dark)
    strips = margins.find(look.found)
    printed = strips | (rules.find(look.faint & ~strips) & look.found)
    kept = without_specks(look.found & ~printed)
    shades = shade(look.contrast, kept)
    return Ink(levels, light_on_dark, look.contrast, look.found, printed, kept, shades, scale)


def _clearer(pixels: NDArray[np.uint8], lightness: float) -> tuple[bool, Look]:
    """Find out whether ink is lighter than its ground, and look at it so."""
    light_on_dark = lightness > 0
    look = _look(pixels, light_on_dark)
    if abs(lightness) < _UNCLEAR:
        other = _look(pixels, not light_on_dark)
        if other.digits > look.digits + (abs(lightness) >= _RATHER_CLEAR):
            return not light_on_dark, other
    return light_on_dark, look


def _look(pixels: NDArray[np.uint8], light_on_dark: bool) -> Look:
    """Look at a picture, taking its ink for lighter or for darker than its ground."""
    return windows.best(paper.toned(pixels if light_on_dark else 255 - pixels))


def resize(levels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """Bring a picture to a size that it can be worked on at; also return the scale."""
    longer = max(levels.shape[:2])
    scale = min(1.0, LARGEST_SIDE / longer) if longer >= SMALLEST_SIDE else SMALLEST_SIDE / longer
    if scale == 1:
        return levels, scale
    height, width = (max(1, round(side * scale)) for side in levels.shape[:2])
    # The mean of an area is what a camera does; there is none to take where a picture is enlarged.
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(levels, (width, height), interpolation=interpolation)), scale


def width_of_lines(found: NDArray[np.bool_]) -> float:
    """Estimate the width of the lines, in pixels, as `frame.line_width` does."""
    distance = cv2.distanceTransform(found.astype(np.uint8), cv2.DIST_L2, 5)
    return 4 * max(0.25, float(distance[found].mean()) - 0.5)


def shade(contrast: NDArray[np.float32], kept: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Tell how dark ink is beside the darker part of it."""
    if not kept.any():
        return np.zeros_like(contrast)
    dark = float(np.percentile(contrast[kept], _DARK))
    return np.where(kept, np.minimum(contrast / dark, 1), 0).astype(np.float32)


def without_specks(found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take away what is too small to be of a digit beside the largest thing in the picture."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8))
    if count < 2:
        return found
    sides = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    areas = stats[:, cv2.CC_STAT_AREA]
    line = width_of_lines(found)
    large = (sides >= sides[1:].max() / 10) & (areas >= max(4.0, 0.3 * line**2))
    large[0] = False  # the paper
    return large[parts]
