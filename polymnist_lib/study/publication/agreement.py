"""What the runs of published results must share: the data, and within a group all that decides."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from polymnist_lib import provenance
from polymnist_lib.study.grid import REDIVIDED, Experiment
from polymnist_lib.training.keys import ARITHMETIC
from polymnist_lib.training.runs import Run

# Groups whose runs are compared with each other.
_COMPARED = (("reference", "audit"), ("strong", "compact"), ("ablation", "handwriting"))


def environment(found: Sequence[tuple[Experiment, Run]]) -> dict[str, Any]:
    """Return what the runs of each group share, and what else there was.

    All have the same test images, but for those on `polymnist_lib.study.grid.REDIVIDED`.

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
    alike = [run for experiment, run in found if experiment.division not in REDIVIDED]
    for run in alike[1:]:
        for name in ("labels", "modality", "source"):
            if not np.array_equal(getattr(run.test, name), getattr(alike[0].test, name)):
                raise ValueError(
                    f"Results mix runs on other test images: {name} of {alike[0].key} and "
                    f"{run.key} differ."
                )
    for names in (*((name,) for name in groups), *_COMPARED):
        together = [run for name in names for run in groups.get(name, [])]
        for run in together[1:]:
            for what, value in _deciding(run).items():
                _check_equal(what, together[0], run, _deciding(together[0])[what], value)
    told = {}
    for name, runs in groups.items():
        others = {
            what: _distinct(run.environment[what] for run in runs)
            for what in ("versions", "machine", "revision")
        }
        told[name] = {**_deciding(runs[0]), "all": others}
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
