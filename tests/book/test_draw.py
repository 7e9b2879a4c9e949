"""The page where readers draw, in a real browser: what it answers is what the library answers."""

import base64
import gzip
import json
import logging
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
from selenium.webdriver.remote.webelement import WebElement

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES
from polymnist_lib.models.networks import Layer, Network
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.reading import shipped
from polymnist_lib.reading.calibration import tempered
from polymnist_lib.reading.photos.frame import compose, frame
from polymnist_lib.sources.compose import THRESHOLD, photographs

from .browsing import NARROW, Page

logger = logging.getLogger(__name__)

LARGEST = shipped.facts()["recipe"]["model"]
SMALL = shipped.small_facts()["colour"]["recipe"]["model"]
READERS = ("linear", "mlp1", "cnn1", SMALL)
VARIANTS = [f"{SMALL}_{name}" for name in shipped.small_facts() if name != "colour"]
SHEET = ".board-sheet canvas"
MAP = ".board-map canvas"
SIDE = 280
REASONED = "return document.querySelector('.looking-why').dataset.reader"
LOADED = 1_500_000  # bytes, compressed, that the page may load at first

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

# Draws each drawing with the events that a mouse causes, waits until it is answered, and returns
# the picture of the sheet and the probabilities that each reader shows.
DRAW = """
const [drawings, done] = arguments;
const board = document.querySelector(".board");
const sheet = board.querySelector(".board-sheet canvas");
const press = (kind, [x, y]) => {
  const area = sheet.getBoundingClientRect();
  const place = { clientX: area.left + x * area.width, clientY: area.top + y * area.height };
  sheet.dispatchEvent(new PointerEvent(kind, { ...place, isPrimary: true, pointerId: 1 }));
};
const answered = () => new Promise((resolve) => {
  const look = () => ("answered" in board.dataset ? resolve() : setTimeout(look, 2));
  delete board.dataset.answered;
  requestAnimationFrame(look);
});
(async () => {
  const answers = [];
  for (const { pen, strokes } of drawings) {
    board.querySelector(".board-clear").click();
    board.querySelector(`input[value="${pen}"]`)?.click();
    for (const [first, ...others] of strokes) {
      press("pointerdown", first);
      for (const each of others) press("pointermove", each);
      press("pointerup", first);
    }
    await answered();
    const probabilities = {};
    for (const card of board.querySelectorAll(".board-reader[data-state=ready]")) {
      const bars = [...card.querySelectorAll(".board-bars span")];
      const shares = bars.map((bar) => Number(bar.dataset.probability));
      probabilities[card.querySelector("input").value] = shares;
    }
    answers.push({ picture: sheet.toDataURL("image/png"), probabilities });
  }
  done(answers);
})();
"""

# Returns what each layer of a network makes of images, each value as a share of its layer's largest
# in whole numbers of 16 bits, and what it takes in milliseconds.
LAYERS = """
const [name, images, done] = arguments;
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (array) => {
  const view = new Uint8Array(array.buffer);
  let found = "";
  for (let at = 0; at < view.length; at += 8192) {
    found += String.fromCharCode(...view.subarray(at, at + 8192));
  }
  return btoa(found);
};
polymnist.network.get(name).then(async (network) => {
  const answers = [];
  for (const image of images) {
    const start = performance.now();
    const { outputs, probabilities } = await network.read(bytes(image));
    const milliseconds = performance.now() - start;
    const layers = outputs.map(({ data }) => {
      const largest = data.reduce((most, each) => Math.max(most, Math.abs(each)), 1e-30);
      const whole = Int16Array.from(data, (each) => Math.round((32767 * each) / largest));
      return { largest, data: text(whole) };
    });
    answers.push({ milliseconds, probabilities: [...probabilities], layers });
  }
  done(answers);
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


def picture_of(address: str) -> np.ndarray:
    """Read the pixels of a PNG in a ``data:`` address, RGB."""
    data = np.frombuffer(base64.b64decode(address.partition(",")[2]), np.uint8)
    found = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    assert found is not None
    return np.asarray(found)


def ink_of(address: str) -> np.ndarray:
    """Read the ink of a drawing on paper; it has two levels, and nothing between."""
    grey = picture_of(address)[..., 0]
    assert set(np.unique(grey)) <= {0, 255}
    return grey == 0


def file_of(name: str) -> str:
    """Return what a reader's script is called at first."""
    return f"{name}_colour" if name == SMALL else name


