"""Pages on paper: the text alone and whole, by day, whatever the screen shows."""

from collections.abc import Callable, Iterator

import pytest
from selenium.webdriver import Chrome

from .browsing import Page

PAPER = 673  # pixels: an A4 sheet between its margins

# What is for a screen and would be printed.
SCREEN = """
return [...document.querySelectorAll("button, nav, header, footer, dialog, summary, input, select")]
  .concat([...document.querySelectorAll("[class*=sidebar], .language-switch, .headerlink")])
  .filter((each) => !each.closest(".onlyprint"))
  .filter((each) => each.checkVisibility({ checkVisibilityCSS: true }))
  .map((each) => each.outerHTML.slice(0, 80));
"""

# What goes beyond the edge of the paper, or is behind an edge of its own.
CUT = """
const edge = document.documentElement.clientWidth + 1;
return [...document.querySelectorAll("article :is(p, pre, table, figure, img, div, a)")]
  .filter((each) => each.checkVisibility() && !each.closest("mjx-container, .MathJax"))
  .filter((each) => each.getBoundingClientRect().right > edge
    || (getComputedStyle(each).display !== "inline" && each.scrollWidth > each.clientWidth + 1))
  .map((each) => each.outerHTML.slice(0, 80));
"""

# What a sheet's end must not go through, and does nevertheless.
DIVIDED = """
return [...document.querySelectorAll("article :is(figure, img, tr, .cell_input)")]
  .filter((each) => getComputedStyle(each).breakInside !== "avoid")
  .map((each) => each.outerHTML.slice(0, 80));
"""

# How the page is when a browser prints it, told by the last one to hear of it.
WATCH = """
addEventListener("beforeprint", () => {
  window.printed = {
    theme: document.documentElement.dataset.theme,
    ground: getComputedStyle(document.body).backgroundColor,
    folded: document.querySelectorAll("details:not([open])").length,
  };
});
"""


@pytest.fixture
def opened(browser: Chrome, host: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a page for a reader who prefers light or dark pages."""

    def open_page(name: str, lang: str = "es", *, scheme: str = "light") -> Page:
        page = Page(browser, f"{host}{'' if lang == 'es' else 'en/'}{name}.html")
        origin = {"origin": host, "storageTypes": "local_storage"}
        browser.execute_cdp_cmd("Storage.clearDataForOrigin", origin)
        wanted = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})
        page.open()
        return page

    yield open_page
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [], "media": ""})


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", ["index", "cnn", "eda", "strong", "audit", "draw", "glossary"])
def test_the_text_is_printed_and_nothing_else(
    opened: Callable[..., Page], name: str, lang: str
) -> None:
    """As wide as the paper, with nothing behind an edge and no figure in two."""
    page = opened(name, lang)
    assert page.run(SCREEN), "there are some on a screen"
    sheet = {"width": PAPER, "height": 950, "deviceScaleFactor": 1, "mobile": False}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", sheet)
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    page.settle()
    assert page.run(SCREEN) == []
    assert page.run(CUT) == []
    assert page.run(DIVIDED) == []
    left, share = page.run(
        "const { left, width }"
        " = document.querySelector('article section > p').getBoundingClientRect();"
        "return [left, width / document.body.clientWidth]"
    )
    assert (left, share) == (0, 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white(opened: Callable[..., Page], scheme: str) -> None:
    """A page that shows by night is printed by day, unfolded; then all is as it was."""
    page = opened("cnn", scheme=scheme)
    shown = "return document.documentElement.dataset.theme"
    folded = "return document.querySelectorAll('details:not([open])').length"
    assert page.run(shown) == scheme
    before = page.run(folded)
    assert before > 0
    page.run(WATCH)
    page.browser.execute_cdp_cmd("Page.printToPDF", {})
    white = {"theme": "light", "ground": "rgb(255, 255, 255)", "folded": 0}
    assert page.run("return window.printed") == white
    page.wait(lambda: (page.run(shown), page.run(folded)), (scheme, before))
