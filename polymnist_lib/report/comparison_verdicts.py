"""Sentences on what the comparison of models means: architectures, sizes, seeds, claims."""

from collections.abc import Sequence

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.models.catalogue import CATALOGUE, CONVOLUTIONAL
from polymnist_lib.models.phrases import model_name, names_of
from polymnist_lib.report.sentences import Sentence

# By the direction of the difference, of one model and of several.
_VERBS = {
    "es": {
        1: ("acierta más que", "aciertan más que"),
        -1: ("acierta menos que", "aciertan menos que"),
        0: ("no se distingue", "no se distinguen"),
    },
    "en": {
        1: ("is more accurate than", "are more accurate than"),
        -1: ("is less accurate than", "are less accurate than"),
        0: ("cannot be distinguished from", "cannot be distinguished from"),
    },
}


def sign_between(family: pd.DataFrame, first: str, second: str) -> int:
    """Return 1 if the first model surely surpasses the second, -1 if the reverse, else 0."""
    signs = family["sign"]
    if (first, second) in family.index:
        return int(signs[first, second])
    return -int(signs[second, first])


def pairs(family: pd.DataFrame) -> Sentence:
    """Say which pairs of trained models can be told apart.

    Parameters
    ----------
    family : DataFrame
        As `metrics.family` returns, indexed by both models.
    """
    together = [key for key in family.index if not sign_between(family, *key)]
    count, apart = len(family), len(family) - len(together)
    if not together:
        return {
            "es": f"Las {count} parejas se distinguen después de la corrección.",
            "en": f"All {count} pairs can be told apart after the correction.",
        }
    texts = {}
    for lang in i18n.LANGUAGES:
        joiner = {"es": " de ", "en": " and "}[lang]
        named = [joiner.join(model_name(each, lang) for each in key) for key in together]
        named = [i18n.contracted(each) for each in named]
        listed = {"es": ", ni ", "en": "; "}[lang].join(named)
        texts[lang] = {
            "es": f"De las {count} parejas se distinguen {apart} después de la corrección. No se "
            f"distingue {listed}.",
            "en": f"Of the {count} pairs, {apart} can be told apart after the correction. Those "
            f"that cannot: {listed}.",
        }[lang]
    return texts


def order_seen(family: pd.DataFrame, firsts: Sequence[str], seconds: Sequence[str]) -> Sentence:
    """Say, model by model, which others it beats, loses to or cannot be told from.

    Parameters
    ----------
    family : DataFrame
        As `metrics.family` returns, indexed by both models, in either order.
    firsts, seconds : sequence of str
        The models to speak of, and those to set them against.
    """
    alike: dict[tuple[int, ...], list[str]] = {}  # those of which the same can be said
    for first in firsts:
        signs = tuple(sign_between(family, first, second) for second in seconds)
        alike.setdefault(signs, []).append(first)
    texts = {}
    for lang in i18n.LANGUAGES:
        clauses = []
        for signs, models in alike.items():
            found = []
            for sign in (1, -1, 0):
                named = [key for key, value in zip(seconds, signs, strict=True) if value == sign]
                if named:
                    verb = _VERBS[lang][sign][len(models) > 1]
                    each = "de" if lang == "es" and not sign else ""
                    names = names_of(named, lang, negated=not sign, preposition=each)
                    found.append(f"{verb} {names}")
            clauses.append(f"{names_of(models, lang)} {i18n.listing(found, lang=lang)}")
        texts[lang] = i18n.capital("; ".join(clauses)) + "."
    return texts


def held_back(family: pd.DataFrame) -> list[str]:
    """List the convolutional networks that do not beat every other model.

    Parameters
    ----------
    family : DataFrame
        As `metrics.family` returns, indexed by both models.
    """
    models = list(dict.fromkeys(key for pair in family.index for key in pair))
    networks = [key for key in models if CATALOGUE[key].family == CONVOLUTIONAL]
    others = [key for key in models if key not in networks]
    return [
        first
        for first in networks
        if not all(sign_between(family, first, other) > 0 for other in others)
    ]


