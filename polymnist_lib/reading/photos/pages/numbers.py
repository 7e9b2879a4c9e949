"""Numbers by one hand, one to three of them below each other."""

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.pages import hands, layout
from polymnist_lib.reading.photos.pages.hands import Hand
from polymnist_lib.reading.photos.pages.layout import Row, Spacing
from polymnist_lib.reading.photos.pages.shot import WIDEST, Draft, Random

# A page is written by one hand: with digits that are so near each other in the data, which come
# one writer after another.
_ONE_HAND = 60

# Pixels of a digit's height, and the digits of a number.
_HEIGHTS = 40, 160
LONGEST = 12

# How wide a digit is, as a share of its height, about.
_WIDTH = 0.65


class Digits:
    """The digits of one hand, to draw from.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        Those of all hands, bright on dark, one writer after another.
    labels : ndarray of shape (n,), int
        Which digit each one is.
    random : numpy Generator
        Which hand.
    """

    def __init__(self, strokes: NDArray[np.uint8], labels: NDArray[np.int64], random: Random):
        start = int(random.integers(0, max(1, len(strokes) - _ONE_HAND + 1)))
        self._strokes = strokes[start : start + _ONE_HAND]
        self._labels = labels[start : start + _ONE_HAND]

    def number(self, length: int, hand: Hand, spacing: Spacing, random: Random) -> Row:
        """Write a number of a length, or what fits of it."""
        places = random.integers(0, len(self._strokes), length)
        return layout.row(
            self._strokes[places], self._labels[places].tolist(), hand, spacing, random
        )


def fitting(random: Random, length: int, gap: float, *, felt: bool = False) -> Hand:
    """Draw a hand whose numbers of a length fit on a page; gaps are a share of the height."""
    low, high = _HEIGHTS
    widest = WIDEST / (length * (_WIDTH + max(0.0, gap)))
    return hands.draw(
        random, height=random.uniform(low, max(low + 5, min(high, widest))), felt=felt
    )


def spacing(random: Random, hand: Hand, gap: float, slope: float = 0.0) -> Spacing:
    """Draw how a hand's digits follow each other, with gaps of a share of its height."""
    return Spacing(
        gap=gap * hand.height,
        uneven=0.25 * gap * hand.height,
        slope=slope + random.normal(0, 0.005),
        wander=random.uniform(0, 0.08) * hand.height,
        widest=WIDEST,
    )


def numbers(
    digits: Digits,
    random: Random,
    *,
    rows: tuple[float, ...] = (0.5, 0.3, 0.2),
    shortest: int = 1,
    felt: bool = False,
) -> Draft:
    """Write numbers below each other, some dense and some with wide gaps.

    Parameters
    ----------
    digits : Digits
        The hand's.
    random : numpy Generator
        How many, how long and how they lie.
    rows : tuple of float
        How probable one row is, two, and so on.
    shortest : int
        Digits of a number, at least.
    felt : bool
        Whether with a felt pen.
    """
    count = int(random.choice(len(rows), p=rows)) + 1
    lengths = random.integers(shortest, LONGEST + 1, count)
    gap = random.uniform(0.02, 0.2) if random.random() < 0.6 else random.uniform(0.2, 0.8)
    hand = fitting(random, int(lengths.max()), gap, felt=felt)
    slope = random.normal(0, 0.02)
    written: list[Row] = []
    for length in lengths:
        follow = spacing(random, hand, gap, slope)
        number = digits.number(int(length), hand, follow, random)
        indent = int(random.uniform(0, hand.height))
        apart = round(random.uniform(0.4, 1.5) * hand.height)
        above = [each for row in written for each in row]
        written.append(layout.below(above, [each.moved(indent, 0) for each in number], apart))
    return Draft(hand, written)
