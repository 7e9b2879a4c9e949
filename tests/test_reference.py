"""This build's figures beside those of others."""

import pandas as pd
import pytest

from polymnist_lib import i18n, reference
from polymnist_lib.metrics import Interval

MEASURED = {"cnn1": Interval(0.725, 0.698, 0.751), "linear": Interval(0.356, 0.331, 0.380)}


@pytest.fixture
def results(tmp_path, monkeypatch):
    """The folder of full-size results, empty."""
    monkeypatch.setattr(reference.paths, "results_dir", lambda: tmp_path)
    return tmp_path


def test_without_full_size_results_the_column_is_absent(results):
    """The table has this build and the original report, written in the language in force."""
    i18n.set_language("en")
    table = reference.comparison(MEASURED)
    assert list(table.columns) == ["model", "this build", "original report"]
    assert table.iloc[0].tolist() == ["CNN 1", "72.5% (69.8\u00a0to\u00a075.1%)", "88.12%"]


def test_full_size_results_make_a_column(results):
    """Stored results appear between the two, with a dash where a model has none."""
    (results / "runs.csv").write_text("model,accuracy,low,high\ncnn1,0.9,0.89,0.91\n")
    i18n.set_language("es")
    table = reference.comparison(MEASURED)
    assert table["tamaño completo"].tolist() == ["90,0\u00a0% (89,0\u00a0a\u00a091,0\u00a0%)", "—"]


def test_results_with_other_columns_are_refused(results):
    """A file of another shape is named with what it lacks and what it has."""
    (results / "runs.csv").write_text("model,score\ncnn1,0.9\n")
    with pytest.raises(ValueError, match=r"runs\.csv lacks the columns accuracy, high, low; found"):
        reference.full_size()


def test_claims_stand_beside_accuracies(results):
    """For the figure, each model gets its claim, and full-size columns only if there are any."""
    frame = pd.DataFrame({"accuracy": [0.7], "low": [0.6], "high": [0.8]}, index=["mlp2"])
    assert list(reference.beside(frame).columns[3:]) == ["original_report"]
    assert reference.beside(frame).loc["mlp2", "original_report"] == 0.6817
    (results / "runs.csv").write_text("model,accuracy,low,high\ncnn1,0.9,0.89,0.91\n")
    assert reference.beside(frame)["full_size"].isna().all()
