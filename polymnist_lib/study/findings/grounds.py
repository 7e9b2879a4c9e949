"""What the ground of an image does: how light it is, and what is left of its colours."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib import profiles
from polymnist_lib.digits import MODALITIES
from polymnist_lib.metrics import Predictions
from polymnist_lib.study import grid
from polymnist_lib.study.findings.levels import COMPARED, Level, level
from polymnist_lib.study.results import Results
from polymnist_lib.training.recipes import Recipe

# Ranges of grey that grounds are put together in.
_RANGES = 8
_WIDTH = 256 / _RANGES

# What is left of an image's colours, by a name of `polymnist_lib.models.preprocess`.
LEFT = ("colour", "blurred_colour", "grey", "reference")


def by_ground(found: Results, model: str) -> dict[str, Level]:
    """Return how accurate a model that is compared is on ``dark`` and on ``light`` grounds.

    On a dark ground, below the middle of the greys, the stroke is light.
    """
    recipe = profiles.get("full").recipes[model]
    ground = _known(found)
    sides = {"dark": ground < 128, "light": ground >= 128}

    def of(side: str) -> Level:
        return level(found, recipe, group=COMPARED, of=lambda said: said.take(sides[side]))

    return {side: of(side) for side in sides}


def grounds(found: Results, models: Sequence[str]) -> pd.DataFrame:
    """Return how accurate models that are compared are on grounds from black to white.

    Returns
    -------
    DataFrame
        Index ``model`` and ``ground``, the middle of a range of greys, 0 to 255; ``accuracy``, the
        mean over seeds, with ``low`` and ``high``. A range without images has no row.
    """
    recipes = profiles.get("full").recipes
    return _in_ranges(found, {model: recipes[model] for model in models}, group=COMPARED)


def extremes(found: Results, model: str) -> dict[str, float]:
    """Return how accurate a model that is compared is on the darkest and the lightest grounds.

    Returns
    -------
    dict of str to float
        Mean accuracies over seeds: ``black``, ``white`` and ``least``, that of the ground in
        between on which it is lowest.
    """
    accuracy = grounds(found, [model])["accuracy"]
    return {
        "black": float(accuracy.iloc[0]),
        "white": float(accuracy.iloc[-1]),
        "least": float(accuracy.min()),
    }


def seen_on_grounds(found: Results) -> pd.DataFrame:
    """Return how accurate conv50k is on grounds from black to white, by what it sees.

    Returns
    -------
    DataFrame
        As of `grounds`, under ``seen_colour``, ``seen_grey`` and ``seen_reference``, grey and
        blurred, in place of models.
    """
    recipes = {f"seen_{each.preprocessing}": each for each in grid.CHANGED[:4]}
    del recipes["seen_blurred_colour"]
    return _in_ranges(found, recipes, group="ablation")


def _in_ranges(found: Results, recipes: Mapping[str, Recipe], *, group: str) -> pd.DataFrame:
    """Return how accurate recipes, by name, are in each range of grounds."""
    places = (_known(found) / _WIDTH).astype(int)
    rows = {}
    for name, recipe in recipes.items():
        for place in np.unique(places):

            def inside(said: Predictions, place: int = place) -> Predictions:
                return said.take(places == place)

            mean = level(found, recipe, group=group, of=inside)
            rows[name, (place + 0.5) * _WIDTH] = (mean.estimate, mean.low, mean.high)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["accuracy", "low", "high"])
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["model", "ground"])
    return frame


def _known(found: Results) -> NDArray[np.uint8]:
    """Return the grounds; raise ValueError if they are not published."""
    if found.ground is None:
        raise ValueError(
            "The published results do not tell how light grounds are: publish any group anew with "
            "`polymnist study GROUP --publish`."
        )
    return found.ground


def colours(found: Results) -> pd.DataFrame:
    """Return what is read of each photograph in colour, blurred, in grey, and in grey and blurred.

    Returns
    -------
    DataFrame
        Index ``model``, ``cnn2`` and ``conv50k``, and ``preprocessing``, one of `LEFT`; a column a
        modality, 0 to 4, and ``all``: mean accuracies over seeds.
    """
    wanted = [("cnn2", "preprocessing", grid.SEEN), ("conv50k", "ablation", grid.CHANGED[:4])]
    rows = {}
    for model, group, recipes in wanted:
        by_name = {each.preprocessing: each for each in recipes}
        for name in LEFT:
            row: dict[object, float] = {}
            for modality in range(MODALITIES):

                def inside(said: Predictions, modality: int = modality) -> Predictions:
                    return said.take(said.modality == modality)

                row[modality] = level(found, by_name[name], group=group, of=inside).estimate
            row["all"] = level(found, by_name[name], group=group).estimate
            rows[model, name] = row
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["model", "preprocessing"])
    return frame
