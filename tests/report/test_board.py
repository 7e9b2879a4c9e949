"""The page where readers draw: what it offers, in which words, and what its scripts hold."""

import base64
import json
import re
from dataclasses import replace
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
    choice = board.trained("linear", run)
    described = registered(board.files([choice], {})["models/linear.js"], "networks", "linear")
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
            if expected.size < 5000:
                np.testing.assert_array_equal(np.frombuffer(data, "<f4"), expected.ravel())
                continue
            whole = np.frombuffer(data, "<i2").reshape(expected.shape)
            np.testing.assert_array_equal(np.abs(whole).max(axis=0), 2**15 - 1)
            error = np.abs(whole * np.array(found["scale"], np.float32) - expected)
            assert (error <= np.abs(expected).max(axis=0) / 2**16 * 1.01).all()


def test_a_photograph_loses_nothing():
    """The picture in the script has every pixel."""
    for name, text in board.files([], PHOTOGRAPHS).items():
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
    choice = board.trained("linear", run)
    assert choice.trained == "this_build"
    assert choice.facts[:2] == facts
    assert choice.facts[2].startswith(f"{i18n.term('full_size')}: ")


def test_the_shipped_networks_are_read_from_their_files():
    """With what is known of them; the small ones have a script for each thing that they see."""
    choice, known = board.large(), shipped.facts()
    assert choice.name == choice.file == known["recipe"]["model"]
    assert choice.temperature == known["temperature"]
    assert choice.trained == "full_size"
    assert choice.facts == [
        f"{i18n.integer(known['parameters'])} parámetros",
        f"exactitud: {i18n.percent(known['accuracy'])}",
    ]
    for name, small in zip(shipped.small_facts(), board.small(), strict=True):
        assert small.network.preprocessing == name
        assert small.file == f"{small.name}_{name}"
        assert small.share == i18n.percent(shipped.small_facts()[name]["accuracy"])
    assert board.small()[0].network.preprocessing == "colour"


def variants(choice):
    """Make a second variant of a network."""
    grey = replace(choice.network, preprocessing="grey")
    return [choice, replace(choice, network=grey, file=f"{choice.name}_grey", share="12 %")]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_board_offers_its_readers_in_the_language(run, lang):
    """A card a name; what the scripts will say is in the page."""
    i18n.set_language(lang)
    readers = [replace(board.large(), name="cnn1"), *variants(board.trained("linear", run))]
    shown = board.Board(readers, board.large(), PHOTOGRAPHS, "chelsea")
    page = BeautifulSoup(shown._repr_html_(), "html.parser")
    cards = page.select(".board-reader")
    assert [card.select_one("input")["value"] for card in cards] == ["cnn1", "linear", "reader500k"]
    assert [card.select_one(".board-name").get_text() for card in cards] == [
        "CNN 1",
        i18n.term("linear"),
        i18n.term("reader500k"),
    ]
    assert [card["data-file"] for card in cards] == ["reader500k", "linear", "reader500k"]
    checked = [card.select_one("input").has_attr("checked") for card in cards]
    assert checked == [False, True, False]
    assert [card.has_attr("data-late") for card in cards] == [False, False, True]
    assert i18n.term("this_build") in cards[1]["data-facts"]
    assert all(len(card.select(".board-bars span")) == 10 for card in cards)
    switches = page.select_one(".looking-switches")
    assert switches["data-reader"] == "linear"
    assert [each["value"] for each in switches.select("input")] == ["linear", "linear_grey"]
    assert f"{i18n.term('seen_grey')}, 12 %" in switches.get_text()
    grounds = page.select("input[name=board-ground]")
    assert [each["value"] for each in grounds] == ["paper", "coffee", "chelsea", "own"]
    assert [each.has_attr("checked") for each in grounds] == [False, False, True, False]
    words = json.loads(unescape(page.select_one(".board")["data-words"]))
    assert words["blank"] == i18n.term("board_blank")
    assert words["photographs"]["coffee"] == i18n.term("coffee")
    assert set(re.findall(r"\{(\w+)\}", words["answer"])) == {"model", "digit", "share"}
    lines = repr(shown).splitlines()
    assert [line.partition(": ")[0] for line in lines[1:]] == [i18n.term("linear")] * 2 + [
        i18n.term("reader500k")
    ]


def test_a_network_without_variants_has_no_switches(run):
    """There is nothing to choose."""
    shown = board.Board([board.trained("linear", run)], board.large(), PHOTOGRAPHS, "coffee")
    assert "looking-switches" not in shown._repr_html_()


def test_the_front_page_has_one_reader(run):
    """A sheet, its card, and what can be drawn over; nothing is looked into."""
    shown = board.Light(board.trained("linear", run), PHOTOGRAPHS, "chelsea")
    page = BeautifulSoup(shown._repr_html_(), "html.parser")
    assert [each["value"] for each in page.select("[name=board-reader]")] == ["linear"]
    assert [each["value"] for each in page.select("[name=board-ground]")] == [
        "paper",
        "coffee",
        "chelsea",
    ]
    assert not page.select(".looking, .board-pens, .board-map")
    assert not [each for each in page.select("script") if "looking" in each["src"]]
    assert repr(shown).startswith("lineal: ")


def test_steps_offer_images_to_the_last_bit(run):
    """Each is named after its digit."""
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 3), np.uint8)
    shown = board.Steps(board.trained("linear", run), images, np.array([4, 0, 7]))
    page = BeautifulSoup(shown._repr_html_(), "html.parser")
    assert page.select_one(".board-steps")["data-model"] == "linear"
    assert [each["alt"] for each in page.select("img")] == ["dígito 4", "dígito 0", "dígito 7"]
    for image, each in zip(images, page.select("img"), strict=True):
        data = base64.b64decode(each["src"].partition(",")[2])
        found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        np.testing.assert_array_equal(found, image)
    assert repr(shown) == "lineal: 4, 0, 7"


def test_a_run_without_a_store_has_no_weights(run):
    """It is named."""
    nowhere = Run(
        run.recipe, "linear-1", run.history, run.layers, run.validation, run.test, {}, None
    )
    with pytest.raises(FileNotFoundError, match="linear-1 is not in a store"):
        board.trained("linear", nowhere)
