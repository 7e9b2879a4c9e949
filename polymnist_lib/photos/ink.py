"""What of a picture is ink: the steps from a photograph of paper to where a pen went over it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.preprocess import grey

# Pixels of the longer side that pictures are worked on at: enough for the digits of a page, and
# for a picture of 8 x 8 to have edges.
LARGEST_SIDE, SMALLEST_SIDE = 1200, 160

# Once the width of the lines is known, paper is looked for in windows of so many of it, if they
# are no wider than this share of the picture.
_WINDOW_LINES = 5
_WIDEST_WINDOW = 1 / 3

# The ground is fitted at this size, in so many rounds, to grey levels that vary by this at least.
_SURFACE = 40
_ROUNDS = 10
_LEAST_SPREAD = 3.0
_CLOSE = 0.1
_TUKEY = 4.685

# Grey levels between paper and the darkest ink, at least.
_LEAST_ROOM = 64

# Ink differs from its paper by this share of what it could at least …
FAINTEST = 0.08
# … and by so many times what the paper varies by.
_CLEAR = 4.0

# What continues ink counts from this share of the threshold on.
_WEAK = 0.6

# The percentile of ink's contrast that counts as quite dark.
_DARK = 75

# A printed line is at most this share of the picture wide, is ink along this share of its way from
# border to border, and is level or upright within so many degrees.
_RULE_WIDTH = 1 / 60
_RULE_FILLED = 0.9
_RULE_TILT = 12

# Lines that are looked at; those of a sheet are seldom more.
_MOST_RULES = 200


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
    levels, scale = resize(grey(picture))
    paper = ground(levels)
    light_on_dark = is_light_on_dark(levels, paper)
    towards_ink, paper = (levels, paper) if light_on_dark else (255 - levels, 255 - paper)
    contrast = even(towards_ink, paper)
    found = threshold(contrast)
    if found.any():
        window = _WINDOW_LINES * width_of_lines(found)
        if window < _WIDEST_WINDOW * max(levels.shape):
            contrast = even(towards_ink, paper_around(towards_ink, window))
            found = threshold(contrast)
    kept = without_specks(without_rules(found))
    return Ink(levels, light_on_dark, contrast, found, kept, shade(contrast, kept), scale)


def resize(levels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """Bring a grey picture to a size that it can be worked on at; also return the scale."""
    longer = max(levels.shape)
    scale = min(1.0, LARGEST_SIDE / longer) if longer >= SMALLEST_SIDE else SMALLEST_SIDE / longer
    if scale == 1:
        return levels, scale
    height, width = (max(1, round(side * scale)) for side in levels.shape)
    # The mean of an area is what a camera does; there is none to take where a picture is enlarged.
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(levels, (width, height), interpolation=interpolation)), scale


def ground(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Fit a smooth surface to what most of a picture shows: paper under light that fades.

    Parameters
    ----------
    levels : ndarray of shape (h, w), uint8
        Grey levels; ink may be lighter or darker.

    Returns
    -------
    ndarray of shape (h, w), float32
        Of second degree in both coordinates, by Tukey's biweight (Beaton and Tukey, Technometrics
        16, 1974), which takes no account of what lies far off.
    """
    height, width = levels.shape
    shrink = min(1.0, _SURFACE / max(height, width))
    size = max(3, round(width * shrink)), max(3, round(height * shrink))
    small = cv2.resize(levels, size, interpolation=cv2.INTER_AREA).astype(np.float64).ravel()
    terms = _terms(size[1], size[0])
    ridge = 1e-6 * np.eye(terms.shape[1])  # where few points are left
    fitted = np.full_like(small, np.median(small))
    for _ in range(_ROUNDS):
        off = small - fitted
        reach = _TUKEY * max(_LEAST_SPREAD, 1.4826 * float(np.median(np.abs(off))))
        weighted = (np.clip(1 - (off / reach) ** 2, 0, None) ** 2)[:, None] * terms
        before = fitted
        fitted = terms @ np.linalg.solve(weighted.T @ terms + ridge, weighted.T @ small)
        if np.abs(fitted - before).max() < _CLOSE:
            break
    surface = cv2.resize(
        fitted.reshape(size[1], size[0]).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )
    return np.asarray(np.clip(surface, 0, 255), np.float32)


