"""The embedded data."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits

from polymnist_lib.digits import MODALITIES, split
from polymnist_lib.sources import embedded
from polymnist_lib.sources.compose import photographs


@pytest.fixture(scope="module")
def data():
    """Load the data once for this file."""
    return embedded.load()


def test_sizes(data):
    """1 100 digits train, 300 validate, 397 test, each in five images."""
    parts = split(data)
    sizes = [len(part) for part in (parts.train, parts.validation, parts.test)]
    assert sizes == [1100 * MODALITIES, 300 * MODALITIES, 397 * MODALITIES]


def test_parts_are_blocks_in_the_order_of_the_file(data):
    """Writers come one after another, so parts are blocks of sources, with their labels."""
    parts = split(data)
    labels = load_digits().target
    first = 0
    for part, n in ((parts.train, 1100), (parts.validation, 300), (parts.test, 397)):
        np.testing.assert_array_equal(np.unique(part.source), np.arange(first, first + n))
        np.testing.assert_array_equal(part.labels, labels[part.source])
        first += n
    assert not parts.optimistic


def test_strokes_are_the_digits_in_mnists_frame():
    """Each digit fills a box of 20 x 20 in the middle and looks like the original."""
    strokes, labels = embedded.strokes()
    assert strokes.shape == (1797, 28, 28)
    assert strokes.dtype == np.uint8
    np.testing.assert_array_equal(labels, load_digits().target)
    frame = np.ones((28, 28), bool)
    frame[4:24, 4:24] = False
    assert not strokes[:, frame].any()
    # Averaged over the 2.5 x 2.5 pixels that each original pixel became, by a factor of 2 and 5.
    box = strokes[:, 4:24, 4:24].repeat(2, axis=1).repeat(2, axis=2)
    small = box.reshape(-1, 8, 5, 8, 5).mean(axis=(2, 4))
    original = load_digits().images * 255 / 16
    assert np.corrcoef(small.ravel(), original.ravel())[0, 1] > 0.98


def test_images_are_composed_of_the_strokes(data):
    """Turned back under its stroke, each image of a test digit is a piece of its photograph."""
    strokes, _ = embedded.strokes()
    ink = strokes[1400] > 128
    chosen = data.test.take(data.test.source == 1400)
    assert sorted(chosen.modality) == list(range(MODALITIES))
    backgrounds = list(photographs().values())
    for image, modality in zip(chosen.images, chosen.modality, strict=True):
        crop = np.where(ink[..., None], 255 - image, image)
        windows = sliding_window_view(backgrounds[modality], (28, 28, 3))[:, :, 0]
        # Rows first: comparing whole windows at every corner would take seconds.
        candidates = np.argwhere((windows[:, :, 0] == crop[0]).all(axis=(2, 3)))
        assert any(np.array_equal(windows[top, left], crop) for top, left in candidates)


def test_the_same_at_every_call(data):
    """Everybody has the same data."""
    assert embedded.load().fingerprint == data.fingerprint
