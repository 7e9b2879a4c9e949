"""The verbs with which templates write facts: those of `writing`, for facts as they travel."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from polymnist_lib.i18n import writing

# An estimate between its bounds, as a fact: ``estimate``, ``low``, ``high`` and, of a difference,
# ``p`` and ``sign``.
Estimate = Mapping[str, float]


def filters(lang: str) -> dict[str, Callable[..., str]]:
    """Return the verbs of a language by the names that templates call them by.

    Parameters
    ----------
    lang : {"es", "en"}
        The language of the page.
    """
    verbs: dict[str, Callable[..., str]] = {
        "between": _between,
        "in_words": writing.in_words,
        "integer": writing.integer,
        "interval": _interval,
        "listing": _listing,
        "number": writing.number,
        "percent": writing.percent,
        "points": writing.points,
        "seconds": writing.seconds,
    }
    return {name: partial(verb, lang=lang) for name, verb in verbs.items()}


def _interval(value: Estimate, digits: int = 1, *, lang: str) -> str:
    """Write the bounds of an accuracy as percentages, those of a difference as points."""
    write = writing.points_interval if "p" in value else writing.interval
    return write(value["low"], value["high"], digits, lang=lang)


def _between(loop: Any, *, lang: str) -> str:
    """Write what stands behind an item of a list that a loop writes: a comma, "and", nothing."""
    if loop.last:
        return ""
    return {"es": " y ", "en": " and "}[lang] if loop.revindex == 2 else ", "


def _listing(words: Sequence[Any], *, lang: str) -> str:
    """Join words, or numbers, into a list."""
    return writing.listing([str(word) for word in words], lang=lang)
