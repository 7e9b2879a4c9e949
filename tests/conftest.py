"""What every test has: no screen, folders of its own, Spanish, no open figures."""

import ast
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from polymnist_lib import i18n

ROOT = Path(__file__).parents[1]

# Fixtures of tests/book that build or browse: `make check` leaves out the tests that have one. What
# builds without one of them, and is not marked slow, fails (`tests/book/conftest.py`).
SLOW = {"book", "browser", "new_book", "site"}

# Files that take a minute begin, and first the one for which the book is built: then no process
# waits for the book, nor is one alone with a long file at the end.
LONG = (
    "book/test_browser.py",
    "book/test_build.py",
    "training/test_engine.py",
    "training/test_backends.py",
    "study/test_campaign.py",
    "book/test_watch.py",
)
PATIENCE = 10  # seconds for a process to end by itself

# Before anything imports them; the processes that tests start inherit both.
os.environ["MPLBACKEND"] = "Agg"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # no information lines, warnings stay


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what needs a built book or a browser, and begin with the longest files.

    Other slow tests say so themselves.
    """
    for item in items:
        if SLOW.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trained runs and decoded data of the tests go to folders of their own, and no user's data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLYMNIST_RUNS", str(tmp_path_factory.mktemp("runs")))
        patch.setenv("POLYMNIST_CACHE", str(tmp_path_factory.mktemp("cache")))
        for name in (
            "POLYMNIST_DATA",
            "POLYMNIST_PROFILE",
            "POLYMNIST_SOURCE",
            "POLYMNIST_SKIP_BAD",
            "POLYMNIST_SITE",
            "POLYMNIST_REPOSITORY",
        ):
            patch.delenv(name, raising=False)
        for name in ("KAGGLE_USERNAME", "KAGGLE_KEY", "KAGGLE_API_TOKEN", "KAGGLE_CONFIG_DIR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def spanish() -> None:
    """Tests start in Spanish, unlike the library: a text in English then was asked for."""
    i18n.set_language("es")


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    """After each test the language is Spanish again and its figures are closed."""
    yield
    i18n.set_language("es")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


@pytest.fixture(scope="session")
def imported_packages() -> Callable[[ast.AST], set[str]]:
    """A function that names the top-level packages which a piece of code imports anywhere."""

    def names(tree: ast.AST) -> set[str]:
        found = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
        return found

    return names


@pytest.fixture(scope="session")
def running() -> Callable[..., AbstractContextManager[subprocess.Popen]]:
    """A function that starts a process for a ``with``, which ends it and all that it started.

    The process is the leader of a group of its own, and Ctrl-C reaches it: what a shell starts in
    the background ignores that, and what the tests start would inherit it.
    """

    @contextmanager
    def start(command: list[str], **options: Any) -> Iterator[subprocess.Popen]:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            process = subprocess.Popen(command, start_new_session=True, **options)
        finally:
            signal.signal(signal.SIGINT, before)
        with process:
            try:
                yield process
            finally:
                for each in (signal.SIGTERM, signal.SIGKILL):
                    with suppress(ProcessLookupError):  # nothing of the group is left
                        os.killpg(process.pid, each)
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(PATIENCE)

    return start


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    """How processes start that train: forked off one that has imported Keras, which takes long."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["keras", "polymnist_lib.training.fit"])
    return context


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """The project's own files. What else lies in its folder is somebody's, and fails no test."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        listed = b""
    files = [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    if not files:
        pytest.skip("only git knows which files are the project's")
    return [file for file in files if file.is_file()]  # what was deleted is listed too
