"""Sentences on what augmentation does to overfitting, and to the reading of altered digits."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.models.phrases import model_name, names_of
from polymnist_lib.report.augmentation_sentences import changed
from polymnist_lib.report.sentences import Sentence, measured


def overfitting(gaps: pd.DataFrame, changes: pd.DataFrame) -> Sentence:
    """Say for which models there was a gap to close, and whether augmentation closed it.

    Parameters
    ----------
    gaps, changes : DataFrame
        As `policies.gaps` and `policies.gap_changes` return.
    """
    control = gaps.xs("none", level="policy")
    overfitted = [str(model) for model in control.index[control["sign"] > 0]]
    smaller = changed(changes, "all", sign=-1)
    texts = {}
    for lang in i18n.LANGUAGES:
        found = names_of(overfitted, lang)
        if overfitted:
            first = {
                "es": "Sin aumento, el intervalo de la distancia queda por encima de cero en "
                f"{found}.",
                "en": f"Without augmentation, the interval of the gap lies above zero for {found}.",
            }
        else:
            first = {
                "es": "Sin aumento, en ningún modelo queda el intervalo de la distancia por encima "
                "de cero: no se demuestra un sobreajuste que el aumento pudiera corregir.",
                "en": "Without augmentation, for no model does the interval of the gap lie above "
                "zero: no overfitting that augmentation could correct is shown.",
            }
        if smaller:
            closed = i18n.listing(
                [
                    f"{model_name(each, lang)} ({measured(changes.loc[(each, 'all')], lang)})"
                    for each in smaller
                ],
                lang=lang,
            )
            second = {
                "es": f"{'C' if overfitted else 'Aun así, c'}on aumento la distancia es menor en "
                f"{closed}.",
                "en": f"{'With' if overfitted else 'Even so, with'} augmentation the gap is "
                f"smaller for {closed}.",
            }
        else:
            second = {
                "es": "No se demuestra en ningún modelo que el aumento la reduzca.",
                "en": "Augmentation is not shown to reduce it for any model.",
            }
        texts[lang] = f"{first[lang]} {second[lang]}"
    return texts


def level_in_training(seen: pd.DataFrame, held_out: pd.DataFrame) -> Sentence:
    """Say whether augmented networks know the training images less well, and what that buys.

    Parameters
    ----------
    seen, held_out : DataFrame
        As `policies.differences` returns, for training images as they are and for the validation
        part.
    """
    lower, better = changed(seen, "all", sign=-1), changed(held_out, "all", sign=1)
    regular = [model for model in lower if model in better]
    less = [model for model in lower if model not in better]
    if not lower:
        return {
            "es": "No se demuestra, en ningún modelo, que entrenarlo con aumento haga que "
            "acierte menos en las propias imágenes de entrenamiento.",
            "en": "For no model is training with augmentation shown to lower accuracy on the "
            "training images themselves.",
        }
    texts = {}
    for lang in i18n.LANGUAGES:
        parts = []
        if regular:
            parts.append(
                {
                    "es": f"Con {names_of(regular, lang)}, los modelos entrenados con aumento "
                    "aciertan menos en las imágenes con las que se entrenaron y más en "
                    "otras: memorizan menos y generalizan mejor.",
                    "en": f"With {names_of(regular, lang)}, models trained with augmentation are "
                    "less accurate on the images they were trained on and more accurate on "
                    "others: they memorise less and generalise better.",
                }[lang]
            )
        if less:
            parts.append(
                {
                    "es": f"Con {names_of(less, lang)}, los modelos entrenados con aumento "
                    "aciertan menos en las propias imágenes con las que se entrenaron, sin que "
                    "se demuestre que acierten más en otras: parece que han aprendido menos.",
                    "en": f"With {names_of(less, lang)}, models trained with augmentation are "
                    "less accurate on the very images they were trained on, and are not shown "
                    "to be more accurate on others: it seems that they have learned less.",
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
            "es": "En estos datos no se sabe qué imágenes comparten dígito manuscrito, y es de "
            "esperar que las partes de validación y de entrenamiento compartan muchos: la "
            "distancia verdadera puede ser mayor que la medida.",
            "en": "In these data it is not known which images share a handwritten digit, and "
            "the validation and training sets can be expected to share many: the true gap may "
            "be larger than the one measured.",
        }
    return {
        "es": "Las dos partes no comparten ningún dígito manuscrito, pero los de una pueden ser "
        "más fáciles que los de la otra, y eso también entra en la distancia.",
        "en": "The two sets share no handwritten digit, but those of one may be easier than "
        "those of the other, and that enters the gap as well.",
    }


def unfinished(augmented: tuple[int, int], control: tuple[int, int]) -> Sentence:
    """Say how many trainings stopped while they were still improving.

    Parameters
    ----------
    augmented, control : tuple of int
        As `policies.still_falling` returns, with all changes and with none.
    """
    return {
        "es": f"En {augmented[0]} de los {augmented[1]} entrenamientos con los tres cambios, la "
        "pérdida de validación tuvo su mínimo en la última época; sin aumento, en "
        f"{control[0]} de {control[1]}.",
        "en": f"In {augmented[0]} of the {augmented[1]} training runs with all three changes, "
        "the validation loss was lowest in the last epoch; without augmentation, in "
        f"{control[0]} of {control[1]}.",
    }


def on_altered_digits(changes: pd.DataFrame) -> Sentence:
    """Say which models read altered digits better when they were trained on altered digits.

    Parameters
    ----------
    changes : DataFrame
        As `policies.differences` returns, for altered test images.
    """
    better, worse = changed(changes, "all", sign=1), changed(changes, "all", sign=-1)
    if not better and not worse:
        return {
            "es": "Con tres semillas no se demuestra, en ninguno de los modelos, que haberse "
            "entrenado con dígitos alterados cambie lo que aciertan con ellos.",
            "en": "With three seeds, training on altered digits is not shown, for any of the "
            "models, to change how accurately they read them.",
        }
    texts = {}
    for lang in i18n.LANGUAGES:
        winners, losers = names_of(better, lang), names_of(worse, lang)
        parts = []
        if better:
            parts.append(
                {
                    "es": f"Con los dígitos alterados se demuestra una ganancia en {winners}: el "
                    f"aumento {'les' if len(better) > 1 else 'le'} enseña a leer dígitos que "
                    "varían como los que muestra.",
                    "en": f"On altered digits a gain is shown for {winners}: augmentation teaches "
                    f"{'these models' if len(better) > 1 else 'that model'} to read digits that "
                    "vary like those it shows.",
                }[lang]
            )
        if worse:
            parts.append(
                {
                    "es": f"Incluso con estos dígitos se demuestra una pérdida en {losers}.",
                    "en": f"Even on these digits a loss is shown for {losers}.",
                }[lang]
            )
        if len(better) + len(worse) < len(changes):
            parts.append(
                {
                    "es": "En lo demás, tres semillas no bastan para decidir.",
                    "en": "For the rest, three seeds are not enough to decide.",
                }[lang]
            )
        texts[lang] = " ".join(parts)
    return texts
