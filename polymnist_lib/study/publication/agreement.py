"""What the runs of published results must share: the data, and within a group all that decides."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from polymnist_lib.study.grid import REDIVIDED, Experiment
from polymnist_lib.training.keys import ARITHMETIC
from polymnist_lib.training.runs import Run

# Groups whose runs are compared with each other.
_COMPARED = (
    ("reference", "audit"),
    ("strong", "compact"),
    ("ablation", "handwriting", "recomposed"),
    ("time_cnn1", "time_anew_cnn1"),
    ("time_cnn2", "time_anew_cnn2"),
)

# Tables that take more than is published of the groups that they compare: the rows of one that is
# published without the other stay those of the networks before.
MEASURED_TOGETHER = {"flaws": ("reference", "audit"), "handwriting": ("ablation", "handwriting")}

# What decides a run's results besides its recipe and data, as its key has it.
_DECIDING = ("backend", "versions")


def groups(found: Sequence[tuple[Experiment, Run]]) -> dict[str, Any]:
    """Return what the runs of each group share, and what else there was.

    All have the same test images, but for those on `polymnist_lib.study.grid.REDIVIDED`.

    Raises
    ------
    ValueError
        If they do not share it; the message names what differs, and in which runs.
    """
    first = found[0][1]
    together: dict[str, list[Run]] = {}
    for experiment, run in found:
        together.setdefault(experiment.group, []).append(run)
        _check_equal("data", first, run, *(each.environment["data"] for each in (first, run)))
    alike = [run for experiment, run in found if experiment.division not in REDIVIDED]
    for run in alike[1:]:
        for name in ("labels", "modality", "source"):
            if not np.array_equal(getattr(run.test, name), getattr(alike[0].test, name)):
                raise ValueError(
                    f"Results mix runs on other test images: {name} of {alike[0].key} and "
                    f"{run.key} differ."
                )
    told = {}
    for name, runs in together.items():
        for run in runs[1:]:
            for what, value in _deciding(run).items():
                _check_equal(what, runs[0], run, _deciding(runs[0])[what], value)
        others = {
            what: _distinct(run.environment[what] for run in runs)
            for what in ("versions", "machine", "revision")
        }
        told[name] = {**_deciding(runs[0]), "all": others}
    return told


def check_compared(told: Mapping[str, Any]) -> None:
    """Check that groups that are compared share what decides their results.

    Parameters
    ----------
    told : mapping of str to dict
        What `groups` returns, of what is published too.

    Raises
    ------
    ValueError
        If they do not.
    """
    for names in _COMPARED:
        published = [name for name in names if name in told]
        for first, other in pairwise(published):
            for what in _DECIDING:
                if told[first][what] != told[other][what]:
                    raise ValueError(
                        f"The groups {first} and {other} are compared, so they cannot differ in "
                        f"what decides results: {what} of {first} is {told[first][what]}, of "
                        f"{other} {told[other][what]}. Train one of them again like the other, "
                        "and publish both."
                    )


def _check_equal(what: str, first: Run, run: Run, expected: Any, value: Any) -> None:
    """Raise ValueError if something differs between two runs."""
    if value != expected:
        raise ValueError(
            f"Results mix runs that cannot stand in one table: {what} of {first.key} is "
            f"{expected}, of {run.key} {value}. Remove the runs of one kind from the store, and "
            "train them again."
        )


def _deciding(run: Run) -> dict[str, Any]:
    """Return of a run's environment what `_DECIDING` names."""
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
