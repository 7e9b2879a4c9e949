"""Predictions made to measure: which images are right is given, the rest follows."""

import numpy as np
import pytest

from polymnist_lib.metrics import Predictions


def predictions_of(correct, *, source="rows", confidence=0.9):
    """Make predictions from a table of right and wrong, a row a source, a column a modality.

    ``source`` is "rows" (each row of the table is one handwriting), None (unknown) or an array.
    The true digit of row i is i % 10; a wrong prediction is the next digit.
    """
    correct = np.atleast_2d(np.asarray(correct, dtype=bool))
    rows, columns = correct.shape
    modality = np.repeat(np.arange(columns), rows)
    row = np.tile(np.arange(rows), columns)
    labels = row % 10
    said = np.where(correct.T.ravel(), labels, (labels + 1) % 10)
    probabilities = np.full((len(said), 10), (1 - confidence) / 9, dtype=np.float32)
    probabilities[np.arange(len(said)), said] = confidence
    if isinstance(source, str):
        source = row
    return Predictions(probabilities, labels, modality, source)


@pytest.fixture(name="predictions_of")
def _predictions_of():
    return predictions_of


@pytest.fixture
def simulate():
    """Draw predictions whose true accuracy is known and whose images depend on each other.

    Each source has an accuracy of its own from a beta distribution with mean ``accuracy``; any two
    images of a source are right together with correlation ``correlation``.
    """

    def draw(random, sources, accuracy, correlation, source="rows"):
        weight = (1 - correlation) / correlation
        each = random.beta(accuracy * weight, (1 - accuracy) * weight, sources)
        return predictions_of(random.random((sources, 5)) < each[:, None], source=source)

    return draw
