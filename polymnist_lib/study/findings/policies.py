"""What augmentation does at full size: of the picture, and of what it is composed of."""

from collections.abc import Hashable, Sized
from itertools import product

import pandas as pd

from polymnist_lib import metrics
from polymnist_lib.metrics import Comparison
from polymnist_lib.study import grid
from polymnist_lib.study.findings.levels import COMPARED
from polymnist_lib.study.findings.lookup import pair_of, rows, runs_of
from polymnist_lib.study.results import Results
from polymnist_lib.training.augment import MOVES

_NOTHING = "none"


def augmentation(found: Results) -> pd.DataFrame:
    """Return what each policy of augmentation changes in each model, at the size of the subset.

    Returns
    -------
    DataFrame
        A family of comparisons, index ``model`` and ``policy``: the accuracy with the policy minus
        that without augmentation, over seeds and sources.
    """
    comparisons: dict[Hashable, Comparison] = {}
    for recipe, policy in product((*grid.ORIGINAL[::2], grid.BASE), MOVES):
        altered, control = (recipe.but(augmentation=each) for each in (policy, _NOTHING))
        pair = pair_of(found, altered, control, group="augmentation")
        if pair and policy != _NOTHING:
            comparisons[recipe.model, policy] = metrics.difference_across_seeds(*pair)
    return metrics.family(comparisons, names=("model", "policy")) if comparisons else pd.DataFrame()


def moved(found: Results) -> pd.DataFrame:
    """Return what moving the picture changes in each of the report's models, on all of the data.

    Returns
    -------
    DataFrame
        A family of comparisons, index ``model``, over seeds and sources; with ``pairs``, how many
        seeds there are, and ``worse``, with how many of them it did worse.
    """
    comparisons: dict[Hashable, Comparison] = {}
    counted = {}
    for control, altered in zip(grid.ORIGINAL[::2], grid.ORIGINAL[1::2], strict=True):
        pair = pair_of(found, altered, control, group=COMPARED)
        if pair:
            comparisons[control.model] = metrics.difference_across_seeds(*pair)
            changes = [a.correct.mean() - b.correct.mean() for a, b in zip(*pair, strict=True)]
            counted[control.model] = (len(changes), sum(each < 0 for each in changes))
    _check_published(comparisons, COMPARED)
    family = metrics.family(comparisons, names=["model"])
    family[["pairs", "worse"]] = pd.DataFrame.from_dict(counted, orient="index")
    return family


def learned(found: Results) -> pd.DataFrame:
    """Return how accurate the report's models are in their last epoch, on all of the data.

    Returns
    -------
    DataFrame
        Index ``model`` and ``policy``; ``training`` and ``validation``, means over seeds.
    """
    histories = found.tables["histories"]
    last = histories.groupby("key")[["accuracy", "val_accuracy"]].last()
    told = {
        (recipe.model, recipe.augmentation): last.loc[published.index].mean()
        for recipe in grid.ORIGINAL
        if len(published := rows(found, recipe, groups=[COMPARED]))
    }
    _check_published(told, COMPARED)
    frame = pd.DataFrame.from_dict(told, orient="index").set_axis(
        ["training", "validation"], axis="columns"
    )
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["model", "policy"])
    return frame


def over_time(found: Results) -> pd.DataFrame:
    """Return what augmentation changes after few epochs and after many.

    Returns
    -------
    DataFrame
        A family of comparisons, index ``model``, ``epochs`` and ``policy``: the accuracy with the
        policy minus that without augmentation after as many epochs; with ``accuracy`` and
        ``control``, the two means over seeds.
    """
    comparisons: dict[Hashable, Comparison] = {}
    means = {}
    for recipe in grid.PATIENT:
        if recipe.augmentation == _NOTHING:
            continue
        pair = pair_of(found, recipe, recipe.but(augmentation=_NOTHING), group="time")
        if pair:
            name = recipe.model, recipe.epochs, recipe.augmentation
            comparisons[name] = metrics.difference_across_seeds(*pair)
            means[name] = [sum(each.correct.mean() for each in side) / len(side) for side in pair]
    _check_published(comparisons, "time")
    family = metrics.family(comparisons, names=("model", "epochs", "policy"))
    family[["accuracy", "control"]] = pd.DataFrame.from_dict(means, orient="index").to_numpy()
    return family


def recomposed(found: Results) -> pd.DataFrame:
    """Return what composing images anew changes in conv50k, against other ways to train it.

    Returns
    -------
    DataFrame
        A family of comparisons on the subset, index ``policy``, those that it is compared with:
        the accuracy with images composed anew minus that with the other policy.
    """
    anew = runs_of(found, grid.BASE.but(augmentation="recomposed"), group="recomposed")
    _check_published(anew, "recomposed")
    comparisons: dict[Hashable, Comparison] = {}
    for policy in ("none", "all"):
        other = runs_of(found, grid.BASE.but(augmentation=policy), group="ablation")
        comparisons[policy] = metrics.difference_across_seeds(anew, other)
    return metrics.family(comparisons, names=["policy"])


def _check_published(what: Sized, group: str) -> None:
    """Raise ValueError if a group has published nothing that can be compared."""
    if not what:
        raise ValueError(
            f"The full-size study has not published the group {group}: train it with `polymnist "
            f"study {group}`, then publish."
        )