def published(site: Path, name: str) -> Network:
    """Read a network back from the script that the page loads."""
    text = (site / "draw" / "models" / f"{file_of(name)}.js").read_text(encoding="utf-8")
    described = json.loads(text.partition("] = ")[2].rstrip(";\n"))

    def values(written: dict[str, Any]) -> np.ndarray:
        data = base64.b64decode(written["data"])
        if "scale" not in written:
            return np.frombuffer(data, "<f4").reshape(written["shape"])
        whole = np.frombuffer(data, "<i2").reshape(written["shape"])
        return whole * np.array(written["scale"], np.float32)

    layers = [
        Layer(
            each["kind"],
            {key: values(written) for key, written in each["weights"].items()},
            each["size"],
        )
        for each in described["layers"]
    ]
    return Network(described["preprocessing"], tuple(layers))


class Board(Page):
    """The page where readers draw."""

    def open(self, ground: str = "paper") -> None:
        """Load the page afresh, wait for its readers, and choose what is drawn over."""
        super().open()
        for reader in READERS:
            self.wait_for(reader, "ready")
        self.lay(ground)

    def lay(self, ground: str) -> None:
        """Choose what is drawn over and wait until it lies there."""
        self.run(f"document.querySelector('input[value={ground}]').click()")
        self.wait(
            lambda: self.run("return document.querySelector('.board').dataset.ground"), ground
        )

    def wait_for(self, reader: str, state: str) -> None:
        """Wait until a reader is in a state."""
        card = f"document.querySelector('.board-reader:has([value={reader}])')"
        self.wait(lambda: self.run(f"return {card}.dataset.state"), state)

    def choose(self, reader: str) -> None:
        """Choose a reader, to look into, and wait for it."""
        self.run(f"document.querySelector('input[value={reader}]').click()")
        self.wait_for(reader, "ready")

    def draw(self, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Draw with the events of a mouse and return what the page shows."""
        return self.browser.execute_async_script(DRAW, made)

    def answered(self) -> None:
        """Wait until what is drawn has been answered."""
        self.run("delete document.querySelector('.board').dataset.answered")
        self.run(
            "document.querySelector('[name=board-reader]:checked')"
            ".dispatchEvent(new Event('change'))"
        )
        self.wait(
            lambda: self.run("return 'answered' in document.querySelector('.board').dataset"), True
        )

    def picture(self) -> np.ndarray:
        """Return what is on the sheet, once all events have been answered."""
        self.answered()
        return picture_of(self.run(f"return document.querySelector('{SHEET}').toDataURL()"))

    def ink(self) -> np.ndarray:
        """Return what is drawn on paper, once all events have been answered."""
        return self.picture()[..., 0] == 0

    def shown(self, reader: str) -> np.ndarray:
        """Return the probabilities that a reader's bars show, once all events are answered."""
        self.answered()
        bars = f".board-reader:has([value={reader}]) .board-bars span"
        shares = self.run(
            "return [...document.querySelectorAll(arguments[0])].map((bar) =>"
            " Number(bar.dataset.probability))",
            bars,
        )
        return np.array(shares)

    def seen(self) -> np.ndarray:
        """Return the image that the chosen reader sees, 28 x 28, RGB."""
        self.answered()
        return picture_of(
            self.run("return document.querySelector('.looking-seen canvas').toDataURL()")
        )

    def text(self, selector: str) -> str:
        """Return the text of an element."""
        return str(self.run(f"return document.querySelector('{selector}').textContent"))

    def sheet(self) -> WebElement:
        """Return the sheet, in sight."""
        found = self.browser.find_element("css selector", SHEET)
        self.run("arguments[0].scrollIntoView({ block: 'center' })", found)
        return found

    def crop(self) -> tuple[int, int]:
        """Return where in its photograph the crop begins: left and top."""
        share = self.run(
            f"const map = document.querySelector('{MAP}');"
            "const { left, top } = document.querySelector('.board-crop').style;"
            "return [parseFloat(left) * map.width / 100, parseFloat(top) * map.height / 100];"
        )
        return round(share[0]), round(share[1])


@pytest.fixture(scope="module", params=["es, served", "en, from the disk"])
def page(request: pytest.FixtureRequest, site: Path, host: str, browser: Chrome) -> Board:
    """The page: one edition from a server, the other from a file."""
    lang, _, where = request.param.partition(", ")
    base = host if where == "served" else f"{site.as_uri()}/"
    return Board(browser, f"{base}{'' if lang == 'es' else 'en/'}draw.html")


shipped_reader = cache(shipped.reader)
small_readers = cache(shipped.small)


def network_of(site: Path, name: str) -> tuple[Network, float]:
    """Return a network with the library's own weights, or else the page's, and its temperature."""
    if name == LARGEST:
        return shipped_reader().network, shipped_reader().temperature
    if name.startswith(SMALL):
        reader = small_readers()[file_of(name).removeprefix(f"{SMALL}_")]
        return reader.network, reader.temperature
    return published(site, name), 1.0


def assert_as_the_library(site: Path, found: list[dict[str, Any]]) -> None:
    """What each reader said of drawings on paper is what the library says of them."""
    inks = [ink_of(each["picture"]) for each in found]
    images = compose(np.stack([frame(ink.astype(np.float32)) for ink in inks]))
    for name in found[0]["probabilities"]:
        network, temperature = network_of(site, name)
        said = np.array([each["probabilities"][name] for each in found])
        expected = tempered(network.probabilities(images), temperature)
        np.testing.assert_allclose(said, expected[:, :CLASSES], atol=1e-3)


def test_drawings_are_read_as_the_library_reads_them(page: Board, site: Path) -> None:
    """Of 100 drawings, from the picture that the page saves, by all readers at once."""
    page.open()
    page.choose(LARGEST)
    made, labels = drawings(100, seed=0)
    found = page.draw(made)
    assert set(found[0]["probabilities"]) == {*READERS, LARGEST}
    assert_as_the_library(site, found)
    best = np.array([np.argmax(each["probabilities"][LARGEST]) for each in found])
    assert (best == labels).mean() > 0.8, "they look like digits"


@pytest.mark.parametrize("name", [*READERS, *VARIANTS, LARGEST])
def test_every_layer_makes_what_the_library_makes(page: Board, site: Path, name: str) -> None:
    """Of 60 digits over photographs and paper: a thousandth of the layer's largest value at most.

    `--log-cli-level=info` shows how long an answer takes.
    """
    page.open()
    random = np.random.default_rng(1)
    images = random.integers(0, 256, (60, 28, 28, 3), np.uint8)
    images[30:] = compose(random.random((30, 28, 28)).astype(np.float32) ** 4)
    network, temperature = network_of(site, name)
    times = []
    for start in range(0, len(images), 20):
        some = images[start : start + 20]
        sent = [base64.b64encode(image.tobytes()).decode() for image in some]
        found = page.browser.execute_async_script(LAYERS, file_of(name), sent)
        times += [each["milliseconds"] for each in found]
        for place, (layer, expected) in enumerate(network.activations(some)):
            for one, each in zip(found, expected, strict=True):
                told = one["layers"][place]
                whole = np.frombuffer(base64.b64decode(told["data"]), "<i2")
                made = whole * (told["largest"] / 32767)
                most = np.abs(each).max()
                assert np.abs(made - each.ravel()).max() <= 1e-3 * most, (place, layer.kind)
        said = np.array([each["probabilities"] for each in found])
        expected = tempered(network.probabilities(some), temperature)
        np.testing.assert_allclose(said, expected, atol=1e-3)
    logger.info("%s answers within %.1f ms", name, median(times))


def test_a_mouse_draws_over_every_photograph(page: Board) -> None:
    """The sheet shows the negative where it draws, and what is seen is made by the recipe."""
    page.open()
    page.choose(LARGEST)
    made, _ = drawings(10, seed=2)
    for place, (name, photograph) in enumerate(photographs().items()):
        page.lay(name)
        page.run("document.querySelector('.board-clear').click()")
        ground = enlarged_crop(page, photograph)
        np.testing.assert_array_equal(page.picture(), ground)
        sheet = page.sheet()
        mouse = ActionChains(page.browser, duration=5)
        for line in made[3 + place]["strokes"]:
            places = np.rint((np.array(line) - 0.5) * sheet.size["width"]).astype(int).tolist()
            mouse.move_to_element_with_offset(sheet, *places[0]).click_and_hold()
            for to in places[1:]:
                mouse.move_to_element_with_offset(sheet, *to)
            mouse.release()
        mouse.perform()
        drawn = page.picture()
        assert_by_the_recipe(page, photograph, drawn)
        mouse.move_to_element(sheet).perform()
        np.testing.assert_array_equal(page.picture(), drawn, "the button is up")


def enlarged_crop(page: Board, photograph: np.ndarray) -> np.ndarray:
    """Return the crop that is drawn over as the sheet shows it."""
    left, top = page.crop()
    crop = photograph[top : top + 28, left : left + 28]
    assert crop.shape == (28, 28, 3)
    return crop.repeat(10, axis=0).repeat(10, axis=1)


def assert_by_the_recipe(page: Board, photograph: np.ndarray, drawn: np.ndarray) -> None:
    """The negative where there is ink, on the sheet; and of the framed digit, in what is seen."""
    ground = enlarged_crop(page, photograph)
    ink = (drawn != ground).any(axis=2)
    assert ink.any()
    np.testing.assert_array_equal(drawn, np.where(ink[..., None], 255 - ground, ground))
    share = frame(ink.astype(np.float32))
    mask = np.floor(255 * share.astype(np.float64) + 0.5).astype(np.uint8) > THRESHOLD
    crop = ground[::10, ::10]
    np.testing.assert_array_equal(page.seen(), np.where(mask[..., None], 255 - crop, crop))


def test_the_crop_moves(page: Board) -> None:
    """Dragged, by the keys, and at random; it never leaves the photograph."""
    page.open("china")
    photograph = photographs()["china"]
    surface = page.browser.find_element("css selector", MAP)
    page.run("arguments[0].scrollIntoView({ block: 'center' })", surface)
    half = surface.size["width"] // 2
    for offset, expected in ((-half + 30, 640 * 30 / (2 * half) - 14), (half + 50, 640 - 28)):
        mouse = ActionChains(page.browser, duration=5).move_to_element(surface).click_and_hold()
        mouse.move_to_element_with_offset(surface, offset, 0).release().perform()
        left, top = page.crop()
        assert left == pytest.approx(expected, abs=4)
        assert top == pytest.approx((427 - 28) / 2, abs=4)
    before = page.crop()
    surface.send_keys(Keys.ARROW_LEFT * 2, Keys.ARROW_UP, Keys.ARROW_RIGHT)
    assert page.crop() == (before[0] - 8, before[1] - 8)
    surface.send_keys(Keys.SHIFT, Keys.ARROW_DOWN)
    assert page.crop() == (before[0] - 8, before[1] - 6)
    np.testing.assert_array_equal(page.picture(), enlarged_crop(page, photograph))
    found = set()
    for _ in range(5):
        page.run("document.querySelector('.board-elsewhere').click()")
        found.add(page.crop())
        np.testing.assert_array_equal(page.picture(), enlarged_crop(page, photograph))
    assert len(found) > 1


def test_readers_bring_their_own_picture(page: Board, tmp_path: Path) -> None:
    """It is drawn over, and goes nowhere; what is no picture is told, and nothing changes."""
    page.open()
    page.requests()
    file = page.browser.find_element("css selector", ".board-file")
    for name, shape, seed in (("own", (60, 90, 3), 0), ("small", (10, 20, 3), 1)):
        own = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
        cv2.imwrite(str(tmp_path / f"{name}.png"), cv2.cvtColor(own, cv2.COLOR_RGB2BGR))
    (tmp_path / "text.png").write_text("no picture")
    ground = "return document.querySelector('.board').dataset.ground"
    own = np.random.default_rng(0).integers(0, 256, (60, 90, 3), np.uint8)
    file.send_keys(str(tmp_path / "own.png"))
    page.wait(lambda: page.run(ground), "own")
    np.testing.assert_array_equal(page.picture(), enlarged_crop(page, own))
    assert {each for each in page.requests() if not each.startswith(("data:", "blob:"))} == set()
    page.run("document.querySelector('.board-file').value = ''")
    file.send_keys(str(tmp_path / "text.png"))
    page.wait(lambda: "PNG" in page.text(".board-message"), True)
    np.testing.assert_array_equal(page.picture(), enlarged_crop(page, own))
    page.lay("paper")
    assert (page.picture() == 255).all()
    page.lay("own")
    np.testing.assert_array_equal(page.picture(), enlarged_crop(page, own))
    assert page.text(".board-message") == ""
    page.run("document.querySelector('.board-file').value = ''")
    file.send_keys(str(tmp_path / "small.png"))
    size = f"const map = document.querySelector('{MAP}'); return [map.width, map.height];"
    page.wait(lambda: page.run(size), [56, 28])


def test_it_draws_what_the_pen_covers(page: Board) -> None:
    """A pixel is ink if its middle is within the pen's radius of the line."""
    page.open()
    line = {"pen": "medium", "strokes": [[[0.25, 0.5], [0.75, 0.5]]]}
    (found,) = page.draw([line])
    rows, columns = np.indices((SIDE, SIDE)) + 0.5
    beyond = np.maximum(0, np.abs(columns - 140) - 70)
    expected = np.hypot(beyond, rows - 140) <= 9
    assert (ink_of(found["picture"]) != expected).sum() <= 4, "but for the rounding of places"


def test_nothing_leaves_the_page(page: Board, site: Path) -> None:
    """No request to elsewhere, nothing before it is chosen, and no more than 1.5 MB."""
    Page.open(page)
    for reader in READERS:
        page.wait_for(reader, "ready")
    page.draw(drawings(3, seed=3)[0])
    asked = {each for each in page.requests() if not each.startswith(("data:", "blob:"))}
    base = page.address.removesuffix("draw.html")
    assert {each for each in asked if not each.startswith(base)} == set()
    root = site if page.run("return document.documentElement.lang") == "es" else site / "en"
    files = {(root / unquote(urlsplit(each.removeprefix(base)).path)).resolve() for each in asked}
    drawn = {
        path.relative_to(root / "draw").as_posix() for path in files if "draw/" in path.as_posix()
    }
    loaded = {name for name in drawn if "/" in name}
    assert loaded == {
        *(f"models/{file_of(name)}.js" for name in READERS),
        "photographs/chelsea.js",
    }
    size = sum(len(gzip.compress(path.read_bytes())) for path in files if path.is_file())
    logger.info("%.0f kB, compressed", size / 1000)
    assert size <= LOADED
    page.choose(LARGEST)
    (added,) = page.requests()
    assert added.endswith(f"/draw/models/{LARGEST}.js")
    page.lay("coffee")
    assert {
        each.rpartition("/")[2] for each in page.requests() if not each.startswith("data:")
    } == {"coffee.js"}


def test_a_browser_without_workers_is_served(page: Board, site: Path) -> None:
    """Whether it has none, or refuses at once or later: the page answers, and the same."""
    made, _ = drawings(10, seed=8)
    for code in (
        "delete window.Worker",
        "window.Worker = function () { throw new Error('no workers') }",
        "const Real = Worker; window.Worker = function () { return new Real('data:,throw 1') }",
    ):
        added = page.browser.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": code}
        )
        page.open()
        page.browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
        assert_as_the_library(site, page.draw(made))


