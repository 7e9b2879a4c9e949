"""Sentences of the data chapter: each result chooses its own, in both languages."""

import pandas as pd
import pytest

from polymnist_lib.exploration import Balance
from polymnist_lib.report import data_sentences

MNIST = Balance(1e-30, most=1, least=5, most_share=0.1124, least_share=0.0904)
ALIKE = Balance(0.99999, most=3, least=8, most_share=0.101, least_share=0.099)
EVEN = Balance(0.4, most=3, least=8, most_share=0.11, least_share=0.09)


def test_the_gallery_claims_one_handwriting_only_where_it_is_known():
    """A column is one handwritten digit where sources are known, else only one label."""
    assert (
        "un mismo dígito manuscrito" in data_sentences.columns_of_gallery(sources_known=True)["es"]
    )
    assert "share the label" in data_sentences.columns_of_gallery(sources_known=False)["en"]


@pytest.mark.parametrize(("known", "said"), [(False, "it is not known"), (True, "it is known")])
def test_file_names(known, said):
    """What files do not tell is known where the data keep it."""
    assert said in data_sentences.file_names(sources_known=known)["en"]


def test_checks_name_what_they_found():
    """Nothing found says so; a defect is named."""
    found = pd.DataFrame({"train": [0, 0], "test": [0, 0]}, index=["blank", "repeated"])
    assert "nada que limpiar" in data_sentences.checked(found)["es"]
    found.loc["repeated", "test"] = 2
    said = data_sentences.checked(found)
    assert "copias exactas dentro de la parte" in said["es"]
    assert "a single colour" not in said["en"]


def test_even_parts_share_a_sentence():
    """Two compatible parts are told once, with both p-values, and nothing is called commonest."""
    said = data_sentences.label_balance({"training": (EVEN, 1.0), "test": (EVEN, 0.8)})
    assert "(entrenamiento, p\u00a0>\u00a00,999; prueba, p\u00a0=\u00a00,800)" in said["es"]
    assert "the commonest is" not in said["en"]
    assert "more alike than a draw" not in said["en"]


def test_uneven_parts_name_their_extremes():
    """A part that is not balanced names its commonest and rarest digit with their shares."""
    said = data_sentences.label_balance({"training": (MNIST, 1e-9), "test": (EVEN, 0.4)})
    assert "training set the digits are not equally frequent" in said["en"]
    assert "1 (11.2%) and the rarest 5 (9.0%)" in said["en"]
    assert "(test, p\u00a0=\u00a00.400)" in said["en"]


def test_counts_too_alike_for_chance_are_told():
    """Counts nearer to equal than a draw leaves them are said to be so."""
    said = data_sentences.label_balance({"training": (ALIKE, 1.0)})
    assert "Se parecen entre sí incluso más" in said["es"]


@pytest.mark.parametrize(
    ("balance", "p_value", "said"),
    [
        (MNIST, 1e-9, "1.24 times as many ones as fives"),
        (EVEN, 0.4, "No such imbalance is seen"),
        (Balance(1e-9, 7, 2, 0.2, 0.05), 1e-9, "in another way: the commonest is 7"),
    ],
)
def test_the_originals_remark_is_compared(balance, p_value, said):
    """The original's commonest and rarest digits are found, not testable, or others."""
    assert said in data_sentences.beside_original(balance, p_value)["en"]


@pytest.mark.parametrize(
    ("balance", "said"), [(MNIST, "fair measure"), (Balance(0, 7, 2, 0.2, 0.05), "rare digits")]
)
def test_accuracy_is_enough_with_mild_inequality(balance, said):
    """Strongly unequal classes call for accuracy digit by digit."""
    assert said in data_sentences.accuracy_enough(balance)["en"]


@pytest.mark.parametrize(("p_value", "said"), [(0.01, "do not have"), (0.2, "No difference")])
def test_shares_of_the_parts(p_value, said):
    """Parts are said to differ only where the test says so."""
    assert said in data_sentences.same_shares(p_value)["en"]


def summary(*rows):
    """Make what `contrast.by_modality` returns from (low, mean, high) of each modality."""
    return pd.DataFrame(rows, columns=["low", "grey", "high"])


def test_least_contrast_needs_separate_intervals():
    """A modality is called the least only where its interval lies below all others."""
    clear = summary((0.45, 0.5, 0.55), (0.19, 0.2, 0.21), (0.38, 0.4, 0.42))
    said = data_sentences.least_contrast(clear, ["a", "b", "c"])
    assert "stands out least in b" in said["en"]
    assert "2.0 times its contrast" in said["en"]
    tied = summary((0.45, 0.5, 0.55), (0.19, 0.2, 0.29), (0.21, 0.25, 0.3))
    said = data_sentences.least_contrast(tied, ["a", "b", "c"])
    assert "los intervalos de b y c se solapan" in said["es"]
