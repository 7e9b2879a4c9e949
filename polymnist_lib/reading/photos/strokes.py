"""Strokes of a pen, told by their width and by what is on either side of them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# Things of this share of the shorter side, or so many pixels, may be strokes.
_LONG, _LEAST = 1 / 40, 8

# Ink ends where levels fall by this share of its contrast at least; of what is cut off from what is
# wider, more than that share of the border is otherwise.
_FALL, _CUT = 0.5, 0.08


@dataclass(frozen=True)
class Widths:
    """How wide the lines in a picture are, in pixels.

    Attributes
    ----------
    usual : float
        The median of the things that lie free within the picture, each counted by its ink.
    widest : float
        The largest, of all things.
    disc : float
        The diameter of the largest disc of ink.
    """

    usual: float
    widest: float
    disc: float


def measure(found: NDArray[np.bool_]) -> Widths | None:
    """Measure what is large enough to be a stroke; none if nothing is."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8))
    left, top, wide, high, areas = stats.T
    large = np.maximum(wide, high) >= max(_LEAST, _LONG * min(found.shape))
    large[0] = False
    if not large.any():
        return None
    distance = cv2.distanceTransform(found.astype(np.uint8), cv2.DIST_L2, 5)
    sums = np.bincount(parts.ravel(), distance.ravel(), count)
    widths = 4 * (sums / areas - 0.5).clip(0.25)
    height, width = found.shape
    free = large & (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    of = np.flatnonzero(free if free.any() else large)
    of = of[np.argsort(widths[of])]
    summed = np.cumsum(areas[of])
    usual = widths[of][np.searchsorted(summed, summed[-1] / 2)]
    return Widths(float(usual), float(widths[large].max()), 2 * float(distance[large[parts]].max()))


def is_cut(
    found: NDArray[np.bool_], contrast: NDArray[np.float32], towards_ink: NDArray[np.uint8]
) -> bool:
    """Tell whether things end where the picture does not change: pieces of something wider.

    Parameters
    ----------
    found : ndarray of shape (h, w), bool
        What is taken for ink in a window.
    contrast : ndarray of shape (h, w), float32
        How far each pixel is from its ground, 0 to 1.
    towards_ink : ndarray of shape (h, w, c), uint8
        Levels of each channel, ink bright.
    """
    ink = found.astype(np.uint8)
    near = np.ones((7, 7), np.uint8)
    ring = (cv2.dilate(ink, near) > 0) & (cv2.dilate(ink, np.ones((3, 3), np.uint8)) == 0)
    if not ring.any():
        return True
    levels = towards_ink.mean(axis=2, dtype=np.float32)
    drop = cv2.dilate(np.where(found, levels, 0), near) - levels
    expected = cv2.dilate(np.where(found, contrast * (255 - cv2.erode(levels, near)), 0), near)
    return bool((drop < _FALL * expected)[ring].mean() > _CUT)
