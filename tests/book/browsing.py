"""A real browser, for the tests of pages at work."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

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
PATIENCE = 20  # seconds


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
    with Chrome(options, ChromeService(driver)) as browser:
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
