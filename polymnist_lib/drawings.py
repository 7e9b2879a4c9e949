"""Drawings of digits: a user's, read from picture files, and handwriting rendered as drawings.

A drawing is a picture file named by its digit, such as ``4.png`` or ``7_ana.png``. What reaches a
model is what reaches it from the data: raw uint8 ``(28, 28, 3)``; the model preprocesses it itself.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib import paths, preprocess
from polymnist_lib.digits import SIDE
from polymnist_lib.sources import embedded

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff")

# The digits that the original report's authors drew.
SAMPLE_DIGITS = (1, 4, 5, 6, 9)

# Grey levels of a rendered drawing, and how many of its pixels make one of the data's.
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
    picture : ndarray of shape (height, width, 3), uint8
        The picture as it is: red, green and blue, on white paper.
    image : ndarray of shape (28, 28, 3), uint8
        The picture, brought to the size of the data.
    """

    name: str
    label: int
    picture: NDArray[np.uint8]
    image: NDArray[np.uint8]


def read_picture(file: Path) -> NDArray[np.uint8]:
    """Read a picture file.

    Parameters
    ----------
    file : Path
        A picture in one of the formats of `PICTURES`. Transparency is laid on white paper.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8
        Red, green and blue.

    Raises
    ------
    ValueError
        If the file is not a picture that can be read.
    """
    content = np.frombuffer(file.read_bytes(), np.uint8)
    # Decoded here rather than by its path, which OpenCV cannot open everywhere if it is not ASCII.
    pixels = cv2.imdecode(content, cv2.IMREAD_UNCHANGED) if len(content) else None
    if pixels is None or pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(
            f"{file.name}: expected a whole picture in 8 or 16 bits, one of {', '.join(PICTURES)}; "
            f"found {len(content)} bytes that cannot be read as one. Save the drawing again as PNG."
        )
    return _on_white(pixels)


def fit(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring a picture to the size of the data.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        One that is not square is padded first, by repeating its border.

    Returns
    -------
    ndarray of shape (28, 28, 3), uint8
        The whole picture, each pixel the mean of what it covers.
    """
    height, width = picture.shape[:2]
    top, left = max(0, width - height) // 2, max(0, height - width) // 2
    bottom, right = max(0, width - height) - top, max(0, height - width) - left
    square = cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_REPLICATE)
    # The mean of an area is what a camera does; there is none to take where a picture is enlarged.
    interpolation = cv2.INTER_AREA if len(square) >= SIDE else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(square, (SIDE, SIDE), interpolation=interpolation), np.uint8)


def read_image(file: Path) -> NDArray[np.uint8]:
    """Read a picture file in the size of the data: `read_picture`, then `fit`."""
    return fit(read_picture(file))


def read_drawings(folder: Path) -> list[Drawing]:
    """Read the pictures of a folder whose names begin with their digit.

    Parameters
    ----------
    folder : Path
        A folder such as ``book/my_numbers``. Files that are not pictures are passed over.

    Returns
    -------
    list of Drawing
        At least one, sorted by name.

    Raises
    ------
    FileNotFoundError
        If there is no such folder, or no picture in it.
    ValueError
        If a picture's name does not begin with one digit, or a picture cannot be read; one message
        names them all.
    """
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    pictures = [
        file
        for file in files
        if file.suffix.lower() in PICTURES and file.is_file() and not file.name.startswith(".")
    ]
    if not pictures:
        raise FileNotFoundError(
            f"No drawing in {folder}; expected pictures ({', '.join(PICTURES)}) named by their "
            "digit, such as 4.png. polymnist_lib.drawings.write_samples writes five."
        )
    drawings, problems = [], []
    for file in pictures:
        label = re.match(r"[0-9](?![0-9])", file.stem)
        if label is None:
            problems.append(f"{file.name}: the name must begin with its digit, as in 4_ana.png")
            continue
        try:
            picture = read_picture(file)
        except ValueError as error:
            problems.append(str(error))
        else:
            drawings.append(Drawing(file.name, int(label[0]), picture, fit(picture)))
    if problems:
        raise ValueError(f"Drawings in {folder} cannot be used:\n  " + "\n  ".join(problems))
    return drawings


def held_out() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the ink of the embedded digits that no model of the embedded data was trained on.

    Returns
    -------
    strokes : ndarray of shape (397, 28, 28), uint8
        Bright on dark.
    labels : ndarray of shape (397,), int64
        Which digit each one is.
    """
    strokes, labels = embedded.strokes()
    return strokes[-embedded.TEST :], labels[-embedded.TEST :]


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


def hard_edged(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring a drawing closer to the data: a hard-edged mask, inverted over its own background.

    Parameters
    ----------
    image : ndarray of shape (28, 28, 3), uint8
        A drawing on an even ground, dark on light or light on dark.

    Returns
    -------
    ndarray of shape (28, 28, 3), uint8
        The ground in its mean colour and, where Otsu's threshold finds ink, 255 minus it. What
        most of the border is made of is the ground.
    """
    grey = preprocess.grey(image)
    _, light = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    border = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    ink = light != np.round(border.mean())
    ground = np.round(image[~ink].mean(axis=0)).astype(np.uint8)
    return np.where(ink[:, :, None], 255 - ground, ground).astype(np.uint8)


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
    strokes, labels = held_out()
    written = []
    for digit in SAMPLE_DIGITS:
        first = int(np.flatnonzero(labels == digit)[0])
        _, encoded = cv2.imencode(".png", render(strokes[first]))
        with paths.atomic_file(folder / f"{digit}.png") as scratch:
            scratch.write_bytes(encoded.tobytes())
        written.append(folder / f"{digit}.png")
    return written


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
