"""The two engines: TensorFlow's takes Keras' steps, and both begin anew without a trace."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from polymnist_lib.models import builders
from polymnist_lib.models.catalogue import CATALOGUE, COMPARED
from polymnist_lib.models.predict import PREDICTION_BATCH
from polymnist_lib.training import recipes
from polymnist_lib.training.engine import Engine, loss
from polymnist_lib.training.engine_tensorflow import BatchNormalization, Dropout, TensorFlowEngine

pytestmark = pytest.mark.slow  # each model is compiled by both engines

RNG = np.random.default_rng(0)


def make(engine, name, *, dropout=True, seed=0, optimizer="adam", **options):
    """Make an engine of a small epoch's model, its dropout taken out if it is to be compared."""
    layers = engine.layers
    if not dropout:
        layers = SimpleNamespace(
            **{**vars(layers), "Dropout": lambda rate: keras.layers.Dropout(0)}
        )
    keras.utils.set_random_seed(seed)
    return engine(builders.build(name, layers), keras.optimizers.get(optimizer), **options)


@pytest.fixture(scope="module")
def blocks():
    """An epoch of 5 batches of 8 images in blocks of three and two, and a batch of 3."""
    return [
        (RNG.random((k, size, 28, 28, 1), np.float32), RNG.integers(0, 10, (k, size)))
        for k, size in ((3, 8), (2, 8), (1, 3))
    ]


def assert_same_steps(plain, fast, blocks, *, rounding=1):
    """Check that two epochs give both engines the same losses and the same weights.

    Through many normalised layers, batches of eight images carry rounding a long way.
    """
    held_out = RNG.random((PREDICTION_BATCH + 5, 28, 28, 1), np.float32)
    labels = RNG.integers(0, 10, len(held_out))
    for _ in range(2):
        np.testing.assert_allclose(
            fast.fit_epoch(blocks), plain.fit_epoch(blocks), rtol=2e-4 * rounding
        )
        np.testing.assert_allclose(
            fast.evaluate(held_out, labels), plain.evaluate(held_out, labels), rtol=2e-4 * rounding
        )
    assert int(fast.optimizer.iterations) == int(plain.optimizer.iterations) == 2 * 6
    for mine, keras_own in zip(fast.model.weights, plain.model.weights, strict=True):
        # Adam's steps are about 1e-3 however small the gradient, so rounding can show.
        np.testing.assert_allclose(mine.numpy(), keras_own.numpy(), atol=3e-4 * rounding)


@pytest.mark.parametrize(
    "name", dict.fromkeys([*(CATALOGUE[key].builder for key in COMPARED), "conv10k"])
)
def test_both_engines_take_the_same_steps(name, blocks):
    """From the same weights, both engines fit and judge alike."""
    plain, fast = (make(each, name, dropout=False) for each in (Engine, TensorFlowEngine))
    assert_same_steps(plain, fast, blocks, rounding=20 if name == "conv10k" else 1)


@pytest.mark.parametrize("optimizer", recipes.OPTIMIZERS)
def test_every_optimiser_takes_the_same_steps(optimizer, blocks):
    """Whatever a recipe may name."""
    plain, fast = (make(each, "mlp1", optimizer=optimizer) for each in (Engine, TensorFlowEngine))
    assert_same_steps(plain, fast, blocks)


@pytest.mark.parametrize(
    "options",
    [
        {"clipnorm": 0.05, "weight_decay": 0.1, "use_ema": True, "ema_momentum": 0.5},
        {"amsgrad": True},
        {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3},
    ],
    ids=lambda options: next(iter(options)),
)
def test_adam_takes_the_same_steps_whatever_its_options(options, blocks):
    """What Keras does around a step, and what Adam remembers of it, is as without the kernel."""
    optimizer = {"class_name": "adam", "config": {"learning_rate": 3e-3, **options}}
    plain, fast = (make(each, "linear", optimizer=optimizer) for each in (Engine, TensorFlowEngine))
    assert_same_steps(plain, fast, blocks)
    for mine, keras_own in zip(fast.optimizer.variables, plain.optimizer.variables, strict=True):
        np.testing.assert_allclose(mine.numpy(), keras_own.numpy(), rtol=2e-3, atol=3e-4)


