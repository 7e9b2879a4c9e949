"""What policies do to images, measured on them."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib.digits import Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.training import changes
from polymnist_lib.training.augment import POLICIES, Policy
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run


def test_measured_changes_are_those_asked_for():
    """Angles, displacements and sizes fill their ranges and no more."""
    found = changes.measured_changes(POLICIES["all"], draws=1500)
    low, high = found.min(), found.max()
    assert (low["degrees"], high["degrees"]) == (
        pytest.approx(-5, abs=0.05),
        pytest.approx(5, abs=0.05),
    )
    for name in ("right", "down"):
        assert (low[name], high[name]) == (
            pytest.approx(-2.8, abs=0.03),
            pytest.approx(2.8, abs=0.03),
        )
    for name in ("width", "height"):
        assert low[name] == pytest.approx(1 / 1.1, abs=0.003)
        assert high[name] == pytest.approx(1 / 0.9, abs=0.003)


@pytest.mark.parametrize(
    ("policy", "moved"),
    [
        (Policy(), set()),
        (POLICIES["rotation"], {"degrees"}),
        (POLICIES["shift"], {"right", "down"}),
        (POLICIES["zoom"], {"width", "height"}),
    ],
)
def test_a_policy_changes_only_what_it_names(policy, moved):
    """The other measures stay where they are."""
    found = changes.measured_changes(policy, draws=50)
    spread = found.max() - found.min()
    assert set(spread.index[spread > 1e-3]) == moved


def test_altered_digits_keep_what_is_known_of_them():
    """Pixels change, as bytes of the same shape; labels, modalities and sources do not."""
    images = np.random.default_rng(0).integers(0, 256, (12, 28, 28, 3), np.uint8)
    digits = Digits(images, np.arange(12) % 10, np.arange(12) % 5, np.arange(12))
    altered = changes.altered(digits, POLICIES["all"], seed=0)
    assert not np.array_equal(altered.images, images)
    np.testing.assert_array_equal(altered.labels, digits.labels)
    np.testing.assert_array_equal(altered.modality, digits.modality)
    np.testing.assert_array_equal(altered.source, digits.source)
    again = changes.altered(digits, POLICIES["all"], seed=0)
    np.testing.assert_array_equal(altered.images, again.images)


def test_the_time_to_alter_is_proportional():
    """Beyond the sample, twice the images take twice the time that was measured."""
    seconds = changes.seconds_to_alter(10, POLICIES["all"], repeats=2)
    assert 0 < seconds < 1
    many = changes.seconds_to_alter(10**6, POLICIES["all"], sample=100, repeats=3)
    assert many > 100 * seconds


@pytest.fixture
def run_of():
    """A function that makes a run of a history alone."""

    def make(seconds=(2.0, 1.0), val_loss=(1.0, 0.5), model="cnn1"):
        nothing = Predictions(np.full((1, 10), 0.1), [0], [0])
        history = pd.DataFrame({"seconds": seconds, "val_loss": val_loss})
        layers = pd.DataFrame({"layer": ["Dense"], "parameters": [10]})
        return Run(Recipe(model), "key", history, layers, nothing, nothing, {})

    return make


def test_costs_take_the_fastest_epoch_without_augmentation(run_of):
    """Epochs under augmentation and disturbed ones do not count."""
    runs = {
        ("cnn1", "none", 0): run_of((3.0, 2.0)),
        ("cnn1", "none", 1): run_of((9.0, 2.5)),
        ("cnn1", "all", 0): run_of((1.0, 1.0)),
    }
    frame = changes.costs(runs, altering=0.5)
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
    assert changes.still_falling(runs, "all") == (2, 3)
    assert changes.still_falling(runs, "none") == (1, 1)
