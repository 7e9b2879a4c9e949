"""Accuracy against the steps of the optimiser."""

import pandas as pd
import pytest

from polymnist_lib import i18n, plotting


def history(*accuracies):
    """Make a training's history."""
    return pd.DataFrame({"epoch": range(1, len(accuracies) + 1), "val_accuracy": accuracies})


def test_epochs_become_steps(tick_labels):
    """Each way of training is drawn where its steps are, a line a seed, named once."""
    i18n.set_language("es")
    ax = plotting.steps_taken(
        {"batches_n": [history(0.1, 0.2), history(0.15, 0.3)], "batches_32": [history(0.4)]},
        {"batches_n": 32, "batches_32": 1000},
    )
    lines = [(list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines]
    assert lines == [([32, 64], [0.1, 0.2]), ([32, 64], [0.15, 0.3]), ([1000], [0.4])]
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["lotes de n / 32 imágenes", "lotes de 32 imágenes"]
    assert tick_labels(ax.xaxis) == ["30", "100", "300", "1000"]
    assert ax.get_xlabel() == "Pasos del optimizador"


def test_more_ways_than_colours_are_refused():
    """A third way would look like the first."""
    ways = {key: [history(0.1)] for key in "abc"}
    with pytest.raises(ValueError, match="At most 2 ways of training fit; got 3"):
        plotting.steps_taken(ways, dict.fromkeys("abc", 1))
