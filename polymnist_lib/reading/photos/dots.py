"""Dotted and dashed lines: many small things in a row, all alike and as far apart."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.lines import STEEPEST, Line, Mask

# Beside a digit's height, a dot or a dash is no taller and no longer than this.
_TALL, _LONG = 0.25, 0.8

# So many make a line, of which none is more than so many times as tall as is usual, …
_FEWEST = 5
_TALLER = 2.0

# … if most gaps are at most so many times as wide as is usual, or as narrow; in others are digits.
_WIDER = 1.6
_MOST = 0.6

# How far guesses are apart, in pixels and as an angle, and how many are looked at.
_APART, _STEP = 2, np.pi / 360
_GUESSES = 20


@dataclass(frozen=True, eq=False)
class Things:
    """What hangs together in a picture.

    Attributes
    ----------
    boxes : ndarray of shape (n, 5), int32
        Left, top, width, height and area of each, in pixels.
    centres : ndarray of shape (n, 2), float64
        Column and row of its middle.
    """

    boxes: NDArray[np.int32]
    centres: NDArray[np.float64]

    @classmethod
    def of(cls, found: Mask) -> "Things":
        """Find the things of a picture."""
        _, _, stats, centres = cv2.connectedComponentsWithStats(found.astype(np.uint8))
        return cls(np.asarray(stats[1:], np.int32), np.asarray(centres[1:], np.float64))

    @property
    def height(self) -> float:
        """How tall a thing is: the median, each counted by its ink; 0 if there is none."""
        if not len(self.boxes):
            return 0.0
        order = np.argsort(self.boxes[:, cv2.CC_STAT_HEIGHT])
        summed = np.cumsum(self.boxes[order, cv2.CC_STAT_AREA])
        middle = order[np.searchsorted(summed, summed[-1] / 2)]
        return float(self.boxes[middle, cv2.CC_STAT_HEIGHT])


def dotted(shape: tuple[int, ...], things: Things) -> list[Line]:
    """Find dotted and dashed lines that are nearly level.

    Parameters
    ----------
    shape : (h, w)
        Of the picture.
    things : Things
        What is in it.

    Returns
    -------
    list of Line
        Those that are longer than a digit is high.
    """
    height = things.height
    high, wide = things.boxes[:, cv2.CC_STAT_HEIGHT], things.boxes[:, cv2.CC_STAT_WIDTH]
    small = (high <= _TALL * height) & (wide <= _LONG * height)
    if small.sum() < _FEWEST:
        return []
    stats, centres = things.boxes[small], things.centres[small]
    points = np.zeros(shape, np.uint8)
    points[centres[:, 1].astype(np.int64), centres[:, 0].astype(np.int64)] = 1
    steepest, upright = np.deg2rad(STEEPEST), np.pi / 2
    guesses = cv2.HoughLines(
        points,
        _APART,
        _STEP,
        _FEWEST,
        min_theta=upright - steepest,
        max_theta=upright + steepest,
    )
    lines: list[Line] = []
    taken = np.zeros(len(stats), bool)
    for distance, angle in guesses[:_GUESSES, 0] if guesses is not None else ():
        rows = (distance - centres[:, 0] * np.cos(angle)) / np.sin(angle)
        near = np.flatnonzero((np.abs(centres[:, 1] - rows) <= _APART) & ~taken)
        near = _alike(near, stats)
        if _is_line(stats[near], height):
            taken[near] = True
            lines.append(_through(stats[near], centres[near]))
    return lines


def _alike(near: NDArray[np.int64], stats: NDArray[np.int32]) -> NDArray[np.int64]:
    """Leave out what is taller than is usual; return the others from left to right."""
    high = stats[near, cv2.CC_STAT_HEIGHT]
    near = near[high <= _TALLER * np.median(high)] if len(near) else near
    return near[np.argsort(stats[near, cv2.CC_STAT_LEFT])]


def _is_line(dots: NDArray[np.int32], height: float) -> bool:
    """Tell whether dots, from left to right, are a line."""
    if len(dots) < _FEWEST:
        return False
    left = dots[:, cv2.CC_STAT_LEFT]
    right = left + dots[:, cv2.CC_STAT_WIDTH]
    gaps = left[1:] - right[:-1]
    usual = np.median(gaps)
    regular = (gaps <= _WIDER * usual + 1) & (gaps >= usual / _WIDER - 1)
    return bool(right[-1] - left[0] > height and regular.mean() >= _MOST)


def _through(dots: NDArray[np.int32], centres: NDArray[np.float64]) -> Line:
    """Return the line through dots, from left to right."""
    start = int(dots[0, cv2.CC_STAT_LEFT])
    stop = int(dots[-1, cv2.CC_STAT_LEFT] + dots[-1, cv2.CC_STAT_WIDTH])
    terms = np.polyfit(centres[:, 0], centres[:, 1], 1)
    rows = np.asarray(np.polyval(terms, np.arange(start, stop)), np.float64)
    return Line(start, rows, whole=False, thickness=float(np.median(dots[:, cv2.CC_STAT_HEIGHT])))
