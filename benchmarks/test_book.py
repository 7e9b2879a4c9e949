"""The book on the embedded data: from nothing, in the second language, unchanged, after an edit."""

import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

import pytest

from polymnist_lib.book.command import JUPYTER_BOOK

ROOT = Path(__file__).parent.parent
SPANISH = '+++ {"lang": "es"}\n'


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project's files with nothing built and nothing trained."""
    place = tmp_path_factory.mktemp("book") / "project"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).exists():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name, follow_symlinks=False)
    return place


def build(project):
    """Build a project's book and return how many seconds it took."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("POLYMNIST_")}
    environment = {**own, "PYTHONPATH": str(project)}
    start = time.perf_counter()
    done = subprocess.run(
        [*JUPYTER_BOOK, "build", "book"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The book was not built:\n{done.stdout}\n{done.stderr}")
    assert (project / "book/_build/html/en/index.html").exists()
    return time.perf_counter() - start


def test_book(note, copy):
    """All builds of one copy, each beginning where the last one ended."""
    note("the book from nothing, both languages", build(copy), "s", at_most=300)
    unchanged = statistics.median(build(copy) for _ in range(3))
    note("the book, nothing changed (median of three)", unchanged, "s", at_most=10)

    page = copy / "book/cnn.md"
    text = page.read_text(encoding="utf-8")
    begin = text.index(SPANISH) + len(SPANISH)
    end = text.index("\n\n", text.index("\n\n", begin) + 2)
    page.write_text(f"{text[:end]} Una frase.{text[end:]}", encoding="utf-8")
    note("the book, prose of a chapter changed", build(copy), "s", at_most=15)

    for made in (
        *copy.glob("executed/*/en"),
        copy / "book/_build/en",
        copy / "book/_build/html/en",
    ):
        shutil.rmtree(made)
    note("the book, the second language executed and built again", build(copy), "s", at_most=60)
