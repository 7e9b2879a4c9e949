"""A training that was stopped goes on from its last epoch, and gives what it would have given."""

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pandas as pd
import pytest

from polymnist_lib.digits import Split
from polymnist_lib.sources.compose import compose
from polymnist_lib.training import batches, engines, fit, unfinished
from polymnist_lib.training.engine import Engine
from polymnist_lib.training.engine_tensorflow import TensorFlowEngine
from polymnist_lib.training.recipes import OPTIMIZERS, Recipe
from polymnist_lib.training.runs import Store
from polymnist_lib.training.unfinished import Unfinished

PATIENCE = 300  # seconds for a process to train, on a busy machine

# All that draws, remembers or changes from epoch to epoch: dropout, batch normalisation, Adam,
# averages, schedule, order, and images composed anew.
RECIPE = Recipe(
    "cnn2",
    augmentation="recomposed",
    epochs=5,
    batch_size=8,
    schedule="cosine",
    label_smoothing=0.1,
    averaging=0.9,
)


def parts():
    """Compose 35 training images of strokes on noise, and 10 images for either other part."""
    rng = np.random.default_rng(0)
    strokes = np.zeros((7, 28, 28), np.uint8)
    strokes[:, 8:20, 12:16] = 255
    digits = compose(
        strokes, np.arange(7), list(rng.integers(0, 256, (5, 40, 40, 3), np.uint8)), seed=0
    )
    return Split(digits, digits.take(slice(0, 10)), digits.take(slice(10, 20)), data="tiny")


@pytest.fixture
def split():
    """A tiny split."""
    return parts()


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return Store(tmp_path / "runs")


@pytest.fixture
def at_once(monkeypatch):
    """Every epoch leaves its state, and has several blocks."""
    monkeypatch.setattr(unfinished, "INTERVAL", 0)
    monkeypatch.setattr(batches, "BLOCK_SIZE", 16)


class StoppedError(Exception):
    """What stops a training."""


def stopping(fit_epoch, fitted, *, at, stop):
    """Make a `fit_epoch` that notes its calls and, at one of them, stops within the epoch."""

    def noting(self, blocks):
        fitted.append(len(fitted))
        if len(fitted) == at:
            fit_epoch(self, [next(blocks)])
            stop()
        return fit_epoch(self, blocks)

    return noting


def stopped_and_resumed(monkeypatch, recipe, split, store, *, at, before=lambda: None):
    """Train until within an epoch, then again.

    Return the second call's run and how many epochs it fitted. `before` is called before the stop.
    """

    def stop():
        before()
        raise StoppedError

    kind = type(engines.started(recipe))
    fit_epoch = kind.fit_epoch
    fitted = []
    with monkeypatch.context() as patch:
        patch.setattr(kind, "fit_epoch", stopping(fit_epoch, fitted, at=at, stop=stop))
        with pytest.raises(StoppedError):
            fit.train(recipe, split, store=store)
        assert len(fitted) == at
        patch.setattr(kind, "fit_epoch", stopping(fit_epoch, fitted, at=None, stop=stop))
        run = fit.train(recipe, split, store=store)
    return run, len(fitted) - at


def assert_same(run, other):
    """Check that two runs are equal to the last bit, but for the time they took."""
    pd.testing.assert_frame_equal(
        run.history.drop(columns="seconds"), other.history.drop(columns="seconds"), check_exact=True
    )
    for mine, its in zip(run.model().get_weights(), other.model().get_weights(), strict=True):
        np.testing.assert_array_equal(mine, its)
    for part in ("validation", "test"):
        mine, its = (getattr(each, part).probabilities for each in (run, other))
        np.testing.assert_array_equal(mine, its)


CHILD = """
import sys
sys.path.insert(0, {tests!r})
import test_unfinished
test_unfinished.train_in_child({folder!r}, {at!r})
"""


