"""Sentences of the chapter on stronger networks that results choose, in both languages."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.report.sentences import SIGNIFICANCE, Sentence


def small_beats_large(comparison: Comparison, small: int, large: int) -> Sentence:
    """Say how a small network of the new kind stands to CNN 1 in this build.

    Parameters
    ----------
    comparison : Comparison
        The small one minus CNN 1.
    small, large : int
        How many parameters they have.
    """
    points = {
        lang: i18n.number(abs(100 * comparison.estimate), 1, lang=lang) for lang in ("es", "en")
    }
    times = {lang: i18n.integer(round(large / small), lang=lang) for lang in ("es", "en")}
    if comparison.p >= SIGNIFICANCE:
        return {
            "es": f"Tiene {times['es']} veces menos parámetros que CNN 1, y en esta compilación no "
            "se distingue de ella.",
            "en": f"It has {times['en']} times fewer parameters than CNN 1, and in this build it "
            "cannot be told from it.",
        }
    if comparison.estimate > 0:
        return {
            "es": f"Con {times['es']} veces menos parámetros que CNN 1, acierta {points['es']} "
            "puntos más en estas mismas imágenes.",
            "en": f"With {times['en']} times fewer parameters than CNN 1, it is right "
            f"{points['en']} points more often on these very images.",
        }
    return {
        "es": f"Tiene {times['es']} veces menos parámetros que CNN 1 y, con tan pocas imágenes, "
        f"acierta {points['es']} puntos menos.",
        "en": f"It has {times['en']} times fewer parameters than CNN 1 and, with so few images, is "
        f"right {points['en']} points less often.",
    }


def largest(frame: pd.DataFrame) -> Sentence:
    """Say what the largest network adds to the next smaller one.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.findings.sizes` returns, the smallest first.
    """
    strong = frame[frame.index.str.startswith("conv")]
    before, last = strong.iloc[-2], strong.iloc[-1]
    times = last["parameters"] / before["parameters"]
    es, en = (i18n.number(times, 1, lang=lang) for lang in i18n.LANGUAGES)
    if before["low"] <= last["accuracy"] <= before["high"]:
        return {
            "es": f"De {before.name} a {last.name} los parámetros se multiplican por {es} y la "
            "exactitud no se mueve más de lo que cabe en el intervalo: a partir de ahí no es "
            "tamaño lo que falta.",
            "en": f"From {before.name} to {last.name} the parameters grow {en}-fold, and accuracy "
            "moves no further than the interval holds: from there on, size is not what is missing.",
        }
    return {
        "es": f"De {before.name} a {last.name} la exactitud todavía sube.",
        "en": f"From {before.name} to {last.name} accuracy still rises.",
    }


def where_errors_are(frame: pd.DataFrame) -> Sentence:
    """Say how many errors are of digits that are misread on nearly all backgrounds.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.findings.misread` returns.
    """
    stubborn = frame.loc[4:]
    texts = {}
    for lang in i18n.LANGUAGES:
        digits = i18n.integer(int(stubborn["digits"].sum()), lang=lang)
        share = i18n.percent(float(stubborn["errors"].sum()), 0, lang=lang)
        once = i18n.percent(float(frame["errors"].iloc[0]), 0, lang=lang)
        texts[lang] = {
            "es": f"Solo {digits} dígitos manuscritos, mal leídos en cuatro o cinco de sus fondos, "
            f"reúnen el {share} de los errores: ahí el problema es el trazo. El {once} son "
            "dígitos que se leen mal en un solo fondo: ahí el problema es el fondo.",
            "en": f"A mere {digits} handwritten digits, misread on four or five of their "
            f"backgrounds, make up {share} of the errors: there the trouble is the stroke. "
            f"{once} are digits that are misread on a single background: there the trouble is the "
            "background.",
        }[lang]
    return texts


def calibrated(error: float, confidence: float, accuracy: float) -> Sentence:
    """Say whether the network is as sure as it is right.

    Parameters
    ----------
    error : float
        The expected calibration error.
    confidence, accuracy : float
        Their means.
    """
    texts = {}
    for lang in i18n.LANGUAGES:
        gap, sure, right = (
            i18n.percent(confidence, 1, lang=lang),
            i18n.number(100 * error, 1, lang=lang),
            i18n.percent(accuracy, 1, lang=lang),
        )
        shy = confidence < accuracy
        texts[lang] = {
            "es": f"Su confianza media es del {gap} y acierta el {right}: "
            + (
                "dice menos de lo que sabe, como se espera de una red entrenada con etiquetas "
                "suavizadas"
                if shy
                else "dice más de lo que sabe"
            )
            + f". El error de calibración esperado es de {sure} puntos.",
            "en": f"Its mean confidence is {gap} and it is right on {right}: "
            + (
                "it says less than it knows, as is to be expected of a network trained with "
                "smoothed labels"
                if shy
                else "it says more than it knows"
            )
            + f". The expected calibration error is {sure} points.",
        }[lang]
    return texts
