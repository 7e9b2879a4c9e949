"""Small predictions, and texts as a reader sees them."""

import numpy as np
import pytest

from polymnist_lib.metrics import Predictions


@pytest.fixture
def predictions():
    """Predictions of 20 handwritings in five modalities, two thirds of them right."""
    random = np.random.default_rng(0)
    source = np.tile(np.arange(20), 5)
    scores = random.normal(size=(100, 10))
    scores[np.arange(100), source % 10] += 2.2
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return Predictions(probabilities, source % 10, np.repeat(np.arange(5), 20), source)


@pytest.fixture
def tick_labels():
    """A function that draws a figure and returns the labels of an axis' ticks in sight."""

    def read(axis):
        axis.get_figure().canvas.draw()
        low, high = sorted(axis.get_view_interval())
        return [
            label.get_text()
            for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
            if low - 1e-9 <= place <= high + 1e-9
        ]

    return read


@pytest.fixture
def texts():
    """A function that returns all texts written on axes, annotations included."""
    return lambda ax: [text.get_text() for text in ax.texts]
