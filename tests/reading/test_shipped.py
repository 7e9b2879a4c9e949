"""The shipped model: it loads, it is what its card says, and another can take its place."""

import json
from dataclasses import replace

import h5py
import keras
import numpy as np

from polymnist_lib import cli, sources
from polymnist_lib.models import builders, predict
from polymnist_lib.models.preprocess import PREPROCESSINGS
from polymnist_lib.reading import shipped
from polymnist_lib.sources import embedded
from polymnist_lib.study import findings, results
from polymnist_lib.study.publication import shipping, small


def test_the_shipped_model_is_what_its_facts_say():
    """It takes raw images, has the parameters named, and is small enough to come along."""
    model, facts = shipped.load(), shipped.facts()
    assert model.count_params() == facts["parameters"] <= 500_000
    assert shipped.load_quickly().parameters == facts["parameters"]
    assert (shipped.LARGE / shipped.MODEL).stat().st_size <= shipping.LARGEST
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 3), np.uint8)
    np.testing.assert_allclose(predict.probabilities(model, images).sum(axis=1), 1, rtol=1e-5)
    card = (shipped.LARGE / shipping.CARD).read_text(encoding="utf-8")
    assert card == shipping.card(facts), "the card is written by `polymnist study --publish`"
    assert f"{100 * facts['accuracy']:.2f}%" in card
    assert facts["recipe"]["model"] in card


def test_the_shipped_model_is_the_one_published():
    """Its key is that of the results, of which the book shows the errors beside it."""
    assert shipped.facts()["key"] == findings.shipped(results.published())


def test_the_small_networks_are_what_their_facts_say():
    """Each was trained for what it sees, and all of them are small enough to come along."""
    known = shipped.small_facts()
    assert set(known) <= set(PREPROCESSINGS)
    for name, reader in shipped.small().items():
        assert reader.network.preprocessing == known[name]["recipe"]["preprocessing"] == name
        assert reader.temperature == known[name]["temperature"]
        numbers = sum(w.size for layer in reader.network.layers for w in layer.weights.values())
        assert numbers <= known[name]["parameters"] <= 50_000
    files = list(shipped.SMALL.glob("*.keras"))
    assert {file.stem for file in files} == set(known)
    assert sum(file.stat().st_size for file in files) <= 900_000
    card = (shipped.SMALL / shipping.CARD).read_text(encoding="utf-8")
    assert card == small.card(known), "the card is written by `polymnist study --publish`"


def test_evaluate_measures_the_shipped_model(monkeypatch, capsys):
    """Accuracy with interval, by modality, beside what was published of other images."""
    whole = sources.load("embedded")
    some = whole.test.take(slice(None, None, 50))
    monkeypatch.setattr(
        sources, "load", lambda name, **options: replace(whole, name=name, test=some)
    )
    assert cli.main(["evaluate", "--source", "mnist"]) == 0
    shown = capsys.readouterr().out
    accuracy = predict.predictions(shipped.load(), some).correct.mean()
    assert f"accuracy  {100 * accuracy:.2f} % (" in shown
    assert shown.count("      m") == 5
    assert "of other images, the test set of mnist" in shown


def test_no_network_is_measured_on_digits_that_it_learned_from(tmp_path, capsys):
    """The embedded digits are in MNIST's training file, from which the shipped one learned."""
    assert cli.main(["evaluate"]) == 1
    assert "The shipped model learned from mnist" in capsys.readouterr().err
    file = tmp_path / "model.keras"
    builders.with_preprocessing(builders.build("linear")).save(file)
    for source, refused in (*((each, True) for each in embedded.HELD_BY), ("embedded", False)):
        told = {"environment": {"data": source}}
        (tmp_path / "run.json").write_text(json.dumps(told), encoding="utf-8")
        assert cli.main(["evaluate", "--model", str(file)]) == refused
    (tmp_path / "run.json").write_text("cut", encoding="utf-8")  # nobody knows what it learned
    assert cli.main(["evaluate", "--model", str(file)]) == 0


def test_evaluate_measures_a_run(tmp_path, capsys):
    """A model of a store is measured as the shipped one is."""
    file = tmp_path / "model.keras"
    builders.with_preprocessing(builders.build("linear")).save(file)
    assert cli.main(["evaluate", "--model", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "7,850 parameters" in shown
    assert "published" not in shown


def test_evaluate_says_what_is_no_model(tmp_path, capsys):
    """A missing file, one that is no model, and models of something else."""
    (tmp_path / "no.keras").write_text("no model")
    other = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3)])
    other.save(tmp_path / "other.keras")
    few = keras.Sequential(
        [keras.Input((28, 28, 3)), keras.layers.Flatten(), keras.layers.Dense(3)]
    )
    few.save(tmp_path / "few.keras")
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file["dense"] = np.zeros(3)
    for name, message in (
        ("missing.keras", "there is no such model"),
        ("no.keras", "found text"),
        ("other.keras", "found another Keras model from 5, of the layers Dense"),
        ("few.keras", "found a Keras model of which an answer is of shape (3,)"),
        ("weights.h5", "found an HDF5 file (.h5), which Keras cannot load here"),
    ):
        assert cli.main(["evaluate", "--model", str(tmp_path / name)]) == 1
        assert message in capsys.readouterr().err


def test_evaluate_has_keras_read_what_a_network_cannot_be(tmp_path, capsys):
    """A model with other layers is measured too, from 28 x 28 x 3 to ten answers."""
    other = keras.Sequential(
        [keras.Input((28, 28, 3)), keras.layers.Rescaling(1 / 255), keras.layers.Flatten()]
    )
    other.add(keras.layers.Dense(10, "softmax"))
    other.save(tmp_path / "other.keras")
    assert cli.main(["evaluate", "--model", str(tmp_path / "other.keras")]) == 0
    assert "23,530 parameters" in capsys.readouterr().out
