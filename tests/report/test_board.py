"""The page where readers draw: what it offers, in which words, and what its scripts hold."""

import base64
import json
import re
from html import unescape

import cv2
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from polymnist_lib import i18n
from polymnist_lib.metrics import Predictions
from polymnist_lib.models import builders, networks
from polymnist_lib.reading import shipped
from polymnist_lib.report import board
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run

PHOTOGRAPHS = {
    name: np.random.default_rng(place).integers(0, 256, (40, 60, 3), np.uint8)
    for place, name in enumerate(("coffee", "chelsea"))
}


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


def registered(text, where, name):
    """Return what a script puts under a name."""
    begin = f'((window.polymnist ??= {{}}).{where} ??= {{}})["{name}"] = '
    assert text.startswith(begin)
    assert text.endswith(";\n")
    return json.loads(text.removeprefix(begin).removesuffix(";\n"))


def test_a_script_holds_the_network(run):
    """Every layer with its kind, its size and its weights, each as near as 16 bits come."""
    choice = board.trained_choice("linear", run)
    described = registered(board.scripts([choice], {})["models/linear.js"], "networks", "linear")
    network = networks.read(run.folder / "model.keras")
    assert described["preprocessing"] == network.preprocessing
    assert described["temperature"] == 1
    assert [each["kind"] for each in described["layers"]] == [each.kind for each in network.layers]
    for written, layer in zip(described["layers"], network.layers, strict=True):
        assert written["size"] == layer.size
        for name, expected in layer.weights.items():
            found = written["weights"][name]
            data = base64.b64decode(found["data"])
            assert found["shape"] == list(expected.shape)
            if expected.ndim == 1:
                np.testing.assert_array_equal(np.frombuffer(data, "<f4"), expected)
                continue
            whole = np.frombuffer(data, "<i2").reshape(expected.shape)
            np.testing.assert_array_equal(np.abs(whole).max(axis=0), 2**15 - 1)
            error = np.abs(whole * np.array(found["scale"], np.float32) - expected)
            assert (error <= np.abs(expected).max(axis=0) / 2**16 * 1.01).all()


def test_a_photograph_loses_nothing():
    """The picture in the script has every pixel."""
    for name, text in board.scripts([], PHOTOGRAPHS).items():
        key = name.removeprefix("photographs/").removesuffix(".js")
        address = registered(text, "photographs", key)
        kind, _, data = address.partition(",")
        assert kind == "data:image/webp;base64"
        found = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR_RGB)
        np.testing.assert_array_equal(found, PHOTOGRAPHS[key])


@pytest.mark.parametrize(
    ("lang", "facts"),
    [
        ("es", ["7850 parámetros", "exactitud: 75,0\u00a0%"]),
        ("en", ["7,850 parameters", "accuracy: 75.0%"]),
    ],
)
def test_a_model_of_the_build_says_so(run, lang, facts):
    """Where it was trained, its size, its accuracy here, and that at full size."""
    i18n.set_language(lang)
    choice = board.trained_choice("linear", run)
    assert choice.trained == "this_build"
    assert choice.facts[:2] == facts
    assert choice.facts[2].startswith(f"{i18n.term('full_size')}: ")


def test_the_shipped_model_is_read_from_its_file():
    """With what is known of it."""
    choice, known = board.shipped_choice(), shipped.facts()
    assert choice.name == known["recipe"]["model"]
    assert choice.temperature == known["temperature"]
    assert choice.trained == "full_size"
    assert choice.facts == [
        f"{i18n.integer(known['parameters'])} parámetros",
        f"exactitud: {i18n.percent(known['accuracy'])}",
    ]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_board_offers_its_readers_in_the_language(run, lang):
    """All but the largest read at once; what the scripts will say is in the page."""
    i18n.set_language(lang)
    choices = [board.shipped_choice(), board.trained_choice("linear", run)]
    page = BeautifulSoup(board.Board(choices, PHOTOGRAPHS, "chelsea")._repr_html_(), "html.parser")
    cards = page.select(".board-reader")
    assert [card.select_one("input")["value"] for card in cards] == ["linear", choices[0].name]
    assert [card.select_one(".board-name").get_text() for card in cards] == [
        i18n.term("linear"),
        choices[0].name,
    ]
    assert [card.select_one("input").has_attr("checked") for card in cards] == [True, False]
    assert [card.has_attr("data-late") for card in cards] == [False, True]
    assert i18n.term("this_build") in cards[0]["data-facts"]
    assert all(len(card.select(".board-bars span")) == 10 for card in cards)
    grounds = page.select("input[name=board-ground]")
    assert [each["value"] for each in grounds] == ["paper", "coffee", "chelsea", "own"]
    assert [each.has_attr("checked") for each in grounds] == [False, False, True, False]
    words = json.loads(unescape(page.select_one(".board")["data-words"]))
    assert words["blank"] == i18n.term("board_blank")
    assert words["coffee"] == i18n.term("coffee")
    assert set(re.findall(r"\{(\w+)\}", words["answer"])) == {"model", "digit", "share"}
    shown = repr(board.Board(choices, PHOTOGRAPHS, "chelsea")).splitlines()
    assert [line.partition(": ")[0] for line in shown] == [each.title for each in choices]


def test_a_run_without_a_store_has_no_weights(run):
    """It is named."""
    nowhere = Run(
        run.recipe, "linear-1", run.history, run.layers, run.validation, run.test, {}, None
    )
    with pytest.raises(FileNotFoundError, match="linear-1 is not in a store"):
        board.trained_choice("linear", nowhere)
