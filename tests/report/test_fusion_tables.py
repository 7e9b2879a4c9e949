"""Tables on several views and on unseen backgrounds."""

import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.report import fusion_tables


@pytest.fixture
def unseen():
    """One large drop that the remedy cuts, and one too small to mend."""
    return pd.DataFrame(
        {
            "seen": [0.9, 0.9],
            "unseen": [0.7, 0.899],
            "drop": [0.2, 0.001],
            "drop_low": [0.15, -0.001],
            "drop_high": [0.25, 0.003],
            "remedied": [0.85, 0.897],
            "left": [0.05, 0.003],
            "left_low": [0.04, 0.001],
            "left_high": [0.06, 0.005],
            "remedy": ["all_recoloured", "all_relit"],
        },
        index=pd.Index([0, 1], name="modality"),
    )


def test_tables_are_written_in_the_language_in_force(unseen):
    """Accuracies, drops with intervals, and the choice of the remedy."""
    i18n.set_language("en")
    row = fusion_tables.unseen(unseen, ["m0", "m1"]).frame.iloc[0]
    between = "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}"
    assert row.tolist() == [
        "m0",
        "90.0%",
        "70.0%",
        f"+20.0 (+15.0{between}+25.0)",
        f"+5.0 (+4.0{between}+6.0)",
    ]
    scores = pd.DataFrame({"all": [0.1], "all_relit": [0.2]}, index=[0])
    assert list(fusion_tables.remedies(scores, ["m0"]).frame) == [
        "modality",
        "none",
        "random light",
    ]
    together = pd.DataFrame(
        {"accuracy": [0.99], "low": [0.98], "high": [0.995], "paired": [0.9999]}, index=[2]
    )
    assert fusion_tables.full_size(together).frame.iloc[0].tolist() == [
        "2",
        "99.00%",
        f"98.00{between}99.50%",
        "99.99%",
    ]
