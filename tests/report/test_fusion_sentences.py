"""Sentences and tables on several views, for results of all kinds."""

import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.report import fusion_sentences, fusion_tables


def both(sentence, es, en):
    """Tell whether a sentence holds a phrase in each language."""
    assert set(sentence) == set(i18n.LANGUAGES)
    assert es in sentence["es"]
    assert en in sentence["en"]


def test_views_are_named_as_they_are():
    """The same handwriting where it is known, else the same label."""
    both(fusion_sentences.views_are(sources_known=True), "el mismo dígito", "same handwriting")
    both(fusion_sentences.views_are(sources_known=False), "al azar", "at random")


def test_models_gain_or_lose_or_neither():
    """Each model is where its interval puts it; verbs agree with how many there are."""
    found = {
        "cnn1": Interval(0.1, 0.05, 0.15),
        "mlp1": Interval(0.1, 0.02, 0.15),
        "linear": Interval(-0.1, -0.2, -0.05),
        "mlp2": Interval(0.0, -0.1, 0.1),
    }
    both(
        fusion_sentences.gained(found),
        "CNN 1 y MLP 1 ganan con las cinco; el clasificador lineal pierde con las cinco; MLP 2 no",
        "CNN 1 and MLP 1 gain by all five; the linear classifier loses by all five; MLP 2 shows",
    )
    both(
        fusion_sentences.gained({"linear": found["linear"]}),
        "El clasificador lineal pierde",
        "The linear classifier loses",
    )


@pytest.mark.parametrize(
    ("lows", "es", "en"),
    [
        ([0.001, 0.002], "ganan todas: +0,50 puntos", "all of them gain: +0.50 points"),
        ([0.001, -0.002], "en 1 de las 2 redes", "for 1 of the 2 networks"),
    ],
)
def test_the_ceiling_follows_from_the_intervals(lows, es, en):
    """All networks gain, or some do."""
    frame = pd.DataFrame({"estimate": [0.005, 0.005], "low": lows, "high": [0.01, 0.01]})
    both(fusion_sentences.ceiling(frame), es, en)


def test_the_remedy_can_cost_more_than_the_ill():
    """Either way is said."""
    both(fusion_sentences.remedy_here(0.1, 0.2), "más caro que el mal", "costs more than the ill")
    both(fusion_sentences.remedy_here(0.2, 0.1), "se lleva una parte", "takes a part")


@pytest.fixture
def unseen():
    """One large drop that the remedy cuts, and one too small to mend."""
    return pd.DataFrame(
        {
            "seen": [0.9, 0.9],
            "unseen": [0.7, 0.899],
            "drop": [0.2, 0.001],
            "drop_low": [0.15, -0.001],
            "drop_high": [0.25, 0.003],
            "remedied": [0.85, 0.897],
            "left": [0.05, 0.003],
            "left_low": [0.04, 0.001],
            "left_high": [0.06, 0.005],
            "remedy": ["all_recoloured", "all_relit"],
        },
        index=pd.Index([0, 1], name="modality"),
    )


def test_drops_are_averaged_and_the_worst_is_named(unseen):
    """10 points become 2.6, three quarters less; m0 goes from 20 to 5."""
    sentence = fusion_sentences.drops(unseen, ["m0", "m1"])
    no_break = "\N{NO-BREAK SPACE}"
    both(sentence, f"desaparece el 74{no_break}%", "74% of the drop is gone")
    both(sentence, "m0, de 20,0 puntos, que quedan en 5,0", "m0, of 20.0 points, of which 5.0")
    both(sentence, "En 1 de las modalidades", "In 1 of the modalities")
    both(sentence, "cuesta hasta 0,2 puntos", "costs up to 0.2 points")


def test_the_remedies_chosen_are_counted():
    """Each with the number of modalities that chose it, the most frequent first."""
    frame = pd.DataFrame(
        {"all": [0.1] * 3, "all_recoloured": [0.5, 0.5, 0.2], "all_relit": [0.4, 0.4, 0.3]}
    )
    both(
        fusion_sentences.remedy_chosen(frame),
        "«colores al azar» (2) y «luz al azar» (1)",
        "“random colours” (2) and “random light” (1)",
    )


def test_tables_are_written_in_the_language_in_force(unseen):
    """Accuracies, drops with intervals, gains, and the choice of the remedy."""
    i18n.set_language("en")
    row = fusion_tables.unseen(unseen, ["m0", "m1"]).frame.iloc[0]
    between = "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}"
    assert row.tolist() == [
        "m0",
        "90.0%",
        "70.0%",
        f"20.0 (+15.0{between}+25.0)",
        f"5.0 (+4.0{between}+6.0)",
    ]
    curve = pd.DataFrame({"accuracy": [0.5, 0.75]}, index=[1, 2])
    gains = fusion_tables.gains({"cnn1": curve}, {"cnn1": Interval(0.2, 0.1, 0.3)}).frame
    assert gains.iloc[0].tolist() == ["CNN 1", "50.0%", "75.0%", "+20.0", f"+10.0{between}+30.0"]
    scores = pd.DataFrame({"all": [0.1], "all_relit": [0.2]}, index=[0])
    assert list(fusion_tables.remedies(scores, ["m0"]).frame) == [
        "modality",
        "none",
        "random light",
    ]
    together = pd.DataFrame({"accuracy": [0.99], "paired": [0.9999]}, index=[2])
    assert fusion_tables.full_size(together).frame.iloc[0].tolist() == ["2", "99.000%", "99.990%"]
