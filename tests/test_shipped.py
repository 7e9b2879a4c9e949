"""The shipped model: it loads, it is what its card says, and another can take its place."""

import json
import zipfile
from dataclasses import replace

import keras
import numpy as np
import pandas as pd
import pytest

from polymnist_lib import cli, findings, models, predict, results, shipped, trials
from polymnist_lib.digits import Digits
from polymnist_lib.recipes import Recipe
from polymnist_lib.runs import Run
from polymnist_lib.sources import embedded


@pytest.fixture
def run(tmp_path):
    """An untrained model in a folder of a store, with what it says of twenty images."""
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28, 3), np.uint8)
    source = np.tile(np.arange(4), 5)
    test = Digits(images, source, np.repeat(np.arange(5), 4), source)
    model = models.with_preprocessing(models.build("linear"))
    model.save(tmp_path / "model.keras")
    found = predict.prepared(model, test)
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


def test_the_shipped_model_is_what_its_facts_say():
    """It takes raw images, has the parameters named, and is small enough to come along."""
    model, facts = shipped.load(), shipped.facts()
    assert model.count_params() == facts["parameters"] <= 500_000
    assert (shipped.FOLDER / shipped.MODEL).stat().st_size <= shipped.LARGEST
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 3), np.uint8)
    np.testing.assert_allclose(predict.probabilities(model, images).sum(axis=1), 1, rtol=1e-5)
    card = (shipped.FOLDER / shipped.CARD).read_text(encoding="utf-8")
    assert card == shipped._card(facts), "the card is written by `polymnist study --publish`"
    assert f"{100 * facts['accuracy']:.2f}%" in card
    assert facts["recipe"]["model"] in card


def test_the_shipped_model_is_the_strongest_published():
    """Its key is that of the results, of which the book shows the errors beside it."""
    assert shipped.facts()["key"] == findings.strongest(results.published())


def test_the_shipped_model_reads_digits_that_nobody_trained_it_on():
    """On scikit-learn's digits over the same photographs it is far better than chance."""
    from polymnist_lib import sources

    test = sources.load("embedded").test
    assert predict.prepared(shipped.load(), test).correct.mean() > 0.5


@pytest.fixture
def few_trials(monkeypatch):
    """Sixty of the pictures that a model is tried out on."""
    strokes, labels = embedded.strokes()
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
    folder = shipped.ship(trained, test, tmp_path / "weights")
    with zipfile.ZipFile(folder / shipped.MODEL) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_DEFLATED}
    again = predict.prepared(shipped.load(folder / shipped.MODEL), test)
    np.testing.assert_array_equal(again.probabilities, trained.test.probabilities)
    facts = json.loads((folder / shipped.FACTS).read_text())
    assert facts["accuracy"] == trained.test.correct.mean()
    assert facts["test_fingerprint"] == test.fingerprint
    assert len(facts["by_modality"]) == 5
    assert "abacus" in (folder / shipped.CARD).read_text()


def test_what_cannot_be_shipped_is_refused(run, tmp_path, monkeypatch):
    """A model that is too large, or in no store; what was there before stays."""
    trained, test = run
    with pytest.raises(ValueError, match="is in no store"):
        shipped.ship(replace(trained, folder=None), test, tmp_path / "weights")
    monkeypatch.setattr(shipped, "LARGEST", 1000)
    with pytest.raises(ValueError, match="bytes; the library ships 1,000 at most"):
        shipped.ship(trained, test, tmp_path / "weights")
    assert not (tmp_path / "weights").exists()


def test_evaluate_measures_the_shipped_model(capsys):
    """Accuracy with interval, by modality, beside what was published of other images."""
    assert cli.main(["evaluate"]) == 0
    shown = capsys.readouterr().out
    accuracy = predict.prepared(shipped.load(), _embedded_test()).correct.mean()
    assert f"accuracy  {100 * accuracy:.2f} % (" in shown
    assert shown.count("      m") == 5
    assert "of other images, the test set of mnist" in shown


def test_evaluate_measures_a_run(run, capsys):
    """A model of a store is measured as the shipped one is."""
    trained, _ = run
    assert cli.main(["evaluate", "--model", str(trained.folder / "model.keras")]) == 0
    shown = capsys.readouterr().out
    assert "7,850 parameters" in shown
    assert "published" not in shown


def test_evaluate_says_what_is_no_model(tmp_path, capsys):
    """A missing file, one that is no model, and a model of something else."""
    (tmp_path / "no.keras").write_text("no model")
    other = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3)])
    other.save(tmp_path / "other.keras")
    for name, message in (
        ("missing.keras", "there is no such model"),
        ("no.keras", "is not a model that this library saved"),
        ("other.keras", "must be a model from (28, 28, 3) to (10,); got one from (5,) to (3,)"),
    ):
        assert cli.main(["evaluate", "--model", str(tmp_path / name)]) == 1
        assert message in capsys.readouterr().err


def _embedded_test():
    """Return the embedded test part."""
    from polymnist_lib import sources

    return sources.load("embedded").test


@pytest.mark.usefixtures("few_trials")
def test_a_model_is_tried_out_on_pictures(run, tmp_path):
    """It gets its temperature, and its card says how it reads other handwriting."""
    trained, test = run
    folder = shipped.ship(trained, test, tmp_path / "weights")
    known = json.loads((folder / shipped.FACTS).read_text(encoding="utf-8"))
    assert 0.1 <= known["temperature"] <= 10
    measured = trials.load(folder / shipped.TRIALS)
    assert set(measured) == set(known["handwriting"]) == {"ink_on_paper", "photographed"}
    for kind, steps in measured.items():
        assert tuple(steps) == trials.LADDER
        share = steps["framed"].correct.mean()
        assert known["handwriting"][kind]["estimate"] == pytest.approx(share)
    card = (folder / shipped.CARD).read_text(encoding="utf-8")
    assert "in simulated photographs" in card
    assert card == shipped._card(known)
