"""From any picture of handwritten digits to images such as the data's, step by step.

`decode` reads picture files (`formats` tells what they are, and `heif` opens those of phones),
`paper` measures what stands out from the paper, `ink` finds what a pen wrote, without what is
printed (`rules`) and noise along the edges (`margins`). `parts` are what it falls into, `rows` what
they stand in, `cuts` where they may be divided, and `graph` knows which of all may be digits;
`words` tells numbers from text, and `cells` those of a table from one another. `frame` brings each
digit into the data's own frame. `prepare` does all that needs no network, and what it returns shows
every step. `simulate` makes photographs of a digit that is known, and `pages` of whole pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos import cells, frame, graph, parts
from polymnist_lib.reading.photos import ink as inks
from polymnist_lib.reading.photos.graph import Row
from polymnist_lib.reading.photos.ink import Ink
from polymnist_lib.reading.photos.parts import Part

# A digit is in so many parts at most.
_FEW = 4

# And a page in so many: to compare each with each, more would take gigabytes.
_MANY = 3000

# The edges of a picture are so wide, as a share of its sides.
_EDGE = 0.06


@dataclass(frozen=True, eq=False)
class Written:
    """What is written in a picture.

    Attributes
    ----------
    rows : list of Row
        From the top: what may be digits.
    scale : float
        Pixels of theirs to one of the picture.
    size : (width, height)
        Of the picture, in its pixels.
    whole : Row, optional
        All ink as one digit, where that may be: a pen that skipped leaves it in a few parts.
    other : Written, optional
        What is written if ink and paper are the other way round, where only reading can tell: a
        thick digit that fills its picture leaves but corners of the paper.
    sides : tuple of tuple of float
        Of each row where it goes across the sides of cells, in pixels of `rows` from the left;
        empty where none does.
    """

    rows: list[Row]
    scale: float
    size: tuple[int, int]
    whole: Row | None = field(default=None, kw_only=True)
    other: "Written | None" = field(default=None, kw_only=True, repr=False)
    sides: tuple[tuple[float, ...], ...] = field(default=(), kw_only=True, repr=False)

    def bare(self) -> "Written":
        """Return the same without the steps to it, which take most of the memory."""
        rows = [_copied(row) for row in self.rows]
        whole = self.whole and _copied(self.whole)
        other = self.other and self.other.bare()
        return Written(rows, self.scale, self.size, whole=whole, other=other, sides=self.sides)

    def box(self, part: Part) -> tuple[int, int, int, int]:
        """Return left, top, width and height of a part, in pixels of the picture, inside it."""
        left, top, width, height = part.box(self.scale)
        left, top = (min(at, side - 1) for at, side in zip((left, top), self.size, strict=True))
        return left, top, min(width, self.size[0] - left), min(height, self.size[1] - top)


@dataclass(frozen=True, eq=False)
class Prepared(Written):
    """A picture and what is written in it, with every step: some 20 MB besides the picture.

    Attributes
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        As it was.
    ink : Ink
        The steps to its ink.
    """

    picture: NDArray[np.uint8]
    ink: Ink = field(repr=False)


def prepare(picture: NDArray[np.uint8], *, one: bool = False) -> Prepared:
    """Find what is written in a picture.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        Red, green and blue, as `polymnist_lib.reading.photos.decode.read` returns.
    one : bool
        Whether all ink is that of one digit; else what belongs together is to be found.

    Returns
    -------
    Prepared
        Without rows where there is no ink: on blank paper, or where it cannot be told from the
        grain of the paper. With `other` where both what is dark and what is light lie along all
        edges of the picture, and either makes but a few parts.

    Raises
    ------
    ValueError
        If the array is no such picture, or what is in it falls into thousands of parts.
    """
    if not isinstance(picture, np.ndarray):
        raise ValueError(
            f"A picture must be an array; got {type(picture).__name__}. "
            "`polymnist_lib.reading.photos.decode.read` makes one of a file."
        )
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or not picture.size:
        raise ValueError(
            "A picture must be uint8 of shape (height, width, 3), with some pixels; "
            f"got {picture.dtype} of shape {picture.shape}."
        )
    prepared = _prepared(picture, inks.find(picture), one)
    if _count(prepared.rows) > _FEW or not _fills(prepared.ink.levels):
        return prepared
    swapped = inks.find(picture, light_on_dark=not prepared.ink.light_on_dark)
    other = _prepared(picture, swapped, one)
    return replace(prepared, other=other) if 0 < _count(other.rows) <= _FEW else prepared


def _prepared(picture: NDArray[np.uint8], ink: Ink, one: bool) -> Prepared:
    """Find what is written with the ink of a picture."""
    whole = graph.whole(ink.shades)
    if not one:
        _check_count(len(parts.find(ink.shades)))
    rows = whole if one else graph.find(ink.shades)
    few = 1 < _count(rows) <= _FEW
    one_digit = few and not _goes_on_outside(whole[0].pieces[0], ink.shades.shape)
    height, width, _ = picture.shape
    size = width, height
    return Prepared(
        rows,
        ink.scale,
        size,
        picture,
        ink,
        whole=whole[0] if one_digit else None,
        sides=tuple(cells.sides(ink.rules, row) for row in rows) if ink.rules.any() else (),
    )


def _check_count(count: int) -> None:
    """Refuse what falls into too many parts."""
    if count > _MANY:
        raise ValueError(
            f"A picture is expected to have at most {_MANY:,} separate marks; found {count:,}, as "
            "print, texture or noise has. Cut out the part with the digits."
        )


def _copied(row: Row) -> Row:
    """Return a row that holds no more than its ink: a part may be a view of the whole picture."""
    return replace(
        row, pieces=tuple(replace(each, shades=each.shades.copy()) for each in row.pieces)
    )


def _count(rows: Sequence[Row]) -> int:
    """Count the parts of rows."""
    return sum(len(row.pieces) for row in rows)


def _fills(levels: NDArray[np.uint8]) -> bool:
    """Tell whether both what is dark and what is light lie along all edges of a picture."""
    _, light = cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    high, wide = (max(1, round(_EDGE * side)) for side in levels.shape)
    edges = light[:high], light[-high:], light[:, :wide], light[:, -wide:]
    return all(edge.any() and not edge.all() for edge in edges)


def _goes_on_outside(part: Part, shape: tuple[int, ...]) -> bool:
    """Tell whether ink touches most edges of the picture, as things do of which it shows a part."""
    height, width = shape
    edges = (part.left <= 1, part.top <= 1, part.right >= width - 1, part.bottom >= height - 1)
    return sum(edges) > len(edges) / 2


def image(part: Part) -> NDArray[np.uint8]:
    """Bring ink into the frame of the data.

    Returns
    -------
    ndarray of shape (28, 28, 3), uint8
        What a model reads: black ink on white paper, in shades.
    """
    return frame.compose(frame.frame(part.shades))
