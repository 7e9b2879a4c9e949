"""Executing a chapter in a real kernel: parameters, failures, a kernel that dies, stopping."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from polymnist_lib.book import cells, executed, execution, forkserver, kernels
from polymnist_lib.book.execution import ChapterError
from polymnist_lib.book.kernels import Kernel, Stopped

from .browsing import PATIENCE
from .conftest import FRONT, PARAMETERS, code, prose

TITLE = prose("# Uno", "# One")


@pytest.fixture(autouse=True, params=["fresh", "forked"])
def kernels_at_hand(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Each test holds for both kinds of kernels, and what a failed one has left is ended."""
    if request.param == "forked" and not forkserver.AVAILABLE:
        pytest.skip("no process is forked on this system")
    monkeypatch.setattr(kernels, "AVAILABLE", request.param == "forked")
    with kernels.at_hand(()):
        yield
    Kernel.stopping.clear()


def chapter(folder: Path, text: str) -> cells.Source:
    """Write a chapter and read it."""
    path = folder / "eda.md"
    path.write_text(FRONT + TITLE + text, encoding="utf-8")
    return cells.read_source("eda", path)


def test_a_chapter_runs_in_its_language_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parameters and threads arrive, the folder is the chapter's, figures inline, progress told."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    source = chapter(
        tmp_path,
        PARAMETERS
        + code("import os, sys\nprint('noise', file=sys.stderr)\n(lang, profile, os.listdir())")
        + code("'MPLBACKEND' in os.environ and os.environ['MPLBACKEND'] == 'Agg'")
        + code("os.environ['TF_NUM_INTRAOP_THREADS']"),
    )
    monkeypatch.setattr(Kernel, "threads", 3)
    at_work: list[tuple[int, int]] = []
    place = tmp_path / "out" / "eda.ipynb"
    noise = execution.execute(
        source,
        "en",
        parameters={"profile": "full"},
        to=place,
        key="k",
        on_cell=lambda *where: at_work.append(where),
    )
    assert noise == "noise"
    assert at_work == [(1, 4), (2, 4), (3, 4), (4, 4)]
    notebook = executed.load(place)
    assert notebook.cells[1].source == 'lang = "en"\nprofile = "full"'
    results = [cell.outputs[-1]["data"]["text/plain"] for cell in notebook.cells[2:]]
    assert results == ["('en', 'full', ['eda.md'])", "False", "'3'"]
    record = executed.record(place)
    assert record.pop("seconds") > 0
    assert record == {
        "key": "k",
        "code": "",
        "chapter": "eda",
        "lang": "en",
        "profile": "full",
    }
    assert str(tmp_path) not in place.read_text(encoding="utf-8")


def test_a_failing_cell_is_reported_and_its_notebook_kept(tmp_path: Path) -> None:
    """Chapter, language, cell, the line in the chapter's file, the traceback; the old stays."""
    source = chapter(tmp_path, PARAMETERS + code("x = 1") + code("y = 2\n\nz = y / 0") + code("4"))
    place = tmp_path / "eda.ipynb"
    place.write_text("before")
    with pytest.raises(ChapterError, match="division by zero") as caught:
        execution.execute(source, "es", parameters={}, to=place, key="k")
    error = caught.value
    assert (error.chapter, error.lang, error.cell) == ("eda", "es", 3)
    assert source.text.splitlines()[error.line - 1] == "z = y / 0"
    assert "ZeroDivisionError" in error.details
    assert "\x1b" not in error.details
    assert place.read_text() == "before"
    kept = executed.load(error.kept)
    assert kept.cells[3].outputs[0]["ename"] == "ZeroDivisionError"
    for fact in ("'eda'", "'es'", "cell 3", f"eda.md:{error.line}", str(error.kept)):
        assert fact in str(error)


def test_a_kernel_that_dies_is_reported(tmp_path: Path) -> None:
    """Out of memory, for one: the cell that was at work is named."""
    source = chapter(
        tmp_path, PARAMETERS + code("import os\nos.write(2, b'last words')\nos._exit(1)")
    )
    with pytest.raises(ChapterError, match="kernel died") as caught:
        execution.execute(source, "es", parameters={}, to=tmp_path / "eda.ipynb", key="k")
    assert caught.value.cell == 2
    assert "last words" in caught.value.details


@pytest.mark.parametrize("name", ["SIGILL", "SIGSEGV"])
def test_the_signal_that_ends_a_kernel_is_named(tmp_path: Path, name: str) -> None:
    """And what it mostly means."""
    cell = f"import os, signal\nos.kill(os.getpid(), signal.{name})"
    source = chapter(tmp_path, PARAMETERS + code(cell))
    with pytest.raises(ChapterError, match=f"kernel died: killed by {name}: .*package"):
        execution.execute(source, "es", parameters={}, to=tmp_path / "eda.ipynb", key="k")


def test_a_running_chapter_can_be_stopped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A kernel in the middle of a long cell ends within seconds, and leaves no file and no word."""
    source = chapter(tmp_path, PARAMETERS + code("import time\ntime.sleep(600)"))
    place = tmp_path / "out" / "eda.ipynb"
    raised: list[BaseException] = []
    in_cell = threading.Event()

    def work() -> None:
        try:
            execution.execute(
                source,
                "es",
                parameters={},
                to=place,
                key="k",
                on_cell=lambda position, total: in_cell.set() if position == 2 else None,
            )
        except Stopped as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert in_cell.wait(PATIENCE)
    Kernel.stop_all()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert len(raised) == 1
    assert not place.parent.exists()
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]
