"""Strokes of a pen, told by their width and by what is on either side of them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# Things of this share of the shorter side, or so many pixels, may be strokes.
_LONG, _LEAST = 1 / 40, 8

# A piece.
_STEP = 0.5
_DIGIT = 20


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
    slenderness : float
        How often their widths go into the lengths of all lines.
    """

    usual: float
    widest: float
    disc: float
    slenderness: float


def measure(found: NDArray[np.bool_], pieces: NDArray[np.bool_]) -> Widths | None:
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
    whole = large.copy()
    whole[parts[pieces]] = False
    free = whole & (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    of = np.flatnonzero(free if free.any() else whole if whole.any() else large)
    disc = 2 * float(distance[np.isin(parts, of)].max())
    of = of[np.argsort(widths[of])]
    summed = np.cumsum(areas[of])
    usual = widths[of][np.searchsorted(summed, summed[-1] / 2)]
    slenderness = float(np.minimum(areas[whole] / widths[whole] ** 2 / _DIGIT, 1).sum())
    return Widths(float(usual), float(widths[large].max()), disc, slenderness)


def cut(contrast, found, levels, share):
    """Tell which things end where the picture does not change: pieces of something wider."""
    ink = found.astype(np.uint8)
    if not found.any():
        return found
    distance = cv2.distanceTransform(ink, cv2.DIST_L2, 5)
    reach = int(np.clip(float(distance[found].mean()), 3, 8))
    near = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    inked = cv2.dilate(np.where(found, levels, 0), near)
    step = cv2.dilate(np.where(found, contrast * (255 - cv2.erode(levels, near)), 0), near)
    count, parts = cv2.connectedComponents(ink)
    around = cv2.dilate(parts.astype(np.float32), near)
    ring = (around > 0) & (cv2.dilate(ink, np.ones((reach | 1, reach | 1), np.uint8)) == 0)
    of = around[ring].astype(np.int64)
    same = (inked - levels < _STEP * step)[ring]
    shares = np.bincount(of, same, count) / np.maximum(1, np.bincount(of, minlength=count))
    is_cut = shares > share
    is_cut[0] = False
    return is_cut[parts]
