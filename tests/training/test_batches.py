"""What a training is fed."""

from itertools import islice

import numpy as np
import pytest

from polymnist_lib.digits import Digits
from polymnist_lib.sources.compose import compose
from polymnist_lib.training import batches
from polymnist_lib.training.recipes import Recipe


def images(count):
    """Make images that are told apart by their grey level."""
    return (
        np.ones((count, 28, 28, 1), np.float32)
        * np.arange(count, dtype=np.float32)[:, None, None, None]
    )


@pytest.mark.parametrize(
    ("count", "batch_size", "expected"),
    [
        (10, 4, [(0, 8), (8, 10)]),
        (8, 4, [(0, 8)]),
        (3, 4, [(0, 3)]),
        (5000, 1000, [(0, 2000), (2000, 4000), (4000, 5000)]),
        (6001, 3000, [(0, 3000), (3000, 6000), (6000, 6001)]),
    ],
)
def test_pieces_hold_whole_batches(count, batch_size, expected):
    """Blocks are at most as large as they may be, and what is left over stands alone."""
    assert batches.pieces(count, batch_size) == expected


def test_each_image_is_once_in_an_epoch_with_its_label():
    """Every epoch holds all images, each with its label, in another order."""
    recipe = Recipe("linear", epochs=2, batch_size=1000)
    labels = np.arange(2500) % 10
    stream = batches.blocks(images(2500), labels, recipe)
    epochs = []
    for _ in range(recipe.epochs):
        blocks = list(islice(stream, len(batches.pieces(2500, 1000))))
        assert [each.shape for _, each in blocks] == [(2, 1000), (1, 500)]
        levels = np.concatenate([each[..., 0, 0, 0].ravel() for each, _ in blocks])
        found = np.concatenate([each.ravel() for _, each in blocks])
        np.testing.assert_array_equal(found, labels[levels.astype(int)])
        np.testing.assert_array_equal(np.sort(levels), np.arange(2500))
        epochs.append(levels)
    assert (epochs[0] != epochs[1]).any()
    assert next(stream, None) is None


def test_the_seed_decides_order_and_augmentation():
    """One seed gives the same blocks; another seed gives others."""
    recipe = Recipe("linear", augmentation="all", epochs=1, batch_size=8)
    pixels = np.random.default_rng(0).random((20, 28, 28, 1), np.float32)
    one, same, other = (
        [block for block, _ in batches.blocks(pixels, np.arange(20) % 10, recipe.but(seed=seed))]
        for seed in (1, 1, 2)
    )
    for first, second, third in zip(one, same, other, strict=True):
        np.testing.assert_array_equal(first, second)
        assert (first != third).any()


def test_epochs_are_the_same_without_those_before():
    """What is left out changes nothing of the others, of which there are as many as are left."""
    recipe = Recipe("linear", augmentation="all", epochs=3, batch_size=8)
    pixels = np.random.default_rng(0).random((20, 28, 28, 1), np.float32)
    whole = list(batches.blocks(pixels, np.arange(20) % 10, recipe))
    rest = list(batches.blocks(pixels, np.arange(20) % 10, recipe, done=1))
    assert len(rest) == len(whole) * 2 // 3
    for mine, its in zip(rest, whole[-len(rest) :], strict=True):
        np.testing.assert_array_equal(mine[0], its[0])
        np.testing.assert_array_equal(mine[1], its[1])
    assert not list(batches.blocks(pixels, np.arange(20) % 10, recipe, done=3))


def test_a_failure_in_the_making_is_raised():
    """What goes wrong in the thread reaches the training."""
    with pytest.raises(IndexError):
        list(batches.blocks(images(2), np.arange(4), Recipe("linear", batch_size=2)))


def test_composed_blocks_hold_each_digit_once_with_its_label():
    """Composed anew in each epoch, prepared as the recipe says; one seed, the same blocks."""
    strokes = np.zeros((7, 28, 28), np.uint8)
    strokes[:, 8:20, 12:16] = 255
    noise = np.random.default_rng(0).integers(0, 256, (5, 40, 40, 3), np.uint8)
    digits = compose(strokes, np.arange(7), list(noise), seed=0)
    recipe = Recipe("linear", augmentation="recomposed", epochs=2, batch_size=8)
    blocks = list(batches.composed(digits, recipe))
    assert [each.shape for each, _ in blocks] == [(4, 8, 28, 28, 1), (1, 3, 28, 28, 1)] * 2
    for epoch in (blocks[:2], blocks[2:]):
        labels = np.concatenate([each.ravel() for _, each in epoch])
        np.testing.assert_array_equal(np.sort(labels), np.sort(digits.labels))
    assert not np.array_equal(np.sort(blocks[0][0], None), np.sort(blocks[2][0], None))
    for block, again in zip(blocks, batches.composed(digits, recipe), strict=True):
        np.testing.assert_array_equal(block[0], again[0])
    second = next(batches.composed(digits, recipe, done=1))
    np.testing.assert_array_equal(second[0], blocks[2][0])
    colour = next(batches.composed(digits, recipe.but(preprocessing="colour")))[0]
    assert colour.shape == (4, 8, 28, 28, 3)
    assert 0 <= colour.min() < colour.max() <= 1


def test_blocks_of_unknown_origin_are_refused_at_once():
    """Before anything is trained."""
    digits = Digits(np.zeros((2, 28, 28, 3), np.uint8), np.arange(2), np.arange(2), None)
    with pytest.raises(ValueError, match="makes images anew"):
        batches.composed(digits, Recipe("linear", augmentation="recomposed"))
