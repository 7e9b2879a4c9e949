"""Sentences that a result chooses, in both languages: what holds for one result not for another.

Each function returns the sentence as ``{"es": …, "en": …}``, for `Chapter.say`.
"""

from collections.abc import Mapping

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.training.runs import Run

Sentence = dict[str, str]

# A distance between training and validation of this much and less is not worth a reading: one
# epoch moves validation accuracy as far.
LARGE_GAP = 0.02


def learning_gap(run: Run) -> Sentence:
    """Say how accuracy in training and in validation stand to each other after the last epoch."""
    last = run.history.iloc[-1]
    gap = float(last["accuracy"] - last["val_accuracy"])
    if gap > LARGE_GAP:
        es, en = (i18n.number(100 * gap, 1, lang=lang) for lang in i18n.LANGUAGES)
        return {
            "es": f"El entrenamiento queda {es} puntos por encima de la validación, señal de que "
            "una parte de lo aprendido vale solo para las imágenes con las que se entrenó.",
            "en": f"Training ends {en} points above validation, a sign that part of what was "
            "learned holds only for the training images.",
        }
    augmented = run.recipe.augmentation != "none"
    dropped = "Dropout" in set(run.layers["layer"])
    if gap < -LARGE_GAP and (augmented or dropped):
        handicap = {
            (True, True): (
                "imágenes alteradas y parte de las unidades apagadas",
                "altered images and some of its units switched off",
            ),
            (True, False): ("imágenes alteradas", "altered images"),
            (False, True): ("parte de las unidades apagadas", "some of its units switched off"),
        }[augmented, dropped]
        return {
            "es": "La validación queda por encima del entrenamiento. No es una contradicción: en "
            f"entrenamiento el modelo trabaja con {handicap[0]}, y en validación no.",
            "en": "Validation ends above training. That is no contradiction: in training the "
            f"model works with {handicap[1]}; in validation it does not.",
        }
    return {
        "es": "La exactitud en entrenamiento no acaba claramente por encima de la de validación: "
        "en esta comparación no hay señal de sobreajuste.",
        "en": "Training accuracy does not end clearly above validation accuracy: there is no "
        "sign of overfitting in this comparison.",
    }


def learning_trend(run: Run) -> Sentence:
    """Say whether the validation loss was still falling in the last epoch."""
    best = int(run.history["val_loss"].argmin()) + 1
    if best == len(run.history):
        return {
            "es": "La pérdida de validación alcanzó su mínimo en la última época, así que con más "
            "épocas podría seguir bajando.",
            "en": "The validation loss was lowest in the last epoch, so it might keep falling "
            "with more epochs.",
        }
    return {
        "es": f"La pérdida de validación fue mínima en la época {best}; después oscila o empieza "
        "a subir.",
        "en": f"The validation loss was lowest in epoch {best}; after that it fluctuates or "
        "begins to rise.",
    }


def paired_test(*, sources_known: bool) -> Sentence:
    """Explain the test that `polymnist_lib.metrics.compare` makes of two models' answers."""
    if sources_known:
        return {
            "es": "La prueba de permutación intercambia al azar las respuestas de los dos "
            "modelos a cada dígito manuscrito, con sus cinco imágenes a la vez, y cuenta con "
            "qué frecuencia resulta así una diferencia al menos tan grande como la observada.",
            "en": "The permutation test swaps the two models' answers to each handwritten digit "
            "at random, its five images together, and counts how often that produces a "
            "difference at least as large as the one observed.",
        }
    return {
        "es": "Como no consta qué imágenes comparten dígito manuscrito, se hace la prueba exacta "
        "de McNemar dentro de cada modalidad; el valor p es el menor de los cinco, una vez "
        "corregidos por el método de Holm.",
        "en": "As the files do not say which images share a handwritten digit, McNemar's exact "
        "test is run within each modality; the p-value is the smallest of the five, after "
        "Holm's correction.",
    }


def undecided(comparison: Comparison) -> bool:
    """Tell whether a difference can be chance."""
    return not comparison.sign


