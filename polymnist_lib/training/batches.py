"""What a training is fed: blocks of batches of shuffled and augmented images, made ahead of it."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import Digits
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.training.augment import POLICIES, augment, check, recomposed, rewritten
from polymnist_lib.training.recipes import Recipe

# Whole batches: images of shape (k, batch, 28, 28, channels) and labels of shape (k, batch).
Block = tuple[NDArray[np.float32], NDArray[np.int64]]

# What gives the images and labels of an epoch's places, as the generator has it.
Drawn = Callable[
    [NDArray[np.int64], np.random.Generator], tuple[NDArray[np.float32], NDArray[np.int64]]
]

# Images of a block at most: 6 MB in grey, 19 MB in colour, whatever the size of the data.
BLOCK_SIZE = 2048


def longest(batch_size: int) -> int:
    """Return how many batches of a size a block holds at most."""
    return max(1, BLOCK_SIZE // batch_size)


def pieces(count: int, batch_size: int) -> list[tuple[int, int]]:
    """Cut an epoch into blocks.

    Parameters
    ----------
    count : int
        The images of an epoch.
    batch_size : int
        The images of a step.

    Returns
    -------
    list of (int, int)
        Start and end of each block. Blocks hold whole batches; what is left over is the last one.
    """
    whole = count - count % batch_size
    block = longest(batch_size) * batch_size
    bounds = [*range(0, whole, block), whole, count]
    return [(start, end) for start, end in pairwise(bounds) if start < end]


def filled(block: Block) -> Block:
    """Fill a block up to the most batches of its size, with empty ones.

    A compiler makes code for one shape: with this, for all blocks of a batch size at once, the
    empty batches not being reached.
    """
    steps, batch_size = block[1].shape
    missing = longest(batch_size) - steps
    if not missing:
        return block
    images, labels = (
        np.concatenate([each, np.zeros((missing, *each.shape[1:]), each.dtype)]) for each in block
    )
    return images, labels


def blocks(
    images: NDArray[np.float32], labels: NDArray[np.int64], recipe: Recipe, *, done: int = 0
) -> Generator[Block, None, None]:
    """Make the blocks of epochs, one after another; the recipe's seed decides them.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28, channels), float32
        Preprocessed images.
    labels : ndarray of shape (n,), int64
        The digits.
    recipe : Recipe
        How many epochs, in which batches, with which augmentation.
    done : int
        How many of the epochs are left out, the first ones. The others are as they would be.

    Yields
    ------
    Block
        Each image is once in an epoch, which is as many blocks as `pieces` says. The next block is
        made in a thread while the last one is fitted; to close the generator ends the thread.
    """
    policy = POLICIES[recipe.augmentation]

    def drawn(
        chosen: NDArray[np.int64], rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        return augment(images[chosen], policy, seed=rng), labels[chosen]

    return _ahead(_made(len(labels), recipe, done, drawn))


def composed(digits: Digits, recipe: Recipe, *, done: int = 0) -> Generator[Block, None, None]:
    """Make blocks of images that are composed or written anew in each epoch.

    Parameters
    ----------
    digits : Digits
        Raw images whose origins are known.
    recipe : Recipe
        Likewise, with an augmentation such as ``"recomposed"`` or ``"reading"``.
    done : int
        As for `blocks`.

    Yields
    ------
    Block
        As for `blocks`.

    Raises
    ------
    ValueError
        If nobody knows what the images were composed of.
    """
    policy = POLICIES[recipe.augmentation]
    check(policy, digits)

    def drawn(
        chosen: NDArray[np.int64], rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        part = digits.take(chosen)
        images, labels = rewritten(recomposed(part, policy, seed=rng), part, policy, seed=rng)
        return preprocess(images, recipe.preprocessing), labels

    return _ahead(_made(len(digits), recipe, done, drawn))


def _ahead(made: Iterator[Block]) -> Generator[Block, None, None]:
    """Have each block made in a thread while the one before is used."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, made, None)
        while (block := following.result()) is not None:
            following = pool.submit(next, made, None)
            yield block


def _made(count: int, recipe: Recipe, done: int, drawn: Drawn) -> Iterator[Block]:
    """Shuffle, draw images and cut; each epoch draws from a generator of its own."""
    for epoch in range(done, recipe.epochs):
        rng = np.random.default_rng([recipe.seed, epoch])
        order = rng.permutation(count)
        for start, end in pieces(count, recipe.batch_size):
            images, labels = drawn(order[start:end], rng)
            shape = -1, min(recipe.batch_size, end - start)
            yield images.reshape(*shape, *images.shape[1:]), labels.reshape(shape)
