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
        "counted": _counted,
        "estimate": _estimate,
        "in_words": writing.in_words,
        "integer": writing.integer,
        "interval": _interval,
        "listing": _listing,
        "number": writing.number,
        "p_value": _p_value,
        "percent": writing.percent,
        "points": writing.points,
        "seconds": writing.seconds,
    }
    return {name: partial(verb, lang=lang) for name, verb in verbs.items()}


def _interval(value: Estimate, digits: int = 1, *, lang: str) -> str:
    """Write the bounds of an accuracy as percentages, those of a difference as points."""
    write = writing.points_interval if "p" in value else writing.interval
    return write(value["low"], value["high"], digits, lang=lang)


def _estimate(value: Estimate, digits: int = 1, *, lang: str) -> str:
    """Write an accuracy, or a difference in points, with its bounds behind it."""
    write = writing.points if "p" in value else writing.percent
    bounds = _interval(value, digits, lang=lang)
    return f"{write(value['estimate'], digits, lang=lang)} ({bounds})"


def _p_value(value: float | Estimate, *, lang: str) -> str:
    """Write a p-value, or that of a comparison."""
    p = value["p"] if isinstance(value, Mapping) else value
    return writing.p_value(p, lang=lang)


def _between(loop: Any, *, lang: str) -> str:
    """Write what stands behind an item of a list that a loop writes: a comma, "and", nothing."""
    if loop.last:
        return ""
    return {"es": " y ", "en": " and "}[lang] if loop.revindex == 2 else ", "


def _counted(count: float, one: str, many: str, *, lang: str) -> str:
    """Write a count with its noun, which is one word for one and another for several or none."""
    return f"{writing.integer(count, lang=lang)}\N{NO-BREAK SPACE}{one if count == 1 else many}"


def _listing(words: Sequence[Any], *, negated: bool = False, lang: str) -> str:
    """Join words, or numbers, into a list."""
    return writing.listing([str(word) for word in words], negated=negated, lang=lang)
