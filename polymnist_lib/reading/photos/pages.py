"""Photographs of pages of handwritten digits that are known, one kind for each difficulty."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos import hands, layout, lights, sheet
from polymnist_lib.reading.photos.hands import Hand
from polymnist_lib.reading.photos.layout import Piece, Row, Spacing
from polymnist_lib.reading.photos.sheet import Layer, Look

Box = tuple[int, int, int, int]
Random = np.random.Generator

# A page is written by one hand: with digits that are so near each other in the data, which come
# one writer after another.
ONE_HAND = 60

# Pixels of the longer side of a page, and of a digit's height.
_SIDES = 900, 1600
_HEIGHTS = 40, 160
_WIDEST = 1350

# The shorter side of a page, as a share of the longer one, at least.
_NARROWEST = 0.25

# Free paper around what is written, as a share of the page: more than leaves the picture.
_MARGIN = 0.06


@dataclass(frozen=True, eq=False)
class Page:
    """A photograph of a page.

    Attributes
    ----------
    picture : ndarray of shape (h, w, 3), uint8
        Red, green and blue.
    rows : tuple of str
        The digits, row by row, such as ``("12345", "678")``; empty where there is none.
    boxes : list of (left, top, width, height)
        Where each digit is, in pixels of the picture, in the order in which they are read.
    """

    picture: NDArray[np.uint8] = field(repr=False)
    rows: tuple[str, ...]
    boxes: list[Box]


@dataclass(frozen=True, eq=False)
class _Written:
    """What is on a sheet before it has a size: rows of digits, other ink, and print."""

    hand: Hand
    rows: list[Row]
    other: Row = field(default_factory=list)
    printed: Row = field(default_factory=list)

    @property
    def pieces(self) -> Row:
        return [*(each for row in self.rows for each in row), *self.other, *self.printed]


class _Digits:
    """The digits of one writer, to draw from."""

    def __init__(self, strokes: NDArray[np.uint8], labels: NDArray[np.int64], random: Random):
        start = int(random.integers(0, max(1, len(strokes) - ONE_HAND + 1)))
        self.strokes = strokes[start : start + ONE_HAND]
        self.labels = labels[start : start + ONE_HAND]

    def number(self, count: int, random: Random) -> tuple[NDArray[np.uint8], list[int]]:
        """Draw the digits of a number."""
        places = random.integers(0, len(self.strokes), count)
        return self.strokes[places], self.labels[places].tolist()


def page(kind: str, strokes: NDArray[np.uint8], labels: NDArray[np.int64], *, seed: object) -> Page:
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
        If there is no such kind.
    """
    if kind not in _KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}.")
    random = np.random.default_rng(seed)  # type: ignore[arg-type]
    return _KINDS[kind](_Digits(strokes, labels, random), random)


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


def _row(digits: _Digits, random: Random) -> Page:
    """Photograph rows of digits in even light."""
    written = _rows(digits, random)
    return _photograph(written, _look(random, inverted=random.random() < 0.1), random)


def _shadow(digits: _Digits, random: Random) -> Page:
    """Photograph rows under the hard shadow of a telephone or a hand."""
    written = _rows(digits, random, least=3)
    return _photograph(written, _look(random), random, light=lights.shadow)


def _flash(digits: _Digits, random: Random) -> Page:
    """Photograph rows of a coloured felt pen under a flash."""
    written = _rows(digits, random, felt=True)
    return _photograph(written, _look(random, felt=True), random, light=lights.flash)


def _rows(digits: _Digits, random: Random, *, least: int = 1, felt: bool = False) -> _Written:
    """Write one to three numbers below each other."""
    count = int(random.choice([1, 2, 3], p=[0.5, 0.3, 0.2]))
    lengths = random.integers(least, 13, count)
    share = random.choice([random.uniform(0.02, 0.2), random.uniform(0.2, 0.8)], p=[0.6, 0.4])
    hand = _hand(random, int(lengths.max()), share, felt=felt)
    slope = random.normal(0, 0.02)
    rows: list[Row] = []
    for length in lengths:
        spacing = Spacing(
            gap=share * hand.height,
            uneven=0.25 * share * hand.height,
            slope=slope + random.normal(0, 0.005),
            wander=random.uniform(0, 0.08) * hand.height,
            widest=_WIDEST,
        )
        indent = int(random.uniform(0, hand.height))
        row = layout.row(*digits.number(int(length), random), hand, spacing, random)
        row = [each.moved(indent, 0) for each in row]
        above = [each for row in rows for each in row]
        rows.append(layout.below(above, row, round(random.uniform(0.4, 1.5) * hand.height)))
    return _Written(hand, rows)


