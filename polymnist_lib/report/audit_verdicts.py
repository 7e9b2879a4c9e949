"""What the audit's effects mean: sentences that each effect chooses, in both languages.

An effect is a row of the audit's family, with the flaw minus without it.
"""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report.sentences import Sentence
from polymnist_lib.report.study_sentences import sign_of


def by_sign(effect: pd.Series, *, above: Sentence, below: Sentence, unclear: Sentence) -> Sentence:
    """Choose by the direction of an effect that withstands the correction for several tests."""
    return {1: above, -1: below, 0: unclear}[sign_of(effect)]


def fitted(effect: pd.Series) -> Sentence:
    """Say what seeing the validation images in training does beyond what more data do."""
    return by_sign(
        effect,
        above={
            "es": "Es más de lo que explica el azar: una cifra medida así promete aciertos que "
            "con dígitos nuevos no llegan.",
            "en": "That is more than chance explains: a figure measured in this way promises "
            "right answers that do not come with new digits.",
        },
        below={
            "es": "Aquí sale negativa, al contrario de lo que se temía, y más de lo que explica "
            "el azar; la cifra sigue sin medir lo que dice medir.",
            "en": "Here it comes out negative, against what was feared, and more so than chance "
            "explains; the figure still does not measure what it says it measures.",
        },
        unclear={
            "es": "Con tres semillas, esa parte no se distingue del azar. No absuelve al "
            "procedimiento: la cifra sigue sin medir lo que dice medir, y nadie podía saber de "
            "antemano que el daño sería pequeño.",
            "en": "With three seeds, that part cannot be told from chance. This does not acquit "
            "the procedure: the figure still does not measure what it says it measures, and "
            "nobody could know beforehand that the damage would be small.",
        },
    )


def leak(effect: pd.Series) -> Sentence:
    """Say whether dividing images rather than handwritten digits inflates the accuracy."""
    return by_sign(
        effect,
        above={
            "es": "Repartir imágenes en vez de dígitos infla, pues, la exactitud más de lo que "
            "explica el azar.",
            "en": "Dividing images rather than digits thus inflates accuracy by more than chance "
            "explains.",
        },
        below={
            "es": "Repartir imágenes en vez de dígitos no infla aquí la exactitud, sino lo "
            "contrario, y más de lo que explica el azar.",
            "en": "Dividing images rather than digits does not inflate accuracy here; it does the "
            "opposite, and more so than chance explains.",
        },
        unclear={
            "es": "Que haber visto el mismo dígito sobre otro fondo infle la exactitud no queda "
            "demostrado. Tampoco queda descartado: una red mayor, o entrenada más tiempo, podría "
            "memorizar más, y repartir por dígitos no cuesta nada.",
            "en": "That having seen the same digit over another background inflates accuracy is "
            "not shown. Nor is it ruled out: a larger network, or one trained for longer, might "
            "memorise more, and dividing by digits costs nothing.",
        },
    )


def writers(effect: pd.Series) -> Sentence:
    """Say whether digits divided at random are easier than the test part of the report."""
    return by_sign(
        effect,
        above={
            "es": "Mezclar personas sí se nota: los dígitos repartidos al azar son más fáciles "
            "que los de esta prueba, más de lo que explica el azar. (Una parte puede deberse a "
            "que las personas de la prueba escriban peor que el resto.)",
            "en": "Mixing writers does show: digits divided at random are easier than those of "
            "this test, by more than chance explains. (Some of it may be because the people of "
            "the test write less clearly than the others.)",
        },
        below={
            "es": "Los dígitos repartidos al azar no resultan aquí más fáciles que los de esta "
            "prueba, sino más difíciles.",
            "en": "Digits divided at random do not turn out easier here than those of this test, "
            "but harder.",
        },
        unclear={
            "es": "Que los dígitos repartidos al azar sean más fáciles que los de esta prueba no "
            "queda demostrado.",
            "en": "That digits divided at random are easier than those of this test is not shown.",
        },
    )