def is_light_on_dark(levels: NDArray[np.uint8], paper: NDArray[np.float32]) -> bool:
    """Tell whether the ink is lighter than its ground.

    Ink takes less room than its ground. So if it is lighter, what lies above the ground lies
    further off than what lies below it: the sum of the cubes of all differences is positive.
    """
    off = levels - paper
    return float((off * off * off).sum(dtype=np.float64)) > 0


def paper_around(towards_ink: NDArray[np.uint8], window: float) -> NDArray[np.float32]:
    """Follow the paper more closely than `ground` does, into the edges of shadows.

    Parameters
    ----------
    towards_ink : ndarray of shape (h, w), uint8
        Grey levels, ink bright.
    window : float
        Pixels; wider than a line and narrower than a shadow.

    Returns
    -------
    ndarray of shape (h, w), float32
        The brightest level that a whole window around a pixel reaches, smoothed: lines are
        narrower than that.
    """
    side = int(window) | 1
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    opened = cv2.morphologyEx(cv2.GaussianBlur(towards_ink, (3, 3), 0), cv2.MORPH_OPEN, square)
    return np.asarray(cv2.blur(opened.astype(np.float32), (side, side)), np.float32)


def even(towards_ink: NDArray[np.uint8], paper: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take away shadows: measure each pixel against its paper.

    Parameters
    ----------
    towards_ink : ndarray of shape (h, w), uint8
        Grey levels, ink bright.
    paper : ndarray of shape (h, w), float32
        What they would be without ink.

    Returns
    -------
    ndarray of shape (h, w), float32
        0 on paper, 1 where a pixel is as far from it as it could be.
    """
    room = np.maximum(255 - paper, _LEAST_ROOM)
    return np.asarray(np.clip((towards_ink - paper) / room, 0, 1), np.float32)


def threshold(contrast: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Decide what is ink.

    Parameters
    ----------
    contrast : ndarray of shape (h, w), float32
        As `even` makes it.

    Returns
    -------
    ndarray of shape (h, w), bool
        What Otsu's threshold finds dark, and what continues it while being nearly as dark. Nothing
        where dark and light differ by less than the paper varies anyway.
    """
    smooth = cv2.GaussianBlur(contrast, (3, 3), 0)
    eight = np.rint(255 * smooth).astype(np.uint8)
    level, _ = cv2.threshold(eight, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = eight > level
    if not dark.any() or dark.all():
        return np.zeros_like(dark)
    ground = smooth[~dark]
    gap = float(np.median(smooth[dark]) - np.median(ground))
    noise = 1.4826 * float(np.median(np.abs(ground - np.median(ground))))
    if gap < max(FAINTEST, _CLEAR * noise):
        return np.zeros_like(dark)
    weak = (eight > _WEAK * level).astype(np.uint8)
    _, parts = cv2.connectedComponents(weak, connectivity=8)
    # Smoothing has spread ink over pixels that are paper.
    return np.isin(parts, np.unique(parts[dark])) & (contrast >= FAINTEST)


def width_of_lines(found: NDArray[np.bool_]) -> float:
    """Estimate the width of the lines, in pixels, as `polymnist_lib.photos.frame.line_width`."""
    distance = cv2.distanceTransform(found.astype(np.uint8), cv2.DIST_L2, 5)
    return 4 * max(0.25, float(distance[found].mean()) - 0.5)


def without_rules(found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take away what is printed on paper: thin straight lines from border to border.

    Where a line of ink crosses one, what lies between its two halves stays. A single line that
    nothing else is beside may be a 1, and stays too.
    """
    width = max(2, round(max(found.shape) * _RULE_WIDTH))
    square = np.ones((width + 1, width + 1), np.uint8)
    thick = cv2.morphologyEx(  # beyond the border there is no ink
        found.astype(np.uint8),
        cv2.MORPH_OPEN,
        square,
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    thin = found & (cv2.dilate(thick, np.ones((3, 3), np.uint8)) == 0)
    lines = _rules(found, thin)
    if not lines:
        return found
    printed = np.zeros(found.shape, np.uint8)
    for first, last in lines:
        cv2.line(printed, first, last, 1, thickness=width + 1)
    rules = (printed > 0) & thin
    kept = found & ~rules
    if len(lines) == 1 and not kept.any():
        return found
    return kept | (_bridges(kept, width) & rules)


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
    sides = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    areas = stats[1:, cv2.CC_STAT_AREA]
    line = width_of_lines(found)
    large = (sides >= sides.max() / 10) & (areas >= max(4.0, 0.3 * line**2))
    return np.isin(parts, 1 + np.flatnonzero(large))


def _terms(height: int, width: int) -> NDArray[np.float64]:
    """Return the terms of a surface of second degree at each point of a grid."""
    y, x = (each.ravel() for each in np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    return np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])


def _rules(
    found: NDArray[np.bool_], thin: NDArray[np.bool_]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Find printed lines; return where each enters and leaves the picture."""
    height, width = found.shape
    votes = max(20, min(height, width) // 3)
    guesses = cv2.HoughLines(thin.astype(np.uint8), 1, np.pi / 360, votes)
    near = cv2.dilate(found.astype(np.uint8), np.ones((3, 3), np.uint8))
    lines: list[tuple[tuple[int, int], tuple[int, int]]] = []
    seen: list[tuple[bool, float]] = []
    for distance, angle in (guesses if guesses is not None else np.zeros((0, 1, 2)))[
        :_MOST_RULES, 0
    ]:
        # The angle is that of the line's normal: 0 for upright lines, a right angle for level ones.
        level = np.pi / 4 < angle < 3 * np.pi / 4
        tilt = angle - np.pi / 2 if level else (angle + np.pi / 2) % np.pi - np.pi / 2
        if abs(tilt) > np.deg2rad(_RULE_TILT):
            continue
        span, across = (width, height) if level else (height, width)
        along = np.arange(span)
        sine, cosine = np.sin(angle), np.cos(angle)
        off = (distance - along * cosine) / sine if level else (distance - along * sine) / cosine
        at = np.rint(off).astype(int)
        if at.min() < -2 or at.max() > across + 1:
            continue  # it leaves the picture elsewhere
        at = at.clip(0, across - 1)
        rows, columns = (at, along) if level else (along, at)
        if near[rows, columns].mean() < _RULE_FILLED:
            continue
        middle = float(off[span // 2])
        if any(same == level and abs(middle - other) < 3 for same, other in seen):
            continue  # many guesses are of one line
        seen.append((level, middle))
        ends = ((0, int(at[0])), (span - 1, int(at[-1])))
        lines.append(ends if level else (ends[0][::-1], ends[1][::-1]))
    return lines


def _bridges(ink: NDArray[np.bool_], width: int) -> NDArray[np.bool_]:
    """Tell where ink goes on beyond a gap of a printed line: some above and below, or beside."""
    marked = ink.astype(np.uint8)
    found = np.zeros_like(ink)
    for shape in ((2 * width + 3, 1), (1, 2 * width + 3)):
        before, after = np.ones(shape, np.uint8), np.ones(shape, np.uint8)
        before.ravel()[width + 2 :] = 0
        after.ravel()[: width + 1] = 0
        found |= (cv2.dilate(marked, before) > 0) & (cv2.dilate(marked, after) > 0)
    return found
