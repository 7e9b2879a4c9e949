"""Late fusion: one answer from what a model says of several views of the same digit.

A view is the image of a digit in one modality. The probabilities of views are multiplied, the
product rule of J. Kittler, M. Hatef, R. P. W. Duin, J. Matas, "On combining classifiers", IEEE
Transactions on Pattern Analysis and Machine Intelligence 20, 1998: right where views err
independently given the digit.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from polymnist_lib.metrics.comparisons import compare
from polymnist_lib.metrics.estimates import accuracy
from polymnist_lib.metrics.predictions import Predictions
from polymnist_lib.metrics.resampling import Comparison

# The least probability that a view gives a digit: one view alone cannot rule a digit out.
FLOOR = 1e-7


def views(predictions: Predictions) -> list[Predictions]:
    """Part predictions by modality, each part in the order of the sources.

    Parameters
    ----------
    predictions : Predictions
        Of images whose sources are known; each source once in every modality that occurs.

    Returns
    -------
    list of Predictions
        One for each modality that occurs, of the same sources in the same order; they count as of
        modality 0, so that they can be compared with one another and with what is fused of them.

    Raises
    ------
    ValueError
        If sources are unknown, or not the same in every modality.
    """
    if predictions.source is None:
        raise ValueError("Views of the same digit can be found only where the sources are known.")
    found = []
    for modality in np.unique(predictions.modality):
        inside = np.flatnonzero(predictions.modality == modality)
        order = inside[np.argsort(predictions.source[inside], kind="stable")]
        labels, sources = predictions.labels[order], predictions.source[order]
        found.append(
            Predictions(predictions.probabilities[order], labels, np.zeros_like(labels), sources)
        )
        expected = np.unique(predictions.source)  # in ascending order, each once
        if not np.array_equal(sources, expected):
            raise ValueError(
                "Each source must be once in every modality: the views of a digit are its images "
                "in them."
            )
    return found


def fuse(chosen: Sequence[Predictions]) -> Predictions:
    """Multiply what is said of several views of the same digits.

    Parameters
    ----------
    chosen : sequence of Predictions
        Views, as `views` parts them.

    Returns
    -------
    Predictions
        Of the digits: the products of the views' probabilities, summing to 1.
    """
    floored = np.maximum([each.probabilities for each in chosen], FLOOR)
    logarithms = np.log(floored, dtype=np.float64).sum(axis=0)
    products = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    first = chosen[0]
    probabilities = products / products.sum(axis=1, keepdims=True)
    return Predictions(probabilities, first.labels, first.modality, first.source)


def by_views(predictions: Predictions) -> pd.DataFrame:
    """Return the accuracy with one view, two, and so on.

    Parameters
    ----------
    predictions : Predictions
        As for `views`.

    Returns
    -------
    DataFrame
        Index ``views``, 1 to the number of modalities; columns ``accuracy``, the mean over all
        choices of so many views, ``low`` and ``high``, its interval, which resamples sources, and
        ``least`` and ``greatest``, of the choices. No row where there is no prediction.
    """
    single = views(predictions)
    rows = {}
    for count in range(1, len(single) + 1):
        fused = [fuse(chosen) for chosen in combinations(single, count)]
        each = [float(one.correct.mean()) for one in fused]
        mean = accuracy(together(fused))
        rows[count] = {
            "accuracy": mean.estimate,
            "low": mean.low,
            "high": mean.high,
            "least": min(each),
            "greatest": max(each),
        }
    columns = ["accuracy", "low", "high", "least", "greatest"]
    counts = pd.Index(list(rows), dtype=int, name="views")
    return pd.DataFrame(list(rows.values()), index=counts, columns=columns, dtype=float)


def gain(predictions: Predictions, *, chosen_on: Predictions) -> Comparison:
    """Return how much more accurate all views together are than the best one.

    Parameters
    ----------
    predictions : Predictions
        As for `views`.
    chosen_on : Predictions
        Of other digits, by the same model: what says which view is the best, so that the choice
        does not profit from the digits that it is measured on.

    Returns
    -------
    Comparison
        The difference of accuracies; sources are resampled, and exchanged for the p-value.
    """
    best = int(np.argmax([each.correct.mean() for each in views(chosen_on)]))
    single = views(predictions)
    return compare(fuse(single), single[best])


def paired_by_label(predictions: Predictions, *, seed: int) -> Predictions:
    """Pair images of different handwriting that share their label, as Kaggle's files are numbered.

    Parameters
    ----------
    predictions : Predictions
        As for `views`.
    seed : int
        Of the pairing.

    Returns
    -------
    Predictions
        The predictions under other sources: in every modality the images of a label are numbered
        at random, and those beyond what the modality with the fewest has are left out.
    """
    random = np.random.default_rng(seed)
    numbers = np.full(len(predictions), -1, np.int64)
    modalities = np.unique(predictions.modality)
    for label in np.unique(predictions.labels):
        cells = [
            np.flatnonzero((predictions.modality == modality) & (predictions.labels == label))
            for modality in modalities
        ]
        fewest = min(map(len, cells))
        for cell in cells:
            chosen = random.permutation(cell)[:fewest]
            numbers[chosen] = label * len(predictions) + np.arange(fewest)
    kept = predictions.take(numbers >= 0)
    return Predictions(kept.probabilities, kept.labels, kept.modality, numbers[numbers >= 0])


def together(fused: Sequence[Predictions]) -> Predictions:
    """Lay predictions behind one another, of the same digits perhaps: their sources stay the units.

    Parameters
    ----------
    fused : sequence of Predictions
        Of images whose sources are all known, or all unknown.

    Returns
    -------
    Predictions
        Of all these images.
    """
    known = all(each.source is not None for each in fused)
    return Predictions(
        np.concatenate([each.probabilities for each in fused]),
        np.concatenate([each.labels for each in fused]),
        np.concatenate([each.modality for each in fused]),
        np.concatenate([np.asarray(each.source) for each in fused]) if known else None,
    )
