"""Finding the runs of recipes in published results."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from polymnist_lib import metrics
from polymnist_lib.metrics import Comparison, Predictions
from polymnist_lib.study.results import Results
from polymnist_lib.training.recipes import Recipe


def rows(found: Results, recipe: Recipe, *, groups: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a recipe's seeds, in their order, of the first group that has any."""
    for name in groups:
        known = _alike(found.of(name), recipe)
        if len(known):
            return known.sort_values("seed")
    return found.runs.iloc[:0]


def runs_of(found: Results, recipe: Recipe, *, group: str) -> list[Predictions]:
    """Return what the networks of a recipe's seeds say of the test images."""
    return [found.predictions(str(key)) for key in rows(found, recipe, groups=[group]).index]


def compared(
    found: Results,
    pairs: Mapping[Any, tuple[Recipe, Recipe]],
    *,
    group: str | Callable[[Recipe], str],
    names: Sequence[str],
) -> pd.DataFrame:
    """Compare recipes with others, seed by seed.

    Parameters
    ----------
    found : Results
        What is published.
    pairs : mapping to (Recipe, Recipe)
        The recipe and what it is compared with, each under its name or a tuple of names.
    group : str or function
        Of all recipes, or what names each recipe's.
    names : sequence of str
        Of the index's levels.

    Returns
    -------
    DataFrame
        A family of comparisons: the accuracy with the recipe minus that with the other, over seeds
        and sources; with ``accuracy`` and ``control``, the two means over seeds; ``pairs``, how
        many seeds there are, and ``worse``, with how many of them the recipe did worse. Pairs that
        were not trained with the same seeds, at least two, have no row.

    Raises
    ------
    ValueError
        If that leaves none.
    """
    comparisons: dict[Hashable, Comparison] = {}
    counted = []
    missing: list[str] = []
    for name, recipes in pairs.items():
        groups = [group if isinstance(group, str) else group(recipe) for recipe in recipes]
        missing += groups
        said = pair_of(found, *recipes, group=groups[0], beside=groups[1])
        if said:
            comparisons[name] = metrics.difference_across_seeds(*said)
            shares = np.array([[each.correct.mean() for each in side] for side in said])
            worse = int((shares[0] < shares[1]).sum())
            counted.append((*shares.mean(axis=1), shares.shape[1], worse))
    if not comparisons:
        raise unpublished(missing)
    family = metrics.family(comparisons, names=names)
    family[["accuracy", "control", "pairs", "worse"]] = counted
    return family.astype({"pairs": int, "worse": int})


def unpublished(groups: Iterable[str]) -> ValueError:
    """Return the error where none of some groups is published: it says to train them."""
    names = list(dict.fromkeys(groups))
    return ValueError(
        f"The full-size study has not published the group {' or '.join(names)}: train it with "
        f"`polymnist study {' '.join(names)}`, then publish."
    )


def pair_of(
    found: Results, first: Recipe, second: Recipe, *, group: str, beside: str | None = None
) -> tuple[list[Predictions], list[Predictions]] | None:
    """Return what the networks of two recipes say, seed by seed; ``beside`` is the second's group.

    None where they were not trained with the same seeds, at least two.
    """
    pair = [rows(found, first, groups=[group]), rows(found, second, groups=[beside or group])]
    seeds = [each["seed"].tolist() for each in pair]
    if seeds[0] != seeds[1] or len(seeds[0]) < 2:
        return None
    said = [[found.predictions(str(key)) for key in each.index] for each in pair]
    return said[0], said[1]


def key_of(found: Results, group: str, recipe: Recipe, division: str) -> str:
    """Return the key of the run of a recipe on a division."""
    known = _alike(found.of(group, division=division, seed=recipe.seed), recipe)
    if known.empty:
        raise ValueError(
            f"The full-size study has not published {recipe.model} with {recipe.augmentation} on "
            f"{division}: train it with `polymnist study {group}`, then publish."
        )
    return str(known.index[0])


def inside(predictions: Predictions, modality: int) -> Predictions:
    """Keep the predictions of one modality."""
    return predictions.take(predictions.modality == modality)


def _alike(rows: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Keep the rows of a recipe, whatever its seed."""
    for name in rows.columns.intersection(list(vars(recipe))):
        if name not in ("seed", "after"):
            rows = rows[rows[name] == getattr(recipe, name)]
    return rows