def _hand(random: Random, length: int, gap: float, *, felt: bool = False) -> Hand:
    """Draw a hand whose numbers of a length fit on a page."""
    low, high = _HEIGHTS
    fitting = _WIDEST / (length * (0.65 + gap))
    height = random.uniform(low, max(low + 5, min(high, fitting)))
    return hands.draw(random, height=height, felt=felt)


def _look(random: Random, *, inverted: bool = False, felt: bool = False) -> Look:
    """Draw a paper, a pen and a camera."""
    white = random.uniform(205, 250) * (1 - random.uniform(0, 0.06, 3))
    if felt:
        ink = np.array(lights.FELT[random.integers(len(lights.FELT))]) + random.normal(0, 12, 3)
    else:
        dark = np.array(lights.PENS[random.integers(len(lights.PENS))])
        ink = dark + random.uniform(0, 30) + random.normal(0, 6, 3)
    if inverted:
        white, ink = random.uniform(15, 75) + random.normal(0, 8, 3), white
    printed = np.array(lights.PRINT[random.integers(len(lights.PRINT))])
    return Look(
        paper=_colour(white),
        ink=_colour(ink),
        print=_colour(0.5 * (printed + white) if inverted else printed),
        texture=random.uniform(0, 4),
        noise=random.uniform(0.5, 6),
        perspective=random.uniform(0, sheet.PERSPECTIVE),
        blur=random.uniform(0.4, 1.5),
        quality=int(random.integers(45, 96)),
    )


def _colour(levels: NDArray[np.float64]) -> sheet.Colour:
    """Keep a colour within what there is."""
    red, green, blue = np.clip(levels, 0, 255).tolist()
    return red, green, blue


def _photograph(
    written: _Written,
    look: Look,
    random: Random,
    *,
    light: Callable[[Layer, Random], Layer] = lights.even,
    rules: str | None = None,
) -> Page:
    """Put what is written on a sheet, and take its picture."""
    left, top, right, bottom = layout.extent(written.pieces)
    shape = _size(bottom - top, right - left, random)
    down, over = (
        int(random.uniform(_MARGIN * side, (1 - _MARGIN) * side - used))
        for side, used in zip(shape, (bottom - top, right - left), strict=True)
    )
    rows = [[each.moved(over - left, down - top) for each in row] for row in written.rows]
    other = [each.moved(over - left, down - top) for each in written.other]
    printed = [each.moved(over - left, down - top) for each in written.printed]
    digits = [each for row in rows for each in row]
    covered = layout.paint([*digits, *other], shape)
    print_ = layout.paint(printed, shape)
    rules = rules or str(random.choice(sheet.RULES, p=[0.5, 0.25, 0.25]))
    if rules != "plain":
        lines = sheet.rule(shape, rules, random.uniform(0.5, 1.6) * written.hand.height, random)
        print_ = np.maximum(print_, lines)
    layers, matrix = sheet.see(np.dstack([covered, print_]), look, random)
    covered, print_ = layers[..., 0], layers[..., 1]
    lit = light(covered, random)
    pressed = covered * random.uniform(0.85, 1)
    picture = sheet.develop(pressed, print_, lit, look, random)
    return Page(
        picture,
        tuple("".join(str(each.digit) for each in row) for row in rows),
        [_seen(each, matrix) for each in digits],
    )


def _size(height: int, width: int, random: Random) -> tuple[int, int]:
    """Draw the size of a page around what is written."""
    low, high = _SIDES
    room = 1 - 2 * _MARGIN
    least = np.array([height, width]) / room + 20
    sides = np.minimum(least * random.uniform(1.0, 2.2, 2), high)
    sides = np.maximum(sides, least)
    if sides.max() < low:
        sides[random.integers(0, 2)] = random.uniform(low, high)
    sides = np.maximum(sides, _NARROWEST * sides.max())
    return int(sides[0]), int(sides[1])


def _seen(piece: Piece, matrix: NDArray[np.float64]) -> Box:
    """Return where the ink of a piece is in the picture."""
    points = np.argwhere(piece.mask > 0.5)[None, :, ::-1] + np.array([piece.left, piece.top])
    seen = cv2.perspectiveTransform(points.astype(np.float32), matrix)[0]
    left, top = np.floor(seen.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(seen.max(axis=0)).astype(int).tolist()
    return left, top, right + 1 - left, bottom + 1 - top


_KINDS: dict[str, Callable[[_Digits, Random], Page]] = {
    "row": _row,
    "shadow": _shadow,
    "flash": _flash,
}

KINDS = tuple(_KINDS)
