"""What a model said of images: the worst errors first, and what it looked at."""

import numpy as np
import pytest

from polymnist_lib import i18n, plotting


def test_errors_are_the_most_confident_ones(predictions):
    """Each title names the true and the predicted digit and the confidence, the largest first."""
    i18n.set_language("en")
    places = np.arange(100, dtype=np.uint8)[:, None, None, None]
    images = places * np.ones((1, 28, 28, 3), dtype=np.uint8)
    figure = plotting.errors(images, predictions, count=3)
    expected = predictions.errors(3)
    for ax, place in zip(figure.axes, expected, strict=True):
        assert ax.images[0].get_array()[0, 0, 0] == place
        digits, confidence = ax.get_title().split("\n")
        assert digits == f"{predictions.labels[place]} → {predictions.predicted[place]}"
        assert confidence == f"{100 * predictions.confidence[place]:.1f}%"
    assert figure.get_suptitle() == "True label → predicted label, confidence"


def test_errors_need_errors_and_their_images(predictions):
    """Other images, or predictions without an error, are refused."""
    with pytest.raises(ValueError, match="3 images and 100 predictions"):
        plotting.errors(np.zeros((3, 28, 28, 3)), predictions)
    right = predictions.take(predictions.correct)
    with pytest.raises(ValueError, match=f"all {len(right)} predictions are right"):
        plotting.errors(np.zeros((len(right), 28, 28, 3)), right)


def test_attributions_stand_under_their_images():
    """Each image with its title; its map below, spread, on a scale around zero; the rest is off."""
    images = np.zeros((6, 28, 28, 3), np.uint8)
    maps = np.zeros((6, 28, 28), np.float32)
    maps[1, 14, 14], maps[1, 4, 4] = -2, 1
    figure = plotting.attributions(images, maps, titles=list("abcdef"))
    titles = [ax.get_title() for ax in figure.axes]
    assert titles == [*"abcde", *[""] * 5, "f", *[""] * 9]
    below = figure.axes[6].images[0]
    drawn = np.asarray(below.get_array())
    assert drawn.sum() == pytest.approx(-1, abs=0.01)  # a little is lost at the border
    assert drawn.argmin() == maps[1].argmin()
    assert 0 > drawn[14, 15] > drawn[14, 14] > -2
    assert below.get_clim() == pytest.approx((drawn.min(), -drawn.min()))
    assert not figure.axes[11].images
