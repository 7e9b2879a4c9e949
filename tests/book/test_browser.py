"""Every page in a real browser: for everyone, silent, alone and light."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from .browsing import GUIDELINES, NARROW, SMALLEST, WIDE, Reader
from .conftest import PAGES

FIRST_LOAD = 1_500_000  # bytes, compressed, for a page and all that it loads
# What depends on the width or on the colours, and is looked at again when they change.
OF_WIDTH = ["scrollable-region-focusable", "target-size"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Pages whose figures are explored, and laid out anew on a narrow screen: all rules hold there too.
EXPLORED = {"cnn", "strong", "comparison"}

# What a reader can do something with, and sees. Of the buttons of one choice Tab reaches one.
REACHABLE = """
const controls = "a[href], button, input:not([type=radio]), summary, [tabindex='0']";
return [...document.querySelectorAll(controls)].filter((each) =>
  each.checkVisibility({ checkVisibilityCSS: true }) && !each.disabled
);
"""

# Whether the focus shows: a line or a ring around an element or, in a search field, the field.
FOCUS_SHOWS = """
return arguments[0].checkVisibility({ checkOpacity: true }) &&
  [arguments[0], arguments[0].form].some((each) => {
    if (!each) return false;
    const { boxShadow, outlineStyle, outlineWidth } = getComputedStyle(each);
    return boxShadow !== "none" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
  });
"""

MOVING = """
const seconds = (durations) => Math.max(...durations.split(",").map(parseFloat));
return [...document.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  return seconds(style.transitionDuration) > 0 || style.animationName !== "none" ||
    style.scrollBehavior === "smooth";
}).map((each) => each.outerHTML.slice(0, 80));
"""

# How the first cell of a row and its neighbour look, in what a header could differ.
LOOKS = """
const look = (selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  return ["fontWeight", "textAlign", "fontSize", "color", "backgroundColor", "padding",
    "verticalAlign", "borderBottom"].map((name) => style[name]);
};
return ["th", "td:not(.number)"].map((cell) => look(`table.results tbody ${cell}`));
"""

# Tables of which a part is out of sight until they are scrolled.
CUT = """
return [...document.querySelectorAll("table")].filter((table) => {
  let frame = table;
  while (frame && getComputedStyle(frame).overflowX === "visible") frame = frame.parentElement;
  return frame && frame.scrollWidth > frame.clientWidth;
}).map((table) => table.innerText.slice(0, 80));
"""

# What the links to the neighbouring pages have beyond the edge of the screen.
OUTSIDE = """
return [...document.querySelectorAll(".prev-next-area a *")].filter((each) => {
  const { left, right } = each.getBoundingClientRect();
  return left < 0 || right > innerWidth;
}).map((each) => each.textContent);
"""

every_page = pytest.mark.parametrize("name", [*PAGES, "search"])
both_languages = pytest.mark.parametrize("lang", ["es", "en"])


@dataclass(frozen=True)
class Visit:
    """What is noticed while a page is open."""

    violations: list[str]
    cut: list[str]
    width: int
    outside: list[str]
    errors: set[str]
    requests: set[str]


@pytest.fixture(scope="session")
def visited() -> dict[tuple[str, str], Visit]:
    """The pages that were visited, each once for all tests."""
    return {}


@pytest.fixture
def visit(
    name: str, lang: str, reader_of: Callable[..., Reader], visited: dict[tuple[str, str], Visit]
) -> Visit:
    """A visit to a page: narrow, then wide, then at night, then on the smallest telephone."""
    if (name, lang) in visited:
        return visited[name, lang]
    quiet = {"reduced_motion": "reduce"}  # colours are measured, not their transitions
    page = reader_of(name, lang, width=NARROW, color_scheme="light", **quiet)
    requests = page.requests()
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.settle()
    found = page.violations(GUIDELINES if name in EXPLORED else OF_WIDTH)
    page.width(WIDE)
    page.settle()
    found += page.violations(GUIDELINES)
    cut = page.run(CUT)
    page.prefer(color_scheme="dark", **quiet)
    page.wait(page.theme, "dark")
    found += page.violations(OF_COLOURS)
    page.width(SMALLEST, phone=True)
    page.settle()
    width = page.run("return document.documentElement.scrollWidth")
    outside = page.run(OUTSIDE)
    visited[name, lang] = Visit(found, cut, width, outside, page.errors(), requests)
    return visited[name, lang]


@cache
def compressed(path: Path) -> int:
    """Return how many bytes of a file travel."""
    return len(gzip.compress(path.read_bytes()))


@both_languages
@every_page
def test_nobody_is_kept_out(visit: Visit) -> None:
    """No violation of WCAG 2.2 AA that axe can find, by day, at night, or on a narrow screen."""
    assert visit.violations == []


@both_languages
@every_page
def test_no_page_is_wider_than_the_smallest_screen(visit: Visit) -> None:
    """On a telephone of 320 pixels, the width that WCAG asks for, only tables and code scroll.

    The links to the neighbouring pages, which hide what they have no room for, hide nothing.
    """
    assert visit.width <= SMALLEST
    assert visit.outside == []


@both_languages
@every_page
def test_no_column_is_out_of_sight(visit: Visit) -> None:
    """On a wide screen every table is seen whole, without scrolling."""
    assert visit.cut == []


@both_languages
@every_page
def test_the_console_is_silent(visit: Visit) -> None:
    """No error of a script, and no file that is missing."""
    assert visit.errors == set()


@both_languages
@every_page
def test_a_page_needs_nothing_but_the_book(visit: Visit, host: str) -> None:
    """No font, script or picture of another host, and none beside the book's folder."""
    assert [each for each in visit.requests if not each.startswith((host, "data:", "blob:"))] == []


