"""What learning from varied handwriting does: measured from runs, and read back as one family."""

from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics
from polymnist_lib.metrics import Predictions
from polymnist_lib.models import networks
from polymnist_lib.reading import trials
from polymnist_lib.study import findings, grid
from polymnist_lib.study.publication.handwriting import COLUMNS, of_handwriting
from polymnist_lib.study.results import Results
from polymnist_lib.training.runs import Run

SIZE = 100


def answers(share, seed):
    """Make predictions of which a share is right, spread at random."""
    labels = np.arange(SIZE) % 10
    right = np.random.default_rng(seed).permutation(SIZE) < round(share * SIZE)
    shares = np.eye(10)[(labels + ~right) % 10]
    return Predictions(shares, labels, np.zeros(SIZE, int), np.arange(SIZE))


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """Networks that varied handwriting makes worse on the test and better on pictures."""
    monkeypatch.setattr(networks, "read", lambda file: float(file.parent.name))
    monkeypatch.setattr(
        trials,
        "answers",
        lambda readers: {"photographed": [answers(each, int(1000 * each)) for each in readers]},
    )
    outcomes = []
    for division, on_test, on_pictures in (("subset", 0.9, 0.5), (grid.VARIED, 0.8, 0.7)):
        for recipe in grid.seeded(grid.BASE):
            folder = tmp_path / f"{on_pictures + recipe.seed / 100}"
            # Networks of one seed make much the same errors, and the seeds differ.
            found = answers(on_test - recipe.seed / 50, recipe.seed)
            empty = pd.DataFrame()
            run = Run(recipe, "key", empty, empty, found, found, {}, folder)
            outcomes.append((grid.Experiment("any", recipe, division), run))
    return outcomes


def test_networks_are_compared_seed_by_seed(trained):
    """Of the test images and of pictures: with varied handwriting minus without."""
    table = of_handwriting(trained).set_index("images")
    assert list(table.index) == ["test_images", "photographed"]
    assert table["estimate"].to_list() == pytest.approx([-0.1, 0.2])
    assert table.loc["photographed", "without"] == pytest.approx(0.51)
    assert (table["seeds"] == 3).all()
    plain, varied = (
        [run.test for each, run in trained if each.division == division]
        for division in ("subset", grid.VARIED)
    )
    expected = metrics.difference_across_seeds(varied, plain)
    found = table.loc["test_images", ["estimate", "low", "high", "p"]]
    assert found.tolist() == pytest.approx(astuple(expected))
    backwards = metrics.difference_across_seeds(varied, plain[::-1])
    assert found["high"] != pytest.approx(backwards.high)


def test_without_all_seeds_nothing_is_measured(trained):
    """No comparison of some seeds with others."""
    table = of_handwriting(trained[:-1])
    assert table.empty
    assert list(table.columns) == list(COLUMNS)


def test_what_is_published_is_one_family(trained):
    """Corrected together; what is not published is told."""
    table = of_handwriting(trained)
    none = np.zeros(0)

    def published(rows):
        return Results(pd.DataFrame(), {"handwriting": rows}, {}, none, none, none, none, {}, {})

    family = findings.handwriting(published(table))
    low, high = sorted(table["p"])
    assert sorted(family["p_holm"]) == pytest.approx([2 * low, max(2 * low, high)])
    assert family["sign"].isin([-1, 0, 1]).all()
    with pytest.raises(ValueError, match="polymnist study ablation handwriting"):
        findings.handwriting(published(table.iloc[:0]))
