"""Jinja2 as the book's templates speak it: strict, and with no word for a number of its own."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import jinja2

from polymnist_lib.book.branches import CHOOSERS

# A whole number from this on is written differently in each language.
_LONG = 1000

# The end of a line that ends with a tag and holds something else too.
_AFTER_TEXT = re.compile(r"^(?![ \t]*(?:\{%(?:(?!%\}).)*%\}[ \t]*)+$)(.*[^+-])%\}$", re.MULTILINE)


class Unsaid(LookupError):
    """A template has nothing to say of a value: it would have to be written."""


def environment(
    verbs: Mapping[str, Callable[..., Any]], known: Mapping[str, Any]
) -> jinja2.Environment:
    """Make what parses and compiles templates.

    Parameters
    ----------
    verbs : mapping of str to function
        What templates write facts with, behind a bar.
    known : mapping
        Facts that every template can use.
    """
    made = _Environment(undefined=_Missing, trim_blocks=True, lstrip_blocks=True, finalize=_written)
    made.filters = {**{name: made.filters[name] for name in CHOOSERS}, **verbs}
    made.globals = {"unsaid": _unsaid, **known}
    return made


class _Environment(jinja2.Environment):
    """Jinja2's, where a fact's own name goes before a method of mappings.

    A line of tags alone leaves nothing behind; after a sentence that ends with one, a line ends as
    it does after any other: the paragraph, or the item of a list, that follows is one of its own.
    """

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Keep the ends of lines that hold more than tags, which ``trim_blocks`` would drop."""
        return super().preprocess(_AFTER_TEXT.sub(r"\1+%}", str(source)), name, filename)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute``: of a mapping, what it holds."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class _Missing(jinja2.StrictUndefined):
    """A part that a fact lacks: an error wherever it is used, that says what there is."""

    @property
    def _undefined_message(self) -> str:
        name, inside = self._undefined_name, self._undefined_obj
        if isinstance(inside, Mapping):
            return f"there is no {name!r} in a fact that has {listed(inside)}."
        return self._undefined_hint or f"{name!r} was not given to a macro."


def _written(value: Any) -> Any:
    """Let through what can be written as it is: a bare number would ignore the language."""
    if isinstance(value, str | jinja2.Undefined):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LONG:
        return value
    raise TypeError(
        f"{value!r} has to be written by a filter, such as integer, percent, number or listing."
    )


def _unsaid(what: str, value: Any) -> str:
    """Refuse to render: for the last branch of a template that names each value."""
    raise Unsaid(f"nothing is said of {what} {value!r}: write a branch for it.")


def listed(names: Any) -> str:
    """List names in a message."""
    return ", ".join(sorted(map(str, names))) or "none"