@both_languages
@pytest.mark.parametrize("name", [*PAGES, "search"])
def test_a_page_is_light(visit: Visit, host: str, site: Path) -> None:
    """What its first load brings, compressed, takes seconds on a slow line."""
    files = {
        site / unquote(urlsplit(each.removeprefix(host)).path)
        for each in visit.requests
        if each.startswith(host)
    }
    assert len(files) > 10, "styles and scripts are counted too"
    assert sum(map(compressed, files)) <= FIRST_LOAD


@pytest.mark.parametrize(("lang", "width"), [("es", WIDE), ("en", NARROW)])
@pytest.mark.parametrize("name", ["cnn", "draw"])
def test_the_keyboard_reaches_everything(
    reader_of: Callable[..., Reader], name: str, lang: str, width: int
) -> None:
    """Tab comes to each link, button and field, and each shows that it has the focus."""
    page = reader_of(name, lang, width=width, reduced_motion="reduce")
    awaited = set(page.run(REACHABLE))
    assert len(awaited) > 10
    unseen = []
    for _ in range(2 * len(awaited)):
        page.press(Keys.TAB)
        current = page.browser.switch_to.active_element
        awaited.discard(current)
        if not page.run(FOCUS_SHOWS, current):
            unseen.append(current.get_attribute("outerHTML"))
        if not awaited:
            break
    assert [each.get_attribute("outerHTML") for each in awaited] == []
    assert unseen == []


@both_languages
def test_the_first_tab_leads_past_the_frame(reader_of: Callable[..., Reader], lang: str) -> None:
    """It shows a link to the text, and Tab goes on from there."""
    page = reader_of("cnn", lang, reduced_motion="reduce")
    page.press(Keys.TAB)
    link = page.browser.switch_to.active_element
    assert link.is_displayed()
    assert page.run("return arguments[0].getBoundingClientRect().top >= 0", link)
    page.press(Keys.ENTER)
    page.wait(lambda: page.run("return location.hash !== ''"), True)
    page.press(Keys.TAB)
    page.wait(lambda: page.run("return document.activeElement.closest('main') !== null"), True)


