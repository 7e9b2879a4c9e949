"""Straight lines in ink: where they are, and which ink is theirs alone.

They are looked for as straight rows of ink (Hough, US patent 3 069 654, 1962). Across a line, ink
that reaches no further than the line is thick is the line's; ink that does is of a stroke that
crosses it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

# Of each column, which pixel of an image, counted row by row, a line passes, and whether it does.
Way = tuple[NDArray[np.int64], Mask]

# A line is level within so many degrees. It is at most this share of the picture's longer side
# thick, or so many pixels, and this share of its own length.
STEEPEST = 12
_STEP = np.pi / 360
_THICKEST, _THICK = 1 / 100, 5
_SLENDER = 1 / 8

# It is alone in this share of its columns, if it crosses the picture in that, and is bent by at
# most this share of its length, or so many pixels.
_ALONE, _ALONE_ACROSS = 0.3, 0.25
_BENT, _LEAST_BENT = 1 / 60, 1.5
_DEGREE = 2  # of the curve that a bent line follows

# It is ink along this share of its way, with gaps of so many pixels at most.
_FILLED = 0.9
_GAP = 3

# Lines as short as this share of the picture's shorter side are looked at, or as so many pixels,
# and of all guesses so many.
_SHORTEST, _FEWEST = 1 / 8, 20
_MOST, _ROUNDS = 100, 8

# Without other lines, there is ink in this share of a line's columns.
_LEFT = 0.8

# They are looked for where there is ink along this share of the shortest without a break.
_PIECE = 1 / 3

# What is within so many pixels of a line is not looked at again.
_APART = 3

# The percentile of how thick ink is along a line that is the line's own thickness.
_UNCROSSED = 15

# Ink that reaches across a line by more than so many times its thickness, and a pixel, is a stroke.
_ACROSS = 1.5


@dataclass(frozen=True, eq=False)
class Line:
    """A straight line that is nearly level; of an upright one, the picture lies on its side.

    Attributes
    ----------
    start : int
        The column that it starts in.
    rows : ndarray of shape (n,), float64
        Where it is in each column from there on.
    whole : bool
        Whether it goes from border to border.
    thickness : float
        Pixels, where nothing crosses it.
    """

    start: int
    rows: NDArray[np.float64]
    whole: bool
    thickness: float = 0.0

    def __len__(self) -> int:
        """How many columns it goes through."""
        return len(self.rows)

    @property
    def stop(self) -> int:
        """The column after its last."""
        return self.start + len(self.rows)

    def at(self, column: float) -> float:
        """Return the row that it is in, in some column or, beyond its ends, beside it."""
        return float(self.rows[min(max(0, int(column) - self.start), len(self.rows) - 1)])


def _thickest(found: Mask) -> int:
    """Return how many pixels a line of a picture is thick at most."""
    return max(_THICK, round(max(found.shape) * _THICKEST))


def _thin(found: Mask) -> Mask:
    """Return the ink that is no thicker than lines are."""
    square = np.ones(2 * [_thickest(found) + 1], np.uint8)
    thick = cv2.morphologyEx(  # beyond the border there is no ink
        found.astype(np.uint8),
        cv2.MORPH_OPEN,
        square,
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    return found & (cv2.dilate(thick, np.ones((3, 3), np.uint8)) == 0)


def straight(found: Mask, shortest: float) -> list[Line]:
    """Find the lines of a picture that are straight, thin and nearly level.

    Parameters
    ----------
    found : ndarray of shape (h, w), bool
        Where ink is.
    shortest : float
        How long lines are at least, in pixels; no more than an eighth of the picture.

    Returns
    -------
    list of Line
        Printed ones and straight strokes of a pen.
    """
    longest = max(_FEWEST, min(found.shape) * _SHORTEST)
    shortest = int(np.clip(shortest, _FEWEST, longest))
    piece = int(_PIECE * shortest)
    wider = cv2.dilate(_thin(found).astype(np.uint8), np.ones((3, 1), np.uint8))
    flat = cv2.morphologyEx(wider, cv2.MORPH_OPEN, np.ones((1, piece), np.uint8))
    left = np.asarray(flat, np.uint8)
    if not left.any():
        return []
    near = np.asarray(cv2.dilate(found.astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
    lines: list[Line] = []
    for _ in range(_ROUNDS):
        before = np.count_nonzero(left)
        for rows, way in _guesses(left, piece):
            new = _along(left, *way)
            if np.count_nonzero(new) < piece:  # of a line that was found meanwhile
                continue
            for start, stop in _runs(_along(near, *way), shortest):
                if np.count_nonzero(new[start:stop]) < piece:
                    continue
                guess = Line(start, rows[start:stop], stop - start == len(rows))
                line, is_one = _fitted(found, guess)
                if is_one and not any(_same(line, other) for other in lines):
                    lines.append(line)
                _leave_out(left, line if is_one else replace(guess, thickness=line.thickness))
        if np.count_nonzero(left) == before:
            break
    return lines


def own(found: Mask, line: Line) -> Mask:
    """Return the ink, of shape (h, w), that is a line's alone."""
    first, last, clean = _across(found, line)
    mine = np.zeros_like(found)
    columns = np.arange(line.start, line.stop)[clean]
    for offset in range(int((last - first)[clean].max(initial=-1)) + 1):
        rows = first[clean] + offset
        within = rows <= last[clean]
        mine[rows[within], columns[within]] = True
    return mine


