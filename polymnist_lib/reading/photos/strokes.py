"""Strokes of a pen, told by their width and by what is on either side of them.

A stroke has two edges that lie opposite each other, as far apart as the pen is wide (Epshtein,
Ofek and Wexler, Detecting Text in Natural Scenes with Stroke Width Transform, CVPR 2010).
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

# Things whose longer side is this share of the picture's shorter one, or so many pixels, may be
# strokes.
_LARGE, _LEAST = 1 / 40, 8

# What is within this share of a line's width around ink, or so many pixels, is beside it.
_BESIDE = 1 / 4
_NEAREST, _FURTHEST = 3, 8

# A thing is a piece of something wider if the picture changes by less than this share of the ink's
# contrast at more than this share of its border.
_STEP, _CUT = 0.5, 0.08

# A digit's line is so many times as long as it is wide, at least; what has less than this share of
# that is no stroke.
_DIGIT, _SLENDER = 20.0, 0.2


@dataclass(frozen=True, eq=False)
class Strokes:
    """The things that are found in a picture, and how they are made; paper is thing 0.

    Attributes
    ----------
    parts : ndarray of shape (h, w), int32
        Which thing each pixel is of.
    distances : ndarray of shape (h, w), float32
        How far each pixel is from the border of its thing.
    areas, widths : ndarray of shape (n,), float64
        The ink of each thing, and how wide its line is, in pixels.
    pieces : ndarray of shape (n,), bool
        Whether it is a piece of something wider.
    large : ndarray of shape (n,), bool
        Whether it is large enough to be a stroke.
    free : ndarray of shape (n,), bool
        Whether it lies within the picture, away from the border.
    """

    parts: NDArray[np.int32] = field(repr=False)
    distances: NDArray[np.float32] = field(repr=False)
    areas: NDArray[np.float64]
    widths: NDArray[np.float64]
    pieces: Mask
    large: Mask
    free: Mask

    @property
    def usual(self) -> float:
        """How wide a line is: the median, each thing counted by its ink."""
        of = self._typical
        of = of[np.argsort(self.widths[of])]
        summed = np.cumsum(self.areas[of])
        return float(self.widths[of[np.searchsorted(summed, summed[-1] / 2)]])

    @property
    def disc(self) -> float:
        """The diameter of the largest disc in what is typical."""
        typical = np.zeros(len(self.areas), bool)
        typical[self._typical] = True
        return 2 * float(self.distances[typical[self.parts]].max())

    @property
    def largest_disc(self) -> float:
        """The diameter of the largest disc in anything."""
        return 2 * float(self.distances.max())

    @property
    def widest(self) -> float:
        """How wide the widest line is."""
        return float(self.widths[self.large].max())

    @property
    def digits(self) -> float:
        """How many digits there may be, by how slender things are."""
        return float(self._slender[self.large & ~self.pieces].sum())

    @property
    def free_digits(self) -> float:
        """The same of strokes alone and, of several, of those away from the border: of no cells."""
        whole = self.large & ~self.pieces
        if np.count_nonzero(whole) > 1:
            whole &= self.free
        return float(self._slender[whole & (self._slender > _SLENDER)].sum())

    @property
    def cut(self) -> Mask:
        """Where pieces are, of shape (h, w)."""
        return self.pieces[self.parts]

    @property
    def _slender(self) -> NDArray[np.float64]:
        """How long each thing is beside its width, as a share of a digit's, up to 1."""
        return np.minimum(self.areas / self.widths**2 / _DIGIT, 1)

    @property
    def _typical(self) -> NDArray[np.int64]:
        """The things that are large, whole and free; else large and whole; else large."""
        whole = self.large & ~self.pieces
        return next(
            np.flatnonzero(some) for some in (whole & self.free, whole, self.large) if some.any()
        )


def measure(
    found: Mask, contrast: NDArray[np.float32], tones: NDArray[np.uint8], printed: Mask
) -> Strokes:
    """Measure things.

    Parameters
    ----------
    found : ndarray of shape (h, w), bool
        Where ink is.
    contrast : ndarray of shape (h, w), float32
        How far each pixel is from its paper, 0 to 1.
    tones : ndarray of shape (h, w), uint8
        Levels of the picture, ink bright.
    printed : ndarray of shape (h, w), bool
        What of it is left out.

    Returns
    -------
    Strokes
        One a connected part.
    """
    ink = (found & ~printed).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    parts = np.asarray(labels, np.int32)
    left, top, wide, high, areas = stats.T
    height, width = found.shape
    large = np.maximum(wide, high) >= max(_LEAST, _LARGE * min(found.shape))
    free = (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    large[0] = False
    distances = np.asarray(cv2.distanceTransform(ink, cv2.DIST_L2, 5), np.float32)
    sums = np.bincount(parts.ravel(), distances.ravel(), count)
    widths = 4 * (sums / areas - 0.5).clip(0.25)
    typical = 4 * float(sums.sum()) / max(1, int(areas[1:].sum()))
    reach = int(np.clip(_BESIDE * typical, _NEAREST, _FURTHEST))
    pieces = _cut(found, parts, contrast, tones, reach)
    return Strokes(parts, distances, areas.astype(np.float64), widths, pieces, large, free)


def _cut(
    found: Mask,
    parts: NDArray[np.int32],
    contrast: NDArray[np.float32],
    tones: NDArray[np.uint8],
    reach: int,
) -> Mask:
    """Tell which things end where the picture does not change as it does from ink to paper."""
    near = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    around = cv2.dilate(parts.astype(np.float32), near)
    edge = np.ones((reach | 1, reach | 1), np.uint8)
    beside = (around > 0) & (cv2.dilate(found.astype(np.uint8), edge) == 0)
    light = 255 - cv2.erode(tones, near)
    step = cv2.dilate(np.where(found, contrast * light, 0), near)[beside]
    change = cv2.subtract(cv2.dilate(np.where(found, tones, np.uint8(0)), near), tones)[beside]
    of = around[beside].astype(np.int64)
    count = int(parts.max()) + 1
    borders = np.bincount(of, minlength=count)
    same = np.bincount(of, change < _STEP * step, count)
    cut = same > _CUT * borders
    cut[0] = False
    return np.asarray(cut, np.bool_)
