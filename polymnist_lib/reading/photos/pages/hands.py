"""Handwriting as the lines of a pen, from digits of a data set: one hand after another."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE
from polymnist_lib.reading.photos import frame

Mask = NDArray[np.float32]

# The middle of a line is looked for at so many times the size of the data, where the image is
# brighter than what surrounds it: that keeps the holes of 6, 8 and 9 open.
_FINE = 4
_AROUND = 2.5
_SURROUNDINGS = 0.8
_BRIGHTER = 50

# Parts with less than this share of the ink are specks.
_SPECK = 0.06

# Pixels of the data that the middle of a digit's line is high, about, and how wide it is halfway
# down if a 7 has a bar there; the bar that is given to others is so long.
_TALL = 18
_BARRED = 5
_BAR = 10

# Farther away than any pen reaches.
FAR = 1000.0


@dataclass(frozen=True)
class Hand:
    """How somebody writes.

    Attributes
    ----------
    height : float
        Of a digit, in pixels.
    pen : float
        The width of the line, in pixels.
    slant : float
        How far the top leans to the right, as a share of the height.
    unsteady : float
        How much one digit differs from the next, in times what is common.
    barred : bool
        Whether every 7 has a bar.
    """

    height: float
    pen: float
    slant: float = 0.0
    unsteady: float = 1.0
    barred: bool = False


def draw(random: np.random.Generator, *, height: float, felt: bool = False) -> Hand:
    """Draw a hand as they vary, of a height in pixels; with a felt pen its lines are thick."""
    share = random.uniform(0.11, 0.19) if felt else random.uniform(0.05, 0.13)
    return Hand(
        height, max(2.0, share * height), random.uniform(-0.1, 0.3), random.uniform(0.5, 1.5)
    )


def digit(
    stroke: NDArray[np.uint8], hand: Hand, random: np.random.Generator, *, bar: bool = False
) -> Mask:
    """Write a digit.

    Parameters
    ----------
    stroke : ndarray of shape (28, 28), uint8
        The digit, bright on dark.
    hand : Hand
        Who writes.
    random : numpy Generator
        How this digit differs from others of the hand.
    bar : bool
        Whether it gets a bar across its middle, unless it has one.

    Returns
    -------
    ndarray of shape (h, w), float32
        How much of each pixel the pen covers, without paper around it.

    Raises
    ------
    ValueError
        If there is no ink in the image.
    """
    if not stroke.any():
        raise ValueError("There is no ink in the stroke, so there is no digit to write.")
    line = _middle_of(stroke)
    if bar:
        _bar(line)
    away = far_from(line) / _FINE
    off = hand.unsteady * random.normal(0, 1, 4)
    height, pen = hand.height * np.exp(0.06 * off[0]), hand.pen * np.exp(0.04 * off[1])
    slant, turn = hand.slant + 0.03 * off[2], 0.02 * off[3]
    scale = (height - pen) / _TALL
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = scale / _FINE * turned @ np.array([[1, -slant], [0, 1]])
    size = np.array([1.1 + abs(slant), 1.1]) * SIDE * scale + pen
    offset = size / 2 - matrix @ np.full(2, SIDE * _FINE / 2)
    warped = cv2.warpAffine(
        away,
        np.column_stack([matrix, offset]),
        np.ceil(size).astype(int).tolist(),
        borderValue=FAR,
    )
    return trimmed(inked(warped * np.float32(scale), pen))


def with_gaps(mask: Mask, hand: Hand, random: np.random.Generator, *, bar: bool = False) -> Mask:
    """Break the line of a digit.

    Parameters
    ----------
    mask : ndarray of shape (h, w), float32
        The digit.
    hand : Hand
        Who wrote it.
    random : numpy Generator
        Where the line breaks.
    bar : bool
        Whether the upper bar is to stand apart, as that of a 5 often does.

    Returns
    -------
    ndarray of shape (h, w), float32
        The digit with one to three gaps that are about as long as the line is wide.
    """
    broken = mask.copy()
    if bar:
        under = round(1.15 * hand.pen + 0.04 * len(mask))
        broken[under : under + round(max(2.0, random.uniform(0.4, 1.0) * hand.pen))] = 0
    from_edge = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    middles = np.argwhere(from_edge >= min(0.4 * hand.pen, from_edge.max()))
    for _ in range(int(random.binomial(2, 0.3)) if bar else 1 + int(random.random() < 0.5)):
        row, column = middles[random.integers(len(middles))].tolist()
        cv2.circle(broken, (column, row), round(random.uniform(0.55, 0.75) * hand.pen + 0.5), 0, -1)
    return broken


def skipping(mask: Mask, hand: Hand, random: np.random.Generator) -> Mask:
    """Let the pen skip: in streaks, about a fifth of the ink is missing."""
    height, width = mask.shape
    grain = max(1, round(0.5 * hand.pen))
    noise = random.normal(0, 1, (height // grain + 2, width // (3 * grain) + 2))
    streaks = cv2.resize(noise.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(mask * np.clip(3 * (streaks + 1), 0, 1), np.float32)


def middle(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the middle of lines: their skeleton, one pixel wide."""
    # Imported here because scikit-image takes a second.
    from skimage.morphology import skeletonize

    return np.asarray(skeletonize(inside), bool)


def far_from(line: NDArray[np.bool_]) -> Mask:
    """Measure how far each pixel is from a line; a line's corners, that no pen makes, are round."""
    away = frame.distances((~line).astype(np.uint8))
    return np.asarray(cv2.GaussianBlur(away, (0, 0), 1.2), np.float32)


def inked(away: Mask, pen: float) -> Mask:
    """Cover what a pen reaches, where it is known how far the middle of its line is away."""
    return np.clip(np.float32(pen / 2 + 0.5) - away, 0, 1)


def trimmed(mask: Mask) -> Mask:
    """Cut away the paper around ink."""
    x, y, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    return mask[y : y + height, x : x + width]


def _middle_of(stroke: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Find the middle of a digit's line, enlarged."""
    side = SIDE * _FINE
    ink = cv2.resize(stroke.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    around = cv2.GaussianBlur(ink, (0, 0), _AROUND * _FINE)
    inside = (ink - _SURROUNDINGS * around > _BRIGHTER) & (ink > _BRIGHTER)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(inside.astype(np.uint8))
    large = stats[:, cv2.CC_STAT_AREA] >= _SPECK * inside.sum()
    large[0] = False  # the paper
    return middle(large[parts] if large.any() else ink >= ink.max())


def _bar(line: NDArray[np.bool_]) -> None:
    """Draw a bar across the middle of an enlarged digit, unless there is one."""
    rows = np.flatnonzero(line.any(axis=1))
    top, tall = rows[0], np.ptp(rows)
    halfway = line[top + round(0.4 * tall) : top + round(0.65 * tall) + 1]
    spread = [np.ptp(np.flatnonzero(row)) for row in halfway if row.any()]
    if not spread or max(spread) > _BARRED * _FINE:
        return
    across = np.flatnonzero(halfway.any(axis=0)).mean()
    down = top + round(0.52 * tall)
    reach = _BAR * _FINE // 2
    ends = (round(across) - reach, down + 3), (round(across) + reach, down - 3)
    drawn = line.astype(np.uint8)
    cv2.line(drawn, *ends, 1)
    line |= drawn > 0
