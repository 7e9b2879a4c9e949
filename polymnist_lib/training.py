"""Training: from a recipe and a split to a run, once."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib import models, paths, provenance
from polymnist_lib.augment import POLICIES, augment
from polymnist_lib.digits import Digits, Split
from polymnist_lib.predict import PREDICTION_BATCH, prepared
from polymnist_lib.preprocess import preprocess
from polymnist_lib.runs import Recipe, Run, Store

# Steps at most that the backend runs without coming back to Python: MLP 1 trains 2.3 times as fast
# with 16 as with 1, CNN 1 1.4 times, and more gain nothing.
STEPS_PER_EXECUTION = 16

# Images augmented at a time: 3 MB a thousand, whatever the size of the data.
CHUNK = 4096

HISTORY = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")


def train(recipe: Recipe, split: Split, *, store: Store | None = None) -> Run:
    """Train a model, or read the run back where the store has it.

    Parameters
    ----------
    recipe : Recipe
        How to train.
    split : Split
        The parts: fitted on ``train``, watched on ``validation``, finally predicted on ``test``.
    store : Store, optional
        Where runs are kept; the project's store if not given.

    Returns
    -------
    Run
        The run as the store gives it back. Two processes that want the same run at once train it
        once: the second waits.
    """
    store = store or Store()
    key = store.key(recipe, split)
    run = store.find(key)
    if run is None:
        with store.lock(key):
            run = store.find(key)
            if run is None:
                store.save(*_run(recipe, split, key))
                run = store.find(key)
    if run is None:
        raise FileNotFoundError(f"Run {key} was removed from {store.folder} while it was written.")
    return run


def _run(recipe: Recipe, split: Split, key: str) -> tuple[Run, Any]:
    """Train as the recipe says, and measure."""
    core, history = _fit(recipe, split)
    model = models.with_preprocessing(core)
    run = Run(
        recipe=recipe,
        key=key,
        history=history,
        layers=_layers(core),
        validation=prepared(model, split.validation),
        test=prepared(model, split.test),
        environment={
            "data": split.data,
            "fingerprint": split.fingerprint,
            "versions": provenance.versions(),
            "machine": provenance.machine(),
            "revision": provenance.revision(paths.project_root()),
        },
    )
    return run, model


def _fit(recipe: Recipe, split: Split) -> tuple[Any, pd.DataFrame]:
    """Fit a model to preprocessed images, epoch by epoch.

    Returns
    -------
    core : keras.Sequential
        The fitted model of preprocessed images, compiled.
    history : DataFrame
        As `Run.history` describes it.
    """
    import keras

    if recipe.after is None:
        keras.utils.clear_session()
        keras.utils.set_random_seed(recipe.seed)
        core = models.build(recipe.model)
        optimizer = _optimizer(recipe)
    else:
        core, _ = _fit(recipe.after, split)
        optimizer = core.optimizer  # with what it has learnt of the gradients
    steps = -(-len(split.train) // recipe.batch_size)
    core.compile(
        optimizer=optimizer,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=_steps_at_once(steps),
    )

    timer = _EpochTimer()
    held_out = preprocess(split.validation.images), split.validation.labels
    fitted = core.fit(
        _batches(split.train, recipe),
        steps_per_epoch=steps,
        epochs=recipe.epochs,
        validation_data=held_out,
        validation_batch_size=PREDICTION_BATCH,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=timer)],
        shuffle=False,  # the batches come shuffled
        verbose=0,
    )
    history = pd.DataFrame(fitted.history)
    history.insert(0, "epoch", range(1, recipe.epochs + 1))
    history["seconds"] = timer.seconds
    return core, history[list(HISTORY)]


def _steps_at_once(steps: int) -> int:
    """Return how many steps of an epoch to run in one go: as many as divide it without a rest.

    Batches never end, so Keras would fill the last go of each epoch with batches of the next one,
    and make 176 steps of the 172 of the embedded data.
    """
    return max(each for each in range(1, STEPS_PER_EXECUTION + 1) if steps % each == 0)


def _batches(digits: Digits, recipe: Recipe) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield shuffled batches of preprocessed and augmented images, epoch after epoch, for ever.

    The backend draws them in a thread of its own, so that images are prepared while it trains.
    """
    rng = np.random.default_rng(recipe.seed)
    images, labels = preprocess(digits.images), digits.labels
    policy = POLICIES[recipe.augmentation]
    block = CHUNK - CHUNK % recipe.batch_size or recipe.batch_size
    while True:
        order = rng.permutation(len(labels))
        for start in range(0, len(order), block):
            chosen = order[start : start + block]
            changed = augment(images[chosen], policy, seed=rng)
            for first in range(0, len(chosen), recipe.batch_size):
                batch = slice(first, first + recipe.batch_size)
                yield changed[batch], labels[chosen][batch]


class _EpochTimer:
    """Measures the time from the end of one epoch to the end of the next.

    Attributes
    ----------
    seconds : list of float
        The duration of each epoch so far, validation included.
    """

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._last = time.perf_counter()

    def __call__(self, epoch: int, logs: Any) -> None:
        """Note the end of an epoch."""
        now = time.perf_counter()
        self.seconds.append(now - self._last)
        self._last = now


def _layers(core: Any) -> pd.DataFrame:
    """Describe a model's layers, as `Run.layers` says."""
    return pd.DataFrame(
        {
            "layer": type(layer).__name__,
            "output": " x ".join(str(side) for side in layer.output.shape[1:]),
            "parameters": layer.count_params(),
            "trainable": sum(int(np.prod(each.shape)) for each in layer.trainable_weights),
        }
        for layer in core.layers
    )


def _optimizer(recipe: Recipe) -> Any:
    """Make a new optimiser for a recipe."""
    import keras

    return keras.optimizers.get(
        {"class_name": recipe.optimizer, "config": {"learning_rate": recipe.learning_rate}}
    )
