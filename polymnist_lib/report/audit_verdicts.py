"""What the audit's effects mean: sentences that each effect chooses, in both languages.

An effect is a row of the audit's family, with the flaw minus without it.
"""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report.sentences import Sentence


def by_sign(effect: pd.Series, *, above: Sentence, below: Sentence, unclear: Sentence) -> Sentence:
    """Choose by the direction of an effect that withstands the correction for several tests."""
    return {1: above, -1: below, 0: unclear}[effect["sign"]]


def fitted(effect: pd.Series) -> Sentence:
    """Say what seeing the validation images in training does beyond what more data do."""
    return by_sign(
        effect,
        above={
            "es": "Es más de lo que explica el azar: una cifra medida así promete más aciertos "
            "de los que se logran con dígitos nuevos.",
            "en": "That is more than chance can explain: a figure measured in this way promises "
            "higher accuracy than is achieved on new digits.",
        },
        below={
            "es": "Aquí sale negativa, al contrario de lo esperado, y más de lo que explica el "
            "azar. Aun así, la cifra no mide el acierto con imágenes nuevas.",
            "en": "Here it comes out negative, contrary to what was expected, and by more than "
            "chance can explain. Even so, the figure does not measure accuracy on new images.",
        },
        unclear={
            "es": "Con tres semillas, esa diferencia no se distingue del azar. Eso no hace "
            "válido el procedimiento: la cifra no mide el acierto con imágenes nuevas, y de "
            "antemano no se puede saber cuánto exagera.",
            "en": "With three seeds, that difference cannot be distinguished from chance. This "
            "does not make the procedure valid: the figure does not measure accuracy on new "
            "images, and there is no way of knowing beforehand by how much it overstates it.",
        },
    )


def leak(effect: pd.Series) -> Sentence:
    """Say whether dividing images rather than handwritten digits inflates the accuracy."""
    return by_sign(
        effect,
        above={
            "es": "Repartir imágenes en vez de dígitos infla, pues, la exactitud más de lo que "
            "explica el azar.",
            "en": "Splitting images rather than digits thus inflates accuracy, by more than "
            "chance can explain.",
        },
        below={
            "es": "Repartir imágenes en vez de dígitos no infla aquí la exactitud, sino lo "
            "contrario, y más de lo que explica el azar.",
            "en": "Splitting images rather than digits does not inflate accuracy here; it does "
            "the opposite, and by more than chance can explain.",
        },
        unclear={
            "es": "No queda demostrado que haber visto el mismo dígito sobre otro fondo infle "
            "la exactitud. Tampoco queda descartado: una red mayor, o entrenada más tiempo, "
            "podría memorizar más, y repartir por dígitos no cuesta nada.",
            "en": "Having seen the same digit over another background is not shown to inflate "
            "accuracy. Nor is that ruled out: a larger network, or one trained for longer, "
            "might memorise more, and splitting by digits costs nothing.",
        },
    )


def writers(effect: pd.Series) -> Sentence:
    """Say whether digits divided at random are easier than the test part of the report."""
    return by_sign(
        effect,
        above={
            "es": "Mezclar personas se nota: los dígitos repartidos al azar son más fáciles que "
            "los de esta prueba, y la diferencia es mayor de lo que explica el azar. (Una parte "
            "puede deberse a que las personas de la prueba escriban peor que el resto.)",
            "en": "Mixing people makes a difference: digits split at random are easier than "
            "those of this test set, by more than chance can explain. (Part of it may be "
            "because the people of the test set write less clearly than the others.)",
        },
        below={
            "es": "Los dígitos repartidos al azar no resultan aquí más fáciles que los de esta "
            "prueba, sino más difíciles.",
            "en": "Digits split at random do not turn out easier here than those of this test "
            "set, but harder.",
        },
        unclear={
            "es": "No queda demostrado que los dígitos repartidos al azar sean más fáciles que "
            "los de esta prueba.",
            "en": "Digits split at random are not shown to be easier than those of this test set.",
        },
    )


