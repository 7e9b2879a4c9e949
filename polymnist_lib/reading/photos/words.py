"""Which words of a picture are numbers, and how probably: letters and scribbles look like digits.

A word is what stands in a row without space. What is read in it sign by sign is weighed against
what it is made of altogether: digits of a number are sure, all of them, and seldom touch. What else
is in the picture counts too: beside a number that is well written, what is hard to read is text.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES
from polymnist_lib.reading.photos.graph import Row, Step

# Words are further apart than this, in heights of the row and in gaps of most signs.
_SPACE, _UNEVEN = 0.5, 2.0

# Less than this is no probability.
_LEAST = 1e-3

# Weights of a logistic regression: of `features`, of whether there are other words, and a constant.
# Fitted as `tools/fit_words.py` does, to 240 simulated pages by the hands that the steps were
# developed on, of seeds 101 and 102; that tool draws other pages, and so gives other weights.
WEIGHTS = (2.94, -6.47, -8.42, 1.51, -9.59, 12.24)

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
    words = [divided(path, row.height) for row, path in zip(rows, paths, strict=True)]
    measured = iter(
        [features(word, row.height) for row, some in zip(rows, words, strict=True) for word in some]
    )
    several = sum(map(len, words)) > 1
    return [
        [step for word in some for step in _weighed(word, probability(next(measured), several))]
        for some in words
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
    ndarray of shape (4,), float64, or None
        The mean logarithm of how sure its digits are, the share of its width that is left out, how
        many of its signs touch the next, and the logarithm of its width. None if none of its signs
        is a digit.
    """
    left, width = np.array([(each.left, each.width) for each, *_ in word], float).T
    digit = np.array([is_digit for *_, is_digit in word])
    if not digit.any():
        return None
    sure = np.log([max(float(said[:CLASSES].max()), _LEAST) for _, said, _ in word])
    touch = left[1:] <= (left + width)[:-1]
    return np.array(
        [
            np.average(sure[digit], weights=width[digit]),
            width[~digit].sum() / width.sum(),
            touch.mean() if len(touch) else 0.0,
            np.log(width.sum() / height),
        ]
    )


def probability(measured: NDArray[np.float64] | None, several: bool) -> float:
    """Tell by its features how probably a word is a number, alone or beside others."""
    if measured is None:
        return 0.0
    odds = float(np.dot([*measured, several, 1.0], WEIGHTS))
    return 1 / (1 + float(np.exp(-odds)))


def _weighed(word: Word, probability: float) -> list[Step]:
    """Take a word for a number as probably as that, or for text."""
    if probability < 0.5:
        return [(part, said, False) for part, said, _ in word]
    weight = np.float32(probability)
    return [(part, said * weight if digit else said, digit) for part, said, digit in word]
