"""The published results of the full-size study: written from the store, read by the chapters.

``results/`` holds numbers, never models:

- ``runs.csv``, a row an experiment: its recipe, accuracy with interval, seconds, key;
- ``histories.csv``, ``by_class.csv``, ``by_modality.csv``, ``confusion.csv`` and
  ``calibration.csv``, by the run's key;
- ``correct.npz``, which test images each run read right, from which the tables can be made again;
- ``environment.json``: the data and the versions that decide a result, which are the same for all
  runs; the other versions, the machines and the revisions of the library that there were.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polymnist_lib import metrics, paths
from polymnist_lib.digits import CLASSES
from polymnist_lib.grid import Experiment
from polymnist_lib.metrics import Predictions
from polymnist_lib.runs import ARITHMETIC, Run

_TABLES = ("histories", "by_class", "by_modality", "confusion", "calibration")


@dataclass(frozen=True, eq=False)
class Results:
    """What ``results/`` holds.

    Attributes
    ----------
    runs : DataFrame
        A row an experiment, index ``key``; two groups can share a run.
    tables : mapping of str to DataFrame
        ``histories``, ``by_class``, ``by_modality``, ``confusion``, ``calibration``, each with a
        column ``key``.
    correct : mapping of str to ndarray of shape (n,), bool
        Which test images each run read right, by its key.
    labels, modality, source : ndarray of shape (n,), int
        What is known of the test images.
    environment : dict
        What all runs share.
    """

    runs: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    correct: Mapping[str, np.ndarray]
    labels: np.ndarray
    modality: np.ndarray
    source: np.ndarray
    environment: Mapping[str, Any]

    def predictions(self, key: str) -> Predictions:
        """Return predictions that are right where the run's were; which digit else is not kept."""
        predicted = (self.labels + ~self.correct[key]) % CLASSES
        source = None if self.source.min() < 0 else self.source
        return Predictions(np.eye(CLASSES)[predicted], self.labels, self.modality, source)

    def recomputed(self) -> pd.DataFrame:
        """Make ``accuracy``, ``low`` and ``high`` of every run again, from ``correct.npz``."""
        table = metrics.by_model({key: self.predictions(key) for key in self.correct})
        return table.loc[self.runs.index, ["accuracy", "low", "high"]].rename_axis("key")


def write(found: Sequence[tuple[Experiment, Run]], folder: Path | None = None) -> Path:
    """Write the results of what was trained.

    Parameters
    ----------
    found : sequence of (Experiment, Run)
        What was trained.
    folder : Path, optional
        ``results/`` of the project, if not given; replaced whole.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ValueError
        If there is nothing to write, or if runs are of other data or versions.
    """
    if not found:
        raise ValueError("There are no results to write: no experiment was trained.")
    runs = {run.key: run for _, run in found}
    environment = _shared(runs)
    folder = folder or paths.results_dir()
    with paths.atomic_directory(folder) as place:
        rows = [_row(experiment, run) for experiment, run in found]
        pd.DataFrame(rows).to_csv(place / "runs.csv", index=False)
        for name, table in _tables(runs).items():
            table.to_csv(place / f"{name}.csv", index=False, float_format="%.6g")
        test = next(iter(runs.values())).test
        arrays: dict[str, Any] = {
            "labels": test.labels.astype(np.uint8),
            "modality": test.modality.astype(np.uint8),
            "source": _known_sources(test).astype(np.int32),
            **{key: np.packbits(run.test.correct) for key, run in runs.items()},
        }
        np.savez_compressed(place / "correct.npz", **arrays)
        text = json.dumps(environment, indent=1)
        (place / "environment.json").write_text(f"{text}\n", encoding="utf-8")
    return folder


def read(folder: Path | None = None) -> Results | None:
    """Read results back; None where there are none.

    Raises
    ------
    ValueError
        If a run's right answers are missing, or are not of the same images.
    """
    folder = folder or paths.results_dir()
    if not (folder / "runs.csv").exists():
        return None
    runs = pd.read_csv(folder / "runs.csv").set_index("key")
    with np.load(folder / "correct.npz") as arrays:
        labels, modality, source = (
            arrays[name].astype(np.int64) for name in ("labels", "modality", "source")
        )
        missing = sorted(set(runs.index) - set(arrays))
        if missing:
            raise ValueError(
                f"{folder / 'correct.npz'} lacks the runs {', '.join(missing)} of runs.csv. "
                "`polymnist study` writes both; neither is ever edited by hand."
            )
        correct = {
            key: np.unpackbits(arrays[key], count=len(labels)).astype(bool)
            for key in runs.index.unique()
        }
    return Results(
        runs=runs,
        tables={name: pd.read_csv(folder / f"{name}.csv") for name in _TABLES},
        correct=correct,
        labels=labels,
        modality=modality,
        source=source,
        environment=json.loads((folder / "environment.json").read_text(encoding="utf-8")),
    )


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
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in _TABLES}
    for key, run in runs.items():
        counts = pd.DataFrame(metrics.confusion(run.test)).rename_axis("label").reset_index()
        for name, table in (
            ("histories", run.history),
            ("by_class", metrics.by_class(run.test).reset_index()),
            ("by_modality", metrics.by_modality(run.test).reset_index()),
            ("confusion", counts),
            ("calibration", metrics.calibration(run.test).reset_index()),
        ):
            parts[name].append(table.assign(key=key).set_index("key").reset_index())
    return {name: pd.concat(each, ignore_index=True) for name, each in parts.items()}


def _shared(runs: Mapping[str, Run]) -> dict[str, Any]:
    """Return what all runs must share, and what else there was.

    Raises
    ------
    ValueError
        If they do not share it; the message names what differs, and in which runs.
    """
    (first, like), *others = runs.items()
    shared = _deciding(like)
    for key, run in others:
        for name, value in _deciding(run).items():
            if value != shared[name]:
                raise ValueError(
                    f"Results mix runs that cannot stand in one table: {name} of {first} is "
                    f"{shared[name]}, of {key} {value}. Remove the runs of one kind from the "
                    "store, and train them again."
                )
        for name in ("labels", "modality", "source"):
            if not np.array_equal(getattr(run.test, name), getattr(like.test, name)):
                raise ValueError(
                    f"Results mix runs on other test images: {name} of {first} and {key} differ."
                )
    others_of = {
        name: _distinct(run.environment[name] for run in runs.values())
        for name in ("versions", "machine", "revision")
    }
    return {**shared, "all": others_of}


def _deciding(run: Run) -> dict[str, Any]:
    """Return of a run's environment what decides its results, as its key does."""
    backend, versions = run.environment["backend"], run.environment["versions"]
    return {
        "data": run.environment["data"],
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
