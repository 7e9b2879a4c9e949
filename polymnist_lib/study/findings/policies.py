"""What augmentation does at full size: of the picture, and of what it is composed of."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import pandas as pd

from polymnist_lib.study import grid
from polymnist_lib.study.findings.levels import COMPARED
from polymnist_lib.study.findings.lookup import compared, rows, unpublished
from polymnist_lib.study.results import Results
from polymnist_lib.training.augment import MOVES
from polymnist_lib.training.recipes import Recipe

_NOTHING, _ANEW = "none", "recomposed"


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
    recipes = {(each.model, each.augmentation): each for each in grid.ORIGINAL}
    return _last_epochs(found, recipes, group=lambda _: COMPARED, names=["model", "policy"])


def memorised(found: Results) -> pd.DataFrame:
    """Return how accurate networks are in their last epoch, on the subset.

    Returns
    -------
    DataFrame
        As `learned` returns, index ``model``, ``policy`` and ``epochs``: of the report's models
        after few epochs and after many, and of conv50k.

    Raises
    ------
    ValueError
        If none of them is published.
    """
    of_conv50k = [grid.BASE.but(augmentation=each) for each in (_NOTHING, "all", _ANEW)]
    recipes = {
        (each.model, each.augmentation, each.epochs): each
        for each in (*grid.PATIENT, *grid.PATIENT_ANEW, *of_conv50k)
    }
    names = ["model", "policy", "epochs"]
    return _last_epochs(found, recipes, group=_group_on_subset, names=names)


def _last_epochs(
    found: Results,
    recipes: Mapping[tuple, Recipe],
    *,
    group: Callable[[Recipe], str],
    names: Sequence[str],
) -> pd.DataFrame:
    """Return the accuracies of recipes' last epochs, means over seeds, as `learned` does."""
    histories = found.tables["histories"]
    last = histories.groupby("key")[["accuracy", "val_accuracy"]].last()
    told = {
        name: last.loc[published.index].mean()
        for name, recipe in recipes.items()
        if len(published := rows(found, recipe, groups=[group(recipe)]))
    }
    if not told:
        raise unpublished(map(group, recipes.values()))
    frame = pd.DataFrame.from_dict(told, orient="index").set_axis(
        ["training", "validation"], axis="columns"
    )
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=names)
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
    names = ("model", "policy", "epochs")
    return compared(found, pairs, group=_group_on_subset, names=names)


def epoch_by_epoch(found: Results) -> pd.DataFrame:
    """Return what the report's models read after each epoch of a long training.

    Returns
    -------
    DataFrame
        Index ``model``, ``policy`` and ``epoch``; ``accuracy`` on validation images as they are,
        the mean over seeds.

    Raises
    ------
    ValueError
        If such trainings are not published.
    """
    longest = max(each.epochs for each in grid.PATIENT)
    recipes = [each for each in (*grid.PATIENT, *grid.PATIENT_ANEW) if each.epochs == longest]
    histories = found.tables["histories"]
    told = {}
    for recipe in recipes:
        published = rows(found, recipe, groups=[_group_on_subset(recipe)])
        if len(published):
            followed = histories[histories["key"].isin(published.index)].groupby("epoch")
            told[recipe.model, recipe.augmentation] = followed["val_accuracy"].mean()
    if not told:
        raise unpublished(map(_group_on_subset, recipes))
    return pd.concat(told, names=["model", "policy", "epoch"]).to_frame("accuracy")


def _group_on_subset(recipe: Recipe) -> str:
    """Return where a recipe of `over_time`, `recomposed` or `memorised` was trained."""
    anew = recipe.augmentation == _ANEW
    if recipe.model == grid.BASE.model:
        return "recomposed" if anew else "ablation"
    return f"time_anew_{recipe.model}" if anew else f"time_{recipe.model}"


def recomposed(found: Results) -> pd.DataFrame:
    """Return what composing images anew changes in conv50k, against other ways to train it.

    Returns
    -------
    DataFrame
        As `lookup.compared` returns, on the subset, index ``policy``, those that it is compared
        with: the accuracy with images composed anew minus that with the other policy.
    """
    anew = grid.BASE.but(augmentation=_ANEW)
    pairs = {each: (anew, grid.BASE.but(augmentation=each)) for each in (_NOTHING, "all")}
    return compared(found, pairs, group=_group_on_subset, names=["policy"])
