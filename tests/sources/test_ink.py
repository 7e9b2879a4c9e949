"""Digits that the recipe takes, and what is refused: without ink, or dark on white."""

import numpy as np
import pytest

from polymnist_lib.digits import SIDE
from polymnist_lib.sources.ink import check_ink


def digits_of(highest, ground=0, *, n=50, blank=0):
    """Make digits in boxes of 20 x 20 pixels, of values up to the highest one; some are blank."""
    strokes = np.full((n, SIDE, SIDE), ground, np.uint8)
    strokes[blank:, 4:-4, 10:14] = highest
    return strokes


@pytest.mark.parametrize(
    "strokes",
    [
        digits_of(255),
        digits_of(129),
        digits_of(255, blank=25),
        digits_of(255, ground=100),
        np.random.default_rng(0).integers(0, 256, (50, SIDE, SIDE), np.uint8),
        np.pad(np.full((50, 26, 26), 255, np.uint8), ((0, 0), (1, 1), (1, 1))),
    ],
)
def test_bright_digits_are_taken_though_some_are_blank(strokes):
    """However faint they are, if above the threshold, and whatever else they hold."""
    check_ink(strokes, "mine")


@pytest.mark.parametrize(
    ("strokes", "told"),
    [
        (digits_of(1), "Of 50 images, mine, 0 have ink: they hold values from 0 to 1,"),
        (digits_of(1, ground=1), "0 have ink: they hold values from 1 to 1,"),
        (digits_of(0), "values from 0 to 0, expected 0 to 255, ink being what is above 128."),
        (digits_of(128), "values from 0 to 128,"),
        (digits_of(0, ground=1), "values from 0 to 1,"),
        (digits_of(255, blank=26), "Of 50 images, mine, 24 have ink"),
    ],
)
def test_digits_without_ink_are_refused(strokes, told):
    """Zeros and ones are no grey values: they were composed to photographs alone."""
    with pytest.raises(ValueError, match=r"Multiply the values .*\(0 and 1 by 255\)") as caught:
        check_ink(strokes, "mine")
    assert told in str(caught.value)


@pytest.mark.parametrize("strokes", [digits_of(0, 255), digits_of(100, 200), digits_of(129, 130)])
def test_dark_digits_on_white_are_refused(strokes):
    """The recipe would invert the photograph around them."""
    with pytest.raises(ValueError, match="ground of 50 images, mine, is brighter.*Subtract"):
        check_ink(strokes, "mine")
