"""The parts that ink falls into: a digit is one of them, or several, or a piece of one."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.ink import width_of_lines

# Ink that is nearer than so many widths of a line belongs together: a line that is broken.
_NEAR = 0.5


@dataclass(frozen=True, eq=False)
class Part:
    """Some ink.

    Attributes
    ----------
    left, top : int
        Where it is, in pixels.
    shades : ndarray of shape (h, w), float32
        How dark the ink is, above 0 to 1, without paper around it; 0 where there is none of it.
    """

    left: int
    top: int
    shades: NDArray[np.float32]

    @property
    def width(self) -> int:
        """Pixels from its left to its right edge."""
        return self.shades.shape[1]

    @property
    def height(self) -> int:
        """Pixels from its top to its bottom edge."""
        return self.shades.shape[0]

    @property
    def right(self) -> int:
        """The first pixel beyond its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first pixel beyond its bottom edge."""
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Right and down, in pixels."""
        return self.left + self.width / 2, self.top + self.height / 2

    def box(self, scale: float = 1.0) -> tuple[int, int, int, int]:
        """Return left, top, width and height, in pixels of a picture of another scale."""
        edges = (self.left, self.top, self.right, self.bottom)
        left, top, right, bottom = (round(each / scale) for each in edges)
        return left, top, max(1, right - left), max(1, bottom - top)


def find(shades: NDArray[np.float32]) -> list[Part]:
    """Divide ink into parts that are some way off from each other.

    Parameters
    ----------
    shades : ndarray of shape (h, w), float32
        How dark ink is; 0 where there is none.

    Returns
    -------
    list of Part
        In no particular order; none where there is no ink.
    """
    ink = shades > 0
    if not ink.any():
        return []
    reach = max(1, round(_NEAR * width_of_lines(ink) / 2))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink.astype("u1"), disc))
    found = []
    for part in range(1, count):
        left, top, width, height, _ = stats[part].tolist()
        around = np.s_[top : top + height, left : left + width]
        found.append(trimmed(left, top, shades[around] * (labels[around] == part)))
    return found


def everything(shades: NDArray[np.float32]) -> list[Part]:
    """Take all ink for one part; none where there is no ink."""
    return [trimmed(0, 0, shades)] if shades.any() else []


def trimmed(left: int, top: int, shades: NDArray[np.float32]) -> Part:
    """Cut away the paper around ink."""
    x, y, width, height = cv2.boundingRect((shades > 0).astype(np.uint8))
    return Part(left + x, top + y, shades[y : y + height, x : x + width])


def joined(some: Iterable[Part]) -> Part:
    """Put parts into one."""
    some = list(some)
    if len(some) == 1:
        return some[0]
    left, top = min(each.left for each in some), min(each.top for each in some)
    right, bottom = max(each.right for each in some), max(each.bottom for each in some)
    shades = np.zeros((bottom - top, right - left), np.float32)
    for each in some:
        y, x = each.top - top, each.left - left
        place = shades[y : y + each.height, x : x + each.width]
        np.maximum(place, each.shades, out=place)
    return Part(left, top, shades)
