"""How far a stroke stands out from its ground: contrast, measured without knowing where it is.

The stroke is the inverse of the ground, so contrast is the mean distance of a pixel from its own
inverse: a pixel x and the 255 - x of the stroke are both |255 - 2x| away from each other. Grey and
blur are linear, so the same holds after them. Colours count by their part in the grey, whence grey
is never further away than colour.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from polymnist_lib.digits import SIDE, Digits
from polymnist_lib.metrics import CONFIDENCE
from polymnist_lib.models.preprocess import GREY_SHIFT, GREY_WEIGHTS, grey, preprocess

# The frame around the box of 20 x 20 pixels in which MNIST centres its digits: all of it is ground,
# but for 0.9 % of its pixels in MNIST, whose digits are centred by their mass.
_FRAME = np.pad(np.zeros((20, 20), bool), (SIDE - 20) // 2, constant_values=True)

# Grey levels go from 0 to 255; a ground darker than the middle has a lighter stroke.
_MIDDLE = 127.5

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
        A row an image: ``modality``; ``ground`` and ``texture``, the mean and the standard
        deviation of the greys of the frame around the digit, 0..255; ``colour``, ``grey`` and
        ``blurred``, the contrast of the raw image and after two steps of the preprocessing, 0..1.
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
                "texture": greys[:, _FRAME].std(axis=1),
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


def by_modality(measures: pd.DataFrame) -> pd.DataFrame:
    """Summarise measures of images for each modality.

    Parameters
    ----------
    measures : DataFrame
        As `measure` returns.

    Returns
    -------
    DataFrame
        Index ``modality``; columns ``images``, the means of all measures, the interval ``low`` to
        ``high`` of the mean of ``grey`` (normal: the crops of the images are independent; those of
        all modalities hold together with 95 %, Bonferroni), and ``dark``, the share with a dark
        ground.
    """
    groups = measures.groupby("modality")
    summary = groups.mean()
    summary.insert(0, "images", groups.size())
    z = stats.norm.isf((1 - CONFIDENCE) / 2 / len(summary))
    margin = z * groups["grey"].std() / np.sqrt(summary["images"])
    summary["low"], summary["high"] = summary["grey"] - margin, summary["grey"] + margin
    summary["dark"] = groups["ground"].agg(lambda values: (values < _MIDDLE).mean())
    return summary


def least(summary: pd.DataFrame) -> dict[str, Any]:
    """Find the modality whose stroke stands out least.

    Parameters
    ----------
    summary : DataFrame
        As `by_modality` returns, with intervals that hold together.

    Returns
    -------
    dict
        ``modality``; ``tied``, the modalities whose intervals overlap, empty where its interval
        lies below all others; and ``ratio``, how many times its contrast the next one has.
    """
    lowest = summary["grey"].idxmin()
    others = summary.drop(lowest)
    tied = [int(m) for m in summary.index if summary.loc[m, "low"] <= others["high"].min()]
    apart = summary.loc[lowest, "high"] < others["low"].min()
    return {
        "modality": int(lowest),
        "tied": [] if apart else tied,
        "ratio": float(others["grey"].min() / summary.loc[lowest, "grey"]),
    }


def examples(measures: pd.DataFrame, quantiles: tuple[float, ...]) -> NDArray[np.int64]:
    """Find images of given contrast in each modality.

    Parameters
    ----------
    measures : DataFrame
        As `measure` returns.
    quantiles : tuple of float
        Of the contrast in grey within the modality, 0..1.

    Returns
    -------
    ndarray of shape (modalities, quantiles), int64
        Positions of images.
    """
    rows = []
    for _, group in measures.groupby("modality"):
        order = group["grey"].sort_values(kind="stable").index.to_numpy()
        rows.append(order[np.rint(np.array(quantiles) * (len(order) - 1)).astype(int)])
    return np.stack(rows)
