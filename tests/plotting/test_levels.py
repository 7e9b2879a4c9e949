"""Plots of accuracies over seeds and over grounds."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import plotting
from polymnist_lib.metrics import Interval


def test_each_seed_is_a_dot_in_its_models_row():
    """With a bar for the interval, a mark at the mean and its value beside."""
    means = {"cnn1": Interval(0.86, 0.85, 0.87), "linear": Interval(0.36, 0.33, 0.39)}
    seeds = {"cnn1": [0.85, 0.87], "linear": [0.34, 0.36, 0.38]}
    ax = plotting.levels(means, seeds)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["CNN 1", "lineal"]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in dots] == list(seeds.values())
    assert [set(line.get_ydata()) for line in dots] == [{0}, {1}]
    bars = [line for line in ax.lines if line.get_alpha()]
    assert [tuple(line.get_xdata()) for line in bars] == [(0.85, 0.87), (0.33, 0.39)]
    assert {text.get_text() for text in ax.texts} == {
        "86,0\N{NO-BREAK SPACE}%",
        "36,0\N{NO-BREAK SPACE}%",
    }


def test_how_far_digits_alone_move_a_network_is_a_bar_below_its_dots():
    """As wide as told, around the mean, and explained."""
    means = {"cnn1": Interval(0.86, 0.85, 0.87), "cnn2": Interval(0.88, 0.87, 0.89)}
    seeds = {"cnn1": [0.85, 0.87], "cnn2": [0.87, 0.89]}
    ax = plotting.levels(means, seeds, by_digits={"cnn1": 0.008, "cnn2": 0.006})
    bars = [line for line in ax.lines if line.get_marker() == "|"]
    ends = [end for line in bars for end in line.get_xdata()]
    assert ends == pytest.approx([0.856, 0.864, 0.877, 0.883])
    lows = [max(line.get_ydata()) for line in bars]
    assert lows == pytest.approx([0.4, 1.4])
    assert ax.yaxis_inverted()
    assert max(ax.get_ylim()) > lows[-1]
    assert len(ax.get_legend().get_texts()) == 4


def test_grounds_run_from_black_to_white():
    """A line a model with its band, chance dashed, the axis shaded."""
    index = pd.MultiIndex.from_product(
        [["linear", "cnn1"], [16.0, 48.0]], names=["model", "ground"]
    )
    values = np.array([0.6, 0.1, 0.9, 0.8])
    frame = pd.DataFrame({"accuracy": values, "low": values - 0.02, "high": values + 0.02}, index)
    ax = plotting.grounds(frame)
    first, second, chance = ax.lines
    assert list(first.get_ydata()) == [0.6, 0.1]
    assert list(second.get_xdata()) == [16.0, 48.0]
    assert set(chance.get_ydata()) == {0.1}
    assert len(ax.collections) == 2
    shades = np.asarray(ax.images[0].get_array())[0]
    assert (shades[0], shades[-1]) == pytest.approx((0, 1))
    assert ax.get_xlim() == (0, 255)


def test_grounds_can_be_seen_closely():
    """From an accuracy on, above chance, which is then not drawn; lines are told apart."""
    index = pd.MultiIndex.from_product(
        [["seen_colour", "seen_grey", "seen_reference"], [16.0, 48.0]], names=["model", "ground"]
    )
    values = np.linspace(0.9, 0.99, len(index))
    frame = pd.DataFrame({"accuracy": values, "low": values - 0.01, "high": values + 0.01}, index)
    ax = plotting.grounds(frame, least=0.85)
    assert ax.get_ylim() == (0.85, 1)
    looks = {(line.get_color(), line.get_marker()) for line in ax.lines}
    assert len(looks) == len(ax.lines) == 3
