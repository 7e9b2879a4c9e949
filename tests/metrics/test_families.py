"""Holm's correction and the tables of comparisons made together."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics
from polymnist_lib.metrics import Comparison


def test_holm_by_hand():
    """Sorted p-values are multiplied by how many are left, and never fall."""
    adjusted = metrics.holm([0.01, 0.04, 0.03, 0.005])
    assert adjusted == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert metrics.holm([0.6, 0.9]) == pytest.approx([1, 1])
    assert metrics.holm([0.2]) == pytest.approx([0.2])


def test_holm_keeps_the_index():
    """A Series comes back as a Series with the same names."""
    adjusted = metrics.holm(pd.Series([0.04, 0.01], index=["zoom", "shift"], name="p"))
    assert adjusted.to_dict() == pytest.approx({"zoom": 0.04, "shift": 0.02})


@pytest.mark.parametrize("values", [[0.1, np.nan], [1.2], [-0.1], [[0.1, 0.2]]])
def test_holm_refuses_what_is_no_p_value(values):
    """Missing or impossible p-values are refused."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        metrics.holm(values)


def test_family_is_a_corrected_table():
    """Comparisons under pairs of names become rows with two levels and Holm's p-values."""
    frame = metrics.family(
        {
            ("cnn1", "zoom"): Comparison(0.02, 0.01, 0.03, 0.01),
            ("mlp1", "zoom"): Comparison(-0.01, -0.03, 0.01, 0.4),
        },
        names=("model", "policy"),
    )
    assert frame.index.names == ["model", "policy"]
    assert frame.loc[("cnn1", "zoom"), "p_holm"] == pytest.approx(0.02)
    assert frame.loc[("mlp1", "zoom"), ["estimate", "low", "high", "p"]].tolist() == [
        -0.01,
        -0.03,
        0.01,
        0.4,
    ]
    assert frame["sign"].tolist() == [1, 0]
    assert metrics.family({"all": Comparison(0, 0, 0, 1)}).index.tolist() == ["all"]
    with pytest.raises(ValueError, match="at least one comparison"):
        metrics.family({})


def test_the_sign_of_a_family_is_that_of_the_corrected_p_values():
    """A difference beyond chance on its own need not be so among others."""
    alone = Comparison(0.02, 0.01, 0.03, 0.03)
    wide = Comparison(0.02, -0.01, 0.05, 0.001)
    others = {"harm": Comparison(-0.02, -0.03, -0.01, 0.001), "wide": wide, "none": alone}
    assert alone.sign == 1
    assert metrics.family({"alone": alone})["sign"].tolist() == [1]
    frame = metrics.family({"alone": alone, **others})
    assert frame["p_holm"].tolist() == pytest.approx([0.06, 0.004, 0.004, 0.06])
    assert frame["sign"].tolist() == [0, -1, 0, 0]


def test_a_published_table_is_corrected_as_a_family_is():
    """Read back as rows, comparisons get the same columns, and keep those they had."""
    comparisons = {
        "gain": Comparison(0.02, 0.01, 0.03, 0.02),
        "loss": Comparison(-0.02, -0.03, -0.01, 0.01),
        "open": Comparison(0.0, -0.01, 0.01, 0.9),
    }
    table = pd.DataFrame([vars(each) for each in comparisons.values()], index=list(comparisons))
    found = metrics.corrected(table.assign(seeds=3))
    pd.testing.assert_frame_equal(found.drop(columns="seeds"), metrics.family(comparisons))
    assert found["sign"].to_dict() == {"gain": 1, "loss": -1, "open": 0}
    assert "sign" not in table
