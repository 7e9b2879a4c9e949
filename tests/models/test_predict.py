"""What models say of images."""

import subprocess
import sys

import numpy as np
import pytest

from polymnist_lib.digits import NONE, Digits
from polymnist_lib.models import builders, networks, predict
from polymnist_lib.models.preprocess import preprocess


@pytest.fixture(scope="module")
def images():
    """Six images of noise."""
    return np.random.default_rng(0).integers(0, 256, (6, 28, 28, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def model():
    """An untrained linear model with its preprocessing."""
    import keras

    keras.utils.set_random_seed(0)
    return builders.with_preprocessing(builders.build("linear"))


def test_prepared_images_are_what_the_core_is_given(images, model):
    """Raw images go through the model's own preprocessing; a list serves as well as an array."""
    found = predict.probabilities(model, list(images))
    expected = model.layers[-1].predict(preprocess(images), verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.dtype == np.float32


def test_a_model_read_without_keras_predicts_as_well(images, model, tmp_path):
    """Probabilities and digits, by whichever of the two."""
    model.save(tmp_path / "model.keras")
    network = networks.read(tmp_path / "model.keras")
    found = predict.probabilities(network, list(images))
    np.testing.assert_allclose(found, predict.probabilities(model, images), atol=1e-5)


def test_drawings_are_a_handwriting_each():
    """As predictions, each drawing is a source of its own, so that intervals resample drawings."""
    predictions = predict.as_predictions(np.eye(10, dtype=np.float32)[[4, 5, 8]], [4, 5, 9])
    assert list(predictions.correct) == [True, True, False]
    assert list(predictions.source) == [0, 1, 2]
    assert set(predictions.modality) == {0}


def test_digits_keep_what_is_known_of_them(images, model):
    """Predictions give the labels, modalities and sources of digits on."""
    given = Digits(images, np.arange(6), np.arange(6) % 5, np.arange(6) + 10)
    predicted = predict.predictions(model, given)
    expected = predict.probabilities(model, images)
    np.testing.assert_array_equal(predicted.probabilities, expected)
    for name in ("labels", "modality", "source"):
        np.testing.assert_array_equal(getattr(predicted, name), getattr(given, name))


@pytest.mark.slow
def test_many_models_predict_without_a_warning():
    """TensorFlow logs nothing, whose lines would end up on a page, however many models predict."""
    code = (
        "import numpy as np\n"
        "from polymnist_lib.models import builders, predict\n"
        "images = np.zeros((2, 28, 28, 3), np.uint8)\n"
        "for _ in range(8):\n"
        "    predict.probabilities(builders.with_preprocessing(builders.build('linear')), images)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "retracing" not in done.stdout + done.stderr


def test_a_model_may_answer_that_there_is_no_digit(images, tmp_path):
    """One that always does is right of no image, whether Keras runs it or not."""
    model = builders.with_preprocessing(
        builders.build("reader500k", preprocessing="colour"), "colour"
    )
    dense = model.layers[-1].layers[-1]
    kernel, bias = dense.get_weights()
    dense.set_weights([0 * kernel, np.eye(NONE + 1)[NONE] * 5 + 0 * bias])
    model.save(tmp_path / "model.keras")
    digits = Digits(images, np.arange(6), np.zeros(6, int), None)
    for each in (model, networks.read(tmp_path / "model.keras")):
        found = predict.predictions(each, digits)
        assert found.probabilities.shape == (6, 11)
        assert (found.predicted == NONE).all()
        assert not found.correct.any()
