"""What policies do to images, measured on them."""

import numpy as np

from polymnist_lib.digits import Digits
from polymnist_lib.training import alterations
from polymnist_lib.training.augment import POLICIES


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
