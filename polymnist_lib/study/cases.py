"""The cases of a study gathered over seeds: accuracies, differences, what seeds and time cost."""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import pandas as pd

from polymnist_lib import metrics
from polymnist_lib.metrics import Predictions
from polymnist_lib.runs import Run

Case = tuple[str, str, int]
Measured = TypeVar("Measured")

CONTROL = "none"


def over_seeds(cases: Mapping[Case, Measured]) -> dict[tuple[str, str], list[Measured]]:
    """Gather what was measured under each model and policy, in the order of the seeds."""
    gathered: dict[tuple[str, str], list[Measured]] = {}
    for model, policy, seed in sorted(cases, key=lambda case: case[2]):
        gathered.setdefault((model, policy), []).append(cases[model, policy, seed])
    # In the order in which the study names them, whatever the seeds' order was.
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
        mean = metrics.across_seeds(runs)
        each = {f"seed {place}": float(run.correct.mean()) for place, run in enumerate(runs)}
        rows[key] = {"accuracy": mean.estimate, "low": mean.low, "high": mean.high, **each}
    return by_case(rows)


def differences(predictions: Mapping[Case, Predictions]) -> pd.DataFrame:
    """Compare each policy with no augmentation, within its model, seed by seed.

    Returns
    -------
    DataFrame
        As `metrics.family` returns, index ``model`` and ``policy``: all comparisons are one family.
    """
    runs = over_seeds(predictions)
    return metrics.family(
        {
            (model, policy): metrics.difference_across_seeds(each, runs[model, CONTROL])
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


def costs(runs: Mapping[Case, Run], *, altering: float) -> pd.DataFrame:
    """Set the time that altering images takes against that of an epoch without it.

    Epochs of different runs differ by what else the machine was doing, more than by augmentation;
    so its cost is measured by itself.

    Parameters
    ----------
    runs : mapping of (model, policy, seed) to Run
        The study.
    altering : float
        Seconds to alter the images of an epoch, as `seconds_to_alter` measures them.

    Returns
    -------
    DataFrame
        Index ``model``; ``seconds`` of the fastest epoch without augmentation, the one least
        disturbed, ``altering`` and ``share``, of the latter in the former.
    """
    rows = {}
    for (model, policy), each in over_seeds(runs).items():
        if policy == CONTROL:
            epoch = min(float(run.history["seconds"].min()) for run in each)
            rows[model] = {"seconds": epoch, "altering": altering, "share": altering / epoch}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")


def still_falling(runs: Mapping[Case, Run], policy: str) -> tuple[int, int]:
    """Count the trainings of a policy whose last epoch had the lowest validation loss, of how many.

    Such a training stopped before it was done.
    """
    chosen = [run for (_, name, _), run in runs.items() if name == policy]
    ends = [int(run.history["val_loss"].argmin()) == len(run.history) - 1 for run in chosen]
    return sum(ends), len(ends)


def by_case(rows: Mapping[tuple[str, str], Mapping[str, float]]) -> pd.DataFrame:
    """Make a table of rows by model and policy."""
    index = pd.MultiIndex.from_tuples(list(rows), names=("model", "policy"))
    return pd.DataFrame(list(rows.values()), index=index)
