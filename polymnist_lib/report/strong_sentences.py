"""Sentences of the chapter on stronger networks that results choose, in both languages."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.report.sentences import Sentence

# A change of `findings.CHANGES`: (Spanish, English), as it stands within a sentence.
CHANGES = {
    "in_grey": ("pasar las imágenes a gris", "turning the images to grey"),
    "blurred_colours": ("desenfocar las imágenes en color", "blurring the images in colour"),
    "grey_and_blurred": (
        "preparar las imágenes como el informe original",
        "preparing the images as the original report did",
    ),
    "without_normalisation": (
        "quitar la normalización por lotes",
        "removing batch normalisation",
    ),
    "unaugmented": ("no alterar las imágenes", "not altering the images"),
    "constant_step": ("no variar la tasa de aprendizaje", "keeping the learning rate constant"),
    "hard_labels": ("no suavizar las etiquetas", "not smoothing the labels"),
    "averaged_weights": (
        "promediar los pesos de los últimos pasos",
        "averaging the weights over the last steps",
    ),
    "narrower": ("reducir la red a conv10k", "shrinking the network to conv10k"),
}


def ablation(frame: pd.DataFrame) -> Sentence:
    """Say which decisions of the recipe matter, the ones that matter most first.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.ablation` returns.
    """
    rows = frame.sort_values("estimate", key=abs, ascending=False)
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        groups: dict[int, list[str]] = {-1: [], 1: [], 0: []}
        for change, row in rows.iterrows():
            points = i18n.points(row["estimate"], 2, lang=lang)
            groups[row["sign"]].append(f"{CHANGES[str(change)][place]} ({points})")
        openings = {
            "es": {
                -1: "Baja la exactitud, más de lo que explica el azar, al",
                1: "Sube la exactitud, más de lo que explica el azar, al",
                0: "No se demuestra ningún efecto, aunque puede haberlo, al",
            },
            "en": {
                -1: "Accuracy falls, by more than chance can explain, from",
                1: "Accuracy rises, by more than chance can explain, from",
                0: "No effect is shown, though there may be one, from",
            },
        }[lang]
        texts[lang] = " ".join(
            f"{openings[sign]} {i18n.listing(named, negated=not sign, lang=lang)}."
            for sign, named in groups.items()
            if named
        )
    return texts


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
    if not comparison.sign:
        return {
            "es": f"Tiene {times['es']} veces menos parámetros que CNN 1, y en esta compilación no "
            "se distingue de ella.",
            "en": f"It has {times['en']} times fewer parameters than CNN 1, and in this build "
            "the two cannot be told apart.",
        }
    if comparison.sign > 0:
        return {
            "es": f"Tiene {times['es']} veces menos parámetros que CNN 1 y, en estas mismas "
            f"imágenes, una exactitud {points['es']} puntos mayor. No cambia solo la red: ve el "
            "color, sin desenfoque, y se entrena de otra manera.",
            "en": f"It has {times['en']} times fewer parameters than CNN 1, and its accuracy on "
            f"these very images is {points['en']} points higher. Not only the network changes: it "
            "sees colour, unblurred, and is trained differently.",
        }
    return {
        "es": f"Tiene {times['es']} veces menos parámetros que CNN 1 y, con tan pocas imágenes, "
        f"una exactitud {points['es']} puntos menor.",
        "en": f"It has {times['en']} times fewer parameters than CNN 1 and, with so few images, "
        f"an accuracy {points['en']} points lower.",
    }


def largest(comparison: Comparison) -> Sentence:
    """Say what the largest network adds to the next smaller one.

    Parameters
    ----------
    comparison : Comparison
        As `polymnist_lib.study.findings.largest` returns.
    """
    es, en = (i18n.points(comparison.estimate, 2, lang=lang) for lang in i18n.LANGUAGES)
    if not comparison.sign:
        return {
            "es": "La exactitud de conv500k menos la de conv200k, con la misma semilla, es de "
            f"{es} puntos, que no se distinguen del azar: con estos datos no se aprecia que pasar "
            "de conv200k a conv500k ayude.",
            "en": f"The accuracy of conv500k minus that of conv200k, with the same seed, is {en} "
            "points, which cannot be distinguished from chance: with these data, going from "
            "conv200k to conv500k shows no benefit.",
        }
    if comparison.sign > 0:
        return {
            "es": f"Con la misma semilla, conv500k todavía mejora a conv200k: {es} puntos.",
            "en": f"With the same seed, conv500k still improves on conv200k: {en} points.",
        }
    return {
        "es": f"Con la misma semilla, conv500k acierta incluso menos que conv200k: {es} puntos.",
        "en": f"With the same seed, conv500k is even less accurate than conv200k: {en} points.",
    }


def where_errors_are(frame: pd.DataFrame) -> Sentence:
    """Say how many errors are of digits that are misread on nearly all backgrounds.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.misread` returns.
    """
    stubborn = frame.loc[4:]
    texts = {}
    for lang in i18n.LANGUAGES:
        digits = i18n.integer(int(stubborn["digits"].sum()), lang=lang)
        share = i18n.percent(float(stubborn["errors"].sum()), 0, lang=lang)
        once = i18n.percent(float(frame["errors"].iloc[0]), 0, lang=lang)
        texts[lang] = {
            "es": "Los dígitos manuscritos que se leen mal en cuatro o cinco de sus fondos son "
            f"{digits} y reúnen el {share} de los errores, lo que apunta al trazo. Otro {once} "
            "procede de dígitos que se leen mal en un solo fondo, lo que apunta al fondo.",
            "en": "The handwritten digits that are misread on four or five of their backgrounds "
            f"number {digits} and account for {share} of the errors, which points to the stroke. "
            f"Another {once} come from digits that are misread on a single background, which "
            "points to the background.",
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
        sure, right = (i18n.percent(share, 1, lang=lang) for share in (confidence, accuracy))
        points = i18n.number(100 * error, 1, lang=lang)
        shy = confidence < accuracy
        texts[lang] = {
            "es": f"Su confianza media es del {sure} y su exactitud, del {right}: "
            + (
                "dice menos de lo que sabe, como se espera de una red entrenada con etiquetas "
                "suavizadas"
                if shy
                else "dice más de lo que sabe"
            )
            + f". El error de calibración esperado es de {points} puntos.",
            "en": f"Its mean confidence is {sure} and its accuracy {right}: "
            + (
                "it claims less than it knows, as expected of a network trained with smoothed "
                "labels"
                if shy
                else "it claims more than it knows"
            )
            + f". The expected calibration error is {points} points.",
        }[lang]
    return texts
