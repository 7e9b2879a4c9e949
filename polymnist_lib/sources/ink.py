"""Handwritten digits as the recipe takes them, bright on dark; what is none is refused."""

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.sources.compose import THRESHOLD

# Digits leave the pixels at the edges to the ground, in MNIST all of them: where more than this
# share is bright, the ground is.
_EDGE = 0.9


def check_ink(strokes: NDArray[np.uint8], what: str) -> None:
    """Check that digits are bright on dark, as the recipe takes them; a few may be blank.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits.
    what : str
        What they are, for the message, such as ``"the training images in /data"``.

    Raises
    ------
    ValueError
        If most have no ink, or if the ground is brighter than the digits.
    """
    ink = strokes > THRESHOLD
    written = int(ink.any(axis=(1, 2)).sum())
    if 2 * written < len(strokes):
        raise ValueError(
            f"Of {len(strokes):,} images, {what}, {written:,} have ink: they hold values from "
            f"{strokes.min()} to {strokes.max()}, expected 0 to 255, ink being what is above "
            f"{THRESHOLD}. Multiply the values so that ink comes near 255 (0 and 1 by 255), and "
            "write the file again."
        )
    edge = np.stack([ink[:, [0, -1]], ink[:, :, [0, -1]].swapaxes(1, 2)])
    if edge.mean() > _EDGE:
        raise ValueError(
            f"The ground of {len(strokes):,} images, {what}, is brighter than {THRESHOLD}: "
            "expected bright digits on a dark ground, 0; these seem to be dark ones on white. "
            "Subtract the values from 255, and write the file again."
        )
