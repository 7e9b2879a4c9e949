"""Recipes: how a model is trained, every decision in one line."""

import difflib
from dataclasses import dataclass, fields, replace
from typing import Any

from polymnist_lib.models.builders import MODELS
from polymnist_lib.models.preprocess import PREPROCESSINGS
from polymnist_lib.training.augment import POLICIES

OPTIMIZERS = ("adam", "adamw", "rmsprop", "sgd")
SCHEDULES = ("constant", "cosine")

# What a recipe that continues another has to share with it.
_CONTINUED = (
    "model",
    "preprocessing",
    "optimizer",
    "label_smoothing",
    "averaging",
)


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training run, apart from the data.

    Attributes
    ----------
    model : str
        One of `polymnist_lib.models.builders.MODELS`.
    augmentation : str
        One of `polymnist_lib.training.augment.POLICIES`, applied to training images alone.
    epochs : int
        Passes over the training part.
    batch_size : int
        Images a step.
    optimizer : str
        One of `OPTIMIZERS`, with Keras' defaults for all but the learning rate.
    learning_rate : float
        The optimiser's step size, the greatest where a schedule changes it.
    schedule : str
        One of `SCHEDULES`; ``"cosine"`` lets the step size rise over the first twentieth of the
        steps and fall to 0 as half a wave does.
    label_smoothing : float
        The share of each label that is spread over all classes, 0..1.
    averaging : float
        How much of the moving average of the weights each step keeps, 0..1: the run has these
        averages if it is above 0, otherwise the last weights.
    preprocessing : str
        One of `polymnist_lib.models.preprocess.PREPROCESSINGS`.
    seed : int
        Of the weights, the order of the images, dropout and augmentation.
    after : Recipe, optional
        A recipe of the same model that is trained first and then continued, optimiser included.
    """

    model: str
    augmentation: str = "none"
    epochs: int = 5
    batch_size: int = 32
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    label_smoothing: float = 0.0
    averaging: float = 0.0
    preprocessing: str = "reference"
    seed: int = 0
    after: "Recipe | None" = None

    def __post_init__(self) -> None:
        for what, value, valid in (
            ("model", self.model, MODELS),
            ("augmentation policy", self.augmentation, POLICIES),
            ("optimizer", self.optimizer, OPTIMIZERS),
            ("schedule", self.schedule, SCHEDULES),
            ("preprocessing", self.preprocessing, PREPROCESSINGS),
        ):
            if value not in valid:
                raise ValueError(f"Unknown {what} {value!r}. Valid names: {', '.join(valid)}.")
        for what, count in (("epochs", self.epochs), ("batch_size", self.batch_size)):
            if count < 1:
                raise ValueError(f"A recipe's {what} must be at least 1; got {count}.")
        if self.learning_rate <= 0:
            raise ValueError(f"A recipe's learning_rate must be above 0; got {self.learning_rate}.")
        for what in ("label_smoothing", "averaging"):
            share = getattr(self, what)
            if not 0 <= share < 1:
                raise ValueError(f"A recipe's {what} must be at least 0 and below 1; got {share}.")
        for what in _CONTINUED if self.after else ():
            mine, before = getattr(self, what), getattr(self.after, what)
            if mine != before:
                raise ValueError(
                    f"A recipe continues a model with its optimiser: its {what} must be that of "
                    f"the recipe it comes after, {before!r}; got {mine!r}."
                )

    def but(self, **changes: Any) -> "Recipe":
        """Return this recipe with some of its fields changed.

        Raises
        ------
        TypeError
            If a recipe has no such field.
        ValueError
            If a field cannot be so.
        """
        names = [each.name for each in fields(self)]
        for name in changes:
            if name not in names:
                close = difflib.get_close_matches(name, names, n=1)
                meant = f"; did you mean {close[0]!r}?" if close else "."
                raise TypeError(
                    f"A recipe has no field {name!r}{meant} Its fields: {', '.join(names)}."
                )
        return replace(self, **changes)
