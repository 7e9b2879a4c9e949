"""What this build's figures stand beside: the original report's claims, full-size results."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import profiles
from polymnist_lib.metrics import Interval
from polymnist_lib.study import results

# Accuracies that the original report printed, measured on images that it had trained on.
ORIGINAL: Mapping[str, float] = {
    "cnn1": 0.8812,
    "cnn2": 0.8832,
    "mlp1": 0.5568,
    "mlp2": 0.6817,
    "linear": 0.3986,
    "linear_augmented": 0.3448,
}

# The commonest digit of PolyMNIST and the rarest, as it saw them.
ORIGINAL_BALANCE = (1, 5)

# Drawings of its authors: how many it read, of how many.
ORIGINAL_DRAWINGS = (2, 5)


def claimed(model: str) -> float:
    """Return the accuracy that the original report claims of a model, NaN where it claims none."""
    return ORIGINAL.get(model, float("nan"))


def full_size() -> dict[str, Interval]:
    """Read the accuracies of the models that are compared in the full-size study.

    Returns
    -------
    dict of str to Interval
        By the model's key; without those that are not published, empty while none is.
    """
    found = results.read()
    if found is None:
        return {}
    runs = found.runs[(found.runs["group"] == "reference") & (found.runs["division"] == "whole")]
    accuracies = {}
    for key, recipe in profiles.get("full").recipes.items():
        same = (runs["model"] == recipe.model) & (runs["augmentation"] == recipe.augmentation)
        for row in runs[same & (runs["seed"] == recipe.seed)].itertuples():
            accuracies[key] = Interval(row.accuracy, row.low, row.high)
    return accuracies


def beside(accuracies: pd.DataFrame) -> pd.DataFrame:
    """Add the original's claims, and the full-size results if there are any, to accuracies.

    Parameters
    ----------
    accuracies : DataFrame
        As `polymnist_lib.metrics.by_model` returns.

    Returns
    -------
    DataFrame
        With columns ``original_report`` and perhaps ``full_size``, ``full_size_low`` and
        ``full_size_high``, as `polymnist_lib.plotting.comparison` draws them; NaN where a model has
        none.
    """
    wider = accuracies.copy()
    wider["original_report"] = [claimed(key) for key in wider.index]
    full = full_size()
    if full:
        missing = Interval(float("nan"), float("nan"), float("nan"))
        found = [full.get(key, missing) for key in wider.index]
        wider["full_size"] = [each.estimate for each in found]
        wider["full_size_low"] = [each.low for each in found]
        wider["full_size_high"] = [each.high for each in found]
    return wider
