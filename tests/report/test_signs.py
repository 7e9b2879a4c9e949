"""A figure of a family of comparisons says of each what its sign says."""

import pytest

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.metrics import Comparison
from polymnist_lib.plotting import style

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


def test_the_figure_agrees_with_the_family(family):
    """Each comparison is filled, or hollow, by its one sign."""
    expected = {model: sign for model, (_, sign) in FIVE.items()}
    assert family["sign"].to_dict() == expected
    assert drawn(family) == expected


def test_the_legend_tells_what_a_hollow_mark_can_mean(family):
    """A mark is hollow for its p-value or for its interval, and both are named."""
    legend = plotting.differences(family).get_legend()
    assert [each.get_text() for each in legend.get_texts()] == [
        "p < 0.05 (Holm)",
        "p ≥ 0.05 (Holm) or the interval contains zero",
    ]
