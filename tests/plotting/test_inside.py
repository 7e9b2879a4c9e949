"""Pictures of weights and of what layers make of an image."""

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


def levels(ax):
    """Read the picture that axes show, as integers."""
    return np.asarray(ax.images[0].get_array(), int)


def test_units_are_drawn_the_heaviest_first():
    """An image a unit, each on its own scale: a small weight is as orange as a large one."""
    kernel = np.zeros((16, 3))
    kernel[0, 0], kernel[5, 1], kernel[10, 2] = 0.1, 3.0, -1.0
    drawn = [levels(ax) for ax in plotting.units(kernel, side=4).axes[:3]]
    heaviest, second, lightest = drawn
    assert heaviest[1, 1, 0] > heaviest[1, 1, 2] + 50
    assert second[2, 2, 2] > second[2, 2, 1] + 50
    np.testing.assert_array_equal(lightest[0, 0], heaviest[1, 1])


def test_filters_stand_above_their_maps():
    """Two rows: the kernels in colour, where they answer in grey, on one scale."""
    kernels = np.zeros((3, 3, 2))
    kernels[1, 1] = 1.0, -1.0
    maps = np.zeros((6, 6, 2))
    maps[2, 2], maps[4, 4] = (4.0, 0.0), (0.0, 2.0)
    axes = plotting.filters(kernels, maps).axes
    assert [ax.images[0].get_array().shape[:2] for ax in axes] == [(3, 3)] * 2 + [(6, 6)] * 2
    answers = [np.asarray(ax.images[0].get_array()) for ax in axes[2:]]
    assert (answers[0][2, 2], answers[1][4, 4]) == (1.0, 0.5)


def test_layers_show_the_maps_that_answer_most():
    """The image, then a row a layer under its name, eight maps at most, in their order."""
    maps = np.zeros((4, 4, 10))
    maps[0, 0] = np.arange(10) + 1.0
    figure = plotting.layers(np.zeros((28, 28)), [("first", maps), ("second", maps[..., :3])])
    image, *rows = figure.subfigs
    assert len(image.axes) == 1
    assert [row.get_suptitle() for row in rows] == ["first", "second"]
    shown = [[np.asarray(ax.images[0].get_array()) for ax in row.axes if ax.images] for row in rows]
    assert [len(each) for each in shown] == [8, 3]
    assert all(answer.max() == 1 for row in shown for answer in row)


def test_filters_in_colour_show_what_speaks_for_them():
    """Red that speaks for a filter is red, against it is cyan, and what it ignores is grey."""
    kernels = np.zeros((3, 3, 3, 2))
    kernels[1, 1, 0] = 0.5, -2.0
    figure = plotting.colour_filters(kernels, titles=["30 %", "4 %"])
    first, second = (levels(ax) for ax in figure.axes[:2])
    assert [ax.get_title() for ax in figure.axes[:2]] == ["30 %", "4 %"]
    assert first[1, 1].tolist() == [255, 128, 128]
    assert second[1, 1].tolist() == [0, 128, 128]
    assert (first[0] == 128).all()
