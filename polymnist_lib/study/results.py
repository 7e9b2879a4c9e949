"""The published results of the full-size study, as the chapters read them.

``results/`` is written by `polymnist_lib.study.publication` alone. It holds numbers, and a few
images:

- ``runs.csv``, a row an experiment: its recipe, accuracy with interval, seconds, key;
- ``histories.csv``, ``by_modality.csv`` and ``validation_by_modality.csv``, by the run's key;
- ``by_class.csv``, ``confusion.csv`` and ``calibration.csv`` likewise, of runs on all of the data;
- ``fusion.csv``, ``gains.csv`` and ``pairings.csv``: what the largest networks say of several
  views together, by the run's key;
- ``speeds.csv``, how many milliseconds each model takes for an image, in batches;
- ``flaws.csv``, what each flaw of the original report does to an accuracy, by flaw and model;
- ``correct.npz``, which test images each run read right, from which accuracies can be made again,
  and what is known of these images;
- ``errors.npz``, the test images that the model which the library ships misread most confidently;
- ``templates.npz``, what linear models look for, the mean over seeds;
- ``environment.json``: the data, the machine that was timed, and for each group of experiments the
  backend, the versions that decide a result, the machines and the revisions of the library; and a
  checksum of each other file, by which one that is cut or edited is told.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polymnist_lib import paths
from polymnist_lib.digits import CLASSES
from polymnist_lib.metrics import Predictions

TABLES = (
    "histories",
    "by_class",
    "by_modality",
    "validation_by_modality",
    "confusion",
    "calibration",
    "fusion",
    "gains",
    "pairings",
    "speeds",
    "flaws",
    "handwriting",
)

_ENVIRONMENT = "environment.json"

# How to have files again that are missing or damaged, and how many of these are named.
_REMEDY = "They come with the project: `git checkout results`, in its folder, brings them back."
_NAMED = 3


@dataclass(frozen=True, eq=False)
class Results:
    """What ``results/`` holds.

    Attributes
    ----------
    runs : DataFrame
        A row an experiment, index ``key``; two groups can share a run.
    tables : mapping of str to DataFrame
        By a name of `TABLES`, each with a column ``key``, but for ``speeds``, by ``model``,
        ``flaws``, by ``flaw`` and ``model``, and ``handwriting``, by ``images``.
    correct : mapping of str to ndarray of shape (n,), bool
        Which test images each run read right, by its key.
    labels, modality, source : ndarray of shape (n,), int
        What is known of the test images.
    ground : ndarray of shape (n,), uint8, or None
        The mean grey of the ground of each, 0 to 255: where it is dark, the stroke is light. None
        where the results were published before it was told.
    errors : mapping of str to ndarray
        Of the shipped model's most confident errors, that first: ``images``, uint8 ``(k, 28, 28,
        3)``, ``labels``, ``predicted``, ``confidence``, ``modality``, ``source``.
    templates : ndarray of shape (10, 28, 28), float32, or None
        What linear models that were trained properly look for in each class, the mean over seeds;
        None where that is not published.
    environment : dict
        ``data``, and ``groups``: by group what decided its results, and where they were trained;
        ``files``, of which results from before they were told have none.
    """

    runs: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    correct: Mapping[str, np.ndarray]
    labels: np.ndarray
    modality: np.ndarray
    source: np.ndarray
    ground: np.ndarray | None
    errors: Mapping[str, np.ndarray]
    environment: Mapping[str, Any]
    templates: np.ndarray | None = None

    def predictions(self, key: str) -> Predictions:
        """Return predictions that are right where the run's were; which digit else is not kept."""
        predicted = (self.labels + ~self.correct[key]) % CLASSES
        shares = np.eye(CLASSES, dtype=np.float32)[predicted]
        return Predictions(
            shares, self.labels, self.modality, None if self.source.min() < 0 else self.source
        )

    def of(self, group: str, **fields: Any) -> pd.DataFrame:
        """Return the rows of a group's runs, those whose recipe has some fields if they are given.

        The order is that of the study; where there are none, neither are there rows.
        """
        rows = self.runs[self.runs["group"] == group]
        for name, value in fields.items():
            rows = rows[rows[name] == value]
        return rows


