"""What several views of a digit give together."""

import pandas as pd

from polymnist_lib.findings.networks import strongest
from polymnist_lib.results import Results


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
