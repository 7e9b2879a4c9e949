"""Shipping a model: whole or not at all, with what is known of it."""

import json
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from polymnist_lib.digits import Digits, Origins
from polymnist_lib.models import builders, predict
from polymnist_lib.models.preprocess import PREPROCESSINGS
from polymnist_lib.reading import shipped, trials, writers
from polymnist_lib.reading.photos import pages
from polymnist_lib.sources import compose, embedded
from polymnist_lib.study import grid
from polymnist_lib.study.publication import shipping, small
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run


@pytest.fixture
def run(tmp_path):
    """An untrained model in a folder of a store, with what it says of twenty images."""
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28, 3), np.uint8)
    source = np.tile(np.arange(4), 5)
    strokes = embedded.strokes()[0][:4]
    origins = Origins(strokes, tuple(compose.photographs().values()), 0)
    test = Digits(images, source, np.repeat(np.arange(5), 4), source, origins)
    model = builders.with_preprocessing(builders.build("linear"))
    model.save(tmp_path / "model.keras")
    found = predict.predictions(model, test)
    environment = {
        "data": "tiny",
        "backend": "tensorflow",
        "machine": {"processor": "abacus"},
        "fingerprint": "f",
    }
    layers = pd.DataFrame({"parameters": [7850]})
    history = pd.DataFrame({"seconds": [1.0]})
    return Run(
        Recipe("linear"), "linear-0", history, layers, found, found, environment, tmp_path
    ), test


@pytest.fixture
def few_trials(monkeypatch):
    """Sixty of the pictures that a model is tried out on, and a page of each kind."""
    monkeypatch.setattr(trials, "PAGES", 1)
    strokes, labels = writers.strokes()
    parts = {True: slice(40), False: slice(40, 61)}
    monkeypatch.setattr(
        trials,
        "handwriting",
        lambda *, developed: (strokes[parts[developed]], labels[parts[developed]]),
    )


@pytest.mark.usefixtures("few_trials")
def test_a_model_is_shipped_whole(run, tmp_path):
    """Model, facts and card, the same probabilities, and compressed."""
    trained, test = run
    folder = shipping.ship(trained, test, tmp_path / "weights")
    with zipfile.ZipFile(folder / shipped.MODEL) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_DEFLATED}
    again = predict.predictions(shipped.load(folder / shipped.MODEL), test)
    np.testing.assert_array_equal(again.probabilities, trained.test.probabilities)
    facts = json.loads((folder / shipped.FACTS).read_text())
    assert facts["accuracy"] == trained.test.correct.mean()
    assert facts["test_fingerprint"] == test.fingerprint
    assert len(facts["by_modality"]) == 5
    assert "abacus" in (folder / shipping.CARD).read_text()


def test_what_cannot_be_shipped_is_refused(run, tmp_path, monkeypatch):
    """A model that is too large, or in no store; what was there before stays."""
    trained, test = run
    with pytest.raises(ValueError, match="is in no store"):
        shipping.ship(replace(trained, folder=None), test, tmp_path / "weights")
    monkeypatch.setattr(shipping, "LARGEST", 1000)
    with pytest.raises(ValueError, match="bytes; the library ships 1,000 at most"):
        shipping.ship(trained, test, tmp_path / "weights")
    assert not (tmp_path / "weights").exists()


@pytest.mark.usefixtures("few_trials")
def test_a_model_is_tried_out_on_pictures(run, tmp_path):
    """It gets its temperature, and its card says how it reads other handwriting."""
    trained, test = run
    folder = shipping.ship(trained, test, tmp_path / "weights")
    known = json.loads((folder / shipped.FACTS).read_text(encoding="utf-8"))
    assert 0.1 <= known["temperature"] <= 10
    measured = trials.load(folder / shipped.TRIALS)
    assert set(measured) == set(known["handwriting"]) == {"ink_on_paper", "photographed"}
    for kind, steps in measured.items():
        assert tuple(steps) == trials.LADDER
        share = steps["framed"].correct.mean()
        assert known["handwriting"][kind]["estimate"] == pytest.approx(share)
    card = (folder / shipping.CARD).read_text(encoding="utf-8")
    assert "in simulated photographs" in card
    assert set(known["pages"]) == {"others", "test"}
    for kinds in known["pages"].values():
        assert set(kinds) == set(pages.KINDS)
        assert {each["pages"] for each in kinds.values()} == {1}
        assert f"{100 * kinds['row']['errors'] / kinds['row']['digits']:.1f}%" in card
    assert card == shipping.card(known)


@pytest.mark.usefixtures("few_trials")
def test_small_networks_are_shipped_beside_one_another(run, tmp_path, monkeypatch):
    """Each under what it sees; one that is trained anew takes the place of its own alone."""
    trained, test = run
    for name in ("grey", "colour"):
        one = replace(trained, recipe=trained.recipe.but(preprocessing=name), key=f"linear-{name}")
        folder = small.ship(one, test, tmp_path / "small")
    again = replace(trained, recipe=trained.recipe.but(preprocessing="grey"), key="linear-again")
    small.ship(again, test, folder)
    known = json.loads((folder / shipped.FACTS).read_text(encoding="utf-8"))
    assert {name: each["key"] for name, each in known.items()} == {
        "colour": "linear-colour",
        "grey": "linear-again",
    }
    assert all(0.1 <= each["temperature"] <= 10 for each in known.values())
    written = (folder / shipping.CARD).read_text(encoding="utf-8")
    assert written == small.card(known)
    assert written.index("`colour.keras`") < written.index("`grey.keras`")
    found = predict.predictions(shipped.load(folder / "grey.keras"), test)
    np.testing.assert_array_equal(found.probabilities, trained.test.probabilities)
    monkeypatch.setattr(small, "LARGEST", 1000)
    with pytest.raises(ValueError, match="the library ships 1,000 at most"):
        small.ship(again, test, folder)
    assert json.loads((folder / shipped.FACTS).read_text(encoding="utf-8")) == known


def test_each_small_network_has_a_group():
    """Alike but for what it sees, which is what the group is named after."""
    seen = {recipe.preprocessing: group for group, recipe in grid.SMALL.items()}
    assert seen == {name: f"small_{name}" for name in PREPROCESSINGS}
    assert set(small._SEEN) == set(PREPROCESSINGS)
    assert len({recipe.but(preprocessing="grey") for recipe in grid.SMALL.values()}) == 1
    for group, recipe in grid.SMALL.items():
        (experiment,) = grid.GROUPS[group]
        assert experiment.recipe == recipe.but(seed=experiment.recipe.seed)
        assert experiment.division == "whole"
