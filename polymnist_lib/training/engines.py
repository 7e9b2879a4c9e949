"""Which engine fits a recipe's model, on whatever backend; to load this module loads Keras."""

from functools import cache
from typing import Any

import keras

from polymnist_lib.models import builders
from polymnist_lib.training.engine import Engine
from polymnist_lib.training.recipes import Recipe


def started(recipe: Recipe) -> Engine:
    """Give an engine a new model with a new optimiser.

    Parameters
    ----------
    recipe : Recipe
        How it is to be trained. Its seed decides the weights and the dropout.

    Returns
    -------
    Engine
        Used again by later trainings of the same way: one training at a time.
    """
    engine = _engine(
        recipe.model,
        recipe.preprocessing,
        recipe.optimizer,
        recipe.label_smoothing,
        recipe.averaging,
    )
    engine.seed(recipe.seed)
    model = builders.build(recipe.model, engine.layers, preprocessing=recipe.preprocessing)
    engine.restart(model, _optimizer(recipe.optimizer, recipe.averaging, recipe.learning_rate))
    return engine


@cache
def _engine(
    model: str, preprocessing: str, optimizer: str, label_smoothing: float, averaging: float
) -> Engine:
    """Make the engine of a way of training, once a process: to compile its steps takes a second."""
    engine = _engine_class()
    return engine(
        builders.build(model, engine.layers, preprocessing=preprocessing),
        _optimizer(optimizer, averaging),
        label_smoothing=label_smoothing,
    )


def _engine_class() -> type[Engine]:
    """Choose what is fastest on the backend."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        from polymnist_lib.training.engine_tensorflow import TensorFlowEngine

        return TensorFlowEngine
    if backend == "jax":
        from polymnist_lib.training.engine_jax import JaxEngine

        return JaxEngine
    return Engine


def _optimizer(name: str, averaging: float, learning_rate: float = 1e-3) -> Any:
    """Make a new optimiser."""
    config: dict[str, Any] = {"learning_rate": learning_rate}
    if averaging:
        config |= {"use_ema": True, "ema_momentum": averaging}
    return keras.optimizers.get({"class_name": name, "config": config})
