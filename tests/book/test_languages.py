"""Both languages in a real browser: the switch between them, and the search in each."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",  # containers give little of it
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20  # seconds
OTHER = {"es": "en", "en": "es"}
LABELS = "article :is([id^='sec-'], [id^='fig-'], [id^='tab-'])"

both_languages = pytest.mark.parametrize("lang", list(OTHER))


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """A browser without a window, which asks nothing of the network."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if found is None or driver is None:
        pytest.skip(f"needs a browser, one of {', '.join(BROWSERS)}, and chromedriver on the PATH")
    options = ChromeOptions()
    options.binary_location = found
    for flag in (*FLAGS, "--window-size=1280,800"):
        options.add_argument(flag)
    with Chrome(options, ChromeService(driver)) as started:
        started.execute_cdp_cmd("Network.enable", {})
        started.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["http*://*"]})
        yield started


def address(site: Path, name: str, lang: str) -> str:
    """Return where a page is on the disk."""
    return (site if lang == "es" else site / lang).joinpath(f"{name}.html").as_uri()


def wait(browser: Chrome, script: str) -> Any:
    """Wait until a script returns something, and return that."""
    end = time.monotonic() + PATIENCE
    while not (found := browser.execute_script(script)):
        assert time.monotonic() < end, script
        time.sleep(0.02)
    return found


def switch(browser: Chrome, lang: str, *, key: bool = False) -> str:
    """Follow the switch from a page in a language; return the part of the address behind #."""
    link = browser.find_element(By.CSS_SELECTOR, "a.language-switch")
    link.send_keys(Keys.ENTER) if key else link.click()
    wait(
        browser,
        f"return document.documentElement.lang === '{OTHER[lang]}'"
        " && document.readyState === 'complete'",
    )
    return str(browser.execute_script("return location.hash.slice(1)"))


@both_languages
def test_the_switch_keeps_the_place_of_a_reader_who_scrolled(
    site: Path, browser: Chrome, lang: str
) -> None:
    """Before each label of a page, the same one in the other language comes into sight."""
    browser.get(address(site, "cnn", lang))
    labels = browser.execute_script(
        f'return [...document.querySelectorAll("{LABELS}")].map(e => e.id)'
    )
    assert len(labels) > 8
    for label in labels[::4]:
        browser.get(address(site, "cnn", lang))
        browser.execute_script(
            "document.documentElement.style.scrollBehavior = 'auto';"
            "document.getElementById(arguments[0]).scrollIntoView(); scrollBy(0, 40)",
            label,
        )
        assert switch(browser, lang) == label
        top, height = browser.execute_script(
            "const { top } = document.getElementById(arguments[0]).getBoundingClientRect();"
            "return [top, innerHeight]",
            label,
        )
        assert 0 <= top < height


@both_languages
@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_the_switch_keeps_the_section_that_was_chosen(
    site: Path, browser: Chrome, lang: str, place: int
) -> None:
    """One of the contents of the page, whose anchor is in the page's language, and back again."""
    browser.get(address(site, "cnn", lang))
    entry = browser.find_elements(By.CSS_SELECTOR, "#pst-page-toc-nav > ul > li > a")[place]
    label = browser.execute_script(
        "const section = document.getElementById(decodeURI(arguments[0].hash.slice(1)));"
        "return section.querySelector(':scope > span[id^=sec-]').id",
        entry,
    )
    entry.click()
    assert switch(browser, lang, key=True) == label
    assert switch(browser, OTHER[lang]) == label


@both_languages
def test_from_the_top_the_switch_leads_to_the_top(site: Path, browser: Chrome, lang: str) -> None:
    """Also if the reader went down before, and from a page without sections."""
    for name in ("eda", "search"):
        browser.get(address(site, name, lang))
        browser.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
        browser.execute_script("scrollTo(0, 9999); scrollTo(0, 0)")
        assert switch(browser, lang) == ""
