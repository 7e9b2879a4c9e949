"""Cases gathered over seeds, compared with their control, and what seeds and time cost."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics
from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics import Predictions, policies

SOURCES = 60


def answers_of(right, *, source=True, offset=0):
    """Make predictions for 60 handwritings in five modalities; ``right`` says which are right."""
    right = np.asarray(right, dtype=bool)
    sources = np.tile(np.arange(SOURCES), 5)
    labels = sources % 10
    said = np.where(right, labels, (labels + 1) % 10)
    probabilities = np.full((len(said), 10), 0.02, np.float32)
    probabilities[np.arange(len(said)), said] = 0.82
    modality = np.repeat(np.arange(5), SOURCES)
    return Predictions(probabilities, labels, modality, sources + offset if source else None)


@pytest.fixture
def cases_of():
    """A function that draws cases from the accuracies of its models and policies.

    Two networks of one seed agree on which images are easy, so that pairs are worth comparing.
    """

    def draw(shares, *, seeds=3, spread=0.0, source=True, offset=0):
        cases = {}
        for (model, policy), share in shares.items():
            for seed in range(seeds):
                ease = np.random.default_rng(seed).random(5 * SOURCES)
                each = share + spread * (seed - (seeds - 1) / 2)
                cases[model, policy, seed] = answers_of(ease < each, source=source, offset=offset)
        return cases

    return draw


SHARES = {("cnn1", "none"): 0.8, ("cnn1", "all"): 0.7, ("linear", "none"): 0.4}


def test_seeds_are_gathered_in_their_order(cases_of):
    """Whatever order the cases come in, each policy has its seeds from the first to the last."""
    cases = cases_of(SHARES)
    backwards = dict(reversed(cases.items()))
    assert list(policies.over_seeds(cases)) == list(SHARES)
    for key, runs in policies.over_seeds(backwards).items():
        assert runs == [cases[*key, seed] for seed in range(3)]


def test_accuracies_are_those_over_seeds(cases_of):
    """A row has the mean with its interval, and what each seed gave."""
    cases = cases_of(SHARES, spread=0.02)
    row = policies.accuracies(cases).loc[("cnn1", "none")]
    runs = [cases["cnn1", "none", seed] for seed in range(3)]
    mean = metrics.across_seeds(runs)
    assert (row["accuracy"], row["low"], row["high"]) == (mean.estimate, mean.low, mean.high)
    assert [row[f"seed {k}"] for k in range(3)] == [run.correct.mean() for run in runs]


def test_differences_are_from_the_control_of_the_same_model(cases_of):
    """The control itself is not compared; all comparisons are corrected together."""
    shares = {**SHARES, ("linear", "all"): 0.5}
    frame = policies.differences(cases_of(shares))
    assert list(frame.index) == [("cnn1", "all"), ("linear", "all")]
    assert frame.loc[("cnn1", "all"), "estimate"] == pytest.approx(-0.1, abs=0.04)
    assert frame.loc[("linear", "all"), "estimate"] == pytest.approx(0.1, abs=0.04)
    np.testing.assert_array_equal(frame["p_holm"], metrics.holm(frame["p"]))


def test_the_spread_of_seeds_is_measured_within_policies(cases_of):
    """Policies that differ do not count as spread; seeds that differ do."""
    still = cases_of({("mlp1", "none"): 0.5, ("mlp1", "all"): 0.9})
    for case in still:
        still[case] = still[*case[:2], 0]
    assert policies.seed_spread(still).loc["mlp1", "deviation"] == 0
    moved = cases_of({("mlp1", "none"): 0.5, ("mlp1", "all"): 0.9}, spread=0.05)
    row = policies.seed_spread(moved).loc["mlp1"]
    shares = policies.accuracies(moved).filter(like="seed ")
    assert row["deviation"] == pytest.approx(np.sqrt(shares.var(axis=1, ddof=1).mean()))
    assert row["pair"] == pytest.approx(row["deviation"] * np.sqrt(2))
    assert row["range"] == (shares.max(axis=1) - shares.min(axis=1)).max()
    assert row["policy"] in ("none", "all")


def digits_of(sources, *, known=True):
    """Make blank digits of some sources, in two modalities."""
    sources = np.repeat(sources, 2)
    modality = np.arange(len(sources)) % 2
    images = np.zeros((len(sources), 28, 28, 3), np.uint8)
    return Digits(images, sources % 10, modality, sources if known else None)


def test_contrasts_cover_the_true_gap():
    """Over simulated studies, 95 % intervals of a gap hold the true one about as often."""
    random = np.random.default_rng(3)
    hits = []
    for _ in range(200):
        moves = random.normal(0, 0.02, 3)
        parts = []
        for share, offset, sign in ((0.8, 0, 1), (0.7, 1000, -1)):
            ease = random.uniform(-0.15, 0.15, SOURCES)
            right = random.random((3, 5, SOURCES)) < share + moves[:, None, None] + ease
            right = right.reshape(3, -1)
            parts.append((right.astype(float), answers_of(right[0], offset=offset), sign))
        hits.append(0.1 in metrics.contrast(parts))
    assert 0.9 <= np.mean(hits) <= 1


def test_a_contrast_of_one_seed_is_about_its_networks(cases_of):
    """Its interval is that of the handwriting alone, as wide as that of one trained network."""
    (run,) = cases_of({("cnn1", "none"): 0.6}, seeds=1).values()
    found = metrics.contrast([(run.correct[None].astype(float), run, 1)])
    alone = metrics.accuracy(run)
    assert found.estimate == pytest.approx(alone.estimate)
    assert found.high - found.low == pytest.approx(alone.high - alone.low, rel=0.2)


def test_gaps_are_training_minus_validation(cases_of):
    """The gap lies between its bounds, and its change is that of the gaps."""
    training = cases_of({("cnn1", "none"): 0.9, ("cnn1", "all"): 0.7})
    validation = cases_of({("cnn1", "none"): 0.6, ("cnn1", "all"): 0.6}, offset=1000)
    frame = policies.gaps(training, validation)
    none = frame.loc[("cnn1", "none")]
    assert none["gap"] == pytest.approx(none["training"] - none["validation"])
    assert none["gap"] == pytest.approx(0.3, abs=0.05)
    assert none["low"] > 0
    assert none["sign"] == 1
    changes = policies.gap_changes(training, validation)
    assert list(changes.index) == [("cnn1", "all")]
    change = changes.loc[("cnn1", "all")]
    assert change["estimate"] == pytest.approx(frame.loc[("cnn1", "all"), "gap"] - none["gap"])
    assert change["p_holm"] < 0.05


@pytest.mark.parametrize(("value", "p"), [(1.0, 0.125), (0.0, 1.0)])
def test_a_contrast_of_images_that_all_agree_is_not_certain(value, p):
    """Four handwritings that say the same leave room for others, and no p-value of 0."""
    nothing = np.full((4, 10), 0.1)
    four = metrics.Predictions(nothing, np.zeros(4, int), np.zeros(4, int), np.arange(4))
    found = metrics.contrast([(np.full((3, 4), value), four, 1)])
    assert (found.estimate, found.p) == (value, p)
    assert found.low < value < found.high


def test_an_interaction_is_a_difference_of_differences(cases_of):
    """What a policy takes from one model, less what it takes from another."""
    shares = {("linear", "none"): 0.5, ("linear", "all"): 0.3}
    shares |= {("cnn1", "none"): 0.9, ("cnn1", "all"): 0.9}
    cases = cases_of(shares)
    found = policies.interaction(cases, "linear", "cnn1", policy="all")
    changes = policies.differences(cases)["estimate"]
    assert found.estimate == pytest.approx(changes["linear", "all"] - changes["cnn1", "all"])
    assert found.high < 0


def test_the_training_sample_is_as_large_as_validation_and_whole_sources():
    """Known sources are taken with all their images, from the first to the last."""
    split = Split(digits_of(np.arange(40)), digits_of(np.arange(50, 60)), digits_of([90]), "x")
    sample = policies.training_sample(split)
    assert len(sample) == len(split.validation)
    assert {0, 39} <= set(sample.source)
    assert np.unique(np.bincount(sample.source, minlength=40)).tolist() == [0, 2]


def test_the_training_sample_of_unknown_sources_is_of_images():
    """Where sources are unknown, images are taken, spread evenly."""
    parts = [digits_of(np.arange(n), known=False) for n in (40, 10, 1)]
    sample = policies.training_sample(Split(*parts, "x"))
    assert len(sample) == 20
    assert sample.source is None


def test_costs_take_the_fastest_epoch_without_augmentation():
    """Epochs under augmentation and disturbed ones do not count."""
    seconds = {
        ("cnn1", "none", 0): (3.0, 2.0),
        ("cnn1", "none", 1): (9.0, 2.5),
        ("cnn1", "all", 0): (1.0, 1.0),
    }
    histories = {case: pd.DataFrame({"seconds": each}) for case, each in seconds.items()}
    frame = policies.costs(histories, altering=0.5)
    assert list(frame.index) == ["cnn1"]
    assert dict(frame.loc["cnn1"]) == {"seconds": 2.0, "altering": 0.5, "share": 0.25}


def test_trainings_that_stopped_early_are_counted():
    """A training counts where its last epoch had the lowest validation loss."""
    losses = {
        ("cnn1", "all", 0): (3.0, 2.0),
        ("cnn1", "all", 1): (2.0, 3.0),
        ("mlp1", "all", 0): (3.0, 1.0),
        ("cnn1", "none", 0): (3.0, 1.0),
    }
    histories = {case: pd.DataFrame({"val_loss": each}) for case, each in losses.items()}
    assert policies.still_falling(histories, "all") == (2, 3)
    assert policies.still_falling(histories, "none") == (1, 1)