@both_languages
def test_the_sidebars_open_and_close_by_keyboard(
    reader_of: Callable[..., Reader], lang: str
) -> None:
    """On a wide screen the contents make way; on a narrow one both lie over the page."""
    page = reader_of("cnn", lang, reduced_motion="reduce")
    contents = page.browser.find_element("css selector", ".bd-docs-nav a")
    for shown in (False, True):
        page.find(".primary-toggle").send_keys(Keys.ENTER)
        page.wait(contents.is_displayed, shown)
    page = reader_of("cnn", lang, width=NARROW, reduced_motion="reduce")
    for name, link in (("primary", ".bd-docs-nav a"), ("secondary", ".page-toc a")):
        contents = page.browser.find_element("css selector", link)
        assert not contents.is_displayed()
        page.find(f".{name}-toggle").send_keys(Keys.ENTER)
        page.wait(contents.is_displayed, True)
        assert page.violations(GUIDELINES) == []
        page.press(Keys.ESCAPE)
        page.wait(contents.is_displayed, False)


@both_languages
def test_the_downloads_open_and_close_by_keyboard(
    reader_of: Callable[..., Reader], lang: str
) -> None:
    """Arrows lead through them."""
    page = reader_of("cnn", lang, reduced_motion="reduce")
    page.find(".dropdown-toggle").send_keys(Keys.ENTER)
    menu = page.browser.find_element("css selector", ".dropdown-menu")
    page.wait(menu.is_displayed, True)
    assert page.violations(GUIDELINES) == []
    page.press(Keys.ARROW_DOWN)
    assert page.run("return document.activeElement.href").endswith("/cnn.ipynb")
    page.press(Keys.ESCAPE)
    page.wait(menu.is_displayed, False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "words"), [("es", "convolución"), ("en", "convolution")])
def test_the_keyboard_searches(
    reader_of: Callable[..., Reader], lang: str, words: str, scheme: str
) -> None:
    """A dialogue opens and closes, or leads to pages of the edition with the word."""
    page = reader_of("index", lang, reduced_motion="reduce", color_scheme=scheme)
    page.find(".search-button-field, .search-button").send_keys(Keys.ENTER)
    dialogue = page.browser.find_element("id", "pst-search-dialog")
    page.wait(dialogue.is_displayed, True)
    assert page.violations(GUIDELINES) == []
    page.press(Keys.ESCAPE)
    page.wait(dialogue.is_displayed, False)
    ActionChains(page.browser).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    page.wait(dialogue.is_displayed, True)
    page.press(words, Keys.ENTER)
    results = "return [...document.querySelectorAll('#search-results li a')].map((a) => a.href)"
    folder = page.address.removesuffix("index.html")
    page.wait(page.place, f"{folder}search.html")
    page.wait(
        lambda: f"{folder}cnn.html" in {re.split("[?#]", each)[0] for each in page.run(results)},
        True,
    )
    assert page.violations(GUIDELINES) == []


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_the_colour_scheme_is_chosen_and_remembered(
    reader_of: Callable[..., Reader], system: str, other: str
) -> None:
    """The system's at first, then the reader's, on all pages of both editions."""
    page = reader_of("index", color_scheme=system)
    assert page.theme() == system
    page.find(".theme-switch-button").send_keys(Keys.ENTER)
    page.wait(page.theme, other)
    for name in ("cnn", "en/search"):
        page.browser.get(page.address.replace("index", name))
        assert page.theme() == other


def test_the_language_switch_leads_there_and_back(reader_of: Callable[..., Reader]) -> None:
    """To the same page of the other edition."""
    page = reader_of("mlp")
    page.find("a.language-switch").click()
    page.wait(page.place, page.address.replace("mlp", "en/mlp"))
    page.find("a.language-switch").click()
    page.wait(page.place, page.address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "media"), [(WIDE, ""), (NARROW, ""), (WIDE, "print")])
def test_what_a_row_is_about_looks_as_its_other_cells(
    reader_of: Callable[..., Reader], width: int, media: str, scheme: str
) -> None:
    """It is a header to those who hear a table, and no bolder to those who see it."""
    page = reader_of("cnn", width=width, color_scheme=scheme)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    emulated = {"media": media, "features": features}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", emulated)
    header, cell = page.run(LOOKS)
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert header == cell


@pytest.mark.parametrize("name", ["cnn", "draw"])
def test_nothing_moves_for_those_who_ask_so(reader_of: Callable[..., Reader], name: str) -> None:
    """No transition, animation or smooth scrolling under ``prefers-reduced-motion``."""
    assert reader_of(name).run(MOVING), "there are some otherwise"
    assert reader_of(name, reduced_motion="reduce").run(MOVING) == []
