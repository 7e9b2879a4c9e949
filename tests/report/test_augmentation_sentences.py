"""Sentences that the cases of augmentation choose."""

import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.report import augmentation_claims, augmentation_sentences, augmentation_verdicts


def family(**rows):
    """Make a family of models' changes under all policies: estimate, corrected p-value, sign."""
    index = pd.MultiIndex.from_tuples([(model, "all") for model in rows], names=("model", "policy"))
    frame = pd.DataFrame(list(rows.values()), index=index, columns=["estimate", "p_holm", "sign"])
    return frame.assign(low=frame["estimate"] - 0.01, high=frame["estimate"] + 0.01)


GAIN, LOSS, NOTHING = (0.03, 0.01, 1), (-0.03, 0.01, -1), (-0.03, 0.2, 0)


def both(sentence, es, en):
    """Tell whether a sentence holds a phrase in each language, and is one."""
    assert set(sentence) == set(i18n.LANGUAGES)
    assert es in sentence["es"]
    assert en in sentence["en"]


def test_effects_name_what_helps_what_harms_and_what_is_not_told():
    """Each policy is put where its sign says."""
    rows = {"rotation": (0.021, 1), "shift": (-0.04, -1), "zoom": (0.5, 0)}
    index = pd.MultiIndex.from_product([["linear"], rows], names=("model", "policy"))
    frame = pd.DataFrame(list(rows.values()), index=index, columns=["estimate", "sign"])
    both(
        augmentation_sentences.effects(frame),
        "El clasificador lineal acierta más con los giros (+2,1), y acierta menos con los "
        "desplazamientos (−4,0); con los cambios de escala no se distingue de su control.",
        "The linear classifier is more accurate with rotations (+2.1), and is less accurate with "
        "shifts (−4.0); with changes of scale it cannot be distinguished from its control.",
    )


def test_effects_where_nothing_is_shown():
    """Models without a sure effect share one plain sentence."""
    both(
        augmentation_sentences.effects(family(cnn1=NOTHING, linear=NOTHING)),
        "CNN 1 y el clasificador lineal no se distinguen de su control con ninguno",
        "CNN 1 and the linear classifier cannot be distinguished from their controls under any",
    )
    both(
        augmentation_sentences.effects(family(mlp1=NOTHING)),
        "MLP 1 no se distingue de su control con ninguno de los aumentos.",
        "MLP 1 cannot be distinguished from its control under any kind of augmentation.",
    )


def test_a_claim_of_generalising_is_judged_at_both_sizes():
    """Not shown at either, or what each comes to."""
    nothing, gain = family(cnn1=NOTHING), family(cnn1=GAIN)
    both(
        augmentation_claims.generalises(nothing, nothing, nothing),
        "no se demuestra, ni con las imágenes de esta edición ni con muchas más.",
        "it is not shown, either with the images of this edition or with many more.",
    )
    both(
        augmentation_claims.generalises(nothing, nothing, gain),
        "muchas más; con los alterados, sí en CNN 1.",
        "many more; on altered ones it is, for CNN 1.",
    )
    both(
        augmentation_claims.generalises(nothing, gain, nothing),
        "En el estudio a tamaño completo: De las 1 comparaciones, solo supera",
        "In the full-size study: Of the 1 comparisons, only one improvement",
    )


@pytest.mark.parametrize(
    ("frame", "es", "en"),
    [
        (family(cnn1=NOTHING, mlp1=NOTHING), "Ninguna de las 2", "None of the 2"),
        (
            family(cnn1=GAIN, mlp1=GAIN),
            "solo superan la corrección 2 mejoras: con",
            "only 2 improvements survive",
        ),
        (
            family(cnn1=LOSS, mlp1=NOTHING),
            "solo supera la corrección una pérdida: con",
            "only one loss survives the correction: with",
        ),
        (
            family(cnn1=LOSS, mlp1=GAIN),
            "una mejora y una pérdida: que",
            "and one loss survive the correction: whether",
        ),
    ],
)
def test_the_conclusion_counts_what_withstands_the_correction(frame, es, en):
    """Gains and losses are counted, and what they amount to follows from both."""
    both(augmentation_sentences.conclusion(frame), es, en)


@pytest.mark.parametrize(
    ("gap", "change", "es", "en"),
    [
        (
            1,
            LOSS,
            "por encima de cero en CNN 1. Con aumento la distancia es menor en CNN 1 (−",
            "With augmentation the gap is smaller for CNN 1 (−",
        ),
        (
            0,
            LOSS,
            "pudiera corregir. Aun así, con aumento la distancia es menor en CNN 1 (−",
            "is shown. Even so, with augmentation the gap is smaller for CNN 1 (−",
        ),
        (1, NOTHING, "en ningún modelo que el aumento la reduzca", "is not shown to reduce it"),
        (
            0,
            NOTHING,
            "no se demuestra un sobreajuste",
            "no overfitting that augmentation could correct is shown",
        ),
    ],
)
def test_overfitting_is_claimed_where_the_gap_is_sure(gap, change, es, en):
    """A gap and its change count by their signs."""
    index = pd.MultiIndex.from_tuples([("cnn1", "none")], names=("model", "policy"))
    gaps = pd.DataFrame({"sign": [gap]}, index=index)
    both(augmentation_verdicts.overfitting(gaps, family(cnn1=change)), es, en)


@pytest.mark.parametrize(
    ("seen", "held_out", "es", "en"),
    [
        (NOTHING, LOSS, "No se demuestra, en ningún modelo", "For no model is training"),
        (LOSS, NOTHING, "que han aprendido menos", "they have learned less"),
        (LOSS, GAIN, "memorizan menos y generalizan mejor", "memorise less and generalise better"),
    ],
)
def test_knowing_less_is_judged_by_what_others_images_say(seen, held_out, es, en):
    """Fewer right answers in training are learning lost, unless other images gain by them."""
    found = augmentation_verdicts.level_in_training(family(cnn1=seen), family(cnn1=held_out))
    both(found, es, en)


