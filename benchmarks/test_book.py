"""The book on the embedded data: from nothing, and again after each kind of edit."""

import os
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from polymnist_lib.book.command import JUPYTER_BOOK

ROOT = Path(__file__).parent.parent
SPANISH = '+++ {"lang": "es"}\n'


@dataclass
class Built:
    """What a build took, and the chapters that it executed, in any language."""

    seconds: float
    executed: set[str]


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
    """Build a project's book."""
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
    executed = set(re.findall(r"^executed (\w+) \[", done.stdout, re.MULTILINE))
    return Built(time.perf_counter() - start, executed)


def edit(file, old, new):
    """Replace a piece of a file that is there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def trained(project):
    """Return how many seconds the trainings in the store took, all together."""
    histories = project.glob("runs/*/history.csv")
    return sum(pd.read_csv(each)["seconds"].sum() for each in histories)


def test_book(note, copy):
    """All builds of one copy, each beginning where the last one ended."""
    cold = build(copy)
    note("the book from nothing, both languages", cold.seconds, "s", at_most=130)
    unchanged = statistics.median(build(copy).seconds for _ in range(3))
    note("the book, nothing changed (median of three)", unchanged, "s", at_most=10)

    page = copy / "book/cnn.md"
    text = page.read_text(encoding="utf-8")
    sentence = re.search(r"^\w[^\n]*\.$", text[text.index(SPANISH) :], re.MULTILINE)[0]
    page.write_text(text.replace(sentence, f"{sentence} Una frase.", 1), encoding="utf-8")
    note("the book, prose of a chapter changed", build(copy).seconds, "s", at_most=15)

    plot = copy / "polymnist_lib/plotting/tradeoffs.py"
    before = plot.read_text(encoding="utf-8")
    edit(plot, "markersize=9", "markersize=10")
    drawn = build(copy)
    assert drawn.executed == {"comparison", "strong"}
    note(
        "the book, a constant of a plot changed",
        drawn.seconds,
        "s",
        at_most=round(cold.seconds / 5, 1),
    )
    plot.write_text(before, encoding="utf-8")
    back = build(copy)
    assert not back.executed
    note("the book, that edit taken back", back.seconds, "s", at_most=12)

    known = trained(copy)
    edit(copy / "book/mlp.md", 'chapter.train("mlp2")', 'chapter.train("mlp2", epochs=10)')
    alone = build(copy)
    assert alone.executed == {"mlp"}
    besides = alone.seconds - (trained(copy) - known)
    note("the book, epochs of a model in its chapter, besides training", besides, "s", at_most=40)

    known = trained(copy)
    edit(copy / "polymnist_lib/profiles.py", "PERCEPTRON: 15,", 'PERCEPTRON: 15, "mlp2": 16,')
    profile = build(copy)
    assert profile.executed >= {"comparison", "mlp"}
    besides = profile.seconds - (trained(copy) - known)
    note("the book, epochs of a model in the profile, besides training", besides, "s", at_most=40)

    for made in (
        *copy.glob("executed/*/en"),
        copy / "book/_build/en",
        copy / "book/_build/html/en",
    ):
        shutil.rmtree(made)
    again = build(copy).seconds
    note("the book, the second language executed and built again", again, "s", at_most=20)
