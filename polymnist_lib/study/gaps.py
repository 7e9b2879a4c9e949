"""Gaps and contrasts: how much better networks are on what they were trained on, and why."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from polymnist_lib import metrics
from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics import Comparison, Predictions
from polymnist_lib.metrics.comparisons import gain_per_image
from polymnist_lib.metrics.resampling import certain, units, variance_of_mean
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
        gap = contrast(parts)
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
            found[key] = contrast(
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
    return contrast([(mine - yours, runs[first, policy][0], 1)])


def contrast(parts: Sequence[tuple[np.ndarray, Predictions, int]]) -> Comparison:
    """Add signed means of several parts of the data, each measured with the same seeds.

    The error is that of `metrics.difference_across_seeds`: the variance between seeds of the whole
    contrast, and the variance between sources in each part, whose handwritings are different ones.

    Parameters
    ----------
    parts : sequence of (ndarray of shape (seeds, n), Predictions of n images, sign)
        A value a seed and image; the images' sources; 1 or -1.

    Returns
    -------
    Comparison
        Tested against zero. With one seed it is about the networks of that seed alone.
    """
    per_seed = np.sum([sign * values.mean(axis=1) for values, _, sign in parts], axis=0)
    seeds = len(per_seed)
    data = [units(values.mean(axis=0), predictions) for values, predictions, _ in parts]
    variances = [float(variance_of_mean(each)) for each in data]
    freedoms = [each.independent - 1 for each in data]
    if seeds > 1:
        variances.append(float(per_seed.var(ddof=1)) / seeds)
        freedoms.append(seeds - 1)
    estimate, total = float(per_seed.mean()), sum(variances)
    if not total > 1e-18:  # nothing differs anywhere, or a part has a single source
        fewest = min(each.independent for each in data)
        limits = certain(estimate, fewest, bounds=(-2.0, 2.0), confidence=0.95)
        p = 1.0 if estimate == 0 else min(1.0, 2.0 ** (1 - fewest))
        return Comparison(estimate, limits.low, limits.high, p)
    freedom = total**2 / sum(v**2 / f for v, f in zip(variances, freedoms, strict=True))
    error = np.sqrt(total)
    reach = float(error * stats.t.ppf(0.975, freedom))
    p = float(2 * stats.t.sf(abs(estimate) / error, freedom))
    return Comparison(estimate, estimate - reach, estimate + reach, p)


def _correct(runs: Sequence[Predictions]) -> np.ndarray:
    """Stack which images each seed gets right, shape (seeds, n)."""
    return np.stack([run.correct for run in runs]).astype(np.float64)


def _gains(first: Sequence[Predictions], second: Sequence[Predictions]) -> np.ndarray:
    """Stack the gain per image of each seed, shape (seeds, n)."""
    pairs = zip(first, second, strict=True)
    return np.stack([gain_per_image(mine, yours) for mine, yours in pairs])
