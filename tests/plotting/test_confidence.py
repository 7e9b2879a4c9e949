"""Calibration and probabilities, read back from what was drawn."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.plotting import style


def test_calibration_draws_bins_with_images(predictions, tick_labels):
    """Points are at the mean confidence and accuracy of their bins, bars at their shares."""
    i18n.set_language("es")
    frame = metrics.calibration(predictions, bins=5)
    filled = frame[frame["images"] > 0]
    ax = plotting.calibration(frame, model="cnn2")
    points = ax.containers[1].lines[0]
    assert points.get_xdata() == pytest.approx(filled["confidence"].to_numpy())
    assert points.get_ydata() == pytest.approx(filled["accuracy"].to_numpy())
    assert points.get_color() == style.model_colour("cnn2")
    assert [bar.get_height() for bar in ax.patches] == pytest.approx(
        (filled["images"] / 100).tolist()
    )
    (intervals,) = ax.containers[1].lines[2]
    ends = np.array([segment[:, 1] for segment in intervals.get_segments()])
    assert ends[:, 0] == pytest.approx(filled["low"].to_numpy())
    assert ends[:, 1] == pytest.approx(filled["high"].to_numpy())
    error = i18n.number(100 * metrics.expected_calibration_error(frame), 1)
    assert ax.get_title(loc="left") == f"Error de calibración esperado: {error} puntos"
    assert tick_labels(ax.xaxis)[-1] == "100\xa0%"
    assert len(ax.get_legend().get_texts()) == 3


def test_probabilities_of_a_right_answer(texts):
    """The predicted bar is accented and says that it is the true one."""
    i18n.set_language("en")
    shares = np.full(10, 0.02)
    shares[7] = 0.82
    ax = plotting.probabilities(shares, label=7)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(shares.tolist())
    assert to_hex(ax.patches[7].get_facecolor()) == style.ACCENT.lower()
    assert "82.0% · true" in texts(ax)
    assert texts(ax).count("2.0%") == 9


def test_probabilities_of_a_wrong_answer(texts):
    """The predicted bar is red and the true digit is named, however improbable."""
    i18n.set_language("es")
    shares = np.zeros(10)
    shares[7], shares[1] = 0.999, 0.001
    ax = plotting.probabilities(shares, label=2)
    assert to_hex(ax.patches[7].get_facecolor()) == style.WRONG.lower()
    assert texts(ax) == ["0,0\xa0% · verdadera", "99,9\xa0%"]


def test_probabilities_without_a_label(texts):
    """Where the truth is unknown, nothing is called true or wrong."""
    shares = np.zeros(10)
    shares[3] = 1
    ax = plotting.probabilities(shares)
    assert to_hex(ax.patches[3].get_facecolor()) == style.ACCENT.lower()
    assert texts(ax) == [i18n.percent(1)]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.51, 0.6, 1.0])
def test_names_of_bars_stay_inside_the_axes(share):
    """However long the bar, its text ends before the axes do, in half a figure as well."""
    i18n.set_language("es")
    shares = np.full(10, (1 - share) / 9)
    shares[0] = share
    with plt.rc_context(style.STYLE):
        figure, (_, ax) = plt.subplots(1, 2, width_ratios=[1, 1.6])
        plotting.probabilities(shares, label=0, ax=ax)
        figure.canvas.draw()
        for text in ax.texts:
            box = text.get_window_extent()
            assert ax.bbox.x0 <= box.x0
            assert box.x1 <= ax.bbox.x1 + 1


def test_probabilities_of_several_images_are_refused():
    """A batch is refused, with the shape that is wanted."""
    with pytest.raises(ValueError, match=r"shape \(10,\); got \(1, 10\)"):
        plotting.probabilities(np.full((1, 10), 0.1))
