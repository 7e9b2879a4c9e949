"""Whether a model is right as often as it is sure to be."""

import numpy as np
import pandas as pd

from polymnist_lib.metrics.estimates import row_of
from polymnist_lib.metrics.predictions import Predictions
from polymnist_lib.metrics.resampling import RESAMPLES


def calibration(
    predictions: Predictions, *, bins: int = 10, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Compare confidence and accuracy in bins of equal width (Guo et al., ICML 2017, section 2).

    Parameters
    ----------
    predictions : Predictions
        Of one model.
    bins : int
        How many bins divide 0 to 1. Each holds its upper edge, not its lower one.
    resamples : int
        For the intervals of the accuracy, as for `accuracy`.

    Returns
    -------
    DataFrame
        Index ``bin``; columns ``lower`` and ``upper`` edge, ``confidence`` (mean), ``accuracy``,
        ``low``, ``high``, ``images``. A bin without images has neither confidence nor accuracy.
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1; got {bins}.")
    edges = np.linspace(0, 1, bins + 1)
    # The edges in the predictions' own precision: 0.3 in float32 lies above 0.3 in float64.
    place = np.digitize(predictions.confidence, edges[1:-1].astype(np.float32), right=True)
    rows = []
    for each in range(bins):
        inside = predictions.take(place == each)
        row = row_of(inside, resamples=resamples)
        mean = float(inside.confidence.mean(dtype=np.float64)) if len(inside) else np.nan
        rows.append({"lower": edges[each], "upper": edges[each + 1], "confidence": mean, **row})
    return pd.DataFrame(rows, index=pd.RangeIndex(bins, name="bin"))


def expected_calibration_error(data: Predictions | pd.DataFrame) -> float:
    """Return the mean distance of confidence and accuracy over bins, weighted by images.

    Parameters
    ----------
    data : Predictions or DataFrame
        Predictions of one model, for ten bins, or their table from `calibration`.

    Returns
    -------
    float
        0 where confidence is what it promises, at most 1 (Guo et al., ICML 2017, equation 3).
    """
    frame = data
    if isinstance(frame, Predictions):
        frame = calibration(frame, resamples=1)
    if not frame["images"].sum():
        raise ValueError("A calibration error needs at least one image; got none.")
    gaps = (frame["accuracy"] - frame["confidence"]).abs().fillna(0)
    return float(np.average(gaps, weights=frame["images"]))


def saturated(predictions: Predictions) -> float:
    """Return the share of images, 0..1, whose answer has a probability of 1 in single precision.

    Some processors round the division by the sum to 1, others to the number before it.
    """
    return float(np.mean(predictions.confidence >= np.nextafter(np.float32(1), np.float32(0))))