def test_the_keyboard_draws(page: Board) -> None:
    """Arrows move the pen, space lowers and lifts it; what happens is said."""
    page.open()
    page.choose("cnn1")
    sheet = page.browser.find_element("css selector", SHEET)
    page.run("arguments[0].focus()", sheet)
    sheet.send_keys(Keys.ARROW_UP * 8)
    assert not page.ink().any(), "the pen is up"
    sheet.send_keys(" ")
    said = {"es": "Pluma abajo.", "en": "Pen down."}[language(page)]
    page.wait(lambda: page.text(".board-status"), said)
    sheet.send_keys(Keys.ARROW_DOWN * 16)
    sheet.send_keys(Keys.SHIFT, Keys.ARROW_DOWN)
    sheet.send_keys(" ", Keys.ARROW_RIGHT * 5)
    rows, columns = np.nonzero(page.ink())
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (16 * 8 + 2 + 18, 18)
    answer = page.shown("cnn1")
    share = f"{100 * answer.max():.1f}"
    said = (
        f"{share}%" if language(page) == "en" else f"{share.replace('.', ',')}\N{NO-BREAK SPACE}%"
    )
    page.wait(lambda: page.text(".board-status"), f"CNN 1: {answer.argmax()} ({said})")
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
    assert page.shown("cnn1").sum() == pytest.approx(1, abs=1e-3)
    one = page.ink()
    assert one[:140].any()
    assert not one[140:].any()
    page.draw([two])
    clear.click()
    assert page.shown("cnn1").sum() == 0
    assert not page.ink().any()
    assert not clear.is_enabled()
    sheet.send_keys(Keys.CONTROL + "z")
    assert page.shown("cnn1").sum() == pytest.approx(1, abs=1e-3)
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


