"""Tables of the comparison: this build's figures beside those of others."""

from types import SimpleNamespace

import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.report import comparison_tables
from polymnist_lib.study import reference

MEASURED = {"cnn1": Interval(0.725, 0.698, 0.751), "linear": Interval(0.356, 0.331, 0.380)}


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """Publish full-size results, none to begin with."""
    monkeypatch.setattr(reference.results, "read", lambda: None)

    def make(*rows):
        names = ("group", "division", "model", "augmentation", "seed", "accuracy", "low", "high")
        found = SimpleNamespace(runs=pd.DataFrame(rows, columns=names))
        monkeypatch.setattr(reference.results, "read", lambda: found)

    return make


def test_without_full_size_results_the_column_is_absent(publish):
    """The table has this build and the original report, written in the language in force."""
    i18n.set_language("en")
    table = comparison_tables.accuracies(MEASURED).frame
    assert list(table.columns) == ["model", "this build", "original report"]
    assert table.iloc[0].tolist() == ["CNN 1", "72.5% (69.8\u00a0to\u00a075.1%)", "88.12%"]


def test_full_size_results_make_a_column(publish):
    """Published results appear between the two, with a dash where a model has none."""
    publish(("reference", "whole", "cnn1", "all", 0, 0.9, 0.89, 0.91))
    i18n.set_language("es")
    table = comparison_tables.accuracies(MEASURED).frame
    assert table["tamaño completo"].tolist() == ["90,0\u00a0% (89,0\u00a0a\u00a091,0\u00a0%)", "—"]
