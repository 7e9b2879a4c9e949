"""Calibration, read back from what was drawn."""

import numpy as np
import pytest

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
