"""Sentences and tables on stronger networks, for results of all kinds."""

import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.report import strong_sentences, strong_tables
from polymnist_lib.study import findings


def both(sentence, es, en):
    """Tell whether a sentence holds a phrase in each language."""
    assert set(sentence) == set(i18n.LANGUAGES)
    assert es in sentence["es"]
    assert en in sentence["en"]


@pytest.mark.parametrize(
    ("comparison", "es", "en"),
    [
        (Comparison(0.2, 0.1, 0.3, 0.001), "una exactitud 20,0 puntos mayor", "20.0 points higher"),
        (Comparison(-0.2, -0.3, -0.1, 0.001), "20,0 puntos menor", "20.0 points lower"),
        (
            Comparison(0.01, -0.1, 0.1, 0.6),
            "no se distingue de ella",
            "the two cannot be told apart",
        ),
    ],
)
def test_the_small_network_beside_cnn1(comparison, es, en):
    """Better, worse or neither; how much smaller it is comes with it."""
    sentence = strong_sentences.small_beats_large(comparison, 8602, 204906)
    both(sentence, es, en)
    both(sentence, "24 veces menos parámetros", "24 times fewer parameters")


def test_decisions_are_told_by_what_they_change():
    """Those that lower accuracy, the most first, those that raise it, and those that do neither."""
    assert set(strong_sentences.CHANGES) == set(findings.CHANGES)
    frame = pd.DataFrame(
        {"estimate": [-0.002, -0.03, 0.001], "sign": [-1, -1, 0]},
        index=["hard_labels", "in_grey", "narrower"],
    )
    sentence = strong_sentences.ablation(frame)
    assert sentence["en"] == (
        "Accuracy falls, by more than chance can explain, from turning the images to grey (−3.00) "
        "and not smoothing the labels (−0.20). No effect is shown, though there may be one, from "
        "shrinking the network to conv10k (+0.10)."
    )
    assert "Sube la exactitud" in strong_sentences.ablation(-frame)["es"]


@pytest.mark.parametrize(
    ("comparison", "es", "en"),
    [
        (Comparison(-0.0003, -0.001, 0.001, 0.4), "no se aprecia", "shows no benefit"),
        (
            Comparison(0.003, 0.002, 0.004, 0.001),
            "mejora a conv200k: +0,30",
            "improves on conv200k",
        ),
        (Comparison(-0.003, -0.004, -0.002, 0.001), "incluso menos", "even less accurate"),
    ],
)
def test_the_largest_network_may_add_nothing(comparison, es, en):
    """Better, worse, or neither."""
    both(strong_sentences.largest(comparison), es, en)


def test_errors_are_of_strokes_or_of_backgrounds():
    """Digits misread in four or five views, and those misread in one."""
    frame = pd.DataFrame(
        {"digits": [10, 0, 0, 5, 2], "errors": [0.25, 0, 0, 0.5, 0.25]},
        index=pd.Index(range(1, 6), name="misread"),
    )
    sentence = strong_sentences.where_errors_are(frame)
    both(sentence, "de sus fondos son 7", "of their backgrounds number 7")
    both(sentence, "reúnen el 75", "account for 75%")
    both(sentence, "Otro 25", "Another 25% come")
    i18n.set_language("en")
    table = strong_tables.misread(frame).frame
    assert table.iloc[3].tolist() == ["4", "5", "50.0%"]


@pytest.mark.parametrize(
    ("confidence", "es", "en"),
    [(0.9, "dice menos de lo que sabe", "less than it knows"), (0.999, "dice más", "more than")],
)
def test_calibration_is_read_from_the_means(confidence, es, en):
    """Too shy or too sure."""
    sentence = strong_sentences.calibrated(0.085, confidence, 0.99)
    both(sentence, es, en)
    both(sentence, "8,5 puntos", "8.5 points")


def test_sizes_are_tabulated():
    """Parameters, time, accuracy with interval and seeds, in the language in force."""
    i18n.set_language("en")
    frame = pd.DataFrame(
        {
            "parameters": [8602],
            "milliseconds": [0.1152],
            "accuracy": [0.98734],
            "low": [0.98],
            "high": [0.99],
            "seeds": [1],
        },
        index=["conv10k"],
    )
    row = strong_tables.sizes(frame).frame.iloc[0].tolist()
    assert row[:4] == ["conv10k", "8,602", "0.12", "98.73%"]
    assert row[5] == "1"
