"""Tables on better networks."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report import strong_tables


def test_digits_are_counted_by_their_misread_views():
    """How many, and their share of all errors."""
    i18n.set_language("en")
    frame = pd.DataFrame(
        {"digits": [10, 0, 0, 5, 2], "errors": [0.25, 0, 0, 0.5, 0.25]},
        index=pd.Index(range(1, 6), name="misread"),
    )
    table = strong_tables.misread(frame).frame
    assert table.iloc[3].tolist() == ["4", "5", "50.0%"]


def test_sizes_are_tabulated():
    """Parameters, time, accuracy with interval and seeds, in the language in force."""
    i18n.set_language("en")
    frame = pd.DataFrame(
        {
            "parameters": [8602],
            "milliseconds": [0.1152],
            "accuracy": [0.98734],
            "low": [0.98],
            "high": [0.99],
            "seeds": [1],
        },
        index=["conv10k"],
    )
    row = strong_tables.sizes(frame).frame.iloc[0].tolist()
    assert row[:4] == ["conv10k", "8,602", "0.12", "98.73%"]
    assert row[5] == "1"
