"""What a reader meets where it takes a row of writing apart: digits, their halves, and pairs.

Rows are written as those of `polymnist_lib.reading.photos.pages` are, but are not photographed, and
the letters of some rows are of other fonts. They are taken apart as a reader does; since each
pixel's digit is known, so is what each candidate is.
"""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import NONE, SIDE
from polymnist_lib.reading import shapes, variation
from polymnist_lib.reading.photos import graph
from polymnist_lib.reading.photos.frame import Shades
from polymnist_lib.reading.photos.pages import forms, hands, layout
from polymnist_lib.reading.photos.pages.hands import Hand
from polymnist_lib.reading.photos.pages.layout import INK, Spacing
from polymnist_lib.reading.photos.parts import Part

# Shares of the rows that are of letters, whose digits touch, whose lines have gaps or streaks, and
# that stand on a line of which bits are left; and of the digits that are drawn by code.
_WORDS, _TOUCHING, _BROKEN, _RULED, _DRAWN = 0.15, 0.6, 0.2, 0.4, 0.15

# Shares of the hands that write with a felt pen, and with a bar in each 7.
_FELT, _BARRED = 0.25, 0.4

# The share that is drawn from coarse pictures, so many pixels high and wide.
_COARSE, _COARSEST = 0.25, (9, 14)

# Signs of a row, and pixels of their height.
_LENGTHS, _HEIGHTS = (1, 9), (28.0, 64.0)

# How much of a printed line is left, in stretches of so many heights of a digit.
_LEFT, _STRETCH = 0.3, 0.4

# Widths of a line within which a lens blurs, and the pixels that it does at least.
_SOFT, _LEAST_SOFT = (0.05, 0.35), 0.3

# A candidate is a digit if it has so much of its ink, and the two are so nearly the same (Jaccard's
# index); or less so, with a bit of a neighbour, if no other is nearer. It is none if it has so
# little of any digit, or so much of two. What lies between often looks like some digit, as a 7
# without its bar does; so may upright lines and the lower parts of digits.
_WHOLE, _SAME, _NEAR = 0.88, 0.82, 0.65
_PART, _BOTH = 0.4, 0.5
_NARROW, _LOW = 0.45, 0.7

# Two digits that together are no wider than this, in heights of the row, are most easily taken for
# one, and so many times more often given.
_SLIM, _OFTEN = 1.1, 5.0

# A row gives each digit once, and at most so many that are none, in times its digits and letters.
_NONE = 1.0

# How doubtful each part is said to be, so that it is cut.
_CUT = np.full(10, 0.6, np.float32)


def candidates(
    strokes: NDArray[np.uint8],
    labels: NDArray[np.int64],
    count: int,
    random: np.random.Generator,
) -> tuple[list[Shades], NDArray[np.int64]]:
    """Write rows and take them apart.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits to write with, bright on dark.
    labels : ndarray of shape (n,), int64
        Which.
    count : int
        How many candidates.
    random : numpy Generator
        Of all that is drawn.

    Returns
    -------
    shades : list of ndarray of shape (h, w), float32
        How dark the ink of each is, as it was written, without paper around it.
    labels : ndarray of shape (count,), int64
        The digits; 10 of what is none.
    """
    found: list[tuple[Shades, int]] = []
    while len(found) < count:
        found += _of_row(strokes, labels, random)
    chosen = random.permutation(len(found))[:count]
    return [found[each][0] for each in chosen], np.array([found[each][1] for each in chosen])


def _of_row(
    strokes: NDArray[np.uint8], labels: NDArray[np.int64], random: np.random.Generator
) -> list[tuple[Shades, int]]:
    """Write a row and take it apart."""
    broken = random.random() < _BROKEN
    felt = not broken and random.random() < _FELT
    hand = hands.draw(random, height=random.uniform(*_HEIGHTS), felt=felt)
    hand = replace(hand, barred=random.random() < _BARRED)
    length = int(random.integers(_LENGTHS[0], _LENGTHS[1] + 1))
    signs, which = _signs(strokes, labels, length, random)
    written = layout.row(signs, which, hand, _spacing(hand, random), random)
    if broken:
        change = hands.with_gaps if random.random() < 0.6 else hands.skipping
        written = [replace(each, mask=change(each.mask, hand, random)) for each in written]
    left, top, right, bottom = layout.extent(written)
    margin = round(hand.height)
    written = [each.moved(margin - left, margin - top) for each in written]
    shape = bottom - top + 2 * margin, right - left + 2 * margin
    owner, covered = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    for number, each in enumerate(written, 1):
        place = np.s_[each.top : each.bottom, each.left : each.right]
        owner[place][each.mask > np.maximum(covered[place], INK)] = number
        np.maximum(covered[place], each.mask, out=covered[place])
    if random.random() < _RULED:
        bottom = max(each.bottom for each in written)
        np.maximum(covered, _line(shape, bottom, hand, random), out=covered)
    shades = variation.seen(covered, max(_LEAST_SOFT, random.uniform(*_SOFT) * hand.pen))
    return _told(shades, owner, which[: len(written)], random)


