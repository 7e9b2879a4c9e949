"""Sentences that say what the augmentation study means: overfitting, altered digits, claims."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.book.sentences import SIGNIFICANCE, Sentence
from polymnist_lib.book.study_sentences import changed, names_of, sign_of
from polymnist_lib.metrics import Comparison


def overfitting(gaps: pd.DataFrame, changes: pd.DataFrame) -> Sentence:
    """Say for which models there was a gap to close, and whether augmentation closed it.

    Parameters
    ----------
    gaps, changes : DataFrame
        As `study.gaps` and `study.gap_changes` return.
    """
    control = gaps.xs("none", level="policy")
    overfitted = [str(model) for model in control.index[control["low"] > 0]]
    smaller = changed(changes, "all", sign=-1)
    texts = {}
    for lang in i18n.LANGUAGES:
        found, closed = names_of(overfitted, lang), names_of(smaller, lang)
        if overfitted:
            first = {
                "es": f"Sin aumento, la distancia es mayor que cero en {found}.",
                "en": f"Without augmentation, the gap is above zero in {found}.",
            }
        else:
            first = {
                "es": "Sin aumento, el intervalo de la distancia contiene el cero en todos los "
                "modelos: no se demuestra un sobreajuste que el aumento pudiera curar.",
                "en": "Without augmentation, the interval of the gap holds zero in all models: no "
                "overfitting is shown that augmentation could cure.",
            }
        if smaller:
            second = {
                "es": f"El aumento la reduce en {closed}.",
                "en": f"Augmentation reduces it in {closed}.",
            }
        else:
            second = {
                "es": "Que el aumento la reduzca no se demuestra en ninguno.",
                "en": "That augmentation reduces it is shown for none.",
            }
        texts[lang] = f"{first[lang]} {second[lang]}"
    return texts


def level_in_training(changes: pd.DataFrame) -> Sentence:
    """Say whether augmented networks know the training images themselves less well.

    Parameters
    ----------
    changes : DataFrame
        As `study.differences` returns, for training images as they are.
    """
    lower = changed(changes, "all", sign=-1)
    if not lower:
        return {
            "es": "Que las redes con aumento conozcan peor las propias imágenes de entrenamiento "
            "no se demuestra en ningún modelo.",
            "en": "That networks trained with augmentation know the training images themselves "
            "less well is shown for no model.",
        }
    names = {lang: names_of(lower, lang) for lang in i18n.LANGUAGES}
    return {
        "es": f"En {names['es']}, además, las redes con aumento aciertan menos también en las "
        "imágenes con las que se entrenaron: no es que generalicen mejor a costa de memorizar "
        "menos, es que han aprendido menos.",
        "en": f"In {names['en']}, moreover, networks trained with augmentation are right less "
        "often on the very images they were trained on: they do not trade memory for better "
        "generalisation, they have learned less.",
    }


def gap_condition(*, optimistic: bool) -> Sentence:
    """Say what the gap can be trusted for.

    Parameters
    ----------
    optimistic : bool
        Whether the validation part may hold handwriting that was trained on.
    """
    if optimistic:
        return {
            "es": "En estos datos no se sabe qué imágenes comparten dígito manuscrito, y la parte "
            "de validación los comparte con la de entrenamiento: la distancia verdadera es mayor "
            "que la medida.",
            "en": "In these data it is not known which images share a handwritten digit, and the "
            "validation part shares them with the training part: the true gap is larger than the "
            "one measured.",
        }
    return {
        "es": "Las dos partes no comparten ningún dígito manuscrito, aunque unos pueden ser más "
        "fáciles que otros, y eso también entra en la distancia.",
        "en": "The two parts share no handwritten digit, although some digits may be easier than "
        "others, which enters the gap as well.",
    }


def unfinished(augmented: tuple[int, int], control: tuple[int, int]) -> Sentence:
    """Say how many trainings stopped while they were still improving.

    Parameters
    ----------
    augmented, control : tuple of int
        As `study.still_falling` returns, with all changes and with none.
    """
    return {
        "es": f"En {augmented[0]} de los {augmented[1]} entrenamientos con los tres cambios, la "
        "pérdida de validación tuvo su mínimo en la última época; sin aumento, en "
        f"{control[0]} de {control[1]}.",
        "en": f"In {augmented[0]} of the {augmented[1]} trainings with all three changes the "
        "validation loss was lowest in the last epoch; without augmentation, in "
        f"{control[0]} of {control[1]}.",
    }


def on_altered_digits(changes: pd.DataFrame) -> Sentence:
    """Say which models read altered digits better when they were trained on altered digits.

    Parameters
    ----------
    changes : DataFrame
        As `study.differences` returns, for altered test images.
    """
    better, worse = changed(changes, "all", sign=1), changed(changes, "all", sign=-1)
    if not better and not worse:
        return {
            "es": "Con tres semillas no se demuestra, en ninguno de los modelos, que haberse "
            "entrenado con dígitos alterados cambie lo que se acierta con ellos.",
            "en": "With three seeds it is shown for none of the models that training on altered "
            "digits changes how often they are read.",
        }
    texts = {}
    for lang in i18n.LANGUAGES:
        winners, losers = names_of(better, lang), names_of(worse, lang)
        parts = []
        if better:
            parts.append(
                {
                    "es": f"Aquí sí se demuestra una ganancia en {winners}: el aumento enseña lo "
                    "que muestra, a leer dígitos que no están en su sitio.",
                    "en": f"Here a gain is shown for {winners}: augmentation teaches what it "
                    "shows, to read digits that are out of place.",
                }[lang]
            )
        if worse:
            parts.append(
                {
                    "es": f"En cambio, pierde incluso con estos dígitos en {losers}.",
                    "en": f"Even on these digits, however, it loses in {losers}.",
                }[lang]
            )
        if len(better) + len(worse) < len(changes):
            parts.append(
                {
                    "es": "En lo demás, tres semillas no bastan para decidir.",
                    "en": "For the rest, three seeds do not decide.",
                }[lang]
            )
        texts[lang] = " ".join(parts)
    return texts


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
            "es": "Y sale peor parado que CNN 1: algo del modelo lineal sí le impide seguir las "
            "alteraciones.",
            "en": "And it comes off worse than CNN 1: something about the linear model does keep "
            "it from following the changes.",
        }
    else:
        second = {
            "es": "Y sale mejor parado que CNN 1, que no es lineal: la linealidad no puede ser la "
            "causa.",
            "en": "And it comes off better than CNN 1, which is not linear: linearity cannot be "
            "the cause.",
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
    return {
        "es": "En CNN 1 no se demuestra, con este presupuesto de épocas, ninguna ganancia que lo "
        "justifique; con más épocas o con dígitos más variados habría que volver a medir.",
        "en": "In CNN 1 no gain is shown, at this budget of epochs, that would justify it; with "
        "more epochs or more varied digits it would have to be measured again.",
    }
