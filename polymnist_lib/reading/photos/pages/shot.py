"""From what is written to a photograph of it in which every digit's place is known."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.pages import camera, forms, layout, lights
from polymnist_lib.reading.photos.pages.camera import Layer, Look
from polymnist_lib.reading.photos.pages.hands import Hand
from polymnist_lib.reading.photos.pages.layout import Piece, Row

Box = tuple[int, int, int, int]
Random = np.random.Generator
Light = Callable[[Layer, Random], Layer]

# How probable each of `forms.RULES` is.
ANY_PAPER = 0.5, 0.25, 0.25
PLAIN = 1.0, 0.0, 0.0

# Pixels of the longer side of a page, and how many of them a row may take.
SIDES = 900, 1600
WIDEST = 1230

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
class Draft:
    """What is on a sheet, around any place.

    Attributes
    ----------
    hand : Hand
        Who wrote it.
    rows : list of list of Piece
        The digits, row by row.
    other, printed : list of Piece
        Other ink, and print.
    """

    hand: Hand
    rows: list[Row] = field(default_factory=list)
    other: Row = field(default_factory=list)
    printed: Row = field(default_factory=list)

    @property
    def pieces(self) -> Row:
        """All that is on the sheet."""
        return [*(each for row in self.rows for each in row), *self.other, *self.printed]

    def moved(self, right: int, down: int) -> "Draft":
        """Put all of it elsewhere."""
        rows, other, printed = (
            [[each.moved(right, down) for each in row] for row in part]
            for part in (self.rows, [self.other], [self.printed])
        )
        return Draft(self.hand, rows, other[0], printed[0])


def photograph(
    draft: Draft,
    look: Look,
    random: Random,
    *,
    light: Light = lights.even,
    rules: tuple[float, float, float] = ANY_PAPER,
) -> Page:
    """Put what is written on a sheet, and take its picture.

    Parameters
    ----------
    draft : Draft
        What is written.
    look : Look
        The colours, and how the picture is taken.
    random : numpy Generator
        The size of the sheet, where on it everything is, and all else that is not settled.
    light : callable
        From where ink is, and a generator, to the light; one of `lights`.
    rules : tuple of float
        How probable each of `forms.RULES` is.
    """
    left, top, right, bottom = layout.extent(draft.pieces)
    shape = _size(bottom - top, right - left, random)
    down, over = (
        int(random.uniform(_MARGIN * side, (1 - _MARGIN) * side - used))
        for side, used in zip(shape, (bottom - top, right - left), strict=True)
    )
    spacing = random.uniform(0.5, 1.6) * draft.hand.height
    paper = forms.rule(shape, str(random.choice(forms.RULES, p=rules)), spacing, random)
    return developed(draft.moved(over - left, down - top), paper, look, random, light=light)


def developed(
    draft: Draft,
    paper: Layer,
    look: Look,
    random: Random,
    *,
    light: Light = lights.even,
) -> Page:
    """Take the picture of a sheet on which everything has its place.

    Parameters
    ----------
    draft : Draft
        What is written, in pixels of the sheet.
    paper : ndarray of shape (h, w), float32
        What is printed on the whole sheet.
    look, random, light
        As `photograph` takes them.
    """
    digits = [each for row in draft.rows for each in row]
    covered = layout.paint([*digits, *draft.other], paper.shape)
    printed = np.maximum(paper, layout.paint(draft.printed, paper.shape))
    layers, matrix = camera.see(np.dstack([covered, printed]), look, random)
    covered, printed = np.ascontiguousarray(layers[..., 0]), np.ascontiguousarray(layers[..., 1])
    lit = light(covered, random)
    picture = camera.develop(covered * random.uniform(0.85, 1), printed, lit, look, random)
    return Page(
        picture,
        tuple("".join(str(each.digit) for each in row) for row in draft.rows),
        [_seen(each, matrix) for each in digits],
    )


def _size(height: int, width: int, random: Random) -> tuple[int, int]:
    """Draw the size of a page around what is written."""
    low, high = SIDES
    least = np.array([height, width]) / (1 - 2 * _MARGIN) + 20
    sides = np.maximum(np.minimum(least * random.uniform(1.0, 2.2, 2), high), least)
    if sides.max() < low:
        sides[random.integers(0, 2)] = random.uniform(low, high)
    sides = np.maximum(sides, _NARROWEST * sides.max())
    return int(sides[0]), int(sides[1])


def _seen(piece: Piece, matrix: NDArray[np.float64]) -> Box:
    """Return where the ink of a piece is in the picture."""
    points = np.argwhere(piece.mask > layout.INK)[None, :, ::-1] + (piece.left, piece.top)
    seen = cv2.perspectiveTransform(points.astype(np.float32), matrix)[0]
    left, top = np.floor(seen.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(seen.max(axis=0)).astype(int).tolist()
    return left, top, right + 1 - left, bottom + 1 - top
