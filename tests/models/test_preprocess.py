"""The preprocessing, as arrays and as a layer."""

import cv2
import numpy as np
import pytest

from polymnist_lib.models import preprocess


@pytest.fixture(scope="module")
def images():
    """Random images, where every border and rounding case occurs."""
    return np.random.default_rng(0).integers(0, 256, (64, 28, 28, 3), dtype=np.uint8)


def test_it_is_the_recipe_of_the_report(images):
    """The result is OpenCV's grey, over 255, blurred 5 x 5, with a channel axis."""
    ready = preprocess.preprocess(images)
    grey = cv2.cvtColor(images[3], cv2.COLOR_RGB2GRAY)
    np.testing.assert_allclose(
        ready[3, :, :, 0], cv2.GaussianBlur(grey / 255, (5, 5), 0), atol=1e-6
    )
    assert (ready.shape, ready.dtype) == ((64, 28, 28, 1), np.float32)
    assert ready.min() >= 0
    assert ready.max() <= 1


def test_images_do_not_touch_one_another(images, monkeypatch):
    """Each image is preprocessed as if it were alone, in whatever company."""
    monkeypatch.setattr(preprocess, "_TALL", 5)
    together = preprocess.preprocess(images)
    alone = [preprocess.blur(preprocess.scale(preprocess.grey(image))) for image in images]
    np.testing.assert_array_equal(together[..., 0], alone)


def test_blur_is_the_named_kernel():
    """A single bright pixel, blurred, shows the kernel 1 4 6 4 1 along both axes."""
    point = np.zeros((28, 28), np.float32)
    point[10, 12] = 1
    blurred = preprocess.blur(point)
    expected = np.outer(preprocess.BLUR_KERNEL, preprocess.BLUR_KERNEL)
    np.testing.assert_allclose(blurred[8:13, 10:15], expected, atol=1e-7)


def test_each_name_keeps_what_it_says(images):
    """Colour leaves three channels, grey one; what is not blurred is the image itself, scaled."""
    kept = {name: preprocess.preprocess(images, name) for name in preprocess.PREPROCESSINGS}
    assert {name: each.shape[-1] for name, each in kept.items()} == {
        "reference": 1,
        "grey": 1,
        "blurred_colour": 3,
        "colour": 3,
    }
    np.testing.assert_array_equal(kept["colour"], images.astype(np.float32) / np.float32(255))
    np.testing.assert_array_equal(
        kept["grey"][7, :, :, 0], preprocess.scale(preprocess.grey(images[7]))
    )
    np.testing.assert_array_equal(
        kept["blurred_colour"][7], preprocess.blur(preprocess.scale(images[7]))
    )


@pytest.mark.parametrize("name", preprocess.PREPROCESSINGS)
def test_the_layer_equals_the_arrays(images, name):
    """The first layer of a saved model gives what the arrays gave in training, borders included."""
    from polymnist_lib.models.layers import Preprocess

    layer = Preprocess(name)
    again = Preprocess.from_config(layer.get_config())
    for each in (layer, again):
        np.testing.assert_allclose(
            np.asarray(each(images)), preprocess.preprocess(images, name), atol=1e-6
        )
    assert layer.compute_output_shape((None, 28, 28, 3)) == (None, *layer(images).shape[1:])


def test_grey_weights_are_those_of_opencv():
    """The weights of the layer round every colour of a fine grid to OpenCV's grey level."""
    levels = np.arange(0, 256, 3, dtype=np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    weighted = colours.astype(np.int64) @ np.array(preprocess.GREY_WEIGHTS)
    rounded = (weighted + 2 ** (preprocess.GREY_SHIFT - 1)) >> preprocess.GREY_SHIFT
    np.testing.assert_array_equal(rounded, preprocess.grey(colours))
