"""Several models side by side, read back from what was drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from polymnist_lib import i18n, plotting
from polymnist_lib.plotting import style


def test_the_grid_names_rows_columns_and_values(texts, tick_labels):
    """Modalities given by number are named; each field has its value."""
    i18n.set_language("en")
    frame = pd.DataFrame([[0.2, 0.9], [0.5, np.nan]], index=["cnn1", "linear"])
    ax = plotting.accuracy_grid(frame)
    assert texts(ax) == ["20.0%", "90.0%", "50.0%", "—"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["m0", "m1"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["CNN 1", "linear"]
    assert ax.yaxis_inverted()


def test_text_stands_out_from_its_field(texts):
    """Each number has the ink that stands out more; at worst the contrast is 4."""
    shares = np.linspace(0, 1, 30)
    ax = plotting.accuracy_grid(pd.DataFrame([shares], index=["cnn1"]))
    inks = [text.get_color() for text in ax.texts]
    fields = ax.collections[0].cmap(shares)
    assert min(map(style.contrast_of, inks, fields)) > 3.95
    assert set(inks) == {style.PAPER, style.INK}


def test_answers_mark_what_is_said_and_what_is_true():
    """Each model's answer is bold, on red where it is wrong; the true column is framed."""
    said = np.full((2, 10), 0.004)
    said[0, 3], said[1, 8] = 0.964, 0.964
    frame = pd.DataFrame(said, index=["cnn1", "linear"])
    figure = plotting.answers(np.zeros((28, 28, 3), np.uint8), frame, label=3)
    image, grid = figure.axes
    assert image.get_title() == "etiqueta verdadera: 3"
    bold = {
        text.get_position(): text.get_text()
        for text in grid.texts
        if text.get_fontweight() == "bold"
    }
    assert bold == {(3.5, 0.5): "96", (8.5, 1.5): "96"}
    assert [text.get_text() for text in grid.texts if text not in bold].count("") == 18
    wrong, frame_of_truth = grid.patches
    assert (wrong.get_x(), wrong.get_y()) == (8, 1)
    assert to_hex(wrong.get_facecolor()).upper() == style.WRONG
    assert (frame_of_truth.get_x(), frame_of_truth.get_height()) == (3, 2)


def test_answers_need_ten_probabilities():
    """A table of another width is refused."""
    frame = pd.DataFrame([[0.5, 0.5]], index=["cnn1"])
    with pytest.raises(ValueError, match="10 probabilities a model; got 2"):
        plotting.answers(np.zeros((28, 28, 3), np.uint8), frame, label=3)
