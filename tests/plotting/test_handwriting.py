"""Drawings beside what a model says of them."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n, plotting
from polymnist_lib.metrics import Predictions
from polymnist_lib.plotting import style


@pytest.fixture
def answers():
    """A 4 read right, and a 7 read as a 1."""
    probabilities = np.full((2, 10), 0.003, np.float32)
    probabilities[0, 4], probabilities[1, 1], probabilities[1, 7] = 0.973, 0.773, 0.203
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return Predictions(probabilities, np.array([4, 7]), np.zeros(2, int), np.arange(2))


PICTURES = [np.zeros((196, 196, 3), np.uint8), np.zeros((40, 60, 3), np.uint8)]
SEEN = np.zeros((2, 28, 28, 1), np.float32)


def test_each_drawing_has_its_row(answers, texts):
    """A row is a picture of any size, what is seen of it, and its ten probabilities."""
    i18n.set_language("en")
    figure = plotting.drawings(PICTURES, SEEN, answers, names=["4.png", "7_maria_del_carmen.png"])
    assert len(figure.axes) == 6
    assert [ax.get_ylabel() for ax in figure.axes[::3]] == ["4.png", "7_maria_del_car…"]
    assert [ax.get_title() for ax in figure.axes[:2]] == ["Picture", "Seen"]
    assert texts(figure.axes[2]) == ["", "", "", "", "97", "", "", "", "", ""]
    assert texts(figure.axes[5])[1::6] == ["77", "20"]
    assert len(figure.axes[2].get_xticklabels()) == 10


def test_only_wrong_answers_are_red(answers):
    """The true digit is framed; an answer that is wrong lies on red."""
    figure = plotting.drawings(PICTURES, SEEN, answers)
    right, wrong = (
        {(patch.get_x(), patch.get_fill()): patch for patch in figure.axes[place].patches}
        for place in (2, 5)
    )
    assert set(right) == {(4, False)}
    assert set(wrong) == {(7, False), (1, True)}
    assert wrong[1, True].get_facecolor()[:3] == pytest.approx(
        tuple(int(style.WRONG[k : k + 2], 16) / 255 for k in (1, 3, 5))
    )


def test_numbers_must_agree(answers):
    """As many pictures as predictions, and at least one."""
    with pytest.raises(ValueError, match="got 1, 2, 2 of them"):
        plotting.drawings(PICTURES[:1], SEEN, answers)
    with pytest.raises(ValueError, match="got 0, 0, 0"):
        plotting.drawings([], SEEN[:0], answers.take([]))


def test_sizes_and_places_have_an_axes_each():
    """A line a network, and one for digits that were brought into the frame first."""
    i18n.set_language("en")
    places = [("digit_size", 0.3), ("digit_size", 1.0), ("digit_shift", 0.0), ("digit_shift", 3.0)]
    index = pd.MultiIndex.from_tuples(places, names=["change", "amount"])
    frame = pd.DataFrame({"conv500k": [0.2, 0.9, 0.9, 0.8], "cnn1": [0.1, 0.7, 0.7, 0.4]}, index)
    figure = plotting.displaced(frame, framed=0.93)
    sizes, places = figure.axes
    assert [ax.get_xlabel() for ax in figure.axes] == ["Size of the digit", "Pixels out of place"]
    assert [list(line.get_ydata()) for line in sizes.lines[:2]] == [[0.2, 0.9], [0.1, 0.7]]
    assert list(places.lines[1].get_ydata()) == [0.7, 0.4]
    assert list(places.lines[2].get_ydata()) == [0.93, 0.93]
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 3
