"""How numbers, intervals, durations and lists are written in each language."""

import math
import re
from collections.abc import Sequence

from polymnist_lib.i18n.languages import checked

_NO_BREAK = "\N{NO-BREAK SPACE}"
_THIN = "\N{NARROW NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"

# Spaces that no line may break at: those of 95 % and 28 × 28, and within a number, as in 60 000.
_AROUND_SIGNS = re.compile(r"(?<=\d) (?=%)|(?<=\d) (?=×)|(?<=×) (?=\d)")
_LONG_NUMBER = re.compile(r"(?<![\w.,])\d{2,3}(?: \d{3})+(?!\d)")

# From two to twenty.
# fmt: off
_WORDS = {
    "es": (
        "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
        "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve",
        "veinte",
    ),
    "en": (
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        "twenty",
    ),
}
# fmt: on


def number(value: float, digits: int = 2, *, lang: str | None = None) -> str:
    """Write a number with a fixed count of decimals, and groups of three digits.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        How many decimals.
    lang : {"es", "en"}, optional
        The language; the one in force if not given.

    Returns
    -------
    str
        12345.6 is ``"12 345,60"`` in Spanish, with a narrow no-break space as the Academies
        advise (four digits stay together: ``"1234,50"``), and ``"12,345.60"`` in English. What is
        not finite gives a dash.
    """
    lang = checked(lang)
    if not math.isfinite(value):
        return "\N{EM DASH}"
    text = f"{abs(float(value)):,.{digits}f}"
    if lang == "es":
        whole, _, decimals = text.partition(".")
        groups = whole.split(",")
        whole = (_THIN if len(whole) > len("1,234") else "").join(groups)
        text = whole + ("," + decimals if decimals else "")
    return _MINUS + text if value < 0 and _has_value(text) else text


def integer(value: float, *, lang: str | None = None) -> str:
    """Write a whole number, in groups of three digits."""
    return number(value, 0, lang=lang)


def in_words(count: int, *, lang: str | None = None) -> str:
    """Write how many things there are, before their noun: ``"seis"``, ``"six"``.

    From two to twenty the word is the same for nouns of every kind; other numbers are digits.
    """
    lang = checked(lang)
    place = count - 2
    return _WORDS[lang][place] if 0 <= place < len(_WORDS[lang]) else integer(count, lang=lang)


def percent(share: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write a share between 0 and 1 as a percentage: ``"92,3 %"`` or ``"92.3%"``.

    What is not finite gives a dash.
    """
    lang = checked(lang)
    text = number(100 * share, digits, lang=lang)
    return text + _percent_sign(lang) if math.isfinite(share) else text


def points(difference: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write a difference of shares as signed percentage points, without their unit: ``"+1,2"``."""
    text = number(100 * difference, digits, lang=lang)
    return "+" + text if difference > 0 and _has_value(text) else text


def interval(low: float, high: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write an interval of shares as percentages: ``"91,0 a 93,5 %"`` or ``"91.0 to 93.5%"``."""
    lang = checked(lang)
    first = number(100 * low, digits, lang=lang)
    last = number(100 * high, digits, lang=lang)
    between = {"es": "a", "en": "to"}[lang]
    return f"{first}{_NO_BREAK}{between}{_NO_BREAK}{last}{_percent_sign(lang)}"


def points_interval(low: float, high: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write an interval of differences as points: ``"−0,4 a +1,2"`` or ``"−0.4 to +1.2"``."""
    lang = checked(lang)
    between = {"es": "a", "en": "to"}[lang]
    first, last = (points(each, digits, lang=lang) for each in (low, high))
    return f"{first}{_NO_BREAK}{between}{_NO_BREAK}{last}"


def seconds(value: float, *, lang: str | None = None) -> str:
    """Write a duration: ``"0,42 s"``, ``"12 s"``, ``"3 min 05 s"`` or ``"2 h 10 min"``."""
    if value < 10:
        return number(value, 2 if value < 1 else 1, lang=lang) + _NO_BREAK + "s"
    whole = round(value)
    if whole < 60:
        return f"{whole}{_NO_BREAK}s"
    if whole < 3600:
        return f"{whole // 60}{_NO_BREAK}min{_NO_BREAK}{whole % 60:02d}{_NO_BREAK}s"
    return f"{whole // 3600}{_NO_BREAK}h{_NO_BREAK}{whole % 3600 // 60:02d}{_NO_BREAK}min"


def held(text: str) -> str:
    """Keep numbers on one line with what belongs to them, in prose that has ordinary spaces."""
    whole = _LONG_NUMBER.sub(lambda found: found[0].replace(" ", _THIN), text)
    return _AROUND_SIGNS.sub(_NO_BREAK, whole)


def listing(words: Sequence[str], *, lang: str | None = None) -> str:
    """Join words into a list: ``"a, b y c"`` or ``"a, b and c"``.

    Parameters
    ----------
    words : sequence of str
        The words, at least one.
    lang : {"es", "en"}, optional
        The language; the one in force if not given. In Spanish "y" becomes "e" before an i sound.

    Returns
    -------
    str
        The list.
    """
    lang = checked(lang)
    if not words:
        raise ValueError("A list in prose needs at least one word; got none.")
    *first, last = words
    if not first:
        return last
    joiner = {"es": "y", "en": "and"}[lang]
    lowered = last.lower()
    if joiner == "y" and lowered.startswith(("i", "í", "hi")) and not lowered.startswith("hie"):
        joiner = "e"
    return f"{', '.join(first)} {joiner} {last}"


def _has_value(text: str) -> bool:
    """Tell whether a written number is other than zero."""
    return any(digit in text for digit in "123456789")


def _percent_sign(lang: str) -> str:
    """Return the percent sign with the space that Spanish puts before it."""
    return _NO_BREAK + "%" if lang == "es" else "%"
