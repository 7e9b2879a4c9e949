"""Studies made to measure: how many images each network gets right is given."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib.metrics import Predictions
from polymnist_lib.recipes import Recipe
from polymnist_lib.runs import Run

SOURCES = 60


def predictions_of(right, *, source=True, offset=0):
    """Make predictions for 60 handwritings in five modalities; ``right`` says which are right."""
    right = np.asarray(right, dtype=bool)
    sources = np.tile(np.arange(SOURCES), 5)
    labels = sources % 10
    said = np.where(right, labels, (labels + 1) % 10)
    probabilities = np.full((len(said), 10), 0.02, np.float32)
    probabilities[np.arange(len(said)), said] = 0.82
    modality = np.repeat(np.arange(5), SOURCES)
    return Predictions(probabilities, labels, modality, sources + offset if source else None)


@pytest.fixture
def study_of():
    """A function that draws a study from the accuracies of its models and policies.

    Two networks of one seed agree on which images are easy, so that pairs are worth comparing.
    """

    def draw(shares, *, seeds=3, spread=0.0, source=True, offset=0):
        cases = {}
        for (model, policy), share in shares.items():
            for seed in range(seeds):
                ease = np.random.default_rng(seed).random(5 * SOURCES)
                each = share + spread * (seed - (seeds - 1) / 2)
                cases[model, policy, seed] = predictions_of(
                    ease < each, source=source, offset=offset
                )
        return cases

    return draw


@pytest.fixture
def run_of():
    """A function that makes a run of a history alone."""

    def make(seconds=(2.0, 1.0), val_loss=(1.0, 0.5), model="cnn1"):
        nothing = predictions_of(np.ones(5 * SOURCES))
        history = pd.DataFrame({"seconds": seconds, "val_loss": val_loss})
        layers = pd.DataFrame({"layer": ["Dense"], "parameters": [10]})
        return Run(Recipe(model), "key", history, layers, nothing, nothing, {})

    return make
