"""The race: ours and its peers on the same data, in turn, so that a slow minute hits them all.

A round is short against the minutes in which a shared machine grows slow and fast again; ratios are
taken round by round.
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import report

from polymnist_lib import provenance
from polymnist_lib.digits import DataSet, Digits
from polymnist_lib.sources import embedded
from polymnist_lib.sources.compose import compose, photographs

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

HERE = Path(__file__).parent
ROUNDS = 5

_results: dict[str, list] = {"races": [], "facts": [], "growth": []}


@pytest.fixture
def race(benchmark):
    """Time ours against peers, round by round, and note the ratios."""

    def run(
        title: str,
        ours: Callable[[], object],
        peers: Mapping[str, Callable[[], object]],
        *,
        images: int,
        at_least: Mapping[str, float] | None = None,
    ) -> dict:
        ours()  # compiles; a race is between those that are warm
        for peer in peers.values():
            peer()
        seconds: dict[str, list[float]] = {name: [] for name in peers}

        def let_peers_run() -> None:
            for name, peer in peers.items():
                start = time.perf_counter()
                peer()
                seconds[name].append(time.perf_counter() - start)

        benchmark.pedantic(ours, setup=let_peers_run, rounds=ROUNDS)
        mine = benchmark.stats.stats.data
        found = {
            "title": title,
            "images": images,
            "images_per_second": _spread([images / each for each in mine]),
            "peers": {
                name: {
                    "images_per_second": _spread([images / each for each in times]),
                    "ratio": _spread([peer / own for peer, own in zip(times, mine, strict=True)]),
                    "at_least": (at_least or {}).get(name),
                }
                for name, times in seconds.items()
            },
        }
        _results["races"].append(found)
        return found

    return run


@pytest.fixture(scope="session")
def note():
    """Note a figure that has no peer: its title, value, unit and, where there is one, its limit."""

    def run(title: str, value: float, unit: str, *, at_most: float | None = None) -> None:
        _results["facts"].append(
            {"title": title, "value": _short(value), "unit": unit, "at_most": at_most}
        )

    return run


@pytest.fixture(scope="session")
def grown():
    """Note what a stage took at a size: seconds, and GiB of memory beyond those at its start."""

    def run(stage: str, images: int, seconds: float, gibibytes: float) -> None:
        _results["growth"].append(
            {
                "stage": stage,
                "images": images,
                "seconds": _short(seconds),
                "gibibytes": _short(gibibytes),
            }
        )

    return run


@pytest.fixture(scope="session")
def digits() -> Callable[[int], Digits]:
    """Make as many images as wanted: the embedded handwriting again and again, on other crops."""
    ink, labels = embedded.strokes()

    def make(count: int) -> Digits:
        chosen = np.arange(-(-count // 5)) % len(ink)
        backgrounds = list(photographs().values())
        return compose(ink[chosen], labels[chosen], backgrounds, seed=7).take(slice(count))

    return make


@pytest.fixture(scope="session")
def data_set(digits) -> Callable[[int], DataSet]:
    """Make a data set of as many images as wanted, a seventh of them to test with."""

    def make(count: int) -> DataSet:
        images = digits(count)
        mixed = images.take(np.random.default_rng(0).permutation(count))
        unknown = Digits(mixed.images, mixed.labels, mixed.modality, None)
        test = count // 7
        return DataSet(
            "benchmark",
            train=unknown.take(slice(test, None)),
            test=unknown.take(slice(test)),
            validation_by="images",
            validation_size=test,
        )

    return make


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode
) -> None:
    """Print what was measured; write it, if all of it was: a part would leave the rest untrue."""
    config = terminalreporter.config
    outcomes = terminalreporter.stats
    results = {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": {**provenance.machine(), "cores": str(len(os.sched_getaffinity(0)))},
        "versions": provenance.versions(),
        "revision": provenance.revision(HERE.parent),
        "rounds": ROUNDS,
        **_results,
    }
    chosen = config.option.file_or_dir or set(outcomes) & {"deselected", "skipped"}
    if exitstatus == pytest.ExitCode.OK and outcomes.get("passed") and not chosen:
        text = json.dumps(results, indent=1, ensure_ascii=False)
        (HERE / "results.json").write_text(f"{text}\n", encoding="utf-8")
        report.write(results)
        what = "Written to results.json and README.md."
    else:
        what = "Not all was measured: results.json and README.md stay as they are."
    terminalreporter.section("measured")
    terminalreporter.write_line(report.measured(results))
    terminalreporter.write_line(what)


def _spread(values: list[float]) -> dict[str, float]:
    """Return median, least and greatest of the rounds."""
    return {
        name: _short(function(values))
        for name, function in (("median", np.median), ("least", min), ("greatest", max))
    }


def _short(value: float) -> float:
    """Round to four significant digits: more are noise."""
    return float(f"{value:.4g}")