@pytest.mark.parametrize(
    ("optimizer", "kernels"),
    [
        (keras.optimizers.Adam, 4),
        (keras.optimizers.AdamW, 4),
        (lambda: keras.optimizers.Adam(amsgrad=True), 0),
        (keras.optimizers.RMSprop, 0),
    ],
    ids=["adam", "adamw", "amsgrad", "rmsprop"],
)
def test_adam_is_one_kernel_a_variable(optimizer, kernels, blocks):
    """Of the two layers' weights and biases; other optimisers, and amsgrad, are Keras' own."""
    engine = make(TensorFlowEngine, "mlp1", optimizer=optimizer())
    images, labels = blocks[0]
    steps = engine._steps.get_concrete_function(images, labels.astype(np.int32), tf.constant(3))
    functions = steps.graph.as_graph_def().library.function
    found = [node for each in functions for node in each.node_def if node.op == "ResourceApplyAdam"]
    assert len(found) == kernels


def test_an_engine_seeds_as_keras_does(blocks):
    """The seed of TensorFlow, which is left out, decides nothing: not weights, not dropout."""
    found = []
    for engine in (Engine, TensorFlowEngine):
        engine.seed(3)
        model = builders.build("cnn1", TensorFlowEngine.layers)
        fast = TensorFlowEngine(model, keras.optimizers.Adam(1e-3))
        found.append([fast.fit_epoch(blocks), *model.get_weights()])
    for keras_own, mine in zip(*found, strict=True):
        np.testing.assert_array_equal(mine, keras_own)


@pytest.mark.parametrize("name", ["mlp1", "cnn1"])
def test_smoothed_labels_take_the_same_steps(name, blocks):
    """The loss of smoothed labels is that of Keras, in both engines."""
    options = {"dropout": False, "label_smoothing": 0.1}
    assert_same_steps(
        make(Engine, name, **options), make(TensorFlowEngine, name, **options), blocks
    )
    keras_own = keras.losses.CategoricalCrossentropy(label_smoothing=0.1, reduction=None)
    labels = RNG.integers(0, 10, 50)
    odds = np.exp(RNG.normal(size=(50, 10)) * 3).astype(np.float32)
    probabilities = odds / odds.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(
        loss(0.1)(labels, probabilities),
        keras_own(keras.utils.to_categorical(labels, 10), probabilities),
        rtol=1e-4,
    )


def test_regularisers_count(blocks, monkeypatch):
    """The loss that is minimised and told holds what a layer's regulariser adds."""

    def regularised(layers):
        return [layers.Flatten(), layers.Dense(10, "softmax", kernel_regularizer="l2")]

    monkeypatch.setitem(builders.BUILDERS, "linear", regularised)
    plain, fast = (make(each, "linear") for each in (Engine, TensorFlowEngine))
    assert_same_steps(plain, fast, blocks)


def test_a_sure_mistake_costs_what_keras_says():
    """A probability of nearly zero for the truth has its whole loss, not one cut off."""
    plain, fast = (make(each, "linear") for each in (Engine, TensorFlowEngine))
    images = RNG.random((50, 28, 28, 1), np.float32)
    for each in (plain, fast):
        each.model.layers[-1].kernel.assign(100 * np.sign(each.model.layers[-1].kernel.numpy()))
    expected = plain.evaluate(images, np.arange(50) % 10)
    assert expected[0] > 100
    np.testing.assert_allclose(fast.evaluate(images, np.arange(50) % 10), expected, rtol=1e-5)


@pytest.mark.parametrize("engine", [Engine, TensorFlowEngine])
def test_an_engine_begins_anew(engine, blocks):
    """After another model, a new start with the first one's seed repeats its losses exactly."""
    used = make(engine, "cnn2", seed=1)
    first = [used.fit_epoch(blocks) for _ in range(2)]
    results = []
    for seed in (2, 1):
        keras.utils.set_random_seed(seed)
        used.restart(builders.build("cnn2", engine.layers), keras.optimizers.Adam(1e-3))
        results.append([used.fit_epoch(blocks) for _ in range(2)])
    assert results[0] != first
    assert results[1] == first


def test_a_new_start_takes_the_learning_rate_over(blocks):
    """The new optimiser's step size counts, not that of the first."""
    engine = make(TensorFlowEngine, "linear")
    engine.restart(builders.build("linear", engine.layers), keras.optimizers.Adam(1e-9))
    before = engine.model.get_weights()
    engine.fit_epoch(blocks)
    np.testing.assert_allclose(engine.model.get_weights()[0], before[0], atol=1e-7)


def test_an_engine_compiles_once_and_ahead(blocks):
    """What is compiled ahead, making no step, fits blocks of any length and later models."""
    engine = make(TensorFlowEngine, "cnn2")
    before = [each.numpy() for each in engine.model.variables]
    engine.compile([8, 3])
    for variable, value in zip(engine.model.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)
    assert int(engine.optimizer.iterations) == 0
    for _ in range(2):
        engine.fit_epoch(blocks)
        engine.restart(builders.build("cnn2", engine.layers), keras.optimizers.Adam(1e-3))
    assert engine._steps.experimental_get_tracing_count() == 2


