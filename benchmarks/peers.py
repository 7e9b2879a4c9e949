"""What this project is measured against: the original's recipe, Keras' idioms, PyTorch."""

import importlib.util
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import keras
import numpy as np
import tensorflow as tf

from polymnist_lib.models import builders

HERE = Path(__file__).parent

Epoch = Callable[[], object]

ORIGINAL, KERAS = "original recipe", "Keras idioms"
PYTORCH, PYTORCH_TUNED = "PyTorch eager", "PyTorch, channels_last and fused Adam"
HAS_PYTORCH = importlib.util.find_spec("torch") is not None


def read_one_by_one(files: Sequence[Path]) -> np.ndarray:
    """Read and preprocess files as the original report did, without its copies of copies."""
    images = []
    for file in files:
        grey = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2GRAY)
        blurred = cv2.GaussianBlur(grey / np.float32(255), (5, 5), 0)
        images.append(np.expand_dims(blurred, axis=-1))
    return np.array(images)


def image_data_generator() -> object:
    """Make the original's augmentation."""
    return tf.keras.preprocessing.image.ImageDataGenerator(
        rotation_range=5, zoom_range=0.1, width_shift_range=0.1, height_shift_range=0.1
    )


def augmentation_layers() -> keras.Sequential:
    """Make the same augmentation of Keras' layers."""
    return keras.Sequential(
        [
            keras.layers.RandomRotation(5 / 360, fill_mode="nearest"),
            keras.layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
            keras.layers.RandomZoom((-0.1, 0.1), (-0.1, 0.1), fill_mode="nearest"),
        ]
    )


def augmented(images: np.ndarray, labels: np.ndarray, batch_size: int) -> tf.data.Dataset:
    """Shuffle, batch and augment images in tf.data, as Keras' guides do."""
    layers = augmentation_layers()
    return (
        tf.data.Dataset.from_tensor_slices((images, labels))
        .shuffle(len(images))
        .batch(batch_size)
        .map(lambda x, y: (layers(x, training=True), y), num_parallel_calls=tf.data.AUTOTUNE)
        .prefetch(tf.data.AUTOTUNE)
    )


def original_epoch(name: str, images: np.ndarray, labels: np.ndarray, batch_size: int) -> Epoch:
    """Train for an epoch as the original report did."""
    model = builders.build(name)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    batches = image_data_generator().flow(
        images, keras.utils.to_categorical(labels, 10), batch_size=batch_size
    )
    return lambda: model.fit(batches, epochs=1, verbose=0)


def keras_epoch(name: str, images: np.ndarray, labels: np.ndarray, batch_size: int) -> Epoch:
    """Train for an epoch as Keras' guides do."""
    model = builders.build(name)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    batches = augmented(images, labels, batch_size)

    def epoch() -> None:
        with warnings.catch_warnings():  # that the data set shuffles itself
            warnings.simplefilter("ignore", UserWarning)
            model.fit(batches, epochs=1, verbose=0)

    return epoch


@contextmanager
def pytorch_epoch(
    name: str, images: np.ndarray, labels: np.ndarray, batch_size: int, *, way: str
) -> Iterator[Epoch]:
    """Train for an epoch on PyTorch, eager or tuned, without augmentation, in a process of its own.

    PyTorch and TensorFlow in one process bring it down.
    """
    layers = json.dumps([_described(layer) for layer in builders.build(name).layers])
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data.npz")
        np.savez(data, images=images.transpose(0, 3, 1, 2), labels=labels)
        words = [sys.executable, HERE / "pytorch_peer.py", layers, data, str(batch_size), way]
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:

            def epoch() -> None:
                process.stdin.write("\n")
                process.stdin.flush()
                if not process.stdout.readline():
                    raise RuntimeError("PyTorch's process ended: see its message above.")

            yield epoch
            process.stdin.close()


def _described(layer: keras.layers.Layer) -> dict[str, object]:
    """Say what PyTorch has to know of a layer."""
    described = {"kind": type(layer).__name__}
    for setting in ("filters", "kernel_size", "units", "rate"):
        if hasattr(layer, setting):
            described[setting] = getattr(layer, setting)
    described["relu"] = getattr(layer, "activation", None) is keras.activations.relu
    return described
