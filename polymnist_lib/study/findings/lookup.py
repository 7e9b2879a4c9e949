"""Finding the runs of recipes in published results."""

from collections.abc import Sequence

import pandas as pd

from polymnist_lib.metrics import Predictions
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


def pair_of(
    found: Results, first: Recipe, second: Recipe, *, group: str
) -> tuple[list[Predictions], list[Predictions]] | None:
    """Return what the networks of two recipes say, seed by seed.

    None where they were not trained with the same seeds, at least two.
    """
    pair = [rows(found, recipe, groups=[group]) for recipe in (first, second)]
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
