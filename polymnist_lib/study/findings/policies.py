"""What augmentation does at full size: of the picture, and of what it is composed of."""

from itertools import product

import pandas as pd

from polymnist_lib.study import grid
from polymnist_lib.study.findings.levels import COMPARED
from polymnist_lib.study.findings.lookup import compared, rows
from polymnist_lib.study.results import Results
from polymnist_lib.training.augment import MOVES
from polymnist_lib.training.recipes import Recipe

_NOTHING = "none"


def augmentation(found: Results) -> pd.DataFrame:
    """Return what each policy of augmentation changes in each model, at the size of the subset.

    Returns
    -------
    DataFrame
        As `lookup.compared` returns, index ``model`` and ``policy``: the accuracy with the policy
        minus that without augmentation.
    """
    pairs = {
        (recipe.model, policy): (recipe.but(augmentation=policy), recipe.but(augmentation=_NOTHING))
        for recipe, policy in product((*grid.ORIGINAL[::2], grid.BASE), MOVES)
        if policy != _NOTHING
    }
    return compared(found, pairs, group="augmentation", names=("model", "policy"))


def moved(found: Results) -> pd.DataFrame:
    """Return what moving the picture changes in each of the report's models, on all of the data.

    Returns
    -------
    DataFrame
        As `lookup.compared` returns, index ``model``.
    """
    both = zip(grid.ORIGINAL[::2], grid.ORIGINAL[1::2], strict=True)
    pairs = {control.model: (altered, control) for control, altered in both}
    return compared(found, pairs, group=COMPARED, names=["model"])


def learned(found: Results) -> pd.DataFrame:
    """Return how accurate the report's models are in their last epoch, on all of the data.

    Returns
    -------
    DataFrame
        Index ``model`` and ``policy``; ``training``, while the weights still change and dropout is
        on, and ``validation``, means over seeds.

    Raises
    ------
    ValueError
        If none of them is published.
    """
    histories = found.tables["histories"]
    last = histories.groupby("key")[["accuracy", "val_accuracy"]].last()
    told = {
        (recipe.model, recipe.augmentation): last.loc[published.index].mean()
        for recipe in grid.ORIGINAL
        if len(published := rows(found, recipe, groups=[COMPARED]))
    }
    if not told:
        raise ValueError(
            f"The full-size study has not published the group {COMPARED}: train it with "
            f"`polymnist study {COMPARED}`, then publish."
        )
    frame = pd.DataFrame.from_dict(told, orient="index").set_axis(
        ["training", "validation"], axis="columns"
    )
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["model", "policy"])
    return frame


def over_time(found: Results) -> pd.DataFrame:
    """Return what augmentation changes in the report's models after few epochs and after many.

    Returns
    -------
    DataFrame
        As `lookup.compared` returns, index ``model``, ``policy`` and ``epochs``: the accuracy with
        images moved, or composed anew, minus that without augmentation after as many epochs.
    """
    altered = [
        each for each in (*grid.PATIENT, *grid.PATIENT_ANEW) if each.augmentation != _NOTHING
    ]
    models = list(dict.fromkeys(each.model for each in altered))
    pairs = {
        (each.model, each.augmentation, each.epochs): (each, each.but(augmentation=_NOTHING))
        for each in sorted(altered, key=lambda each: models.index(each.model))
    }

    def trained_in(recipe: Recipe) -> str:
        anew = "_anew" if recipe.augmentation == "recomposed" else ""
        return f"time{anew}_{recipe.model}"

    return compared(found, pairs, group=trained_in, names=("model", "policy", "epochs"))


def recomposed(found: Results) -> pd.DataFrame:
    """Return what composing images anew changes in conv50k, against other ways to train it.

    Returns
    -------
    DataFrame
        As `lookup.compared` returns, on the subset, index ``policy``, those that it is compared
        with: the accuracy with images composed anew minus that with the other policy.
    """
    anew = grid.BASE.but(augmentation="recomposed")
    pairs = {each: (anew, grid.BASE.but(augmentation=each)) for each in (_NOTHING, "all")}
    return compared(found, pairs, group="recomposed", beside="ablation", names=["policy"])
