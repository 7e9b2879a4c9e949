"""Handwriting as the lines of a pen, from digits of a data set: one hand after another."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from polymnist_lib.digits import SIDE

Mask = NDArray[np.float32]

# The middle of a line is looked for at so many times the size of the data, where the image is
# brighter than what surrounds it: that keeps the holes of 6, 8 and 9 open.
_FINE = 4
_AROUND = 2.5
_SURROUNDINGS = 0.8
_BRIGHTER = 50

# Pixels of the data that the middle of a digit's line is high, about.
_TALL = 18

# Farther away than any pen reaches.
_FAR = 1000.0


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
    """

    height: float
    pen: float
    slant: float = 0.0
    unsteady: float = 1.0


def draw(random: np.random.Generator, *, height: float, felt: bool = False) -> Hand:
    """Draw a hand as they vary; with a felt pen its lines are thick."""
    share = random.uniform(0.11, 0.19) if felt else random.uniform(0.05, 0.13)
    return Hand(
        height, max(2.5, share * height), random.uniform(-0.1, 0.3), random.uniform(0.5, 1.5)
    )


def digit(stroke: NDArray[np.uint8], hand: Hand, random: np.random.Generator) -> Mask:
    """Write a digit.

    Parameters
    ----------
    stroke : ndarray of shape (28, 28), uint8
        The digit, bright on dark.
    hand : Hand
        Who writes.
    random : numpy Generator
        How this digit differs from others of the hand.

    Returns
    -------
    ndarray of shape (h, w), float32
        How much of each pixel the pen covers, without paper around it.

    Raises
    ------
    ValueError
        If there is no ink in the image.
    """
    off = hand.unsteady * random.normal(0, 1, 4)
    this = replace(
        hand,
        height=hand.height * float(np.exp(0.06 * off[0])),
        pen=hand.pen * float(np.exp(0.04 * off[1])),
        slant=hand.slant + 0.03 * float(off[2]),
    )
    return drawn(_far_from_line(stroke), this, turn=0.02 * float(off[3]))


def drawn(away: Mask, hand: Hand, *, turn: float = 0.0) -> Mask:
    """Draw with a pen where the middle of its line is known.

    Parameters
    ----------
    away : ndarray of shape (4 * 28, 4 * 28), float32
        How far each point is from the middle of the line, in pixels of the data.
    hand : Hand
        Who draws.
    turn : float
        Radians clockwise.

    Returns
    -------
    ndarray of shape (h, w), float32
        How much of each pixel the pen covers, without paper around it.
    """
    scale = (hand.height - hand.pen) / _TALL
    cosine, sine = np.cos(turn), np.sin(turn)
    leaning = np.array([[1, -hand.slant], [0, 1]])
    matrix = scale / _FINE * np.array([[cosine, -sine], [sine, cosine]]) @ leaning
    height = round(1.1 * SIDE * scale + hand.pen)
    width = round((1.1 + abs(hand.slant)) * SIDE * scale + hand.pen)
    offset = np.array([width, height]) / 2 - matrix @ np.full(2, SIDE * _FINE / 2)
    warped = cv2.warpAffine(
        away, np.column_stack([matrix, offset]), (width, height), borderValue=_FAR
    )
    return trimmed(np.clip(hand.pen / 2 - warped * scale + 0.5, 0, 1).astype(np.float32))


def trimmed(mask: Mask) -> Mask:
    """Cut away the paper around ink."""
    x, y, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    return mask[y : y + height, x : x + width]


def _far_from_line(stroke: NDArray[np.uint8]) -> Mask:
    """Measure how far each point is from the middle of the line, in pixels of the data."""
    if not stroke.any():
        raise ValueError("There is no ink in the stroke, so there is no digit to write.")
    side = SIDE * _FINE
    ink = cv2.resize(stroke.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    around = cv2.GaussianBlur(ink, (0, 0), _AROUND * _FINE)
    inside = (ink - _SURROUNDINGS * around > _BRIGHTER) & (ink > _BRIGHTER)
    middle = skeletonize(inside if inside.any() else ink >= ink.max())
    away = cv2.distanceTransform((~middle).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # A skeleton has corners that no pen makes.
    return np.asarray(cv2.GaussianBlur(away, (0, 0), 1.2) / _FINE, np.float32)
