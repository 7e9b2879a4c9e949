"""Sentences on what augmentation does to overfitting, and to the reading of altered digits."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report.sentences import Sentence
from polymnist_lib.report.study_sentences import changed, names_of


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


def level_in_training(seen: pd.DataFrame, held_out: pd.DataFrame) -> Sentence:
    """Say whether augmented networks know the training images less well, and what that buys.

    Parameters
    ----------
    seen, held_out : DataFrame
        As `study.differences` returns, for training images as they are and for the validation part.
    """
    lower, better = changed(seen, "all", sign=-1), changed(held_out, "all", sign=1)
    regular = [model for model in lower if model in better]
    less = [model for model in lower if model not in better]
    if not lower:
        return {
            "es": "Que las redes con aumento conozcan peor las propias imágenes de entrenamiento "
            "no se demuestra en ningún modelo.",
            "en": "That networks trained with augmentation know the training images themselves "
            "less well is shown for no model.",
        }
    texts = {}
    for lang in i18n.LANGUAGES:
        parts = []
        if regular:
            parts.append(
                {
                    "es": f"En {names_of(regular, lang)}, las redes con aumento aciertan menos en "
                    "las imágenes con las que se entrenaron y más en las otras: memorizan menos y "
                    "generalizan mejor.",
                    "en": f"In {names_of(regular, lang)}, networks trained with augmentation are "
                    "right less often on the images they were trained on and more often on others: "
                    "they memorise less and generalise better.",
                }[lang]
            )
        if less:
            parts.append(
                {
                    "es": f"En {names_of(less, lang)}, las redes con aumento aciertan menos en las "
                    "propias imágenes con las que se entrenaron, sin que se demuestre que acierten "
                    "más en otras: han aprendido menos.",
                    "en": f"In {names_of(less, lang)}, networks trained with augmentation are "
                    "right less often on the very images they were trained on, and are not shown "
                    "to be right more often on others: they have learned less.",
                }[lang]
            )
        texts[lang] = " ".join(parts)
    return texts


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
                    "es": f"Incluso con estos dígitos, el aumento pierde en {losers}.",
                    "en": f"Even on these digits augmentation loses in {losers}.",
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