def train_in_child(folder, at):
    """Train RECIPE on one thread, as the study does, killed within the epoch `at`."""
    from polymnist_lib.study import workers

    def kill():
        os.kill(os.getpid(), signal.SIGKILL)

    class Told(list):
        def append(self, number):
            super().append(number)
            with Path(f"{folder}.fitted").open("a", encoding="utf-8") as file:
                file.write(f"{number} ")

    workers._one_thread()
    unfinished.INTERVAL, batches.BLOCK_SIZE = 0, 16
    kind = type(engines.started(RECIPE))
    kind.fit_epoch = stopping(kind.fit_epoch, Told(), at=at, stop=kill)
    fit.train(RECIPE, parts(), store=Store(Path(folder)))


@pytest.mark.slow
def test_a_killed_process_is_as_if_it_had_never_been(forks, split, tmp_path):
    """Killed inside the third of five epochs and begun again, a training gives the same bits."""

    def child(name, at=None):
        folder, tests = str(tmp_path / name), str(Path(__file__).parent)
        code = CHILD.format(tests=tests, folder=folder, at=at)
        process = forks.Process(target=exec, args=(code, {}), daemon=True)
        process.start()
        process.join(PATIENCE)
        return process.exitcode

    def fitted(name):
        return (tmp_path / f"{name}.fitted").read_text()

    assert child("whole") == 0
    assert child("killed", at=3) == -signal.SIGKILL
    assert fitted("killed") == "0 1 2 "
    whole, killed = Store(tmp_path / "whole"), Store(tmp_path / "killed")
    key = whole.key(RECIPE, split)
    assert killed.find(key) is None
    assert child("killed") == 0
    assert fitted("killed") == "0 1 2 " * 2, "it was to fit the third epoch to the fifth"
    assert fitted("whole") == "0 1 2 3 4 "
    assert_same(killed.find(key), whole.find(key))


AFTER = Recipe("cnn1", epochs=2, batch_size=8, averaging=0.9, schedule="cosine", seed=1)


@pytest.mark.parametrize("at", [2, 3, 4])
def test_each_of_several_recipes_goes_on(split, tmp_path, monkeypatch, at_once, at):
    """Within the recipe that comes before, at the start of the one after it, and within that."""
    recipe = AFTER.but(after=AFTER, augmentation="all", seed=2, schedule="constant")
    whole = fit.train(recipe, split, store=Store(tmp_path / "whole"))
    run, fitted = stopped_and_resumed(
        monkeypatch, recipe, split, Store(tmp_path / "stopped"), at=at
    )
    assert fitted == 4 - (at - 1)
    assert list(run.history["epoch"]) == [1, 2]
    assert_same(run, whole)


@pytest.mark.parametrize(
    ("kind", "optimizer"),
    [(TensorFlowEngine, "adam"), *((Engine, optimizer) for optimizer in OPTIMIZERS)],
)
def test_the_state_of_an_engine_is_all_that_an_epoch_changes(kind, optimizer):
    """Another engine, put into it, takes the same steps, whatever it did and drew before."""
    rng = np.random.default_rng(0)
    blocks = [(rng.random((3, 8, 28, 28, 1), np.float32), rng.integers(0, 10, (3, 8)))]

    def small():
        layers = kind.layers
        stack = layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, activation="softmax")
        model = keras.Sequential([keras.Input((28, 28, 1)), *stack])
        return kind(model, engines._optimizer(optimizer, averaging=0.5))

    first, second = small(), small()
    first.fit_epoch(blocks)
    state = [np.copy(each) for each in first.state()]
    assert first.fit_epoch(blocks) != second.fit_epoch(blocks)
    second.restore(state)
    state = [np.copy(each) for each in first.state()]
    second.fit_epoch(blocks)
    for mine, its in zip(second.state(), state, strict=True):
        np.testing.assert_array_equal(mine, its)


def test_the_state_of_another_model_is_refused():
    """It says so, and the engine stays as it was."""
    linear, other = (engines.started(Recipe(name)) for name in ("linear", "mlp1"))
    before = [np.copy(each) for each in linear.state()]
    with pytest.raises(ValueError, match="no state of linear with adam"):
        linear.restore(other.state())
    for mine, its in zip(linear.state(), before, strict=True):
        np.testing.assert_array_equal(mine, its)


LINEAR = Recipe("linear", augmentation="all", epochs=3, batch_size=8)


