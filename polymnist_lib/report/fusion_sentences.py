"""Sentences of the chapter on several views that results choose, in both languages."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.report.sentences import Sentence
from polymnist_lib.report.study_sentences import capital, names_of


def views_are(*, sources_known: bool) -> Sentence:
    """Say what the views of this build share."""
    if sources_known:
        return {
            "es": "Las cinco vistas de un dígito son sus imágenes en las cinco modalidades: el "
            "mismo dígito manuscrito sobre cinco fondos.",
            "en": "The five views of a digit are its images in the five modalities: the same "
            "handwriting over five backgrounds.",
        }
    return {
        "es": "Los archivos no dicen qué imágenes comparten dígito manuscrito, así que las cinco "
        "vistas se emparejan al azar entre las de la misma etiqueta: cada una es de otra mano, y "
        "eso las hace más valiosas de lo que sería repetir el mismo trazo.",
        "en": "The files do not say which images share their handwriting, so the five views are "
        "paired at random among those of the same label: each is in another hand, which makes them "
        "worth more than the same strokes repeated would be.",
    }


def gained(found: Mapping[str, Interval]) -> Sentence:
    """Say which models read more with all views than with the best one.

    Parameters
    ----------
    found : mapping of str to Interval
        By model, the gain; an interval that excludes zero counts.
    """
    more = [name for name, each in found.items() if each.low > 0]
    less = [name for name, each in found.items() if each.high < 0]
    rest = [name for name in found if name not in more + less]
    parts: dict[str, list[str]] = {lang: [] for lang in i18n.LANGUAGES}
    for names, es, en in (
        (
            more,
            ("gana con las cinco", "ganan con las cinco"),
            ("gains by all five", "gain by all five"),
        ),
        (
            less,
            ("pierde con las cinco", "pierden con las cinco"),
            ("loses by all five", "lose by all five"),
        ),
        (
            rest,
            (
                "no da señal clara ni de ganar ni de perder",
                "no dan señal clara ni de ganar ni de perder",
            ),
            ("shows no clear sign of gain or loss", "show no clear sign of gain or loss"),
        ),
    ):
        if names:
            for lang, verbs in (("es", es), ("en", en)):
                parts[lang].append(f"{names_of(names, lang)} {verbs[len(names) > 1]}")
    return {lang: f"{capital('; '.join(texts))}." for lang, texts in parts.items()}


def ceiling(gains: pd.DataFrame) -> Sentence:
    """Say whether the strong networks gain by more views of the same handwriting.

    Parameters
    ----------
    gains : DataFrame
        As `polymnist_lib.findings.gains` returns; at least one row.
    """
    mean = float(gains["estimate"].mean())
    sure = int((gains["low"] > 0).sum())
    es, en = (i18n.points(mean, 2, lang=lang) for lang in i18n.LANGUAGES)
    if sure == len(gains):
        return {
            "es": f"Con las cinco vistas del mismo dígito manuscrito ganan todas: {es} puntos de "
            "media sobre la mejor de las cinco.",
            "en": f"With five views of the same handwriting all of them gain: {en} points on "
            "average over the best of the five.",
        }
    return {
        "es": f"Sobre la mejor de las cinco vistas, las demás añaden {es} puntos de media, y el "
        f"intervalo excluye el cero en {sure} de las {len(gains)} redes. Lo que a estas redes les "
        "queda por leer no lo tapa el fondo: es el trazo, y el mismo trazo se repite en las cinco "
        "vistas.",
        "en": f"Over the best of the five views the others add {en} points on average, and the "
        f"interval excludes zero for {sure} of the {len(gains)} networks. What is left for these "
        "networks to read is not hidden by the background: it is the stroke, and all five views "
        "repeat the same stroke.",
    }


def remedy_here(drop: float, left: float) -> Sentence:
    """Say what the remedy does in a build of few images.

    Parameters
    ----------
    drop, left : float
        The mean drop by an unseen background, without the remedy and with it.
    """
    if left > drop:
        return {
            "es": "Aquí el remedio sale más caro que el mal: con fondos siempre distintos hay "
            "mucho más que aprender, y ni las imágenes ni las épocas dan para tanto.",
            "en": "Here the remedy costs more than the ill: with backgrounds that always differ "
            "there is much more to learn, and neither the images nor the epochs go that far.",
        }
    return {
        "es": "También aquí el remedio se lleva una parte de la caída.",
        "en": "Here, too, the remedy takes a part of the drop away.",
    }


def drops(frame: pd.DataFrame, names: list[str]) -> Sentence:
    """Say what unseen backgrounds cost, and how much of it the remedy takes away.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.findings.unseen` returns.
    names : list of str
        Of the modalities, in the language in force.
    """
    worst = int(frame["drop"].idxmax())
    before, after = float(frame["drop"].mean()), float(frame["left"].mean())
    texts = {}
    for lang in i18n.LANGUAGES:
        mean, rest, most, left = (
            i18n.number(100 * each, 1, lang=lang)
            for each in (before, after, frame["drop"].max(), frame.loc[worst, "left"])
        )
        share = i18n.percent(1 - after / before, 0, lang=lang) if before > 0 else ""
        texts[lang] = {
            "es": f"De media, un fondo nuevo cuesta {mean} puntos, y con el remedio {rest}: "
            f"desaparece el {share} de la caída. Casi toda está en {names[worst]}, de {most} "
            f"puntos, que quedan en {left}.",
            "en": f"On average a new background costs {mean} points, and {rest} with the remedy: "
            f"{share} of the drop is gone. Nearly all of it is in {names[worst]}, of {most} "
            f"points, of which {left} remain.",
        }[lang]
    small = int((frame["drop"] < 0.005).sum())
    if small:
        price = frame.loc[frame["drop"] < 0.005, "left"] - frame.loc[frame["drop"] < 0.005, "drop"]
        for lang, text in texts.items():
            worse = i18n.number(100 * float(price.max()), 1, lang=lang)
            texts[lang] = (
                text
                + {
                    "es": f" En {small} de las modalidades la caída no llega a medio punto: allí "
                    f"apenas hay nada que remediar, y el remedio cuesta hasta {worse} puntos.",
                    "en": f" In {small} of the modalities the drop is under half a point: there is "
                    f"hardly anything to mend there, and the remedy costs up to {worse} points.",
                }[lang]
            )
    return texts


def remedy_chosen(frame: pd.DataFrame) -> Sentence:
    """Say which remedy was chosen for how many test modalities.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.findings.remedies` returns.
    """
    chosen = frame.idxmax(axis=1).value_counts()
    parts = {}
    for lang in i18n.LANGUAGES:
        named = [
            f"«{i18n.term(str(name), lang=lang)}» ({count})"
            if lang == "es"
            else f"“{i18n.term(str(name), lang=lang)}” ({count})"
            for name, count in chosen.items()
        ]
        parts[lang] = i18n.listing(named, lang=lang)
    return {
        "es": f"El remedio elegido, con el número de modalidades de prueba: {parts['es']}.",
        "en": f"The remedy chosen, with the number of test modalities: {parts['en']}.",
    }
