"""What policies of augmentation do, from networks of several seeds under each.

Cases ``(model, policy, seed)`` are mapped to the predictions of each trained network, or to the
history of its training. Every statistic of predictions speaks of the way of training: the mean over
seeds, with the error that new seeds and new handwriting bring. Gaps are how much better networks
are on what they were trained on.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics.comparisons import gain_per_image
from polymnist_lib.metrics.families import family
from polymnist_lib.metrics.predictions import Predictions
from polymnist_lib.metrics.resampling import Comparison
from polymnist_lib.metrics.seeds import across_seeds, contrast, difference_across_seeds

Case = tuple[str, str, int]
Measured = TypeVar("Measured")

CONTROL = "none"


def over_seeds(cases: Mapping[Case, Measured]) -> dict[tuple[str, str], list[Measured]]:
    """Gather what was measured under each model and policy, in the order of the seeds."""
    gathered: dict[tuple[str, str], list[Measured]] = {}
    for model, policy, seed in sorted(cases, key=lambda case: case[2]):
        gathered.setdefault((model, policy), []).append(cases[model, policy, seed])
    # In the order in which the cases name them, whatever the seeds' order was.
    return {key: gathered[key] for key in dict.fromkeys(case[:2] for case in cases)}


def accuracies(predictions: Mapping[Case, Predictions]) -> pd.DataFrame:
    """Return the mean accuracy over seeds, and that of each seed.

    Parameters
    ----------
    predictions : mapping of (model, policy, seed) to Predictions
        Of one part of the data.

    Returns
    -------
    DataFrame
        Index ``model`` and ``policy``; columns ``accuracy``, ``low`` and ``high`` of
        `metrics.across_seeds`, and a column a seed, ``seed 0`` and so on.
    """
    rows = {}
    for key, runs in over_seeds(predictions).items():
        mean = across_seeds(runs)
        each = {f"seed {place}": float(run.correct.mean()) for place, run in enumerate(runs)}
        rows[key] = {"accuracy": mean.estimate, "low": mean.low, "high": mean.high, **each}
    return _by_case(rows)


def differences(predictions: Mapping[Case, Predictions]) -> pd.DataFrame:
    """Compare each policy with no augmentation, within its model, seed by seed.

    Returns
    -------
    DataFrame
        As `metrics.family` returns, index ``model`` and ``policy``: all comparisons are one family.
    """
    runs = over_seeds(predictions)
    return family(
        {
            (model, policy): difference_across_seeds(each, runs[model, CONTROL])
            for (model, policy), each in runs.items()
            if policy != CONTROL
        },
        names=("model", "policy"),
    )


def seed_spread(predictions: Mapping[Case, Predictions]) -> pd.DataFrame:
    """Measure how far the seed alone moves the accuracy of each model.

    Returns
    -------
    DataFrame
        Index ``model``; ``deviation``, the standard deviation between seeds, its square averaged
        over policies; ``range``, the largest distance between two seeds of one policy, and the
        ``policy`` in which it is met; ``pair``, the standard deviation of the difference of two
        networks that differ by their seeds alone.
    """
    columns = accuracies(predictions).filter(like="seed ")
    rows = {}
    for model, each in columns.groupby(level="model", sort=False):
        ranges = each.max(axis=1) - each.min(axis=1)
        deviation = float(np.sqrt(each.var(axis=1, ddof=1).mean()))
        rows[model] = {
            "deviation": deviation,
            "pair": deviation * np.sqrt(2),
            "range": float(ranges.max()),
            "policy": ranges.idxmax()[1],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")


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
        seeds; ``gap``, the first minus the second, between ``low`` and ``high``, with its ``sign``.
    """
    rows = {}
    held_out = over_seeds(validation)
    for key, seen in over_seeds(training).items():
        parts = [(_correct(seen), seen[0], 1), (_correct(held_out[key]), held_out[key][0], -1)]
        gap = contrast(parts)
        means = [float(values.mean()) for values, _, _ in parts]
        rows[key] = {"training": means[0], "validation": means[1]}
        rows[key] |= {"gap": gap.estimate, "low": gap.low, "high": gap.high, "sign": gap.sign}
    return _by_case(rows)


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
    return family(found, names=("model", "policy"))


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


def costs(histories: Mapping[Case, pd.DataFrame], *, altering: float) -> pd.DataFrame:
    """Set the time that altering images takes against that of an epoch without it.

    Epochs of different trainings differ by what else the machine was doing, more than by
    augmentation; so its cost is measured by itself.

    Parameters
    ----------
    histories : mapping of (model, policy, seed) to DataFrame
        A row an epoch; column ``seconds``.
    altering : float
        Seconds to alter the images of an epoch.

    Returns
    -------
    DataFrame
        Index ``model``; ``seconds`` of the fastest epoch without augmentation, the one least
        disturbed, ``altering`` and ``share``, of the latter in the former.
    """
    rows = {}
    for (model, policy), each in over_seeds(histories).items():
        if policy == CONTROL:
            epoch = min(float(history["seconds"].min()) for history in each)
            rows[model] = {"seconds": epoch, "altering": altering, "share": altering / epoch}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")


def still_falling(histories: Mapping[Case, pd.DataFrame], policy: str) -> tuple[int, int]:
    """Count the trainings of a policy whose last epoch had the lowest loss, and all of them.

    Such a training stopped before it was done.

    Parameters
    ----------
    histories : mapping of (model, policy, seed) to DataFrame
        A row an epoch; column ``val_loss``, the loss on the validation images.
    policy : str
        Whose trainings are counted.
    """
    losses = [each["val_loss"] for (_, name, _), each in histories.items() if name == policy]
    return sum(int(each.argmin()) == len(each) - 1 for each in losses), len(losses)


def _by_case(rows: Mapping[tuple[str, str], Mapping[str, float]]) -> pd.DataFrame:
    """Make a table of rows by model and policy."""
    index = pd.MultiIndex.from_tuples(list(rows), names=("model", "policy"))
    return pd.DataFrame(list(rows.values()), index=index)


def _correct(runs: Sequence[Predictions]) -> np.ndarray:
    """Stack which images each seed gets right, shape (seeds, n)."""
    return np.stack([run.correct for run in runs]).astype(np.float64)


def _gains(first: Sequence[Predictions], second: Sequence[Predictions]) -> np.ndarray:
    """Stack the gain per image of each seed, shape (seeds, n)."""
    pairs = zip(first, second, strict=True)
    return np.stack([gain_per_image(mine, yours) for mine, yours in pairs])
