"""Recipes, training and the store."""

import ast
import math
import resource
import signal
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import syntax
from polymnist_lib.digits import DataSet, Digits, Split
from polymnist_lib.metrics import Predictions
from polymnist_lib.models import builders, predict, preprocess
from polymnist_lib.training import engines, fit, keys, unfinished
from polymnist_lib.training.augment import Policy
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run, Store
from polymnist_lib.training.unfinished import Unfinished

PATIENCE = 300  # seconds for a process to train, on a busy machine


def tiny(count, seed, first_source=0):
    """Make `count` images: bright squares whose place tells the label, one modality in turn."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    images = rng.integers(0, 40, (count, 28, 28, 3), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 * label + 2 : 2 * label + 8, 4:24] = 220
    return Digits(images, labels, np.arange(count) % 5, first_source + np.arange(count))


@pytest.fixture
def split():
    """A split of 60, 20 and 20 easy images."""
    parts = tiny(60, 0), tiny(20, 1, 60), tiny(20, 2, 80)
    return Split(*parts, data="tiny")


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return Store(tmp_path / "runs")


@pytest.fixture
def nothing(tmp_path, monkeypatch):
    """What no training left, nor leaves anything in."""
    monkeypatch.setattr(unfinished, "INTERVAL", math.inf)
    return Unfinished(tmp_path / "unfinished")


RECIPE = Recipe("linear", epochs=2, batch_size=8, augmentation="all")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "cnn9"}, f"model 'cnn9'.*{', '.join(builders.MODELS)}"),
        ({"augmentation": "flip"}, "policy 'flip'.*none, rotation, shift, zoom, all"),
        ({"optimizer": "adagrad"}, "optimizer 'adagrad'.*adam"),
        ({"epochs": 0}, "epochs must be at least 1; got 0"),
        ({"batch_size": 0}, "batch_size must be at least 1; got 0"),
        ({"learning_rate": 0}, "learning_rate must be above 0"),
        ({"schedule": "step"}, "schedule 'step'.*constant, cosine"),
        ({"preprocessing": "sepia"}, "preprocessing 'sepia'.*reference, grey"),
        ({"label_smoothing": 1}, "label_smoothing must be at least 0 and below 1; got 1"),
        ({"averaging": -0.1}, "averaging must be at least 0 and below 1; got -0.1"),
        (
            {"label_smoothing": 0.1, "after": RECIPE},
            "its label_smoothing must be that of the recipe it comes after, 0.0; got 0.1",
        ),
        ({"after": Recipe("mlp1")}, "its model must be that of the recipe it comes after, 'mlp1'"),
    ],
)
def test_a_wrong_recipe_is_refused_at_once(changes, message):
    """Each field of a recipe is checked when the recipe is made, with the valid values named."""
    with pytest.raises(ValueError, match=message):
        RECIPE.but(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epoch": 5}, "no field 'epoch'; did you mean 'epochs'.* batch_size"),
        ({"zzz": 5}, r"no field 'zzz'\. Its fields: model, augmentation, epochs"),
    ],
)
def test_a_field_that_a_recipe_has_not_names_the_one_meant(split, changes, message):
    """A mistyped keyword is refused before anything is trained, with the fields there are."""
    with pytest.raises(TypeError, match=message):
        fit.train("cnn1", split, **changes)


def test_an_unknown_model_names_the_known(split):
    """A mistyped name is refused before anything is trained."""
    with pytest.raises(ValueError, match="model 'cnn9'.*cnn1, cnn2, mlp1, mlp2, linear"):
        fit.train("cnn9", split, epochs=5)


def test_undivided_data_are_refused(store):
    """Who forgets to divide the data is told how."""
    data = DataSet("tiny", tiny(60, 0), tiny(20, 1, 60), "sources", 20)
    with pytest.raises(TypeError, match="got a DataSet.*polymnist_lib.split"):
        fit.train("linear", data, store=store)


def test_a_name_stands_for_its_plain_recipe(split, store, monkeypatch):
    """A model's name, changed by keyword, is the recipe that one would write."""
    run = fit.train("linear", split, store=store, epochs=2, batch_size=8)
    assert run.recipe == Recipe("linear", epochs=2, batch_size=8)
    monkeypatch.setattr(fit, "_run", None)
    assert fit.train(Recipe("linear"), split, store=store, epochs=2, batch_size=8).key == run.key


