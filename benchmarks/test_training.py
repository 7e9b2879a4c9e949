"""Training: images a second from preprocessed images to a fitted epoch."""

import time
from types import SimpleNamespace

import keras
import numpy as np
import peers
import pytest
import tensorflow as tf

from polymnist_lib.models import builders
from polymnist_lib.models.catalogue import CATALOGUE, COMPARED
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.training import batches
from polymnist_lib.training.engine_tensorflow import TensorFlowEngine
from polymnist_lib.training.recipes import Recipe

# An epoch's images: enough that what happens once an epoch does not count.
CONVOLUTIONAL, OTHER = 8192, 32768

# The models that are compared; an epoch of the others takes minutes.
MODELS = pytest.mark.parametrize("name", dict.fromkeys(CATALOGUE[key].builder for key in COMPARED))
BATCH_SIZES = pytest.mark.parametrize("batch_size", [32, 128])


@pytest.fixture(scope="module")
def made(digits):
    """Preprocessed images and labels, as many as any model takes."""
    chosen = digits(OTHER)
    mixed = chosen.take(np.random.default_rng(0).permutation(OTHER))
    return preprocess(mixed.images), mixed.labels


@pytest.fixture
def data(made, name):
    """Preprocessed images and labels for a model."""
    images, labels = made
    count = CONVOLUTIONAL if name.startswith("cnn") else OTHER
    return images[:count], labels[:count]


@pytest.fixture(scope="module")
def limit(note):
    """Measure the rate of a large matrix product, in floating-point operations a second."""
    side = 2048
    factor = tf.random.normal((side, side))
    rates = []
    for _ in range(20):
        start = time.perf_counter()
        tf.linalg.matmul(factor, factor).numpy()
        rates.append(2 * side**3 / (time.perf_counter() - start))
    best = max(rates)
    note("float32 matrix product of 2048 x 2048, the limit", best / 1e9, "GFLOP/s")
    return best


def epoch(name, images, labels, batch_size, *, augmentation, layers=None, **options):
    """Make an epoch of ours, from shuffling to the last step; `layers` and `options` vary it."""
    recipe = Recipe(name, augmentation=augmentation, epochs=1, batch_size=batch_size)
    core = builders.build(name, layers or TensorFlowEngine.layers)
    engine = TensorFlowEngine(core, keras.optimizers.Adam(1e-3), **options)
    return lambda: engine.fit_epoch(batches.blocks(images, labels, recipe))


@MODELS
@BATCH_SIZES
def test_training_with_augmentation(race, data, name, batch_size):
    """Ours against the original's recipe and Keras' idioms, all of them augmenting."""
    convolutional = name.startswith("cnn")
    race(
        f"{name}, batches of {batch_size}, augmented",
        epoch(name, *data, batch_size, augmentation="all"),
        {
            peers.ORIGINAL: peers.original_epoch(name, *data, batch_size),
            peers.KERAS: peers.keras_epoch(name, *data, batch_size),
        },
        images=len(data[0]),
        at_least={
            peers.ORIGINAL: 3 if convolutional else 15,
            peers.KERAS: 1.5 if convolutional else None,
        },
    )


@pytest.mark.skipif(not peers.HAS_PYTORCH, reason="PyTorch is not installed: pip install torch")
@MODELS
@BATCH_SIZES
def test_training_against_pytorch(race, data, name, batch_size):
    """Ours against PyTorch as it comes and as it is fastest, without augmentation."""
    convolutional = name.startswith("cnn")
    with (
        peers.pytorch_epoch(name, *data, batch_size, way="eager") as eager,
        peers.pytorch_epoch(name, *data, batch_size, way="tuned") as tuned,
    ):
        race(
            f"{name}, batches of {batch_size}, not augmented",
            epoch(name, *data, batch_size, augmentation="none"),
            {peers.PYTORCH: eager, peers.PYTORCH_TUNED: tuned},
            images=len(data[0]),
            at_least={
                peers.PYTORCH: 1 if convolutional else None,
                peers.PYTORCH_TUNED: 1.3 if convolutional else None,
            },
        )


@MODELS
def test_share_of_the_limit(benchmark, data, limit, note, name):
    """Which share of the matrix product's rate the steps reach, without augmentation."""
    run = epoch(name, *data, 128, augmentation="none")
    run()
    benchmark.pedantic(run, rounds=5)
    rate = len(data[0]) / np.median(benchmark.stats.stats.data)
    operations = operations_per_image(builders.build(name))
    share = 100 * rate * operations / limit
    note(f"{name}: operations of a training step", operations / 1e6, "MFLOP/image")
    note(f"{name}: share of the limit reached, batches of 128", share, "%")


def operations_per_image(model):
    """Count the products and sums of a training step: forwards, and for both gradients.

    The first layer with weights needs no gradient of its input. All else (pooling, normalising,
    dropout, the optimiser) is not counted, as usual.
    """
    forwards = []
    for layer in model.layers:
        if not layer.weights:
            continue
        products = int(np.prod(layer.kernel.shape)) if hasattr(layer, "kernel") else 0
        places = int(np.prod(layer.output.shape[1:-1]))  # of a convolution; 1 otherwise
        forwards.append(2 * products * places)
    first, *others = forwards
    return 2 * first + 3 * sum(others)


@pytest.mark.parametrize(
    ("name", "without"),
    [("cnn1", "Dropout"), ("cnn2", "Dropout"), ("cnn2", "BatchNormalization"), ("mlp2", "XLA")],
)
@BATCH_SIZES
def test_what_each_part_is_worth(race, data, name, without, batch_size):
    """Ours against ours with one of its parts as Keras has it."""
    if without == "XLA":
        other = epoch(name, *data, batch_size, augmentation="none", jit_compile=False)
    else:
        keras_own = {without: getattr(keras.layers, without)}
        layers = SimpleNamespace(**{**vars(TensorFlowEngine.layers), **keras_own})
        other = epoch(name, *data, batch_size, augmentation="none", layers=layers)
    race(
        f"{name}, batches of {batch_size}, not augmented",
        epoch(name, *data, batch_size, augmentation="none"),
        {f"ours with Keras' {without}" if without != "XLA" else "ours without XLA": other},
        images=len(data[0]),
    )


@MODELS
@BATCH_SIZES
def test_what_the_loop_is_worth(race, data, name, batch_size):
    """Ours against Keras' own fit of the same layers and batches, 16 steps at a time.

    Keras chooses XLA on GPUs alone; so for the models without convolutions this holds what XLA is
    worth too, which `test_what_each_part_is_worth` tells.
    """
    images, labels = data
    model = builders.build(name, TensorFlowEngine.layers)
    model.compile(
        "adam", "sparse_categorical_crossentropy", metrics=["accuracy"], steps_per_execution=16
    )
    shape = -1, batch_size
    fed = tf.data.Dataset.from_tensor_slices(
        (images.reshape(*shape, 28, 28, 1), labels.reshape(shape))
    )
    race(
        f"{name}, batches of {batch_size}, not augmented",
        epoch(name, *data, batch_size, augmentation="none"),
        {"ours by Keras' fit, without XLA": lambda: model.fit(fed, shuffle=False, verbose=0)},
        images=len(data[0]),
    )
