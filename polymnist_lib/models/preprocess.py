"""The preprocessing that a model begins with; that of the report is grey, scaled to 0..1, blurred.

These functions run it ahead of training, with OpenCV, and show it step by step. A saved model
carries the same arithmetic as its first layer (`polymnist_lib.models.layers`), so that nobody can
predict without it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Preprocessing:
    """What is done to a raw image, besides scaling it to 0..1.

    Attributes
    ----------
    colour : bool
        Whether red, green and blue stay; else the image is turned to grey.
    blur : bool
        Whether it is blurred.
    """

    colour: bool
    blur: bool

    @property
    def channels(self) -> int:
        """How many numbers a pixel has afterwards."""
        return 3 if self.colour else 1


PREPROCESSINGS = {
    "reference": Preprocessing(colour=False, blur=True),
    "grey": Preprocessing(colour=False, blur=False),
    "blurred_colour": Preprocessing(colour=True, blur=True),
    "colour": Preprocessing(colour=True, blur=False),
}

# cv2.GaussianBlur(image, (5, 5), 0) is this kernel along rows and columns, with mirrored borders.
BLUR_KERNEL = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)

# OpenCV's weights of red, green and blue, in units of 2**-15; it rounds to whole grey levels.
GREY_WEIGHTS = (9798, 19235, 3735)
GREY_SHIFT = 15

# Images preprocessed in one call. The arrays of more would exceed 128 kB, for which the C library's
# allocator has the system clear new pages each time: half of the work.
_TALL = 32


def grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Turn a colour image to grey.

    Parameters
    ----------
    image : ndarray of shape (height, width, 3), uint8
        Red, green and blue.

    Returns
    -------
    ndarray of shape (height, width), uint8
        The luma of ITU-R BT.601, as OpenCV rounds it.
    """
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def scale(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Scale grey levels from 0..255 to 0..1, as float32 of the same shape."""
    return image.astype(np.float32) / np.float32(255)


def blur(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blur an image with a Gaussian of 5 x 5 pixels, as float32 of the same shape (h, w[, 3])."""
    return np.asarray(cv2.GaussianBlur(image, (5, 5), 0), dtype=np.float32)


def preprocess(images: NDArray[np.uint8], name: str = "reference") -> NDArray[np.float32]:
    """Preprocess images the way the saved models do it themselves.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28, 3), uint8
        Raw images.
    name : str
        One of `PREPROCESSINGS`.

    Returns
    -------
    ndarray of shape (n, 28, 28, channels), float32
        Between 0 and 1; one channel, or three where colours stay.
    """
    chosen = PREPROCESSINGS[name]
    ready = np.empty((*images.shape[:3], chosen.channels), np.float32)
    for start in range(0, len(images), _TALL):
        part = slice(start, start + _TALL)
        ready[part] = _preprocessed(images[part], chosen)
    return ready


def _preprocessed(images: NDArray[np.uint8], chosen: Preprocessing) -> NDArray[np.float32]:
    """Preprocess images laid below one another as one tall image, in a call for each step.

    Each is continued above and below by its own mirror image, as OpenCV continues an image that
    stands alone; so the blur finds no neighbour there.
    """
    count, height, width = images.shape[:3]
    levels = images
    if not chosen.colour:
        levels = grey(images.reshape(count * height, width, 3)).reshape(count, height, width, 1)
    if not chosen.blur:
        return scale(levels)
    margin = len(BLUR_KERNEL) // 2
    mirrored = np.pad(levels, ((0, 0), (margin, margin), (0, 0), (0, 0)), mode="reflect")
    blurred = blur(scale(mirrored.reshape(-1, width, chosen.channels))).reshape(mirrored.shape)
    return blurred[:, margin:-margin]
