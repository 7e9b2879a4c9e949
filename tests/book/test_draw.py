"""The page where readers draw, in a real browser: what it answers is what the library answers."""

import base64
import gzip
import hashlib
import json
import logging
import re
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import unquote, urlsplit

import cv2
import numpy as np
import pytest
from bs4 import BeautifulSoup
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from polymnist_lib.models.networks import Layer, Network
from polymnist_lib.reading import shipped
from polymnist_lib.reading.photos import Prepared
from polymnist_lib.reading.photos.frame import compose, frame
from polymnist_lib.reading.reader import Reader, Reading, tempered

from .browsing import Page
from .conftest import ROOT

logger = logging.getLogger(__name__)

SHIPPED = shipped.facts()["recipe"]["model"]
MODELS = (SHIPPED, "cnn1", "mlp1", "linear")
SHEET = ".board-sheet canvas"
LOADED = 3_000_000  # bytes, compressed, that the page may load up to the first answer

# Ten digits as lines between points, x to the right and y down, in a box of one by one.
DIGITS = [
    [[(0.5 + 0.4 * np.sin(turn), 0.5 - 0.5 * np.cos(turn)) for turn in np.linspace(0, 6.3, 24)]],
    [[(0.3, 0.2), (0.5, 0), (0.5, 1)]],
    [[(0.1, 0.25), (0.3, 0.02), (0.7, 0.02), (0.9, 0.25), (0.75, 0.5), (0.1, 1), (0.9, 1)]],
    [[(0.1, 0.1), (0.6, 0), (0.9, 0.2), (0.5, 0.45), (0.9, 0.75), (0.5, 1), (0.1, 0.9)]],
    [[(0.6, 0), (0.1, 0.65), (0.9, 0.65)], [(0.65, 0.35), (0.65, 1)]],
    [[(0.85, 0), (0.2, 0), (0.15, 0.45), (0.6, 0.4), (0.9, 0.7), (0.6, 1), (0.1, 0.95)]],
    [[(0.75, 0), (0.3, 0.35), (0.12, 0.75), (0.45, 1), (0.85, 0.78), (0.55, 0.52), (0.15, 0.7)]],
    [[(0.1, 0), (0.9, 0), (0.4, 1)], [(0.3, 0.5), (0.75, 0.5)]],
    [
        [(0.5, 0.5), (0.15, 0.22), (0.5, 0), (0.85, 0.22), (0.5, 0.5)],
        [(0.5, 0.5), (0.1, 0.78), (0.5, 1), (0.9, 0.78), (0.5, 0.5)],
    ],
    [[(0.85, 0.25), (0.5, 0), (0.15, 0.25), (0.45, 0.5), (0.85, 0.25), (0.8, 0.6), (0.6, 1)]],
]

# Draws each drawing with the events that a mouse causes, waits until the page has shown its answer,
# and returns the picture of the sheet and what the network sees, as PNGs, and the probabilities.
DRAW = """
const [drawings, done] = arguments;
const sheet = document.querySelector(".board-sheet canvas");
const press = (kind, [x, y]) => {
  const area = sheet.getBoundingClientRect();
  const place = { clientX: area.left + x * area.width, clientY: area.top + y * area.height };
  sheet.dispatchEvent(new PointerEvent(kind, { ...place, isPrimary: true, pointerId: 1 }));
};
const shown = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
(async () => {
  const answers = [];
  for (const { pen, strokes } of drawings) {
    document.querySelector(".board-clear").click();
    document.querySelector(`input[value="${pen}"]`).click();
    for (const [first, ...others] of strokes) {
      press("pointerdown", first);
      for (const each of others) press("pointermove", each);
      press("pointerup", first);
    }
    await shown();
    const bars = [...document.querySelectorAll(".board-bars li")];
    answers.push({
      picture: sheet.toDataURL("image/png"),
      seen: document.querySelector(".board-seen").toDataURL("image/png"),
      probabilities: bars.map((bar) => Number(bar.dataset.probability)),
    });
  }
  done(answers);
})();
"""