@pytest.mark.parametrize("reader", [LARGEST, "mlp1"])
def test_a_model_that_cannot_be_loaded_is_told(page: Board, reader: str) -> None:
    """On the page, until it is; the others answer on."""
    block = {"urls": [f"*/models/{reader}.js"]}
    page.browser.execute_cdp_cmd("Network.enable", {})
    page.browser.execute_cdp_cmd("Network.setBlockedURLs", block)
    try:
        Page.open(page)
        page.wait_for("linear", "ready")
        page.run(f"document.querySelector('input[value={reader}]').click()")
        page.wait_for(reader, "failed")
        shown = {"es": "red incluida", "en": "shipped network"}[language(page)]
        name = {LARGEST: shown, "mlp1": "MLP 1"}[reader]
        told = {"es": f"No se ha podido cargar: {name}.", "en": f"Could not be loaded: {name}."}
        expected = told[language(page)]
        page.wait(lambda: page.text(".board-message").startswith(expected), True)
        page.draw(drawings(1, seed=7)[0])
        assert page.shown("linear").sum() == pytest.approx(1, abs=1e-3)
        assert page.text(".board-message").startswith(expected)
        assert page.browser.find_element("css selector", ".board-message").is_displayed()
    finally:
        page.browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    page.choose("linear")
    page.choose(reader)
    assert page.shown(reader).sum() == pytest.approx(1, abs=1e-3), "it is tried again"
    assert page.text(".board-message") == ""


