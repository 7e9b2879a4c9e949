"""How accurate recipes are at full size, over their seeds."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from polymnist_lib import metrics, profiles
from polymnist_lib.metrics import Comparison, Interval, Predictions
from polymnist_lib.study import results
from polymnist_lib.study.findings import lookup
from polymnist_lib.study.results import Results
from polymnist_lib.training.recipes import Recipe

# The group of the models that are compared.
COMPARED = "reference"


@dataclass(frozen=True)
class Level(Interval):
    """How accurate the networks of a recipe are, over their seeds.

    Attributes
    ----------
    estimate, low, high : float
        The mean over seeds with its 95 % interval, of new seeds and new handwriting; with a single
        seed, of new handwriting alone.
    least, greatest : float
        The accuracies of the seeds that did worst and best.
    seeds : int
        How many there are.
    """

    least: float
    greatest: float
    seeds: int


def level(
    found: Results,
    recipe: Recipe,
    *,
    group: str,
    of: Callable[[Predictions], Predictions] = lambda predictions: predictions,
) -> Level:
    """Return how accurate the networks of a recipe are, whatever its seed.

    Parameters
    ----------
    found : Results
        What is published.
    recipe : Recipe
        How they were trained.
    group : str
        Where to look.
    of : function
        Chooses among the test images; all of them if not given.

    Raises
    ------
    ValueError
        If none of them is published.
    """
    said = [of(each) for each in lookup.runs_of(found, recipe, group=group)]
    if not said:
        raise ValueError(
            f"The full-size study has not published {recipe.model} with {recipe.augmentation} in "
            f"the group {group}: train it with `polymnist study {group}`, then publish."
        )
    mean = metrics.across_seeds(said) if len(said) > 1 else metrics.accuracy(said[0])
    shares = [float(each.correct.mean()) for each in said]
    return Level(mean.estimate, mean.low, mean.high, min(shares), max(shares), len(said))


def full_size() -> dict[str, Level]:
    """Read how accurate the models that are compared are in the full-size study, over seeds.

    Returns
    -------
    dict of str to Level
        By the model's key; without those that are not published, empty while none is.
    """
    found = results.read()
    if found is None:
        return {}
    recipes = profiles.get("full").recipes
    published = {
        key: recipe
        for key, recipe in recipes.items()
        if len(lookup.rows(found, recipe, groups=[COMPARED]))
    }
    return {key: level(found, each, group=COMPARED) for key, each in published.items()}


def unaugmented(found: Results) -> dict[str, Level]:
    """Return how accurate the models that are compared are when no image is altered in training."""
    recipes = profiles.get("full").recipes
    return {
        key: level(found, recipe.but(augmentation="none"), group=COMPARED)
        for key, recipe in recipes.items()
    }


def costs(found: Results) -> pd.DataFrame:
    """Return what the models that are compared cost and give.

    Returns
    -------
    DataFrame
        Index ``model``; ``parameters``; ``milliseconds`` that an image takes it; ``accuracy`` with
        ``low`` and ``high``; ``validation``, the mean on the validation images.
    """
    told = {}
    speeds = found.tables["speeds"].set_index("model")["milliseconds"]
    for key, recipe in profiles.get("full").recipes.items():
        table = lookup.rows(found, recipe, groups=[COMPARED])
        mean = level(found, recipe, group=COMPARED)
        told[key] = {
            "parameters": int(table["parameters"].iloc[0]),
            "milliseconds": float(speeds[recipe.model]),
            "accuracy": mean.estimate,
            "low": mean.low,
            "high": mean.high,
            "validation": float(table["validation_accuracy"].mean()),
        }
    return pd.DataFrame.from_dict(told, orient="index").rename_axis("model")


def by_seed(found: Results) -> dict[str, list[float]]:
    """Return the accuracy of each seed's network, for the models that are compared."""
    recipes = profiles.get("full").recipes
    return {
        key: lookup.rows(found, recipe, groups=[COMPARED])["accuracy"].tolist()
        for key, recipe in recipes.items()
    }


def difference(found: Results, first: str, second: str) -> Comparison:
    """Compare two of the models that are compared, seed by seed.

    Raises
    ------
    ValueError
        If they were not trained with the same seeds, at least two.
    """
    recipes = profiles.get("full").recipes
    pair = lookup.pair_of(found, recipes[first], recipes[second], group=COMPARED)
    if pair is None:
        raise ValueError(
            f"The full-size study has not published the same seeds of {first} and {second}, two or "
            f"more: train them with `polymnist study {COMPARED}`, then publish."
        )
    return metrics.difference_across_seeds(*pair)
