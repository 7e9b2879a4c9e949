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

PAPER, INK = 255, 0

Shades = NDArray[np.float32]


def frame(shades: Shades) -> Shades:
    """Bring the ink of a digit into the frame of the data.

    Parameters
    ----------
    shades : ndarray of shape (height, width), float32
        How dark the ink is, 0 to 1, with or without paper (0) around it.

    Returns
    -------
    ndarray of shape (28, 28), float32
        How much of each pixel is ink, 0 to 1: the digit's longer side fills 20 pixels, and its
        centre of mass is as near to the middle as whole pixels allow.

    Raises
    ------
    ValueError
        If there is no ink.
    """
    return centre(shrink(thicken(crop(np.asarray(shades, np.float32)))))


def crop(shades: Shades) -> Shades:
    """Cut away the paper around the ink.

    Raises
    ------
    ValueError
        If there is no ink.
    """
    ink = shades > 0
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        raise ValueError("There is no ink in the image, so there is no digit to frame.")
    return shades[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def line_width(ink: NDArray[np.bool_]) -> float:
    """Estimate how wide the line is that drew a digit, in pixels.

    In a line of width w, the mean distance of its points from its border is w / 4. Distances are
    measured from pixel to pixel, so that half a pixel of each lies beyond the border.
    """
    around = np.pad(ink, 1).astype(np.uint8)
    distance = distances(around)
    return 4 * (float(distance[around > 0].mean(dtype=np.float64)) - 0.5)


def thicken(shades: Shades) -> Shades:
    """Widen a line that would fade when the digit is brought to the size of the data.

    Parameters
    ----------
    shades : ndarray of shape (height, width), float32
        A digit without paper around it.

    Returns
    -------
    ndarray of shape (height, width) or larger, float32
        The line is at least `THINNEST` pixels of the box wide; larger by what was added.
    """
    missing = (THINNEST * max(shades.shape) / BOX - line_width(shades > 0)) / 2
    reach = int(missing)
    if reach < 1:
        return shades
    y, x = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    disc = (x * x + y * y <= missing * missing).astype(np.uint8)
    return np.asarray(cv2.dilate(np.pad(shades, reach), disc), np.float32)


def shrink(shades: Shades) -> Shades:
    """Scale a digit so that its longer side fills the box.

    Parameters
    ----------
    shades : ndarray of shape (height, width), float32
        A digit without paper around it.

    Returns
    -------
    ndarray of shape (h, w), float32
        The mean of what each pixel covers.
    """
    longer = max(shades.shape)
    height, width = (max(1, int(np.floor(BOX * side / longer + 0.5))) for side in shades.shape)
    means = _averages(_averages(shades.astype(np.float64), height).T, width).T
    return means.astype(np.float32)


def centre(shades: Shades) -> Shades:
    """Put a digit into the frame, its centre of mass as near to the middle as whole pixels allow.

    Parameters
    ----------
    shades : ndarray of shape (h, w), float32
        No larger than the box.

    Returns
    -------
    ndarray of shape (28, 28), float32
        No ink is lost: what would stand over the border is moved inside.
    """
    masses = shades.astype(np.float64)
    starts = []
    for axis, side in enumerate(shades.shape):
        middle = float(masses.sum(axis=1 - axis) @ np.arange(side)) / float(masses.sum())
        # The middle of a symmetric digit is half a pixel off, and must not fall to either side.
        start = int(np.floor(SIDE / 2 - middle + 1e-6))
        starts.append(min(max(0, start), SIDE - side))
    framed = np.zeros((SIDE, SIDE), np.float32)
    top, left = starts
    framed[top : top + shades.shape[0], left : left + shades.shape[1]] = shades
    return framed


def compose(framed: Shades) -> NDArray[np.uint8]:
    """Lay a framed digit over even paper, as the data are laid over photographs: inverted.

    Parameters
    ----------
    framed : ndarray of shape (..., 28, 28), float32
        How much of each pixel is ink.

    Returns
    -------
    ndarray of shape (..., 28, 28, 3), uint8
        What a model reads: black ink on white paper, in shades.
    """
    grey = np.floor(PAPER + (INK - PAPER) * framed.astype(np.float64) + 0.5).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=-1)


def distances(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the distance of each pixel from the nearest 0.

    OpenCV's roots differ in their last bit from one processor to another, and with where in memory
    they lie; what they are roots of are whole numbers.
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