def test_a_photograph_that_cannot_be_loaded_leaves_the_one_before(page: Board) -> None:
    """It is told, and the choice says what lies there."""
    page.open("chelsea")
    page.run("document.querySelector('input[value=coffee]').value = 'nothing'")
    page.run("document.querySelector('input[value=nothing]').click()")
    page.wait(lambda: page.text(".board-message") != "", True)
    assert page.run("return document.querySelector('input[value=chelsea]').checked")
    np.testing.assert_array_equal(page.picture(), enlarged_crop(page, photographs()["chelsea"]))


def test_the_console_has_no_error(page: Board) -> None:
    """Neither when the page opens, nor when it reads, nor whoever is looked into."""
    page.open("chelsea")
    for reader in (*READERS, LARGEST):
        page.choose(reader)
        page.draw(drawings(3, seed=5)[0])
    assert page.errors() == set()


def test_a_reader_is_looked_into(page: Board, site: Path) -> None:
    """Its maps by layer; pointing at one shows where it looks and what it multiplies."""
    page.open()
    page.choose("cnn1")
    page.draw(drawings(5, seed=6)[0])
    rows = page.browser.find_elements("css selector", ".looking-rows canvas")
    network = published(site, "cnn1")
    kinds = [layer.kind for layer in network.layers]
    assert len(rows) == kinds.count("relu") + kinds.count("max_pooling")
    page.run("arguments[0].scrollIntoView({ block: 'center' })", rows[0])
    ActionChains(page.browser).move_to_element_with_offset(
        rows[0], 30 - rows[0].size["width"] // 2, 30 - rows[0].size["height"] // 2
    ).perform()
    told = page.text(".looking-told")
    assert ("Mapa 1 de 8" in told) or ("Map 1 of 8" in told)
    box = page.run("return {...document.querySelector('.looking-box').style}")
    tall, wide = network.layers[0].weights["kernel"].shape[:2]
    assert (float(box["width"][:-1]), float(box["height"][:-1])) == pytest.approx(
        (100 * wide / 28, 100 * tall / 28), abs=0.1
    )
    products = page.browser.find_elements("css selector", ".looking-products canvas")
    assert [each.is_displayed() for each in products] == [True] * 3
    rows[0].send_keys(Keys.ARROW_RIGHT)
    assert ("Mapa 2 de 8" in page.text(".looking-told")) or (
        "Map 2 of 8" in page.text(".looking-told")
    )


