"""Publishing the full-size study: ``results/``, from the runs of a store.

The runs of one group stand in one table, so they must share their backend and all versions that
decide a result; another group can have been trained elsewhere.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polymnist_lib import metrics, models, paths, predict, provenance, results
from polymnist_lib.digits import SIDE, Digits, Split
from polymnist_lib.grid import STRONGEST, Experiment
from polymnist_lib.metrics import Predictions, fusion
from polymnist_lib.predict import PREDICTION_BATCH
from polymnist_lib.results import TABLES
from polymnist_lib.runs import ARITHMETIC, Run, Store

_FUSED = ("fusion", "gains", "pairings")

# How often views are paired at random, as for `polymnist_lib.metrics.fusion.paired_by_label`.
PAIRINGS = 20

# How often a prediction is timed.
_REPEATS = 7

# How many errors are shown.
ERRORS = 40


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
    rows = [_row(experiment, run) for experiment, run in found]
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
    environment = _environment(found)
    best = strongest(found)
    folder = folder or paths.results_dir()
    with paths.atomic_directory(folder) as place:
        rows = [_row(experiment, run) for experiment, run in found]
        pd.DataFrame(rows).to_csv(place / "runs.csv", index=False)
        fused = _fused({run.key: run for each, run in found if each.group == STRONGEST})
        for name, table in {**_tables(runs), **fused, "speeds": _speeds(found)}.items():
            table.to_csv(place / f"{name}.csv", index=False, float_format="%.6g")
        np.savez_compressed(place / "errors.npz", **_errors(best, test))
        arrays: dict[str, Any] = {
            "labels": best.test.labels.astype(np.uint8),
            "modality": best.test.modality.astype(np.uint8),
            "source": _known_sources(best.test).astype(np.int32),
            **{key: np.packbits(run.test.correct) for key, run in runs.items()},
        }
        np.savez_compressed(place / "correct.npz", **arrays)
        text = json.dumps(environment, indent=1)
        (place / "environment.json").write_text(f"{text}\n", encoding="utf-8")
    return folder


def _row(experiment: Experiment, run: Run) -> dict[str, Any]:
    """Tell a run in one row."""
    recipe = {**asdict(run.recipe), "after": run.recipe.after is not None}
    estimate = metrics.accuracy(run.test)
    return {
        "key": run.key,
        "group": experiment.group,
        **recipe,
        "division": experiment.division,
        "parameters": run.parameters,
        "accuracy": estimate.estimate,
        "low": estimate.low,
        "high": estimate.high,
        "validation_accuracy": float(run.validation.correct.mean()),
        "seconds": round(run.seconds, 2),
        "fingerprint": run.environment["fingerprint"],
        "revision": run.environment["revision"],
    }


def _tables(runs: Mapping[str, Run]) -> dict[str, pd.DataFrame]:
    """Make the tables of several rows a run."""
    parts: dict[str, list[pd.DataFrame]] = {
        name: [] for name in TABLES if name not in (*_FUSED, "speeds")
    }
    for key, run in runs.items():
        counts = pd.DataFrame(metrics.confusion(run.test)).rename_axis("label").reset_index()
        for name, table in (
            ("histories", run.history),
            ("by_class", metrics.by_class(run.test).reset_index()),
            ("by_modality", metrics.by_modality(run.test).reset_index()),
            ("validation_by_modality", _right_by_modality(run.validation)),
            ("confusion", counts),
            ("calibration", metrics.calibration(run.test).reset_index()),
        ):
            parts[name].append(_keyed(table, key))
    return {name: pd.concat(each, ignore_index=True) for name, each in parts.items()}


def _speeds(found: Iterable[tuple[Experiment, Run]]) -> pd.DataFrame:
    """Measure here how long each model takes to predict an image; its weights do not matter."""
    images = np.zeros((PREDICTION_BATCH, SIDE, SIDE, 3), np.uint8)
    kinds: dict[str, str] = {}
    for _, run in found:  # the first recipe of each model is the one that it was made for
        kinds.setdefault(run.recipe.model, run.recipe.preprocessing)
    rows = []
    for model, preprocessing in kinds.items():
        built = models.with_preprocessing(
            models.build(model, preprocessing=preprocessing), preprocessing
        )
        seconds = []
        for _ in range(_REPEATS + 1):  # the first one prepares what the others use
            start = time.perf_counter()
            predict.probabilities(built, images)
            seconds.append(time.perf_counter() - start)
        rows.append((model, 1000 * float(np.median(seconds[1:])) / len(images)))
    return pd.DataFrame(rows, columns=["model", "milliseconds"])


def _right_by_modality(predictions: Predictions) -> pd.DataFrame:
    """Return the accuracy in each modality that occurs."""
    right = pd.Series(predictions.correct).groupby(predictions.modality).mean()
    return right.rename("accuracy").rename_axis("modality").reset_index()


def _fused(runs: Mapping[str, Run]) -> dict[str, pd.DataFrame]:
    """Make the tables of several views together."""
    parts: dict[str, list[pd.DataFrame]] = {name: [pd.DataFrame({"key": []})] for name in _FUSED}
    for key, run in runs.items():
        if run.test.source is None:  # nobody knows which images are views of one digit
            continue
        pairings = pd.concat(
            fusion.by_views(fusion.paired_by_label(run.test, seed=seed))
            .reset_index()[["views", "accuracy"]]
            .assign(seed=seed)
            for seed in range(PAIRINGS)
        )
        gain = fusion.gain(run.test, chosen_on=run.validation)
        for name, table in (
            ("fusion", fusion.by_views(run.test).reset_index()),
            ("gains", pd.DataFrame([asdict(gain)])),
            ("pairings", pairings),
        ):
            parts[name].append(_keyed(table, key))
    return {name: pd.concat(each, ignore_index=True) for name, each in parts.items()}


def _keyed(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put the key before the other columns."""
    return table.assign(key=key).set_index("key").reset_index()


