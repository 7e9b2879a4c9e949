"""Campaigns: what is missing is trained, once, whatever fails or is killed on the way."""

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from distributed import LocalCluster

from polymnist_lib import cli
from polymnist_lib.study import campaign, grid, workers
from polymnist_lib.study.campaign import Forecast, Outcome, conduct
from polymnist_lib.study.grid import Experiment
from polymnist_lib.study.workers import Place
from polymnist_lib.training import keys, runs
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Store

pytestmark = pytest.mark.slow  # processes that train, and that are killed

EMBEDDED = Place("embedded")
LINEAR = Recipe("linear", epochs=1, batch_size=128)


def experiments(count):
    """Make quick experiments that differ by their seeds."""
    return [Experiment("reference", LINEAR.but(seed=seed)) for seed in range(count)]


@pytest.fixture(autouse=True)
def quick_workers(monkeypatch, forks):
    """Workers, Dask's too, are forked off a process that has imported Keras, not begun anew."""
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: forks)


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return Store(tmp_path / "runs")


def test_a_campaign_trains_what_is_missing(store):
    """The first time all is trained, the second nothing, and both give the same runs."""
    wanted = experiments(3)
    first = list(conduct(wanted, EMBEDDED, store=store, jobs=2))
    again = list(conduct([*wanted, *experiments(4)[3:]], EMBEDDED, store=store, jobs=1))
    assert [each.trained for each in first] == [True] * 3
    assert sorted(each.trained for each in again) == [False] * 3 + [True]
    by_seed = {each.experiment.recipe.seed: each.run.key for each in first}
    assert by_seed == {
        each.experiment.recipe.seed: each.run.key for each in again if not each.trained
    }


def test_a_failure_stops_no_other(store):
    """What cannot be trained is told with its reason; the others are, also what was damaged."""
    good, bad, damaged = experiments(3)
    split = workers.divided(EMBEDDED, "whole")
    (store.folder / ".locks" / f"{store.key(bad.recipe, split)}.lock").mkdir(parents=True)
    (store.folder / store.key(damaged.recipe, split)).mkdir()
    found = conduct([bad, damaged, good], EMBEDDED, store=store, jobs=1)
    outcomes = {each.experiment: each for each in found}
    assert outcomes[good].run is not None
    assert outcomes[bad].run is None
    assert "Error" in outcomes[bad].error
    assert outcomes[damaged].trained
    assert (store.folder / ".damaged" / outcomes[damaged].run.key).is_dir()


def test_data_that_cannot_be_divided_stop_no_other(store, monkeypatch):
    """An experiment whose division the data do not allow is told, the others are trained."""

    def refuse(data):
        raise ValueError("sources are not known")

    monkeypatch.setitem(grid.DIVISIONS, "by source", refuse)
    (possible,) = experiments(1)
    impossible = Experiment("audit", LINEAR, "by source")
    outcomes = {
        each.experiment: each
        for each in conduct([impossible, possible], EMBEDDED, store=store, jobs=1)
    }
    assert outcomes[impossible].error == "sources are not known"
    assert not outcomes[impossible].possible
    assert outcomes[possible].run is not None


def test_what_two_groups_want_is_trained_once(store):
    """Both hear of the one run."""
    wanted = [Experiment(group, LINEAR) for group in ("reference", "augmentation")]
    outcomes = list(conduct(wanted, EMBEDDED, store=store, jobs=2))
    assert {each.experiment for each in outcomes} == set(wanted)
    assert len({each.run.key for each in outcomes}) == 1
    assert len([each for each in store.folder.iterdir() if each.name[0] != "."]) == 1


def test_a_worker_with_other_code_is_told(store, monkeypatch):
    """A run that would not be found again is not trained."""
    monkeypatch.setattr(keys.syntax, "hashed", lambda modules, without: "edited")
    (outcome,) = conduct(experiments(1), EMBEDDED, store=store, jobs=1)
    assert "this worker would train linear-" in outcome.error
    assert "another version of this library" in outcome.error


def test_a_killed_worker_is_replaced(store):
    """A worker that the system kills takes no experiment with it."""
    wanted = experiments(4)
    before = set(multiprocessing.active_children())
    outcomes = conduct(wanted, EMBEDDED, store=store, jobs=1)
    done = [next(outcomes)]
    (worker,) = set(multiprocessing.active_children()) - before
    worker.kill()
    done += outcomes
    assert {each.experiment for each in done} == set(wanted)
    assert all(each.run is not None for each in done)


def test_what_kills_its_worker_takes_nobody_along(store, monkeypatch, tmp_path):
    """It is given up, with a reason; those that were at work beside it are trained after all."""
    text = (
        "import os, signal\n"
        "from polymnist_lib.study import workers\n"
        "train = workers._train\n\n\n"
        "def train_or_die(task):\n"
        "    if task.experiment.recipe.seed == 1:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    train(task)\n"
    )
    (tmp_path / "deadly.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(workers, "_train", importlib.import_module("deadly").train_or_die)
    outcomes = list(conduct(experiments(4), EMBEDDED, store=store, jobs=2))
    errors = {each.experiment.recipe.seed: each.error for each in outcomes}
    assert errors.pop(1).startswith("its process died, twice: killed by SIGKILL: mostly for want")
    assert errors == {0: None, 2: None, 3: None}


def test_a_dask_cluster_trains_though_a_worker_is_killed(store):
    """Its runs travel back into the store, equal to those trained here."""
    wanted = experiments(4)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as cluster:
        outcomes = conduct(wanted, EMBEDDED, store=store, scheduler=cluster.scheduler_address)
        done = [next(outcomes)]
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        done += outcomes
    assert {each.experiment for each in done} == set(wanted)
    assert all(each.trained and each.run is not None for each in done)
    here = Store(store.folder.parent / "here")
    (local,) = conduct(wanted[:1], EMBEDDED, store=here, jobs=1)
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, dashboard_address=":0", host="127.0.0.1"
        ) as cluster,
        pytest.raises(ValueError, match=r"with 2\. Start them with `dask worker"),
    ):
        list(conduct(experiments(5), EMBEDDED, store=store, scheduler=cluster.scheduler_address))
    travelled = next(each.run for each in done if each.experiment == wanted[0])
    assert travelled.key == local.run.key
    np.testing.assert_array_equal(travelled.test.probabilities, local.run.test.probabilities)
    assert travelled.model().name == "linear"


