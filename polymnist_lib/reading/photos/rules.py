"""What is printed on paper, told from strokes of a pen: lines of notebooks, tables and forms."""

import cv2
import numpy as np

from polymnist_lib.reading.photos import dots, lines
from polymnist_lib.reading.photos.dots import Things
from polymnist_lib.reading.photos.lines import Line, Mask

# A line that ends within the picture is longer than so many times a digit is tall.
_LONGER = 2.0

# Lines as short as this share of it are looked at.
_SHORTEST = 0.6

# Lines of one frame are alike: one is at most so many times, and a pixel, as thick as another.
_ALIKE = 1.4

# Ink on either side of a line is of two digits if it reaches so far from it, in heights of a cell.
_BEYOND = 0.45


def find(found: Mask) -> Mask:
    """Find what is printed.

    Parameters
    ----------
    found : ndarray of shape (h, w), bool
        Where ink is, written and printed.

    Returns
    -------
    ndarray of shape (h, w), bool
        Lines from border to border, lines that are long beside the digits, the frames of cells,
        and dotted lines. Where nothing else is in the picture, a line may be a 1, and is none.
    """
    sides = found, found.T
    things = Things.of(found)
    some = [lines.straight(side, _SHORTEST * things.height) for side in sides]
    framed = _framed(*some)
    printed = np.zeros_like(found)
    of = printed, printed.T
    number = 0
    for side, prints, those, frames in zip(sides, of, some, framed, strict=True):
        for line, is_framed in zip(those, frames, strict=True):
            if line.whole or is_framed:
                prints |= lines.own(side & ~prints, line)
                number += 1
    between = [
        line
        for line, is_framed in zip(some[0], framed[0], strict=True)
        if is_framed and not line.whole  # squared paper is written over, cells are not
    ]
    printed |= _joints(found & ~printed, between)
    for side, prints, those in zip(sides, of, some, strict=True):
        things = Things.of(found & ~printed) if printed.any() else things
        for line in those:
            rest = side & ~prints
            if len(line) > _LONGER * things.height and lines.is_there(rest, line):
                prints |= lines.own(rest, line)
                number += 1
    things = Things.of(found & ~printed) if printed.any() else things
    for line in dots.dotted(found.shape, things):
        printed |= lines.own(found & ~printed, line)
        number += 1
    if number == 1 and not (found & ~printed).any():
        return np.zeros_like(found)
    return printed


def _framed(level: list[Line], upright: list[Line]) -> tuple[list[bool], list[bool]]:
    """Tell which lines belong to cells: each meets two others that do, across."""
    meeting = np.array([[_meet(a, b) for b in upright] for a in level], bool)
    meeting = meeting.reshape(len(level), len(upright))
    rows, columns = np.ones(len(level), bool), np.ones(len(upright), bool)
    while True:
        left = meeting & rows[:, None] & columns
        now = left.sum(axis=1) >= 2, left.sum(axis=0) >= 2
        if (now[0] == rows).all() and (now[1] == columns).all():
            return rows.tolist(), columns.tolist()
        rows, columns = now


def _joints(ink: Mask, level: list[Line]) -> Mask:
    """Find where digits of two cells touch, one above the other: on a level line of their frame."""
    joints = np.zeros_like(ink)
    count, parts = cv2.connectedComponents(ink.astype(np.uint8))
    for line in level:
        columns = np.arange(line.start, line.stop)
        middle = (line.start + line.stop) / 2
        apart = [abs(line.at(middle) - other.at(middle)) for other in level if other is not line]
        reach = _BEYOND * min(apart, default=np.inf)
        below = np.arange(len(ink))[:, None] - line.rows
        those = parts[:, columns]
        upper, lower = (
            np.bincount(those[side], minlength=count) > 0
            for side in (below < -reach, below > reach)
        )
        joined = upper & lower
        joined[0] = False
        joints[:, columns] |= (np.abs(below) <= line.thickness / 2 + 1) & joined[those]
    return joints


def _meet(level: Line, upright: Line) -> bool:
    """Tell whether a level and an upright line meet or cross, and may be of one frame."""
    thinner, thicker = sorted([level.thickness, upright.thickness])
    if thicker > _ALIKE * thinner + 1:
        return False
    far = 3 + 2 * thicker
    column = upright.at(level.rows.mean())
    row = level.at(column)
    return (
        level.start - far <= column <= level.stop + far
        and upright.start - far <= row <= upright.stop + far
    )
