"""The table of the comparison: all accuracies of a model side by side."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report.tables import Table
from polymnist_lib.study import reference
from polymnist_lib.study.findings import Level


def accuracies(
    full: Mapping[str, Level], unaugmented: Mapping[str, Level], here: Mapping[str, float]
) -> Table:
    """Put the accuracies that are told of each model side by side.

    Parameters
    ----------
    full, unaugmented : mapping of str to Level
        At full size, by the model's key: as the model was trained, and without augmentation.
    here : mapping of str to float
        Of this copy.

    Returns
    -------
    Table
        A row a model of `full`, in the language in force: full size with the range of its seeds
        (one network, with its interval); without augmentation; the original's claim, measured on
        images that it had trained on; this copy. A dash where there is none.
    """
    rows = []
    for key, level in full.items():
        plain = unaugmented.get(key)
        rows.append(
            {
                i18n.term("model"): i18n.term(key),
                i18n.term("full_size"): _with_range(level),
                i18n.term("without_augmentation"): _share(plain.estimate if plain else None),
                i18n.term("original_report"): _share(reference.ORIGINAL.get(key), 2),
                i18n.term("this_build"): _share(here.get(key)),
            }
        )
    return Table(pd.DataFrame(rows))


def _with_range(level: Level) -> str:
    """Write a mean with the range of its seeds."""
    one = level.seeds == 1
    low, high = (level.low, level.high) if one else (level.least, level.greatest)
    return f"{i18n.percent(level.estimate)} ({i18n.interval(low, high)})"


def _share(share: float | None, digits: int = 1) -> str:
    """Write an accuracy."""
    return "\N{EM DASH}" if share is None else i18n.percent(share, digits)
