"""Keras' other backends: the same steps as TensorFlow's, and a small recipe trained on each.

A process has one backend, so each is tested in a process of its own.
"""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from polymnist_lib import sources
from polymnist_lib.digits import Split, split
from polymnist_lib.training import fit
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Store

pytestmark = pytest.mark.slow

STEPS = """
import json
import keras, numpy as np
from polymnist_lib.models import builders
from polymnist_lib.training.engine import Engine
from polymnist_lib.training.engine_jax import JaxEngine

rng = np.random.default_rng(0)
blocks = [
    (rng.random((k, size, 28, 28, 1), np.float32), rng.integers(0, 10, (k, size)))
    for k, size in ((3, 8), (2, 8), (1, 3))
]
def small(layers):
    return [
        layers.Conv2D(4, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(4),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]

builders.BUILDERS["cnn2"] = small  # JAX takes half a minute to compile the real one
# With a small epsilon a gradient of nearly nothing would make a whole step, whose sign is rounding.
optimizer = {"learning_rate": 1e-3, "epsilon": 1e-3, "use_ema": True, "ema_momentum": 0.9}
found = []
for kind in (Engine, JaxEngine):
    keras.utils.set_random_seed(0)
    adam = keras.optimizers.get({"class_name": "adam", "config": optimizer})
    engine = kind(builders.build("cnn2"), adam, label_smoothing=0.1)
    told = []
    for rate in (1e-3, 3e-3):  # as a schedule changes it
        engine.optimizer.learning_rate = rate
        told.append(engine.fit_epoch(blocks))
    adam.finalize_variable_values(engine.model.trainable_variables)
    images, labels = blocks[0]
    told.append(engine.evaluate(images.reshape(-1, 28, 28, 1), labels.ravel()))
    steps = int(engine.optimizer.iterations)
    found.append([told, steps, [each.tolist() for each in engine.model.get_weights()]])
print(json.dumps(found))
"""

DROPOUT = """
import json
import keras, numpy as np
from polymnist_lib.models import builders
from polymnist_lib.training.engine_jax import JaxEngine

rng = np.random.default_rng(0)
blocks = [(rng.random((3, 8, 28, 28, 1), np.float32), rng.integers(0, 10, (3, 8)))]
def dropping(layers):
    return [layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, activation="softmax")]

builders.BUILDERS["cnn1"] = dropping
engine = JaxEngine(builders.build("cnn1"), keras.optimizers.Adam())
found = []
for seed in (1, 1, 2):
    keras.utils.set_random_seed(seed)
    engine.restart(builders.build("cnn1"), keras.optimizers.Adam(1e-12))
    found.append([engine.fit_epoch(blocks)[0] for _ in range(2)])
print(json.dumps(found))
"""

TRAINING = """
import json, sys
from pathlib import Path
from polymnist_lib import sources
from polymnist_lib.training import fit
from polymnist_lib.digits import Split, split
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Store

whole = split(sources.load("embedded"))
few = Split(whole.train.take(slice(0, 2000)), whole.validation, whole.test, whole.data)
recipe = Recipe("mlp1", augmentation="all", epochs=2, label_smoothing=0.1, schedule="cosine")
run = fit.train(recipe, few, store=Store(Path(sys.argv[1])))
fit._run = None  # the second time, the store has it
again = fit.train(recipe, few, store=Store(Path(sys.argv[1])))
print(json.dumps([run.environment, run.history["loss"].tolist(), float(run.test.correct.mean()),
                  run.key == again.key]))
"""

