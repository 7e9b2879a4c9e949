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
  backend, the versions that decide a result, the machines and the revisions of the library.
"""

import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

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

# The columns by which the tables that are not by run are read.
_BY = {"speeds": "model", "flaws": "flaw", "handwriting": "images"}
_SHOWN = 3


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
        ``data``, and ``groups``: by group what decided its results, and where they were trained.
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
    missing = [name for name in TABLES if not _file(paths.results_dir(), name).exists()]
    if found is None or missing:
        what = ", ".join(f"{name}.csv" for name in missing) if found else "The results"
        raise FileNotFoundError(
            f"{what} of the full-size study are missing from {paths.results_dir()}. They come "
            "with the project: `git checkout results` brings them back."
        )
    return found


def read(folder: Path | None = None) -> Results | None:
    """Read results back; None where there are none.

    A table that they lack, since they were published before there was such a table, is empty.

    Raises
    ------
    ValueError
        If a file is not as it was published, or a run's right answers are missing or are not of the
        same images.
    """
    folder = folder or paths.results_dir()
    if not (folder / "runs.csv").exists():
        return None
    runs = _table(folder / "runs.csv", "key").set_index("key")
    answers = _arrays(folder / "correct.npz")
    labels, modality, source = (
        answers[name].astype(np.int64) for name in ("labels", "modality", "source")
    )
    keys, right = answers["runs"].tolist(), answers["right"]
    _check_same(folder, set(runs.index), set(keys))
    if right.shape != (len(labels), -(-len(keys) // 8)):
        raise ValueError(
            f"{folder / 'correct.npz'} has answers to other images: of shape {right.shape}, for "
            f"{len(labels)} images and {len(keys)} runs."
        )
    right = np.unpackbits(right, axis=1, count=len(keys)).T
    correct = dict(zip(keys, np.ascontiguousarray(right, dtype=bool), strict=True))
    templates = folder / "templates.npz"
    files = {name: _file(folder, name) for name in TABLES}
    with _as_published(folder / "environment.json") as file:
        environment = json.loads(file.read_text(encoding="utf-8"))
    return Results(
        runs=runs,
        tables={
            name: _table(file, _BY.get(name, "key")) if file.exists() else pd.DataFrame()
            for name, file in files.items()
        },
        correct=correct,
        labels=labels,
        modality=modality,
        source=source,
        ground=answers.get("ground"),
        errors=_arrays(folder / "errors.npz"),
        environment=environment,
        templates=_arrays(templates)["linear"] if templates.exists() else None,
    )


@contextmanager
def _as_published(file: Path) -> Iterator[Path]:
    """Say which file cannot be read, whatever fails in reading it, and what to do."""
    try:
        yield file
    except (ValueError, EOFError, BadZipFile, zlib.error) as error:
        raise ValueError(
            f"{file} is not as `polymnist study --publish` wrote it: {error}. It comes with the "
            "project and is never edited: `git checkout results` brings it back."
        ) from error


def _table(file: Path, by: str) -> pd.DataFrame:
    """Read a table, whole, as it was written: a spreadsheet may have saved it otherwise."""
    with _as_published(file):
        text = file.read_text(encoding="utf-8-sig")
        found = pd.read_csv(io.StringIO(text))
        if by not in found:
            raise ValueError(f"it has no column {by}, divided by commas from others")
        if not text.endswith("\n"):
            raise ValueError(f"it ends within a row, the last of {len(found)}")
    return found


def _arrays(file: Path) -> dict[str, np.ndarray]:
    """Read all arrays of a file."""
    with _as_published(file), file.open("rb") as content, np.load(content) as arrays:
        return dict(arrays)


def _check_same(folder: Path, rows: set[str], answered: set[str]) -> None:
    """Refuse results in which runs have a row and no answers, or answers and no row."""
    for file, other, lacking in (
        ("correct.npz", "runs.csv", sorted(rows - answered)),
        ("runs.csv", "correct.npz", sorted(answered - rows)),
    ):
        if lacking:
            count = "the run" if len(lacking) == 1 else f"{len(lacking)} runs"
            shown = ", ".join(lacking[:_SHOWN]) + (", …" if len(lacking) > _SHOWN else "")
            raise ValueError(
                f"{folder / file} lacks {count} {shown} of {other}. `polymnist study --publish` "
                "writes both, and neither is ever edited by hand: `git checkout results` brings "
                "both back."
            )
