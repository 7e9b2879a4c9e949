"""Small chapters, small books built in a folder of their own, and the real book, built once."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from filelock import FileLock
from selenium.webdriver import Chrome

from polymnist_lib.book import forkserver
from polymnist_lib.book.command import JUPYTER_BOOK

from . import browsing, builder
from .browsing import WIDE, Reader

ROOT = Path(__file__).parents[2]

FRONT = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""

PARAMETERS = """```{code-cell} ipython3
:tags: [parameters]

lang = "es"
profile = "embedded"
```

"""


# Chapters of small books use next to nothing of the library, so kernels import nothing for them.
LIGHT = """from dataclasses import replace

from polymnist_lib.report import project as ours


def project(plain):
    return replace(ours.project(plain), imported=(), imported_by_many=())
"""


def prose(spanish: str, english: str) -> str:
    """Write a pair of cells."""
    return f'+++ {{"lang": "es"}}\n\n{spanish}\n\n+++ {{"lang": "en"}}\n\n{english}\n\n'


def code(text: str, options: str = "") -> str:
    """Write a code cell, with its options as they stand in the file."""
    return f"```{{code-cell}} ipython3\n{options}{text}\n```\n\n"


_at_work: list[pytest.Item] = []


@pytest.hookimpl(tryfirst=True)  # before its fixtures, some of which build
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note which test is at work."""
    _at_work[:] = [item]


def only_where_slow() -> None:
    """Fail a test that builds a book although `make check` runs it."""
    (item,) = _at_work
    if item.get_closest_marker("slow") is None:
        pytest.fail(f"{item.name} builds a book, which takes long: mark it slow.", pytrace=False)


def environment(**changes: str) -> dict[str, str]:
    """Return an environment for a build: without what the tests set for themselves."""
    ours = {"MPLBACKEND", "POLYMNIST_RUNS", "POLYMNIST_CACHE", "TF_CPP_MIN_LOG_LEVEL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH")]))
    return {**kept, "PYTHONPATH": path, **changes}


@dataclass(frozen=True)
class Book:
    """A book in a folder of its own, with the project's configuration, templates and styles."""

    root: Path
    program: tuple[str, ...] = JUPYTER_BOOK

    @property
    def folder(self) -> Path:
        """The chapters' folder."""
        return self.root / "book"

    def write(self, **chapters: str) -> None:
        """Write chapters, and a table of contents of exactly those that there are."""
        for name, text in chapters.items():
            (self.folder / f"{name}.md").write_text(text, encoding="utf-8")
        names = sorted(path.stem for path in self.folder.glob("[!_]*.md") if path.stem != "index")
        toc = {"format": "jb-book", "root": "index", "chapters": [{"file": each} for each in names]}
        (self.folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        """Return the command that builds it."""
        only_where_slow()
        return [*self.program, "build", str(self.folder), *words]

    def build(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Build it; what is printed, errors included, is in ``stdout``."""
        return subprocess.run(
            self.command(*words),
            cwd=self.root,
            env=environment(**changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def page(self, name: str, lang: str = "es") -> str:
        """Return the HTML of a page."""
        return self.published(f"{name}.html", lang).read_text(encoding="utf-8")

    def published(self, name: str, lang: str = "es") -> Path:
        """Return the path of a published file."""
        html = self.folder / "_build" / "html"
        return (html if lang == "es" else html / lang) / name


@pytest.fixture(scope="session")
def forked_builds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """The program `jupyter-book`, forked where the system allows it."""
    if not forkserver.AVAILABLE:
        yield JUPYTER_BOOK
        return
    place = tmp_path_factory.mktemp("builder") / "socket"
    with builder.at_hand(place, environment(OPENBLAS_NUM_THREADS="1")) as program:
        yield program


@pytest.fixture(scope="session")
def new_book(
    tmp_path_factory: pytest.TempPathFactory, forked_builds: tuple[str, ...]
) -> Callable[..., Book]:
    """A function that starts a book with the chapters given, whose builds are forked."""

    def start(**chapters: str) -> Book:
        book = Book(tmp_path_factory.mktemp("book"), forked_builds)
        book.folder.mkdir()
        settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
        settings["bibtex_bibfiles"] = ["references.bib"]
        settings["sphinx"]["config"]["book_project"] = "light"
        (book.root / "light.py").write_text(LIGHT, encoding="utf-8")
        (book.folder / "_config.yml").write_text(
            yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8"
        )
        for name in ("_extra", "_static", "_templates"):
            shutil.copytree(ROOT / "book" / name, book.folder / name)
        (book.folder / "references.bib").write_text(
            "@article{two, author={Ada Uno and Eva Dos}, title={Both}, journal={J}, year={2020}}\n",
            encoding="utf-8",
        )
        book.write(**{"index": prose("# Inicio", "# Start"), **chapters})
        return book

    return start


def toc_names(toc: object) -> list[str]:
    """List the pages of a table of contents, in its order."""
    if isinstance(toc, list):
        return [name for each in toc for name in toc_names(each)]
    if not isinstance(toc, dict):
        return []
    own = [str(value) for key, value in toc.items() if key in ("root", "file")]
    return own + [name for value in toc.values() for name in toc_names(value)]


PAGES = toc_names(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
"""The pages of the real book."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The real book, rendered afresh with warnings as errors; its pages in both languages.

    The executions and the trained runs are the checkout's own: they are fresh or are made so. All
    processes that run tests share it: the first one that wants it builds it.
    """
    own = tmp_path_factory.getbasetemp()
    output = (own if worker_id == "master" else own.parent) / "site"
    done = output.with_suffix(".done")
    with FileLock(output.with_suffix(".lock")):
        if not done.exists():
            output.mkdir(exist_ok=True)
            _build_real_book(output)
            done.touch()
    return output / "_build" / "html"


def _build_real_book(output: Path) -> None:
    """Render the real book into a folder."""
    only_where_slow()
    line = [*JUPYTER_BOOK, "build", "book", "-W", "--keep-going", "--path-output", str(output)]
    done = subprocess.run(
        line,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    """A Chromium, one for all tests."""
    with browsing.started() as browser:
        yield browser


@pytest.fixture(scope="session")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site in some folder of a web server."""
    top = tmp_path_factory.mktemp("served")
    (top / "some" / "where").mkdir(parents=True)
    (top / "some" / "where" / "book").symlink_to(site)
    with browsing.served(top, site / "404.html") as address:
        yield f"{address}some/where/book/"


@pytest.fixture
def reader_of(browser: Chrome, host: str) -> Iterator[Callable[..., Reader]]:
    """A function that opens a page, wide, for a reader who comes for the first time."""

    def open_page(name: str, lang: str = "es", *, width: int = WIDE, **features: str) -> Reader:
        page = Reader(browser, f"{host}{'' if lang == 'es' else 'en/'}{name}.html")
        origin = {"origin": host, "storageTypes": "local_storage"}
        browser.execute_cdp_cmd("Storage.clearDataForOrigin", origin)
        page.prefer(**features)
        page.width(width)
        page.open()
        return page

    yield open_page
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