def test_a_run_is_trained_once_and_read_back_equal(split, store, monkeypatch):
    """The second call trains nothing and gives what the first gave."""
    first = fit.train(RECIPE, split, store=store)
    monkeypatch.setattr(fit, "_run", None)
    second = fit.train(RECIPE, split, store=store)
    pd.testing.assert_frame_equal(first.history, second.history)
    np.testing.assert_array_equal(first.test.probabilities, second.test.probabilities)
    assert second.recipe == RECIPE
    assert list(second.history["epoch"]) == [1, 2]
    np.testing.assert_array_equal(second.test.labels, split.test.labels)
    np.testing.assert_array_equal(second.validation.source, split.validation.source)
    assert second.parameters == 7850
    assert second.environment["fingerprint"] == split.fingerprint


@pytest.mark.parametrize("model", ["cnn2", "mlp1"])
def test_the_same_recipe_gives_the_same_history(split, tmp_path, model):
    """Trained twice in different stores, a recipe gives identical histories and predictions."""
    recipe = Recipe(model, augmentation="all", epochs=2, batch_size=8)
    one, two = (fit.train(recipe, split, store=Store(tmp_path / name)) for name in "ab")
    columns = ["loss", "accuracy", "val_loss", "val_accuracy"]
    pd.testing.assert_frame_equal(one.history[columns], two.history[columns], check_exact=True)
    np.testing.assert_array_equal(one.test.probabilities, two.test.probabilities)


def test_a_second_run_finds_its_steps_prepared(split, store, monkeypatch):
    """TensorFlow forgets what it prepared of a graph whenever it is seeded or Keras is cleared."""
    import tensorflow as tf
    from tensorflow.python.eager import context

    fit.train(RECIPE, split, store=store)
    forgot = []
    monkeypatch.setattr(tf.random, "set_seed", forgot.append)
    monkeypatch.setattr(context.Context, "clear_kernel_cache", forgot.append)
    fit.train(RECIPE.but(seed=1), split, store=store)
    assert not forgot


def test_training_learns(split, store):
    """A model fitted to easy images gets new ones right."""
    run = fit.train(Recipe("mlp1", epochs=15, batch_size=8), split, store=store)
    assert run.test.correct.mean() > 0.9
    assert run.history["loss"].iloc[-1] < run.history["loss"].iloc[0] / 2


def test_the_loaded_model_predicts_what_the_run_says(split, store):
    """The stored model, given raw images, repeats the stored predictions exactly."""
    run = fit.train(RECIPE, split, store=store)
    again = predict.predictions(run.model(), split.test)
    np.testing.assert_array_equal(again.probabilities, run.test.probabilities)


def test_step_sizes_may_change_where_a_recipe_goes_on():
    """As in a warm restart; what the optimiser is made of may not."""
    begun = RECIPE.but(learning_rate=0.006, schedule="cosine")
    assert begun.but(learning_rate=0.003, after=begun).learning_rate == 0.003
    with pytest.raises(ValueError, match="its optimizer must be that of the recipe"):
        begun.but(optimizer="sgd", after=begun)


def test_continuing_differs_from_starting(split, store):
    """A recipe after another goes on from its weights instead of starting anew."""
    first = Recipe("linear", epochs=20, batch_size=8)
    continued = fit.train(Recipe("linear", epochs=1, after=first), split, store=store)
    fresh = fit.train(Recipe("linear", epochs=1), split, store=store)
    assert len(continued.history) == 1
    assert continued.history["loss"].iloc[0] < fresh.history["loss"].iloc[0] / 2


