"""The page where readers draw: what it offers, in which words, and the models as scripts."""

import base64
import json
import re
from html import unescape

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Predictions
from polymnist_lib.models import builders, networks
from polymnist_lib.reading import shipped
from polymnist_lib.report import board
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """An untrained linear model as a run of a store, right on three test images of four."""
    folder = tmp_path_factory.mktemp("linear")
    builders.with_preprocessing(builders.build("linear")).save(folder / "model.keras")
    layers = pd.DataFrame({"layer": ["Dense"], "output": ["10"], "parameters": [7850]})
    right = Predictions(
        np.eye(10, dtype=np.float32)[[0, 1, 2, 9]], np.arange(4), np.zeros(4, int), np.arange(4)
    )
    return Run(Recipe("linear"), "linear-0", pd.DataFrame(), layers, right, right, {}, folder)


def test_a_script_holds_the_network_to_the_last_bit(run):
    """Registered under its name; every layer with its kind, its size and its weights."""
    choice = board.trained_choice("linear", run)
    text = board.scripts([choice])["models/linear.js"]
    found = re.fullmatch(
        r'\(\(window\.polymnist \?\?= \{\}\)\.networks \?\?= \{\}\)\["linear"\] = (\{.*\});\n', text
    )
    described = json.loads(found[1])
    network = networks.read(run.folder / "model.keras")
    assert described["preprocessing"] == network.preprocessing
    assert described["temperature"] == 1
    assert [each["kind"] for each in described["layers"]] == [each.kind for each in network.layers]
    for written, layer in zip(described["layers"], network.layers, strict=True):
        assert written["size"] == layer.size
        for name, expected in layer.weights.items():
            values = np.frombuffer(base64.b64decode(written["weights"][name]["data"]), "<f4")
            assert written["weights"][name]["shape"] == list(expected.shape)
            np.testing.assert_array_equal(values, expected.ravel())


@pytest.mark.parametrize(
    ("lang", "facts"),
    [
        (
            "es",
            ["entrenamiento: esta copia", "7850 parámetros", "exactitud: 75,0\u00a0%"],
        ),
        ("en", ["training: this copy", "7,850 parameters", "accuracy: 75.0%"]),
    ],
)
def test_a_model_of_the_build_says_so(run, lang, facts):
    """Where it was trained, its size, its accuracy here, and that at full size."""
    i18n.set_language(lang)
    choice = board.trained_choice("linear", run)
    assert choice.facts[:3] == facts
    assert choice.facts[3].startswith(f"{i18n.term('full_size')}: ")


def test_the_shipped_model_is_read_from_its_file():
    """With what is known of it."""
    choice, known = board.shipped_choice(), shipped.facts()
    assert choice.name == known["recipe"]["model"]
    assert choice.temperature == known["temperature"]
    assert choice.facts == [
        "entrenamiento: con todos los datos",
        f"{i18n.integer(known['parameters'])} parámetros",
        f"exactitud: {i18n.percent(known['accuracy'])}",
    ]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_board_offers_its_models_in_the_language(run, lang):
    """The first is chosen; what the script will say is in the page, its gaps named alike."""
    i18n.set_language(lang)
    choices = [board.shipped_choice(), board.trained_choice("linear", run)]
    page = board.Board(choices)._repr_html_()
    offered = re.findall(r'name="board-model" value="(\w+)" data-name="([^"]+)"( checked)?', page)
    assert offered == [
        (choice.name, i18n.term(choice.name), " checked" * (not place))
        for place, choice in enumerate(choices)
    ]
    words = json.loads(unescape(re.search(r'data-words="([^"]+)"', page)[1]))
    assert words["blank"] == i18n.term("board_blank")
    assert set(re.findall(r"\{(\w+)\}", words["answer"])) == {"model", "digit", "share"}
    assert page.count("<li>") == 10
    shown = repr(board.Board(choices)).splitlines()
    assert [line.partition(": ")[0] for line in shown] == [i18n.term(each.name) for each in choices]


def test_a_run_without_a_store_has_no_weights(run):
    """It is named."""
    nowhere = Run(
        run.recipe, "linear-1", run.history, run.layers, run.validation, run.test, {}, None
    )
    with pytest.raises(FileNotFoundError, match="linear-1 is not in a store"):
        board.trained_choice("linear", nowhere)
