"""Tables of reading pictures, for results of all kinds."""

import numpy as np
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Predictions
from polymnist_lib.reading import trials
from polymnist_lib.report import reading_tables

SIZE = 70
SHARES = (0.1, 0.6, 0.7, 0.9, 0.8)


@pytest.fixture
def measured():
    """Two kinds of pictures, of which each step reads a share that is given."""
    labels = np.arange(SIZE) % 10

    def found(share):
        right = np.arange(SIZE) < round(share * SIZE)
        shares = np.eye(10)[(labels + ~right) % 10]
        return Predictions(shares, labels, np.zeros(SIZE, int), np.arange(SIZE))

    steps = dict(zip(trials.LADDER, map(found, SHARES), strict=True))
    return {"ink_on_paper": steps, "photographed": steps}


def test_the_ladder_has_a_row_a_step(measured):
    """And a column a kind of picture, with intervals."""
    i18n.set_language("en")
    frame = reading_tables.ladder(measured).frame
    assert list(frame.columns) == ["step", "ink on paper", "simulated photographs"]
    assert list(frame["step"])[:2] == ["as in the original", "+ scaled to 0–1"]
    assert frame["simulated photographs"].iloc[3].startswith("90.0% (")