def test_the_number_of_steps_is_not_compiled_in(blocks):
    """XLA compiles anew for each limit of a range, which the steps of a block must not be."""
    engine = make(TensorFlowEngine, "linear")
    images, labels = blocks[0]
    steps = engine._steps.get_concrete_function(images, labels.astype(np.int32), tf.constant(3))
    kinds = {node.op for node in steps.graph.as_graph_def().node}
    assert "While" in kinds
    assert "Range" not in kinds


@pytest.mark.parametrize("rate", [0.25, 0.5, 0.3])
def test_dropout_drops_the_share_it_is_told(rate):
    """Units are dropped independently at the rate; the others are scaled up; calls differ."""
    ones = np.ones((64, 999), np.float32)
    layer = Dropout(rate, seed=0)
    first, second = (layer(ones, training=True).numpy() for _ in range(2))
    np.testing.assert_allclose(np.unique(first), [0, 1 / (1 - rate)], rtol=1e-6)
    deviation = np.sqrt(rate * (1 - rate) / ones.size)
    assert abs((first == 0).mean() - rate) < 4 * deviation
    assert abs(((first == 0) & (second == 0)).mean() - rate**2) < 4 * deviation
    neighbours = (first[:, 1:] == 0) & (first[:, :-1] == 0)
    assert abs(neighbours.mean() - rate**2) < 4 * deviation
    np.testing.assert_array_equal(layer(ones, training=False).numpy(), ones)


def test_dropout_repeats_with_its_seed():
    """Two layers of one seed drop the same units; another seed drops others."""
    ones = np.ones((4, 100), np.float32)
    one, same, other = (Dropout(0.5, seed=seed)(ones, training=True).numpy() for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_batch_normalisation_is_that_of_keras():
    """Outputs, gradients and moving moments are those of Keras' own layer."""
    import tensorflow as tf

    inputs = tf.constant(RNG.normal(3, 2, (6, 5, 5, 4)).astype(np.float32))
    weights = RNG.normal(size=inputs.shape)
    found = []
    for kind in (keras.layers.BatchNormalization, BatchNormalization):
        layer = kind(momentum=0)
        layer.build(inputs.shape)
        layer.gamma.assign([1, -2, 0.5, 3])
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs, training=True)
            loss = tf.reduce_sum(outputs * weights)
        gradients = tape.gradient(loss, [inputs, layer.gamma.value, layer.beta.value])
        found.append([outputs, *gradients, *map(tf.convert_to_tensor, layer.weights)])
        found[-1].append(layer(inputs, training=False))
    for keras_own, mine in zip(*found, strict=True):
        np.testing.assert_allclose(mine, keras_own, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (BatchNormalization(trainable=False), (6, 5, 5, 4)),
        (BatchNormalization(center=False), (6, 5, 5, 4)),
        (BatchNormalization(axis=1), (6, 5, 5, 4)),
        (BatchNormalization(), (6, 4)),
        (Dropout(0.5, noise_shape=(6, 1)), (6, 4)),
    ],
    ids=["frozen", "not centred", "another axis", "not images", "whole rows"],
)
def test_unusual_layers_are_those_of_keras(layer, shape):
    """What the fast layers do not do, they leave to Keras' own."""
    inputs = RNG.normal(3, 2, shape).astype(np.float32)
    keras_own = type(layer).__base__.from_config(layer.get_config())
    found = []
    for each in (layer, keras_own):
        keras.utils.set_random_seed(3)
        each.build(shape)
        if isinstance(each, keras.layers.Dropout):
            each.seed_generator.state.assign([1, 0])
        outputs = each(inputs, training=True)
        found.append([outputs, *map(keras.ops.convert_to_numpy, each.weights)])
    for mine, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-6)


def test_keras_refuses_an_optimiser_for_a_second_model():
    """What the chapter says of the original's one optimiser for six models is true of our Keras."""
    import keras

    optimizer = keras.optimizers.Adam(1e-3)
    values, labels = np.zeros((4, 3), np.float32), np.zeros((4, 1), np.float32)
    for expected in (None, ValueError):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer=optimizer, loss="mse")
        if expected is None:
            model.fit(values, labels, verbose=0)
        else:
            with pytest.raises(expected, match="Unknown variable"):
                model.fit(values, labels, verbose=0)
