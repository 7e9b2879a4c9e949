"""Gaps: how much better networks are on what they were trained on, and why."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from polymnist_lib import metrics
from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics import Comparison, Predictions
from polymnist_lib.metrics.comparisons import gain_per_image
from polymnist_lib.study.cases import CONTROL, Case, by_case, over_seeds


def training_sample(split: Split) -> Digits:
    """Take from the training part as many sources, or images, as the validation part has.

    They are spread evenly over the training part, so that all its writers are among them.
    """
    train, validation = split.train, split.validation
    if train.source is None or validation.source is None:
        return train.take(np.linspace(0, len(train) - 1, len(validation)).astype(np.int64))
    sources = np.unique(train.source)
    count = min(len(sources), len(np.unique(validation.source)))
    chosen = sources[np.linspace(0, len(sources) - 1, count).astype(np.int64)]
    return train.take(np.isin(train.source, chosen))


def gaps(
    training: Mapping[Case, Predictions], validation: Mapping[Case, Predictions]
) -> pd.DataFrame:
    """Return how much more accurate networks are on images they were trained on than on others.

    Parameters
    ----------
    training : mapping of (model, policy, seed) to Predictions
        For training images as they are, neither augmented nor with dropout: see `training_sample`.
    validation : mapping of (model, policy, seed) to Predictions
        For images that were not trained on.

    Returns
    -------
    DataFrame
        Index ``model`` and ``policy``; ``training`` and ``validation``, the mean accuracies over
        seeds; ``gap``, the first minus the second, between ``low`` and ``high``.
    """
    rows = {}
    held_out = over_seeds(validation)
    for key, seen in over_seeds(training).items():
        parts = [(_correct(seen), seen[0], 1), (_correct(held_out[key]), held_out[key][0], -1)]
        gap = metrics.contrast(parts)
        means = [float(values.mean()) for values, _, _ in parts]
        rows[key] = {"training": means[0], "validation": means[1]}
        rows[key] |= {"gap": gap.estimate, "low": gap.low, "high": gap.high}
    return by_case(rows)


def gap_changes(
    training: Mapping[Case, Predictions], validation: Mapping[Case, Predictions]
) -> pd.DataFrame:
    """Compare the gap of each policy, as `gaps` measures it, with that of no augmentation.

    Returns
    -------
    DataFrame
        As `metrics.family` returns, index ``model`` and ``policy``; below zero where the policy
        makes the gap smaller.
    """
    seen, held_out = over_seeds(training), over_seeds(validation)
    found: dict[Hashable, Comparison] = {}
    for model, policy in seen:
        if policy != CONTROL:
            key, control = (model, policy), (model, CONTROL)
            found[key] = metrics.contrast(
                [
                    (_gains(seen[key], seen[control]), seen[key][0], 1),
                    (_gains(held_out[key], held_out[control]), held_out[key][0], -1),
                ]
            )
    return metrics.family(found, names=("model", "policy"))


def interaction(
    predictions: Mapping[Case, Predictions], first: str, second: str, *, policy: str
) -> Comparison:
    """Compare what a policy does to one model with what it does to another.

    Returns
    -------
    Comparison
        The change of the first model's accuracy minus that of the second's; below zero where the
        first loses more, or gains less.
    """
    runs = over_seeds(predictions)
    mine, yours = (_gains(runs[model, policy], runs[model, CONTROL]) for model in (first, second))
    return metrics.contrast([(mine - yours, runs[first, policy][0], 1)])


def _correct(runs: Sequence[Predictions]) -> np.ndarray:
    """Stack which images each seed gets right, shape (seeds, n)."""
    return np.stack([run.correct for run in runs]).astype(np.float64)


def _gains(first: Sequence[Predictions], second: Sequence[Predictions]) -> np.ndarray:
    """Stack the gain per image of each seed, shape (seeds, n)."""
    pairs = zip(first, second, strict=True)
    return np.stack([gain_per_image(mine, yours) for mine, yours in pairs])
