"""How images are made and how contrast is spread, read back from what was drawn."""

import numpy as np
import pytest

from polymnist_lib import i18n, plotting
from polymnist_lib.sources import compose


def _image(ax):
    """Return the picture on axes."""
    return np.asarray(ax.get_images()[0].get_array())


def test_a_grid_has_headings_and_row_labels():
    """Images come row by row, headings above the first row only, labels at the first column."""
    rows = [[np.full((4, 4), 10 * row + column, np.uint8) for column in range(3)] for row in (0, 1)]
    figure = plotting.grid(rows, columns=["uno", "dos", "3 %"], row_labels=["a", "b"])
    assert [int(_image(ax)[0, 0]) for ax in figure.axes] == [0, 1, 2, 10, 11, 12]
    assert [ax.get_title() for ax in figure.axes] == ["Uno", "Dos", "3 %", "", "", ""]
    assert [ax.get_ylabel() for ax in figure.axes] == ["a", "", "", "b", "", ""]


@pytest.mark.parametrize(
    ("rows", "labels", "message"),
    [
        ([[np.zeros((4, 4))]], None, "needs 2 images.*rows of 1"),
        ([], None, "rows of nothing"),
        ([[np.zeros((4, 4))] * 2], ["a", "b"], "1 rows need as many row_labels; got 2"),
    ],
)
def test_a_grid_of_other_shape_is_refused(rows, labels, message):
    """Rows that do not fit the headings, or labels that do not fit the rows, are told."""
    with pytest.raises(ValueError, match=message):
        plotting.grid(rows, columns=["a", "b"], row_labels=labels)


def test_a_composition_shows_the_steps():
    """Photograph, crop, stroke, negative and result, and where the crop comes from."""
    i18n.set_language("en")
    random = np.random.default_rng(0)
    photographs = {name: random.integers(0, 256, (40, 60, 3), np.uint8) for name in "ab"}
    ink = np.zeros((1, 28, 28), np.uint8)
    ink[0, 10:14] = 255
    made = [compose.steps(ink, each, seed=5) for each in photographs.values()]
    figure = plotting.composition(photographs, made, row_labels=["x", "y"])
    titles = [ax.get_title() for ax in figure.axes[:5]]
    assert titles == ["Photograph", "Crop", "Stroke", "Negative", "Image"]
    photograph, crop, stroke, negative, image = (_image(ax) for ax in figure.axes[5:])
    assert (photograph == photographs["b"]).all()
    assert (stroke == 255 * made[1].mask[0]).all()
    assert (negative == 255 - crop).all()
    assert (image == made[1].composed[0]).all()
    column, row = (round(edge + 0.5) for edge in figure.axes[5].patches[0].get_xy())
    assert (photograph[row : row + 28, column : column + 28] == crop).all()
