"""The report's languages, and the one in force."""

LANGUAGES = ("es", "en")

_current = "en"


def set_language(lang: str) -> None:
    """Set the language of everything that is written and drawn from now on.

    Parameters
    ----------
    lang : {"es", "en"}
        Spanish or English.

    Raises
    ------
    ValueError
        If the language is not one of these.
    """
    global _current
    _current = checked(lang)


def language() -> str:
    """Return the language in force, ``"en"`` at the start."""
    return _current


def checked(lang: str | None) -> str:
    """Return the language given, or the one in force, once it is known to be valid."""
    if lang is None:
        return _current
    if lang not in LANGUAGES:
        raise ValueError(f"Unknown language {lang!r}. Valid languages: {', '.join(LANGUAGES)}.")
    return lang
