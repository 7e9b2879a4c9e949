"""Publishing the full-size study: ``results/``, from the runs of a store.

The runs of one group stand in one table, so they must share their backend and all versions that
decide a result; a group that it is not compared with can have been trained elsewhere: `agreement`.
`tables` makes what is written of runs; of `effects`, `flaws` are those of the original report, and
`handwriting` that of learning from more hands.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polymnist_lib import paths
from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics import Predictions
from polymnist_lib.study import results
from polymnist_lib.study.grid import REDIVIDED, STRONGEST, Experiment
from polymnist_lib.study.publication import agreement, flaws, handwriting, tables
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run, Store

# What explains the files of a folder of results.
GUIDE = Path(__file__).parent / "guide.md"

# What tells one published experiment from another.
_EXPERIMENT = ["group", "division", *(field.name for field in fields(Recipe))]


def find(experiment: Experiment, split: Split, store: Store) -> Run | None:
    """Find the run of an experiment, wherever and on whatever backend it was trained.

    Parameters
    ----------
    experiment : Experiment
        Whose run.
    split : Split
        Its division of the data.
    store : Store
        Where to look.

    Returns
    -------
    Run or None
        That which the store would give a training here and now; else the last one of this recipe
        and data; None if there is none.
    """
    here = store.find(store.key(experiment.recipe, split))
    return here or store.last_like(experiment.recipe, split)


def strongest(found: Iterable[tuple[Experiment, Run]]) -> Run:
    """Choose the run whose model the library ships, the best on the validation images.

    Raises
    ------
    ValueError
        If none of the strongest was trained.
    """
    runs = [run for experiment, run in found if experiment.group == STRONGEST]
    if not runs:
        raise ValueError(
            f"There is no model to ship: no experiment of the group {STRONGEST} was trained."
        )
    return max(runs, key=lambda run: float(run.validation.correct.mean()))


def write(
    found: Sequence[tuple[Experiment, Run]], test: Digits, folder: Path | None = None
) -> Path:
    """Write the results of what was trained.

    Parameters
    ----------
    found : sequence of (Experiment, Run)
        What was trained, some of it of the group `polymnist_lib.study.grid.STRONGEST`. Runs on
        `polymnist_lib.study.grid.REDIVIDED` have other test images: they count for flaws alone.
    test : Digits
        The test images.
    folder : Path, optional
        ``results/`` of the project, if not given; replaced whole.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ValueError
        If there is nothing to write, if runs are of other data, if a group mixes versions, or if
        something that is published would be lost.
    """
    if not found:
        raise ValueError("There are no results to write: no experiment was trained.")
    environment = agreement.environment(found)
    best = strongest(found)
    folder = folder or paths.results_dir()
    shown = [(each, run) for each, run in found if each.division not in REDIVIDED]
    runs = {run.key: run for _, run in shown}
    rows = pd.DataFrame([tables.row(experiment, run) for experiment, run in shown])
    measured = flaws.of_flaws(found, test)
    _check_nothing_lost(folder, environment["data"], rows, measured)
    with paths.atomic_directory(folder) as place:
        rows.to_csv(place / "runs.csv", index=False)
        whole = {run.key: run for each, run in shown if each.division == "whole"}
        largest = {run.key: run for each, run in shown if each.group == STRONGEST}
        for name, table in {
            **tables.of_runs(runs),
            **tables.in_detail(whole),
            **tables.of_views(largest),
            "speeds": tables.speeds(shown),
            "flaws": measured,
            "handwriting": handwriting.of_handwriting(found),
        }.items():
            table.to_csv(place / f"{name}.csv", index=False, float_format="%.6g")
        np.savez_compressed(place / "errors.npz", **tables.errors(best, test))
        np.savez_compressed(place / "correct.npz", **_answers(best.test, runs))
        text = json.dumps(environment, indent=1)
        (place / "environment.json").write_text(f"{text}\n", encoding="utf-8")
        shutil.copy(GUIDE, place / "README.md")
    return folder


def _answers(test: Predictions, runs: Mapping[str, Run]) -> dict[str, Any]:
    """Tell which test images each run read right, in a form that compresses well.

    A row an image, a bit a run, since what is hard for one is hard for most; runs that are right as
    often are neighbours.
    """
    keys = sorted(runs, key=lambda key: float(runs[key].test.correct.mean()))
    right = np.stack([runs[key].test.correct for key in keys], axis=1)
    return {
        "labels": test.labels.astype(np.uint8),
        "modality": test.modality.astype(np.uint8),
        "source": tables.known_sources(test).astype(np.int32),
        "runs": np.array(keys),
        "right": np.packbits(right, axis=1),
    }


def _check_nothing_lost(
    folder: Path, data: str, rows: pd.DataFrame, measured: pd.DataFrame
) -> None:
    """Raise ValueError if what a folder holds is of other data, or not among what is new."""
    published = results.read(folder)
    if published is None:
        return
    if data != published.environment["data"]:
        raise ValueError(
            f"{folder} holds results of {published.environment['data']}, these are of {data}. Move "
            "the folder away to publish others."
        )
    for what, before, now, names in (
        ("experiments", published.runs, rows, _EXPERIMENT),
        ("effects of flaws", published.tables["flaws"], measured, ["flaw", "model"]),
    ):
        lost = _counted(before[names]) - _counted(now[names])
        if lost:
            raise ValueError(
                f"{sum(lost.values())} of {len(before)} {what} in {folder} are not in this store, "
                f"such as {next(iter(lost))}. Train them first, or move the folder away."
            )


def _counted(table: pd.DataFrame) -> Counter[tuple[Any, ...]]:
    """Count how often each row occurs."""
    return Counter(map(tuple, table.to_numpy().tolist()))