def is_there(found: Mask, line: Line) -> bool:
    """Tell whether there is ink along a line."""
    first, last, _ = _across(found, line)
    return float((last >= first).mean()) >= _LEFT


def _guesses(left: NDArray[np.uint8], least: int) -> Iterator[tuple[NDArray[np.float64], Way]]:
    """Yield the lines that most of what is left lies on, at least so many pixels: rows and pixels.

    The image is then free to be changed.
    """
    steepest, upright = np.deg2rad(STEEPEST), np.pi / 2
    guesses = cv2.HoughLines(
        left, 1, _STEP, least, min_theta=upright - steepest, max_theta=upright + steepest
    )
    if guesses is None:
        return
    height, width = left.shape
    distances, angles = guesses[:_MOST, 0].astype(np.float64).T[..., None]
    rows = (distances - np.arange(width) * np.cos(angles)) / np.sin(angles)
    at = np.rint(rows).astype(np.int64)
    inside = (at >= 0) & (at < height)
    pixels = at.clip(0, height - 1) * width + np.arange(width)
    yield from zip(rows, zip(pixels, inside, strict=True), strict=True)


def _along(ink: NDArray[np.uint8], pixels: NDArray[np.int64], inside: Mask) -> Mask:
    """Tell in which columns there is ink along a line."""
    return inside & (ink.ravel()[pixels] > 0)


def _runs(filled: Mask, shortest: int) -> list[tuple[int, int]]:
    """Tell from which column to which there is ink along a line."""
    if np.count_nonzero(filled) >= _FILLED * len(filled):
        return [(0, len(filled))]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    apart = starts[1:] - stops[:-1] > _GAP
    starts = starts[np.concatenate([[True], apart])]
    stops = stops[np.concatenate([apart, [True]])]
    long = stops - starts >= shortest
    return [
        (int(start), int(stop))
        for start, stop in zip(starts[long], stops[long], strict=True)
        if filled[start:stop].mean() >= _FILLED
    ]


def _same(line: Line, other: Line) -> bool:
    """Tell whether most of a line is another."""
    start, stop = max(line.start, other.start), min(line.stop, other.stop)
    middle = (start + stop) / 2
    near = abs(line.at(middle) - other.at(middle)) < max(_APART, line.thickness)
    return near and stop - start > len(line) / 2


def _leave_out(left: NDArray[np.uint8], line: Line) -> None:
    """Take a line from what is left to look at."""
    rows = np.rint(line.rows).astype(np.int64)
    columns = np.arange(line.start, line.stop)
    reach = _APART + round(line.thickness / 2)
    for beside in range(-reach, reach + 1):
        left[(rows + beside).clip(0, len(left) - 1), columns] = 0


def _fitted(found: Mask, guess: Line) -> tuple[Line, bool]:
    """Follow a line that a guess does not quite meet, or that is bent; tell whether it is one."""
    first, last, clean = _across(found, guess)
    if np.count_nonzero(clean) <= _DEGREE:
        return replace(guess, thickness=float(np.median(last - first + 1))), False
    thickness = float(np.median((last - first + 1)[clean]))
    columns = np.linspace(-1, 1, len(guess))
    terms = np.polyfit(columns[clean], ((first + last) / 2 - guess.rows)[clean], _DEGREE)
    bent = abs(float(terms[0]))
    line = replace(guess, rows=guess.rows + np.polyval(terms, columns), thickness=thickness)
    if guess.whole:
        return line, float(clean.mean()) >= _ALONE_ACROSS
    slender = thickness <= _SLENDER * len(guess) and bent <= max(_LEAST_BENT, _BENT * len(guess))
    return line, slender and float(clean.mean()) >= _ALONE


def _across(found: Mask, line: Line) -> tuple[NDArray[np.int64], NDArray[np.int64], Mask]:
    """Return the first and last row of ink across each column of a line, and where it is thin."""
    reach = 2 * _thickest(found) + 3
    rows = np.rint(line.rows).astype(np.int64)
    around = rows + np.arange(-reach, reach + 1)[:, None]
    columns = np.arange(line.start, line.stop)
    height = len(found)
    ink = found[around.clip(0, height - 1), columns] & (around >= 0) & (around < height)
    places = np.arange(2 * reach + 1)[:, None]
    above = np.maximum.accumulate(np.where(ink, -1, places), axis=0)
    below = np.minimum.accumulate(np.where(ink, 2 * reach + 1, places)[::-1], axis=0)[::-1]
    nearest = reach + np.array([0, -1, 1, -2, 2])
    on = ink[nearest]
    middle = nearest[on.argmax(axis=0)]
    each = np.arange(len(line))
    first, last = above[middle, each] + 1, below[middle, each] - 1
    met = on.any(axis=0)
    thickness = last - first + 1
    usual = float(np.percentile(thickness[met], _UNCROSSED)) if met.any() else 0.0
    clean = met & (thickness <= _ACROSS * usual + 1) & (usual <= _thickest(found) + 1)
    last = np.where(met, last, first - 1)
    return rows - reach + first, rows - reach + last, clean
