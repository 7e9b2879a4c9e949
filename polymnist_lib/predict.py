"""A user's drawings: read, rendered, and shown to a model.

A drawing is a picture file named by its digit, such as ``4.png`` or ``7_ana.png``. What reaches a
model is what reaches it from the data: raw uint8 ``(28, 28, 3)``; the model preprocesses it itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib import paths, preprocess, sources
from polymnist_lib.digits import SIDE
from polymnist_lib.sources import embedded

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff")

# The digits that the original report's authors drew.
SAMPLE_DIGITS = (1, 4, 5, 6, 9)

INK, PAPER = 45, 244
ENLARGEMENT = 7


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture of one handwritten digit.

    Attributes
    ----------
    name : str
        The file's name.
    label : int
        The digit that the name says.
    image : ndarray of shape (28, 28, 3), uint8
        The picture, brought to the size of the data.
    """

    name: str
    label: int
    image: NDArray[np.uint8]


def read_image(file: Path) -> NDArray[np.uint8]:
    """Read a picture and bring it to the size of the data.

    Parameters
    ----------
    file : Path
        A picture in one of the formats of `PICTURES`. Transparency is laid on white paper.

    Returns
    -------
    ndarray of shape (28, 28, 3), uint8
        Red, green and blue. A picture that is not square is padded with its border first.

    Raises
    ------
    ValueError
        If the file is not a picture that can be read.
    """
    pixels = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_UNCHANGED) if _size(file) else None
    if pixels is None:
        raise ValueError(
            f"{file} cannot be read as a picture: expected {', '.join(PICTURES)}, whole; "
            f"found {_size(file)} bytes of something else. Save the drawing again as PNG."
        )
    colours = _on_white(pixels)
    height, width = colours.shape[:2]
    top, left = max(0, width - height) // 2, max(0, height - width) // 2
    bottom, right = max(0, width - height) - top, max(0, height - width) - left
    square = cv2.copyMakeBorder(colours, top, bottom, left, right, cv2.BORDER_REPLICATE)
    if len(square) == SIDE:
        return np.asarray(square, np.uint8)
    shrinks = len(square) > SIDE
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(square, (SIDE, SIDE), interpolation=interpolation), np.uint8)


def read_drawings(folder: Path) -> list[Drawing]:
    """Read the pictures of a folder whose names begin with their digit.

    Parameters
    ----------
    folder : Path
        A folder such as ``book/my_numbers``. Files that are not pictures are passed over.

    Returns
    -------
    list of Drawing
        Sorted by name.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If a picture's name does not begin with one digit, or a picture cannot be read; one message
        names them all.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"No folder {folder}; expected one with drawings such as 4.png.")
    drawings, problems = [], []
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in PICTURES or file.name.startswith("."):
            continue
        label = re.match(r"(\d)(?!\d)", file.stem)
        if label is None:
            problems.append(f"{file.name}: the name must begin with its digit, as in 4_ana.png")
            continue
        try:
            drawings.append(Drawing(file.name, int(label[1]), read_image(file)))
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise ValueError("Some drawings cannot be used:\n  " + "\n  ".join(problems))
    return drawings


def render(stroke: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Render a digit as a pen draws it on paper: dark, soft-edged, on a light ground.

    Parameters
    ----------
    stroke : ndarray of shape (28, 28), uint8
        The ink of a handwritten digit, white on black.

    Returns
    -------
    ndarray of shape (196, 196, 3), uint8
        The drawing.
    """
    size = SIDE * ENLARGEMENT
    ink = cv2.resize(stroke.astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    # Steepened around the recipe's threshold, so that the pen's edge is a few pixels wide.
    covered = np.clip((ink - 128) / 90 + 0.5, 0, 1)
    grey = np.round(PAPER + (INK - PAPER) * covered).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def hard_edged(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring a drawing closer to the data: a hard-edged mask, inverted over its own background.

    Parameters
    ----------
    image : ndarray of shape (28, 28, 3), uint8
        A drawing on an even ground, dark on light or light on dark.

    Returns
    -------
    ndarray of shape (28, 28, 3), uint8
        The ground in its mean colour and, where Otsu's threshold finds ink, 255 minus it.
    """
    grey = preprocess.grey(image)
    _, light = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    border = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    ink = light != np.round(border.mean())
    ground = image[~ink].mean(axis=0).astype(np.uint8)
    return np.where(ink[:, :, None], 255 - ground, ground).astype(np.uint8)


def probabilities(model: Any, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Predict images with a model's own preprocessing.

    Parameters
    ----------
    model : keras.Model
        From raw uint8 ``(n, 28, 28, 3)`` to ten probabilities.
    images : sequence of ndarray of shape (28, 28, 3), uint8
        The images.

    Returns
    -------
    ndarray of shape (n, 10), float32
        The probabilities.
    """
    return np.asarray(model.predict(np.stack(images), verbose=0), np.float32)


def probabilities_unprepared(
    model: Any, images: Sequence[NDArray[np.uint8]]
) -> NDArray[np.float32]:
    """Predict images the way the original report did: grey levels of 0..255, unscaled, not blurred.

    Parameters and result are those of `probabilities`. It exists to measure that mistake.
    """
    levels = np.stack([preprocess.grey(image) for image in images])[..., None].astype(np.float32)
    return np.asarray(model.layers[-1].predict(levels, verbose=0), np.float32)


def write_samples(folder: Path) -> list[Path]:
    """Write the report's sample drawings: the first held-out digit of each of `SAMPLE_DIGITS`.

    Parameters
    ----------
    folder : Path
        Where to; files of the same names are replaced.

    Returns
    -------
    list of Path
        The files, named by their label, such as ``4.png``.
    """
    strokes, labels = embedded.strokes()
    held_out = np.arange(len(labels)) >= sources.load("embedded").train.n_sources
    written = []
    for digit in SAMPLE_DIGITS:
        first = int(np.flatnonzero(held_out & (labels == digit))[0])
        _, encoded = cv2.imencode(".png", render(strokes[first]))
        with paths.atomic_file(folder / f"{digit}.png") as scratch:
            scratch.write_bytes(encoded.tobytes())
        written.append(folder / f"{digit}.png")
    return written


def _size(file: Path) -> int:
    """Return a file's size in bytes."""
    return file.stat().st_size


def _on_white(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Turn what OpenCV decodes (grey, BGR or BGRA; 8 or 16 bits) into RGB on white paper."""
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    if pixels.ndim == 2:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
    if pixels.shape[2] == 3:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
    opacity = pixels[:, :, 3:].astype(np.float32) / 255
    colours = pixels[:, :, 2::-1] * opacity + 255 * (1 - opacity)
    return np.round(colours).astype(np.uint8)
