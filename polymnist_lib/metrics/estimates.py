"""The measures of one model: accuracy in all, by class and by modality, and confusion."""

import numpy as np
import pandas as pd

from polymnist_lib.digits import CLASSES, MODALITIES
from polymnist_lib.metrics.predictions import Predictions
from polymnist_lib.metrics.resampling import RESAMPLES, Share, bootstrap, units


def accuracy(predictions: Predictions, *, resamples: int = RESAMPLES) -> Share:
    """Return the share of images predicted right, with a 95 % bootstrap interval over sources.

    Parameters
    ----------
    predictions : Predictions
        At least one image.
    resamples : int
        How often the sources are resampled.

    Returns
    -------
    Share
        Where sources are unknown, as wide as if the images of one handwriting were right or wrong
        together in all modalities. It speaks of new handwriting from the same writers and
        backgrounds, for this trained network.

    Raises
    ------
    ValueError
        If there are no images.
    """
    found = bootstrap(
        units(predictions.correct, predictions), bounds=(0.0, 1.0), resamples=resamples
    )
    return Share(found.estimate, found.low, found.high)


def by_class(predictions: Predictions) -> pd.DataFrame:
    """Return the accuracy within each class, which is its recall, and its precision.

    Parameters
    ----------
    predictions : Predictions
        Of one model.

    Returns
    -------
    DataFrame
        Index ``class`` 0 to 9; columns ``accuracy``, ``low``, ``high``, ``images`` and
        ``precision``, the share of right ones among the images predicted as this class. A class
        without images has no accuracy (not a number), and one never predicted no precision.
    """
    rows = [row_of(predictions.take(predictions.labels == label)) for label in range(CLASSES)]
    frame = pd.DataFrame(rows, index=pd.RangeIndex(CLASSES, name="class"))
    counts = confusion(predictions)
    said = counts.sum(axis=0)[:CLASSES]
    frame["precision"] = np.where(said > 0, np.diag(counts) / np.maximum(said, 1), np.nan)
    return frame


def by_modality(predictions: Predictions) -> pd.DataFrame:
    """Return the accuracy within each modality.

    Parameters
    ----------
    predictions : Predictions
        Of one model.

    Returns
    -------
    DataFrame
        Index ``modality`` 0 to 4; columns ``accuracy``, ``low``, ``high``, ``images``. A modality
        without images has no accuracy (not a number).
    """
    rows = [
        row_of(predictions.take(predictions.modality == modality)) for modality in range(MODALITIES)
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(MODALITIES, name="modality"))


def confusion(predictions: Predictions) -> np.ndarray:
    """Count the images of each true and predicted class.

    Parameters
    ----------
    predictions : Predictions
        Of one model.

    Returns
    -------
    ndarray of shape (10, 10), int
        A row a true class, a column a predicted class; of a model that may say that there is no
        digit, one more column.
    """
    answers = predictions.probabilities.shape[1]
    cells = predictions.labels.astype(np.int64) * answers + predictions.predicted
    return np.bincount(cells, minlength=CLASSES * answers).reshape(CLASSES, answers)


def row_of(predictions: Predictions, *, resamples: int = RESAMPLES) -> dict:
    """Return the accuracy of some images as a row of a table, not a number without images."""
    if not len(predictions):
        return {"accuracy": np.nan, "low": np.nan, "high": np.nan, "images": 0}
    each = accuracy(predictions, resamples=resamples)
    return {
        "accuracy": each.estimate,
        "low": each.low,
        "high": each.high,
        "images": len(predictions),
    }
