"""The two sizes of the report: which data, and which recipes.

`embedded` runs in minutes on two cores and is the default; `full` is the original report's size. To
change an experiment of the whole book, change its recipe here: `"mlp2": 20` beside the families'
epochs trains one model longer.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from polymnist_lib import sources
from polymnist_lib.digits import DataSet
from polymnist_lib.models.catalogue import CATALOGUE, CONVOLUTIONAL, FAMILIES, LINEAR, PERCEPTRON
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
    """

    name: str
    source: str
    recipes: Mapping[str, Recipe]

    def load(self) -> DataSet:
        """Load the data, from the folder ``POLYMNIST_DATA`` where the source reads one.

        ``POLYMNIST_SOURCE`` replaces the profile's own source; ``POLYMNIST_SKIP_BAD``, if not
        empty, goes on without the files that are bad.
        """
        return sources.load(
            os.environ.get("POLYMNIST_SOURCE") or self.source,
            skip_bad=bool(os.environ.get("POLYMNIST_SKIP_BAD")),
        )


def _profile(name: str, source: str, *, epochs: Mapping[str, int]) -> Profile:
    """Make a profile of numbers of epochs: a family's, or a model's own where it is named."""

    def recipe(model: str, augmentation: str) -> Recipe:
        number = epochs.get(model, epochs[CATALOGUE[model].family])
        return Recipe(model, augmentation=augmentation, epochs=number, batch_size=32)

    return Profile(
        name=name,
        source=source,
        recipes={
            key: recipe(model.builder, model.augmentation)
            for key, model in CATALOGUE.items()
            if model.augmentation
        },
    )


PROFILES = {
    "embedded": _profile(
        "embedded", "embedded", epochs={CONVOLUTIONAL: 5, PERCEPTRON: 15, LINEAR: 15}
    ),
    "full": _profile("full", "kaggle", epochs=dict.fromkeys(FAMILIES, 5)),
}


def wanted() -> Profile:
    """Return the profile that ``POLYMNIST_PROFILE`` names, by default ``embedded``.

    Raises
    ------
    ValueError
        If there is no such profile.
    """
    return get(os.environ.get("POLYMNIST_PROFILE") or "embedded")


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
