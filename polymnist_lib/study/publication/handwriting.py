"""What it does to reading, and to the test images, to have learned from varied handwriting.

It is worked out here, since it takes networks that are not published.
"""

from collections.abc import Iterable

import pandas as pd

from polymnist_lib import metrics
from polymnist_lib.reading import trials
from polymnist_lib.study import grid
from polymnist_lib.study.grid import Experiment
from polymnist_lib.study.publication import effects
from polymnist_lib.training.runs import Run

COLUMNS = ("images", *effects.COLUMNS)


def of_handwriting(found: Iterable[tuple[Experiment, Run]]) -> pd.DataFrame:
    """Measure what varied handwriting changes, over seeds.

    Parameters
    ----------
    found : iterable of (Experiment, Run)
        What was trained.

    Returns
    -------
    DataFrame
        With `COLUMNS`: for the test images and each kind of `trials.pictures`, the mean accuracies
        of networks that did not learn from varied handwriting and of those that did, and their
        difference. Empty where either were not trained with all seeds.
    """
    runs = {(each.recipe, each.division): run for each, run in found}
    plain, varied = (
        effects.of_all_seeds(runs, grid.BASE, division) for division in ("subset", grid.VARIED)
    )
    if not (plain and varied):
        return pd.DataFrame(columns=list(COLUMNS))
    both = [*plain, *varied]
    said = {
        "test_images": [run.test for run in both],
        **trials.answers([run.network() for run in both]),
    }
    rows = []
    for images, answers in said.items():
        without, given = answers[: len(plain)], answers[len(plain) :]
        effect = metrics.difference_across_seeds(given, without)
        rows.append({"images": images, **effects.row(without, given, effect)})
    return pd.DataFrame(rows, columns=list(COLUMNS))
