"""The upright sides of cells, which divide a row of a table into its columns."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.graph import Row
from polymnist_lib.reading.photos.parts import Part

# Of a digit's height: so much is looked at, of which an upright line fills this share, and leans by
# at most so much.
_HIGH, _FILLED, _LEANING = 0.9, 0.7, 0.2

# Digits that have a cell each are those of one number if their middles are no farther apart than
# this, in heights of a digit, as on forms; in tables cells are wider.
_CLOSE = 1.5


def sides(printed: NDArray[np.bool_], row: Row) -> tuple[float, ...]:
    """Find the upright lines that a row of writing goes across.

    Parameters
    ----------
    printed : ndarray of shape (h, w), bool
        Ruled lines and frames, as `polymnist_lib.reading.photos.rules.find` returns.
    row : Row
        At least one piece, in pixels of the same.

    Returns
    -------
    tuple of float
        Where each is, in pixels from the left, in order.
    """
    left, right = (int(f(each.middle[0] for each in row.pieces)) for f in (min, max))
    columns = np.arange(left, right + 1)
    along = _level(row.pieces, row.height)(columns)
    across = np.arange(-_HIGH / 2 * row.height, _HIGH / 2 * row.height)
    rows = np.round(along + across[:, None]).astype(int).clip(0, len(printed) - 1)
    strip = printed[rows, columns].astype(np.uint8)
    leaning = np.ones((1, max(3, round(_LEANING * row.height))), np.uint8)
    filled = cv2.dilate(strip, leaning).mean(axis=0) >= _FILLED
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(int)))
    return tuple(left + (edges[::2] + edges[1::2] - 1) / 2)


def divided(
    number: Sequence[tuple[Part, NDArray[np.float32]]], at: Sequence[float], height: float
) -> list[list[tuple[Part, NDArray[np.float32]]]]:
    """Divide digits where the side of a cell stands between them.

    Parameters
    ----------
    number : sequence of (Part, ndarray)
        As one of `polymnist_lib.reading.photos.graph.numbers`.
    at : sequence of float
        As `sides` returns.
    height : float
        Of the row's digits, in pixels.

    Returns
    -------
    list of list of (Part, ndarray)
        Numbers; one where each digit has a cell of its own, on a form.
    """
    column = np.searchsorted(at, [part.middle[0] for part, _ in number])
    alone = np.bincount(column)[column] == 1
    found = [[number[0]]]
    for place, (digit, before) in enumerate(zip(number[1:], number, strict=False), 1):
        apart = digit[0].middle[0] - before[0].middle[0]
        on_a_form = alone[place - 1] and alone[place] and apart <= _CLOSE * height
        if column[place] != column[place - 1] and not on_a_form:
            found.append([])
        found[-1].append(digit)
    return found


def _level(pieces: Sequence[Part], height: float) -> np.poly1d:
    """Return how far down the middle of a row is, by how far to the right."""
    across, down = np.array([each.middle for each in pieces]).T
    slanted = np.ptp(across) > 2 * height
    return np.poly1d(np.polyfit(across, down, 1) if slanted else [np.median(down)])
