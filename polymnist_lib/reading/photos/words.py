"""Which words of a picture are numbers, and how probably: letters and scribbles look like digits.

A word is what stands in a row without space. What is read in it sign by sign is weighed against
what it is made of altogether: digits of a number are sure, all of them, as wide as digits are, and
seldom touch. What else is in the picture counts too: beside a number that is well written, what is
smaller or hard to read is text, and on a page of text what looks like a number is rather text.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES
from polymnist_lib.reading.photos import graph
from polymnist_lib.reading.photos.graph import Row, Step

# Words are further apart than this, in heights of the row and in gaps of most signs.
_SPACE, _UNEVEN = 0.5, 2.0

# So doubtful is a digit at least, and so wide usually, in heights of the row.
_DOUBT = 0.003
_USUAL = 0.65

# Which of `features` is the share that is left out.
_LEFT_SHARE = 3

# Weights of two logistic regressions, each with a constant at the end: of `features`, and of
# `in_context`. Fitted by `tools/fit_words.py`.
ALONE = (-0.64, -0.87, -3.7, -5.41, -2.96, 1.0, -6.35)
WEIGHTS = (-0.52, -0.79, -3.59, -3.94, -4.28, 0.89, -3.02, 3.76, 1.7, -1.78)

# A word of whose width more than this share is left out is text, however sure its digits are.
_MOST = 0.5

# Log odds of the first far beyond this count as if they were certain.
_CERTAIN = 4.0

Word = Sequence[Step]


def told(rows: Sequence[Row], paths: Sequence[Sequence[Step]]) -> list[list[Step]]:
    """Tell numbers from text.

    Parameters
    ----------
    rows : sequence of Row
        Of a picture.
    paths : sequence of sequence of Step
        What is read in each.

    Returns
    -------
    list of list of Step
        The same. Signs of what is rather text are no digits; the probabilities of the others are
        multiplied by that of the word to be a number.
    """
    if any(row.one for row in rows):
        return [list(path) for path in paths]
    found = [
        [(word, features(word, row.height), row.height) for word in divided(path, row.height)]
        for row, path in zip(rows, paths, strict=True)
    ]
    some = [(each, height) for row in found for _, each, height in row if each is not None]
    probable = iter(probabilities(*map(np.array, zip(*some, strict=True))) if some else ())
    return [
        [
            step
            for word, each, _ in row
            for step in _weighed(word, 0.0 if each is None else float(next(probable)))
        ]
        for row in found
    ]


def divided(path: Sequence[Step], height: float) -> list[list[Step]]:
    """Divide what is read in a row, whose digits are so high, into words: where there is space."""
    if not path:
        return []
    reached = np.maximum.accumulate([part.right for part, *_ in path])
    gaps = np.array([part.left for part, *_ in path[1:]]) - reached[:-1]
    wide = max(_SPACE * height, _UNEVEN * float(np.median(gaps))) if len(gaps) else 0.0
    words: list[list[Step]] = [[path[0]]]
    for step, gap in zip(path[1:], gaps, strict=True):
        if gap > wide:
            words.append([])
        words[-1].append(step)
    return words


def features(word: Word, height: float) -> NDArray[np.float64] | None:
    """Measure a word.

    Returns
    -------
    ndarray of shape (6,), float64, or None
        The mean logarithms of how doubtful its digits are and how probably they are none, how far
        they are from their usual width, the share of its width that is left out, the share of its
        signs that touch the next, and the logarithm of its width in heights. None if none of its
        signs is a digit.
    """
    left, width = np.array([(each.left, each.width) for each, *_ in word], float).T
    digit = np.array([is_digit for *_, is_digit in word])
    if not digit.any():
        return None
    doubt = np.log([1 + _DOUBT - float(said[:CLASSES].max()) for _, said, _ in word])
    none = np.log([graph.none(said) for _, said, _ in word])
    touch = left[1:] <= (left + width)[:-1]
    return np.array(
        [
            np.average(doubt[digit], weights=width[digit]),
            none[digit].mean(),
            np.abs(np.log(width[digit] / (_USUAL * height))).mean(),
            width[~digit].sum() / width.sum(),
            touch.mean() if len(touch) else 0.0,
            np.log(width.sum() / height),
        ]
    )


def in_context(measured: NDArray[np.float64], heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure words by what else is in the picture too.

    Parameters
    ----------
    measured : ndarray of shape (n, 6), float64
        The `features` of all words of a picture that have some.
    heights : ndarray of shape (n,), float64
        Of the digits of each word's row, in pixels.

    Returns
    -------
    ndarray of shape (n, 9), float64
        The same, and whether there are other words, the logarithm of the height as a share of the
        greatest, and how far the others are numbers by themselves, from -1, none, to 1, all.
    """
    numbers = np.tanh(_odds(measured, ALONE) / _CERTAIN)
    others = max(1, len(measured) - 1)
    several = np.full(len(measured), float(len(measured) > 1))
    return np.column_stack(
        [measured, several, np.log(heights / heights.max()), (numbers.sum() - numbers) / others]
    )


def probabilities(
    measured: NDArray[np.float64], heights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Tell how probably each word of a picture is a number; as `in_context`."""
    probable = 1 / (1 + np.exp(-_odds(in_context(measured, heights), WEIGHTS)))
    return np.where(measured[:, _LEFT_SHARE] > _MOST, 0.0, probable)


def _odds(measured: NDArray[np.float64], weights: Sequence[float]) -> NDArray[np.float64]:
    """Return the log odds of a logistic regression, whose last weight is the constant."""
    return np.asarray(measured @ np.array(weights[:-1]) + weights[-1])


def _weighed(word: Word, probability: float) -> list[Step]:
    """Take a word for a number as probably as that, or for text."""
    if probability < 0.5:
        return [(part, said, False) for part, said, _ in word]
    weight = np.float32(probability)
    return [(part, said * weight if digit else said, digit) for part, said, digit in word]
