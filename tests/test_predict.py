"""What models say of images, prepared and not."""

import numpy as np
import pytest

from polymnist_lib import models, predict
from polymnist_lib.preprocess import grey, preprocess


@pytest.fixture(scope="module")
def images():
    """Six images of noise."""
    return np.random.default_rng(0).integers(0, 256, (6, 28, 28, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def model():
    """An untrained linear model with its preprocessing."""
    import keras

    keras.utils.set_random_seed(0)
    return models.with_preprocessing(models.build("linear"))


def test_prepared_images_are_what_the_core_is_given(images, model):
    """Raw images go through the model's own preprocessing; a list serves as well as an array."""
    found = predict.probabilities(model, list(images))
    expected = model.layers[-1].predict(preprocess(images), verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.dtype == np.float32


def test_unprepared_images_are_bare_grey_levels(images, model):
    """The original's mistake: neither scaled nor blurred, so that answers are far too sure."""
    found = predict.probabilities_unprepared(model, images)
    levels = np.stack([grey(image) for image in images])[..., None].astype(np.float32)
    np.testing.assert_allclose(found, model.layers[-1].predict(levels, verbose=0), atol=1e-5)
    assert found.max(axis=1).min() > predict.probabilities(model, images).max()


def test_drawings_are_a_handwriting_each():
    """As predictions, each drawing is a source of its own, so that intervals resample drawings."""
    predictions = predict.as_predictions(np.eye(10, dtype=np.float32)[[4, 5, 8]], [4, 5, 9])
    assert list(predictions.correct) == [True, True, False]
    assert list(predictions.source) == [0, 1, 2]
    assert set(predictions.modality) == {0}
