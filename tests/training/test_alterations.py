"""Images moved to test on."""

import numpy as np
import pytest

from polymnist_lib.digits import Digits
from polymnist_lib.training import alterations
from polymnist_lib.training.augment import POLICIES


@pytest.fixture
def digits():
    """A dozen images of noise."""
    images = np.random.default_rng(0).integers(0, 256, (12, 28, 28, 3), np.uint8)
    return Digits(images, np.arange(12) % 10, np.arange(12) % 5, np.arange(12))


def test_altered_digits_keep_what_is_known_of_them(digits):
    """Pixels change, as bytes of the same shape; labels, modalities and sources do not."""
    altered = alterations.altered(digits, POLICIES["all"], seed=0)
    assert not np.array_equal(altered.images, digits.images)
    np.testing.assert_array_equal(altered.labels, digits.labels)
    np.testing.assert_array_equal(altered.modality, digits.modality)
    np.testing.assert_array_equal(altered.source, digits.source)
    again = alterations.altered(digits, POLICIES["all"], seed=0)
    np.testing.assert_array_equal(altered.images, again.images)


@pytest.mark.parametrize("name", ["all_recoloured", "all_relit", "recomposed"])
def test_what_does_more_than_move_is_refused(digits, name):
    """Colours and light go by the range of prepared images, strokes by what is behind them."""
    with pytest.raises(ValueError, match=r"Only a policy that moves.*got Policy"):
        alterations.altered(digits, POLICIES[name], seed=0)
