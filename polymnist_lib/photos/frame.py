"""From the ink of one digit to an image such as the data's: thick enough, in its box, centred.

The page where readers draw does the same in JavaScript (``book/_extra/draw/frame.js``); what is
changed here is changed there, and a test compares the two.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE

# MNIST scales a digit into a box of this side, and puts its centre of mass into the middle.
BOX = 20

# Pixels of the box that a line is wide at least. A fifth of the digits of MNIST are thinner.
THINNEST = 2.2

# A pixel is ink if at least this share of it is.
COVERED = 0.5

PAPER, INK = 255, 0


def frame(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Bring the ink of a digit into the frame of the data.

    Parameters
    ----------
    ink : ndarray of shape (height, width), bool
        Where the digit is, at any size from that of the box up, with or without paper around it.

    Returns
    -------
    ndarray of shape (28, 28), bool
        The digit, its longer side 20 pixels, its centre of mass as near to the middle as whole
        pixels allow.

    Raises
    ------
    ValueError
        If there is no ink.
    """
    return centre(shrink(thicken(crop(ink))))


def crop(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cut away the paper around the ink.

    Raises
    ------
    ValueError
        If there is no ink.
    """
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        raise ValueError("There is no ink in the image, so there is no digit to frame.")
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def line_width(ink: NDArray[np.bool_]) -> float:
    """Estimate how wide the line is that drew a digit, in pixels.

    In a line of width w, the mean distance of its points from its border is w / 4. Distances are
    measured from pixel to pixel, so that half a pixel of each lies beyond the border.
    """
    around = np.pad(ink, 1).astype(np.uint8)
    distance = _distances(around)
    return 4 * (float(distance[around > 0].mean(dtype=np.float64)) - 0.5)


def thicken(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Widen a line that would vanish when the digit is brought to the size of the data.

    Parameters
    ----------
    ink : ndarray of shape (height, width), bool
        A digit without paper around it.

    Returns
    -------
    ndarray of shape (height, width) or larger, bool
        The line is at least `THINNEST` pixels of the box wide; larger by what was added.
    """
    missing = (THINNEST * max(ink.shape) / BOX - line_width(ink)) / 2
    if missing <= 0:
        return ink
    paper = np.pad(~ink, int(np.ceil(missing)), constant_values=True).astype(np.uint8)
    return crop(_distances(paper) <= np.float32(missing))


def shrink(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Scale a digit so that its longer side fills the box.

    Parameters
    ----------
    ink : ndarray of shape (height, width), bool
        A digit without paper around it, its longer side no shorter than the box.

    Returns
    -------
    ndarray of shape (h, w), bool
        A pixel is ink where at least half of what it covers was. At least one is.
    """
    longer = max(ink.shape)
    height, width = (max(1, int(np.floor(BOX * side / longer + 0.5))) for side in ink.shape)
    covered = _averages(_averages(ink.astype(np.float64), height).T, width).T
    # A sliver of a line can cover no pixel by half: then those that it covers most are ink.
    return covered >= min(COVERED, float(covered.max()))


def centre(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Put a digit into the frame, its centre of mass as near to the middle as whole pixels allow.

    Parameters
    ----------
    ink : ndarray of shape (h, w), bool
        No larger than the box.

    Returns
    -------
    ndarray of shape (28, 28), bool
        No ink is lost: what would stand over the border is moved inside.
    """
    framed = np.zeros((SIDE, SIDE), bool)
    starts = [
        min(max(0, int(np.floor((SIDE - 1) / 2 - float(where.mean()) + 0.5))), SIDE - side)
        for where, side in zip(np.nonzero(ink), ink.shape, strict=True)
    ]
    framed[starts[0] : starts[0] + ink.shape[0], starts[1] : starts[1] + ink.shape[1]] = ink
    return framed


def compose(framed: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Lay a framed digit over even paper, as the data are laid over photographs: inverted.

    Parameters
    ----------
    framed : ndarray of shape (..., 28, 28), bool
        Where the digit is.

    Returns
    -------
    ndarray of shape (..., 28, 28, 3), uint8
        What a model reads: black ink on white paper.
    """
    grey = np.where(framed, INK, PAPER).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=-1)


def _distances(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the distance of each pixel from the nearest 0.

    OpenCV's roots differ in their last bit from one processor to another; what they are roots of
    are whole numbers.
    """
    rough = cv2.distanceTransform(pixels, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.sqrt(np.rint(np.square(rough, dtype=np.float64))).astype(np.float32)


def _averages(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Average rows in equal shares, those on a border by how much of them belongs to either."""
    edges = np.linspace(0, len(values), count + 1)
    sums = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
    whole = np.minimum(edges.astype(np.int64), len(values) - 1)
    reached = sums[whole] + (edges - whole)[:, None] * values[whole]
    return np.diff(reached, axis=0) / (edges[1] - edges[0])
