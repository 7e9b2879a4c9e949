"""The two sizes of the report."""

import pytest

from polymnist_lib import profiles
from polymnist_lib.models.catalogue import CATALOGUE, COMPARED


@pytest.mark.parametrize("name", profiles.PROFILES)
def test_every_profile_has_the_compared_models(name):
    """A recipe a model, in the catalogue's order."""
    profile = profiles.get(name)
    assert tuple(profile.recipes) == COMPARED
    for key, recipe in profile.recipes.items():
        assert (recipe.model, recipe.augmentation) == (
            CATALOGUE[key].builder,
            CATALOGUE[key].augmentation,
        )
    assert {recipe.batch_size for recipe in profile.recipes.values()} == {32}


def test_an_unknown_profile_names_the_valid_ones():
    """A profile that is not there is refused with the valid names."""
    with pytest.raises(ValueError, match="'big'.*embedded, full"):
        profiles.get("big")


def test_the_environment_replaces_the_source(monkeypatch):
    """POLYMNIST_SOURCE makes a profile load another source's data."""
    monkeypatch.setenv("POLYMNIST_SOURCE", "embedded")
    assert profiles.get("full").load().name == "embedded"


@pytest.mark.parametrize(("given", "wanted"), [("1", True), ("", False)])
def test_the_environment_has_bad_files_skipped(monkeypatch, given, wanted):
    """POLYMNIST_SKIP_BAD reaches the source, so that the book can go on without bad files."""
    monkeypatch.setenv("POLYMNIST_SKIP_BAD", given)
    monkeypatch.setattr(profiles.sources, "load", lambda name, **options: (name, options))
    name, options = profiles.get("full").load()
    assert (name, options) == ("kaggle", {"skip_bad": wanted})


def test_a_models_own_epochs_go_before_its_familys():
    """Named beside the families', in its recipe."""
    epochs = {"convolutional": 5, "perceptron": 15, "linear": 15, "mlp1": 20}
    made = profiles._profile("mine", "embedded", epochs=epochs)
    assert (made.recipes["mlp1"].epochs, made.recipes["mlp2"].epochs) == (20, 15)
    assert made.recipes["cnn1"].epochs == 5


def test_the_environment_chooses_the_profile(monkeypatch):
    """The small one where it says nothing, and no unknown one."""
    monkeypatch.delenv("POLYMNIST_PROFILE", raising=False)
    assert profiles.wanted().name == "embedded"
    monkeypatch.setenv("POLYMNIST_PROFILE", "full")
    assert profiles.wanted().name == "full"
    monkeypatch.setenv("POLYMNIST_PROFILE", "huge")
    with pytest.raises(ValueError, match="Unknown profile 'huge'"):
        profiles.wanted()
