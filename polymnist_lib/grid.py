"""What the full-size study trains: experiments, each a recipe and the part of the data it is for.

To add a training to the study, add it to the group it belongs to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np

from polymnist_lib import digits
from polymnist_lib.augment import POLICIES
from polymnist_lib.digits import MODALITIES, DataSet, Split
from polymnist_lib.runs import Recipe

# Handwritten digits of the subset that serves where the full size costs too much: 60 000 images.
SUBSET = 12_000

SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Experiment:
    """One training of the study.

    Attributes
    ----------
    group : str
        The question it belongs to, one of `GROUPS`.
    recipe : Recipe
        How to train.
    division : str
        On what, one of `DIVISIONS`.
    """

    group: str
    recipe: Recipe
    division: str = "whole"

    def __str__(self) -> str:
        recipe = self.recipe
        words = [recipe.model, recipe.preprocessing, recipe.augmentation, f"seed {recipe.seed}"]
        return f"{self.group}: {', '.join(words)}, {self.division}"


def subset(split: Split, *, sources: int = SUBSET, seed: int = 0) -> Split:
    """Keep some handwritten digits of the training part; the other parts stay as they are.

    Parameters
    ----------
    split : Split
        What to take from.
    sources : int
        How many handwritten digits stay, chosen at random; where sources are unknown, as many
        images as they would have.
    seed : int
        Of the choice.

    Returns
    -------
    Split
        The split itself where it has no more than that.
    """
    train = split.train
    unit = train.source
    if unit is None:
        unit = np.arange(len(train))
        sources *= MODALITIES
    units = np.random.default_rng(seed).permutation(np.unique(unit))
    if len(units) <= sources:
        return split
    kept = train.take(np.isin(unit, units[:sources]))
    return Split(kept, split.validation, split.test, split.data)


def without(split: Split, modality: int) -> Split:
    """Leave a modality out of the training and validation parts, so that its test is new ground."""
    train, validation = (
        part.take(part.modality != modality) for part in (split.train, split.validation)
    )
    return Split(train, validation, split.test, split.data)


def _subset_without(modality: int, data: DataSet) -> Split:
    return without(subset(digits.split(data)), modality)


# Ways to divide the data, by name.
DIVISIONS: Mapping[str, Callable[[DataSet], Split]] = {
    "whole": digits.split,
    "subset": lambda data: subset(digits.split(data)),
    **{
        f"subset without m{modality}": partial(_subset_without, modality)
        for modality in range(MODALITIES)
    },
}

# The six models as the original report meant them, without and with augmentation.
ORIGINAL = tuple(
    Recipe(model, augmentation=augmentation, epochs=5, batch_size=32)
    for model, augmentation in product(("cnn1", "cnn2", "mlp1", "mlp2", "linear"), ("none", "all"))
)

GROUPS: Mapping[str, tuple[Experiment, ...]] = {
    "reference": tuple(Experiment("reference", recipe) for recipe in ORIGINAL),
    "augmentation": tuple(
        Experiment("augmentation", recipe.but(augmentation=policy, seed=seed), "subset")
        for recipe, policy, seed in product(ORIGINAL[::2], POLICIES, SEEDS)
    ),
}


def experiments(groups: tuple[str, ...] = ()) -> list[Experiment]:
    """List the experiments of some groups, of all by default.

    Raises
    ------
    ValueError
        If there is no such group.
    """
    unknown = sorted(set(groups) - GROUPS.keys())
    if unknown:
        raise ValueError(f"Unknown groups {', '.join(unknown)}. Valid groups: {', '.join(GROUPS)}.")
    return [each for name in groups or GROUPS for each in GROUPS[name]]
