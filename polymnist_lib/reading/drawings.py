"""Drawings of digits, read from picture files.

A drawing is a picture file named by its digit, such as ``4.png`` or ``7_ana.png``. What reaches a
model is what reaches it from the data: raw uint8 ``(28, 28, 3)``; the model preprocesses it itself.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE
from polymnist_lib.reading.photos import decode, formats

# Pixels of a side that pictures are padded to a square at, at most.
_SQUARE = 2800


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
        The picture as it is: red, green and blue.
    image : ndarray of shape (28, 28, 3), uint8
        The picture, brought to the size of the data.
    """

    name: str
    label: int
    picture: NDArray[np.uint8]
    image: NDArray[np.uint8]


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
    longer = max(height, width)
    # What is far larger than the data is made smaller first: the square of a long strip is huge.
    if longer > _SQUARE:
        size = [max(1, round(side * _SQUARE / longer)) for side in (width, height)]
        return fit(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8))
    top, left = (longer - height) // 2, (longer - width) // 2
    bottom, right = longer - height - top, longer - width - left
    square = cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_REPLICATE)
    # The mean of an area is what a camera does; there is none to take where a picture is enlarged.
    interpolation = cv2.INTER_AREA if longer >= SIDE else cv2.INTER_CUBIC
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
        if file.suffix.lower() in formats.ENDINGS
        and file.is_file()
        and not file.name.startswith(".")
    ]
    if not pictures:
        raise FileNotFoundError(
            f"No drawing in {folder}; expected pictures ({', '.join(formats.ENDINGS)}) named by "
            "their digit, such as 4.png. polymnist_lib.reading.pen.write_samples writes five."
        )
    drawings, problems = [], []
    for file in pictures:
        label = re.match(r"[0-9](?![0-9])", file.stem)
        if label is None:
            problems.append(f"{file.name}: the name must begin with its digit, as in 4_ana.png")
            continue
        try:
            picture = decode.read(file)
        except ValueError as error:
            problems.append(str(error))
        else:
            drawings.append(Drawing(file.name, int(label[0]), picture, fit(picture)))
    if problems:
        raise ValueError(f"Drawings in {folder} cannot be used:\n  " + "\n  ".join(problems))
    return drawings
