"""Accuracy against cost, read back from what was drawn."""

import pandas as pd
import pytest

from polymnist_lib import plotting


@pytest.fixture
def costs():
    """Three models."""
    return pd.DataFrame(
        {
            "accuracy": [0.9, 0.5, 0.4],
            "low": [0.88, 0.45, 0.35],
            "high": [0.92, 0.55, 0.45],
            "parameters": [204906, 50890, 7850],
            "milliseconds": [0.042, 0.017, 0.016],
        },
        index=["cnn1", "mlp1", "linear"],
    )


@pytest.mark.parametrize("quantity", ["parameters", "milliseconds"])
def test_models_stand_at_their_cost(costs, quantity):
    """Each model has its marker at its cost and accuracy, and its name for a legend."""
    ax = plotting.costs(costs, quantity)
    marks = [line for line in ax.lines if line.get_linestyle() == "None"]
    found = [(line.get_xdata()[0], line.get_ydata()[0]) for line in marks]
    assert found == list(zip(costs[quantity], costs["accuracy"], strict=True))
    assert ax.get_legend_handles_labels()[1] == ["CNN 1", "MLP 1", "lineal"]
    assert ax.get_xscale() == "log"


def test_ticks_are_few_round_numbers(costs):
    """Three at most, within the axis, so that long numbers do not touch."""
    ax = plotting.costs(costs, "milliseconds")
    assert ax.get_xlabel() == "Milisegundos por imagen"
    ticks = [tick.get_text() for tick in ax.get_xticklabels()]
    assert 1 <= len(ticks) <= 3
    assert all(text.strip("0,") in ("1", "2", "5") for text in ticks)
    low, high = ax.get_xlim()
    assert all(low <= place <= high for place in ax.get_xticks())


def test_an_unknown_cost_names_the_valid_ones(costs):
    """Another column is refused."""
    with pytest.raises(ValueError, match="'memory'.*parameters, milliseconds"):
        plotting.costs(costs, "memory")


def test_sizes_join_the_models_that_none_surpasses(texts):
    """Errors against size, each model named; a worse and larger one is off the line."""
    frame = pd.DataFrame(
        {
            "accuracy": [0.6, 0.9, 0.8],
            "low": [0.58, 0.89, 0.79],
            "high": [0.62, 0.91, 0.81],
            "parameters": [8000, 50000, 200000],
            "milliseconds": [0.02, 0.2, 0.1],
        },
        index=["linear", "conv50k", "cnn1"],
    )
    ax = plotting.sizes(frame, "parameters")
    line = ax.lines[0]
    assert line.get_xdata().tolist() == [8000, 50000]
    assert line.get_ydata().tolist() == pytest.approx([0.4, 0.1])
    assert texts(ax) == ["lineal", "conv50k", "CNN 1"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert plotting.sizes(frame, "milliseconds").lines[0].get_xdata().tolist() == [0.02, 0.1, 0.2]
    with pytest.raises(ValueError, match="'seconds'.*parameters, milliseconds"):
        plotting.sizes(frame, "seconds")
