"""Handwriting by other people than MNIST's: the 1 797 digits that come with scikit-learn.

They are the test part of the "Optical Recognition of Handwritten Digits" of E. Alpaydin and
C. Kaynak (UCI Machine Learning Repository, 1998): 8 x 8 pixels, ink 0..16, by 13 writers whose
digits come roughly one writer after another. No network of the project learned from them.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE

# MNIST centres its digits in a box of 20 x 20 inside the 28 x 28 image.
BOX = 20


def strokes() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Read the handwritten digits, enlarged into MNIST's frame.

    Returns
    -------
    strokes : ndarray of shape (1797, 28, 28), uint8
        Bright on dark, in the order of the file.
    labels : ndarray of shape (1797,), int64
        Which digit each one is.
    """
    # Imported here because scikit-learn takes two seconds.
    from sklearn.datasets import load_digits

    small, labels = load_digits(return_X_y=True)
    margin = (SIDE - BOX) // 2
    large = np.zeros((len(labels), SIDE, SIDE), np.uint8)
    for frame, pixels in zip(large, small.reshape(-1, 8, 8) * (255 / 16), strict=True):
        box = cv2.resize(pixels, (BOX, BOX), interpolation=cv2.INTER_CUBIC)
        # The cubic overshoots at sharp edges.
        frame[margin:-margin, margin:-margin] = np.rint(np.clip(box, 0, 255))
    return large, labels.astype(np.int64)
