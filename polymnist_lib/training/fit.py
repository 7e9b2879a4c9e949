"""Training: from a recipe and a split to a run, once."""

import math
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from polymnist_lib import paths, provenance
from polymnist_lib.digits import Digits, Split
from polymnist_lib.models import builders
from polymnist_lib.models.predict import predictions
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.training import batches, progress
from polymnist_lib.training.augment import POLICIES, check
from polymnist_lib.training.drawn import History
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run, Store
from polymnist_lib.training.unfinished import Unfinished

if TYPE_CHECKING:  # it loads Keras
    from polymnist_lib.training.engine import Engine

# The share of the steps over which the cosine schedule's step size rises.
WARM_UP = 0.05

HISTORY = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")

# Engines are used again, by one training at a time.
_TURN = threading.Lock()


def train(recipe: Recipe | str, split: Split, *, store: Store | None = None, **changes: Any) -> Run:
    """Train a model, or read the run back where the store has it.

    Parameters
    ----------
    recipe : Recipe or str
        How to train; a model's name stands for its plain recipe.
    split : Split
        The parts: fitted on ``train``, watched on ``validation``, finally predicted on ``test``.
    store : Store, optional
        Where runs are kept; where `paths.runs_dir` says if not given.
    **changes
        Fields of the recipe that are to be otherwise, such as ``epochs=10``.

    Returns
    -------
    Run
        The run as the store gives it back. Two processes that want the same run at once train it
        once: the second waits. A training of more than half a minute that was killed goes on from
        an epoch that it finished, and gives the same. A run whose files are damaged is set aside
        (`Store.find`) and trained again.

    Raises
    ------
    ValueError
        If there is no such model, if a field of the recipe cannot be so, or if it is to compose
        images anew of which nobody knows what they were composed of.
    TypeError
        If a recipe has no such field, or if the data are not divided yet.
    """
    from polymnist_lib.models import settings  # here, as it decides no result: `keys`

    recipe = (Recipe(recipe) if isinstance(recipe, str) else recipe).but(**changes)
    if not isinstance(split, Split):
        raise TypeError(
            f"Training needs data in three parts, a Split; got a {type(split).__name__}. "
            "Divide a data set with polymnist_lib.split."
        )
    check(POLICIES[recipe.augmentation], split.train)
    store = store or Store()
    key = store.key(recipe, split)
    run = store.find(key)
    if run is None:
        with store.lock(key):
            run = store.find(key)
            if run is None:
                with _TURN:
                    settings.load_keras()
                    store.save(*_run(recipe, split, key, store.unfinished(key)))
                run = store.find(key)
    if run is None:
        raise FileNotFoundError(f"Run {key} was removed from {store.folder} while it was written.")
    return run


def _run(recipe: Recipe, split: Split, key: str, unfinished: Unfinished) -> tuple[Run, Any]:
    """Train as the recipe says, and measure."""
    import keras

    engine, history = _fit(recipe, split, unfinished)
    core, model = _kept(recipe)
    core.set_weights(engine.model.get_weights())
    with engine.full_precision():
        validation, test = (predictions(model, part) for part in (split.validation, split.test))
    run = Run(
        recipe=recipe,
        key=key,
        history=History(history),
        layers=_layers(core),
        validation=validation,
        test=test,
        environment={
            "data": split.data,
            "fingerprint": split.fingerprint,
            "backend": keras.backend.backend(),
            "versions": provenance.versions(),
            "machine": provenance.machine() | engine.accelerator(),
            "revision": provenance.revision(paths.project_root()),
        },
    )
    return run, model


def _kept(recipe: Recipe) -> tuple[Any, Any]:
    """Build the model that is kept, without and with its preprocessing, named as in a new process.

    Keras counts layers' names anew in each thread. ``clear_session`` would restart the count too,
    but have TensorFlow prepare the compiled steps again, a quarter of a second for CNN 1.
    """

    def build() -> tuple[Any, Any]:
        core = builders.build(recipe.model, preprocessing=recipe.preprocessing)
        return core, builders.with_preprocessing(core, recipe.preprocessing)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(build).result()


def _fit(recipe: Recipe, split: Split, unfinished: Unfinished) -> "tuple[Engine, pd.DataFrame]":
    """Fit a model to preprocessed images, one recipe after another, from where it was left.

    Returns
    -------
    engine : Engine
        It holds the fitted model, until it fits another.
    history : DataFrame
        As `Run.history` describes it.
    """
    from polymnist_lib.training import engines  # it loads Keras

    stages = [recipe]
    while (before := stages[0].after) is not None:
        stages.insert(0, before)
    engine = engines.started(stages[0])
    epochs = unfinished.restore(engine)  # of all stages
    begun = 0
    for stage in stages:
        done = len(epochs) - begun
        if done <= stage.epochs:  # else a later one was left, which began with this one's averages
            _fit_stage(engine, stage, split, done, epochs, unfinished)
        begun += stage.epochs
    history = pd.DataFrame(epochs[-recipe.epochs :], columns=HISTORY[1:])
    history.insert(0, HISTORY[0], range(1, recipe.epochs + 1))
    return engine, history


def _fit_stage(
    engine: "Engine",
    recipe: Recipe,
    split: Split,
    done: int,
    epochs: list[list[float]],
    unfinished: Unfinished,
) -> None:
    """Fit the epochs of a recipe that are not done yet, and add what is measured of them."""
    held_out = preprocess(split.validation.images, recipe.preprocessing), split.validation.labels
    count = len(split.train)
    pieces = batches.pieces(count, recipe.batch_size)
    engine.compile({min(recipe.batch_size, end - start) for start, end in pieces})
    last = time.perf_counter()
    with closing(_blocks(split.train, recipe, done)) as blocks:
        paced = _paced(blocks, engine, recipe, count, done)
        for _ in progress.epochs(recipe, done):
            fitted = engine.fit_epoch(islice(paced, len(pieces)))
            watched = engine.evaluate(*held_out)
            now = time.perf_counter()
            epochs.append([*fitted, *watched, now - last])
            last = now
            unfinished.leave(engine, epochs)
    engine.optimizer.finalize_variable_values(engine.model.trainable_variables)


def _blocks(digits: Digits, recipe: Recipe, done: int) -> Generator[batches.Block, None, None]:
    """Feed training images as their recipe prepares and changes them."""
    if POLICIES[recipe.augmentation].recompose:
        return batches.composed(digits, recipe, done=done)
    images = preprocess(digits.images, recipe.preprocessing)
    return batches.blocks(images, digits.labels, recipe, done=done)


def _paced(
    blocks: Iterable[batches.Block], engine: "Engine", recipe: Recipe, count: int, done: int
) -> Iterator[batches.Block]:
    """Set the step size ahead of each block as the schedule of epochs of `count` images says."""
    seen = done * count
    for block in blocks:
        size = block[1].size
        share = 1.0
        if recipe.schedule == "cosine":
            place = (seen + size / 2) / (recipe.epochs * count)
            share = min(place / WARM_UP, 0.5 + 0.5 * math.cos(math.pi * place))
        engine.optimizer.learning_rate = recipe.learning_rate * share
        seen += size
        yield block


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
