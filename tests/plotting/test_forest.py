"""Differences around zero, read back from what was drawn."""

import pytest

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.metrics import Comparison
from polymnist_lib.plotting import style


@pytest.fixture
def family():
    """Three differences of two models, one of them beyond doubt."""
    return metrics.family(
        {
            ("cnn1", "rotation"): Comparison(0.02, 0.01, 0.03, 0.001),
            ("cnn1", "zoom"): Comparison(0.004, -0.01, 0.018, 0.5),
            ("mlp1", "rotation"): Comparison(-0.01, -0.02, 0.001, 0.04),
        },
        names=("model", "policy"),
    )


def _marks(ax):
    """Return the marks by their values."""
    return {line.get_xdata()[0]: line for line in ax.lines if line.get_linestyle() == "None"}


def test_differences_are_grouped_by_model(family, texts, tick_labels):
    """Rows stand under their model's name, each with its value in signed points."""
    i18n.set_language("es")
    ax = plotting.differences(family)
    assert tick_labels(ax.yaxis) == ["CNN 1", "rotación", "escala", "MLP 1", "rotación"]
    marks = _marks(ax)
    assert {value: mark.get_ydata()[0] for value, mark in marks.items()} == {
        0.02: 1,
        0.004: 2,
        -0.01: 4,
    }
    assert marks[0.02].get_color() == style.model_colour("cnn1")
    assert marks[-0.01].get_color() == style.model_colour("mlp1")
    assert texts(ax) == ["+2,0", "+0,4", "−1,0", "← peor", "mejor →"]
    assert ax.get_xlabel() == "Diferencia de exactitud (puntos porcentuales)"
    bold = [label.get_text() for label in ax.get_yticklabels() if label.get_weight() == "bold"]
    assert bold == ["CNN 1", "MLP 1"]


def test_rows_of_three_levels_are_named_by_the_last_two(tick_labels):
    """Joined, under the first one's name."""
    i18n.set_language("en")
    compared = {("cnn1", "rotation", 5): Comparison(0.02, 0.01, 0.03, 0.001)}
    ax = plotting.differences(metrics.family(compared, names=("model", "policy", "epochs")))
    assert tick_labels(ax.yaxis) == ["CNN 1", "rotation, 5"]


def test_filled_marks_are_those_that_have_a_sign(family):
    """A p-value below the level alone is not enough: Holm's must be."""
    ax = plotting.differences(family)
    marks = _marks(ax)
    assert marks[0.02].get_markerfacecolor() == style.model_colour("cnn1")
    assert marks[0.004].get_markerfacecolor() == style.PAPER
    assert family.loc[("mlp1", "rotation"), "p"] < metrics.LEVEL < family["p_holm"].iloc[2]
    assert marks[-0.01].get_markerfacecolor() == style.PAPER
    assert len(ax.get_legend().get_texts()) == 2


def test_zero_is_always_in_sight(family):
    """The line at zero is drawn and seen though all differences lie to one side."""
    ax = plotting.differences(family.iloc[[0]])
    low, high = ax.get_xlim()
    assert low < 0 < high
    assert any(set(line.get_xdata()) == {0} for line in ax.lines)


def test_differences_without_groups_or_tests(family, tick_labels):
    """A simple index has no headings, and untested differences are all filled, unexplained."""
    frame = family.drop(columns=["p", "p_holm", "sign"]).droplevel("policy").iloc[[0, 2]]
    ax = plotting.differences(frame)
    assert tick_labels(ax.yaxis) == ["CNN 1", "MLP 1"]
    assert ax.get_legend() is None
    assert all(mark.get_markerfacecolor() != style.PAPER for mark in _marks(ax).values())


def test_a_difference_that_was_left_out_of_the_tests_is_grey(family, texts):
    """Among tested ones it is neither filled in its colour nor hollow."""
    i18n.set_language("en")
    family.loc[("mlp1", "rotation"), ["p_holm", "sign"]] = float("nan")
    ax = plotting.differences(family)
    mark = _marks(ax)[-0.01]
    assert mark.get_color() == mark.get_markerfacecolor() == style.MUTED
    assert texts(ax)[-2:] == ["← worse", "better →"]


def test_flaws_have_a_row_each_and_a_mark_for_each_model(texts, tick_labels):
    """The most costly first; beside it its value, or the lowest and the highest."""
    i18n.set_language("en")
    frame = metrics.family(
        {
            ("flaw_leak", "conv50k"): Comparison(0.005, 0.001, 0.009, 0.01),
            ("flaw_unprepared", "cnn1"): Comparison(-0.18, -0.19, -0.17, 0.001),
            ("flaw_unprepared", "linear"): Comparison(-0.08, -0.09, -0.07, 0.001),
        },
        names=("flaw", "model"),
    )
    ax = plotting.flaws(frame)
    costly, cheap = i18n.term("flaw_unprepared"), i18n.term("flaw_leak")
    assert tick_labels(ax.yaxis) == [costly, cheap]
    marks = _marks(ax)
    assert {value: round(float(mark.get_ydata()[0])) for value, mark in marks.items()} == {
        -0.18: 0,
        -0.08: 0,
        0.005: 1,
    }
    assert marks[-0.18].get_color() == style.model_colour("cnn1")
    assert marks[-0.18].get_ydata() != marks[-0.08].get_ydata()
    assert texts(ax) == [i18n.points_interval(-0.18, -0.08), "+0.5", "← lowers", "raises →"]
    assert len(ax.get_legend().get_texts()) == 3