def test_the_gap_is_qualified_where_handwriting_is_shared():
    """An optimistic split says so."""
    both(
        augmentation_verdicts.gap_condition(optimistic=True),
        "puede ser mayor que la medida",
        "true gap may be larger",
    )
    both(
        augmentation_verdicts.gap_condition(optimistic=False),
        "no comparten",
        "share no handwritten",
    )


def test_unfinished_trainings_are_counted_on_both_sides():
    """The counts are those given."""
    both(
        augmentation_verdicts.unfinished((7, 9), (5, 9)),
        "En 7 de los 9 entrenamientos con los tres cambios, la pérdida de validación tuvo su "
        "mínimo en la última época; sin aumento, en 5 de 9.",
        "In 7 of the 9 training runs",
    )


@pytest.mark.parametrize(
    ("frame", "es", "en"),
    [
        (
            family(cnn1=NOTHING),
            "no se demuestra, en ninguno",
            "is not shown, for any of the models",
        ),
        (family(cnn1=GAIN), "una ganancia en CNN 1", "a gain is shown for CNN 1"),
        (family(cnn1=GAIN, mlp1=NOTHING), "tres semillas no bastan", "three seeds are not enough"),
        (family(cnn1=LOSS), "Incluso con estos dígitos", "Even on these digits"),
    ],
)
def test_altered_digits_show_who_gains(frame, es, en):
    """Models are named where the difference is sure, and the rest is left open."""
    both(augmentation_verdicts.on_altered_digits(frame), es, en)


FIRST = {
    LOSS: {
        "es": "Entrenado desde cero con aumento pierde, en efecto, exactitud (−3,0 puntos).",
        "en": "Trained from scratch with augmentation, it does lose accuracy (−3.0 points).",
    },
    GAIN: {
        "es": "Entrenado desde cero con aumento no pierde exactitud, la gana (+3,0 puntos).",
        "en": "Trained from scratch with augmentation, it does not lose accuracy but gains it "
        "(+3.0 points).",
    },
    NOTHING: {
        "es": "Si se entrena desde cero con aumento, su exactitud menos la de su control es de "
        "−3,0 puntos, una diferencia que no se distingue del azar.",
        "en": "When it is trained from scratch with augmentation, its accuracy minus that of its "
        "control is −3.0 points, a difference that cannot be distinguished from chance.",
    },
}
OPEN = Comparison(0.02, -0.01, 0.05, 0.3)
WORSE = Comparison(-0.02, -0.03, -0.01, 0.01)
BETTER = Comparison(0.02, 0.01, 0.03, 0.01)
NEITHER = {
    "es": "Tampoco se demuestra que el aumento le afecte de otro modo que a CNN 1, que no es "
    "lineal: con estos datos, la linealidad ni se confirma como causa ni se descarta.",
    "en": "Nor is augmentation shown to affect it differently from CNN 1, which is not linear: on "
    "these data, linearity is neither confirmed as the cause nor ruled out.",
}
BUT_NOT = {
    "es": "No se demuestra, en cambio, que el aumento le afecte de otro modo que a CNN 1, que no "
    "es lineal: con estos datos, la linealidad ni se confirma como causa ni se descarta.",
    "en": "It is not shown, however, that augmentation affects it differently from CNN 1, which "
    "is not linear: on these data, linearity is neither confirmed as the cause nor ruled out.",
}
THAN_A_NETWORK = {
    WORSE: {
        "es": "El efecto es peor que en CNN 1, como cabe esperar si un modelo lineal se adapta "
        "peor a las alteraciones.",
        "en": "The effect is worse than on CNN 1, as would be expected if a linear model adapts "
        "less well to the changes.",
    },
    BETTER: {
        "es": "El efecto es mejor que en CNN 1, que no es lineal: la linealidad no explica "
        "aquella caída.",
        "en": "The effect is better than on CNN 1, which is not linear: linearity does not "
        "explain that drop.",
    },
}


@pytest.mark.parametrize("effect", FIRST)
@pytest.mark.parametrize("beside", [OPEN, WORSE, BETTER])
def test_the_claim_on_linearity_is_judged_beside_a_network(effect, beside):
    """It takes a loss of its own, and one larger than that of a model that is not linear."""
    row = pd.Series(effect, index=["estimate", "p_holm", "sign"])
    first = FIRST[effect]
    second = THAN_A_NETWORK.get(beside) or (NEITHER if effect == NOTHING else BUT_NOT)
    expected = {lang: f"{first[lang]} {second[lang]}" for lang in i18n.LANGUAGES}
    assert augmentation_claims.linear_claim(row, beside) == expected


@pytest.mark.parametrize(
    ("as_is", "altered", "es", "en"),
    [
        (LOSS, GAIN, "un precio y una ventaja", "a price and an advantage"),
        (NOTHING, GAIN, "merece la pena", "worth it"),
        (GAIN, NOTHING, "merece la pena", "worth it"),
        (NOTHING, NOTHING, "ninguna ganancia", "no gain that would justify it"),
        (LOSS, NOTHING, "ninguna ganancia", "no gain that would justify it"),
        (GAIN, LOSS, "pierde con los alterados", "loses on altered ones"),
    ],
)
def test_advice_weighs_both_tests(as_is, altered, es, en):
    """What to do depends on the test as it is and on the altered one."""
    both(augmentation_claims.advice(family(cnn1=as_is), family(cnn1=altered)), es, en)
