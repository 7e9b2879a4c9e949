"""Which pieces of a row are digits: all candidates, and the best way through them.

A row is divided into pieces at every gap and, where it may be needed, at every cut. A candidate is
some consecutive pieces. A network says of each which digit it is and whether it is one at all, and
the row is read along the path whose candidates are together most probable: what is no digit is
passed over at a price, and so is each cut.

Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86, 1998, sections V and VI (segmentation graphs).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES
from polymnist_lib.reading.photos import cuts, parts, rows
from polymnist_lib.reading.photos.parts import Part

# A candidate is at most so wide, in heights of its row, and so many pieces, unless these are all of
# a part.
_WIDEST = 1.7
_MOST = 8

# Parts of one digit are no further apart than this, in heights of the row.
_APART = 0.2

# A part that is wider than this, in heights of the row, is cut although it may be a digit.
_WIDE = 1.25

# So is one that is less surely a digit than this.
_DOUBTFUL = 0.9

# A row of so many parts, of which so large a share is rather no digit, is text, and is not cut: a
# page of print would take thousands of questions.
_TEXT = 8, 0.6

# In units of minus a logarithm: the prices of leaving out as much as a digit, so wide in heights of
# the row, and of a cut.
_LEFT_OUT = 4.0
_USUAL = 0.7
_CUT = 0.3

# What is lower and narrower than this share of the row is hardly a digit.
_SMALLEST = 0.35
_SMALL = 8.0

# How much digits of a row differ in height: the standard deviation of the logarithm.
_UNEQUAL = 0.4

# Less than this is no probability: networks are sure of nothing. And how probable it is, for one
# that cannot say so, that there is no digit.
_LEAST = 1e-4
_UNTOLD = 0.002

# A gap between numbers is wider than this, in heights of the row and in gaps of most digits.
_GAP, _UNEVEN = 0.9, 2.0

# A piece's place: its part in the row, and the piece in the part, from 1; 0 is the part as a whole.
Place = tuple[int, int]

# A candidate on a path, what a network says of it, and whether it is a digit.
Step = tuple[Part, NDArray[np.float32], bool]


@dataclass(frozen=True, eq=False)
class Row:
    """A row of writing, divided into pieces.

    Attributes
    ----------
    pieces : tuple of Part
        From left to right.
    places : tuple of (int, int)
        Of each, its part in the row, and its place in the part: 0 if it is all of it.
    height : float
        Of the row's digits, in pixels.
    one : bool
        Whether it is known to be one digit.
    """

    pieces: tuple[Part, ...]
    places: tuple[Place, ...]
    height: float
    one: bool = False

    def candidates(self) -> dict[tuple[Place, Place], Part]:
        """List what may be a digit, by the places of its first and its last piece."""
        found = {}
        for first in range(len(self.pieces)):
            for last in self._lasts(first):
                if last == first or self._fit(first, last):
                    some = self.pieces[first : last + 1]
                    found[self.places[first], self.places[last]] = parts.joined(some)
        return found

    def _lasts(self, first: int) -> list[int]:
        """List the last pieces of what begins with a piece: some, and all of its part."""
        lasts = list(range(first, min(first + _MOST, len(self.pieces))))
        number, place = self.places[first]
        if place == 1:
            last = max(each for each, (part, _) in enumerate(self.places) if part == number)
            if last > lasts[-1]:
                lasts.append(last)
        return lasts

    def _fit(self, first: int, last: int) -> bool:
        """Tell whether pieces can be those of one digit."""
        some = self.pieces[first : last + 1]
        left, right = min(each.left for each in some), max(each.right for each in some)
        if right - left > _WIDEST * self.height:
            return False
        return all(
            mine[0] == other[0] or other_part.left - part.right <= _APART * self.height
            for (mine, other), (part, other_part) in zip(
                pairwise(self.places[first : last + 1]), pairwise(some), strict=True
            )
        )

    def cut(self, answers: Mapping[tuple[Place, Place], NDArray[np.float32]]) -> "Row":
        """Cut the parts that are not surely one digit.

        Parameters
        ----------
        answers : mapping of (place, place) to ndarray of shape (10,) or (11,), float32
            What a network says of the candidates.
        """
        if self.one or self._is_text(answers):
            return self
        pieces: list[Part] = []
        places: list[Place] = []
        for part, place in zip(self.pieces, self.places, strict=True):
            sure = float(answers[place, place][:CLASSES].max())
            whole = part.width <= _WIDE * self.height and sure >= _DOUBTFUL
            small = max(part.width, part.height) < _SMALLEST * self.height
            some = [part] if whole or small else cuts.pieces(part, self.height)
            pieces += some
            numbers = [0] if len(some) == 1 else range(1, len(some) + 1)
            places += [(place[0], number) for number in numbers]
        return replace(self, pieces=tuple(pieces), places=tuple(places))

    def _is_text(self, answers: Mapping[tuple[Place, Place], NDArray[np.float32]]) -> bool:
        """Tell whether hardly any part is a digit as it stands, of many."""
        many, share = _TEXT
        digits = [float(answers[place, place][:CLASSES].max()) >= 0.5 for place in self.places]
        return len(digits) >= many and digits.count(False) >= share * len(digits)

    def read(self, answers: Mapping[tuple[Place, Place], NDArray[np.float32]]) -> list[Step]:
        """Find the best path.

        Parameters
        ----------
        answers : mapping of (place, place) to ndarray of shape (10,) or (11,), float32
            What a network says of all `candidates`.

        Returns
        -------
        list of Step
            The path's candidates from left to right, what the network says of them, and whether
            each is a digit.
        """
        if self.one:
            digit = answers[self.places[0], self.places[0]][:CLASSES]
            return [(self.pieces[0], digit / digit.sum(), True)]
        numbers = {place: number for number, place in enumerate(self.places)}
        found = self.candidates()
        costs = [0.0] + [np.inf] * len(self.pieces)
        best: list[tuple[int, tuple[Place, Place], bool] | None] = [None] * (len(self.pieces) + 1)
        for (first, last), part in sorted(found.items(), key=lambda each: numbers[each[0][0]]):
            start, end = numbers[first], numbers[last] + 1
            cut = _CUT * (end < len(self.places) and self.places[end][1] > 1)
            for cost, is_digit in self._prices(part, answers[first, last]):
                if costs[start] + cost + cut < costs[end]:
                    costs[end] = costs[start] + cost + cut
                    best[end] = start, (first, last), is_digit
        path = []
        end = len(self.pieces)
        while end:
            step = best[end]
            if step is None:  # every piece is a candidate of its own
                raise RuntimeError("a row of pieces has no path")
            end, places, is_digit = step
            path.append((found[places], answers[places], is_digit))
        return path[::-1]

    def _prices(self, part: Part, answer: NDArray[np.float32]) -> list[tuple[float, bool]]:
        """Price a candidate as a digit, and as none."""
        digit = -float(np.log(max(float(answer[:CLASSES].max()), _LEAST)))
        digit += 0.5 * (np.log(part.height / self.height) / _UNEQUAL) ** 2
        if max(part.width, part.height) < _SMALLEST * self.height:
            digit += _SMALL
        left_out = -float(np.log(none(answer)))
        digits = part.width / (_USUAL * self.height)  # that would be left out
        return [(digit, True), (left_out + _LEFT_OUT * digits, False)]


def find(shades: NDArray[np.float32]) -> list[Row]:
    """Divide ink into rows, and those into parts.

    Parameters
    ----------
    shades : ndarray of shape (h, w), float32
        How dark ink is; 0 where there is none.

    Returns
    -------
    list of Row
        From the top; none where there is no ink.
    """
    return [_row(each) for each in rows.find(parts.find(shades))]


def whole(shades: NDArray[np.float32]) -> list[Row]:
    """Take all ink for one digit."""
    return [replace(_row([each]), one=True) for each in parts.everything(shades)]


def none(answer: NDArray[np.float32]) -> float:
    """Tell how probable it is, above 0, that there is no digit; by any network."""
    return max(float(answer[CLASSES]), _LEAST) if len(answer) > CLASSES else _UNTOLD


def numbers(path: Sequence[Step], height: float) -> list[list[tuple[Part, NDArray[np.float32]]]]:
    """Divide what is read in a row into numbers: at wide gaps, and at what is no digit.

    Parameters
    ----------
    path : sequence of Step
        Of the row.
    height : float
        Of its digits, in pixels.

    Returns
    -------
    list of list of (Part, ndarray)
        Of each number the digits, and what the network says of them.
    """
    found: list[list[tuple[Part, NDArray[np.float32]]]] = []
    digits = [part for part, _, is_digit in path if is_digit]
    gaps = [after.left - before.right for before, after in pairwise(digits)]
    wide = max(_GAP * height, _UNEVEN * float(np.median(gaps))) if gaps else np.inf
    right = -np.inf
    for part, said, is_digit in path:
        if is_digit:
            if part.left - right > wide or not found:
                found.append([])
            found[-1].append((part, said))
            right = part.right
        elif part.height > _SMALLEST * height:
            right = -np.inf
    return found


def _row(some: Sequence[Part]) -> Row:
    """Make a row of parts."""
    places = tuple((number, 0) for number in range(len(some)))
    return Row(tuple(some), places, rows.height_of(some))
