"""How far a stroke stands out from its ground: contrast, measured without knowing where it is.

The stroke is the inverse of the ground, so contrast is the mean distance of a pixel from its own
inverse: a pixel x and the 255 - x of the stroke are both |255 - 2x| away from each other. Grey and
blur are linear, so the same holds after them. Colours count by their part in the grey, whence grey
is never further away than colour.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE, Digits
from polymnist_lib.models.preprocess import GREY_SHIFT, GREY_WEIGHTS, grey, preprocess

# The frame around the box of 20 x 20 pixels in which MNIST centres its digits: all of it is ground,
# but for 0.9 % of its pixels in MNIST, whose digits are centred by their mass.
_FRAME = np.pad(np.zeros((20, 20), bool), (SIDE - 20) // 2, constant_values=True)

# Images measured at a time: the floats of 2048 images take 19 MB.
_BLOCK = 2048


def measure(digits: Digits) -> pd.DataFrame:
    """Measure how the ground of each image is and how far its stroke stands out.

    Parameters
    ----------
    digits : Digits
        Images composed by the recipe, whose stroke is the inverse of its ground.

    Returns
    -------
    DataFrame
        A row an image: ``modality``; ``ground``, the mean of the greys of the frame around the
        digit, 0..255; ``colour``, ``grey`` and ``blurred``, the contrast of the raw image and after
        two steps of the preprocessing, 0..1.
    """
    weights = np.array(GREY_WEIGHTS, np.float32) / 2**GREY_SHIFT
    rows = []
    for start in range(0, len(digits), _BLOCK):
        block = np.ascontiguousarray(digits.images[start : start + _BLOCK])
        greys = grey(block.reshape(-1, SIDE, 3)).reshape(-1, SIDE, SIDE)
        colours = np.abs(255 - 2 * block.astype(np.float32)) @ weights  # (n, 28, 28)
        rows.append(
            {
                "ground": greys[:, _FRAME].mean(axis=1),
                "colour": colours.mean(axis=(1, 2)) / 255,
                "grey": np.abs(255 - 2.0 * greys).mean(axis=(1, 2)) / 255,
                "blurred": np.abs(1 - 2 * preprocess(block)).mean(axis=(1, 2, 3)),
            }
        )
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    return pd.DataFrame({"modality": digits.modality, **columns})


def grounds(digits: Digits) -> NDArray[np.uint8]:
    """Measure the mean grey of each image's ground, 0 to 255: where it is dark, strokes are light.

    Parameters
    ----------
    digits : Digits
        As for `measure`.

    Returns
    -------
    ndarray of shape (n,), uint8
    """
    return np.rint(measure(digits)["ground"].to_numpy()).astype(np.uint8)


def detail(photograph: NDArray[np.uint8]) -> float:
    """Measure how much detail a photograph has, by how much its neighbouring pixels differ.

    Parameters
    ----------
    photograph : ndarray of shape (height, width, 3), uint8
        Any picture.

    Returns
    -------
    float
        The mean absolute difference of the greys of two neighbours, 0..255.
    """
    levels = grey(photograph).astype(np.float64)
    return float(np.mean([np.abs(np.diff(levels, axis=axis)).mean() for axis in (0, 1)]))
