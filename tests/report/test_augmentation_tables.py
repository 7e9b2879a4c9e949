"""Tables of the cases of augmentation and of the comparison of models."""

import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.report import augmentation_tables
from polymnist_lib.training.augment import MOVES


@pytest.fixture(autouse=True)
def _english():
    i18n.set_language("en")


@pytest.fixture
def family():
    """Changes of two models under two policies."""
    index = pd.MultiIndex.from_product(
        [["cnn1", "linear"], ["shift", "all"]], names=("model", "policy")
    )
    return pd.DataFrame(
        {
            "estimate": [0.021, -0.04, 0.0, 0.1],
            "low": [0.01, -0.05, -0.01, 0.0],
            "high": [0.03, -0.03, 0.01, 0.2],
            "p_holm": [0.01234, 0.0001, 1.0, 0.05],
        },
        index=index,
    )


def cells(table):
    """Return the rows of a table, without its headers."""
    return table.frame.astype(str).to_numpy().tolist()


def test_policies_have_what_was_asked_and_what_was_measured():
    """The measured ranges are those of images; without augmentation there are none."""
    rows = {row[0]: row[1:] for row in cells(augmentation_tables.policies())}
    assert list(rows) == [i18n.term(name) for name in MOVES]
    assert rows["none"] == ["—", "—", "—"]
    asked, measured, fill = rows["all"]
    assert asked == "rotation ±5°; shift ±10% (±2.8 px); zoom ±10%"
    assert measured == "rotation −5.0° to 5.0°; shift −2.8 px to 2.8 px; size 91\xa0to\xa0111%"
    assert fill == "the border is repeated"


def test_accuracies_have_their_interval_and_seeds():
    """The last column runs from the lowest to the highest seed."""
    index = pd.MultiIndex.from_tuples([("mlp1", "none")], names=("model", "policy"))
    row = {"accuracy": 0.5, "low": 0.4, "high": 0.6, "seed 0": 0.52, "seed 1": 0.48}
    table = augmentation_tables.accuracies(pd.DataFrame([row], index=index))
    assert cells(table) == [
        ["MLP 1", "none", "50.0%", "40.0\xa0to\xa060.0%", "48.0\xa0to\xa052.0%"]
    ]


def test_differences_have_corrected_p_values_without_their_letter(family):
    """Points are signed; small p-values are bounded."""
    rows = cells(augmentation_tables.differences(family))
    assert rows[0] == ["CNN 1", "shift", "+2.1", "+1.0\xa0to\xa0+3.0", "0.012"]
    assert rows[1][2:] == ["−4.0", "−5.0\xa0to\xa0−3.0", "<\xa00.001"]
    assert rows[2][4] == ">\xa00.999"


def test_before_and_after_take_the_policy_of_all_changes(family):
    """A row a model: without, with all, and the difference of that policy."""
    index = pd.MultiIndex.from_product(
        [["cnn1", "linear"], ["none", "all"]], names=("model", "policy")
    )
    accuracies = pd.DataFrame({"accuracy": [0.8, 0.76, 0.4, 0.5]}, index=index)
    rows = cells(augmentation_tables.before_and_after(accuracies, family))
    assert rows[0][:4] == ["CNN 1", "80.0%", "76.0%", "−4.0"]
    assert rows[1][:4] == ["linear", "40.0%", "50.0%", "+10.0"]


def test_the_spread_of_seeds_is_in_points():
    """The largest distance names its policy."""
    row = {"deviation": 0.012, "pair": 0.017, "range": 0.032, "policy": "shift"}
    table = augmentation_tables.seed_spread(pd.DataFrame([row], index=["cnn1"]))
    assert cells(table) == [["CNN 1", "1.2", "1.7", "3.2 (shift)"]]


def test_gaps_and_costs_are_written():
    """Gaps are signed points, added time a signed share."""
    index = pd.MultiIndex.from_tuples([("cnn1", "all")], names=("model", "policy"))
    gap = {"training": 0.9, "validation": 0.8, "gap": 0.1, "low": 0.05, "high": 0.15}
    rows = cells(augmentation_tables.gaps(pd.DataFrame([gap], index=index)))
    assert rows == [["CNN 1", "all", "90.0%", "80.0%", "+10.0", "+5.0\xa0to\xa0+15.0"]]
    cost = pd.DataFrame({"seconds": [2.0], "altering": [0.1], "share": [0.05]}, index=["mlp1"])
    assert cells(augmentation_tables.costs(cost)) == [["MLP 1", "2.0\xa0s", "0.10\xa0s", "5%"]]
