"""`make watch` at work: a save in a small book reaches the browser that shows it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from selenium.webdriver import Chrome

from .browsing import PATIENCE, Page
from .conftest import FRONT, PARAMETERS, ROOT, Book, code, environment, prose

WATCH = str(ROOT / "tools" / "watch.py")
# The same, with another command that builds.
BUILT_BY = """
import runpy, sys
from polymnist_lib.book import command
command.JUPYTER_BOOK = {program}
sys.argv = [{watch!r}, "-W"]
runpy.run_path({watch!r}, run_name="__main__")
"""


@pytest.fixture(scope="module")
def book(new_book: Callable[..., Book]) -> Book:
    """A chapter with code, so that something is executed."""
    chapter = FRONT + prose("# Antes", "# Before") + PARAMETERS + code("1 + 1")
    return new_book(chapter=chapter)


@pytest.fixture(scope="module")
def watching(running: Callable[..., Any]) -> Callable[..., Any]:
    """A function that watches a book for a ``with`` of the process and of where it serves."""

    @contextmanager
    def start(book: Book) -> Iterator[tuple[subprocess.Popen, str]]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = {"cwd": book.root, "env": environment(PORT=str(port))}
        with (
            (book.root / "log.txt").open("w") as log,
            running(
                [sys.executable, "-c", BUILT_BY.format(program=book.program, watch=WATCH)],
                stdout=log,
                stderr=subprocess.STDOUT,
                **options,
            ) as process,
        ):
            yield process, f"http://127.0.0.1:{port}/"

    return start


@pytest.fixture(scope="module")
def address(book: Book, watching: Callable[..., Any]) -> Iterator[str]:
    """Where the book is served, from the first build on."""
    with watching(book) as (_, address):
        wait_for(lambda: built(book) == 1, book)
        yield address


def answers(address: str) -> bool:
    """Tell whether something serves there, be it that it has no such page."""
    try:
        urllib.request.urlopen(address, timeout=PATIENCE).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def log(book: Book) -> str:
    """Return what `make watch` has said."""
    return (book.root / "log.txt").read_text(encoding="utf-8")


def built(book: Book) -> int:
    """Return how many builds have ended."""
    return log(book).count("Watching. The book is at http://127.0.0.1:")


def wait_for(arrived: Callable[[], bool], book: Book) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not arrived():
        assert time.monotonic() < end, log(book)
        time.sleep(0.1)


def rewrite(book: Book, old: str, new: str) -> None:
    """Save the chapter as some editors do: a new file in the place of the old one."""
    path = book.folder / "chapter.md"
    scratch = path.with_name("chapter.md~")
    scratch.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    scratch.replace(path)


def test_a_save_reaches_the_browser(book: Book, address: str, browser: Chrome) -> None:
    """Pages of both editions change by themselves; what a build writes is no reason to build."""
    page = Page(browser, f"{address}en/chapter.html")
    page.open()
    heading = "return document.querySelector('h1').firstChild.textContent"
    page.wait(lambda: page.run(heading), "Before")
    wait_for(lambda: f"Browser Connected: {page.address}" in log(book), book)

    for done, (old, new) in enumerate(pairwise(["Before", "After", "Later"]), start=2):
        rewrite(book, f"# {old}", f"# {new}")
        wait_for(lambda word=new: page.run(heading) == word, book)
        wait_for(lambda count=done: built(book) == count, book)
    # What the second build wrote would have been told before the last save, or with it.
    told = re.findall("^Building: (.*)", log(book), re.MULTILINE)
    assert told == ["the book", "book/chapter.md", "book/chapter.md"]


def test_what_is_looked_at_comes_first(
    new_book: Callable[..., Book], watching: Callable[..., Any], browser: Chrome
) -> None:
    """Of two chapters that a file concerns, the one that a browser shows; then the other."""
    front = FRONT.replace("---\n\n", "book:\n  inputs: [number.txt]\n---\n\n")
    cell = code("from pathlib import Path\nPath('number.txt').read_text()")
    text = front + prose("# Uno", "# One") + PARAMETERS + cell
    book = new_book(seen=text, unseen=text)
    (book.folder / "number.txt").write_text("first")
    with watching(book) as (_, address):
        wait_for(lambda: built(book) == 1, book)
        page = Page(browser, f"{address}en/seen.html")
        page.open()
        wait_for(lambda: f"Browser Connected: {page.address}" in log(book), book)
        (book.folder / "number.txt").write_text("second")
        wait_for(lambda: "second" in page.run("return document.body.textContent"), book)
        wait_for(lambda: built(book) == 2, book)
    told = log(book).partition("Building: book/number.txt")[2]
    executed = re.findall(r"^executed (\w+) \[", told, re.MULTILINE)
    assert executed == ["seen", "seen", "unseen", "unseen"]
    assert "left for the next build: unseen [es], unseen [en]" in told
    assert "second" in book.page("unseen")


def test_a_build_that_fails_is_told_and_the_watch_goes_on(book: Book, address: str) -> None:
    """The next save may mend it."""
    done = built(book)
    rewrite(book, '+++ {"lang": "en"}', '+++ {"lang": "nn"}')
    wait_for(lambda: built(book) == done + 1, book)
    assert "this Spanish cell has no English partner" in log(book)
    rewrite(book, '+++ {"lang": "nn"}', '+++ {"lang": "en"}')
    wait_for(lambda: built(book) == done + 2, book)


def test_settings_that_cannot_be_read_are_told(book: Book, address: str) -> None:
    """With their file; the watch goes on here too."""
    done = built(book)
    settings = book.folder / "_config.yml"
    well = settings.read_bytes()
    settings.write_bytes(well + b"x: [\n")
    wait_for(lambda: built(book) == done + 1, book)
    assert "book/_config.yml: this is not YAML: line " in log(book)
    time.sleep(1)  # what is saved within a second is one save to who looks at times
    settings.write_bytes(well)
    wait_for(lambda: built(book) == done + 2, book)


def test_an_interruption_ends_it(new_book: Callable[..., Book], watching: Callable) -> None:
    """Ctrl-C, which the build that is under way hears too, is the way out and no failure."""
    with watching(Book(new_book().root)) as (process, address):
        while not answers(address):
            assert process.poll() is None
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize("wanted", ["many", "0", "70000", "in use"])
def test_a_port_that_does_not_serve_is_told(wanted: str, running: Callable[..., Any]) -> None:
    """In a sentence, and nothing is built."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1]) if wanted == "in use" else wanted
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with running([sys.executable, WATCH], env=environment(PORT=port), **pipes) as refused:
            said, told = refused.communicate(timeout=PATIENCE)
    problem = "Address already in use" if wanted == "in use" else "a port is a whole number"
    sentence = f"The book cannot be served on port {port}: {problem}"
    assert (refused.returncode, said) == (1, "")
    assert told.startswith(sentence)
    assert len(told.splitlines()) == 1
