"""Accuracies in rows, read back from what was drawn."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.models.catalogue import COMPARED
from polymnist_lib.plotting import style
from polymnist_lib.study import findings


def _dots(ax):
    """Return the values and rows of the marks, without intervals and lines."""
    lines = [line for line in ax.lines if line.get_linestyle() == "None"]
    return [(line.get_xdata()[0], line.get_ydata()[0]) for line in lines]


def _intervals(ax):
    """Return the ends of the intervals drawn."""
    lines = [line for line in ax.lines if line.get_solid_capstyle() == "butt"]
    return [tuple(line.get_xdata()) for line in lines if len(set(line.get_ydata())) == 1]


def test_by_class_draws_every_class(predictions, texts, tick_labels):
    """A row a class from 0 at the top, its interval, its value to the right, and the whole."""
    i18n.set_language("es")
    frame = metrics.by_class(predictions)
    overall = metrics.accuracy(predictions)
    ax = plotting.by_class(frame, overall=overall)
    assert _dots(ax) == list(zip(frame["accuracy"], range(10), strict=True))
    assert _intervals(ax) == list(zip(frame["low"], frame["high"], strict=True))
    assert tick_labels(ax.yaxis) == [str(label) for label in range(10)]
    assert ax.yaxis_inverted()
    values = [i18n.percent(each) for each in frame["accuracy"]]
    assert texts(ax) == [f"en conjunto: {i18n.percent(overall.estimate)}", *values]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Exactitud", "Dígito")
    assert all("\xa0%" in label for label in tick_labels(ax.xaxis))


def test_by_modality_has_names_and_colours(predictions, tick_labels):
    """Each modality has its name and its colour."""
    ax = plotting.by_modality(metrics.by_modality(predictions))
    assert tick_labels(ax.yaxis) == ["m0", "m1", "m2", "m3", "m4"]
    marks = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert tuple(line.get_color() for line in marks) == style.MODALITY_COLOURS


def test_several_models_have_lanes_and_a_legend(predictions, texts):
    """Two models lie in the same rows one above the other, named in a legend."""
    i18n.set_language("en")
    frame = metrics.by_modality(predictions)
    ax = plotting.by_modality({"cnn1": frame, "linear": frame})
    dots = _dots(ax)
    assert len(dots) == 10
    assert [round(row) for _, row in dots] == [0, 1, 2, 3, 4] * 2
    assert dots[0][1] < 0 < dots[5][1]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["CNN 1", "linear"]
    assert texts(ax) == []
    with pytest.raises(ValueError, match="at least one table"):
        plotting.by_class({})


def test_a_class_without_images_is_an_empty_row(predictions, texts, tick_labels):
    """A missing value leaves its row empty, with a dash for the number."""
    frame = metrics.by_class(predictions.take(predictions.labels != 4))
    ax = plotting.by_class(frame)
    assert [row for _, row in _dots(ax)] == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert texts(ax)[4] == "\N{EM DASH}"
    assert len(tick_labels(ax.yaxis)) == 10


@pytest.fixture
def models():
    """Two models with all that is known about them."""
    return pd.DataFrame(
        {
            "accuracy": [0.9, 0.5],
            "low": [0.88, 0.47],
            "high": [0.92, 0.53],
            "full_size": [0.93, np.nan],
            "full_size_low": [0.925, np.nan],
            "full_size_high": [0.935, np.nan],
            "original_report": [0.8812, 0.3986],
        },
        index=["cnn1", "linear"],
    )


def test_comparison_shows_claims_hollow(models, texts, tick_labels):
    """What this build measured is filled, the claim hollow and without interval, gaps are gaps."""
    i18n.set_language("es")
    ax = plotting.comparison(models)
    marks = {
        (line.get_marker(), line.get_xdata()[0]): line
        for line in ax.lines
        if line.get_linestyle() == "None"
    }
    assert set(marks) == {("o", 0.9), ("^", 0.5), ("|", 0.93), ("D", 0.8812), ("D", 0.3986)}
    assert marks["o", 0.9].get_color() == style.model_colour("cnn1")
    assert marks["D", 0.8812].get_markerfacecolor() == style.PAPER
    assert sorted(_intervals(ax)) == [(0.47, 0.53), (0.88, 0.92), (0.925, 0.935)]
    assert texts(ax) == [i18n.percent(0.9), i18n.percent(0.5)]
    assert tick_labels(ax.yaxis) == ["CNN 1", "lineal"]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["esta copia", "con todos los datos", "informe original"]


def test_comparison_lists_every_compared_model(tick_labels):
    """By its name, in the catalogue's order, also where the original claims nothing of it."""
    frame = pd.DataFrame({"accuracy": 0.5, "low": 0.4, "high": 0.6}, index=list(COMPARED))
    ax = plotting.comparison(findings.beside(frame))
    assert tick_labels(ax.yaxis) == [i18n.term(key) for key in COMPARED]


def test_comparison_leaves_out_what_is_not_there(models):
    """Without full-size results they have no mark and no place in the legend."""
    models["full_size"] = np.nan
    ax = plotting.comparison(models)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == [i18n.term("this_build"), i18n.term("original_report")]
    ax = plotting.comparison(models[["accuracy", "low", "high"]])
    assert ax.get_legend() is None
    assert [row for _, row in _dots(ax)] == [0, 1]
