"""Handwriting rendered as drawings, as a pen would leave it on paper."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib import paths
from polymnist_lib.digits import SIDE
from polymnist_lib.reading import writers
from polymnist_lib.reading.drawings import Drawing, fit

# The digits that the original report's authors drew.
SAMPLE_DIGITS = (1, 4, 5, 6, 9)

# Where they are looked for among the digits of `writers`.
_FIRST_SAMPLE = 1400

# Grey levels of a rendered drawing, and how many of its pixels make one of the data's.
INK, PAPER = 45, 244
ENLARGEMENT = 7


def render(
    stroke: NDArray[np.uint8], *, size: float = 1.0, shift: float = 0.0, pen: float = 0.0
) -> NDArray[np.uint8]:
    """Render a digit as a pen draws it on paper: dark, soft-edged, on a light ground.

    Parameters
    ----------
    stroke : ndarray of shape (28, 28), uint8
        The ink of a handwritten digit, bright on dark.
    size : float
        How large the digit is, in times its own size.
    shift : float
        How far it lies from its place, to the right and down, in pixels of the data.
    pen : float
        How much thicker the line is, in pixels of the data; thinner below 0.

    Returns
    -------
    ndarray of shape (196, 196, 3), uint8
        The drawing.
    """
    side = SIDE * ENLARGEMENT
    ink = cv2.resize(stroke.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    if pen:
        width = round(abs(pen) * ENLARGEMENT) + 1
        tip = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
        ink = cv2.dilate(ink, tip) if pen > 0 else cv2.erode(ink, tip)
    if (size, shift) != (1, 0):
        offset = (1 - size) * (side - 1) / 2 + shift * ENLARGEMENT
        ink = cv2.warpAffine(ink, np.array([[size, 0, offset], [0, size, offset]]), (side, side))
    # Steepened around the recipe's threshold, so that the pen's edge is a few pixels wide.
    covered = np.clip((ink - 128) / 90 + 0.5, 0, 1)
    grey = np.round(PAPER + (INK - PAPER) * covered).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def redraw(strokes: NDArray[np.uint8], **how: float) -> NDArray[np.uint8]:
    """Render digits as drawings and bring them to the size of the data.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The ink of handwritten digits, bright on dark.
    **how : float
        As `render` takes it.

    Returns
    -------
    ndarray of shape (n, 28, 28, 3), uint8
        The drawings.
    """
    return np.stack([fit(render(stroke, **how)) for stroke in strokes])


def samples() -> dict[str, NDArray[np.uint8]]:
    """Render the report's sample drawings, each of `SAMPLE_DIGITS` by one of the last writers.

    Returns
    -------
    dict of str to ndarray of shape (196, 196, 3), uint8
        By the file's name, such as ``4_sample.png``.
    """
    strokes, labels = writers.strokes()
    late = {digit: np.flatnonzero(labels == digit) for digit in SAMPLE_DIGITS}
    places = {digit: each[each >= _FIRST_SAMPLE][0] for digit, each in late.items()}
    return {f"{digit}_sample.png": render(strokes[place]) for digit, place in places.items()}


def is_sample(drawing: Drawing) -> bool:
    """Tell whether a drawing is one of the `samples`, not a user's own under the same name."""
    sample = samples().get(drawing.name)
    if sample is None or sample.shape != drawing.picture.shape:
        return False
    # Processors may round a cubic differently by one grey level.
    return bool(np.abs(sample.astype(int) - drawing.picture.astype(int)).max() <= 1)


def write_samples(folder: Path) -> list[Path]:
    """Write the report's sample drawings, replacing files of the same names.

    Parameters
    ----------
    folder : Path
        Where to.

    Returns
    -------
    list of Path
        The files.
    """
    written = []
    for name, picture in samples().items():
        _, encoded = cv2.imencode(".png", picture)
        with paths.atomic_file(folder / name) as scratch:
            scratch.write_bytes(encoded.tobytes())
        written.append(folder / name)
    return written
