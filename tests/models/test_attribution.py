"""Attributions: they add up, and they are where the evidence is."""

import keras
import numpy as np
import pytest

from polymnist_lib.models import attribution, builders
from polymnist_lib.models.predict import probabilities

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("preprocessing", ["colour", "reference"])
def test_shares_add_up_to_the_change_of_the_logarithm(preprocessing):
    """An image's shares sum to the log-probability of the digit minus that on mid-grey."""
    keras.utils.set_random_seed(0)
    core = builders.build("conv10k", preprocessing=preprocessing)
    model = builders.with_preprocessing(core, preprocessing)
    images = RNG.integers(0, 256, (6, 28, 28, 3), np.uint8)
    digits = np.arange(6, dtype=np.uint8)
    found = attribution.integrated_gradients(model, images, digits)
    assert (found.shape, found.dtype) == ((6, 28, 28), np.float32)
    channels = core.input_shape[-1]
    grey = core(np.full((1, 28, 28, channels), 0.5, np.float32)).numpy()[0]
    expected = np.log(probabilities(model, images)[np.arange(6), digits]) - np.log(grey[:6])
    np.testing.assert_allclose(found.sum(axis=(1, 2)), expected, atol=0.02)


def test_only_pixels_that_count_have_a_share():
    """A model that looks at one corner alone gives no other pixel a share."""
    core = builders.build("linear", preprocessing="colour")
    kernel, bias = core.get_weights()
    corner = np.zeros((28, 28, 3, 10), np.float32)
    corner[:4, :4, :, 7] = 0.01
    core.set_weights([corner.reshape(kernel.shape), bias])
    model = builders.with_preprocessing(core, "colour")
    images = np.full((1, 28, 28, 3), 255, np.uint8)
    found = attribution.integrated_gradients(model, images, np.array([7]))[0]
    assert (found[:4, :4] > 0).all()
    found[:4, :4] = 0
    assert (found == 0).all()
