"""Contrast: what it measures does not depend on where the stroke is."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib.digits import MODALITIES, SIDE, Digits
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
    assert (row["ground"], row["texture"]) == (level, 0)


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


def test_summary_of_modalities():
    """Means, share of dark grounds and simultaneous intervals, a row a modality."""
    digits = flat(0, 127, 255)
    several = Digits(
        np.repeat(digits.images, 4, axis=0), np.zeros(12, int), np.repeat([0, 1, 2], 4), None
    )
    measures = contrast.measure(several)
    measures.loc[measures["modality"] == 1, "grey"] = [0.1, 0.2, 0.3, 0.4]
    summary = contrast.by_modality(measures)
    assert summary.index.tolist() == [0, 1, 2]
    assert summary["images"].tolist() == [4, 4, 4]
    assert summary["dark"].tolist() == [1, 1, 0]
    assert summary["ground"].tolist() == [0, 127, 255]
    # The normal quantile of 1 - 0.05 / 6 is 2.394; the standard error is 0.1291 / 2.
    assert summary.loc[1, "high"] - 0.25 == pytest.approx(2.394 * 0.06455, abs=1e-4)
    assert 0.25 - summary.loc[1, "low"] == pytest.approx(2.394 * 0.06455, abs=1e-4)


def test_examples_go_from_least_to_most():
    """In each modality the images at the ends of the contrast are found, and one between."""
    levels = [0, 40, 80, 120, 100]
    images = np.repeat(flat(*levels).images, MODALITIES, axis=0)
    modality = np.tile(np.arange(MODALITIES), len(levels))
    digits = Digits(images, np.zeros(len(images), int), modality, None)
    chosen = contrast.examples(contrast.measure(digits), (0, 0.5, 1))
    assert chosen.shape == (MODALITIES, 3)
    assert (digits.images[chosen][:, :, 0, 0, 0] == [120, 80, 0]).all()
    assert (digits.modality[chosen] == np.arange(MODALITIES)[:, None]).all()


def summary(*rows):
    """Make what `contrast.by_modality` returns from (low, mean, high) of each modality."""
    return pd.DataFrame(rows, columns=["low", "grey", "high"])


def test_least_contrast_needs_separate_intervals():
    """A modality is called the least only where its interval lies below all others."""
    clear = summary((0.45, 0.5, 0.55), (0.19, 0.2, 0.21), (0.38, 0.4, 0.42))
    assert contrast.least(clear) == {"modality": 1, "tied": [], "ratio": pytest.approx(2)}
    tied = summary((0.45, 0.5, 0.55), (0.19, 0.2, 0.29), (0.21, 0.25, 0.3))
    assert contrast.least(tied)["tied"] == [1, 2]
