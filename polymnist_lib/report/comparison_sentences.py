"""Sentences on how the models are compared and chosen, in both languages, for `Chapter.say`."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.models.phrases import model_name, names_of
from polymnist_lib.report.sentences import Sentence, of_source


def beside_original(data: str) -> Sentence:
    """Say how far a build's accuracies can be set against the original's, by its source."""
    others: Sentence = {
        "es": "No tiene sentido restar unas columnas de otras: los datos son distintos, y el "
        "informe original medía sobre imágenes con las que había entrenado. Lo que puede "
        "compararse es el orden de los modelos.",
        "en": "It makes no sense to subtract one column from another: the data are different, "
        "and the original report measured on images that it had trained on. What can be "
        "compared is the order of the models.",
    }
    same: Sentence = {
        "es": "Los datos son los mismos, pero no la medida: el informe original medía sobre "
        "imágenes con las que había entrenado, y aquí se mide sobre otras.",
        "en": "The data are the same, but the measurement is not: the original report "
        "measured on images that it had trained on, and here others are used.",
    }
    return of_source(data, {"embedded": others, "mnist": others, "kaggle": same})


def full_size(known: bool) -> Sentence:
    """Say what the column of the full-size study is, or that there is none."""
    if known:
        return {
            "es": "La columna del tamaño completo procede de un estudio aparte, con 240 000 "
            "imágenes de entrenamiento y 50 000 de prueba, cuyos resultados acompañan al "
            "proyecto; es la media de varios entrenamientos de cada modelo, cada uno con su "
            "semilla.",
            "en": "The full-size column comes from a separate study, with 240,000 training "
            "images and 50,000 test images, whose results come with the project; it is the mean "
            "of several trainings of each model, each with a seed of its own.",
        }
    return {
        "es": "Cuando el proyecto guarde los resultados de un estudio de tamaño completo, "
        "aparecerán aquí en una columna más.",
        "en": "Once the project holds the results of a full-size study, they will appear here as "
        "one more column.",
    }


def choice_condition(*, optimistic: bool) -> Sentence:
    """Say what a choice on the validation part is worth.

    Parameters
    ----------
    optimistic : bool
        Whether the validation part may hold handwriting that was trained on.
    """
    if optimistic:
        return {
            "es": "En estos datos la validación comparte dígitos manuscritos con el "
            "entrenamiento, así que sus cifras son optimistas, tanto más cuanto más memorice un "
            "modelo.",
            "en": "In these data the validation set shares handwritten digits with the training "
            "set, so its figures are optimistic, and the more so the more a model memorises.",
        }
    return {
        "es": "Ningún dígito manuscrito de la validación se usó para entrenar.",
        "en": "No handwritten digit of the validation set was used in training.",
    }


def same_image(data: str) -> Sentence:
    """Say what image stands for the one that the original report predicted."""
    other: Sentence = {
        "es": "Los datos de esta edición son otros y no tienen ese archivo; ocupa su lugar el "
        "undécimo 3 de la modalidad m1.",
        "en": "The data of this edition are different and do not include that file; the "
        "eleventh 3 of modality m1 takes its place.",
    }
    same: Sentence = {
        "es": "Aquí se usa el mismo archivo.",
        "en": "The same file is used here.",
    }
    return of_source(data, {"embedded": other, "mnist": other, "kaggle": same})


def choice(ranking: pd.DataFrame, gap: Comparison) -> Sentence:
    """Say which model the validation part chooses, and how clearly.

    Parameters
    ----------
    ranking : DataFrame
        Accuracies on the validation part, as `metrics.by_model` returns, the best first.
    gap : Comparison
        The first model's accuracy there minus the second's.
    """
    texts = {}
    for lang in i18n.LANGUAGES:
        first, second = (model_name(str(each), lang) for each in ranking.index[:2])
        points = i18n.number(100 * gap.estimate, 1, lang=lang)
        interval = i18n.points_interval(gap.low, gap.high, lang=lang)
        clear = {
            True: {
                "es": "Entre estos modelos entrenados, la elección es clara.",
                "en": "Among these trained models, the choice is clear.",
            },
            False: {
                "es": "La ventaja no se distingue del azar: con otra parte de validación la "
                "elección podría haber sido otra.",
                "en": "The lead cannot be distinguished from chance: with another validation set "
                "the choice might have been different.",
            },
        }[gap.sign > 0][lang]
        texts[lang] = {
            "es": i18n.contracted(
                f"La parte de validación elige {first}, que saca {points} puntos a {second}, en "
                f"segundo lugar (intervalo del 95 %: {interval}). {clear}"
            ),
            "en": f"The validation set chooses {first}, which is {points} points ahead of "
            f"{second}, in second place (95% interval: {interval}). {clear}",
        }[lang]
    return texts


def modalities(grid: pd.DataFrame) -> Sentence:
    """Say which modality is hardest and easiest, and for how many models.

    Parameters
    ----------
    grid : DataFrame
        A row a model, a column a modality, named as in prose.
    """
    hardest, easiest = (
        found.value_counts() for found in (grid.idxmin(axis=1), grid.idxmax(axis=1))
    )
    hard, easy = str(hardest.index[0]), str(easiest.index[0])
    count = len(grid)
    whom = {
        lang: [
            {"es": f"los {count} modelos", "en": f"all {count} models"}[lang]
            if found == count
            else {"es": f"{found} de los {count} modelos", "en": f"{found} of the {count} models"}[
                lang
            ]
            for found in (int(hardest.iloc[0]), int(easiest.iloc[0]))
        ]
        for lang in i18n.LANGUAGES
    }
    if hardest.iloc[0] == easiest.iloc[0] == count:
        return {
            "es": f"Para {whom['es'][0]}, la modalidad más difícil es {hard} y la más fácil, "
            f"{easy}.",
            "en": f"For {whom['en'][0]} the hardest modality is {hard} and the easiest {easy}.",
        }
    return {
        "es": f"La modalidad más difícil es {hard} para {whom['es'][0]}; la más fácil, {easy} para "
        f"{whom['es'][1]}.",
        "en": f"The hardest modality is {hard} for {whom['en'][0]}, the easiest {easy} for "
        f"{whom['en'][1]}.",
    }


def one_image(probabilities: pd.DataFrame, label: int) -> Sentence:
    """Say which models read an image right.

    Parameters
    ----------
    probabilities : DataFrame
        A row a model, a column a digit.
    label : int
        The true digit.
    """
    said = probabilities.to_numpy().argmax(axis=1)
    right = [str(key) for key in probabilities.index[said == label]]
    wrong = [str(key) for key in probabilities.index[said != label]]
    if not wrong:
        return {
            "es": "Todos los modelos la leen bien.",
            "en": "All the models read it correctly.",
        }
    if not right:
        return {"es": "Ningún modelo la lee bien.", "en": "No model reads it correctly."}
    texts = {}
    for lang in i18n.LANGUAGES:
        good, bad = names_of(right, lang), names_of(wrong, lang)
        texts[lang] = {
            "es": f"La {'leen' if len(right) > 1 else 'lee'} bien {good}; "
            f"{'fallan' if len(wrong) > 1 else 'falla'} {bad}.",
            "en": f"{i18n.capital(good)} {'read' if len(right) > 1 else 'reads'} it correctly; "
            f"{bad} {'fail' if len(wrong) > 1 else 'fails'}.",
        }[lang]
    return texts
