"""Publishing the full-size study: ``results/``, from the runs of a store.

The runs of one group stand in one table, so they must share their backend and all versions that
decide a result; another group can have been trained elsewhere: `agreement`. `tables` makes what is
written.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polymnist_lib import paths, results
from polymnist_lib.digits import Digits, Split
from polymnist_lib.grid import STRONGEST, Experiment
from polymnist_lib.publication import agreement, tables
from polymnist_lib.runs import Run, Store


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


def check(found: Sequence[tuple[Experiment, Run]], folder: Path | None = None) -> None:
    """Raise ValueError if writing results would lose those that are published.

    Parameters
    ----------
    found : sequence of (Experiment, Run)
        What would be written.
    folder : Path, optional
        ``results/`` of the project, if not given.
    """
    folder = folder or paths.results_dir()
    published = results.read(folder)
    if published is None or not found:
        return
    data = found[0][1].environment["data"]
    if data != published.environment["data"]:
        raise ValueError(
            f"{folder} holds results of {published.environment['data']}, these are of {data}. Move "
            "the folder away to publish others."
        )
    names = ["group", "division", "model", "augmentation", "preprocessing", "seed", "epochs"]
    before = Counter(map(tuple, published.runs[names].to_numpy().tolist()))
    rows = [tables.row(experiment, run) for experiment, run in found]
    lost = before - Counter(tuple(row[name] for name in names) for row in rows)
    if lost:
        raise ValueError(
            f"{sum(lost.values())} of {len(published.runs)} experiments in {folder} are not in "
            f"this store, such as {next(iter(lost))}. Train them first, or move the folder away."
        )


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
        What was trained, some of it of the group `polymnist_lib.grid.STRONGEST`.
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
        If there is nothing to write, if runs are of other data, or if a group mixes versions.
    """
    if not found:
        raise ValueError("There are no results to write: no experiment was trained.")
    runs = {run.key: run for _, run in found}
    environment = agreement.environment(found)
    best = strongest(found)
    folder = folder or paths.results_dir()
    with paths.atomic_directory(folder) as place:
        rows = [tables.row(experiment, run) for experiment, run in found]
        pd.DataFrame(rows).to_csv(place / "runs.csv", index=False)
        fused = tables.of_views({run.key: run for each, run in found if each.group == STRONGEST})
        for name, table in {
            **tables.of_runs(runs),
            **fused,
            "speeds": tables.speeds(found),
        }.items():
            table.to_csv(place / f"{name}.csv", index=False, float_format="%.6g")
        np.savez_compressed(place / "errors.npz", **tables.errors(best, test))
        arrays: dict[str, Any] = {
            "labels": best.test.labels.astype(np.uint8),
            "modality": best.test.modality.astype(np.uint8),
            "source": tables.known_sources(best.test).astype(np.int32),
            **{key: np.packbits(run.test.correct) for key, run in runs.items()},
        }
        np.savez_compressed(place / "correct.npz", **arrays)
        text = json.dumps(environment, indent=1)
        (place / "environment.json").write_text(f"{text}\n", encoding="utf-8")
    return folder