def test_a_reader_is_shown_the_image_otherwise(page: Board) -> None:
    """By a network that was trained so; its answer stands on the card, what it sees below."""
    page.open("chelsea")
    page.choose(SMALL)
    (found,) = page.draw(drawings(8, seed=11)[0][7:])
    readers = small_readers()
    assert len(readers) == 4
    image = page.seen()
    colour = readers["colour"].network.probabilities(image[None])
    np.testing.assert_allclose(
        found["probabilities"][SMALL], tempered(colour, readers["colour"].temperature)[0], atol=1e-3
    )
    for name, reader in list(readers.items())[1:]:
        page.run(f"document.querySelector('input[value={SMALL}_{name}]').click()")
        page.wait_for(SMALL, "ready")
        expected = tempered(reader.network.probabilities(image[None]), reader.temperature)[0]
        np.testing.assert_allclose(page.shown(SMALL), expected, atol=1e-3)
        seen = 255 * preprocess(image[None], name)[0]
        np.testing.assert_allclose(page.seen(), np.broadcast_to(seen, (28, 28, 3)), atol=1)
        share = f"{100 * shipped.small_facts()[name]['accuracy']:.1f}"
        assert share in page.text(".looking-facts").replace(",", "."), "it is said of this one"
    page.choose("linear")
    page.answered()
    assert page.run("return document.querySelector('.looking-switches').hidden")


