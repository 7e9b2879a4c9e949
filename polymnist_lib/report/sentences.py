"""Sentences that a result chooses, in both languages: what holds for one result not for another.

Each function returns the sentence as ``{"es": …, "en": …}``, for `Chapter.say`.
"""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n

Sentence = dict[str, str]


def of_source(data: str, said: Mapping[str, Sentence]) -> Sentence:
    """Return what is said of a source of data, by its name.

    Raises
    ------
    ValueError
        If nothing is: what is true of other data would be false.
    """
    if data not in said:
        raise ValueError(
            f"Nothing is said of the source {data!r} here, only of {', '.join(said)}. "
            "CONTRIBUTING.md, under 'A source of data', names the functions that a new one extends."
        )
    return said[data]


def measured(row: pd.Series, lang: str) -> str:
    """Write a difference with its interval and its corrected p-value, to stand in brackets."""
    points = i18n.points(row["estimate"], lang=lang)
    interval = i18n.points_interval(row["low"], row["high"], lang=lang)
    p_value = i18n.p_value(row["p_holm"], lang=lang)
    return {
        "es": f"{points} puntos; intervalo del 95 %: {interval}; {p_value}",
        "en": f"{points} points; 95% interval: {interval}; {p_value}",
    }[lang]
