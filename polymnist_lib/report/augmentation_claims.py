"""Sentences that judge claims on augmentation by its cases: the original's, and advice."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.models.phrases import names_of
from polymnist_lib.report.augmentation_sentences import changed, conclusion
from polymnist_lib.report.sentences import Sentence


def generalises(here: pd.DataFrame, full: pd.DataFrame, altered: pd.DataFrame) -> Sentence:
    """Judge the claim that augmentation improves generalisation.

    Parameters
    ----------
    here, full : DataFrame
        The families of differences on the test images, of this build and of the full-size study.
    altered : DataFrame
        That on altered test images, of this build.
    """
    if not (here["sign"].any() or full["sign"].any()):
        better = changed(altered, "all", sign=1)
        return {
            "es": "Con los dígitos de prueba tal como son no se demuestra, ni con las imágenes de "
            "esta edición ni con muchas más"
            + (f"; con los alterados, sí en {names_of(better, 'es')}." if better else "."),
            "en": "On the test digits as they are it is not shown, either with the images of this "
            "edition or with many more"
            + (f"; on altered ones it is, for {names_of(better, 'en')}." if better else "."),
        }
    first, second = (conclusion(each) for each in (here, full))
    return {
        "es": f"Con las imágenes de esta edición: {first['es']} En el estudio a tamaño completo: "
        f"{second['es']}",
        "en": f"With the images of this edition: {first['en']} In the full-size study: "
        f"{second['en']}",
    }


def linear_claim(effect: pd.Series, beside: Comparison) -> Sentence:
    """Judge the claim that a linear model cannot follow augmentation.

    Parameters
    ----------
    effect : Series
        The row of the linear model with all changes, of `policies.differences`.
    beside : Comparison
        The effect on the linear model minus that on CNN 1, as `policies.interaction` returns.
    """
    points = {lang: i18n.points(effect["estimate"], lang=lang) for lang in i18n.LANGUAGES}
    if not effect["sign"]:
        first = {
            "es": "Si se entrena desde cero con aumento, su exactitud menos la de su control es "
            f"de {points['es']} puntos, una diferencia que no se distingue del azar.",
            "en": "When it is trained from scratch with augmentation, its accuracy minus that "
            f"of its control is {points['en']} points, a difference that cannot be distinguished "
            "from chance.",
        }
    elif effect["sign"] < 0:
        first = {
            "es": f"Entrenado desde cero con aumento pierde, en efecto, exactitud "
            f"({points['es']} puntos).",
            "en": "Trained from scratch with augmentation, it does lose accuracy "
            f"({points['en']} points).",
        }
    else:
        first = {
            "es": f"Entrenado desde cero con aumento no pierde exactitud, la gana ({points['es']} "
            "puntos).",
            "en": "Trained from scratch with augmentation, it does not lose accuracy but gains "
            f"it ({points['en']} points).",
        }
    if not beside.sign:
        opening = {
            "es": "No se demuestra, en cambio, que el aumento le afecte"
            if effect["sign"]
            else "Tampoco se demuestra que el aumento le afecte",
            "en": "It is not shown, however, that augmentation affects it"
            if effect["sign"]
            else "Nor is augmentation shown to affect it",
        }
        second = {
            "es": f"{opening['es']} de otro modo que a CNN 1, que no es lineal: con estos datos, "
            "la linealidad ni se confirma como causa ni se descarta.",
            "en": f"{opening['en']} differently from CNN 1, which is not linear: on these data, "
            "linearity is neither confirmed as the cause nor ruled out.",
        }
    elif beside.sign < 0:
        second = {
            "es": "El efecto es peor que en CNN 1, como cabe esperar si un modelo lineal se "
            "adapta peor a las alteraciones.",
            "en": "The effect is worse than on CNN 1, as would be expected if a linear model "
            "adapts less well to the changes.",
        }
    else:
        second = {
            "es": "El efecto es mejor que en CNN 1, que no es lineal: la linealidad no explica "
            "aquella caída.",
            "en": "The effect is better than on CNN 1, which is not linear: linearity does not "
            "explain that drop.",
        }
    return {lang: f"{first[lang]} {second[lang]}" for lang in i18n.LANGUAGES}


def advice(effects_as_is: pd.DataFrame, effects_altered: pd.DataFrame) -> Sentence:
    """Say when to augment, from what CNN 1 gains and loses.

    Parameters
    ----------
    effects_as_is, effects_altered : DataFrame
        As `policies.differences` returns, for test images as they are and altered.
    """
    as_is = effects_as_is.loc[("cnn1", "all"), "sign"]
    altered = effects_altered.loc[("cnn1", "all"), "sign"]
    if as_is < 0 < altered:
        return {
            "es": "En CNN 1 el aumento tiene un precio y una ventaja: con este presupuesto de "
            "épocas se acierta menos con los dígitos tal como son y más con los alterados. "
            "Conviene cuando los dígitos que habrá que leer varían de esa manera.",
            "en": "For CNN 1, augmentation has a price and an advantage: with this budget of "
            "epochs, accuracy is lower on digits as they are and higher on altered ones. It is "
            "worth it where the digits to be read vary in that way.",
        }
    if min(as_is, altered) >= 0 and max(as_is, altered) > 0:
        return {
            "es": "En CNN 1 el aumento merece la pena con este presupuesto de épocas: no se "
            "demuestra que cueste aciertos, y los da en al menos una de las dos pruebas, la de "
            "los dígitos tal como son o la de los alterados.",
            "en": "For CNN 1, augmentation is worth it with this budget of epochs: it is not "
            "shown to lower accuracy, and raises it in at least one of the two tests, on digits "
            "as they are or on altered ones.",
        }
    if altered < 0 < as_is:
        return {
            "es": "En CNN 1 el aumento gana con los dígitos tal como son y pierde con los "
            "alterados: la decisión depende de los dígitos que se vayan a leer.",
            "en": "For CNN 1, augmentation gains on digits as they are and loses on altered "
            "ones: the decision depends on the digits to be read.",
        }
    return {
        "es": "En CNN 1 no se demuestra, con este presupuesto de épocas, ninguna ganancia que lo "
        "justifique; con más épocas o con dígitos más variados habría que volver a medir.",
        "en": "For CNN 1, no gain that would justify it is shown with this budget of epochs; "
        "with more epochs or more varied digits, it would have to be measured again.",
    }