# Times what the page does between a stroke and its answer, from the sheet to the probabilities.
TIME = """
const [name, times, done] = arguments;
const { frame, strokes, network } = polymnist;
network.get(name).then((read) => {
  const milliseconds = [];
  for (let run = 0; run < times; run++) {
    const ink = frame.blank(280, 280);
    strokes.paint(ink, { radius: 9, points: [[60 + run, 40], [220, 60], [120, 240]] });
    const start = performance.now();
    read(frame.compose(frame.frame(ink)));
    milliseconds.push(performance.now() - start);
  }
  done(milliseconds);
});
"""


def drawings(count: int, *, seed: int) -> tuple[list[dict[str, Any]], np.ndarray]:
    """Make drawings of digits, each of its own size, place, slant and pen, and their labels."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    made = []
    for label in labels:
        size, turn = random.uniform(0.3, 0.8), random.normal(0, 0.1)
        matrix = size * np.array(
            [[0.7 * np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
        )
        middle = random.uniform(size / 2, 1 - size / 2, 2)
        strokes = [
            (np.array(line) - 0.5 + random.normal(0, 0.02, (len(line), 2))) @ matrix.T + middle
            for line in DIGITS[label]
        ]
        pen = random.choice(["thin", "medium", "thick"], p=[0.3, 0.5, 0.2])
        made.append({"pen": str(pen), "strokes": [line.tolist() for line in strokes]})
    return made, labels


def grey_of(address: str) -> np.ndarray:
    """Read the grey levels of a PNG in a ``data:`` address."""
    data = np.frombuffer(base64.b64decode(address.partition(",")[2]), np.uint8)
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def ink_of(address: str) -> np.ndarray:
    """Read the ink of a drawing; it has two levels, and nothing between."""
    grey = grey_of(address)
    assert set(np.unique(grey)) <= {0, 255}
    return grey == 0


def published(site: Path, name: str) -> Network:
    """Read a network back from the script that the page loads."""
    text = (site / "draw" / "models" / f"{name}.js").read_text(encoding="utf-8")
    described = json.loads(text.partition("] = ")[2].rstrip(";\n"))
    layers = [
        Layer(
            each["kind"],
            {
                name: np.frombuffer(base64.b64decode(values["data"]), "<f4").reshape(
                    values["shape"]
                )
                for name, values in each["weights"].items()
            },
            each["size"],
        )
        for each in described["layers"]
    ]
    return Network(described["preprocessing"], tuple(layers))


class Board(Page):
    """The page where readers draw."""

    def open(self) -> None:
        """Load the page afresh and wait for its first model."""
        super().open()
        self.wait_for(SHIPPED)

    def wait_for(self, state: str) -> None:
        """Wait until the board is in a state, which is the name of the model that answers."""
        self.wait(lambda: self.run("return document.querySelector('.board').dataset.state"), state)

    def draw(self, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Draw with the events of a mouse and return what the page shows."""
        return self.browser.execute_async_script(DRAW, made)

    def choose(self, model: str) -> None:
        """Choose a model and wait for it."""
        self.run(f"document.querySelector('input[value={model}]').click()")
        self.wait_for(model)

    def ink(self) -> np.ndarray:
        """Return what is drawn on the sheet, once all events have been answered."""
        self.settle()
        return ink_of(self.run(f"return document.querySelector('{SHEET}').toDataURL()"))

    def shown(self) -> np.ndarray:
        """Return the probabilities that the bars show, once all events have been answered."""
        self.settle()
        bars = "[...document.querySelectorAll('.board-bars li')]"
        return np.array(self.run(f"return {bars}.map((bar) => Number(bar.dataset.probability))"))

    def status(self) -> str:
        """Return what a screen reader was told last."""
        return str(self.run("return document.querySelector('.board-status').textContent"))


@pytest.fixture(scope="module", params=["es, served", "en, from the disk"])
def page(request: pytest.FixtureRequest, site: Path, host: str, browser: Chrome) -> Board:
    """The page: one edition from a server, the other from a file."""
    lang, _, where = request.param.partition(", ")
    base = host if where == "served" else f"{site.as_uri()}/"
    return Board(browser, f"{base}{'' if lang == 'es' else 'en/'}draw.html")


shipped_reader = cache(shipped.reader)


@cache
def read_by_the_library(ink: bytes, shape: tuple[int, int]) -> tuple[Prepared, list[Reading]]:
    """Read a drawing with the shipped model: once, for both editions draw the same ones."""
    picture = compose(np.frombuffer(ink, bool).reshape(shape).astype(np.float32))
    return shipped_reader().read(picture, one=True)


