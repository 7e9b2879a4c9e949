"""How models are named within a sentence, one or several."""

from collections.abc import Sequence

from polymnist_lib import i18n
from polymnist_lib.models.catalogue import CATALOGUE, LINEAR, compared


def model_name(key: str, lang: str) -> str:
    """Name a model within a sentence, with its article where it has one."""
    return CATALOGUE[key].phrase[i18n.LANGUAGES.index(lang)]


def names_of(
    models: Sequence[str], lang: str, *, negated: bool = False, preposition: str = ""
) -> str:
    """List models within a sentence, perhaps a negated one; nothing where there are none."""
    linear = compared(LINEAR)
    together = len(linear) > 1 and set(linear) <= set(models)
    names = [model_name(each, lang) for each in models if not (together and each in linear)]
    if together:
        count = i18n.in_words(len(linear), lang=lang)
        every = "both" if len(linear) == 2 else f"all {count}"
        names.append(
            {"es": f"los {count} clasificadores lineales", "en": f"{every} linear classifiers"}[
                lang
            ]
        )
    named = [i18n.contracted(f"{preposition} {each}") for each in names] if preposition else names
    return i18n.listing(named, negated=negated, lang=lang) if names else ""
