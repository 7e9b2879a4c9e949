"""Whether speed costs accuracy: Keras' own training and ours, over several seeds.

``python accuracy.py MNIST_FOLDER`` adds what is missing to ``accuracy.csv``, and can be stopped at
any moment. Both ways are fed the same batches; what differs is what the engine does: its loop, XLA,
dropout by bytes, batch normalisation in one kernel. The test digits are not touched.
"""

import csv
import sys
from pathlib import Path

import keras
import numpy as np
from report import ACCURACIES, read_accuracies

from polymnist_lib.digits import split
from polymnist_lib.models import builders
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.sources import mnist
from polymnist_lib.training import batches
from polymnist_lib.training.engine_tensorflow import TensorFlowEngine
from polymnist_lib.training.recipes import Recipe

# As many as it takes to tell half a point.
SEEDS = {"cnn1": 40, "cnn2": 10, "mlp1": 20, "mlp2": 10, "linear": 10}
FITTED, HELD_OUT = 50_000, 50_000  # images; a handwriting is in one of the two only
EPOCHS, BATCH_SIZE = 6, 128

COLUMNS = ("model", "way", "seed", "images", "epochs", "batch_size", "accuracy")


def ours(recipe: Recipe, images: np.ndarray, labels: np.ndarray) -> keras.Model:
    """Train as the library does."""
    core = builders.build(recipe.model, TensorFlowEngine.layers)
    engine = TensorFlowEngine(core, falling(recipe, len(labels)))
    stream = batches.blocks(images, labels, recipe)
    engine.fit_epoch(stream)  # of all epochs, one after another
    return core


def plain(recipe: Recipe, images: np.ndarray, labels: np.ndarray) -> keras.Model:
    """Train by Keras' own layers and fit."""
    core = builders.build(recipe.model)
    core.compile(falling(recipe, len(labels)), loss="sparse_categorical_crossentropy")
    stream = (
        batch
        for block in batches.blocks(images, labels, recipe)
        for batch in zip(*block, strict=True)
    )
    core.fit(
        stream,
        steps_per_epoch=steps(recipe, len(labels)),
        epochs=recipe.epochs,
        shuffle=False,
        verbose=0,
    )
    return core


def falling(recipe: Recipe, count: int) -> keras.optimizers.Optimizer:
    """Make an optimiser whose steps shrink to nothing: chance in the last ones then tells less."""
    rate = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate, recipe.epochs * steps(recipe, count)
    )
    return keras.optimizers.Adam(rate)


def steps(recipe: Recipe, count: int) -> int:
    """Return the steps of an epoch."""
    return -(-count // recipe.batch_size)


WAYS = {"Keras": plain, "ours": ours}


def main(folder: str) -> None:
    """Train what is not in the table yet."""
    parts = split(mnist.load(Path(folder)))
    rng = np.random.default_rng(0)
    fitted, held_out = (
        part.take(np.isin(part.source, rng.permutation(np.unique(part.source))[: count // 5]))
        for part, count in ((parts.train, FITTED), (parts.validation, HELD_OUT))
    )
    images, labels = preprocess(fitted.images), fitted.labels
    unseen = preprocess(held_out.images)
    done = {tuple(row.values())[:-1] for row in read_accuracies()}
    for seed in range(max(SEEDS.values())):
        for name in (name for name, count in SEEDS.items() if seed < count):
            for way, train in WAYS.items():
                setting = [name, way, seed, FITTED, EPOCHS, BATCH_SIZE]
                if tuple(map(str, setting)) in done:
                    continue
                keras.utils.set_random_seed(seed)
                recipe = Recipe(
                    name, augmentation="all", epochs=EPOCHS, batch_size=BATCH_SIZE, seed=seed
                )
                model = train(recipe, images, labels)
                answers = model.predict(unseen, batch_size=1024, verbose=0).argmax(axis=1)
                add(*setting, float(np.mean(answers == held_out.labels)))


def add(*row: object) -> None:
    """Add a row to the table."""
    begins = not ACCURACIES.exists()
    with ACCURACIES.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if begins:
            writer.writerow(COLUMNS)
        writer.writerow(row)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python accuracy.py FOLDER, the folder that holds MNIST's IDX files")
    main(sys.argv[1])
