"""What policies do to images, measured on them."""

import numpy as np
import pytest

from polymnist_lib.digits import Digits
from polymnist_lib.training import alterations
from polymnist_lib.training.augment import POLICIES, Policy


def test_measured_changes_are_those_asked_for():
    """Angles, displacements and sizes fill their ranges and no more."""
    found = alterations.measured_changes(POLICIES["all"], draws=1500)
    low, high = found.min(), found.max()
    assert (low["degrees"], high["degrees"]) == (
        pytest.approx(-5, abs=0.05),
        pytest.approx(5, abs=0.05),
    )
    for name in ("right", "down"):
        assert (low[name], high[name]) == (
            pytest.approx(-2.8, abs=0.03),
            pytest.approx(2.8, abs=0.03),
        )
    for name in ("width", "height"):
        assert low[name] == pytest.approx(1 / 1.1, abs=0.003)
        assert high[name] == pytest.approx(1 / 0.9, abs=0.003)


@pytest.mark.parametrize(
    ("policy", "moved"),
    [
        (Policy(), set()),
        (POLICIES["rotation"], {"degrees"}),
        (POLICIES["shift"], {"right", "down"}),
        (POLICIES["zoom"], {"width", "height"}),
    ],
)
def test_a_policy_changes_only_what_it_names(policy, moved):
    """The other measures stay where they are."""
    found = alterations.measured_changes(policy, draws=50)
    spread = found.max() - found.min()
    assert set(spread.index[spread > 1e-3]) == moved


def test_altered_digits_keep_what_is_known_of_them():
    """Pixels change, as bytes of the same shape; labels, modalities and sources do not."""
    images = np.random.default_rng(0).integers(0, 256, (12, 28, 28, 3), np.uint8)
    digits = Digits(images, np.arange(12) % 10, np.arange(12) % 5, np.arange(12))
    altered = alterations.altered(digits, POLICIES["all"], seed=0)
    assert not np.array_equal(altered.images, images)
    np.testing.assert_array_equal(altered.labels, digits.labels)
    np.testing.assert_array_equal(altered.modality, digits.modality)
    np.testing.assert_array_equal(altered.source, digits.source)
    again = alterations.altered(digits, POLICIES["all"], seed=0)
    np.testing.assert_array_equal(altered.images, again.images)


def test_the_time_to_alter_is_proportional():
    """Beyond the sample, twice the images take twice the time that was measured."""
    seconds = alterations.seconds_to_alter(10, POLICIES["all"], repeats=2)
    assert 0 < seconds < 1
    many = alterations.seconds_to_alter(10**6, POLICIES["all"], sample=100, repeats=3)
    assert many > 100 * seconds
