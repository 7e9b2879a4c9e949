"""A real browser, for the tests of pages at work."""

import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

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
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the network is not asked
    "--window-size=1280,800",
)
PATIENCE = 120  # seconds, on a busy machine
SMALLEST, NARROW, WIDE = 320, 390, 1280  # pixels
GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Words of code and cells of tables that differ from one before in nothing but their text are left
# out: to measure the contrast of each takes most of the time.
AXE = """
const [rules, within, done] = arguments;
const seen = new Set();
for (const each of document.querySelectorAll("pre span, table.results :is(td, th)")) {
  each.removeAttribute("data-repeated");
  const markup = each.outerHTML.replace(/>[^<]+/g, ">");
  each.toggleAttribute("data-repeated", seen.has(markup));
  seen.add(markup);
}
const options = { runOnly: rules, resultTypes: ["violations"], preload: false };
axe.run({ include: [within], exclude: ["[data-repeated]"] }, options).then(
  ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map(
    (node) => `${id}: ${node.target} ${node.failureSummary}`
  ))),
  (error) => done([String(error)]),
);
"""


class Browser(Chrome):
    """A Chromium that waits for the pages it is sent to.

    Its driver returns at times as soon as another process has begun to show one.
    """

    def get(self, url: str) -> None:
        """Load a page, scripts and figures included."""
        super().get(url)
        there = "return document.readyState === 'complete' && location.href !== 'about:blank'"
        wait = WebDriverWait(self, PATIENCE, 0.02, ignored_exceptions=[WebDriverException])
        wait.until(lambda _: self.execute_script(there))


@contextmanager
def started() -> Iterator[Chrome]:
    """Start a Chromium without a window; skip the test where there is none."""
    found, driver = (
        next(filter(None, map(shutil.which, BROWSERS)), None),
        shutil.which("chromedriver"),
    )
    if found is None or driver is None:
        pytest.skip(f"needs a browser, one of {', '.join(BROWSERS)}, and chromedriver on the PATH")
    options = ChromeOptions()
    options.binary_location = found
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with Browser(options, ChromeService(driver)) as browser:
        browser.set_script_timeout(120)
        yield browser


@contextmanager
def served(folder: Path, missing: Path) -> Iterator[str]:
    """Serve a folder as static hosts do: they know nothing but a page to show for missing ones."""

    class Host(SimpleHTTPRequestHandler):
        error_message_format = missing.read_text(encoding="utf-8").replace("%", "%%")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@dataclass
class Page:
    """A page in the browser."""

    browser: Chrome
    address: str

    def open(self) -> None:
        """Load the page afresh."""
        self.browser.get_log("performance")
        self.browser.get_log("browser")
        self.browser.get(self.address)

    def wait(self, look: Callable[[], Any], expected: Any) -> None:
        """Wait until something is as expected."""
        end = time.monotonic() + PATIENCE
        while (found := look()) != expected:
            assert time.monotonic() < end, f"{expected!r} was awaited, and there is {found!r}"
            time.sleep(0.02)

    def run(self, code: str, *arguments: Any) -> Any:
        """Run a script in the page."""
        return self.browser.execute_script(code, *arguments)

    def settle(self) -> None:
        """Wait until the page has been drawn anew."""
        self.browser.execute_async_script("requestAnimationFrame(() => setTimeout(arguments[0]))")

    def requests(self) -> set[str]:
        """Return the addresses that the browser asked for since this was last called."""
        entries = [
            json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")
        ]
        return {
            entry["params"]["request"]["url"]
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        }

    def errors(self) -> set[str]:
        """Return the errors in the browser's console, without the address of the page."""
        return {
            entry["message"].partition(" ")[2]
            for entry in self.browser.get_log("browser")
            if entry["level"] == "SEVERE"
        }


class Reader(Page):
    """A page, and what a reader does with it."""

    def prefer(self, **features: str) -> None:
        """Set what the reader's system asks of pages, such as ``color_scheme="dark"``."""
        asked = [
            {"name": f"prefers-{name.replace('_', '-')}", "value": value}
            for name, value in features.items()
        ]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": asked})

    def width(self, pixels: int, *, phone: bool = False) -> None:
        """Make the window so wide; on a phone no scroll bar takes any of it."""
        size = {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": phone}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def find(self, selector: str) -> WebElement:
        """Return the first element of a selector that shows, once one does."""
        shown: list[WebElement] = []

        def shows() -> str:
            found = self.browser.find_elements("css selector", selector)
            with suppress(StaleElementReferenceException):  # the page is being drawn anew
                shown[:] = [each for each in found if each.is_displayed()]
            return f"{selector} shows" if shown else f"no {selector} shows"

        self.wait(shows, f"{selector} shows")
        return shown[0]

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.browser, duration=0).send_keys(*keys).perform()

    def theme(self) -> str:
        """Return the colour scheme that shows."""
        return str(self.run("return document.documentElement.dataset.theme"))

    def place(self) -> str:
        """Return the address without query and fragment."""
        return re.split("[?#]", self.browser.current_url)[0]

    def violations(self, rules: list[str], *, within: str = "html") -> list[str]:
        """Return what axe finds against rules, or against all rules of some tags, in a part."""
        if not self.run("return 'axe' in window"):
            self.run(axe())
        return self.browser.execute_async_script(AXE, rules, within)


@cache
def axe() -> str:
    """Return the script that looks for barriers."""
    found = find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")
