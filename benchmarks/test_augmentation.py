"""Augmentation alone: images a second."""

import numpy as np
import peers
import pytest
import tensorflow as tf

from polymnist_lib.training.augment import POLICIES, augment
from polymnist_lib.training.batches import BLOCK_SIZE

COUNT = 8192


@pytest.mark.parametrize("batch_size", [32, 128])
def test_augmentation(race, batch_size):
    """All of the report's changes at once, ours by blocks, both peers batch by batch."""
    images = np.random.default_rng(0).random((COUNT, 28, 28, 1), np.float32)
    rng = np.random.default_rng(0)
    generator = peers.image_data_generator().flow(images, batch_size=batch_size)
    layers = peers.augmentation_layers()
    batches = (
        tf.data.Dataset.from_tensor_slices(images)
        .batch(batch_size)
        .map(lambda x: layers(x, training=True), num_parallel_calls=tf.data.AUTOTUNE)
        .prefetch(tf.data.AUTOTUNE)
    )

    def ours() -> None:
        for start in range(0, COUNT, BLOCK_SIZE):  # batches are cut out of what this makes
            augment(images[start : start + BLOCK_SIZE], POLICIES["all"], seed=rng)

    race(
        f"augmentation, theirs in batches of {batch_size}",
        ours,
        {
            peers.ORIGINAL: lambda: [next(generator) for _ in range(COUNT // batch_size)],
            peers.KERAS: lambda: [None for _ in batches],
        },
        images=COUNT,
        at_least={peers.ORIGINAL: 15, peers.KERAS: 4},
    )
