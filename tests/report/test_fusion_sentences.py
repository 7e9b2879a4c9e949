"""Sentences and tables on several views, for results of all kinds."""

import pandas as pd
import pytest

from polymnist_lib import i18n, metrics
from polymnist_lib.metrics import Comparison
from polymnist_lib.report import fusion_sentences, fusion_tables


def both(sentence, es, en):
    """Tell whether a sentence holds a phrase in each language."""
    assert set(sentence) == set(i18n.LANGUAGES)
    assert es in sentence["es"]
    assert en in sentence["en"]


def test_views_are_named_as_they_are():
    """The same handwriting where it is known, else the same label."""
    both(fusion_sentences.views_are(sources_known=True), "el mismo dígito", "same handwritten")
    both(fusion_sentences.views_are(sources_known=False), "al azar", "at random")


def test_models_gain_or_lose_or_neither():
    """Each model is where its sign puts it; verbs agree with how many there are."""
    rows = {"cnn1": (0.1, 1), "mlp1": (0.1, 1), "linear": (-0.1, -1), "mlp2": (0.01, 0)}
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "sign"])
    both(
        fusion_sentences.gained(found),
        "CNN 1 y MLP 1 ganan con las cinco; el clasificador lineal pierde con las cinco; MLP 2 no",
        "CNN 1 and MLP 1 gain from all five; the linear classifier does worse with all five; MLP 2",
    )
    both(
        fusion_sentences.gained(found.loc[["linear"]]),
        "El clasificador lineal pierde",
        "The linear classifier does worse",
    )


@pytest.mark.parametrize(
    ("gains", "signs", "es", "en"),
    [
        ([0.01, 0.02], [1, 1], "2 de las 2 redes mejoran", "2 of the 2 networks improve d"),
        ([0.01, 0.02], [1, 0], "1 de las 2 redes mejora ", "1 of the 2 networks improves"),
        ([0.01, 0.02], [0, 0], "ninguna de las 2 redes", "none of the 2 networks improves"),
        ([0.01, -0.02], [0, -1], "ninguna de las 2 redes", "none of the 2 networks improves"),
    ],
)
def test_the_ceiling_follows_from_the_family(gains, signs, es, en):
    """All networks gain, or some, or none; the stroke explains only what did not harm."""
    sentence = fusion_sentences.ceiling(pd.DataFrame({"estimate": gains, "sign": signs}))
    both(sentence, es, en)
    share = f"{50 * sum(gains):+.2f}".replace("-", "\N{MINUS SIGN}")
    both(sentence, f"en {share.replace('.', ',')} puntos", f"by {share} points")
    assert ("trazo" in sentence["es"]) == (min(signs) == 0)


@pytest.mark.parametrize(
    ("effect", "es", "en"),
    [
        (Comparison(-0.1, -0.2, -0.05, 0.01), "peor el remedio", "worse than the disease"),
        (Comparison(0.1, 0.05, 0.2, 0.01), "evita una parte", "removes part"),
        (Comparison(0.1, -0.05, 0.2, 0.3), "no se distingue", "cannot be told"),
    ],
)
def test_the_remedy_can_cost_more_than_the_ill(effect, es, en):
    """It helps, it hinders, or the paired difference decides nothing."""
    both(fusion_sentences.remedy_here(effect), es, en)


@pytest.mark.parametrize(
    ("changes", "es", "en"),
    [
        (
            [-0.002, -0.014],
            "0,8 puntos de media, y hasta 1,4 en m1; en 1 de las 2 modalidades la pérdida",
            "0.8 points on average, and up to 1.4 in m1; in 1 of the 2 modalities the loss",
        ),
        ([-0.002, 0.0], "no se demuestra que el remedio cueste nada", "is not shown to cost"),
    ],
)
def test_the_remedy_has_its_price(changes, es, en):
    """On seen backgrounds, if the family of comparisons shows one."""
    frame = pd.DataFrame({"estimate": changes, "sign": [0, -1 if changes[1] else 0]})
    both(fusion_sentences.price(frame, ["m0", "m1"]), es, en)


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
    """10 points become 2.7; m0 goes from 20 to 5, m1 is too small to mend."""
    sentence = fusion_sentences.drops(unseen, ["m0", "m1"])
    both(sentence, "cuesta 10,1 puntos sin remedio y 2,7 con él", "10.1 points without the remedy")
    both(sentence, "la de m0, es de 20,0 puntos, y con el remedio quedan 5,0", "in m0, is 20.0")
    both(sentence, "En 1 de las 2 modalidades", "In 1 of the 2 modalities")
    both(sentence, "y en 1 la caída medida con el remedio es algo mayor.", "slightly larger.")
    unseen.loc[1, "left"] = 0
    both(fusion_sentences.drops(unseen, ["m0", "m1"]), "nada que remediar.", "remedy there.")
    assert "modalidades" not in fusion_sentences.drops(unseen.iloc[:1], ["m0"])["es"]


def test_the_remedies_chosen_are_counted():
    """Each with the number of modalities that chose it, the most frequent first."""
    frame = pd.DataFrame(
        {"all": [0.1] * 3, "all_recoloured": [0.5, 0.5, 0.2], "all_relit": [0.4, 0.4, 0.3]}
    )
    both(
        fusion_sentences.remedy_chosen(frame),
        "«colores al azar» para 2 y «luz al azar» para 1 de las 3",
        "“random colours” for 2 and “random light” for 1 of the 3",
    )
    both(
        fusion_sentences.remedy_chosen(frame.iloc[:2]),
        "La elección es «colores al azar» para las 2 modalidades de prueba.",
        "The choice is “random colours” for all 2 test modalities.",
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
        f"+20.0 (+15.0{between}+25.0)",
        f"+5.0 (+4.0{between}+6.0)",
    ]
    curve = pd.DataFrame({"accuracy": [0.5, 0.75]}, index=[1, 2])
    family = metrics.family({"cnn1": Comparison(0.2, 0.1, 0.3, 0.03)})
    gains = fusion_tables.gains({"cnn1": curve}, family).frame
    assert gains.iloc[0].tolist() == [
        "CNN 1",
        "50.0%",
        "55.0%",
        "75.0%",
        "+20.0",
        f"+10.0{between}+30.0",
        "0.030",
    ]
    scores = pd.DataFrame({"all": [0.1], "all_relit": [0.2]}, index=[0])
    assert list(fusion_tables.remedies(scores, ["m0"]).frame) == [
        "modality",
        "none",
        "random light",
    ]
    together = pd.DataFrame(
        {"accuracy": [0.99], "low": [0.98], "high": [0.995], "paired": [0.9999]}, index=[2]
    )
    assert fusion_tables.full_size(together).frame.iloc[0].tolist() == [
        "2",
        "99.00%",
        f"98.00{between}99.50%",
        "99.99%",
    ]
