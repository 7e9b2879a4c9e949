"""What it does to reading, and to the test images, to have learned from varied handwriting.

It is worked out here, since it takes networks that are not published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

import pandas as pd

from polymnist_lib import grid, metrics, networks, trials
from polymnist_lib.grid import Experiment
from polymnist_lib.metrics import Predictions
from polymnist_lib.runs import MODEL, Run

COLUMNS = ("images", "seeds", "without", "with", "estimate", "low", "high", "p")


def of_handwriting(found: Iterable[tuple[Experiment, Run]]) -> pd.DataFrame:
    """Measure what varied handwriting changes, over seeds.

    Parameters
    ----------
    found : iterable of (Experiment, Run)
        What was trained.

    Returns
    -------
    DataFrame
        With `COLUMNS`: for the test images and each kind of `polymnist_lib.trials.pictures`, the
        mean accuracies of networks that did not learn from varied handwriting and of those that
        did, and their difference. Empty where either were not trained with all seeds.
    """
    runs = {(each.recipe, each.division): run for each, run in found}
    plain, varied = (
        [runs.get((recipe, division)) for recipe in grid.seeded(grid.BASE)]
        for division in ("subset", grid.VARIED)
    )
    if not (all(plain) and all(varied)):
        return pd.DataFrame(columns=list(COLUMNS))
    without, given = (_answers([run for run in each if run]) for each in (plain, varied))
    return pd.DataFrame(
        [
            {
                "images": images,
                "seeds": len(given[images]),
                "without": _mean(without[images]),
                "with": _mean(given[images]),
                **asdict(metrics.difference_across_seeds(given[images], without[images])),
            }
            for images in without
        ],
        columns=list(COLUMNS),
    )


def _answers(runs: list[Run]) -> Mapping[str, list[Predictions]]:
    """Tell what networks say of the test images and of pictures."""
    readers = [networks.read(run.folder / MODEL) for run in runs if run.folder]
    return {"test_images": [run.test for run in runs], **trials.answers(readers)}


def _mean(answers: list[Predictions]) -> float:
    """Return the mean accuracy."""
    return sum(float(each.correct.mean()) for each in answers) / len(answers)