def test_what_is_left_is_no_run_and_goes_with_it(split, store, monkeypatch, at_once):
    """Until the run is stored nothing is found of it; then its state is removed."""
    left = store.folder / ".unfinished" / store.key(LINEAR, split)
    found = []

    def look():
        found.extend([store.find(left.name), store.last_like(LINEAR, split), left.is_dir()])

    run, _ = stopped_and_resumed(monkeypatch, LINEAR, split, store, at=2, before=look)
    assert found == [None, None, True]
    assert store.last_like(LINEAR, split).key == run.key
    assert not left.exists()


def test_a_quick_training_leaves_nothing(split, store, monkeypatch):
    """It takes no longer for being able to go on, and begins anew."""
    monkeypatch.setattr(unfinished, "time", SimpleNamespace(monotonic=lambda: 0.0))
    run, fitted = stopped_and_resumed(monkeypatch, LINEAR, split, store, at=3)
    assert fitted == 3
    assert not (store.folder / ".unfinished").exists()
    assert len(run.history) == 3


@pytest.mark.parametrize("damage", [lambda content: content[:-50], lambda content: b"", None])
def test_a_state_that_cannot_be_used_is_told(
    split, tmp_path, store, monkeypatch, at_once, caplog, damage
):
    """The training begins anew where the file is cut, is empty, or is of another model."""
    whole = fit.train(LINEAR, split, store=Store(tmp_path / "whole"))
    file = store.folder / ".unfinished" / store.key(LINEAR, split) / "state.npz"

    def spoil():
        if damage is None:
            other = engines.started(Recipe("mlp1")).state()
            np.savez(file, *other, epochs=np.zeros((1, 5)))
        else:
            file.write_bytes(damage(file.read_bytes()))

    run, fitted = stopped_and_resumed(monkeypatch, LINEAR, split, store, at=3, before=spoil)
    assert fitted == 3
    (record,) = caplog.records
    assert f"{file} cannot be used, so the training that left it begins anew" in record.message
    assert_same(run, whole)


def fake(value):
    """Make what has the state of an engine."""
    return SimpleNamespace(state=lambda: [np.full(3, value)], restore=lambda state: None)


def test_a_kill_while_writing_leaves_the_state_before(tmp_path, monkeypatch, at_once):
    """What was left of the epoch before is whole."""
    kept = Unfinished(tmp_path / "key")
    kept.leave(fake(1.0), [[1.0]])

    def half(file, *arrays, **named):
        file.write_bytes(b"PK")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(KeyboardInterrupt):
        kept.leave(fake(2.0), [[1.0], [2.0]])
    assert Unfinished(tmp_path / "key").restore(fake(0.0)) == [[1.0]]


def test_states_are_left_at_intervals(tmp_path, monkeypatch):
    """One is written when so many seconds have passed since the start, or since the last one."""
    now = 1000.0
    monkeypatch.setattr(unfinished.time, "monotonic", lambda: now)
    kept = Unfinished(tmp_path / "key")
    left = []
    for epoch in range(1, 9):
        now += 0.4 * unfinished.INTERVAL
        kept.leave(fake(0.0), [[1.0]] * epoch)
        left.append(len(Unfinished(tmp_path / "key").restore(fake(0.0))))
    assert left == [0, 0, 3, 3, 3, 6, 6, 6]


def test_what_nobody_took_up_is_removed_at_last(tmp_path, at_once):
    """When another state is written, what was left more than a month ago goes."""
    for name, days in (("old", 31), ("late", 29)):
        Unfinished(tmp_path / name).leave(fake(0.0), [[1.0]])
        then = time.time() - days * 24 * 3600
        os.utime(tmp_path / name, (then, then))
    Unfinished(tmp_path / "new").leave(fake(0.0), [[1.0]])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["late", "new"]


def test_a_state_that_cannot_be_written_stops_no_training(split, store, at_once, caplog):
    """It is told, and the run is trained all the same."""
    store.folder.mkdir()
    (store.folder / ".unfinished").touch()
    run = fit.train(LINEAR, split, store=store)
    assert len(run.history) == 3
    assert [each.message.partition(":")[0] for each in caplog.records] == [
        "If it is killed, a training cannot go on from here"
    ] * 3
