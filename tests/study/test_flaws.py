"""What the report's flaws do at full size: measured from runs, and read back as one family."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics, profiles
from polymnist_lib.digits import Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.models.networks import Network
from polymnist_lib.study import findings, grid, reference
from polymnist_lib.study.publication.flaws import COLUMNS, of_flaws
from polymnist_lib.study.results import Results
from polymnist_lib.training.runs import Run

SIZE = 200
TEST = Digits(
    np.zeros((SIZE, 28, 28, 3), np.uint8),
    np.arange(SIZE) % 10,
    np.zeros(SIZE, int),
    np.arange(SIZE),
)


def answers(share, *, first_source=0, seed=0):
    """Make predictions of which a share is right, spread at random."""
    labels = np.arange(SIZE) % 10
    right = np.random.default_rng(seed).permutation(SIZE) < round(share * SIZE)
    probabilities = np.eye(10)[(labels + ~right) % 10]
    return Predictions(probabilities, labels, np.zeros(SIZE, int), np.arange(SIZE) + first_source)


def trained(recipe, division, test, *, validation=0.5, first_source=0):
    """Make an experiment with a run of given accuracies."""
    run = Run(
        recipe,
        f"{recipe.model}-{division}",
        pd.DataFrame(),
        pd.DataFrame(),
        answers(validation, first_source=10_000, seed=recipe.seed),
        answers(test, first_source=first_source, seed=recipe.seed),
        environment={},
    )
    return grid.Experiment("audit", recipe, division), run


def measured(*found):
    """Measure flaws, by flaw and model."""
    return of_flaws(found, TEST).set_index(["flaw", "model"])


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """Let models without their preprocessing be right on a tenth."""
    monkeypatch.setattr(Run, "network", lambda run: Network("reference", ()))
    monkeypatch.setattr(Network, "unprepared", lambda network: "unprepared")
    answered = {"unprepared": answers(0.1)}
    monkeypatch.setattr(
        "polymnist_lib.models.predict.predictions", lambda network, test: answered[network]
    )


def test_no_runs_show_no_flaws():
    """A table with its columns and no rows."""
    assert list(of_flaws([], TEST).columns) == list(COLUMNS)
    assert of_flaws([], TEST).empty


@pytest.mark.parametrize("model", ["mlp1", "linear", "linear_augmented"])
def test_fitting_on_validation_images_is_held_against_the_test(model):
    """The gain on validation images minus that on the test, which more data give too."""
    recipes = {
        **{key: profiles.get("full").recipes[key] for key in reference.ORIGINAL},
        "linear": grid.FEW_STEPS,  # 160 steps, and then on with augmentation, as it was done
        "linear_augmented": grid.LINEAR.but(augmentation="all", after=grid.FEW_STEPS),
    }
    every = [set(grid.GROUPS[group]) for group in ("reference", "audit")]
    assert all(
        any(each.recipe == recipe and each.division == division for each in set.union(*every))
        for recipe in recipes.values()
        for division in ("whole", "fitted on validation")
    )
    rows = measured(
        *(
            trained(recipe, *outcome, validation=validation)
            for recipe in recipes.values()
            for *outcome, validation in (
                ("whole", 0.60, 0.62),
                ("fitted on validation", 0.65, 0.80),
            )
        )
    ).loc["fitted"]
    assert list(rows.index) == list(recipes)
    row = rows.loc[model]
    assert row["estimate"] == pytest.approx((0.80 - 0.62) - (0.65 - 0.60))
    assert (row["with"], row["without"]) == (0.80, 0.65)
    assert row["low"] < row["estimate"] < row["high"]
    assert row["seeds"] == 1


def test_leaking_handwriting_is_measured_over_seeds():
    """Divided by image minus divided by digit, each on its own test part."""
    runs = [
        trained(recipe, division, share, first_source=place * 500)
        for place, (division, share) in enumerate(zip(grid.REDIVIDED, (0.9, 0.8), strict=True))
        for recipe in grid.seeded(grid.LEAKED[0])
    ]
    row = measured(*runs).loc[("leak", "cnn1")]
    assert row["estimate"] == pytest.approx(0.1)
    assert row["seeds"] == len(grid.SEEDS)
    assert ("leak", "cnn1") not in measured(*runs[:-1]).index


def test_steps_and_training_on_are_told_apart():
    """What the added epochs do alone, and with augmentation, from the same start."""
    few, fitted = grid.FEW_STEPS, "fitted on validation"
    plain, altered = grid.CONTINUED, grid.CONTINUED_AUGMENTED
    runs = [
        trained(each, division, share)
        for recipe, division, share in (
            (few, fitted, 0.4),
            (plain, fitted, 0.35),
            (altered, fitted, 0.3),
            (grid.TRAINED_PROPERLY, "whole", 0.45),
        )
        for each in grid.seeded(recipe, grid.TEN_SEEDS)
    ]
    rows = measured(*runs)["estimate"].droplevel("model")
    assert rows.to_dict() == pytest.approx(
        {"steps": -0.05, "continued": -0.05, "continued_and_augmented": -0.1, "augmented": -0.05}
    )


def test_control_and_preprocessing():
    """Augmentation against its absence, and answers to images as they are against prepared ones."""
    plain, augmented = grid.ORIGINAL[:2]
    runs = [
        trained(recipe, "whole", share)
        for base, share in ((plain, 0.8), (augmented, 0.7))
        for recipe in grid.seeded(base, grid.TEN_SEEDS)
    ]
    rows = measured(*runs)
    assert rows.loc[("control", "cnn1"), "estimate"] == pytest.approx(-0.1)
    unprepared = rows.loc[("unprepared", "cnn1")]
    assert unprepared["estimate"] == pytest.approx(0.1 - 0.7)
    assert unprepared["seeds"] == len(grid.TEN_SEEDS)
    bare = [answers(0.1) for _ in grid.TEN_SEEDS]
    prepared = [answers(0.7, seed=seed) for seed in grid.TEN_SEEDS]
    assert unprepared["p"] == metrics.difference_across_seeds(bare, prepared).p


def published(rows):
    """Make results whose table of flaws has some rows."""
    table = pd.DataFrame(rows, columns=["flaw", "model", "estimate", "p"])
    table = table.assign(low=table["estimate"] - 0.005, high=table["estimate"] + 0.005)
    empty = np.zeros(0)
    return Results(pd.DataFrame(), {"flaws": table}, {}, empty, empty, empty, empty, {}, {})


def test_flaws_are_one_family():
    """What a flaw is made of is read apart; the rest is corrected together."""
    found = published(
        [
            ("continued", "linear", -0.03, 0.01),
            ("continued_and_augmented", "linear", -0.07, 0.001),
            ("augmented", "linear", -0.04, 0.002),
            ("leak", "cnn1", 0.01, 0.003),
            *((each, "cnn1", 0.0, 1.0) for each in ("fitted", "steps", "control", "unprepared")),
        ]
    )
    family = findings.flaws(found)
    assert family["p_holm"].to_dict() == {
        ("flaw_continued", "linear"): pytest.approx(0.05),
        ("flaw_leak", "cnn1"): pytest.approx(0.018),
        **{(f"flaw_{each}", "cnn1"): 1 for each in ("fitted", "steps", "control", "unprepared")},
    }
    assert family.index[family["sign"] != 0].tolist() == [("flaw_leak", "cnn1")]
    assert list(findings.parts_of_continuing(found).index) == [
        "continued",
        "continued_and_augmented",
        "augmented",
    ]
    with pytest.raises(ValueError, match="not published the audit of continued, control, fitted"):
        findings.flaws(published([]))
