"""What several views of a digit give together."""

import pandas as pd

from polymnist_lib.metrics import corrected
from polymnist_lib.study import grid
from polymnist_lib.study.findings.networks import shipped
from polymnist_lib.study.results import Results


def views(found: Results) -> pd.DataFrame:
    """Return the accuracy of the shipped network with one view, two, and so on.

    Returns
    -------
    DataFrame
        Index ``views``. ``accuracy`` with views of the same handwritten digit, between ``low`` and
        ``high``; ``paired``, the mean over random pairings of views that share their label alone,
        from ``paired_least`` to ``paired_greatest``.
    """
    key = shipped(found)
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
        A family of comparisons, index ``seed``: ``estimate``, ``low`` and ``high``, sources being
        resampled, ``p_holm`` and ``sign``.
    """
    table = found.tables["gains"]
    if table.empty:
        raise ValueError("The full-size study knows no sources, so it has no views of one digit.")
    table = table[table["key"].isin(found.of(grid.STRONGEST).index)]
    seeds = found.runs.loc[table["key"], "seed"].to_numpy()
    family = corrected(table).assign(seed=seeds).set_index("seed")
    return family[["estimate", "low", "high", "p_holm", "sign"]]