def test_nothing_outlives_a_campaign(tmp_path, running):
    """Killed without warning, a campaign leaves no worker behind, and goes on when run again."""
    command = [sys.executable, "-m", "polymnist_lib", "study", "reference", "--jobs", "1"]
    environment = {**os.environ, "POLYMNIST_RUNS": str(tmp_path / "runs")}
    with running(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        opening, first = process.stdout.readline(), process.stdout.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.kill()
        process.wait()
        count = len(grid.GROUPS["reference"])
        assert opening == f"{count} experiments; runs are kept in {tmp_path / 'runs'}\n"
        assert first.startswith(f"[{1:>{len(str(count))}}/{count}] reference: ")
        assert children
        patience = time.monotonic() + 120
        while any(Path(f"/proc/{each}").exists() for each in children):
            assert time.monotonic() < patience, "workers outlived their campaign"
            time.sleep(0.2)
    assert len([each for each in (tmp_path / "runs").iterdir() if each.name[0] != "."]) >= 1


def test_the_forecast_is_of_what_is_left(monkeypatch):
    """What is left takes as long an epoch as its like took, or else as the others."""
    wanted = [
        Experiment("reference", LINEAR.but(seed=seed, epochs=epochs))
        for seed, epochs in ((0, 2), (1, 4))
    ]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    forecast = Forecast(wanted)
    assert forecast.seconds() is None
    run = _run(seconds=[3.0, 5.0])
    monkeypatch.setattr(time, "monotonic", lambda: now + 16)  # twice as long as the training alone
    forecast.note(Outcome(wanted[0], run))
    assert forecast.seconds() == pytest.approx(4 * 4 * 2)
    resumed = Forecast(wanted)
    monkeypatch.setattr(time, "monotonic", lambda: now + 20)
    resumed.note(Outcome(wanted[0], run))  # half of it was trained before
    assert resumed.seconds() == pytest.approx(4 * 4)


def _run(seconds):
    """Make a run that took these seconds an epoch."""
    history = pd.DataFrame({"seconds": seconds})
    return runs.Run(LINEAR, "k", history, pd.DataFrame(), None, None, environment={})


def test_the_command_tells_each_outcome(tmp_path, monkeypatch, capsys):
    """A line for each experiment, status 0; 1 and a count where some failed."""
    monkeypatch.setenv("POLYMNIST_RUNS", str(tmp_path))
    monkeypatch.setitem(grid.GROUPS, "reference", tuple(experiments(2)))
    assert cli.main(["study", "reference", "--jobs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert lines[0].startswith("[1/2] reference: linear, reference, none, seed ")
    assert "trained in" in lines[0]
    assert "left" in lines[0]
    assert "left" not in lines[1]
    monkeypatch.setattr(
        campaign, "conduct", lambda *args, **options: [Outcome(experiments(1)[0], error="why")]
    )
    assert cli.main(["study", "reference"]) == 1
    printed = capsys.readouterr()
    assert "failed: why" in printed.out
    assert "1 of 2 experiments failed" in printed.err
    impossible = Outcome(experiments(1)[0], error="why", possible=False)
    monkeypatch.setattr(campaign, "conduct", lambda *args, **options: [impossible])
    assert cli.main(["study", "reference"]) == 0
    assert "not possible with these data: why" in capsys.readouterr().out


def test_an_unknown_group_or_scheduler_is_told(capsys, tmp_path, monkeypatch):
    """One line says what there is, or who does not answer."""
    monkeypatch.setenv("POLYMNIST_RUNS", str(tmp_path))
    assert cli.main(["study", "nothing"]) == 1
    assert "Unknown groups nothing. Valid groups:" in capsys.readouterr().err
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    assert cli.main(["study", "reference", "--scheduler", "tcp://127.0.0.1:1"]) == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in capsys.readouterr().err


def test_what_cannot_be_composed_anew_stops_no_other(store, monkeypatch):
    """Where nobody knows what images were composed of, the experiment is told as not possible."""
    bare = workers.divided(EMBEDDED, "whole")
    unknown = replace(bare, train=replace(bare.train, origins=None))
    monkeypatch.setattr(workers, "divided", lambda place, division: unknown)
    monkeypatch.setattr(workers.divided, "cache_clear", lambda: None, raising=False)
    anew = Experiment("time_anew_cnn1", LINEAR.but(augmentation="recomposed"))
    (outcome,) = conduct([anew], EMBEDDED, store=store)
    assert not outcome.possible
    assert "makes images anew from the handwriting" in outcome.error
