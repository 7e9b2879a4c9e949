"""Photographs of whole pages of handwriting whose digits are known, of a kind for each difficulty.

`hands` writes digits with a pen, `scrawl` what is no digit, `forms` prints; `layout` puts it beside
and below each other, `lights` and `camera` take the picture, and `shot` brings all that together.
`kinds` and `nothing` say what is on the pages of each kind, with the `numbers` of one hand.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.pages import kinds
from polymnist_lib.reading.photos.pages.nothing import nothing
from polymnist_lib.reading.photos.pages.numbers import Digits
from polymnist_lib.reading.photos.pages.shot import Page, Random

__all__ = ["KINDS", "Page", "errors", "page", "pages"]

_KINDS: dict[str, Callable[[Digits, Random], Page]] = {
    "row": kinds.row,
    "shadow": kinds.shadow,
    "flash": kinds.flash,
    "dotted": kinds.dotted,
    "cells": kinds.cells,
    "words": kinds.words,
    "two_rows": kinds.two_rows,
    "broken": kinds.broken,
    "nothing": lambda _, random: nothing(random),
}

# What each is, its function says.
KINDS = tuple(_KINDS)


def page(
    kind: str,
    strokes: NDArray[np.uint8],
    labels: NDArray[np.int64],
    *,
    seed: int | Sequence[int],
) -> Page:
    """Photograph a page.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits to write with, bright on dark, one writer after another.
    labels : ndarray of shape (n,), int
        Which digit each one is.
    seed : int or sequence of int
        Of all that is drawn.

    Returns
    -------
    Page
        The photograph, and what is on it.

    Raises
    ------
    ValueError
        If there is no such kind, or not one label per digit.
    """
    if kind not in _KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}.")
    if not len(strokes) or len(labels) != len(strokes):
        raise ValueError(
            "There must be digits to write with, and one label per digit: "
            f"{len(strokes)} digits, {len(labels)} labels."
        )
    random = np.random.default_rng(seed)
    return _KINDS[kind](Digits(strokes, labels, random), random)


def pages(
    kind: str, strokes: NDArray[np.uint8], labels: NDArray[np.int64], *, count: int, seed: int
) -> Iterator[Page]:
    """Photograph several pages as `page` does; the first do not depend on how many follow."""
    for place in range(count):
        yield page(kind, strokes, labels, seed=(seed, place))


def errors(found: Sequence[str], true: Sequence[str]) -> int:
    """Count the digits and row breaks that are wrong, missing or too many.

    Parameters
    ----------
    found, true : sequence of str
        The digits, row by row.

    Returns
    -------
    int
        The edit distance of Levenshtein, in which a break between rows is a symbol too.
    """
    first, second = "\n".join(found), "\n".join(true)
    costs = list(range(len(second) + 1))
    for place, symbol in enumerate(first, 1):
        before, costs[0] = costs[0], place
        for other, expected in enumerate(second, 1):
            kept = before + (symbol != expected)
            before = costs[other]
            costs[other] = min(kept, before + 1, costs[other - 1] + 1)
    return costs[-1]
