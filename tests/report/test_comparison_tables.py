"""Tables of the comparison: this build's figures beside those of others."""

import itertools

from polymnist_lib import i18n, metrics
from polymnist_lib.metrics import Comparison, Interval
from polymnist_lib.models.catalogue import COMPARED
from polymnist_lib.report import comparison_tables
from polymnist_lib.study import findings

MEASURED = {"cnn1": Interval(0.725, 0.698, 0.751), "linear": Interval(0.356, 0.331, 0.380)}


def test_without_full_size_results_the_column_is_absent(monkeypatch):
    """The table has this build and the original report, written in the language in force."""
    monkeypatch.setattr(findings, "full_size", dict)
    i18n.set_language("en")
    table = comparison_tables.accuracies(MEASURED).frame
    assert list(table.columns) == ["model", "this build", "original report"]
    assert table.iloc[0].tolist() == ["CNN 1", "72.5% (69.8\u00a0to\u00a075.1%)", "88.12%"]


def test_full_size_results_make_a_column(monkeypatch):
    """Published results appear between the two, with a dash where a model has none."""
    found = {"cnn1": Interval(0.9, 0.89, 0.91)}
    monkeypatch.setattr(findings, "full_size", lambda: found)
    i18n.set_language("es")
    table = comparison_tables.accuracies(MEASURED).frame
    assert table["tamaño completo"].tolist() == ["90,0\u00a0% (89,0\u00a0a\u00a091,0\u00a0%)", "—"]


def test_a_model_that_the_original_lacked_has_a_dash(monkeypatch):
    """Its claim is missing, not zero."""
    table = comparison_tables.accuracies({"conv50k": MEASURED["cnn1"]}).frame
    assert table["informe original"].tolist() == ["—"]


def test_every_compared_model_is_listed_by_its_name(monkeypatch):
    """In the catalogue's order, and each pair of them once."""
    names = [i18n.term(key) for key in COMPARED]
    table = comparison_tables.accuracies(dict.fromkeys(COMPARED, MEASURED["cnn1"])).frame
    assert table["modelo"].tolist() == names
    same = Comparison(0.0, -0.1, 0.1, 1.0)
    family = metrics.family(dict.fromkeys(itertools.combinations(COMPARED, 2), same))
    pairs = comparison_tables.pairs(family).frame["modelos"].tolist()
    assert pairs == [f"{a} − {b}" for a, b in itertools.combinations(names, 2)]
