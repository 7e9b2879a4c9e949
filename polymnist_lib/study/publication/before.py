"""What is published already, and stays as it is while other groups are written anew.

Rows are read and written as text, so that none of their digits changes.
"""

import io
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib.metrics import Predictions
from polymnist_lib.study import results
from polymnist_lib.study.grid import GROUPS
from polymnist_lib.study.results import Results
from polymnist_lib.training.recipes import Recipe

# What tells one published experiment from another.
_EXPERIMENT = ["group", "division", *(each.name for each in fields(Recipe))]

# What tells the rows of a table from one another; of all others, the run's key.
_IDENTITY = {
    "runs": _EXPERIMENT,
    "speeds": ["model"],
    "flaws": ["flaw", "model"],
    "handwriting": ["images"],
}


@dataclass(frozen=True)
class Before:
    """What stays of a folder of results.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        By file name without its ending, all columns as text: ``runs`` and those of
        `polymnist_lib.study.results.TABLES`.
    correct : mapping of str to ndarray of shape (n,), bool
        Which test images each run read right, by its key.
    errors : mapping of str to ndarray
        As `polymnist_lib.study.results.Results` has them.
    templates : ndarray of shape (10, 28, 28), float32, optional
        Likewise.
    groups : mapping of str to dict
        What decided the results of each group, and where it was trained.
    timed_on : dict
        The machine that ``speeds`` are of.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    correct: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    errors: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    templates: NDArray[np.float32] | None = None
    groups: Mapping[str, Any] = field(default_factory=dict)
    timed_on: Mapping[str, str] = field(default_factory=dict)

    def joined(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """Add the rows of a new table, as text; a new row takes the place of one like it."""
        new = as_text(table, exact=name == "runs")
        old = self.tables.get(name)
        if old is None:
            return new
        identity = _IDENTITY.get(name, ["key"])
        replaced = set(map(tuple, new[identity].to_numpy()))
        stays = [each not in replaced for each in map(tuple, old[identity].to_numpy())]
        both = pd.concat([old[stays], new], ignore_index=True)
        if name != "runs":
            return both
        places = {group: place for place, group in enumerate(GROUPS)}
        return both.sort_values(
            "group", key=lambda groups: groups.map(places).fillna(len(places)), kind="stable"
        )


def read(
    folder: Path, groups: Collection[str], data: str, test: Predictions, rows: pd.DataFrame
) -> Before:
    """Read what a folder holds of other groups, after a check that nothing of these is lost.

    Parameters
    ----------
    folder : Path
        ``results/``, or where nothing is published yet.
    groups : collection of str
        Those that are written anew.
    data : str
        The name of their data.
    test : Predictions
        Of any of their runs on the test images.
    rows : DataFrame
        Their ``runs``.

    Raises
    ------
    ValueError
        If what is published is of other data, or if a group lacks experiments that are published.
    """
    found = results.read(folder)
    if found is None:
        return Before()
    _check_data(folder, found, data, test)
    tables = {
        file.stem: pd.read_csv(file, dtype=str, keep_default_na=False)
        for file in sorted(folder.glob("*.csv"))
    }
    published = tables["runs"]
    renewed = published["group"].isin(groups)
    lost = _counted(published[renewed]) - _counted(as_text(rows, exact=True))
    if lost:
        raise ValueError(
            f"{sum(lost.values())} of {renewed.sum()} experiments in {folder} are not in this "
            f"store, such as {next(iter(lost))}. Train them first, or move the folder away."
        )
    stays = published[~renewed]
    keys = set(stays["key"])
    for name, table in tables.items():
        if name not in _IDENTITY:
            tables[name] = table[table["key"].isin(keys)]
    return Before(
        {**tables, "runs": stays},
        {key: right for key, right in found.correct.items() if key in keys},
        found.errors,
        found.templates,
        {name: told for name, told in found.environment["groups"].items() if name not in groups},
        found.environment["timed_on"],
    )


def as_text(table: pd.DataFrame, *, exact: bool) -> pd.DataFrame:
    """Write a table's values as its file has them: six digits of each number, unless exactly."""
    text = table.to_csv(index=False, float_format=None if exact else "%.6g")
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def _check_data(folder: Path, found: Results, data: str, test: Predictions) -> None:
    """Raise ValueError if results are of other data than new ones."""
    before = found.environment["data"]
    if data != before:
        raise ValueError(
            f"{folder} holds results of {before}, these are of {data}. Move the folder away to "
            "publish others."
        )
    for name in ("labels", "modality"):
        if not np.array_equal(getattr(found, name), getattr(test, name)):
            raise ValueError(
                f"{folder} holds results on other test images of {data}: their {name} differ. "
                "Move the folder away to publish others."
            )


def _counted(rows: pd.DataFrame) -> Counter[tuple[Any, ...]]:
    """Count how often each experiment occurs."""
    return Counter(map(tuple, rows[_EXPERIMENT].to_numpy().tolist()))