def steps(effect: pd.Series) -> Sentence:
    """Say whether 160 steps undersell the linear classifier."""
    return by_sign(
        effect,
        above={
            "es": "Aquí el modelo entrenado con pocos pasos acierta más que el entrenado del "
            "todo, y más de lo que explica el azar: lo que limita a un clasificador lineal con "
            "estos datos no son los pasos.",
            "en": "Here the model trained for few steps is right more often than the one fully "
            "trained, by more than chance explains: what limits a linear classifier on these data "
            "is not the number of steps.",
        },
        below={
            "es": "El clasificador lineal vale, por tanto, más de lo que 160 pasos dejan ver.",
            "en": "The linear classifier is thus better than 160 steps let it appear.",
        },
        unclear={
            "es": "En estos datos la pérdida no se distingue del azar: lo que limita aquí al "
            "clasificador lineal no son los pasos. Pero eso solo se sabe después de entrenarlo "
            "bien.",
            "en": "On these data the loss cannot be told from chance: what limits the linear "
            "classifier here is not the number of steps. But that is known only after training it "
            "properly.",
        },
    )


def continued(effect: pd.Series) -> Sentence:
    """Say how the report's way of comparing distorts the effect of augmentation."""
    return by_sign(
        effect,
        above={
            "es": "La comparación del informe deja al aumento mejor de lo que está, más de lo que "
            "explica el azar: le apunta lo que se debe a las épocas añadidas.",
            "en": "The report's way of comparing makes augmentation look better than it is, by "
            "more than chance explains: it is credited with what the added epochs bring.",
        },
        below={
            "es": "La comparación del informe deja al aumento peor de lo que está, más de lo que "
            "explica el azar.",
            "en": "The report's way of comparing makes augmentation look worse than it is, by "
            "more than chance explains.",
        },
        unclear={
            "es": "Con tres semillas las dos comparaciones no se distinguen; pero solo la segunda "
            "responde a la pregunta.",
            "en": "With three seeds the two comparisons cannot be told apart; but only the second "
            "one answers the question.",
        },
    )


def control(effect: pd.Series) -> Sentence:
    """Say what a control would have told the report about augmentation."""
    return by_sign(
        effect,
        above={
            "es": "En estos datos el aumento ayuda a CNN 1: la intuición del informe era buena, y "
            "con un control la habría demostrado.",
            "en": "On these data augmentation helps CNN 1: the report's intuition was good, and a "
            "control would have proved it.",
        },
        below={
            "es": "En estos datos y con estas épocas el aumento perjudica a CNN 1, y sin control "
            "no había manera de verlo.",
            "en": "On these data and with these epochs augmentation harms CNN 1, and without a "
            "control there was no way to see it.",
        },
        unclear={
            "es": "En estos datos su efecto en CNN 1 no se distingue del azar.",
            "en": "On these data its effect on CNN 1 cannot be told from chance.",
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
            "es": "Con menos cincos se aciertan aquí más cincos, al contrario de lo que dice la "
            "explicación del informe.",
            "en": "With fewer fives, more fives are right here, the opposite of what the report's "
            "explanation says.",
        },
        below={
            "es": "Quitar cincos rebaja los aciertos con el 5 más de lo que explica el azar: la "
            "explicación del informe es posible, y así se demuestra.",
            "en": "Removing fives lowers the accuracy on fives by more than chance explains: the "
            "report's explanation is possible, and this is how it is shown.",
        },
        unclear={
            "es": f"No se distingue del azar, y el intervalo admite caídas de hasta {worst['es']} "
            f"puntos: con {count['es']} cincos de prueba y tres semillas la explicación del "
            "informe ni se confirma ni se descarta. Lo que no se puede es darla por sabida.",
            "en": "This cannot be told from chance, and the interval allows for drops of up to "
            f"{worst['en']} points: with {count['en']} fives in the test and three seeds, the "
            "report's explanation is neither confirmed nor ruled out. What one cannot do is take "
            "it for granted.",
        },
    )
