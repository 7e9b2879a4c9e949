"""A figure, a table and the words about one family of comparisons say the same of each."""

import pytest

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.metrics import Comparison
from polymnist_lib.plotting import style
from polymnist_lib.report import audit_sentences, audit_tables

# By model: a comparison among these five, and the sign that it should have.
FIVE = {
    "cnn1": (Comparison(0.1, 0.05, 0.15, 0.001), 1),
    "cnn2": (Comparison(0.02, 0.002, 0.038, 0.03), 0),  # beyond chance only on its own
    "mlp1": (Comparison(0.03, -0.01, 0.07, 0.002), 0),  # its interval contains zero
    "mlp2": (Comparison(-0.2, -0.3, -0.1, 0.001), -1),
    "linear": (Comparison(-0.004, -0.05, 0.042, 0.8), 0),
}


@pytest.fixture
def family():
    """The five comparisons with their correction."""
    i18n.set_language("en")
    return metrics.family({model: found for model, (found, _) in FIVE.items()}, names=["model"])


def drawn(frame):
    """Read the signs of a family from its figure: a filled mark, and the side where it lies."""
    marks = [line for line in plotting.differences(frame).lines if line.get_marker() == "o"]
    return {
        model: 0 if mark.get_markerfacecolor() == style.PAPER else (1 if value > 0 else -1)
        for model, mark in zip(frame.index, marks, strict=True)
        for value in mark.get_xdata()
    }


def tabulated(frame):
    """Work the signs of a family out from what its table shows: intervals and p-values."""
    signs = {}
    rows = audit_tables.effects("model", frame).frame
    for model, (interval, p) in zip(frame.index, rows.iloc[:, -2:].to_numpy(), strict=True):
        text = interval.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
        low, high = (float(each) / 100 for each in text.split(" to "))
        value = float(p.replace("<", "").strip())
        signs[model] = Comparison((low + high) / 2, low, high, value).sign
    return signs


def said(sentence, openings):
    """Read the signs of a family from clauses that name models, by what each clause holds."""
    signs = {}
    for clause in sentence["en"].replace("; ", ". ").split(". "):
        (sign,) = (sign for sign, opening in openings.items() if opening in clause)
        signs |= {
            model: sign for model in FIVE if i18n.term(model, lang="en").lower() in clause.lower()
        }
    return signs


def test_figure_table_and_words_agree(family):
    """Each comparison is filled, tabulated and told by its one sign."""
    expected = {model: sign for model, (_, sign) in FIVE.items()}
    assert family["sign"].to_dict() == expected
    assert drawn(family) == expected
    assert tabulated(family) == expected
    changes = {-1: "Accuracy falls", 1: "Accuracy rises", 0: "cannot be distinguished"}
    assert said(audit_sentences.by_model(family), changes) == expected


def test_the_legend_tells_what_a_hollow_mark_can_mean(family):
    """A mark is hollow for its p-value or for its interval, and both are named."""
    legend = plotting.differences(family).get_legend()
    assert [each.get_text() for each in legend.get_texts()] == [
        "p < 0.05 (Holm)",
        "p ≥ 0.05 (Holm) or the interval contains zero",
    ]
