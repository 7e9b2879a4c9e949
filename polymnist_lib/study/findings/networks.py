"""How good networks are, what their size and their training give, and what they misread."""

import pandas as pd

from polymnist_lib import metrics
from polymnist_lib.digits import MODALITIES
from polymnist_lib.metrics import Predictions
from polymnist_lib.study import grid
from polymnist_lib.study.findings.lookup import compared, rows
from polymnist_lib.study.results import Results

# Names, as terms of `i18n`, of what is changed in each recipe of `grid.CHANGED` after the first.
CHANGES = (
    "in_grey",
    "blurred_colours",
    "grey_and_blurred",
    "without_normalisation",
    "unaugmented",
    "constant_step",
    "hard_labels",
    "averaged_weights",
    "narrower",
)


def shipped(found: Results) -> str:
    """Return the key of the run whose model is shipped: the best on the validation images.

    Raises
    ------
    ValueError
        If the study has published none.
    """
    rows = found.of(grid.SHIPPED)
    if rows.empty:
        raise ValueError(f"The full-size study has published no run of the group {grid.SHIPPED}.")
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


def sizes(found: Results) -> pd.DataFrame:
    """Return what networks of different sizes give, the smallest first.

    Returns
    -------
    DataFrame
        Index ``model``; ``parameters``, ``milliseconds`` an image, ``accuracy`` with ``low`` and
        ``high``, ``seeds``. Where there are several seeds, the accuracy is their mean.
    """
    speeds = found.tables["speeds"].set_index("model")["milliseconds"]
    told: dict[str, dict[str, float]] = {}
    on_validation: dict[str, float] = {}
    for recipe in (*grid.ORIGINAL, *grid.COMPACT, grid.STRONG):
        table = rows(found, recipe, groups=("reference", "compact", grid.STRONGEST))
        if table.empty:
            continue
        validated = float(table["validation_accuracy"].mean())
        if validated <= on_validation.get(recipe.model, 0):
            continue  # augmented or not, whichever does better on the validation images
        on_validation[recipe.model] = validated
        runs = [found.predictions(str(key)) for key in table.index]
        mean = metrics.across_seeds(runs) if len(runs) > 1 else metrics.accuracy(runs[0])
        told[recipe.model] = {
            "parameters": int(table["parameters"].iloc[0]),
            "milliseconds": float(speeds[recipe.model]),
            "accuracy": mean.estimate,
            "low": mean.low,
            "high": mean.high,
            "seeds": len(runs),
        }
    if not told:
        raise ValueError("The full-size study has published no run of reference, compact, strong.")
    frame = pd.DataFrame.from_dict(told, orient="index").rename_axis("model")
    return frame.sort_values("parameters", kind="stable")


def ablation(found: Results) -> pd.DataFrame:
    """Return what each decision of the strong recipe is worth, one changed at a time.

    Returns
    -------
    DataFrame
        As `lookup.compared` returns, by a name of `CHANGES`: the accuracy with the change minus
        that without it.
    """
    pairs = dict(zip(CHANGES, ((each, grid.BASE) for each in grid.CHANGED[1:]), strict=True))
    return compared(found, pairs, group="ablation", names=["change"])
