"""Figures that readers explore, in a real browser: cells of matrices, galleries by modality."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest
from bs4 import BeautifulSoup, Tag
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from polymnist_lib.plotting.style import SHADE

from .browsing import GUIDELINES, NARROW, SMALLEST, WIDE, Page, Reader

MATRICES = {"cnn": "fig-cnn-confusion"}
GALLERIES = {"strong": "fig-strong-errors"}
MOST = 12  # images of a cell that are shown
SIDE = 28

both_languages = pytest.mark.parametrize("lang", ["es", "en"])
every_gallery = pytest.mark.parametrize("name", list(GALLERIES))
every_matrix = pytest.mark.parametrize(("name", "figure"), list(MATRICES.items()))


def soup_of(site: Path, name: str, lang: str) -> BeautifulSoup:
    """Parse a page as it was built, before any script."""
    path = (site if lang == "es" else site / lang) / f"{name}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def picture(content: bytes) -> np.ndarray:
    """Return the pixels of a PNG file, RGB."""
    found = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert found is not None
    return np.asarray(found)


class Matrix:
    """The first confusion matrix of a page, and what a reader sees and hears of it."""

    def __init__(self, page: Page, figure: str = "fig-cnn-confusion") -> None:
        self.page = page
        self.figure = page.browser.find_element("id", figure)
        self.cells = self.figure.find_elements("css selector", "[role=gridcell]")

    def cell(self, true: int, predicted: int) -> WebElement:
        """Return the cell of an answer."""
        return self.cells[10 * true + predicted]

    def count(self, place: int) -> int:
        """Return how many images a cell says that it has."""
        return int(self.cells[place].get_attribute("data-images") or -1)

    def of_count(self, least: int, most: int) -> int:
        """Return the first place whose cell has so many images."""
        return next(place for place in range(100) if least <= self.count(place) <= most)

    def images(self) -> list[WebElement]:
        """Return the images that are shown."""
        return self.figure.find_elements("css selector", ".cells-images span")

    def text(self) -> str:
        """Return what is said below the matrix."""
        return self.figure.find_element("css selector", ".cells-panel p").text

    def focused(self) -> int:
        """Return the place of the cell that has the focus."""
        return self.cells.index(self.page.browser.switch_to.active_element)

    def scroll(self) -> None:
        """Bring it into sight."""
        self.page.run("arguments[0].scrollIntoView({ block: 'start' })", self.figure)
        self.page.settle()


@pytest.fixture(params=["es, served", "en, from the disk"])
def matrix(
    request: pytest.FixtureRequest, site: Path, browser: Chrome, reader_of: Callable[..., Reader]
) -> Matrix:
    """The matrix of CNN 1, of one edition from a server, of the other from a file."""
    if request.param == "es, served":
        page: Page = reader_of("cnn")
    else:
        page = Page(browser, (site / "en" / "cnn.html").as_uri())
        page.open()
    found = Matrix(page)
    found.scroll()
    return found


@both_languages
@every_matrix
def test_the_cells_agree_with_the_figure(site: Path, name: str, figure: str, lang: str) -> None:
    """Every matrix has them: its most frequent error is the figure's, its images are there."""
    page = soup_of(site, name, lang)
    cells = page.select(f".cells[data-figure={figure}] [role=gridcell]")
    counts = np.array([int(str(cell["data-images"])) for cell in cells]).reshape(10, 10)
    alt = str(page.select(f"#{figure} img")[0]["alt"])
    true, predicted, times = map(int, re.findall(r"\d+", alt)[-3:])
    assert counts[true, predicted] == times == counts[~np.eye(10, dtype=bool)].max()
    assert [str(cell["tabindex"]) for cell in cells].index("0") == 10 * true + predicted
    folder = (site if lang == "es" else site / lang) / name / figure
    for digit in range(10):
        shown = picture((folder / f"{digit}.png").read_bytes()).reshape(10, SIDE, MOST, SIDE, 3)
        filled = shown.any(axis=(1, 3, 4)).sum(axis=1)
        np.testing.assert_array_equal(filled, np.minimum(counts[digit], MOST))