@pytest.mark.parametrize("batch_size", [1, 2, 7, 16, 100])
def test_an_epoch_takes_each_image_once(split, nothing, batch_size):
    """The optimiser makes as many steps as an epoch has batches, also where it goes on after."""
    first = Recipe("linear", epochs=2, batch_size=batch_size)
    steps = 2 * -(-60 // batch_size)
    engine, _ = fit._fit(first, split, nothing)
    assert int(engine.optimizer.iterations) == steps
    continued, _ = fit._fit(Recipe("linear", epochs=3, batch_size=9, after=first), split, nothing)
    assert int(continued.optimizer.iterations) == steps + 3 * 7


def test_a_failed_training_leaves_nothing_behind(split, tmp_path, monkeypatch):
    """Its thread ends, and the next training is what it would have been without it."""
    recipe = Recipe("mlp1", augmentation="all", epochs=2, batch_size=8)
    expected = fit.train(recipe, split, store=Store(tmp_path / "first"))
    engine = engines.started(recipe)
    fit_epoch = type(engine).fit_epoch

    def fail(self, blocks):
        next(blocks)
        raise MemoryError

    threads = threading.active_count()
    monkeypatch.setattr(type(engine), "fit_epoch", fail)
    with pytest.raises(MemoryError):
        fit.train(recipe.but(seed=1), split, store=Store(tmp_path / "failed"))
    assert threading.active_count() == threads
    monkeypatch.setattr(type(engine), "fit_epoch", fit_epoch)
    again = fit.train(recipe, split, store=Store(tmp_path / "second"))
    np.testing.assert_array_equal(again.test.probabilities, expected.test.probabilities)


def test_the_cosine_schedule_rises_and_falls(split, nothing, monkeypatch):
    """The step size rises to the recipe's, falls to nothing, and is the recipe's own otherwise."""
    seen = []
    monkeypatch.setattr(fit.batches, "BLOCK_SIZE", 14)
    recipe = Recipe("linear", epochs=10, batch_size=7, learning_rate=0.5)
    engine = engines.started(recipe)
    fit_epoch = type(engine).fit_epoch

    def watched(self, blocks):
        rates = (seen.append(float(self.optimizer.learning_rate)) or each for each in blocks)
        return fit_epoch(self, rates)

    monkeypatch.setattr(type(engine), "fit_epoch", watched)
    fit._fit(recipe, split, nothing)
    assert set(seen) == {0.5}
    seen.clear()
    fit._fit(recipe.but(schedule="cosine"), split, nothing)
    peak = int(np.argmax(seen))
    whole, rest = divmod(len(split.train), 14)
    assert rest == 4  # of each epoch's images: a block that takes its share of the schedule only
    assert len(seen) == 10 * (whole + 1)
    images = np.cumsum(np.tile([*[14] * whole, rest], 10)) - np.tile([*[7] * whole, 2], 10)
    falling = images[peak:] / (10 * len(split.train))
    np.testing.assert_allclose(seen[peak:], 0.25 + 0.25 * np.cos(np.pi * falling), rtol=1e-5)
    assert np.all(np.diff(seen[: peak + 1]) > 0)
    assert np.all(np.diff(seen[peak:]) < 0)
    assert 0 < peak < 0.1 * len(seen)
    assert 0.45 < seen[peak] <= 0.5
    assert seen[-1] < 1e-3
    seen.clear()
    fit._fit(recipe.but(epochs=1, after=recipe.but(epochs=1, schedule="cosine")), split, nothing)
    assert set(seen[whole + 1 :]) == {0.5}


def test_averaging_gives_the_moving_average(split, store):
    """The run's weights are the average that the recipe describes, of the weights after steps."""
    recipe = Recipe("linear", epochs=1, batch_size=len(split.train))
    steps = [
        fit.train(recipe.but(epochs=count), split, store=store).model().get_weights()[0]
        for count in (1, 2, 3)
    ]
    average = steps[0]
    for each in steps[1:]:
        average = 0.75 * average + 0.25 * each
    run = fit.train(recipe.but(epochs=3, averaging=0.75), split, store=store)
    np.testing.assert_allclose(run.model().get_weights()[0], average, atol=1e-6)


@pytest.mark.parametrize("preprocessing", ["colour", "grey"])
def test_a_recipe_chooses_the_preprocessing(split, store, preprocessing):
    """The run's model carries the preprocessing that it was trained with."""
    recipe = Recipe("cnn1", preprocessing=preprocessing, augmentation="all", epochs=1)
    run = fit.train(recipe, split, store=store)
    model = run.model()
    ready = preprocess.preprocess(split.test.images, preprocessing)
    assert model.layers[-1].input_shape == (None, *ready.shape[1:])
    np.testing.assert_allclose(
        run.test.probabilities, model.layers[-1].predict(ready, verbose=0), atol=1e-5
    )


def test_the_stored_model_is_plain_keras(split, store):
    """Its layers are Keras' own, under the names of a new process, in whatever order trained."""
    fit.train(Recipe("cnn2", epochs=1, batch_size=8), split, store=store)
    core = fit.train(Recipe("cnn1", epochs=1, batch_size=8), split, store=store).model()
    layers = core.layers[-1].layers
    assert {type(layer).__module__.partition(".")[0] for layer in layers} == {"keras"}
    assert [layer.name for layer in layers][:3] == ["conv2d", "max_pooling2d", "dropout"]


def test_the_key_tells_runs_apart(split, store, monkeypatch):
    """Recipe, data, code, package versions and backend each make another key; a plot does not."""
    found = {store.key(RECIPE, split), store.key(RECIPE.but(seed=1), split)}
    other = Split(split.test, split.validation, split.train, data="tiny")
    found.add(store.key(RECIPE, other))
    monkeypatch.setattr(keys.syntax, "hashed", lambda modules, without: "edited")
    found.add(store.key(RECIPE, split))
    monkeypatch.setattr(keys.metadata, "version", lambda name: "99")
    found.add(store.key(RECIPE, split))
    assert len(found) == 5
    assert not any("plotting" in name for name in keys.DEFINING_MODULES)


def test_only_what_is_composed_anew_depends_on_how(split, store, monkeypatch):
    """What composes images, writes ink or takes rows apart is part of the key where it is used."""
    looked_at = []
    monkeypatch.setattr(keys.syntax, "hashed", lambda modules, without: looked_at.append(modules))
    for policy in ("all", "recomposed", "reading", "reading_rows"):
        store.key(RECIPE.but(augmentation=policy), split)
    for some, told in (
        ([keys.COMPOSING], [False, True, True, True]),
        (keys.WRITING, [False, False, True, True]),
        (keys.TAKING_APART, [False, False, False, True]),
    ):
        assert [set(some) <= set(modules) for modules in looked_at] == told


def test_additions_change_no_key(split, store, monkeypatch):
    """To add a model or a policy leaves the runs of others alone; to change theirs does not."""
    key = store.key(RECIPE, split)
    builder = builders.BUILDERS[RECIPE.model]
    for catalogue, name, value in (
        (keys.BUILDERS, "another", builders.BUILDERS["cnn2"]),
        (keys.POLICIES, "another", Policy(shift=0.3)),
    ):
        monkeypatch.setitem(catalogue, name, value)
    assert store.key(RECIPE, split) == key
    left_out = []
    monkeypatch.setattr(keys.syntax, "hashed", lambda modules, without: left_out.append(without))
    store.key(RECIPE, split)
    assert "polymnist_lib.models.builders.cnn2" in left_out[0]
    assert "polymnist_lib.training.fit.train" in left_out[0], "it only looks runs up"
    assert f"polymnist_lib.models.builders.{builder.__name__}" not in left_out[0]
    monkeypatch.setitem(keys.BUILDERS, "upon", _upon)
    module = "polymnist_lib.models.builders"
    assert not {f"{module}.cnn2", f"{module}._upon"} & keys._others("upon")
    assert f"{module}.cnn1" in keys._others("upon")
    monkeypatch.undo()
    monkeypatch.setitem(keys.POLICIES, RECIPE.augmentation, Policy(shift=0.3))
    assert store.key(RECIPE, split) != key


@pytest.mark.parametrize(
    ("policy", "edited", "same"),
    [
        ("recomposed", "photographs", True),
        ("reading_rows", "photographs", True),
        ("all", "steps", True),  # it composes nothing
        ("recomposed", "steps", False),
        ("recomposed", "compose", False),
        ("recomposed", "THRESHOLD", False),
        ("all", "train", True),
    ],
)
def test_how_photographs_are_read_changes_no_key(policy, edited, same, split, store, monkeypatch):
    """The data's fingerprint tells of them; how a digit is laid over one is part of the key."""
    recipe = RECIPE.but(augmentation=policy)
    key = store.key(recipe, split)
    parsed, found = syntax.parsed, []

    def other(name):
        tree = parsed(name)
        for each in tree.body:
            if edited in syntax._defined(each):
                found.append(name)
                if isinstance(each, ast.FunctionDef):
                    each.body.insert(0, ast.Pass())
                else:
                    each.value = ast.Constant(1)
        return tree

    monkeypatch.setattr(syntax, "parsed", other)
    assert (store.key(recipe, split) == key) == same
    assert found or policy == "all"


def _upon(layers):
    """Build upon another model."""
    return cnn2(layers)  # noqa: F821 - it is looked at, never called


def test_unknown_sources_stay_unknown(store, split):
    """Data without sources give predictions without sources, also when read back."""
    parts = [
        Digits(part.images, part.labels, part.modality, None)
        for part in (split.train, split.validation, split.test)
    ]
    run = fit.train(RECIPE, Split(*parts, data="tiny"), store=store)
    assert run.test.source is None


def test_a_run_away_from_a_store_has_no_model():
    """A run that was never stored says so instead of failing inside Keras."""
    nothing = Predictions(np.empty((0, 10), np.float32), *np.empty((2, 0), int))
    run = Run(RECIPE, "k", pd.DataFrame(), pd.DataFrame(), nothing, nothing, environment={})
    with pytest.raises(FileNotFoundError, match="not in a store"):
        run.model()


CHILD = """
import sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_fit import RECIPE, tiny
from polymnist_lib.training import fit
from polymnist_lib.digits import Split
from polymnist_lib.training.runs import Store
{change}
split = Split(tiny(60, 0), tiny(20, 1, 60), tiny(20, 2, 80), data="tiny")
fit.train(RECIPE, split, store=Store(Path({folder!r})))
"""


@pytest.fixture
def child(forks, store):
    """A function that starts a process which trains RECIPE into the store.

    It does so after a change to the library.
    """

    def start(change):
        tests, folder = str(Path(__file__).parent), str(store.folder)
        code = CHILD.format(tests=tests, folder=folder, change=change)
        process = forks.Process(target=exec, args=(code, {}), daemon=True)
        process.start()
        return process

    return start


@pytest.mark.slow
def test_a_kill_while_storing_leaves_nothing_that_is_read(split, store, child):
    """A process killed between two files of a run leaves no run; the next call trains it."""
    change = (
        "import os, signal, pandas\n"
        "pandas.DataFrame.to_csv = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)"
    )
    process = child(change)
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL
    assert list(store.folder.glob(".linear-*")), "the child was killed before it began to write"
    assert store.find(store.key(RECIPE, split)) is None
    assert fit.train(RECIPE, split, store=store).test.labels.size == 20
    assert not list(store.folder.glob(".linear-*")), "what the killed process left is still there"


def test_a_full_disk_is_reported_and_leaves_no_run(split, store, monkeypatch):
    """A write that fails for want of room raises its own error and leaves nothing half-written."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            fit.train(RECIPE, split, store=store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert [each.name for each in store.folder.iterdir()] == [".locks"]


@pytest.mark.slow
def test_a_later_run_is_that_of_a_process_of_its_own(split, store, child, tmp_path):
    """Other seeds before it in the process change neither its numbers nor its layers' names."""
    recipe = RECIPE.but(model="cnn1")
    child('RECIPE = RECIPE.but(model="cnn1")').join(PATIENCE)
    alone = store.find(store.key(recipe, split))
    others = Store(tmp_path / "others")
    for seed in (1, 2):
        fit.train(recipe.but(seed=seed), split, store=others)
    later = fit.train(recipe, split, store=others)
    np.testing.assert_array_equal(later.test.probabilities, alone.test.probabilities)
    for mine, its in zip(later.model().get_weights(), alone.model().get_weights(), strict=True):
        np.testing.assert_array_equal(mine, its)
    names = [[each.name for each in run.model().layers[-1].layers] for run in (later, alone)]
    assert names[0] == names[1]


@pytest.mark.slow
def test_two_processes_that_want_one_run_train_it_once(store, child):
    """The second process waits for the first and reads its run."""
    counted = (
        "run = fit._run\n"
        "def counting(*arguments):\n"
        f"    open({str(store.folder)!r} + '.count', 'a').write('x')\n"
        "    time.sleep(2)\n"
        "    return run(*arguments)\n"
        "fit._run = counting"
    )
    store.folder.mkdir()
    both = child(counted), child(counted)
    for each in both:
        each.join(PATIENCE)
    assert [each.exitcode for each in both] == [0, 0]
    assert Path(f"{store.folder}.count").read_text() == "x"