def assert_as_the_library(
    reader: Reader, inks: list[np.ndarray], probabilities: np.ndarray
) -> None:
    """What the page said of drawings is what the library says of them."""
    framed = np.stack([frame(ink.astype(np.float32)) for ink in inks])
    expected = tempered(reader.network.probabilities(compose(framed)), reader.temperature)
    np.testing.assert_allclose(probabilities, expected, atol=1e-3)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), expected.argmax(axis=1))


def test_drawings_are_read_as_the_library_reads_them(page: Board) -> None:
    """Of 210 drawings, from the picture that the page saves, with the shipped model.

    That one sees the framed digit as it is, so that each of its pixels can be compared.
    """
    page.open()
    made, labels = drawings(210, seed=0)
    found = page.draw(made)
    probabilities = np.array([each["probabilities"] for each in found])
    inks = [ink_of(each["picture"]) for each in found]
    for ink, each in zip(inks, found, strict=True):
        prepared, (reading,) = read_by_the_library(ink.tobytes(), ink.shape)
        np.testing.assert_array_equal(grey_of(each["seen"]), prepared.images[0][..., 0])
        assert reading.digit == np.argmax(each["probabilities"])
        np.testing.assert_allclose(each["probabilities"], reading.probabilities, atol=1e-3)
    assert (probabilities.argmax(axis=1) == labels).mean() > 0.8, "they look like digits"


def test_other_models_answer_too(page: Board, site: Path) -> None:
    """Each as its script says, once it is chosen."""
    page.open()
    for model in MODELS[1:]:
        page.choose(model)
        made, _ = drawings(20, seed=1)
        found = page.draw(made)
        probabilities = np.array([each["probabilities"] for each in found])
        inks = [ink_of(each["picture"]) for each in found]
        assert_as_the_library(Reader(published(site, model)), inks, probabilities)


def test_a_mouse_draws(page: Board) -> None:
    """The button held, the page follows; released, it does not."""
    page.open()
    made, _ = drawings(10, seed=2)
    sheet = page.browser.find_element("css selector", SHEET)
    page.run("arguments[0].scrollIntoView({ block: 'center' })", sheet)
    network = shipped_reader()
    for each in made[2:8:2]:
        page.run("document.querySelector('.board-clear').click()")
        mouse = ActionChains(page.browser, duration=5)
        for line in each["strokes"]:
            places = np.rint((np.array(line) - 0.5) * sheet.size["width"]).astype(int).tolist()
            mouse.move_to_element_with_offset(sheet, *places[0]).click_and_hold()
            for place in places[1:]:
                mouse.move_to_element_with_offset(sheet, *place)
            mouse.release()
        mouse.perform()
        answer = page.shown()
        drawn = page.ink()
        assert_as_the_library(network, [drawn], answer[None])
        ActionChains(page.browser).move_to_element(sheet).perform()
        np.testing.assert_array_equal(page.ink(), drawn)


def test_it_draws_what_the_pen_covers(page: Board) -> None:
    """A pixel is ink if its middle is within the pen's radius of the line."""
    page.open()
    line = {"pen": "medium", "strokes": [[[0.25, 0.5], [0.75, 0.5]]]}
    (found,) = page.draw([line])
    rows, columns = np.indices((280, 280)) + 0.5
    beyond = np.maximum(0, np.abs(columns - 140) - 70)
    expected = np.hypot(beyond, rows - 140) <= 9
    assert (ink_of(found["picture"]) != expected).sum() <= 4, "but for the rounding of places"


def test_nothing_leaves_the_page(page: Board, site: Path) -> None:
    """No request to elsewhere, no other model before it is chosen, and no more than 3 MB."""
    page.open()
    page.draw(drawings(3, seed=3)[0])
    asked = {each for each in page.requests() if not each.startswith("data:")}
    base = page.address.removesuffix("draw.html")
    assert {each for each in asked if not each.startswith(base)} == set()
    files = [site / unquote(urlsplit(each.removeprefix(base)).path) for each in asked]
    own = {
        path.relative_to(site).as_posix(): path
        for path in files
        if path.is_relative_to(site / "draw")
    }
    models = {name for name in own if name.startswith("draw/models/")}
    assert models == {f"draw/models/{SHIPPED}.js"}
    assert {"draw/tfjs/wasm-simd.js", "draw/board.js", "draw/board.css"} <= set(own)
    size = sum(len(gzip.compress(path.read_bytes())) for path in own.values())
    assert size <= LOADED
    page.choose("linear")
    (added,) = page.requests()
    assert added.endswith("/draw/models/linear.js")


