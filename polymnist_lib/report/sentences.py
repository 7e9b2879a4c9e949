"""Sentences that a result chooses, in both languages: what holds for one result not for another.

Each function returns the sentence as ``{"es": …, "en": …}``, for `Chapter.say`.
"""

from collections.abc import Mapping

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
