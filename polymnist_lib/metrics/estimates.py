"""The measures of one model: accuracy in all, by class and by modality, and confusion."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from polymnist_lib.digits import CLASSES, MODALITIES
from polymnist_lib.metrics.predictions import Predictions
from polymnist_lib.metrics.resampling import CONFIDENCE, RESAMPLES, Share, bootstrap, units


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


def by_model(predictions: Mapping[str, Predictions]) -> pd.DataFrame:
    """Return the accuracy of several models, each with its interval.

    Parameters
    ----------
    predictions : mapping of str to Predictions
        The name of each model, and what it predicted.

    Returns
    -------
    DataFrame
        Index ``model`` in the order given; columns ``accuracy``, ``low``, ``high``, ``images``.
    """
    rows = [row_of(each) for each in predictions.values()]
    return pd.DataFrame(rows, index=pd.Index(list(predictions), name="model"))


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
    said = counts.sum(axis=0)
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
        A row a true class, a column a predicted class.
    """
    cells = predictions.labels.astype(np.int64) * CLASSES + predictions.predicted
    return np.bincount(cells, minlength=CLASSES**2).reshape(CLASSES, CLASSES)


def most_confused(counts: np.ndarray, count: int = 5) -> pd.DataFrame:
    """List the commonest confusions.

    Parameters
    ----------
    counts : ndarray of shape (10, 10), int
        As `confusion` returns.
    count : int
        How many at most.

    Returns
    -------
    DataFrame
        A row a pair, the commonest first: ``true``, ``predicted``, ``images`` and ``share``, of
        the images of the true class. Pairs that were never confused are left out.
    """
    counts = np.asarray(counts)
    true, predicted = np.nonzero(counts * (1 - np.eye(len(counts), dtype=counts.dtype)))
    images = counts[true, predicted]
    frame = pd.DataFrame({"true": true, "predicted": predicted, "images": images})
    frame["share"] = images / counts.sum(axis=1)[true]
    frame = frame.sort_values("images", ascending=False, kind="stable", ignore_index=True)
    return frame.head(count)


def proportion(successes: int, trials: int) -> Share:
    """Return a share of a few independent trials, such as 2 of 5 drawings read right.

    Parameters
    ----------
    successes, trials : int
        How many succeeded, of how many.

    Returns
    -------
    Share
        With the 95 % interval of Wilson (JASA 22, 1927), sensible from one trial on.

    Raises
    ------
    ValueError
        If there are no trials, or more successes than trials.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(
            f"A proportion needs at least 1 trial and 0 to that many successes; got {successes} of "
            f"{trials}."
        )
    bounds = stats.binomtest(successes, trials).proportion_ci(CONFIDENCE, method="wilson")
    return Share(successes / trials, float(bounds.low), float(bounds.high))


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
