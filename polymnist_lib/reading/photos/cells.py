"""The upright sides of cells, which divide a row of a table into its columns."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.graph import Row
from polymnist_lib.reading.photos.parts import Part

# Of a digit's height: so much is looked at, of which an upright line fills this share, and leans by
# at most so much.
_HIGH, _FILLED, _LEANING = 0.9, 0.7, 0.2

# Cells that are all alike and no wider than this, in heights of a digit, hold the digits of one
# number: forms have such, and squared paper. They are alike within this share of their width; a
# side may be missing, but no more cells than half are several in one.
_NARROW, _ALIKE = 1.5, 0.12


def sides(printed: NDArray[np.bool_], row: Row) -> tuple[float, ...]:
    """Find the sides of cells that a row of writing goes across, and of those beside it.

    Parameters
    ----------
    printed : ndarray of shape (h, w), bool
        Ruled lines and frames, as `polymnist_lib.reading.photos.rules.find` returns.
    row : Row
        At least one piece, in pixels of the same.

    Returns
    -------
    tuple of float
        Where each is, in pixels from the left, in order; empty where the cells hold a digit each,
        and where there is but one line.
    """
    columns = np.arange(printed.shape[1])
    along = _level(row.pieces, row.height)(columns)
    across = np.arange(-_HIGH / 2 * row.height, _HIGH / 2 * row.height)
    rows = np.round(along + across[:, None]).astype(int).clip(0, len(printed) - 1)
    strip = printed[rows, columns].astype(np.uint8)
    leaning = np.ones((1, max(3, round(_LEANING * row.height))), np.uint8)
    filled = cv2.dilate(strip, leaning).mean(axis=0) >= _FILLED
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(int)))
    found = (edges[::2] + edges[1::2] - 1) / 2
    return () if len(found) < 2 or _hold_a_digit(np.diff(found), row.height) else tuple(found)


def divided(
    number: Sequence[tuple[Part, NDArray[np.float32]]], at: Sequence[float]
) -> list[list[tuple[Part, NDArray[np.float32]]]]:
    """Divide digits where the side of a cell stands between them.

    Parameters
    ----------
    number : sequence of (Part, ndarray)
        As one of `polymnist_lib.reading.photos.graph.numbers`.
    at : sequence of float
        As `sides` returns.

    Returns
    -------
    list of list of (Part, ndarray)
        Numbers.
    """
    columns = np.searchsorted(at, [part.middle[0] for part, _ in number])
    return [
        [digit for _, digit in cell]
        for _, cell in groupby(zip(columns, number, strict=True), key=itemgetter(0))
    ]


def _hold_a_digit(widths: NDArray[np.float64], height: float) -> bool:
    """Tell whether cells are as narrow as a digit, and alike."""
    times = widths / widths.min()
    alike = np.abs(times - np.round(times)).max() <= _ALIKE and np.median(np.round(times)) < 2
    return bool(alike and widths.min() <= _NARROW * height)


def _level(pieces: Sequence[Part], height: float) -> np.poly1d:
    """Return how far down the middle of a row is, by how far to the right."""
    across, down = np.array([each.middle for each in pieces]).T
    slanted = np.ptp(across) > 2 * height
    return np.poly1d(np.polyfit(across, down, 1) if slanted else [np.median(down)])