def paired_verdict(comparison: Comparison, first: str, second: str) -> Sentence:
    """Say whether two trained models differ by more than chance explains.

    Parameters
    ----------
    comparison : Comparison
        Of the first with the second, as `polymnist_lib.metrics.compare` makes it.
    first, second : str
        The models' names, such as ``"CNN 2"``.
    """
    if undecided(comparison):
        return {
            "es": "Con estos datos no se puede decir que, tal como se han entrenado, el modelo "
            f"{first} sea mejor que el modelo {second}, ni al revés.",
            "en": f"On these data, neither the {first} model nor the {second} model, as trained "
            "here, can be said to be better than the other.",
        }
    better, worse = (first, second) if comparison.sign > 0 else (second, first)
    return {
        "es": f"La diferencia es mayor de lo que explica el azar: tal como se han entrenado, el "
        f"modelo {better} acierta más que el modelo {worse} con dígitos como los de la prueba.",
        "en": f"The difference is larger than chance can explain: as trained here, the {better} "
        f"model is more accurate than the {worse} model on digits like those of the test set.",
    }


def of_source(data: str, said: Mapping[str, Sentence]) -> Sentence:
    """Return what is said of a source of data, by its name.

    Raises
    ------
    ValueError
        If nothing is: what is true of other data would be false.
    """
    if data not in said:
        raise ValueError(
            f"Nothing is said of the source {data!r} here, only of {', '.join(said)}. "
            "CONTRIBUTING.md, under 'A source of data', names the functions that a new one extends."
        )
    return said[data]


def interval_condition(data: str) -> Sentence:
    """Say what the interval of an accuracy on the test part of a source is conditional on."""
    said: dict[str, Sentence] = {
        "embedded": {
            "es": "El intervalo está condicionado a las pocas personas que escribieron la parte "
            "de prueba: con otras, el resultado podría variar más de lo que ese margen indica.",
            "en": "The interval is conditional on the few people who wrote the test set: with "
            "others, the result might vary more than the interval indicates.",
        },
        "mnist": {
            "es": "Las personas que escribieron la parte de prueba no escribieron la de "
            "entrenamiento.",
            "en": "The people who wrote the test set did not write the training set.",
        },
        "kaggle": {
            "es": "Los archivos de Kaggle no dicen qué imágenes comparten dígito manuscrito, "
            "así que se supone lo más prudente: que las cinco imágenes de cada uno se aciertan "
            "o se fallan siempre juntas. El intervalo resulta más ancho.",
            "en": "Kaggle's files do not say which images share a handwritten digit, so the "
            "most cautious assumption is made: that the five images of each are always right or "
            "wrong together. The interval comes out wider.",
        },
    }
    return of_source(data, said)


def data_in_use(data: str) -> Sentence:
    """Say which images a build is made of, by the name of their source."""
    said: dict[str, Sentence] = {
        "embedded": {
            "es": "Los datos de esta edición son los 1797 dígitos manuscritos de 8 × 8 píxeles "
            "que acompañan a scikit-learn, compuestos con la receta de PolyMNIST sobre cinco "
            "fotografías: bastan para mostrar el método en minutos, pero son muchos menos y más "
            "borrosos que los de PolyMNIST.",
            "en": "The data of this edition are the 1,797 handwritten digits of 8 × 8 pixels "
            "that come with scikit-learn, composed over five photographs by PolyMNIST's recipe: "
            "enough to show the method in minutes, but far fewer and blurrier than PolyMNIST's.",
        },
        "mnist": {
            "es": "Los datos de esta edición son los 70 000 dígitos de MNIST, compuestos con la "
            "receta de PolyMNIST sobre cinco fotografías distintas de las suyas.",
            "en": "The data of this edition are MNIST's 70,000 digits, composed by PolyMNIST's "
            "recipe over five photographs that are not PolyMNIST's.",
        },
        "kaggle": {
            "es": "Los datos de esta edición son los archivos de PolyMNIST publicados en Kaggle.",
            "en": "The data of this edition are the files of PolyMNIST published on Kaggle.",
        },
    }
    return of_source(data, said)
