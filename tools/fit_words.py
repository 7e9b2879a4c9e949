"""Fit what tells numbers from text, and print the weights for `reading/photos/words.py`.

To be run when another network is shipped, with the folder of MNIST's IDX files: it reads pages that
are written with the digits of MNIST's validation part, which takes some minutes. Run again with
those weights, it prints the slope and the constant for `reading/reader.py` that say how sure a
reader is of several digits. The digits of `reading/writers.py` are no use: of their 8 x 8 pixels a
simulated pen makes some that nobody could tell from text.

Pages count by the root of their words, so that a page of print does not outweigh all others; to
them come digits that stand alone among others, as in a list.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from polymnist_lib import digits
from polymnist_lib.reading import photos, shipped, trials
from polymnist_lib.reading.photos import pages, words
from polymnist_lib.reading.reader import PLATT, Reader
from polymnist_lib.sources import mnist

# Pages of each kind and seed, more of those that have text on them.
COUNT, SEEDS = 25, (101, 102)
MORE = {"words": 60, "nothing": 80}

# The digits in a list count as much as this share of all numbers; they are taken from these kinds.
LISTED, KINDS = 0.15, ("row", "shadow", "flash", "two_rows")


@dataclass(frozen=True, eq=False)
class Found:
    """The words of a page in which digits are read, and the numbers.

    Attributes
    ----------
    measured : ndarray of shape (n, 4), float64
        As `words.features` returns.
    heights : ndarray of shape (n,), float64
        Of the digits of each one's row, in pixels.
    is_number : ndarray of shape (n,), bool
        Whether a digit lies in it.
    single : list of ndarray of shape (4,), float64
        The features of each digit as if it stood alone.
    odds, right : list of float, list of bool
        Of each number with several digits: how sure the reader is of it before that is put right,
        and whether it is.
    """

    measured: NDArray[np.float64]
    heights: NDArray[np.float64]
    is_number: NDArray[np.bool_]
    single: list[NDArray[np.float64]]
    odds: list[float]
    right: list[bool]


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the IDX files of MNIST are")
    validation = digits.split(mnist.load(parser.parse_args().folder)).validation
    written = trials.strokes_of(validation)
    reader = shipped.reader()
    found = [
        each
        for kind in pages.KINDS
        for seed in SEEDS
        for page in pages.pages(kind, *written, count=MORE.get(kind, COUNT), seed=seed)
        if (each := find(page, reader, listed=kind in KINDS)) is not None
    ]
    weights = np.concatenate(
        [np.full(len(each.heights), len(each.heights) ** -0.5) for each in found]
    )
    truth = np.concatenate([each.is_number for each in found])
    alone = fitted(np.concatenate([each.measured for each in found]), truth, weights)
    context = np.concatenate(
        [words.in_context(each.measured, each.heights, alone) for each in found]
    )
    listed = np.array([(*single, 1.0, 0.0, 1.0) for each in found for single in each.single])
    each = LISTED * weights[truth].sum() / len(listed)
    in_context = fitted(
        np.concatenate([context, listed]),
        np.append(truth, np.ones(len(listed), bool)),
        np.append(weights, np.full(len(listed), each)),
    )
    print(f"ALONE = {alone}")
    print(f"WEIGHTS = {in_context}")
    odds = np.array([odds for each in found for odds in each.odds])
    right = np.array([right for each in found for right in each.right])
    print(f"PLATT = {fitted(odds[:, None], right, np.ones(len(odds)))}")


def find(page: pages.Page, reader: Reader, *, listed: bool) -> Found | None:
    """Read a page; None where no digit is read. Where asked for, take its digits apart too."""
    written = photos.prepare(page.picture)
    measured, heights, is_number, single = [], [], [], []
    for row, path in zip(*reader.paths([written])[0], strict=True):
        for word in words.divided(path, row.height):
            features = words.features(word, row.height)
            if features is None:
                continue
            measured.append(features)
            heights.append(row.height)
            is_number.append(holds(word, page.boxes, written.scale))
            if listed and is_number[-1]:
                single += [words.features([step], row.height) for step in word if step[2]]
    if not measured:
        return None
    numbers = [each for each in reader.answer([written])[0].numbers if len(each.readings) > 1]
    return Found(
        np.array(measured),
        np.array(heights),
        np.array(is_number),
        [each for each in single if each is not None],
        [before_platt(each.confidence) for each in numbers],
        [any(each.text in row for row in page.rows) for each in numbers],
    )


def fitted(
    measured: NDArray[np.float64], truth: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, ...]:
    """Fit a logistic regression; return its weights and, at the end, its constant."""
    model = LogisticRegression(C=10, max_iter=5000).fit(measured, truth, sample_weight=weights)
    return tuple(np.append(model.coef_[0], model.intercept_).round(2).tolist())


def before_platt(confidence: float) -> float:
    """Return the log odds that a reader puts right."""
    slope, constant = PLATT
    return float((np.log(confidence / (1 - confidence)) - constant) / slope)


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
