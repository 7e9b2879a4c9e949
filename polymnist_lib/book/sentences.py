"""Sentences that a result chooses, in both languages: what holds for one result not for another.

Each function returns the sentence as ``{"es": …, "en": …}``, for `Chapter.say`.
"""

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.runs import Run

Sentence = dict[str, str]

# The level at which the report calls a difference larger than chance explains.
SIGNIFICANCE = 0.05


def learning_gap(run: Run) -> Sentence:
    """Say how accuracy in training and in validation stand to each other after the last epoch."""
    last = run.history.iloc[-1]
    gap = float(last["accuracy"] - last["val_accuracy"])
    handicapped = run.recipe.augmentation != "none" or "Dropout" in set(run.layers["layer"])
    if gap <= 0 and handicapped:
        return {
            "es": "La validación queda por encima del entrenamiento. No es una contradicción: en "
            "entrenamiento la red trabaja con imágenes alteradas o con parte de sus unidades "
            "apagadas, y en validación no.",
            "en": "Validation ends above training. That is no contradiction: in training the "
            "network works on altered images or with some of its units switched off, in "
            "validation it does not.",
        }
    if gap <= 0:
        return {
            "es": "La validación no queda por debajo del entrenamiento: no hay señal de "
            "sobreajuste.",
            "en": "Validation does not end below training: there is no sign of overfitting.",
        }
    return {
        "es": f"El entrenamiento queda {i18n.number(100 * gap, 1, lang='es')} puntos por encima "
        "de la validación: una parte de lo aprendido vale solo para los dígitos con los que se "
        "entrenó.",
        "en": f"Training ends {i18n.number(100 * gap, 1, lang='en')} points above validation: a "
        "part of what was learned holds only for the digits that were trained on.",
    }


def learning_trend(run: Run) -> Sentence:
    """Say whether the validation loss was still falling in the last epoch."""
    best = int(run.history["val_loss"].argmin()) + 1
    if best == len(run.history):
        return {
            "es": "La pérdida de validación alcanzó su mínimo en la última época, así que con más "
            "épocas podría seguir bajando.",
            "en": "The validation loss was lowest in the last epoch, so with more epochs it might "
            "go on falling.",
        }
    return {
        "es": f"La pérdida de validación fue mínima en la época {best}; después oscila o empieza "
        "a subir.",
        "en": f"The validation loss was lowest in epoch {best}; after that it wavers or begins to "
        "rise.",
    }


def paired_verdict(difference: Interval, p_value: float, first: str, second: str) -> Sentence:
    """Say whether two trained models differ by more than chance explains.

    Parameters
    ----------
    difference : Interval
        Accuracy of the first minus that of the second.
    p_value : float
        Of the paired test.
    first, second : str
        The models' names, such as ``"CNN 2"``.
    """
    if p_value >= SIGNIFICANCE:
        return {
            "es": f"Con estos datos no se puede decir que uno de estos dos modelos entrenados, "
            f"{first} o {second}, sea mejor que el otro.",
            "en": f"From these data one cannot say that either of these two trained models, "
            f"{first} or {second}, is better than the other.",
        }
    better, worse = (first, second) if difference.estimate > 0 else (second, first)
    return {
        "es": f"La diferencia es mayor de lo que explica el azar: de estos dos modelos "
        f"entrenados, {better} acierta más que {worse} en esta prueba.",
        "en": f"The difference is larger than chance explains: of these two trained models, "
        f"{better} is right more often than {worse} on this test.",
    }


def interval_condition(data: str) -> Sentence:
    """Say what the interval of an accuracy on the test part of a source is conditional on."""
    return {
        "embedded": {
            "es": "Está condicionado, además, a las pocas personas que escribieron la parte de "
            "prueba: con otras personas el resultado se movería más de lo que dice el intervalo.",
            "en": "It is also conditional on the few people who wrote the test part: with other "
            "people the result would move by more than the interval says.",
        },
        "mnist": {
            "es": "Las personas que escribieron la parte de prueba no escribieron la de "
            "entrenamiento.",
            "en": "The people who wrote the test part did not write the training part.",
        },
        "kaggle": {
            "es": "Los archivos de Kaggle no dicen qué imágenes comparten dígito, así que se "
            "supone lo más prudente, que las cinco modalidades se aciertan o fallan a la vez, y el "
            "intervalo es más ancho.",
            "en": "Kaggle's files do not say which images share a digit, so the most careful "
            "assumption is made, that the five modalities are right or wrong together, and the "
            "interval is wider.",
        },
    }[data]


def data_in_use(data: str) -> Sentence:
    """Say which images a build is made of, by the name of their source."""
    return {
        "embedded": {
            "es": "Los datos de esta edición son 1797 dígitos reales de 8 × 8 píxeles que "
            "acompañan a scikit-learn, compuestos con la receta de PolyMNIST sobre cinco "
            "fotografías: bastan para mostrar el método en minutos, pero son muchos menos y más "
            "borrosos que los de PolyMNIST.",
            "en": "The data of this edition are 1,797 real digits of 8 × 8 pixels that come with "
            "scikit-learn, composed by PolyMNIST's recipe over five photographs: enough to show "
            "the method in minutes, but far fewer and blurrier than PolyMNIST's.",
        },
        "mnist": {
            "es": "Los datos de esta edición son los 70 000 dígitos de MNIST, compuestos con la "
            "receta de PolyMNIST sobre otras cinco fotografías.",
            "en": "The data of this edition are MNIST's 70,000 digits, composed by PolyMNIST's "
            "recipe over five other photographs.",
        },
        "kaggle": {
            "es": "Los datos de esta edición son los archivos de PolyMNIST publicados en Kaggle.",
            "en": "The data of this edition are the files of PolyMNIST published on Kaggle.",
        },
    }[data]
