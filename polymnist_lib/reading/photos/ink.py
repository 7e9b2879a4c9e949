"""What of a picture is ink: the steps from a photograph of paper to where a pen went over it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.models.preprocess import grey
from polymnist_lib.reading.photos import paper, rules, strokes

# Pixels of the longer side that pictures are worked on at: enough for the digits of a page, and
# for a picture of 8 x 8 to have edges.
LARGEST_SIDE, SMALLEST_SIDE = 1200, 160

# Once the width of the lines is known, paper is looked for in windows of so many of it, if they
# are no wider than this share of the picture.
_WINDOW_LINES = 4
_WIDEST_WINDOW = 1 / 2
_NARROWEST_WINDOW = 9
_FIRST_LOOK = 600
_LOOKS = 4
_TOO_WIDE = 3
_LEAST_LINES = 1.5
_CUT = 0.2
DROP = True

# Ink differs from its paper by this share of what it could at least …
FAINTEST = 0.08
# … and by so many times what the paper varies by.
_CLEAR = 4.0

# What is dark is split so many times at most until it does.
_SPLITS = 2

# What continues ink counts from this share of the threshold on.
_WEAK = 0.6
_FAINT = 0.4

# The percentile of ink's contrast that counts as quite dark.
_DARK = 75


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
    kept : ndarray of shape (h, w), bool
        The same without ruled lines and specks. Nothing where there is no ink.
    shades : ndarray of shape (h, w), float32
        How dark the ink is that was kept, 0 to 1; 0 elsewhere.
    scale : float
        Pixels of these arrays to one of the picture.
    """

    levels: NDArray[np.uint8]
    light_on_dark: bool
    contrast: NDArray[np.float32]
    found: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    shades: NDArray[np.float32]
    scale: float


def find(picture: NDArray[np.uint8]) -> Ink:
    """Find the ink of a picture.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        Dark on light or light on dark, evenly lit or not, on plain, ruled or squared paper.

    Returns
    -------
    Ink
        With all steps.
    """
    pixels, scale = resize(picture)
    levels = grey(pixels)
    light_on_dark = paper.is_light_on_dark(levels)
    if (pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 0] == pixels[..., 2]).all():
        pixels = pixels[..., :1]
    towards_ink = pixels if light_on_dark else 255 - pixels
    contrast, found, faint = _looked_at(towards_ink)
    printed = rules.find(faint) & found
    kept = without_specks(found & ~printed)
    return Ink(levels, light_on_dark, contrast, found, kept, shade(contrast, kept), scale)


def resize(levels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """Bring a grey picture to a size that it can be worked on at; also return the scale."""
    longer = max(levels.shape[:2])
    scale = min(1.0, LARGEST_SIDE / longer) if longer >= SMALLEST_SIDE else SMALLEST_SIDE / longer
    if scale == 1:
        return levels, scale
    height, width = (max(1, round(side * scale)) for side in levels.shape[:2])
    # The mean of an area is what a camera does; there is none to take where a picture is enlarged.
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(levels, (width, height), interpolation=interpolation)), scale


def threshold(contrast: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Decide what is ink.

    Parameters
    ----------
    contrast : ndarray of shape (h, w), float32
        As `polymnist_lib.reading.photos.paper.contrast` measures it.

    Returns
    -------
    ndarray of shape (h, w), bool
        What Otsu's threshold finds dark, and what continues it while being nearly as dark. Where
        dark and light differ by less than the paper varies anyway, such as faint rules do, it is
        the darker part of the dark, or nothing.
    """
    smooth = cv2.GaussianBlur(contrast, (3, 3), 0)
    eight = np.rint(255 * smooth).astype(np.uint8)
    level = -1.0
    for _ in range(_SPLITS):
        darker = eight[eight > level][None]
        level, _ = cv2.threshold(darker, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        dark = eight > level
        if not dark.any() or dark.all():
            return np.zeros_like(dark), np.zeros_like(dark)
        ground = eight[~dark]
        middle = _median(ground)
        gap = (_median(eight[dark]) - middle) / 255
        noise = 1.4826 * _median(np.abs(ground.astype(np.int16) - middle).astype(np.uint8)) / 255
        if gap >= max(FAINTEST, _CLEAR * noise):
            break
    else:
        return np.zeros_like(dark), np.zeros_like(dark)
    weak = (eight > _WEAK * level).astype(np.uint8)
    count, parts = cv2.connectedComponents(weak, connectivity=8)
    is_ink = np.zeros(count, bool)
    is_ink[parts[dark]] = True
    # Smoothing has spread ink over pixels that are paper.
    found = is_ink[parts] & (contrast >= FAINTEST)
    return found, found | (eight > _FAINT * level)


def _median(values: NDArray[np.uint8]) -> int:
    """Return the median of bytes, of which there are many."""
    counts = np.bincount(values, minlength=256)
    return int(np.searchsorted(np.cumsum(counts), len(values) / 2))


def _looked_at(towards_ink):
    """Look in windows that are narrowed to what lines need."""
    shrink = min(1.0, _FIRST_LOOK / max(towards_ink.shape))
    size = [max(1, round(side * shrink)) for side in towards_ink.shape[1::-1]]
    small = towards_ink
    if shrink < 1:
        small = cv2.resize(towards_ink, size, interpolation=cv2.INTER_AREA).reshape(
            *size[::-1], -1
        )
    window = _WIDEST_WINDOW * min(small.shape[:2])
    look = judge(small, window)
    seen, pieces = _measured(look)
    if seen is not None and not (
        pieces <= 0.02
        and seen.widest <= _TOO_WIDE * seen.usual
        and window >= _LEAST_LINES * seen.disc
    ):
        for part in (2, 4, 8):
            narrower = _WIDEST_WINDOW * min(small.shape[:2]) / part
            closer = judge(small, narrower)
            measured, _ = _measured(closer)
            if measured is not None and measured.slenderness > 1.15 * seen.slenderness + 0.6:
                window, seen = narrower, measured
    if seen is not None:
        narrower = max(_WINDOW_LINES * seen.usual, _LEAST_LINES * seen.disc, _NARROWEST_WINDOW)
        if narrower < 0.7 * window:
            window = narrower
    look = judge(towards_ink, window / shrink)
    contrast, found, tones, faint = look
    if DROP:
        pieces = strokes.cut(contrast, found, tones, 0.25)
        if (found & ~pieces).any():
            found = found & ~pieces
    return contrast, found, faint


def _measured(look):
    contrast, found, tones, faint = look
    pieces = strokes.cut(contrast, found, tones, _CUT)
    printed = rules.find(faint)
    return strokes.measure(found & ~printed, pieces & ~printed), pieces.sum() / max(1, found.sum())


def judge(towards_ink, window):
    """One window."""
    differences = paper.contrast(towards_ink, paper.ground_around(towards_ink, window))
    weights = weigh(differences)
    contrast = differences @ weights
    found, faint = threshold(contrast)
    return contrast, found, towards_ink @ weights, faint


def weigh(differences):
    """Weigh channels by how much ink shows in them."""
    clear = np.where(differences > FAINTEST, differences, 0).reshape(-1, differences.shape[2])
    weights = np.sqrt(np.einsum("ij,ij->j", clear, clear)) + 1e-6
    return weights / weights.sum()


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
