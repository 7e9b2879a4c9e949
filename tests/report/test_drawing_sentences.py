"""Sentences about drawings."""

import pandas as pd
import pytest

from polymnist_lib.report import drawing_sentences


@pytest.fixture
def changes():
    """Two changes that cost right answers, one that does not, one that is not the drawer's."""
    rows = {
        ("its_drawing", "small"): (-0.41, -1),
        ("its_drawing", "thin_pen"): (-0.04, 0),
        ("its_drawing", "moved"): (-0.743, -1),
        ("its_ground", "over_photographs"): (-0.2, -1),
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "sign"])


def test_costly_changes_are_named_the_worst_first(changes):
    """Changes by whoever draws are listed with their cost, and become advice."""
    sentence = drawing_sentences.changes(changes.set_axis(pd.MultiIndex.from_tuples(changes.index)))
    assert "moverlo tres píxeles (−74) y hacerlo más pequeño (−41)." in sentence["es"]
    assert "moving it by three pixels (−74) and making it smaller (−41)." in sentence["en"]
    advice = drawing_sentences.advice(changes)
    assert advice["es"] == "Para que la red lea un dibujo conviene centrarlo y no dejarlo pequeño."
    assert (
        advice["en"] == "To help the network read a drawing, centre it and do not leave it small."
    )


def test_without_costly_changes_there_is_freedom(changes):
    """Where nothing costs, nothing is advised."""
    harmless = changes.assign(sign=0)
    assert "De ninguno" in drawing_sentences.changes(harmless)["es"]
    assert "no precaution" in drawing_sentences.advice(harmless)["en"]


@pytest.mark.parametrize(
    ("samples", "total", "es", "en"),
    [
        (5, 5, "no se hicieron a mano", "were not made by hand"),
        (5, 7, "2 son de quien la compiló", "2 are by whoever built it"),
        (5, 6, "uno es de quien la compiló", "one is by whoever built it"),
        (0, 3, "son de quien la compiló.", "are by whoever built it."),
    ],
)
def test_whose_drawings_they_are(samples, total, es, en):
    """Samples are said to be rendered; a reader's own drawings are said to be theirs."""
    sentence = drawing_sentences.whose(samples, total)
    assert es in sentence["es"]
    assert en in sentence["en"]


def test_few_drawings_claim_nothing():
    """Only a small p-value lets the share be called higher or lower than the original's."""
    assert "no se distingue del azar" in drawing_sentences.against_the_original(0.17, 5, 5)["es"]
    assert "higher" in drawing_sentences.against_the_original(0.01, 40, 40)["en"]
    assert "menor" in drawing_sentences.against_the_original(0.01, 0, 40)["es"]