def _errors(run: Run, test: Digits) -> dict[str, Any]:
    """Collect the most confident errors, with their images."""
    places = run.test.errors(ERRORS)
    found = run.test.take(places)
    return {
        "images": test.images[places],
        "labels": found.labels.astype(np.uint8),
        "predicted": found.predicted.astype(np.uint8),
        "confidence": found.confidence,
        "modality": found.modality.astype(np.uint8),
        "source": _known_sources(found).astype(np.int32),
    }


def _environment(found: Sequence[tuple[Experiment, Run]]) -> dict[str, Any]:
    """Return what the runs of each group share, and what else there was.

    Raises
    ------
    ValueError
        If they do not share it; the message names what differs, and in which runs.
    """
    first = found[0][1]
    groups: dict[str, list[Run]] = {}
    for experiment, run in found:
        groups.setdefault(experiment.group, []).append(run)
        _check_equal("data", first, run, *(each.environment["data"] for each in (first, run)))
        for name in ("labels", "modality", "source"):
            if not np.array_equal(getattr(run.test, name), getattr(first.test, name)):
                raise ValueError(
                    f"Results mix runs on other test images: {name} of {first.key} and {run.key} "
                    "differ."
                )
    told = {}
    for name, runs in groups.items():
        shared = _deciding(runs[0])
        for run in runs[1:]:
            for what, value in _deciding(run).items():
                _check_equal(what, runs[0], run, shared[what], value)
        others = {
            what: _distinct(run.environment[what] for run in runs)
            for what in ("versions", "machine", "revision")
        }
        told[name] = {**shared, "all": others}
    return {
        "data": first.environment["data"],
        "timed_on": {"backend": provenance.backend(), **provenance.machine()},
        "groups": told,
    }


def _check_equal(what: str, first: Run, run: Run, expected: Any, value: Any) -> None:
    """Raise ValueError if something differs between two runs."""
    if value != expected:
        raise ValueError(
            f"Results mix runs that cannot stand in one table: {what} of {first.key} is "
            f"{expected}, of {run.key} {value}. Remove the runs of one kind from the store, and "
            "train them again."
        )


def _deciding(run: Run) -> dict[str, Any]:
    """Return of a run's environment what decides its results, as its key does."""
    backend, versions = run.environment["backend"], run.environment["versions"]
    return {
        "backend": backend,
        "versions": {name: versions.get(name) for name in ("keras", backend, *ARITHMETIC)},
    }


def _distinct(values: Iterable[Any]) -> list[Any]:
    """List values, each once."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _known_sources(test: Predictions) -> np.ndarray:
    """Return the sources; -1 for each image where they are not known."""
    return np.full(len(test), -1) if test.source is None else test.source
