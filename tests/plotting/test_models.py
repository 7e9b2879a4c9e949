"""Several models side by side, read back from what was drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from polymnist_lib import i18n, plotting
from polymnist_lib.plotting import style


@pytest.fixture
def frame():
    """Accuracies of two models, three rows, two seeds."""
    index = pd.MultiIndex.from_tuples(
        [("cnn1", "none"), ("cnn1", "all"), ("linear", "none")], names=("model", "policy")
    )
    columns = {"accuracy": [0.8, 0.7, 0.4], "low": [0.7, 0.6, 0.3], "high": [0.9, 0.8, 0.5]}
    seeds = {"seed 0": [0.79, 0.69, 0.39], "seed 1": [0.81, 0.71, 0.41]}
    return pd.DataFrame({**columns, **seeds}, index=index)


def test_seeds_are_dots_around_their_mean(frame, texts, tick_labels):
    """Rows stand under their model's name; each has its seeds and the mean to the right."""
    ax = plotting.seeds(frame)
    assert tick_labels(ax.yaxis) == ["CNN 1", "ninguno", "todos", "lineal", "ninguno"]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in dots] == [[0.79, 0.81], [0.69, 0.71], [0.39, 0.41]]
    assert [set(line.get_ydata()) for line in dots] == [{1}, {2}, {4}]
    assert texts(ax) == ["80,0\xa0%", "70,0\xa0%", "40,0\xa0%"]
    colours = {to_hex(line.get_color()).upper() for line in ax.lines if line.get_marker() != "o"}
    assert colours == {style.model_colour("cnn1"), style.model_colour("linear")}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_legend_of_seeds_is_under_the_label(frame, rows):
    """However few rows there are."""
    ax = plotting.seeds(frame.iloc[:rows])
    ax.get_figure().draw_without_rendering()
    legend, label = ax.get_legend(), ax.xaxis.label
    assert [text.get_text() for text in legend.get_texts()] == [
        "una semilla",
        "media",
        "intervalo del 95\xa0%",
    ]
    assert legend.get_window_extent().y1 <= label.get_window_extent().y0


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
    """Each number has the ink that stands out more; at worst the contrast is 3.9."""
    shares = np.linspace(0, 1, 30)
    ax = plotting.accuracy_grid(pd.DataFrame([shares], index=["cnn1"]))
    colours = ax.collections[0].cmap(shares)[:, :3]
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    fields = linear @ [0.2126, 0.7152, 0.0722]
    inks = {style.PAPER: 0.955, style.INK: 0.017}
    for text, field in zip(ax.texts, fields, strict=True):
        ink = inks[text.get_color()]
        assert (max(ink, field) + 0.05) / (min(ink, field) + 0.05) > 3.85
    assert {text.get_color() for text in ax.texts} == set(inks)


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