def steps(effect: pd.Series) -> Sentence:
    """Say whether 160 steps undersell the linear classifier."""
    return by_sign(
        effect,
        above={
            "es": "Aquí el modelo entrenado con pocos pasos acierta más que el entrenado con "
            "muchos, y más de lo que explica el azar: lo que limita a un clasificador lineal con "
            "estos datos no son los pasos.",
            "en": "Here the model trained for few steps is more accurate than the one trained "
            "for many, by more than chance can explain: what limits a linear classifier on "
            "these data is not the number of steps.",
        },
        below={
            "es": "El clasificador lineal puede acertar, por tanto, más de lo que muestran 160 "
            "pasos.",
            "en": "So the linear classifier can be more accurate than 160 steps show.",
        },
        unclear={
            "es": "Con estos datos, la diferencia no se distingue del azar: no se demuestra que "
            "lo que limita aquí al clasificador lineal sean los pasos. Pero el informe no podía "
            "saberlo sin darle más.",
            "en": "On these data, the difference cannot be distinguished from chance: the "
            "number of steps is not shown to be what limits the linear classifier here. But the "
            "report could not know that without giving it more.",
        },
    )


def continued(effect: pd.Series) -> Sentence:
    """Say how the report's way of comparing distorts the effect of augmentation."""
    return by_sign(
        effect,
        above={
            "es": "La comparación del informe hace que el aumento parezca mejor de lo que es, "
            "más de lo que explica el azar: le atribuye también el efecto de las épocas añadidas.",
            "en": "The report's comparison makes augmentation look better than it is, by more "
            "than chance can explain: it credits augmentation with the effect of the added "
            "epochs as well.",
        },
        below={
            "es": "La comparación del informe hace que el aumento parezca peor de lo que es, más "
            "de lo que explica el azar.",
            "en": "The report's comparison makes augmentation look worse than it is, by more "
            "than chance can explain.",
        },
        unclear={
            "es": "Los resultados de las dos comparaciones no se distinguen, pero solo la que "
            "tiene control responde a la pregunta.",
            "en": "The results of the two comparisons cannot be told apart, but only the one "
            "with a control answers the question.",
        },
    )


def control(effect: pd.Series) -> Sentence:
    """Say what a control would have told the report about augmentation."""
    return by_sign(
        effect,
        above={
            "es": "Con estos datos el aumento ayuda a CNN 1: la intuición del informe era buena, "
            "y un control habría permitido comprobarla.",
            "en": "On these data, augmentation helps CNN 1: the report's intuition was good, "
            "and a control would have allowed it to be checked.",
        },
        below={
            "es": "Con estos datos y estas épocas el aumento perjudica a CNN 1, y sin un control "
            "no se puede ver.",
            "en": "On these data and with these epochs, augmentation harms CNN 1, which cannot "
            "be seen without a control.",
        },
        unclear={
            "es": "Con estos datos su efecto en CNN 1 no se distingue del azar.",
            "en": "On these data, its effect on CNN 1 cannot be distinguished from chance.",
        },
    )


def fives(effect: pd.Series, *, images: int) -> Sentence:
    """Say whether rarer fives are recognised less.

    Parameters
    ----------
    effect : Series
        The accuracy on fives with fewer of them in training minus that with all.
    images : int
        How many handwritten fives the test part holds, or images of them.
    """
    count = {lang: i18n.integer(images, lang=lang) for lang in i18n.LANGUAGES}
    worst = {
        lang: i18n.number(max(0.0, -100 * effect["low"]), 0, lang=lang) for lang in i18n.LANGUAGES
    }
    return by_sign(
        effect,
        above={
            "es": "Con menos cincos en el entrenamiento se aciertan aquí más cincos, al "
            "contrario de lo que supone la explicación del informe.",
            "en": "With fewer fives in training, more fives are read correctly here, the "
            "opposite of what the report's explanation supposes.",
        },
        below={
            "es": "Quitar cincos rebaja los aciertos con el 5 más de lo que explica el azar: la "
            "explicación del informe es posible, y este experimento la apoya.",
            "en": "Removing fives lowers the accuracy on fives by more than chance can explain: "
            "the report's explanation is possible, and this experiment supports it.",
        },
        unclear={
            "es": f"No se distingue del azar, y el intervalo admite caídas de hasta {worst['es']} "
            f"puntos: con {count['es']} cincos de prueba y tres semillas la explicación del "
            "informe ni se confirma ni se descarta. Queda como hipótesis.",
            "en": "This cannot be distinguished from chance, and the interval allows for drops "
            f"of up to {worst['en']} points: with {count['en']} fives in the test set and three "
            "seeds, the report's explanation is neither confirmed nor ruled out. It remains a "
            "hypothesis.",
        },
    )
