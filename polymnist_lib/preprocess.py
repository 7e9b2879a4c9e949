"""The preprocessing that every model of the report begins with: grey, scaled to 0..1, blurred.

These functions run it ahead of training, with OpenCV, and show it step by step. A saved model
carries the same arithmetic as its first layer (`polymnist_lib.layers`), so that nobody can predict
without it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

# cv2.GaussianBlur(image, (5, 5), 0) is this kernel along rows and columns, with mirrored borders.
BLUR_KERNEL = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)

# OpenCV's weights of red, green and blue, in units of 2**-15; it rounds to whole grey levels.
GREY_WEIGHTS = (9798, 19235, 3735)
GREY_SHIFT = 15


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
    """Blur an image with a Gaussian of 5 x 5 pixels, as float32 of the same shape (h, w)."""
    return np.asarray(cv2.GaussianBlur(image, (5, 5), 0), dtype=np.float32)


def preprocess(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Preprocess images the way the saved models do it themselves.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28, 3), uint8
        Raw images.

    Returns
    -------
    ndarray of shape (n, 28, 28, 1), float32
        Grey, between 0 and 1, blurred, with a channel axis.
    """
    n, height, width = images.shape[:3]
    # Below one another the images are one tall image, whose pixels turn grey in one call.
    levels = grey(images.reshape(n * height, width, 3)).reshape(n, height, width)
    ready = scale(levels)
    for image in ready:
        image[:] = blur(image)
    return ready[..., None]
