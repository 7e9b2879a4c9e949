"""Sentences that judge claims on augmentation by the study: the original's, and advice."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.report.sentences import SIGNIFICANCE, Sentence
from polymnist_lib.report.study_sentences import sign_of


def linear_claim(effect: pd.Series, beside: Comparison) -> Sentence:
    """Judge the claim that a linear model cannot follow augmentation.

    Parameters
    ----------
    effect : Series
        The row of the linear model with all changes, of `study.differences`.
    beside : Comparison
        The effect on the linear model minus that on CNN 1, as `study.interaction` returns.
    """
    certain = effect["p_holm"] < SIGNIFICANCE
    points = {lang: i18n.points(effect["estimate"], lang=lang) for lang in i18n.LANGUAGES}
    if not certain:
        first = {
            "es": f"Entrenado desde cero con aumento, se aparta {points['es']} puntos de su "
            "control, una diferencia que estas semillas no distinguen de cero.",
            "en": f"Trained from scratch with augmentation, it is {points['en']} points away from "
            "its control, which these seeds cannot tell from zero.",
        }
    elif effect["estimate"] < 0:
        first = {
            "es": f"Entrenado desde cero con aumento pierde, en efecto, exactitud "
            f"({points['es']} puntos).",
            "en": f"Trained from scratch with augmentation it does lose accuracy "
            f"({points['en']} points).",
        }
    else:
        first = {
            "es": f"Entrenado desde cero con aumento no pierde, gana ({points['es']} puntos).",
            "en": f"Trained from scratch with augmentation it does not lose but gain "
            f"({points['en']} points).",
        }
    if beside.p >= SIGNIFICANCE:
        second = {
            "es": "Y no se demuestra que el aumento le afecte peor ni mejor que a CNN 1, que no "
            "es lineal: nada apunta a la linealidad como causa.",
            "en": "Nor is augmentation shown to do it more or less harm than CNN 1, which is not "
            "linear: nothing points to linearity as the cause.",
        }
    elif beside.estimate < 0:
        second = {
            "es": "Y sale peor parado que CNN 1, como cabe esperar si un modelo lineal sigue peor "
            "las alteraciones.",
            "en": "And it comes off worse than CNN 1, as is to be expected if a linear model "
            "follows the changes less well.",
        }
    else:
        second = {
            "es": "Y sale mejor parado que CNN 1, que no es lineal: la linealidad no lo explica.",
            "en": "And it comes off better than CNN 1, which is not linear: linearity does not "
            "explain it.",
        }
    return {lang: f"{first[lang]} {second[lang]}" for lang in i18n.LANGUAGES}


def advice(effects_as_is: pd.DataFrame, effects_altered: pd.DataFrame) -> Sentence:
    """Say when to augment, from what CNN 1 gains and loses.

    Parameters
    ----------
    effects_as_is, effects_altered : DataFrame
        As `study.differences` returns, for test images as they are and altered.
    """
    as_is = sign_of(effects_as_is.loc[("cnn1", "all")])
    altered = sign_of(effects_altered.loc[("cnn1", "all")])
    if as_is < 0 < altered:
        return {
            "es": "En CNN 1 el aumento es un cambio, no un regalo: se paga con aciertos sobre "
            "dígitos centrados y se cobra en dígitos descolocados. Conviene cuando lo que habrá "
            "que leer varía así, y no por costumbre.",
            "en": "In CNN 1 augmentation is an exchange, not a gift: paid for in right answers on "
            "centred digits, returned on digits out of place. It is worth it where what will have "
            "to be read varies that way, and not by habit.",
        }
    if min(as_is, altered) >= 0 and max(as_is, altered) > 0:
        return {
            "es": "En CNN 1 el aumento merece la pena con este presupuesto de épocas: no se "
            "demuestra que cueste nada, y en alguna de las dos pruebas se gana.",
            "en": "In CNN 1 augmentation is worth its while at this budget of epochs: it is not "
            "shown to cost anything, and one of the two tests gains by it.",
        }
    if altered < 0 < as_is:
        return {
            "es": "En CNN 1 el aumento gana con los dígitos tal como son y pierde con los "
            "alterados: habría que decidir por los dígitos que se vayan a leer.",
            "en": "In CNN 1 augmentation gains on digits as they are and loses on altered ones: "
            "the digits that will have to be read would have to decide.",
        }
    return {
        "es": "En CNN 1 no se demuestra, con este presupuesto de épocas, ninguna ganancia que lo "
        "justifique; con más épocas o con dígitos más variados habría que volver a medir.",
        "en": "In CNN 1 no gain is shown, at this budget of epochs, that would justify it; with "
        "more epochs or more varied digits it would have to be measured again.",
    }
