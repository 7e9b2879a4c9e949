"""Shapes drawn by code: digits of other hands, and what is no digit."""

import cv2
import numpy as np
import pytest

from polymnist_lib.digits import CLASSES
from polymnist_lib.reading import shapes


@pytest.mark.parametrize("label", range(CLASSES))
def test_digits_have_ink_in_their_frame(label):
    """Each digit is drawn whole, in several forms, with paper around it."""
    random = np.random.default_rng(label)
    drawn = [shapes.digit(label, random) for _ in range(40)]
    for canvas in drawn:
        assert canvas.shape == (112, 112)
        assert canvas.dtype == np.uint8
        assert 200 < (canvas > 128).sum() < 112 * 112 / 2
        assert not canvas[[0, -1]].any()
        assert not canvas[:, [0, -1]].any()
    assert len({canvas.tobytes() for canvas in drawn}) >= 5


def test_what_is_no_digit_has_ink():
    """Letters, lines that lie, scribbles, blots."""
    random = np.random.default_rng(0)
    drawn = [shapes.none(random) for _ in range(200)]
    assert min((canvas > 128).sum() for canvas in drawn) > 60
    assert len({canvas.tobytes() for canvas in drawn}) > 150


def test_the_seed_decides():
    """The same generator draws the same."""
    first, again = (shapes.digit(4, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_a_one_has_a_flag():
    """In most of its forms: its top reaches further to the left than its stem does."""
    random = np.random.default_rng(1)
    reach = []
    for _ in range(60):
        *_, width, height = cv2.boundingRect(shapes.digit(1, random))
        reach.append(width / height)
    assert np.mean(np.array(reach) > 0.3) > 0.7