def _file(folder: Path, table: str) -> Path:
    """Return where a table of `TABLES` is."""
    return folder / f"{table}.csv"


def published() -> Results:
    """Read the project's results, for a chapter that is about them.

    Raises
    ------
    FileNotFoundError
        If they are missing.
    """
    found = read()
    folder = paths.results_dir()
    if found is None:
        raise FileNotFoundError(
            f"The results of the full-size study are missing from {folder}. {_REMEDY}"
        )
    _refuse_missing(folder, [_file(folder, name).name for name in TABLES])
    return found


def checksums(folder: Path) -> dict[str, str]:
    """Return a sum of the contents of each table and array in a folder, by its name.

    It is the same whatever system and editor ended the lines.
    """
    return {
        file.name: hashlib.sha256(paths.content(file)).hexdigest()[:16]
        for file in sorted(folder.iterdir())
        if file.suffix in (".csv", ".npz")
    }


def read(folder: Path | None = None) -> Results | None:
    """Read results back; None where there are none.

    A table that they lack, since they were published before there was such a table, is empty.

    Raises
    ------
    FileNotFoundError
        If a file that was published with them is missing.
    ValueError
        If a file is not as it was published.
    """
    folder = folder or paths.results_dir()
    if not any((folder / name).exists() for name in (_ENVIRONMENT, "runs.csv")):
        return None
    environment = _environment(folder)
    runs = pd.read_csv(folder / "runs.csv").set_index("key")
    with np.load(folder / "correct.npz") as arrays:
        labels, modality, source = (
            arrays[name].astype(np.int64) for name in ("labels", "modality", "source")
        )
        ground = arrays.get("ground")
        keys = arrays["runs"].tolist()
        right = np.unpackbits(arrays["right"], axis=1, count=len(keys)).T
    correct = dict(zip(keys, np.ascontiguousarray(right, dtype=bool), strict=True))
    with np.load(folder / "errors.npz") as arrays:
        errors = dict(arrays)
    templates = None
    if (folder / "templates.npz").exists():
        with np.load(folder / "templates.npz") as arrays:
            templates = arrays["linear"]
    files = {name: _file(folder, name) for name in TABLES}
    return Results(
        runs=runs,
        tables={
            name: pd.read_csv(file) if file.exists() else pd.DataFrame()
            for name, file in files.items()
        },
        correct=correct,
        labels=labels,
        modality=modality,
        source=source,
        ground=ground,
        errors=errors,
        environment=environment,
        templates=templates,
    )


def _environment(folder: Path) -> dict[str, Any]:
    """Read what results were made on, after a check that all files are as they were published."""
    _refuse_missing(folder, [_ENVIRONMENT])
    try:
        environment = dict(json.loads(paths.content(folder / _ENVIRONMENT)))
        written = environment.get("files", {})
    except (TypeError, ValueError):  # cut, in another encoding, or of another structure
        environment, written = {}, {_ENVIRONMENT: ""}
    _refuse_missing(folder, list(written))
    found = checksums(folder)
    damaged = [name for name, expected in written.items() if found.get(name) != expected]
    if damaged:
        told = ", ".join(
            f"{name} ({(folder / name).stat().st_size:,} bytes)" for name in damaged[:_NAMED]
        )
        more = f" and {len(damaged) - _NAMED} more" if len(damaged) > _NAMED else ""
        raise ValueError(
            f"Results in {folder} are not as `polymnist study --publish` wrote them: {told}{more}. "
            "Expected contents with the checksums of that time; a copy may have ended early, or a "
            f"spreadsheet or an editor have saved them. {_REMEDY}"
        )
    return environment


def _refuse_missing(folder: Path, names: Sequence[str]) -> None:
    """Raise FileNotFoundError unless a folder holds some files."""
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        raise FileNotFoundError(
            f"{', '.join(missing)} of the full-size study are missing from {folder}. {_REMEDY}"
        )