@pytest.mark.parametrize("width", [SMALLEST, NARROW, WIDE])
def test_the_cells_lie_over_the_matrix(reader_of: Callable[..., Reader], width: int) -> None:
    """Those of the diagonal over its grey squares, and stay there when the window changes."""
    page = reader_of("cnn", width=WIDE + NARROW - width, color_scheme="light")
    page.width(width, phone=width < WIDE)
    matrix = Matrix(page)
    matrix.scroll()
    frame = matrix.figure.find_element("css selector", ".cells-frame")
    shown = picture(frame.screenshot_as_png).astype(int)
    grey = np.array([int(SHADE[place : place + 2], 16) for place in (1, 3, 5)])
    grey_rows, grey_columns = np.nonzero(np.abs(shown - grey).max(axis=2) <= 2)
    areas = [
        page.run(
            "const [cell, frame] = [...arguments].map((each) => each.getBoundingClientRect());"
            "return [cell.left - frame.left, cell.top - frame.top, cell.width, cell.height];",
            matrix.cell(digit, digit),
            frame,
        )
        for digit in (0, 9)
    ]
    (left, top, *_), (last_left, last_top, wide, high) = areas
    found = [grey_columns.min(), grey_rows.min(), grey_columns.max(), grey_rows.max()]
    np.testing.assert_allclose(found, [left, top, last_left + wide, last_top + high], atol=4)
    assert wide >= 24, "a finger hits it"
    assert page.run("return document.documentElement.scrollWidth") <= width


def test_a_cell_that_is_pointed_at_shows_its_images(matrix: Matrix, site: Path) -> None:
    """As many as it counts, up to what there is room for, and they are those of its file."""
    empty = min(range(100), key=matrix.count)  # not every training leaves one; then it is made
    matrix.page.run("arguments[0].dataset.images = 0", matrix.cells[empty])
    for place in (matrix.of_count(1, MOST), matrix.of_count(MOST + 1, 999), empty):
        ActionChains(matrix.page.browser).move_to_element(matrix.cells[place]).perform()
        assert len(matrix.images()) == min(matrix.count(place), MOST)
        label = str(matrix.cells[place].get_attribute("aria-label"))
        assert matrix.text().startswith(label)
        assert (str(MOST) in matrix.text().removeprefix(label)) == (matrix.count(place) > MOST)
    assert matrix.page.errors() == set()


def test_the_images_are_enlarged_pixel_by_pixel(matrix: Matrix, site: Path) -> None:
    """The last one of a cell is the one that is there in the file, of twice its size."""
    place = matrix.of_count(MOST + 1, 999)
    true, predicted = divmod(place, 10)
    ActionChains(matrix.page.browser).move_to_element(matrix.cells[place]).perform()
    file = site / "cnn" / "fig-cnn-confusion" / f"{true}.png"
    tile = picture(file.read_bytes())[predicted * SIDE :, -SIDE:][:SIDE]
    enlarged = tile.repeat(2, axis=0).repeat(2, axis=1).astype(int)

    def differs() -> bool:
        shown = picture(matrix.images()[-1].screenshot_as_png)
        high, wide = shown.shape[:2]  # one less where the image begins between two pixels
        rows, columns = range(2 * SIDE - high + 1), range(2 * SIDE - wide + 1)
        if not {len(rows), len(columns)} <= {1, 2}:
            return True
        parts = [enlarged[y : y + high, x : x + wide] for y in rows for x in columns]
        return all(np.abs(shown - part).max() > 2 for part in parts)

    matrix.page.wait(differs, False)  # once the file is loaded


