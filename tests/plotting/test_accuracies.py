"""Accuracies in rows, read back from what was drawn."""

import pytest

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.plotting import style


def _dots(ax):
    """Return the values and rows of the marks, without intervals and lines."""
    lines = [line for line in ax.lines if line.get_linestyle() == "None"]
    return [(line.get_xdata()[0], line.get_ydata()[0]) for line in lines]


def _intervals(ax):
    """Return the ends of the intervals drawn."""
    lines = [line for line in ax.lines if line.get_solid_capstyle() == "butt"]
    return [tuple(line.get_xdata()) for line in lines if len(set(line.get_ydata())) == 1]


def test_by_modality_draws_every_modality(predictions, texts, tick_labels):
    """A row a modality from m0 at the top, in its colour, its interval, its value to the right."""
    i18n.set_language("es")
    frame = metrics.by_modality(predictions)
    ax = plotting.by_modality(frame)
    assert _dots(ax) == list(zip(frame["accuracy"], range(5), strict=True))
    assert _intervals(ax) == list(zip(frame["low"], frame["high"], strict=True))
    assert tick_labels(ax.yaxis) == ["m0", "m1", "m2", "m3", "m4"]
    assert ax.yaxis_inverted()
    assert texts(ax) == [i18n.percent(each) for each in frame["accuracy"]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Exactitud", "Modalidad")
    assert all("\xa0%" in label for label in tick_labels(ax.xaxis))
    marks = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert tuple(line.get_color() for line in marks) == style.MODALITY_COLOURS


def test_several_models_have_lanes_and_a_legend(predictions, texts, tick_labels):
    """Two models lie in the same rows one above the other, named in a legend."""
    i18n.set_language("en")
    frame = metrics.by_modality(predictions)
    ax = plotting.by_modality({"cnn1": frame, "linear": frame}, names=["a", "b", "c", "d", "e"])
    assert tick_labels(ax.yaxis) == ["a", "b", "c", "d", "e"]
    dots = _dots(ax)
    assert len(dots) == 10
    assert [round(row) for _, row in dots] == [0, 1, 2, 3, 4] * 2
    assert dots[0][1] < 0 < dots[5][1]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["CNN 1", "linear"]
    assert texts(ax) == []
    with pytest.raises(ValueError, match="at least one table"):
        plotting.by_modality({})


def test_a_modality_without_images_is_an_empty_row(predictions, texts, tick_labels):
    """A missing value leaves its row empty, with a dash for the number."""
    frame = metrics.by_modality(predictions.take(predictions.modality != 4))
    ax = plotting.by_modality(frame)
    assert [row for _, row in _dots(ax)] == [0, 1, 2, 3]
    assert texts(ax)[4] == "\N{EM DASH}"
    assert len(tick_labels(ax.yaxis)) == 5
