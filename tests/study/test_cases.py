"""A study gathered over seeds, compared with its control, and what seeds and time cost."""

import numpy as np
import pytest

from polymnist_lib import metrics, study

SHARES = {("cnn1", "none"): 0.8, ("cnn1", "all"): 0.7, ("linear", "none"): 0.4}


def test_seeds_are_gathered_in_their_order(study_of):
    """Whatever order the cases come in, each policy has its seeds from the first to the last."""
    cases = study_of(SHARES)
    backwards = dict(reversed(cases.items()))
    assert list(study.over_seeds(cases)) == list(SHARES)
    for key, runs in study.over_seeds(backwards).items():
        assert runs == [cases[*key, seed] for seed in range(3)]


def test_accuracies_are_those_over_seeds(study_of):
    """A row has the mean with its interval, and what each seed gave."""
    cases = study_of(SHARES, spread=0.02)
    row = study.accuracies(cases).loc[("cnn1", "none")]
    runs = [cases["cnn1", "none", seed] for seed in range(3)]
    mean = metrics.across_seeds(runs)
    assert (row["accuracy"], row["low"], row["high"]) == (mean.estimate, mean.low, mean.high)
    assert [row[f"seed {k}"] for k in range(3)] == [run.correct.mean() for run in runs]


def test_differences_are_from_the_control_of_the_same_model(study_of):
    """The control itself is not compared; all comparisons are corrected together."""
    shares = {**SHARES, ("linear", "all"): 0.5}
    frame = study.differences(study_of(shares))
    assert list(frame.index) == [("cnn1", "all"), ("linear", "all")]
    assert frame.loc[("cnn1", "all"), "estimate"] == pytest.approx(-0.1, abs=0.04)
    assert frame.loc[("linear", "all"), "estimate"] == pytest.approx(0.1, abs=0.04)
    np.testing.assert_array_equal(frame["p_holm"], metrics.holm(frame["p"]))


def test_the_spread_of_seeds_is_measured_within_policies(study_of):
    """Policies that differ do not count as spread; seeds that differ do."""
    still = study_of({("mlp1", "none"): 0.5, ("mlp1", "all"): 0.9})
    for case in still:
        still[case] = still[*case[:2], 0]
    assert study.seed_spread(still).loc["mlp1", "deviation"] == 0
    moved = study_of({("mlp1", "none"): 0.5, ("mlp1", "all"): 0.9}, spread=0.05)
    row = study.seed_spread(moved).loc["mlp1"]
    shares = study.accuracies(moved).filter(like="seed ")
    assert row["deviation"] == pytest.approx(np.sqrt(shares.var(axis=1, ddof=1).mean()))
    assert row["pair"] == pytest.approx(row["deviation"] * np.sqrt(2))
    assert row["range"] == (shares.max(axis=1) - shares.min(axis=1)).max()
    assert row["policy"] in ("none", "all")


def test_costs_take_the_fastest_epoch_without_augmentation(run_of):
    """Epochs under augmentation and disturbed ones do not count."""
    runs = {
        ("cnn1", "none", 0): run_of((3.0, 2.0)),
        ("cnn1", "none", 1): run_of((9.0, 2.5)),
        ("cnn1", "all", 0): run_of((1.0, 1.0)),
    }
    frame = study.costs(runs, altering=0.5)
    assert list(frame.index) == ["cnn1"]
    assert dict(frame.loc["cnn1"]) == {"seconds": 2.0, "altering": 0.5, "share": 0.25}


def test_trainings_that_stopped_early_are_counted(run_of):
    """A training counts where its last epoch had the lowest validation loss."""
    runs = {
        ("cnn1", "all", 0): run_of(val_loss=(3.0, 2.0)),
        ("cnn1", "all", 1): run_of(val_loss=(2.0, 3.0)),
        ("mlp1", "all", 0): run_of(val_loss=(3.0, 1.0)),
        ("cnn1", "none", 0): run_of(val_loss=(3.0, 1.0)),
    }
    assert study.still_falling(runs, "all") == (2, 3)
    assert study.still_falling(runs, "none") == (1, 1)
