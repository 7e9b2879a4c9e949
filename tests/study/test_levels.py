"""How accurate recipes are at full size, and this build's figures beside them."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics
from polymnist_lib.models.catalogue import COMPARED
from polymnist_lib.study import findings, reference, results
from polymnist_lib.study.findings import levels
from polymnist_lib.study.results import Results
from polymnist_lib.training.recipes import Recipe

SOURCE = np.arange(100)


@pytest.fixture
def publish(monkeypatch):
    """Publish full-size results, none to begin with: rows of what is right of 100 images."""
    monkeypatch.setattr(results, "read", lambda: None)

    def make(*rows):
        names = ("group", "division", "model", "augmentation", "seed", "right")
        table = pd.DataFrame(rows, columns=names)
        table["key"] = [f"run-{place}" for place in range(len(rows))]
        correct = {key: right > SOURCE for key, right in table[["key", "right"]].to_numpy()}
        nothing = np.zeros(100, int)
        found = Results(
            table.set_index("key"), {}, correct, SOURCE % 10, nothing, SOURCE, nothing, {}, {}
        )
        monkeypatch.setattr(results, "read", lambda: found)
        return found

    return make


def test_full_size_is_the_mean_over_seeds_of_the_reports_recipe(publish):
    """Of many runs of a model, those of the profile ``full``, in the group ``reference``."""
    found = publish(
        ("reference", "whole", "linear", "none", 0, 40),
        ("reference", "whole", "linear", "none", 1, 30),
        ("reference", "whole", "linear", "all", 0, 20),
        ("augmentation", "subset", "linear", "none", 0, 90),
    )
    full = findings.full_size()
    assert set(full) == {"linear", "linear_augmented"}
    mean = metrics.across_seeds([found.predictions(f"run-{place}") for place in (0, 1)])
    linear = full["linear"]
    assert (linear.estimate, linear.least, linear.greatest, linear.seeds) == (0.35, 0.3, 0.4, 2)
    assert (linear.low, linear.high) == (mean.low, mean.high)
    alone = metrics.accuracy(found.predictions("run-2"))
    augmented = full["linear_augmented"]
    assert (augmented.low, augmented.estimate, augmented.high) == (alone.low, 0.2, alone.high)
    assert augmented.seeds == 1


def test_a_level_can_be_of_some_images(publish):
    """Such as those of one class."""
    found = publish(("reference", "whole", "linear", "none", 0, 45))
    whole, nines = (
        levels.level(found, Recipe("linear"), group="reference", **chosen)
        for chosen in ({}, {"of": lambda said: said.take(said.labels == 9)})
    )
    assert (whole.estimate, nines.estimate) == (0.45, 0.4)
    with pytest.raises(ValueError, match="not published linear with none in the group time"):
        levels.level(found, Recipe("linear"), group="time")


def test_the_claims_are_of_models_that_are_compared():
    """Each stands beside a measured figure."""
    assert set(reference.ORIGINAL) <= set(COMPARED)