def parameters_and_accuracy(frame: pd.DataFrame, family: pd.DataFrame) -> Sentence:
    """Say whether more parameters went with more accuracy.

    Parameters
    ----------
    frame : DataFrame
        Index: models; column ``parameters``.
    family : DataFrame
        As `metrics.family` returns, indexed by both models.
    """
    sizes = frame["parameters"]
    against = [
        (small, large)
        for small in frame.index
        for large in frame.index
        if sizes[small] < sizes[large] and sign_between(family, small, large) > 0
    ]
    if not against:
        return {
            "es": "En ninguna pareja se demuestra que acierte más el modelo de menos "
            "parámetros. Pero los modelos difieren también en la arquitectura, y el tamaño por "
            "sí solo no explica el orden.",
            "en": "In no pair is the model with fewer parameters shown to be more accurate. But "
            "the models differ in architecture too, and size alone does not explain the order.",
        }
    small, large = max(against, key=lambda pair: sizes[pair[1]] - sizes[pair[0]])
    texts = {}
    for lang in i18n.LANGUAGES:
        few, many = (i18n.integer(sizes[each], lang=lang) for each in (small, large))
        texts[lang] = {
            "es": f"El número de parámetros no ordena los modelos: {model_name(small, lang)}, con "
            f"{few}, acierta más que {model_name(large, lang)}, con {many}.",
            "en": "The number of parameters does not rank the models: "
            f"{model_name(small, lang)}, with {few}, is more accurate than "
            f"{model_name(large, lang)}, with {many}.",
        }[lang]
    return texts


def seed_alone(family: pd.DataFrame, deviation: float) -> Sentence:
    """Say how many differences seeds alone could have made.

    Parameters
    ----------
    family : DataFrame
        As `metrics.family` returns, indexed by both models.
    deviation : float
        Of the difference of two networks that differ by their seeds alone.
    """
    small = int((family["estimate"].abs() < 2 * deviation).sum())
    count = len(family)
    texts = {}
    for lang in i18n.LANGUAGES:
        error = i18n.number(100 * deviation, 1, lang=lang)
        texts[lang] = {
            "es": f"Ese error típico llega, en el modelo en que es mayor, a {error} puntos. Las "
            "diferencias menores que el doble no pueden atribuirse sin más a la arquitectura, "
            f"digan lo que digan sus valores p: aquí, {small} de {count}.",
            "en": f"For the model where it is largest, that standard error is {error} points. "
            "Differences smaller than twice that cannot simply be put down to the architecture, "
            f"whatever their p-values say: here, {small} of {count}.",
        }[lang]
    return texts


def original_choice(chosen: str, family: pd.DataFrame) -> Sentence:
    """Say how the original's preferred model, CNN 1, does here against CNN 2.

    Parameters
    ----------
    chosen : str
        The model that the validation part chooses.
    family : DataFrame
        As `metrics.family` returns, indexed by both models.
    """
    sign = sign_between(family, "cnn1", "cnn2")
    beside = {
        1: {
            "es": "Aquí, CNN 1 acierta más que CNN 2",
            "en": "Here CNN 1 is more accurate than CNN 2",
        },
        -1: {
            "es": "Aquí, CNN 1 acierta menos que CNN 2",
            "en": "Here CNN 1 is less accurate than CNN 2",
        },
        0: {
            "es": "Aquí, CNN 1 y CNN 2 no se distinguen",
            "en": "Here CNN 1 and CNN 2 cannot be told apart",
        },
    }[sign]
    if chosen == "cnn1":
        return {
            "es": f"{beside['es']}, y la validación elige también CNN 1: la preferencia coincide, "
            "aunque la razón es otra.",
            "en": f"{beside['en']}, and validation chooses CNN 1 as well: the preference is the "
            "same, though for a different reason.",
        }
    return {
        "es": f"{beside['es']}, y la validación no elige CNN 1.",
        "en": f"{beside['en']}, and validation does not choose CNN 1.",
    }
