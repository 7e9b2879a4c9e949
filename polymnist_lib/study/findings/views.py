"""What several views of a digit give together."""

import pandas as pd

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


def over_best(found: Results) -> float:
    """Return what all five views gain over the best one, by the shipped network.

    The best one is the background on which the network reads validation images best.

    Returns
    -------
    float
        Of the test's digits, the share read right with all views less that read right over it.
    """
    key = shipped(found)
    table = found.tables["gains"]
    if table.empty:
        raise ValueError("The full-size study knows no sources, so it has no views of one digit.")
    return float(table.set_index("key").loc[key, "estimate"])