def test_answers_come_at_once(page: Board) -> None:
    """Generously: machines that test others' work are slow. `--log-cli-level=info` shows times."""
    page.open()
    ready = page.run(
        "const mark = (name) => performance.getEntriesByName(name)[0].startTime;"
        "return mark('board-ready') - mark('board-scripts');"
    )
    times = page.browser.execute_async_script(TIME, SHIPPED, 40)
    logger.info("first answer after %.0f ms, then each within %.1f ms", ready, median(times))
    assert ready < 3000
    assert median(times) < 100


def test_the_keyboard_draws(page: Board) -> None:
    """Arrows move the pen, space lowers and lifts it; what happens is said."""
    page.open()
    sheet = page.browser.find_element("css selector", SHEET)
    page.run("arguments[0].focus()", sheet)
    sheet.send_keys(Keys.ARROW_UP * 8)
    assert not page.ink().any(), "the pen is up"
    sheet.send_keys(" ")
    page.wait(page.status, {"es": "Pluma abajo.", "en": "Pen down."}[language(page)])
    sheet.send_keys(Keys.ARROW_DOWN * 16)
    sheet.send_keys(Keys.SHIFT, Keys.ARROW_DOWN)
    sheet.send_keys(" ", Keys.ARROW_RIGHT * 5)
    rows, columns = np.nonzero(page.ink())
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (16 * 8 + 2 + 18, 18)
    answer = page.shown()
    assert answer.argmax() == 1
    share = f"{100 * answer[1]:.1f}"
    said = {"es": f"1, con una probabilidad del {share.replace('.', ',')}\N{NO-BREAK SPACE}%."}
    said["en"] = f"1, with a probability of {share}%."
    page.wait(page.status, f"{SHIPPED}: {said[language(page)]}")
    sheet.send_keys(Keys.DELETE)
    assert not page.ink().any()


def language(page: Board) -> str:
    """Return the language of the page."""
    return str(page.run("return document.documentElement.lang"))


def test_strokes_are_undone_and_cleared(page: Board) -> None:
    """The last one first; what was cleared comes back too."""
    page.open()
    two = {"pen": "medium", "strokes": [[[0.2, 0.2], [0.8, 0.2]], [[0.2, 0.8], [0.8, 0.8]]]}
    page.draw([two])
    both = page.ink()
    sheet = page.browser.find_element("css selector", SHEET)
    undo, clear = (
        page.browser.find_element("css selector", f".board-{name}") for name in ("undo", "clear")
    )
    undo.click()
    assert page.shown().sum() == pytest.approx(1, abs=1e-3)
    one = page.ink()
    assert one[:140].any()
    assert not one[140:].any()
    page.draw([two])
    clear.click()
    assert page.shown().sum() == 0
    assert not page.ink().any()
    assert not clear.is_enabled()
    sheet.send_keys(Keys.CONTROL + "z")
    assert page.shown().sum() == pytest.approx(1, abs=1e-3)
    np.testing.assert_array_equal(page.ink(), both)


def test_the_picture_is_saved_as_it_is(page: Board) -> None:
    """As a PNG of the sheet, which the library reads."""
    page.open()
    (drawn,) = page.draw(drawings(1, seed=9)[0])
    page.run("HTMLAnchorElement.prototype.click = function () { window.saved = this; }")
    page.run("document.querySelector('.board-save').click()")
    name, address = page.run("return [saved.download, saved.href]")
    assert name == {"es": "digito.png", "en": "digit.png"}[language(page)]
    np.testing.assert_array_equal(ink_of(address), ink_of(drawn["picture"]))


def test_a_choice_of_model_keeps_the_drawing(page: Board) -> None:
    """And answers anew."""
    page.open()
    (first,) = page.draw(drawings(4, seed=4)[0][3:])
    page.choose("linear")
    assert np.abs(page.shown() - first["probabilities"]).max() > 0.01
    np.testing.assert_array_equal(page.ink(), ink_of(first["picture"]))


