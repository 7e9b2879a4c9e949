"""The two sizes of the report: which data, which recipes, which cases of augmentation.

`embedded` runs in minutes on two cores and is the default; `full` is the original report's size. To
change an experiment of the whole book, change its recipe here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from polymnist_lib import sources
from polymnist_lib.digits import DataSet
from polymnist_lib.models.catalogue import CATALOGUE, CONVOLUTIONAL
from polymnist_lib.training.augment import MOVES
from polymnist_lib.training.recipes import Recipe


@dataclass(frozen=True)
class Profile:
    """A size of the report.

    Attributes
    ----------
    name : str
        ``"embedded"`` or ``"full"``.
    source : str
        The data's source, one of `polymnist_lib.sources.SOURCES`.
    recipes : mapping of str to Recipe
        The models that are compared, `polymnist_lib.models.catalogue.COMPARED`.
    cases : mapping of (model, policy, seed) to Recipe
        What the chapter on augmentation compares.
    """

    name: str
    source: str
    recipes: Mapping[str, Recipe]
    cases: Mapping[tuple[str, str, int], Recipe]

    def load(self) -> DataSet:
        """Load the data, from the folder ``POLYMNIST_DATA`` where the source reads one.

        ``POLYMNIST_SOURCE`` replaces the profile's own source; ``POLYMNIST_SKIP_BAD``, if not
        empty, goes on without the files that are bad.
        """
        return sources.load(
            os.environ.get("POLYMNIST_SOURCE") or self.source,
            skip_bad=bool(os.environ.get("POLYMNIST_SKIP_BAD")),
        )


CASE_MODELS = ("cnn1", "mlp1", "linear")
CASE_SEEDS = (0, 1, 2)


def _profile(name: str, source: str, *, convolutional_epochs: int, other_epochs: int) -> Profile:
    """Make a profile of the number of epochs that its amount of data calls for."""

    def recipe(model: str, augmentation: str, seed: int = 0) -> Recipe:
        convolutional = CATALOGUE[model].family == CONVOLUTIONAL
        epochs = convolutional_epochs if convolutional else other_epochs
        return Recipe(model, augmentation=augmentation, epochs=epochs, batch_size=32, seed=seed)

    return Profile(
        name=name,
        source=source,
        recipes={
            key: recipe(model.builder, model.augmentation)
            for key, model in CATALOGUE.items()
            if model.augmentation
        },
        cases={each: recipe(*each) for each in product(CASE_MODELS, MOVES, CASE_SEEDS)},
    )


PROFILES = {
    "embedded": _profile("embedded", "embedded", convolutional_epochs=5, other_epochs=15),
    "full": _profile("full", "kaggle", convolutional_epochs=5, other_epochs=5),
}


def get(name: str) -> Profile:
    """Return a profile by its name.

    Raises
    ------
    ValueError
        If there is no such profile.
    """
    if name not in PROFILES:
        raise ValueError(f"Unknown profile {name!r}. Valid profiles: {', '.join(PROFILES)}.")
    return PROFILES[name]