def test_the_reason_is_what_is_seen(page: Board, site: Path) -> None:
    """How many hidden units are on, what the stroke gives, what the negative would be."""
    page.open()
    made, _ = drawings(6, seed=4)
    for each in made[3:]:
        (found,) = page.draw([each])
        image = compose(frame(ink_of(found["picture"]).astype(np.float32)))[None]
        for name in READERS:
            network = published(site, name)
            page.choose(name)
            page.answered()
            negative = int(network.probabilities(255 - image).argmax())
            said = {
                "es": f"en negativo, contesta {negative}.",
                "en": f"in negative, it answers {negative}.",
            }[language(page)]
            file = file_of(name)
            page.wait(lambda file=file: page.run(REASONED) == file, True)
            page.wait(lambda said=said: page.text(".looking-why").endswith(said), True)
            if name == "mlp1":
                hidden = next(
                    values for layer, values in network.activations(image) if layer.kind == "relu"
                )
                active = int((hidden > 0).sum())
                why = page.text(".looking-why")
                assert (f" {active} " in why) if active else why.startswith(("Ninguna", "None"))
                assert " 64 " in why


def test_a_finger_draws_on_a_phone(page: Board) -> None:
    """Sheet, answers and choice of a reader are seen together; nothing scrolls while it draws."""
    metrics = {"width": NARROW, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        page.open("flower")
        page.run("document.querySelector('.board').scrollIntoView({ block: 'start' })")
        header = page.run(
            "return document.querySelector('.bd-header')?.getBoundingClientRect().bottom ?? 0"
        )
        tops, bottoms = zip(
            *(
                page.run(
                    "const found = document.querySelector(arguments[0]);"
                    "const { top, bottom } = found.getBoundingClientRect();"
                    "return [top, bottom];",
                    selector,
                )
                for selector in (SHEET, *(f".board-reader:has([value={each}])" for each in READERS))
            ),
            strict=True,
        )
        assert max(bottoms) - min(tops) <= 844 - max(0, header)
        sheet = page.sheet()
        before = page.run("return window.scrollY")
        area = page.run("return arguments[0].getBoundingClientRect().toJSON()", sheet)
        for name, photograph in photographs().items():
            page.lay(name)
            page.run("document.querySelector('.board-clear').click()")
            page.run(f"window.scrollTo(0, {before})")
            for kind, share in (("Start", 0.2), ("Move", 0.5), ("Move", 0.8), ("End", None)):
                x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] * (share or 0)
                points = [] if share is None else [{"x": x, "y": y}]
                page.browser.execute_cdp_cmd(
                    "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points}
                )
            page.choose(LARGEST)
            assert_by_the_recipe(page, photograph, page.picture())
        width, after = page.run("return [document.documentElement.scrollWidth, window.scrollY]")
        assert (width, after) == (NARROW, before)
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


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