def test_room_is_taken_once_there_are_images(matrix: Matrix) -> None:
    """Before, the panel is as tall as its hint; after, the same for each cell, and for none."""
    panel = matrix.figure.find_element("css selector", ".cells-panel")
    hint = panel.find_element("css selector", "p")
    assert panel.size["height"] - hint.size["height"] <= 12
    heights = set()
    for place in (matrix.of_count(1, MOST // 2), matrix.of_count(MOST + 1, 999)):
        matrix.page.run("arguments[0].focus()", matrix.cells[place])
        heights.add(panel.size["height"])
    matrix.page.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert heights == {panel.size["height"]}


def test_scrolling_below_a_resting_mouse_changes_nothing(matrix: Matrix) -> None:
    """Who scrolls down to the images finds those of the cell that was pointed at."""
    place = matrix.of_count(MOST + 1, 999)
    ActionChains(matrix.page.browser).move_to_element(matrix.cells[place]).perform()
    said = matrix.text()
    top = "return Math.round(arguments[0].getBoundingClientRect().top)"
    before = matrix.page.run(top, matrix.cells[place])
    matrix.page.run("window.scrollBy(0, 100)")
    matrix.page.wait(lambda: matrix.page.run(top, matrix.cells[place]), before - 100)
    matrix.page.settle()
    assert matrix.text() == said


def test_no_image_is_loaded_before_it_is_asked_for(reader_of: Callable[..., Reader]) -> None:
    """And then only those of the row."""
    page = reader_of("cnn")
    assert not any("-confusion/" in each for each in page.requests())
    matrix = Matrix(page)
    matrix.scroll()
    place = matrix.of_count(1, 999)
    ActionChains(page.browser).move_to_element(matrix.cells[place]).perform()
    page.settle()
    (asked,) = page.requests()
    assert asked.endswith(f"/cnn/fig-cnn-confusion/{place // 10}.png")


def test_the_keyboard_goes_from_cell_to_cell(matrix: Matrix) -> None:
    """One stop of Tab; arrows, Home and End move; Escape puts the images away."""
    (stop,) = [cell for cell in matrix.cells if cell.get_attribute("tabindex") == "0"]
    hint = matrix.text()
    matrix.page.run("arguments[0].focus()", stop)
    place = matrix.cells.index(stop)
    assert len(matrix.images()) == min(matrix.count(place), MOST)
    for keys, expected in (
        ([Keys.CONTROL, Keys.HOME], 0),
        ([Keys.ARROW_LEFT, Keys.ARROW_UP], 0),
        ([Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_RIGHT], 21),
        ([Keys.END], 29),
        ([Keys.ARROW_RIGHT], 29),
        ([Keys.HOME], 20),
        ([Keys.CONTROL, Keys.END], 99),
        ([Keys.ARROW_DOWN, Keys.ARROW_LEFT, Keys.ARROW_UP], 88),
    ):
        matrix.page.browser.switch_to.active_element.send_keys(*keys)
        assert matrix.focused() == expected
        assert len(matrix.images()) == min(matrix.count(expected), MOST)
        stops = [cell.get_attribute("tabindex") for cell in matrix.cells]
        assert stops.index("0") == expected
        assert stops.count("0") == 1
    matrix.cells[88].send_keys(Keys.ESCAPE)
    assert (matrix.images(), matrix.text()) == ([], hint)
    matrix.cells[88].send_keys(Keys.ENTER)
    assert len(matrix.images()) == min(matrix.count(88), MOST)
    matrix.cells[88].send_keys(Keys.TAB)
    assert matrix.page.browser.switch_to.active_element not in matrix.cells


def test_shortcuts_of_the_browser_are_left_to_it(matrix: Matrix) -> None:
    """With Alt an arrow leads to the page before, and not to another cell."""
    cell = matrix.cells[55]
    matrix.page.run("arguments[0].focus()", cell)
    press = (
        "const [cell, key, modifier] = arguments;"
        "const options = { key, [modifier]: true, bubbles: true, cancelable: true };"
        "return cell.dispatchEvent(new KeyboardEvent('keydown', options));"
    )
    for key, modifier in product(["ArrowLeft", "Home", "Enter"], ["altKey", "metaKey"]):
        left = matrix.page.run(press, cell, key, modifier)
        assert left, f"the browser does its own with {modifier} and {key}"
        assert matrix.focused() == 55, (modifier, key)


def test_a_finger_opens_a_cell(matrix: Matrix) -> None:
    """A tap is enough."""
    place = matrix.of_count(1, MOST)
    area = matrix.page.run(
        "return arguments[0].getBoundingClientRect().toJSON()", matrix.cells[place]
    )
    point = {"x": area["x"] + area["width"] / 2, "y": area["y"] + area["height"] / 2}
    matrix.page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, points in (("touchStart", [point]), ("touchEnd", [])):
        touch = {"type": kind, "touchPoints": points}
        matrix.page.browser.execute_cdp_cmd("Input.dispatchTouchEvent", touch)
    matrix.page.wait(lambda: len(matrix.images()), matrix.count(place))
    matrix.page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


@both_languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nobody_is_kept_out(
    reader_of: Callable[..., Reader], lang: str, scheme: str, width: int
) -> None:
    """No violation of WCAG 2.2 AA that axe can find in the figure while it shows images."""
    page = reader_of("cnn", lang, width=width, color_scheme=scheme, reduced_motion="reduce")
    matrix = Matrix(page)
    page.run("arguments[0].focus()", matrix.cells[matrix.of_count(1, 999)])
    assert matrix.images()
    assert page.violations(GUIDELINES, within="#fig-cnn-confusion") == []


@every_gallery
@pytest.mark.parametrize("where", ["es, served", "en, from the disk"])
def test_a_modality_is_chosen(
    site: Path, browser: Chrome, reader_of: Callable[..., Reader], name: str, where: str
) -> None:
    """The picture and its words are those of the modality; the first choice brings all back."""
    page: Page = reader_of(name)
    if where == "en, from the disk":
        page = Page(browser, (site / "en" / f"{name}.html").as_uri())
        page.open()
    figure = browser.find_element("id", GALLERIES[name])
    image = figure.find_element("css selector", "img")
    buttons = figure.find_elements("css selector", "input[type=radio]")
    own = image.get_property("src"), image.get_property("alt")
    assert [each.is_selected() for each in buttons] == [True] + [False] * (len(buttons) - 1)
    assert len(buttons) > 2
    for button in buttons[1:]:
        ActionChains(browser, duration=0).move_to_element(button).click().perform()
        file = str(button.get_attribute("value"))
        page.wait(lambda file=file: str(image.get_property("src")).endswith(f"/{file}"), True)
        label = button.find_element("xpath", "..").text
        assert file == f"{name}/{GALLERIES[name]}/{label}.svg"
        assert image.get_property("alt") == button.get_attribute("data-alt")
        assert label in str(image.get_property("alt"))
        assert page.run("return arguments[0].naturalWidth", image) > SIDE
    buttons[-1].send_keys(Keys.ARROW_RIGHT)  # from the last to the first
    page.wait(lambda: (image.get_property("src"), image.get_property("alt")), own)
    assert page.errors() == set()


@both_languages
@every_gallery
def test_galleries_of_a_modality_differ(site: Path, name: str, lang: str) -> None:
    """Each is a picture of its own, with words of its own."""
    field = soup_of(site, name, lang).select_one(f"fieldset[data-figure={GALLERIES[name]}]")
    assert isinstance(field, Tag)
    offered = field.select("input[data-alt]")
    folder = site if lang == "es" else site / lang
    pictures = {(folder / str(each["value"])).read_bytes() for each in offered}
    assert len(pictures) == len({str(each["data-alt"]) for each in offered}) == len(offered) > 1


@both_languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
@every_gallery
def test_the_choice_keeps_nobody_out(
    reader_of: Callable[..., Reader], name: str, scheme: str, lang: str
) -> None:
    """No violation of WCAG 2.2 AA that axe can find in the figure, on a narrow screen."""
    page = reader_of(name, lang, width=NARROW, color_scheme=scheme, reduced_motion="reduce")
    page.run(f"document.querySelectorAll('#{GALLERIES[name]} input')[1].click()")
    assert page.violations(GUIDELINES, within=f"#{GALLERIES[name]}") == []
    assert page.run("return document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_a_figure_is_on_the_ground_of_the_page(
    reader_of: Callable[..., Reader], system: str, other: str
) -> None:
    """Light by day and dark by night, as the system is and as a reader then chooses."""
    page = reader_of("cnn", color_scheme=system)
    image = page.find("#fig-cnn-confusion img")

    def grounds() -> tuple[str, str]:
        found = picture(image.screenshot_as_png)[4, 4].tolist()
        return f"rgb({', '.join(map(str, found))})", str(
            page.run("return getComputedStyle(document.body).backgroundColor")
        )

    expected = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 18, 18)"}
    page.wait(grounds, (expected[system],) * 2)
    page.find(".theme-switch-button").send_keys(Keys.ENTER)
    page.wait(grounds, (expected[other],) * 2)


@both_languages
@pytest.mark.parametrize(("name", "figure"), [("cnn", "fig-cnn-confusion"), *GALLERIES.items()])
def test_without_scripts_the_figure_is_there(
    reader_of: Callable[..., Reader], name: str, figure: str, lang: str
) -> None:
    """With its picture, its words and its number, and nothing that would not work."""
    page = reader_of(name, lang)
    browser = page.browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.open()
    try:
        image = browser.find_element("css selector", f"#{figure} img")
        assert image.is_displayed()
        assert len(str(image.get_dom_attribute("alt")).split()) > 5
        assert browser.find_element("css selector", f"#{figure} .caption-number").is_displayed()
        pieces = browser.find_elements("css selector", ".cells, .choices, .cells-panel")
        assert pieces
        assert not any(each.is_displayed() for each in pieces)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


CURVES = "#fig-augmentation-curves"


def veils(page: Page) -> list[tuple[float, float]]:
    """Return where each panel begins to be covered and where that ends, as shares of the figure."""
    return page.run(
        f"const frame = document.querySelector('{CURVES} .played-frame').getBoundingClientRect();"
        f"return [...document.querySelectorAll('{CURVES} .played-veil')].map((veil) => {{"
        "const { left, right } = veil.getBoundingClientRect();"
        "return [left, right].map((place) => (place - frame.left) / frame.width); });"
    )


def test_curves_are_followed_with_a_slider(reader_of: Callable[..., Reader]) -> None:
    """What comes after the epoch is covered, panel by panel; at the last, nothing is."""
    page = reader_of("augmentation")
    slider = page.find(f"{CURVES} .played-epoch")
    page.run("arguments[0].scrollIntoView({ block: 'center' })", slider)
    assert all(start == pytest.approx(end) for start, end in veils(page))
    slider.send_keys(Keys.HOME)
    first = veils(page)
    slider.send_keys(Keys.ARROW_RIGHT * 14)
    assert page.find(f"{CURVES} output").text == "época 15"
    middle = veils(page)
    assert len(middle) == 3
    for (begun, _), (start, end) in zip(first, middle, strict=True):
        assert begun < start < end
        assert (start - begun) / (end - begun) == pytest.approx(14 / 30, abs=0.03)
    covered = page.run(
        f"return getComputedStyle(document.querySelector('{CURVES} .played-veil')).backgroundColor"
    )
    assert covered == "rgb(255, 255, 255)"


def test_curves_play(reader_of: Callable[..., Reader]) -> None:
    """From the first epoch to the last, unless they are stopped."""
    page = reader_of("augmentation")
    button = page.find(f"{CURVES} button")
    page.run("arguments[0].scrollIntoView({ block: 'center' })", button)
    page.run("window.setInterval = (step) => { window.step = step; return 1; }")
    epoch = f"return Number(document.querySelector('{CURVES} .played-epoch').value)"
    button.click()
    assert button.text == "Pausar"
    page.run("step(); step();")
    assert page.run(epoch) == 3
    button.click()
    assert button.text == "Reproducir"
    button.click()
    page.run("for (let epoch = 3; epoch < 30; epoch++) step();")
    assert page.run(epoch) == 30
    assert button.text == "Reproducir"
    assert page.errors() == set()


def test_curves_do_not_play_by_themselves(reader_of: Callable[..., Reader]) -> None:
    """Who asks for less motion has the slider alone."""
    page = reader_of("augmentation", reduced_motion="reduce")
    page.find(f"{CURVES} .played-epoch")
    assert not page.browser.find_element("css selector", f"{CURVES} button").is_displayed()
