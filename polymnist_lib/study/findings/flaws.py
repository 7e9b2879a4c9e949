"""What the flaws of the original report do at full size."""

import pandas as pd

from polymnist_lib.metrics import corrected
from polymnist_lib.study.results import Results

# Rows of the table that are no flaws, but what a flaw is made of.
_PARTS = ("continued_and_augmented", "augmented")

# What the chapter speaks of.
_MEASURED = {"fitted", "leak", "steps", "continued", "control", "unprepared"}


def flaws(found: Results) -> pd.DataFrame:
    """Return what each flaw of the original report does to each model at full size.

    Returns
    -------
    DataFrame
        Index ``flaw``, a term of `i18n`, and ``model``; the columns of
        `polymnist_lib.study.publication.flaws.of_flaws`, and those of `metrics.corrected`: all are
        one family.

    Raises
    ------
    ValueError
        If the study has not published the audit.
    """
    table = found.tables["flaws"]
    missing = sorted(_MEASURED - set(table["flaw"]))
    if missing:
        raise ValueError(
            f"The full-size study has not published the audit of {', '.join(missing)}: train it "
            "with `polymnist study reference audit`, then publish."
        )
    table = table[~table["flaw"].isin(_PARTS)]
    return corrected(table).assign(flaw="flaw_" + table["flaw"]).set_index(["flaw", "model"])


def parts_of_continuing(found: Results) -> pd.DataFrame:
    """Return what the report took for an effect of augmentation, and what it is made of.

    Returns
    -------
    DataFrame
        Index ``flaw``: ``continued_and_augmented``, as the report measured; ``continued``, what
        the added epochs do alone, and ``augmented``, what augmentation adds to them.
    """
    table = found.tables["flaws"].set_index("flaw")
    return table.loc[table.index.isin(["continued", *_PARTS])]
