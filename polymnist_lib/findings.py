"""What the chapters show of the full-size study, worked out from its published results.

Where the study has not published what a table needs, `ablation` and `augmentation` are empty, and
the others raise ValueError: chapters are about them.
"""

from collections.abc import Hashable, Sequence
from dataclasses import asdict
from itertools import product

import numpy as np
import pandas as pd

from polymnist_lib import grid, metrics
from polymnist_lib.augment import MOVES
from polymnist_lib.digits import MODALITIES
from polymnist_lib.metrics import Comparison, Predictions
from polymnist_lib.recipes import Recipe
from polymnist_lib.results import Results

# Names of what is changed in each recipe of `grid.CHANGED` after the first.
CHANGES = (
    "in_grey",
    "blurred_colours",
    "grey_and_blurred",
    "without_normalisation",
    "without_augmentation",
    "constant_step",
    "hard_labels",
    "averaged_weights",
    "narrower",
)


def views(found: Results) -> pd.DataFrame:
    """Return the accuracy of the shipped network with one view, two, and so on.

    Returns
    -------
    DataFrame
        Index ``views``. ``accuracy`` with views of the same handwritten digit, between ``low`` and
        ``high``; ``paired``, the mean over random pairings of views that share their label alone,
        from ``paired_least`` to ``paired_greatest``.
    """
    key = strongest(found)
    same = found.tables["fusion"]
    if same.empty:
        raise ValueError("The full-size study knows no sources, so it has no views of one digit.")
    same = same[same["key"] == key].set_index("views")
    pairings = found.tables["pairings"]
    paired = pairings[pairings["key"] == key].groupby("views")["accuracy"]
    return same[["accuracy", "low", "high"]].assign(
        paired=paired.mean(), paired_least=paired.min(), paired_greatest=paired.max()
    )


def gains(found: Results) -> pd.DataFrame:
    """Return what all five views gain over the best one, a row a strong network.

    Returns
    -------
    DataFrame
        Index ``seed``; ``estimate``, ``low`` and ``high``, sources being resampled.
    """
    table = found.tables["gains"]
    if table.empty:
        raise ValueError("The full-size study knows no sources, so it has no views of one digit.")
    return table.assign(seed=found.runs.loc[table["key"], "seed"].to_numpy()).set_index("seed")[
        ["estimate", "low", "high"]
    ]


def remedies(found: Results) -> pd.DataFrame:
    """Return how well each remedy reads backgrounds that were left out, test modality by modality.

    For a test modality, networks are trained without it and without another one, on whose
    validation images they are measured: the choice never sees the test modality.

    Returns
    -------
    DataFrame
        Index ``modality``, that of the test; a column a remedy, the mean accuracy over the four
        others.
    """
    scores = found.tables["validation_by_modality"].set_index(["key", "modality"])["accuracy"]
    rows = {}
    for modality in range(MODALITIES):
        others = [each for each in range(MODALITIES) if each != modality]
        row = {}
        for remedy in grid.REMEDIES:
            keys = [
                _key(found, "remedies", remedy, grid.name_without(modality, other))
                for other in others
            ]
            row[remedy.augmentation] = float(
                np.mean([scores[each] for each in zip(keys, others, strict=True)])
            )
        rows[modality] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("modality")


