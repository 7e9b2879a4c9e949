"""Publishing the full-size study: ``results/``, from the runs of a store.

A group is written whole, or stays as it was published: `before`. The runs of one group stand in one
table, so they must share their backend and all versions that decide a result; a group that it is
not compared with can have been trained elsewhere: `agreement`. `tables` makes what is written of
runs; of `effects`, `flaws` are those of the original report, and `handwriting` that of learning
from more hands.
"""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib import paths, provenance
from polymnist_lib.digits import Digits, Split
from polymnist_lib.exploration import contrast
from polymnist_lib.metrics import Predictions
from polymnist_lib.study import results
from polymnist_lib.study.grid import REDIVIDED, SHIPPED, STRONGEST, Experiment
from polymnist_lib.study.publication import agreement, before, flaws, handwriting, tables
from polymnist_lib.training.runs import Run, Store

# What explains the files of a folder of results.
GUIDE = Path(__file__).parent / "guide.md"


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


def shipped(found: Iterable[tuple[Experiment, Run]]) -> Run:
    """Choose the run whose model the library ships, the best on the validation images.

    Raises
    ------
    ValueError
        If none of its group was trained.
    """
    runs = [run for experiment, run in found if experiment.group == SHIPPED]
    if not runs:
        raise ValueError(
            f"There is no model to ship: no experiment of the group {SHIPPED} was trained."
        )
    return max(runs, key=lambda run: float(run.validation.correct.mean()))


def write(
    found: Sequence[tuple[Experiment, Run]], test: Digits, folder: Path | None = None
) -> Path:
    """Write the results of groups that were trained whole; all others stay as they are published.

    Parameters
    ----------
    found : sequence of (Experiment, Run)
        What was trained. Runs on `polymnist_lib.study.grid.REDIVIDED` have other test images: they
        count for flaws alone.
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
        If there is nothing to write, if runs are of other data, if a group or groups that are
        compared mix versions, or if an experiment that is published would be lost.
    """
    shown = [(each, run) for each, run in found if each.division not in REDIVIDED]
    if not shown:
        raise ValueError("There are no results to write: no experiment was trained.")
    folder = folder or paths.results_dir()
    groups = agreement.groups(found)
    runs = {run.key: run for _, run in shown}
    rows = pd.DataFrame([tables.row(experiment, run) for experiment, run in shown])
    data = found[0][1].environment["data"]
    stays = before.read(folder, groups.keys(), data, shown[0][1].test, rows)
    agreement.check_compared({**stays.groups, **groups})
    for key in sorted(stays.correct.keys() & runs.keys()):
        if not np.array_equal(stays.correct[key], runs[key].test.correct):
            raise ValueError(
                f"Run {key} is published in another group too, with other answers. Publish both "
                "groups together."
            )
    written = {"runs": stays.joined("runs", rows)}
    whole = {run.key: run for each, run in shown if each.division == "whole"}
    largest = {run.key: run for each, run in shown if each.group in (STRONGEST, SHIPPED)}
    for name, table in {
        **tables.of_runs(runs),
        **tables.in_detail(whole),
        **tables.of_views(largest),
        "flaws": flaws.of_flaws(found, test),
        "handwriting": handwriting.of_handwriting(found),
    }.items():
        written[name] = stays.joined(name, table)
    written["speeds"], timed_on = _speeds(written["runs"], stays)
    environment = {"data": data, "timed_on": timed_on, "groups": {**stays.groups, **groups}}
    with paths.atomic_directory(folder) as place:
        for name, table in written.items():
            table.to_csv(place / f"{name}.csv", index=False)
        shown_errors = tables.errors(shipped(found), test) if SHIPPED in groups else stays.errors
        _save(place / "errors.npz", shown_errors)
        right = {**stays.correct, **{key: run.test.correct for key, run in runs.items()}}
        known = _known(shown[0][1].test) | {"ground": contrast.grounds(test)}
        _save(place / "correct.npz", known | _answers(right))
        templates = tables.templates(found)
        if templates is None:
            templates = stays.templates
        if templates is not None:
            _save(place / "templates.npz", {"linear": templates})
        text = json.dumps({**environment, "files": results.checksums(place)}, indent=1)
        (place / "environment.json").write_text(f"{text}\n", encoding="utf-8")
        shutil.copy(GUIDE, place / "README.md")
    return folder


def _speeds(rows: pd.DataFrame, stays: before.Before) -> tuple[pd.DataFrame, Mapping[str, str]]:
    """Return how fast each model is, and on what: as published if that has all of them.

    Those of two machines would not be comparable.
    """
    models = rows.drop_duplicates("model").set_index("model")["preprocessing"]
    published = stays.tables.get("speeds")
    if published is not None and set(models.index) <= set(published["model"]):
        return published, stays.timed_on
    machine = {"backend": provenance.backend(), **provenance.machine()}
    return before.as_text(tables.speeds(models), exact=False), machine


def _save(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays under their names, compressed."""
    np.savez_compressed(file, allow_pickle=False, **arrays)


def _known(test: Predictions) -> dict[str, NDArray[Any]]:
    """Tell what is known of the test images."""
    return {
        "labels": test.labels.astype(np.uint8),
        "modality": test.modality.astype(np.uint8),
        "source": tables.known_sources(test).astype(np.int32),
    }


def _answers(right: Mapping[str, NDArray[np.bool_]]) -> dict[str, NDArray[Any]]:
    """Tell which test images each run read right, in a form that compresses well.

    A row an image, a bit a run, since what is hard for one is hard for most; runs that are right as
    often are neighbours.
    """
    keys = sorted(right, key=lambda key: float(right[key].mean()))
    return {
        "runs": np.array(keys),
        "right": np.packbits(np.stack([right[key] for key in keys], axis=1), axis=1),
    }
