"""Pictures of a linear classifier's weights."""

import numpy as np

from polymnist_lib import plotting


def test_weights_for_and_against_have_opposite_colours():
    """The largest weight is orange, its opposite purple, zero pale, on one scale for all."""
    templates = np.zeros((2, 4, 4))
    templates[0, 0, 0], templates[1, 0, 0], templates[1, 3, 3] = 2.0, -2.0, 1.0
    figure = plotting.weights(templates)
    first, second = (np.asarray(ax.images[0].get_array(), int) for ax in figure.axes[:2])
    assert first[0, 0, 0] > first[0, 0, 2] + 50
    assert second[0, 0, 2] > second[0, 0, 1] + 50
    assert first[1, 1].min() > 230
    assert first[0, 0, 0] < second[3, 3, 0]
    assert [ax.get_title() for ax in figure.axes[:2]] == ["0", "1"]
