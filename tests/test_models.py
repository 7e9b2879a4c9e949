"""The six models' five architectures."""

import numpy as np
import pytest

from polymnist_lib import models

# (all parameters, trainable ones), as the original report printed them
PARAMETERS = {
    "cnn1": (204_906, 204_906),
    "cnn2": (207_114, 207_018),
    "mlp1": (50_890, 50_890),
    "mlp2": (101_770, 101_770),
    "linear": (7_850, 7_850),
}


@pytest.mark.parametrize("name", models.MODELS)
def test_parameter_counts(name):
    """Each model has the parameters of the original report, with and without preprocessing."""
    core = models.build(name)
    whole = models.with_preprocessing(core)
    for model in (core, whole):
        trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
        assert (model.count_params(), trainable) == PARAMETERS[name]


@pytest.mark.parametrize("name", models.MODELS)
def test_saved_models_take_raw_images_and_predict_the_same(name, tmp_path):
    """A model saved and loaded takes raw uint8 images and gives the very same probabilities."""
    import keras

    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28, 3), dtype=np.uint8)
    model = models.with_preprocessing(models.build(name))
    before = model.predict(images, verbose=0)
    model.save(tmp_path / "model.keras")
    after = keras.models.load_model(tmp_path / "model.keras").predict(images, verbose=0)
    np.testing.assert_array_equal(before, after)
    np.testing.assert_allclose(before.sum(axis=1), 1, rtol=1e-5)
    assert before.shape == (5, 10)


def test_an_unknown_model_names_the_valid_ones():
    """A model that is not there is refused with the valid names."""
    with pytest.raises(ValueError, match="'cnn3'.*cnn1, cnn2, mlp1, mlp2, linear"):
        models.build("cnn3")
