"""How sure a reader is: temperature, what is no digit, and whole numbers."""

import numpy as np
import pytest

from polymnist_lib import metrics
from polymnist_lib.digits import CLASSES, NONE
from polymnist_lib.reading import photos, shipped, trials
from polymnist_lib.reading.calibration import (
    PLATT,
    RARER,
    fit_temperature,
    put_right,
    raw_log_odds,
    tempered,
)
from polymnist_lib.reading.reader import Reader


def test_temperature_sharpens_and_flattens():
    """The order stays; 1 changes nothing."""
    shares = np.array([[0.5, 0.3, 0.2, *[0.0] * 7]], np.float32)
    np.testing.assert_allclose(tempered(shares, 1), shares, atol=1e-6)
    sharp, flat = tempered(shares, 0.5), tempered(shares, 2)
    assert sharp[0, 0] == pytest.approx(0.25 / 0.38, abs=1e-4)
    assert flat[0, 0] < 0.5 < sharp[0, 0]
    np.testing.assert_allclose(sharp.sum(), 1, rtol=1e-6)


def test_no_digit_is_rarer_than_in_training():
    """By its odds; what is said of the digits keeps its proportions."""
    shares = np.array([[0.3, 0.1, *[0.0] * 8, 0.6]], np.float32)
    (found,) = tempered(shares, 1)
    assert found[NONE] / (1 - found[NONE]) == pytest.approx(0.6 / 0.4 / RARER, rel=1e-5)
    assert found[0] / found[1] == pytest.approx(3, rel=1e-5)
    assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize("truth", [0.5, 1.0, 2.0])
def test_the_temperature_is_found(truth):
    """Of labels that are drawn as the tempered probabilities say."""
    random = np.random.default_rng(0)
    shares = random.dirichlet(np.full(CLASSES, 0.3), 4000).astype(np.float32)
    draws = random.random(4000)[:, None] > np.cumsum(tempered(shares, truth), axis=1)
    labels = draws.sum(axis=1).clip(0, CLASSES - 1)
    assert fit_temperature(shares, labels) == pytest.approx(truth, rel=0.1)


@pytest.mark.slow
def test_the_shipped_reader_is_calibrated():
    """Its temperature is near the likeliest one, and on other digits it is as right as it is sure.

    Labels were smoothed in training, so that it was too modest.
    """
    reader = shipped.reader()
    strokes, labels = (each[::5] for each in trials.handwriting(developed=True))
    pictures = trials.pictures(strokes)["ink_on_paper"]
    rows = [photos.prepare(picture, one=True).rows[0] for picture in pictures]
    said = reader.network.probabilities(np.stack([photos.image(row.pieces[0]) for row in rows]))
    costs = {
        factor: -np.log(
            tempered(said, factor * reader.temperature)[range(len(labels)), labels]
        ).mean()
        for factor in (0.5, 1, 1 / reader.temperature)
    }
    assert costs[1] < min(costs[0.5], costs[1 / reader.temperature])
    for steps in shipped.handwriting().values():
        bins = metrics.calibration(steps["framed"])
        assert metrics.expected_calibration_error(bins) < 0.05
    assert Reader(reader.network).temperature == 1


def test_a_whole_number_is_put_right_and_back():
    """On log odds, with Platt's slope and constant; nothing is quite certain."""
    slope, constant = PLATT
    assert put_right(0.5) == pytest.approx(1 / (1 + np.exp(-constant)))
    for probability in (0.1, 0.6, 0.99):
        odds = np.log(probability / (1 - probability))
        assert raw_log_odds(put_right(probability)) == pytest.approx(odds)
        assert put_right(probability) == pytest.approx(1 / (1 + np.exp(-slope * odds - constant)))
    assert 0 < put_right(0) < 1e-4 < 0.999 < put_right(1) < 1
