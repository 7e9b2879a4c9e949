"""The models: the original report's architectures, and the stronger ones."""

import numpy as np
import pytest

from polymnist_lib.models import builders

# (all parameters, trainable ones): of the first five, as the original report printed them.
PARAMETERS = {
    "cnn1": (204_906, 204_906),
    "cnn2": (207_114, 207_018),
    "mlp1": (50_890, 50_890),
    "mlp2": (101_770, 101_770),
    "linear": (7_850, 7_850),
    "conv10k": (8_602, 8_426),
    "conv50k": (48_882, 48_458),
    "conv200k": (199_090, 198_114),
    "conv500k": (474_730, 473_450),
    "conv50k_unnormalised": (48_246, 48_246),
    "reader500k": (474_859, 473_579),
}
COLOUR = [name for name in builders.MODELS if name.startswith(("conv", "reader"))]


@pytest.mark.parametrize("name", builders.MODELS)
def test_parameter_counts(name):
    """Each model has the parameters that it is said to have, with and without preprocessing."""
    preprocessing = "colour" if name in COLOUR else "reference"
    core = builders.build(name, preprocessing=preprocessing)
    whole = builders.with_preprocessing(core, preprocessing)
    for model in (core, whole):
        trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
        assert (model.count_params(), trainable) == PARAMETERS[name]


@pytest.mark.parametrize("name", builders.MODELS)
def test_saved_models_take_raw_images_and_predict_the_same(name, tmp_path):
    """A model saved and loaded takes raw uint8 images and gives the very same probabilities."""
    import keras

    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28, 3), dtype=np.uint8)
    model = builders.with_preprocessing(builders.build(name))
    before = model.predict(images, verbose=0)
    model.save(tmp_path / "model.keras")
    after = keras.models.load_model(tmp_path / "model.keras").predict(images, verbose=0)
    np.testing.assert_array_equal(before, after)
    np.testing.assert_allclose(before.sum(axis=1), 1, rtol=1e-5)
    assert before.shape == (5, 11 if name.startswith("reader") else 10)


def test_an_unknown_model_names_the_valid_ones():
    """A model that is not there is refused with the valid names."""
    with pytest.raises(ValueError, match=f"'cnn9'.*{', '.join(builders.MODELS)}"):
        builders.build("cnn9")


def test_a_name_says_how_many_parameters_there_may_be():
    """A model of so many thousand parameters has no more than that."""
    for name in COLOUR:
        thousands = int(name.removeprefix("conv").removeprefix("reader").partition("k")[0])
        assert 0.8 * thousands < PARAMETERS[name][0] / 1000 <= thousands
