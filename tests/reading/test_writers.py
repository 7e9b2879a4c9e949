"""The digits by other writers."""

import numpy as np
from sklearn.datasets import load_digits

from polymnist_lib.reading import writers


def test_strokes_are_the_digits_in_mnists_frame():
    """Each digit fills a box of 20 x 20 in the middle and looks like the original."""
    strokes, labels = writers.strokes()
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
