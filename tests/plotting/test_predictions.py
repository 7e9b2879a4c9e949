"""What a model said of images: the worst errors first, and what it looked at."""

import numpy as np
import pytest

from polymnist_lib import plotting


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