STOPPED = """
import json, sys
from pathlib import Path
from polymnist_lib import sources
from polymnist_lib.models import builders
from polymnist_lib.training import engines, fit, unfinished
from polymnist_lib.digits import Split, split
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Store

def dropping(layers):
    normalised = [layers.Conv2D(4, 3), layers.BatchNormalization(), layers.MaxPooling2D(4)]
    return [*normalised, layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, "softmax")]

builders.BUILDERS["cnn1"] = dropping
whole = split(sources.load("embedded"))
few = [part.take(slice(0, 60)) for part in (whole.train, whole.validation, whole.test)]
few = Split(*few, data="few")
recipe = Recipe("cnn1", augmentation="all", epochs=4, averaging=0.9, schedule="cosine")
unfinished.INTERVAL = 0
folder = Path(sys.argv[1])
never = fit.train(recipe, few, store=Store(folder / "never"))
kind = type(engines.started(recipe))
fit_epoch, fitted = kind.fit_epoch, []

def stopping(self, blocks):
    fitted.append(None)
    told = fit_epoch(self, blocks)
    if len(fitted) == 3:
        raise InterruptedError
    return told

kind.fit_epoch = stopping
try:
    fit.train(recipe, few, store=Store(folder / "stopped"))
except InterruptedError:
    again = fit.train(recipe, few, store=Store(folder / "stopped"))
equal = zip(never.model().get_weights(), again.model().get_weights(), strict=True)
columns = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
print(json.dumps([kind.__name__, len(fitted), all((a == b).all() for a, b in equal),
                  never.history[columns].equals(again.history[columns])]))
"""


def needs(backend):
    """Skip a test where a backend is not installed."""
    missing = importlib.util.find_spec(backend) is None
    return pytest.mark.skipif(missing, reason=f"{backend} is not installed, a backend of Keras")


# JAX takes longer to optimise so few steps than to take them. It rounds otherwise then.
UNOPTIMISED = {"XLA_FLAGS": "--xla_backend_optimization_level=0"}


def on(backend, code, *words, **variables):
    """Run code on a backend and return what it prints as JSON."""
    environment = {**os.environ, "KERAS_BACKEND": backend, **variables}
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@needs("jax")
def test_the_engine_of_jax_takes_the_steps_of_keras():
    """The same losses, weights and averages, batch by batch, as Keras' own loop on JAX."""
    (plain, steps, weights), (told, fast_steps, fast_weights) = on("jax", STEPS)
    assert fast_steps == steps == 12
    for mine, keras_own in zip(told, plain, strict=True):
        assert mine == pytest.approx(keras_own, rel=1e-4)
    assert _flat(fast_weights) == pytest.approx(_flat(weights), abs=1e-4)


@needs("jax")
def test_dropout_differs_from_step_to_step_and_repeats_with_its_seed():
    """Weights that stand still give other losses each time, and the same ones from one seed."""
    first, again, other = on("jax", DROPOUT, **UNOPTIMISED)
    assert first[0] != first[1]
    assert first == again
    assert first != other


@needs("jax")
def test_a_stopped_training_goes_on_with_jax(tmp_path):
    """Stopped within the third of four epochs, it fits two more and gives what it would have."""
    found = on("jax", STOPPED, str(tmp_path), **UNOPTIMISED)
    assert found == ["JaxEngine", 3 + 2, True, True]


@pytest.mark.parametrize("backend", [pytest.param(b, marks=needs(b)) for b in ("jax", "torch")])
def test_a_recipe_is_trained_on_another_backend(backend, tmp_path):
    """It learns what TensorFlow learns, is kept under its own key, and says what trained it."""
    environment, losses, accuracy, kept = on(backend, TRAINING, str(tmp_path), **UNOPTIMISED)
    assert environment["backend"] == backend
    assert backend in environment["versions"]
    assert "tensorflow" not in environment["versions"]
    assert kept
    whole = split(sources.load("embedded"))
    few = Split(whole.train.take(slice(0, 2000)), whole.validation, whole.test, whole.data)
    recipe = Recipe("mlp1", augmentation="all", epochs=2, label_smoothing=0.1, schedule="cosine")
    here = fit.train(recipe, few, store=Store(tmp_path))
    assert len(list(tmp_path.glob("mlp1-*"))) == 2
    assert losses == pytest.approx(here.history["loss"].tolist(), abs=0.1)
    assert accuracy == pytest.approx(here.test.correct.mean(), abs=0.08)


def _flat(values):
    """Return the numbers of nested lists."""
    return [x for each in values for x in _flat(each)] if isinstance(values, list) else [values]
