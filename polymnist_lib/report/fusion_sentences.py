"""Sentences of the chapter on several views that results choose, in both languages."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.models.phrases import names_of
from polymnist_lib.report.audit_sentences import QUOTES
from polymnist_lib.report.sentences import Sentence

# A drop of accuracy below this hardly calls for a remedy.
SMALL = 0.005


def views_are(*, sources_known: bool) -> Sentence:
    """Say what the views of this build share."""
    if sources_known:
        return {
            "es": "Las cinco vistas de un dígito son sus imágenes en las cinco modalidades: el "
            "mismo dígito manuscrito sobre cinco fondos.",
            "en": "The five views of a digit are its images in the five modalities: the same "
            "handwritten digit over five backgrounds.",
        }
    return {
        "es": "Los archivos no dicen qué imágenes comparten dígito manuscrito, así que las "
        "cinco vistas se juntan al azar entre las de la misma etiqueta: casi siempre son trazos "
        "distintos, y eso las hace más valiosas que un mismo trazo repetido.",
        "en": "The files do not say which images show the same handwritten digit, so the five "
        "views are put together at random among those of the same label: they nearly always "
        "show different strokes, which makes them worth more than one stroke repeated.",
    }


def gained(family: pd.DataFrame) -> Sentence:
    """Say which models read more with all views than with the best one.

    Parameters
    ----------
    family : DataFrame
        By model, the gains; those that withstand the correction count.
    """
    by_sign: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for name, row in family.iterrows():
        by_sign[row["sign"]].append(str(name))
    more, less, rest = by_sign.values()
    parts: dict[str, list[str]] = {lang: [] for lang in i18n.LANGUAGES}
    for names, es, en in (
        (
            more,
            ("gana con las cinco", "ganan con las cinco"),
            ("gains from all five", "gain from all five"),
        ),
        (
            less,
            ("pierde con las cinco", "pierden con las cinco"),
            ("does worse with all five", "do worse with all five"),
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
    return {lang: f"{i18n.capital('; '.join(texts))}." for lang, texts in parts.items()}


def ceiling(gains: pd.DataFrame) -> Sentence:
    """Say whether the strong networks gain by more views of the same handwriting.

    Parameters
    ----------
    gains : DataFrame
        As `polymnist_lib.study.findings.gains` returns; at least one row.
    """
    signs = gains["sign"].tolist()
    sure, lost = signs.count(1), signs.count(-1)
    es, en = (i18n.points(float(gains["estimate"].mean()), 2, lang=lang) for lang in i18n.LANGUAGES)
    how_many = {
        "es": f"{sure or 'ninguna'} de las {len(gains)} redes mejora{'n' * (sure > 1)}",
        "en": f"{sure or 'none'} of the {len(gains)} networks improve{'s' * (sure < 2)}",
    }
    texts = {
        "es": "Respecto a la mejor de las cinco vistas, juntarlas todas cambia la exactitud en "
        f"{es} puntos de media, y {how_many['es']} de forma demostrable, con la corrección de "
        "Holm.",
        "en": "Compared with the best of the five views, all five together change accuracy by "
        f"{en} points on average, and {how_many['en']} demonstrably, with Holm's correction.",
    }
    if sure < len(gains) and not lost:
        texts["es"] += (
            " Es lo que cabe esperar si casi todo lo que la mejor vista lee mal se debe al "
            "trazo, que es el mismo en las cinco."
        )
        texts["en"] += (
            " This is what would be expected if nearly all that the best view misreads is due "
            "to the stroke, which is the same in all five."
        )
    return texts


def remedy_here(effect: Comparison) -> Sentence:
    """Say what the remedy does in this build.

    Parameters
    ----------
    effect : Comparison
        The accuracy on unseen backgrounds with the remedy minus that without it.
    """
    if effect.sign < 0:
        return {
            "es": "Aquí es peor el remedio que la enfermedad, probablemente porque, con fondos "
            "siempre distintos, hay mucho más que aprender en las mismas épocas.",
            "en": "Here the cure is worse than the disease, probably because, with backgrounds "
            "that always differ, there is much more to learn in the same epochs.",
        }
    if effect.sign > 0:
        return {
            "es": "Aquí el remedio evita una parte de la caída.",
            "en": "Here the remedy removes part of the drop.",
        }
    return {
        "es": "Aquí no se distingue si el remedio ayuda o estorba.",
        "en": "It cannot be told here whether the remedy helps or hinders.",
    }


def drops(frame: pd.DataFrame, names: list[str]) -> Sentence:
    """Say what unseen backgrounds cost, and what is left of it with the remedy.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.unseen` returns.
    names : list of str
        Of the modalities, in the language in force.
    """
    worst = int(frame["drop"].idxmax())
    small = frame[frame["drop"] < SMALL]
    larger = int((small["left"] > small["drop"]).sum())
    texts = {}
    for lang in i18n.LANGUAGES:
        mean, rest, most, left, limit = (
            i18n.number(100 * each, 1, lang=lang)
            for each in (
                frame["drop"].mean(),
                frame["left"].mean(),
                frame["drop"].max(),
                frame.loc[worst, "left"],
                SMALL,
            )
        )
        texts[lang] = {
            "es": f"De media, un fondo nuevo cuesta {mean} puntos sin remedio y {rest} con él. La "
            f"mayor caída, la de {names[worst]}, es de {most} puntos, y con el remedio quedan "
            f"{left}.",
            "en": f"On average a new background costs {mean} points without the remedy and {rest} "
            f"with it. The largest drop, in {names[worst]}, is {most} points, of which {left} "
            "remain with the remedy.",
        }[lang]
        if len(small):
            texts[lang] += {
                "es": f" En {len(small)} de las {len(frame)} modalidades la caída no llega a "
                f"{limit} puntos: ahí apenas hay nada que remediar"
                + (
                    f", y en {larger} la caída medida con el remedio es algo mayor."
                    if larger
                    else "."
                ),
                "en": f" In {len(small)} of the {len(frame)} modalities the drop is under {limit} "
                "points: there is hardly anything to remedy there"
                + (
                    f", and in {larger} the drop measured with the remedy is slightly larger."
                    if larger
                    else "."
                ),
            }[lang]
    return texts


def price(frame: pd.DataFrame, names: list[str]) -> Sentence:
    """Say what the remedy costs on backgrounds that were seen in training.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.price` returns.
    names : list of str
        Of the modalities, in the language in force.
    """
    certain = int((frame["sign"] < 0).sum())
    if not certain:
        return {
            "es": "En los fondos que sí se vieron al entrenar no se demuestra que el remedio "
            "cueste nada.",
            "en": "On backgrounds that were seen in training, the remedy is not shown to cost "
            "anything.",
        }
    worst = int(frame["estimate"].idxmin())
    texts = {}
    for lang in i18n.LANGUAGES:
        average, most = (
            i18n.number(-100 * each, 1, lang=lang)
            for each in (frame["estimate"].mean(), frame["estimate"].min())
        )
        texts[lang] = {
            "es": f"El remedio tiene su precio: en los fondos que sí se vieron al entrenar cuesta "
            f"{average} puntos de media, y hasta {most} en {names[worst]}; en {certain} de las "
            f"{len(frame)} modalidades la pérdida se demuestra, con la corrección de Holm.",
            "en": f"The remedy has its price: on backgrounds that were seen in training it costs "
            f"{average} points on average, and up to {most} in {names[worst]}; in {certain} of the "
            f"{len(frame)} modalities the loss is shown, with Holm's correction.",
        }[lang]
    return texts


def remedy_chosen(frame: pd.DataFrame) -> Sentence:
    """Say which remedy was chosen for how many test modalities.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.remedies` returns.
    """
    chosen = frame.idxmax(axis=1).value_counts()
    texts = {}
    for lang, (start, end) in QUOTES.items():
        named = []
        for name, count in chosen.items():
            word = i18n.term("no_remedy" if name == "all" else str(name), lang=lang)
            named.append(f"{start}{word}{end}" + f" {_FOR[lang]} {count}" * (len(chosen) > 1))
        listed = i18n.listing(named, lang=lang)
        texts[lang] = {
            "es": f"La elección es {listed} "
            + ("de" if len(chosen) > 1 else "para")
            + f" las {len(frame)} modalidades de prueba.",
            "en": f"The choice is {listed} "
            + ("of the" if len(chosen) > 1 else "for all")
            + f" {len(frame)} test modalities.",
        }[lang]
    return texts


_FOR = {"es": "para", "en": "for"}
