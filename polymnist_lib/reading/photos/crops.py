"""Which ink belongs to which digit, in the order in which they are read."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.ink import width_of_lines

# Parts that are nearer than so many widths of a line belong together: a line that is broken.
_NEAR = 0.5

# So do parts of which the narrower lies over or under the other by this share of its width, if
# both together are no taller than so many times the tallest part.
_OVER = 0.5
_TALLER = 1.3

# A digit is at least this share of the height of the tallest.
_SMALLEST = 0.35


@dataclass(frozen=True, eq=False)
class Crop:
    """The ink of one digit.

    Attributes
    ----------
    left, top : int
        Where it is, in pixels.
    ink : ndarray of shape (h, w), bool
        Where ink is, without paper around it.
    """

    left: int
    top: int
    ink: NDArray[np.bool_]

    @property
    def width(self) -> int:
        """Pixels from its left to its right edge."""
        return self.ink.shape[1]

    @property
    def height(self) -> int:
        """Pixels from its top to its bottom edge."""
        return self.ink.shape[0]

    def within(self, shades: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cut it out of the whole picture's shades; 0 where the ink is another digit's."""
        rows = slice(self.top, self.top + self.height)
        return shades[rows, self.left : self.left + self.width] * self.ink

    def box(self, scale: float = 1.0) -> tuple[int, int, int, int]:
        """Return left, top, width and height, in pixels of a picture of another scale."""
        edges = (self.left, self.top, self.left + self.width, self.top + self.height)
        left, top, right, bottom = (round(each / scale) for each in edges)
        return left, top, max(1, right - left), max(1, bottom - top)


def digits(ink: NDArray[np.bool_]) -> list[Crop]:
    """Divide ink into digits.

    Parameters
    ----------
    ink : ndarray of shape (h, w), bool
        Where ink is.

    Returns
    -------
    list of Crop
        The digits, row by row and from left to right. Digits that touch are one.
    """
    if not ink.any():
        return []
    parts = _join(_near(ink))
    tallest = max(part.height for part in parts)
    # A 1 that lies down is no digit, but a dash is narrow too: the longer side decides.
    return _in_reading_order(
        [part for part in parts if max(part.width, part.height) >= _SMALLEST * tallest]
    )


def everything(ink: NDArray[np.bool_]) -> list[Crop]:
    """Take all ink for one digit; none where there is no ink."""
    return [_trimmed(0, 0, ink)] if ink.any() else []


def _trimmed(left: int, top: int, ink: NDArray[np.bool_]) -> Crop:
    """Cut away the paper around ink."""
    x, y, width, height = cv2.boundingRect(ink.astype(np.uint8))
    return Crop(left + x, top + y, ink[y : y + height, x : x + width])


def _near(ink: NDArray[np.bool_]) -> list[Crop]:
    """Divide ink into parts that are some way off from each other."""
    reach = max(1, round(_NEAR * width_of_lines(ink) / 2))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    spread = cv2.dilate(ink.astype(np.uint8), disc)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(spread)
    parts = []
    for part in range(1, count):
        left, top, width, height, _ = stats[part].tolist()
        around = np.s_[top : top + height, left : left + width]
        parts.append(_trimmed(left, top, ink[around] & (labels[around] == part)))
    return parts


def _join(parts: list[Crop]) -> list[Crop]:
    """Join parts that lie over one another: the bar of a 5, the halves of a broken 8."""
    parts = sorted(parts, key=lambda part: -part.height)
    tallest = parts[0].height
    joined: list[Crop] = []
    # Left, top, right and bottom of what is joined so far; a page has thousands of parts.
    edges = np.empty((len(parts), 4), np.int64)
    for part in parts:
        left, top, right, bottom = edges[: len(joined)].T
        end, foot = part.left + part.width, part.top + part.height
        shared = np.minimum(end, right) - np.maximum(part.left, left)
        together = np.maximum(foot, bottom) - np.minimum(part.top, top)
        over = shared >= _OVER * np.minimum(part.width, right - left)
        fitting = np.flatnonzero(over & (together <= _TALLER * tallest))
        place = int(fitting[0]) if len(fitting) else len(joined)
        if len(fitting):
            joined[place] = _union(joined[place], part)
        else:
            joined.append(part)
        whole = joined[place]
        edges[place] = whole.left, whole.top, whole.left + whole.width, whole.top + whole.height
    return joined


def _union(first: Crop, second: Crop) -> Crop:
    """Put two parts into one."""
    left, top = min(first.left, second.left), min(first.top, second.top)
    right = max(each.left + each.width for each in (first, second))
    bottom = max(each.top + each.height for each in (first, second))
    ink = np.zeros((bottom - top, right - left), bool)
    for each in (first, second):
        y, x = each.top - top, each.left - left
        ink[y : y + each.height, x : x + each.width] |= each.ink
    return Crop(left, top, ink)


def _in_reading_order(parts: list[Crop]) -> list[Crop]:
    """Sort parts into rows, by whether the middle of one is beside others, and rows from left."""
    rows: list[list[Crop]] = []
    beside: list[tuple[float, float]] = []  # the median top and bottom of each row
    for part in sorted(parts, key=lambda each: each.top + each.height / 2):
        middle = part.top + part.height / 2
        fitting = (i for i, (top, bottom) in enumerate(beside) if top <= middle <= bottom)
        place = next(fitting, len(rows))
        if place == len(rows):
            rows.append([])
            beside.append((0, 0))
        row = rows[place]
        row.append(part)
        tops, bottoms = zip(*((each.top, each.top + each.height) for each in row), strict=True)
        beside[place] = float(np.median(tops)), float(np.median(bottoms))
    return [each for row in rows for each in sorted(row, key=lambda each: each.left)]
