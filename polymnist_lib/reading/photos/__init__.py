"""From any picture of handwritten digits to images such as the data's, step by step.

`decode` reads picture files (`formats` tells what they are, and `heif` opens those of phones),
`paper` measures what stands out from the paper, `ink` finds what a pen wrote, without what is
printed (`rules`), `crops` divides it into digits, and `frame` brings each into the data's own
frame. `prepare` does all of it, and what it returns shows every step. `simulate` makes photographs
whose digits are known.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE
from polymnist_lib.reading.photos import crops, frame
from polymnist_lib.reading.photos import ink as inks
from polymnist_lib.reading.photos.ink import Ink


@dataclass(frozen=True, eq=False)
class Framed:
    """The digits that were found in a picture.

    Attributes
    ----------
    boxes : list of (left, top, width, height)
        Where each digit is, in pixels of the picture, in the order in which they are read.
    frames : ndarray of shape (n, 28, 28), float32
        How much of each pixel is ink, each digit in the frame of the data.
    """

    boxes: list[tuple[int, int, int, int]]
    frames: NDArray[np.float32] = field(repr=False)

    @property
    def images(self) -> NDArray[np.uint8]:
        """What a model reads, of shape (n, 28, 28, 3): black ink on white paper, in shades."""
        return frame.compose(self.frames)


@dataclass(frozen=True, eq=False)
class Prepared(Framed):
    """A picture and the digits that were found in it, with every step: some 20 MB in memory.

    Attributes
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        As it was.
    ink : Ink
        The steps to its ink.
    """

    picture: NDArray[np.uint8]
    ink: Ink = field(repr=False)


def prepare(picture: NDArray[np.uint8], *, one: bool = False) -> Prepared:
    """Find the digits of a picture and bring them into the frame of the data.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        Red, green and blue, as `polymnist_lib.reading.photos.decode.read` returns.
    one : bool
        Whether all ink is that of one digit; else there are as many as lie apart.

    Returns
    -------
    Prepared
        Without digits where there is no ink: on blank paper, or where it cannot be told from the
        grain of the paper.

    Raises
    ------
    ValueError
        If the array is no such picture.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise ValueError(
            "A picture must be uint8 of shape (height, width, 3); "
            f"got {picture.dtype} of shape {picture.shape}."
        )
    ink = inks.find(picture)
    parts = crops.everything(ink.kept) if one else crops.digits(ink.kept)
    frames = [frame.frame(part.within(ink.shades)) for part in parts]
    return Prepared(
        [part.box(ink.scale) for part in parts],
        np.array(frames, np.float32).reshape(-1, SIDE, SIDE),
        picture,
        ink,
    )
