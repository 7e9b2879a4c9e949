"""Calibration by hand and on predictions that are as good as they promise."""

import numpy as np
import pytest

from polymnist_lib import metrics
from polymnist_lib.metrics import Predictions


def _said(confidence, correct):
    """Return predictions of digit 0 with these confidences, right or wrong."""
    confidence = np.asarray(confidence, dtype=np.float64)
    probabilities = np.repeat((1 - confidence)[:, None] / 9, 10, axis=1)
    probabilities[:, 0] = confidence
    labels = np.where(correct, 0, 1)
    return Predictions(probabilities, labels, np.zeros(len(labels), dtype=int))


def test_calibration_by_hand():
    """Images fall into the bin of their confidence; each bin has its mean and its accuracy."""
    predictions = _said([0.55, 0.6, 0.95, 1.0], [True, False, True, True])
    frame = metrics.calibration(predictions)
    assert frame["images"].tolist() == [0, 0, 0, 0, 0, 2, 0, 0, 0, 2]
    assert frame.loc[5, "confidence"] == pytest.approx(0.575)
    assert frame.loc[5, "accuracy"] == 0.5
    assert frame.loc[9, "confidence"] == pytest.approx(0.975)
    assert np.isnan(frame.loc[0, "accuracy"])
    assert frame["upper"].tolist() == pytest.approx(np.arange(1, 11) / 10)
    error = metrics.expected_calibration_error(predictions)
    assert error == pytest.approx((2 * 0.075 + 2 * 0.025) / 4)
    assert metrics.expected_calibration_error(frame) == error


def test_bins_hold_their_upper_edge():
    """A confidence on an edge belongs to the bin below it, in float32 as well."""
    for edge in (0.2, 0.3, 0.6, 0.7, 0.9):
        frame = metrics.calibration(_said([edge], [True]))
        assert frame.index[frame["images"] == 1].tolist() == [round(10 * edge) - 1]


def test_calibrated_predictions_have_little_error():
    """If images are right as often as promised the error is near 0; if sure and wrong, near 1."""
    random = np.random.default_rng(0)
    confidence = random.uniform(0.2, 1, 20_000)
    honest = _said(confidence, random.random(20_000) < confidence)
    assert metrics.expected_calibration_error(honest) < 0.01
    assert metrics.expected_calibration_error(_said([1.0] * 5, [False] * 5)) == pytest.approx(1)


def test_number_of_bins():
    """There are as many bins as asked for, at least one."""
    predictions = _said([0.6, 0.7], [True, False])
    assert len(metrics.calibration(predictions, bins=15)) == 15
    with pytest.raises(ValueError, match="bins must be at least 1; got 0"):
        metrics.calibration(predictions, bins=0)
    with pytest.raises(ValueError, match="at least one image"):
        metrics.expected_calibration_error(predictions.take([]))


def test_saturation_is_exact_but_for_rounding():
    """Only a probability of 1 counts, or of the number before it, which some processors give."""
    probabilities = np.zeros((4, 10), np.float32)
    probabilities[:, 0] = 1, 1 - 2.0**-24, 1 - 1e-6, 0.6
    probabilities[:, 1] = 1 - probabilities[:, 0]
    zeros = np.zeros(4, int)
    assert metrics.saturated(Predictions(probabilities, zeros, zeros)) == pytest.approx(1 / 2)
