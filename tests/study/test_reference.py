"""This build's figures beside those of others."""

from types import SimpleNamespace

import pandas as pd
import pytest

from polymnist_lib.metrics import Interval
from polymnist_lib.models.catalogue import COMPARED
from polymnist_lib.study import reference


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """Publish full-size results, none to begin with."""
    monkeypatch.setattr(reference.results, "read", lambda: None)

    def make(*rows):
        names = ("group", "division", "model", "augmentation", "seed", "accuracy", "low", "high")
        found = SimpleNamespace(runs=pd.DataFrame(rows, columns=names))
        monkeypatch.setattr(reference.results, "read", lambda: found)

    return make


def test_full_size_is_the_recipe_of_the_report_on_all_data(publish):
    """Of many runs of a model, the one that is meant is that of the profile ``full``."""
    publish(
        ("reference", "whole", "linear", "none", 0, 0.4, 0.39, 0.41),
        ("reference", "whole", "linear", "all", 0, 0.3, 0.29, 0.31),
        ("reference", "whole", "cnn1", "none", 0, 0.8, 0.79, 0.81),
        ("reference", "whole", "linear", "none", 1, 0.1, 0.09, 0.11),
        ("augmentation", "subset", "linear", "none", 0, 0.2, 0.19, 0.21),
    )
    assert reference.full_size() == {
        "linear": Interval(0.4, 0.39, 0.41),
        "linear_augmented": Interval(0.3, 0.29, 0.31),
    }


def test_claims_stand_beside_accuracies(publish):
    """For the figure, each model gets its claim, and full-size columns only if there are any."""
    frame = pd.DataFrame({"accuracy": [0.7], "low": [0.6], "high": [0.8]}, index=["mlp2"])
    assert list(reference.beside(frame).columns[3:]) == ["original_report"]
    assert reference.beside(frame).loc["mlp2", "original_report"] == 0.6817
    publish(("reference", "whole", "cnn1", "all", 0, 0.9, 0.89, 0.91))
    assert reference.beside(frame)["full_size"].isna().all()


def test_a_model_that_the_original_lacked_has_no_claim(publish):
    """It is missing from the figure's column instead of failing."""
    frame = pd.DataFrame({"accuracy": [0.7], "low": [0.6], "high": [0.8]}, index=["conv50k"])
    assert reference.beside(frame)["original_report"].isna().all()


def test_the_claims_are_of_models_that_are_compared():
    """Each stands beside a measured figure."""
    assert set(reference.ORIGINAL) <= set(COMPARED)
