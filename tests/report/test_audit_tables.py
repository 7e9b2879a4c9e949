"""The table of the audit."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report import audit_tables


def test_the_report_stands_beside_its_repetition():
    """What was announced, what its way of measuring gives, and what holds on new digits."""
    i18n.set_language("en")
    frame = pd.DataFrame({"with": [0.75], "without": [0.74]}, index=["mlp1"])
    row = audit_tables.repeated(frame).frame.iloc[0]
    assert list(row) == ["MLP 1", "55.68%", "75.0%", "74.0%"]