def _signs(
    strokes: NDArray[np.uint8],
    labels: NDArray[np.int64],
    length: int,
    random: np.random.Generator,
) -> tuple[NDArray[np.uint8], list[int]]:
    """Choose what is written: digits, or letters."""
    if random.random() < _WORDS:
        some = [shapes.letter(random) for _ in range(length)]
        return np.stack([_reduced(each) for each in some]), [NONE] * length
    places = random.integers(0, len(strokes), length)
    which = [int(labels[place]) for place in places]
    signs = [
        _reduced(shapes.digit(label, random)) if random.random() < _DRAWN else strokes[place]
        for label, place in zip(which, places, strict=True)
    ]
    if random.random() < _COARSE:
        side = int(random.integers(*_COARSEST, endpoint=True))
        signs = [_coarse(each, side) for each in signs]
    return np.stack(signs), which


def _reduced(drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring a shape to the size of the data."""
    return np.asarray(cv2.resize(drawn, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _coarse(stroke: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """See a digit with so few pixels, and no more than that."""
    few = cv2.resize(stroke, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(few, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)


def _spacing(hand: Hand, random: np.random.Generator) -> Spacing:
    """Draw how signs follow each other."""
    gap = random.uniform(0.02, 0.2) if random.random() < 0.7 else random.uniform(0.2, 0.6)
    return Spacing(
        gap=gap * hand.height,
        uneven=0.25 * gap * hand.height,
        slope=random.normal(0, 0.02),
        wander=random.uniform(0, 0.15) * hand.height,
        joints=random.uniform(0.2, 0.7) if random.random() < _TOUCHING else 0.0,
    )


def _line(shape: tuple[int, int], bottom: int, hand: Hand, random: np.random.Generator) -> Shades:
    """Leave bits of a printed line, dotted or dashed, about where digits stand."""
    line = forms.base_line(shape[1], 0.0, random)
    stretch = max(1, round(_STRETCH * hand.height))
    left = random.random(line.shape[1] // stretch + 1) < _LEFT
    line *= np.repeat(left, stretch)[: line.shape[1]]
    sheet = np.zeros(shape, np.float32)
    top = max(0, bottom - round(random.uniform(-0.05, 0.2) * hand.height))
    place = sheet[top : top + len(line)]
    place[:, : line.shape[1]] = line[: len(place), : shape[1]]
    return sheet


def _told(
    shades: Shades, owner: NDArray[np.int64], truth: list[int], random: np.random.Generator
) -> list[tuple[Shades, int]]:
    """Take ink apart, and tell of each candidate what it is."""
    around = cv2.dilate(owner.astype(np.float32), np.ones((5, 5), np.uint8)).astype(np.int64)
    owner = np.where(shades > 0, np.where(owner > 0, owner, around), 0)
    whole = np.bincount(owner.ravel(), minlength=len(truth) + 1)
    digits: dict[int, list[tuple[float, Shades]]] = {}
    nones: list[tuple[Shades, int]] = []
    odds: list[float] = []
    for part, height in _all(shades):
        place = owner[part.top : part.bottom, part.left : part.right]
        mine = np.bincount(place[part.shades > 0], minlength=len(truth) + 1)
        mine[0] = 0
        same = mine / np.maximum(whole + mine.sum() - mine, 1)
        most = int(np.argmax(same))
        shares = mine / np.maximum(whole, 1)
        *_, second, first = np.sort(shares)
        is_two = second >= _BOTH
        is_ink = mine[most] > 0 and truth[most - 1] != NONE
        if is_ink and shares[most] >= _WHOLE and same[most] >= _NEAR and not is_two:
            digits.setdefault(most, []).append((float(same[most]), part.shades))
        elif (not is_ink or first <= _PART or is_two) and not _like_a_digit(part, height):
            nones.append((part.shades, NONE))
            odds.append(_OFTEN if is_two and part.width <= _SLIM * height else 1.0)
    chosen = []
    for most, some in digits.items():
        nearest = max(same for same, _ in some)
        good = [each for same, each in some if same >= min(_SAME, nearest)]
        chosen.append((good[random.integers(len(good))], truth[most - 1]))
    few = min(len(nones), max(1, round(_NONE * len(truth))))
    if few:
        often = np.array(odds) / sum(odds)
        places = random.choice(len(nones), few, replace=False, p=often)
        chosen += [nones[each] for each in places.tolist()]
    return chosen


def _like_a_digit(part: Part, height: float) -> bool:
    """Tell whether a part may look like some digit: as upright lines and lower halves do."""
    return variation.narrow(part.shades > 0, _NARROW) or part.height < _LOW * height


def _all(shades: Shades) -> Iterator[tuple[Part, float]]:
    """Take ink apart as a reader that doubts all of it does."""
    for row in graph.find(shades):
        cut = row.cut({(place, place): _CUT for place in row.places})
        yield from ((part, row.height) for part in cut.candidates().values())