def test_a_model_that_cannot_be_loaded_is_told(page: Board) -> None:
    """No answer of another one is left standing; the next choice works."""
    page.open()
    page.draw(drawings(1, seed=7)[0])
    page.run("document.querySelector('input[value=linear]').value = 'nothing'")
    page.run("document.querySelector('input[value=nothing]').click()")
    page.wait_for("failed")
    name = {"es": "No se ha podido cargar lineal.", "en": "linear could not be loaded."}
    assert page.status().startswith(name[language(page)])
    assert page.shown().sum() == 0
    page.choose("mlp1")
    assert page.shown().sum() == pytest.approx(1, abs=1e-3)


def test_a_browser_without_simd_is_served(page: Board) -> None:
    """It gets the other program, and says the same."""
    hide = "WebAssembly.validate = () => false"
    added = page.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": hide})
    page.open()
    page.browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
    asked = {each.rpartition("/")[2] for each in page.requests()}
    assert "wasm.js" in asked
    assert "wasm-simd.js" not in asked
    found = page.draw(drawings(10, seed=8)[0])
    probabilities = np.array([each["probabilities"] for each in found])
    inks = [ink_of(each["picture"]) for each in found]
    assert_as_the_library(shipped_reader(), inks, probabilities)


def test_the_console_has_no_error(page: Board) -> None:
    """Neither when the page opens, nor when it reads, nor with another model."""
    page.open()
    page.draw(drawings(5, seed=5)[0])
    page.choose("cnn1")
    assert page.errors() == set()


def test_a_finger_draws_on_a_phone(page: Board) -> None:
    """The board is one column, nothing scrolls sideways, nor at all while a finger draws."""
    metrics = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    page.open()
    sheet = page.browser.find_element("css selector", SHEET)
    page.run("arguments[0].scrollIntoView({ block: 'center' })", sheet)
    before = page.run("return window.scrollY")
    area = page.run("return arguments[0].getBoundingClientRect().toJSON()", sheet)
    for kind, share in (("Start", 0.2), ("Move", 0.5), ("Move", 0.8), ("End", None)):
        x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] * (share or 0)
        points = [] if share is None else [{"x": x, "y": y}]
        page.browser.execute_cdp_cmd(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points}
        )
    answer, drawn = page.shown(), page.ink()
    width, after = page.run("return [document.documentElement.scrollWidth, window.scrollY]")
    page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert answer.argmax() == 1
    assert np.ptp(np.nonzero(drawn)[0]) == pytest.approx(0.6 * 280 + 18, abs=3)
    assert (width, after) == (390, before)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_without_scripts_a_sentence_and_a_figure_are_left(site: Path, lang: str) -> None:
    """The board stays hidden until its script shows it."""
    folder = site if lang == "es" else site / lang
    soup = BeautifulSoup((folder / "draw.html").read_text(encoding="utf-8"), "html.parser")
    board, sentence = soup.select_one(".board"), soup.select_one("noscript .board-no-script")
    assert board is not None
    assert board.has_attr("hidden")
    assert sentence is not None
    assert "JavaScript" in sentence.get_text()
    assert soup.select_one("figure img[alt]") is not None


def test_no_other_page_loads_the_scripts(site: Path) -> None:
    """They are this page's own."""
    for path in [*site.glob("*.html"), *(site / "en").glob("*.html")]:
        if path.name != "draw.html":
            assert "draw/" not in path.read_text(encoding="utf-8").replace("draw.html", ""), path


def test_the_runtime_is_what_its_authors_published() -> None:
    """Each file has the sum that stands in the list of where they are from."""
    folder = ROOT / "book" / "_extra" / "draw" / "tfjs"
    listed = re.findall(
        r"^\| `(\S+)` .* `(\w{64})` \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(name for name, _ in listed) == sorted(path.name for path in folder.glob("*.js"))
    for name, expected in listed:
        content = (folder / name).read_bytes()
        embedded = re.fullmatch(rb'\(window\.polymnist \?\?= \{\}\)\.wasm = "([^"]+)";\n', content)
        if embedded:
            content = base64.b64decode(embedded[1])
        assert hashlib.sha256(content).hexdigest() == expected, name
    assert "Apache License" in (folder / "LICENSE").read_text("utf-8")