def unseen(found: Results) -> pd.DataFrame:
    """Return what it costs not to have seen a background, and what is left of it with a remedy.

    Returns
    -------
    DataFrame
        Index ``modality``; ``seen`` and ``unseen``, the accuracy in it of networks trained with and
        without it; ``drop`` between ``drop_low`` and ``drop_high``; ``remedy``, chosen by
        `remedies`; ``remedied``, the accuracy without it but with the remedy; ``left``, the drop
        that remains, between ``left_low`` and ``left_high``.
    """
    scores = remedies(found)
    plain = grid.REMEDIES[0]
    whole = _key(found, "backgrounds", plain, "subset")
    rows = {}
    for modality in scores.index:
        chosen = str(scores.loc[modality].idxmax())
        division = grid.name_without(modality)
        without, remedied = (
            _key(found, "backgrounds", plain.but(augmentation=policy), division)
            for policy in (plain.augmentation, chosen)
        )
        seen, new, cured = (
            _inside(found.predictions(key), modality) for key in (whole, without, remedied)
        )
        drop, left = metrics.difference(seen, new), metrics.difference(seen, cured)
        rows[modality] = {
            "seen": float(seen.correct.mean()),
            "unseen": float(new.correct.mean()),
            "drop": drop.estimate,
            "drop_low": drop.low,
            "drop_high": drop.high,
            "remedy": chosen,
            "remedied": float(cured.correct.mean()),
            "left": left.estimate,
            "left_low": left.low,
            "left_high": left.high,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("modality")


def strongest(found: Results) -> str:
    """Return the key of the run whose model is shipped: the best on the validation images.

    Raises
    ------
    ValueError
        If the study has published none.
    """
    rows = found.of(grid.STRONGEST)
    if rows.empty:
        raise ValueError(f"The full-size study has published no run of the group {grid.STRONGEST}.")
    return str(rows["validation_accuracy"].idxmax())


def misread(predictions: Predictions) -> pd.DataFrame:
    """Count handwritten digits by how many of their views are misread.

    Parameters
    ----------
    predictions : Predictions
        Of images whose sources are known.

    Returns
    -------
    DataFrame
        Index ``misread``, from 1 to the number of modalities; ``digits``, how many handwritten
        digits, and ``errors``, the share of all errors that are theirs.
    """
    wrong = pd.Series(~predictions.correct).groupby(predictions.source).sum()
    counts = wrong[wrong > 0].value_counts()
    digits = counts.reindex(range(1, MODALITIES + 1), fill_value=0).rename("digits")
    frame = digits.rename_axis("misread").to_frame()
    frame["errors"] = frame.index * frame["digits"] / max(1, int(wrong.sum()))
    return frame


def first_of_each(source: np.ndarray) -> np.ndarray:
    """Return the positions of the first image of each handwritten digit, in their order."""
    return np.sort(np.unique(source, return_index=True)[1])


def sizes(found: Results) -> pd.DataFrame:
    """Return what networks of different sizes give, the smallest first.

    Returns
    -------
    DataFrame
        Index ``model``; ``parameters``, ``milliseconds`` an image, ``accuracy`` with ``low`` and
        ``high``, ``seeds``. Where there are several seeds, the accuracy is their mean.
    """
    speeds = found.tables["speeds"].set_index("model")["milliseconds"]
    rows: dict[str, dict[str, float]] = {}
    on_validation: dict[str, float] = {}
    for recipe in (*grid.ORIGINAL, *grid.COMPACT, grid.STRONG):
        table = _rows(found, recipe, groups=("reference", "compact", grid.STRONGEST))
        if table.empty:
            continue
        validated = float(table["validation_accuracy"].mean())
        if validated <= on_validation.get(recipe.model, 0):
            continue  # augmented or not, whichever does better on the validation images
        on_validation[recipe.model] = validated
        runs = [found.predictions(str(key)) for key in table.index]
        mean = metrics.across_seeds(runs) if len(runs) > 1 else metrics.accuracy(runs[0])
        rows[recipe.model] = {
            "parameters": int(table["parameters"].iloc[0]),
            "milliseconds": float(speeds[recipe.model]),
            "accuracy": mean.estimate,
            "low": mean.low,
            "high": mean.high,
            "seeds": len(runs),
        }
    if not rows:
        raise ValueError("The full-size study has published no run of reference, compact, strong.")
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")
    return frame.sort_values("parameters", kind="stable")


def largest(found: Results) -> Comparison:
    """Compare the largest network with the next smaller one, of the same seed, on the test images.

    Returns
    -------
    Comparison
        The accuracy of the larger minus that of the smaller, for these two trained networks.
    """
    keys = [
        _key(found, group, recipe, "whole")
        for group, recipe in ((grid.STRONGEST, grid.STRONG), ("compact", grid.COMPACT[0]))
    ]
    larger, smaller = (found.predictions(key) for key in keys)
    return metrics.compare(larger, smaller)


def price(found: Results) -> pd.DataFrame:
    """Return what the remedy that is chosen most often costs on backgrounds that were seen.

    Returns
    -------
    DataFrame
        Index ``modality``; ``estimate``, the accuracy with the remedy minus that without it, of
        networks trained on all backgrounds, between ``low`` and ``high``.
    """
    chosen = str(remedies(found).idxmax(axis=1).mode().iloc[0])
    plain = grid.REMEDIES[0]
    keys = [
        _key(found, "backgrounds", plain.but(augmentation=policy), "subset")
        for policy in (chosen, plain.augmentation)
    ]
    cured, without = (found.predictions(key) for key in keys)
    rows = {
        modality: asdict(metrics.difference(_inside(cured, modality), _inside(without, modality)))
        for modality in range(MODALITIES)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("modality")


def ablation(found: Results) -> pd.DataFrame:
    """Return what each decision of the strong recipe is worth, one changed at a time.

    Returns
    -------
    DataFrame
        A family of comparisons, by a name of `CHANGES`: the accuracy with the change minus that
        without it, over seeds and sources.
    """
    base, *changed = (_runs(found, recipe, group="ablation") for recipe in grid.CHANGED)
    comparisons: dict[Hashable, Comparison] = {
        name: metrics.difference_across_seeds(runs, base)
        for name, runs in zip(CHANGES, changed, strict=True)
        if len(runs) == len(base) > 1
    }
    return metrics.family(comparisons) if comparisons else pd.DataFrame()


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
        runs = _runs(found, recipe.but(augmentation=policy), group="augmentation")
        control = _runs(found, recipe.but(augmentation="none"), group="augmentation")
        if policy != "none" and len(runs) == len(control) > 1:
            comparisons[recipe.model, policy] = metrics.difference_across_seeds(runs, control)
    return metrics.family(comparisons, names=("model", "policy")) if comparisons else pd.DataFrame()


def _rows(found: Results, recipe: Recipe, *, groups: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a recipe's seeds, in their order, of the first group that has any."""
    for name in groups:
        rows = _alike(found.of(name), recipe)
        if len(rows):
            return rows.sort_values("seed")
    return found.runs.iloc[:0]


def _runs(found: Results, recipe: Recipe, *, group: str) -> list[Predictions]:
    """Return what the networks of a recipe's seeds say of the test images."""
    return [found.predictions(str(key)) for key in _rows(found, recipe, groups=[group]).index]


def _key(found: Results, group: str, recipe: Recipe, division: str) -> str:
    """Return the key of the run of a recipe on a division."""
    rows = _alike(found.of(group, division=division, seed=recipe.seed), recipe)
    if rows.empty:
        raise ValueError(
            f"The full-size study has not published {recipe.model} with {recipe.augmentation} on "
            f"{division}: train it with `polymnist study {group}`, then publish."
        )
    return str(rows.index[0])


def _alike(rows: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Keep the rows of a recipe, whatever its seed."""
    for name in rows.columns.intersection(list(vars(recipe))):
        if name not in ("seed", "after"):
            rows = rows[rows[name] == getattr(recipe, name)]
    return rows


def _inside(predictions: Predictions, modality: int) -> Predictions:
    """Keep the predictions of one modality."""
    return predictions.take(predictions.modality == modality)