def test_the_front_page_reads(browser: Chrome, site: Path) -> None:
    """What is drawn over the photograph, by the small network, as the library does."""
    page = Board(browser, f"{site.as_uri()}/index.html")
    Page.open(page)
    assert not any("models/" in each for each in page.requests()), "nothing before they come near"
    page.sheet()
    page.wait_for(SMALL, "ready")
    page.wait(lambda: page.run("return document.querySelector('.board').dataset.ground"), "chelsea")
    lines = drawings(8, seed=12)[0][7]["strokes"]
    (found,) = page.draw([{"pen": None, "strokes": lines}])
    picture = picture_of(found["picture"])
    crop = photographs()["chelsea"][136:164, 212:240].repeat(10, axis=0).repeat(10, axis=1)
    ink = (picture != crop).any(axis=2)
    share = frame(ink.astype(np.float32)).astype(np.float64)
    mask = np.floor(255 * share + 0.5).astype(np.uint8) > THRESHOLD
    image = np.where(mask[..., None], 255 - crop[::10, ::10], crop[::10, ::10])
    reader = small_readers()["colour"]
    expected = tempered(reader.network.probabilities(image[None]), reader.temperature)[0]
    np.testing.assert_allclose(found["probabilities"][SMALL], expected, atol=1e-3)
    assert page.errors() == set()


def test_a_chapter_takes_images_step_by_step(browser: Chrome, site: Path) -> None:
    """CNN 1 is loaded once the reader comes near, and answers as its script does."""
    page = Board(browser, f"{site.as_uri()}/cnn.html")
    Page.open(page)
    assert not any("models/" in each for each in page.requests()), "nothing before"
    page.run("document.querySelector('.board-steps').scrollIntoView()")
    state = "return document.querySelector('.board-steps').dataset.state"
    page.wait(lambda: page.run(state), "ready")
    network = published(site, "cnn1")
    for place in (0, 7):
        page.run(f"document.querySelectorAll('.board-images input')[{place}].click()")
        source = f"return document.querySelectorAll('.board-images img')[{place}].src"
        share = network.probabilities(picture_of(page.run(source))[None])[0]
        said = f"CNN 1: {share.argmax()} ({i18n.percent(float(share.max()))})"
        page.wait(lambda: page.text(".looking-why").replace("\xa0", " "), said.replace("\xa0", " "))
    rows = page.browser.find_elements("css selector", ".looking-rows canvas")
    assert len(rows) == [layer.kind for layer in network.layers].count("relu") + 2
    assert page.errors() == set()


def test_every_network_that_is_asked_for_is_there(site: Path) -> None:
    """And every photograph: other pages than the one that publishes them ask too."""
    for path in [*site.glob("*.html"), *(site / "en").glob("*.html")]:
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        files = [each["data-file"] for each in page.select("[data-file]")]
        files += [each["data-model"] for each in page.select("[data-model]")]
        files += [each["value"] for each in page.select("[name=board-sees]")]
        grounds = [each["value"] for each in page.select("[name=board-ground]")]
        folder = path.parent / "draw"
        assert all((folder / "models" / f"{name}.js").exists() for name in files), path
        names = set(grounds) - {"paper", "own"}
        assert all((folder / "photographs" / f"{name}.js").exists() for name in names), path


def test_no_other_page_loads_the_scripts(site: Path) -> None:
    """They are the pages' own on which readers draw or look into a network."""
    for path in [*site.glob("*.html"), *(site / "en").glob("*.html")]:
        if path.name not in ("draw.html", "index.html", "cnn.html"):
            assert "draw/" not in path.read_text(encoding="utf-8").replace("draw.html", ""), path
