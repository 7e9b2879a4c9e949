"""Contrast: what it measures does not depend on where the stroke is."""

import numpy as np
import pytest

from polymnist_lib.digits import SIDE, Digits
from polymnist_lib.exploration import contrast
from polymnist_lib.sources.compose import compose, photographs


def flat(*levels):
    """Make images of one grey each, one after another in modalities 0, 1, 2 and so on."""
    n = len(levels)
    images = np.broadcast_to(np.array(levels, np.uint8)[:, None, None, None], (n, SIDE, SIDE, 3))
    return Digits(images, np.zeros(n, int), np.arange(n), None)


@pytest.fixture(scope="module")
def strokes():
    """Forty thick crosses, all ink within the box of 20 x 20 pixels."""
    cross = np.zeros((SIDE, SIDE), np.uint8)
    cross[5:-5, 12:16] = cross[12:16, 5:-5] = 255
    return np.stack([cross] * 40)


def of(strokes):
    """Compose strokes over the library's photographs."""
    return compose(strokes, np.zeros(len(strokes), int), list(photographs().values()), seed=3)


@pytest.mark.parametrize(
    ("level", "expected"), [(0, 1), (255, 1), (127, 1 / 255), (64, 127 / 255), (191, 127 / 255)]
)
def test_contrast_of_a_flat_image(level, expected):
    """It is the distance of a level from its inverse: none in the middle, all at both ends."""
    row = contrast.measure(flat(level)).iloc[0]
    assert row[["colour", "grey", "blurred"]].to_numpy() == pytest.approx(expected, abs=1e-4)
    assert row["ground"] == level


def test_contrast_does_not_depend_on_the_stroke(strokes):
    """With and without a stroke over the same crops, raw contrast is the same."""
    with_ink, without = (contrast.measure(of(each)) for each in (strokes, 0 * strokes))
    for name in ("colour", "grey"):
        assert with_ink[name].to_numpy() == pytest.approx(without[name].to_numpy(), abs=0.005)
    assert with_ink["ground"].equals(without["ground"])


def test_preprocessing_costs_contrast(strokes):
    """Grey never stands out more than colour, and on average blur less than grey."""
    measures = contrast.measure(of(strokes))
    assert (measures["grey"] <= measures["colour"] + 0.003).all()
    assert measures["blurred"].mean() < measures["grey"].mean()


def test_blocks_change_nothing(strokes, monkeypatch):
    """Images are measured alike however many are measured at a time."""
    digits = of(strokes[:7])
    whole = contrast.measure(digits)
    monkeypatch.setattr(contrast, "_BLOCK", 4)
    assert contrast.measure(digits).equals(whole)


def test_detail_is_how_much_neighbours_differ():
    """None in a flat picture; stripes of 10 give half of that, as there are none the other way."""
    stripes = np.zeros((6, 9, 3), np.uint8)
    assert contrast.detail(stripes) == 0
    stripes[:, ::2] = 10
    assert contrast.detail(stripes) == pytest.approx(5)
