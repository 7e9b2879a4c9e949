"""Where ink lies on a sheet: digits beside each other, and rows below each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.pages import hands
from polymnist_lib.reading.photos.pages.hands import Hand, Mask

# Ink covers a pixel where the pen covers this share of it.
INK = 0.5


@dataclass(frozen=True, eq=False)
class Piece:
    """Something on a sheet.

    Attributes
    ----------
    left, top : int
        Where it is, in pixels.
    mask : ndarray of shape (h, w), float32
        How much of each pixel it covers, 0 to 1.
    digit : int, optional
        Which digit it is; None if it is no digit.
    """

    left: int
    top: int
    mask: Mask
    digit: int | None = None

    @property
    def right(self) -> int:
        """The first column that is beyond it."""
        return self.left + self.mask.shape[1]

    @property
    def bottom(self) -> int:
        """The first row that is below it."""
        return self.top + self.mask.shape[0]

    def moved(self, right: int, down: int) -> "Piece":
        """Put it elsewhere."""
        return replace(self, left=self.left + right, top=self.top + down)


Row = list[Piece]


@dataclass(frozen=True)
class Spacing:
    """How the digits of a row follow each other.

    Attributes
    ----------
    gap : float
        Pixels from the box of a digit to the next, on average; below 0 boxes overlap.
    uneven : float
        The standard deviation of it.
    slope : float
        How far the row falls, as a share of its length.
    wander : float
        How far the base line goes up and down, in pixels.
    joints : float
        The share of neighbours that touch; above 0, one pair does at least.
    widest : int
        Pixels that the row is long at most; digits that do not fit are left out.
    """

    gap: float
    uneven: float = 0.0
    slope: float = 0.0
    wander: float = 0.0
    joints: float = 0.0
    widest: int = 100_000


def row(
    strokes: NDArray[np.uint8],
    labels: Sequence[int],
    hand: Hand,
    spacing: Spacing,
    random: np.random.Generator,
) -> Row:
    """Write digits beside each other, around a base line from (0, 0).

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits, bright on dark.
    labels : sequence of int
        Which digit each one is.
    hand : Hand
        Who writes.
    spacing : Spacing
        How they follow each other.
    random : numpy Generator
        What differs from digit to digit.

    Returns
    -------
    list of Piece
        From left to right. Ink of neighbours that do not touch is some pixels apart.
    """
    joined = random.random(len(labels)) < spacing.joints
    if spacing.joints and len(labels) > 1:
        joined[random.integers(1, len(labels))] = True
    apart = least_apart(hand)
    period, phase = random.uniform(4, 12) * hand.height, random.uniform(0, 2 * np.pi)
    found: Row = []
    for stroke, label, joint in zip(strokes, labels, joined, strict=True):
        mask = hands.digit(stroke, hand, random, bar=hand.barred and label == 7)
        x = found[-1].right if found else 0
        base = spacing.slope * x + spacing.wander * np.sin(2 * np.pi * x / period + phase)
        base += 0.15 * spacing.wander * random.normal()
        piece = Piece(0, round(base) - len(mask), mask, int(label))
        if found and joint:
            overlap = max(1, round(random.uniform(0.2, 1.0) * hand.pen))
            close = _clearance(found, [piece], 0)
            piece = piece.moved(int(max(close, 0)) - overlap, 0)
        elif found:
            gap = random.normal(spacing.gap, spacing.uneven)
            (piece,) = beside(found, [piece.moved(int(x + gap), 0)], apart)
        if found and piece.right > spacing.widest:
            break
        found.append(piece)
    return found


def least_apart(hand: Hand) -> int:
    """Return how many pixels apart ink is that does not touch: still apart behind a lens."""
    return round(max(4.0, 0.6 * hand.pen))


def beside(before: Sequence[Piece], pieces: Row, apart: int) -> Row:
    """Move pieces to the right, where needed, until their ink is so many pixels from others'."""
    if not before:
        return pieces
    right = max(0.0, _clearance(before, pieces, apart))
    return [each.moved(int(right), 0) for each in pieces]


def below(above: Sequence[Piece], pieces: Row, apart: int, *, closer: bool = True) -> Row:
    """Move a row down until its ink is so many pixels below what is above it.

    Parameters
    ----------
    above : sequence of Piece
        What stays.
    pieces : list of Piece
        The row.
    apart : int
        Pixels.
    closer : bool
        Whether it moves up where it is farther away.
    """
    if not above or not pieces:
        return pieces
    down = _clearance([_turned(each) for each in above], [_turned(each) for each in pieces], apart)
    if down == -np.inf:
        down = extent(above)[3] - extent(pieces)[1]
    return [each.moved(0, int(down if closer else max(0, down))) for each in pieces]


def paint(pieces: Sequence[Piece], shape: tuple[int, int]) -> Mask:
    """Lay pieces on a sheet.

    Parameters
    ----------
    pieces : sequence of Piece
        All of them on the sheet.
    shape : tuple of int
        Height and width of the sheet, in pixels.

    Returns
    -------
    ndarray of `shape`, float32
        How much of each pixel they cover.
    """
    sheet = np.zeros(shape, np.float32)
    for each in pieces:
        part = sheet[each.top : each.bottom, each.left : each.right]
        np.maximum(part, each.mask, out=part)
    return sheet


def extent(pieces: Sequence[Piece]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of pieces together."""
    return (
        min(each.left for each in pieces),
        min(each.top for each in pieces),
        max(each.right for each in pieces),
        max(each.bottom for each in pieces),
    )


def _clearance(before: Sequence[Piece], after: Sequence[Piece], apart: int) -> float:
    """Find how far right pieces go so that their ink is so many pixels from what is before it.

    Minus infinity where none is beside any.
    """
    top = min(each.top for each in (*before, *after)) - apart
    bottom = max(each.bottom for each in (*before, *after)) + apart
    last, first = np.full(bottom - top, -np.inf), np.full(bottom - top, np.inf)
    for each in before:
        right = _sides(each)[1]
        for around in range(-apart, apart + 1):
            rows = slice(each.top - top + around, each.bottom - top + around)
            last[rows] = np.maximum(last[rows], right)
    for each in after:
        rows = slice(each.top - top, each.bottom - top)
        first[rows] = np.minimum(first[rows], _sides(each)[0])
    return float((last + apart + 1 - first).max())


def _sides(piece: Piece) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the first and last column of ink on the sheet in each row of a piece, or infinity."""
    ink = piece.mask > INK
    inked = ink.any(axis=1)
    left = piece.left + ink.argmax(axis=1)
    right = piece.right - 1 - ink[:, ::-1].argmax(axis=1)
    return np.where(inked, left, np.inf), np.where(inked, right, -np.inf)


def _turned(piece: Piece) -> Piece:
    """Exchange right and down."""
    return Piece(piece.top, piece.left, piece.mask.T)
