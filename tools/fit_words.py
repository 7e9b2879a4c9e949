"""Fit what tells numbers from text, and how sure a reader is of several digits.

To be run when another network is shipped, with the folder of MNIST's IDX files: it reads pages that
are written with the digits of MNIST's validation part, which takes some minutes, and prints the
weights for `reading/photos/words.py`, and for `reading/calibration.py` the slope and the constant
that go with them. The digits of `reading/writers.py` are no use: of their 8 x 8 pixels a simulated
pen makes some that nobody could tell from text.

Pages count by the root of their words, so that a page of print does not outweigh all others; to
them come digits that stand alone among others, as in a list. How sure a reader is, is fitted to
pages of its own.
"""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from polymnist_lib import digits
from polymnist_lib.reading import calibration, photos, shipped, trials
from polymnist_lib.reading.photos import Written, pages, words
from polymnist_lib.reading.reader import Reader
from polymnist_lib.sources import mnist

# Pages of each kind and seed, more of those that have text on them; the last seeds are for how sure
# a reader is.
COUNT, SEEDS, LAST = 25, (101, 102), (103, 104)
MORE = {"words": 60, "nothing": 80}

# The digits in a list count as much as this share of all numbers; they are taken from these kinds.
LISTED, KINDS = 0.15, ("row", "shadow", "flash", "two_rows")


@dataclass(frozen=True, eq=False)
class Seen:
    """A page without its picture.

    Attributes
    ----------
    written : Written
        What is written in it.
    rows : tuple of str
        The digits, row by row.
    boxes : list of (left, top, width, height)
        Where each is, in pixels of the picture.
    listed : bool
        Whether its digits are taken apart too.
    """

    written: Written
    rows: tuple[str, ...]
    boxes: list[tuple[int, int, int, int]]
    listed: bool


@dataclass(frozen=True, eq=False)
class Found:
    """The words of a page in which digits are read.

    Attributes
    ----------
    measured : ndarray of shape (n, 6), float64
        As `words.features` returns.
    heights : ndarray of shape (n,), float64
        Of the digits of each one's row, in pixels.
    is_number : ndarray of shape (n,), bool
        Whether a digit lies in it.
    single : list of ndarray of shape (6,), float64
        The features of each digit as if it stood alone.
    """

    measured: NDArray[np.float64]
    heights: NDArray[np.float64]
    is_number: NDArray[np.bool_]
    single: list[NDArray[np.float64]]


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the IDX files of MNIST are")
    validation = digits.split(mnist.load(parser.parse_args().folder)).validation
    written = trials.strokes_of(validation)
    reader = shipped.reader()
    found = [each for page in seen(written, SEEDS) if (each := find(page, reader)) is not None]
    weights = np.concatenate(
        [np.full(len(each.heights), len(each.heights) ** -0.5) for each in found]
    )
    truth = np.concatenate([each.is_number for each in found])
    alone = fitted(np.concatenate([each.measured for each in found]), truth, weights)
    words.ALONE = alone
    context = np.concatenate([words.in_context(each.measured, each.heights) for each in found])
    listed = np.array([(*single, 1.0, 0.0, 1.0) for each in found for single in each.single])
    each = LISTED * weights[truth].sum() / len(listed)
    in_context = fitted(
        np.concatenate([context, listed]),
        np.append(truth, np.ones(len(listed), bool)),
        np.append(weights, np.full(len(listed), each)),
    )
    print(f"ALONE = {alone}")
    print(f"WEIGHTS = {in_context}")
    words.WEIGHTS = in_context
    told = [each for page in seen(written, LAST) for each in numbers(page, reader)]
    odds, right = zip(*told, strict=True)
    print(f"PLATT = {fitted(np.array(odds)[:, None], np.array(right), np.ones(len(odds)))}")


def seen(
    written: tuple[NDArray[np.uint8], NDArray[np.int64]], seeds: Iterable[int]
) -> Iterator[Seen]:
    """Write pages of each kind, and find what is written on them."""
    for kind, seed in product(pages.KINDS, seeds):
        for page in pages.pages(kind, *written, count=MORE.get(kind, COUNT), seed=seed):
            found = photos.prepare(page.picture).bare()
            yield Seen(found, page.rows, page.boxes, listed=kind in KINDS)


def find(page: Seen, reader: Reader) -> Found | None:
    """Read a page; None where no digit is read."""
    measured, heights, is_number, single = [], [], [], []
    for row, path in zip(*reader.paths([page.written])[0], strict=True):
        for word in words.divided(path, row.height):
            features = words.features(word, row.height)
            if features is None:
                continue
            measured.append(features)
            heights.append(row.height)
            is_number.append(holds(word, page.boxes, page.written.scale))
            if page.listed and is_number[-1]:
                single += [words.features([step], row.height) for step in word if step[2]]
    if not measured:
        return None
    return Found(
        np.array(measured),
        np.array(heights),
        np.array(is_number),
        [each for each in single if each is not None],
    )


def numbers(page: Seen, reader: Reader) -> list[tuple[float, bool]]:
    """Tell of each number with several digits how sure a reader is of it, and whether it is right.

    The former are log odds, before the reader puts them right. Right is a number of all digits
    that lie in its box, and of no others.
    """
    return [
        (calibration.raw_log_odds(each.confidence), each.text == inside(each.box, page))
        for each in reader.answer([page.written])[0].numbers
        if len(each.readings) > 1
    ]


def inside(box: tuple[int, int, int, int], page: Seen) -> str:
    """Tell which digits of a page have their middle in a box."""
    left, top, width, height = box
    return "".join(
        digit
        for digit, (x, y, wide, high) in zip("".join(page.rows), page.boxes, strict=True)
        if left <= x + wide / 2 <= left + width and top <= y + high / 2 <= top + height
    )


def fitted(
    measured: NDArray[np.float64], truth: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, ...]:
    """Fit a logistic regression; return its weights and, at the end, its constant."""
    model = LogisticRegression(C=10, max_iter=5000).fit(measured, truth, sample_weight=weights)
    return tuple(np.append(model.coef_[0], model.intercept_).round(2).tolist())


def holds(word: words.Word, boxes: list[tuple[int, int, int, int]], scale: float) -> bool:
    """Tell whether the middle of a digit's box lies in a word."""
    left, top = min(each.left for each, *_ in word), min(each.top for each, *_ in word)
    right, bottom = max(each.right for each, *_ in word), max(each.bottom for each, *_ in word)
    return any(
        left <= (x + wide / 2) * scale <= right and top <= (y + high / 2) * scale <= bottom
        for x, y, wide, high in boxes
    )


if __name__ == "__main__":
    main()
