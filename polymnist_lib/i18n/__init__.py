"""The two languages of the report: written numbers, and the words of figures and tables."""

from polymnist_lib.i18n.languages import LANGUAGES, language, set_language
from polymnist_lib.i18n.terms import TERMS, add_terms, term
from polymnist_lib.i18n.writing import (
    held,
    in_words,
    integer,
    interval,
    listing,
    number,
    percent,
    points,
    points_interval,
    seconds,
)

__all__ = [
    "LANGUAGES",
    "TERMS",
    "add_terms",
    "held",
    "in_words",
    "integer",
    "interval",
    "language",
    "listing",
    "number",
    "percent",
    "points",
    "points_interval",
    "seconds",
    "set_language",
    "term",
]
