"""Executed notebooks: clean, whole, and known by what they recorded."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from polymnist_lib.book import executed

NOISE = "I0000 00:00:17.2 49 port.cc:153] oneDNN is on.\n\n/home/me: x\n"


@pytest.fixture
def ran() -> NotebookNode:
    """A notebook as papermill leaves it."""
    cell = new_code_cell("1 / 2", outputs=[new_output("stream", name="stderr", text=NOISE)])
    cell.metadata.update(papermill={"start_time": "2026"}, execution={"iopub": "2026"}, tags=[])
    injected = new_code_cell("lang = 'es'", metadata={"tags": ["injected-parameters"]})
    metadata = {"papermill": {"input_path": "/home/me"}, "source_map": [1, 2]}
    return new_notebook(cells=[injected, cell], metadata=metadata)


def test_nothing_of_the_machine_is_kept(tmp_path: Path, ran: NotebookNode) -> None:
    """No local path, no time of day, no standard error, no injected cell."""
    path = tmp_path / "es" / "eda.ipynb"
    executed.save(path, ran, key="k")
    text = path.read_text(encoding="utf-8")
    assert "/home/me" not in text
    assert "2026" not in text
    assert len(executed.load(path).cells) == 1


def test_standard_error_can_be_told_before_it_goes(ran: NotebookNode) -> None:
    """The build passes it on, without what TensorFlow says of every machine."""
    assert executed.standard_error(ran) == "/home/me: x"


def test_what_was_recorded_comes_back(tmp_path: Path, ran: NotebookNode) -> None:
    """The freeze key and the duration are read without parsing the notebook as one."""
    executed.save(tmp_path / "eda.ipynb", ran, key="k", seconds=1.5)
    assert executed.record(tmp_path / "eda.ipynb") == {"key": "k", "seconds": 1.5}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": []}', '{"metadata": {}}'])
def test_a_file_that_is_not_ours_is_no_execution(tmp_path: Path, text: str) -> None:
    """A half-written or foreign file counts as nothing executed."""
    path = tmp_path / "eda.ipynb"
    path.write_text(text, encoding="utf-8")
    assert executed.record(path) == {}
    assert executed.record(tmp_path / "none.ipynb") == {}


def test_a_save_that_fails_leaves_the_old_notebook(
    tmp_path: Path, ran: NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, for one: the notebook that was there is still whole, and nothing else is."""
    path = tmp_path / "eda.ipynb"
    executed.save(path, ran, key="old")

    def full(notebook: NotebookNode, file: Path) -> None:
        Path(file).write_text("half")
        raise OSError("no space left")

    monkeypatch.setattr(nbformat, "write", full)
    with pytest.raises(OSError, match="no space"):
        executed.save(path, ran, key="new")
    assert executed.record(path) == {"key": "old"}
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Path]:
    """A function that keeps an execution, as old as it is told, in days."""

    def save(name: str, key: str, *, lang: str = "es", days: float = 0, variant: str = "v") -> Path:
        path = executed.place(tmp_path, variant, lang, name, key)
        executed.save(path, new_notebook(), key=key, seconds=2.0, code="c")
        used = time.time() - days * 24 * 3600
        os.utime(path, (used, used))
        return path

    return save


@pytest.mark.parametrize("content", ["", "{", '{"cells": [{"a": {}}', "\n", "{}" + 99 * " "])
def test_a_damaged_execution_is_none(keep: Callable[..., Path], content: str) -> None:
    """One that was cut off does not count as kept."""
    path = keep("eda", "k")
    assert executed.is_whole(path)
    path.write_text(content)
    assert not executed.is_whole(path)
    assert not executed.is_whole(path.with_name("none"))


def test_the_index_tells_what_was_chosen(tmp_path: Path, keep: Callable[..., Path]) -> None:
    """By language and chapter; a build of one page leaves the others as they were."""
    chapters = tmp_path / "book"
    chapters.mkdir()
    for name in ("eda", "cnn", "gone"):
        (chapters / f"{name}.md").touch()
        keep(name, "k")
        keep(name, "k", lang="en")
    names = dict.fromkeys(("eda", "cnn", "gone"), "k")
    executed.choose(tmp_path, "v", {"es": names, "en": names}, chapters=chapters)
    assert executed.chosen(tmp_path, "v")["en"]["gone"] == {
        "key": "k",
        "seconds": 2.0,
        "code": "c",
        "stale": False,
    }
    (chapters / "gone.md").unlink()
    keep("eda", "new")
    executed.choose(tmp_path, "v", {"es": {"eda": "new"}, "en": {"eda": "k"}}, chapters=chapters)
    found = executed.chosen(tmp_path, "v")
    assert {name: each["key"] for name, each in found["es"].items()} == {"eda": "new", "cnn": "k"}
    assert {name: each["key"] for name, each in found["en"].items()} == {"eda": "k", "cnn": "k"}
    executed.choose(tmp_path, "v", {}, chapters=chapters)
    assert executed.chosen(tmp_path, "v") == found, "a build of a page without code"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"es": 1}', '{"es": {"eda": {}}}'])
def test_an_index_that_is_damaged_is_none(tmp_path: Path, text: str) -> None:
    """The next build writes it anew."""
    file = tmp_path / executed.FOLDER / "v" / executed.INDEX
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert executed.chosen(tmp_path, "v") == {}


def test_sweeping_keeps_what_is_chosen_and_a_few_others(
    tmp_path: Path, keep: Callable[..., Path]
) -> None:
    """Of each chapter those that were used last; whatever a profile's last build chose stays."""
    (tmp_path / "eda.md").touch()
    chosen = [keep("eda", "chosen", days=100, variant=each) for each in ("v", "w")]
    for variant in ("v", "w"):
        executed.choose(tmp_path, variant, {"es": {"eda": "chosen"}}, chapters=tmp_path)
        os.utime(executed.place(tmp_path, variant, "es", "eda", "chosen"), (0, 0))
    others = [keep("eda", f"k{day}", days=day) for day in range(1, executed.OTHERS + 3)]
    of_another = keep("cnn", "k", days=executed.DAYS - 1)
    old = keep("mlp", "k", days=executed.DAYS + 1)
    executed.sweep(tmp_path)
    assert all(each.exists() for each in (*chosen, of_another, *others[: executed.OTHERS]))
    assert not any(each.exists() for each in (old, *others[executed.OTHERS :]))


def test_sweeping_keeps_within_the_space(
    tmp_path: Path, keep: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest go first; what is chosen stays whatever it takes."""
    (tmp_path / "a.md").touch()
    chosen = keep("a", "chosen")
    executed.choose(tmp_path, "v", {"es": {"a": "chosen"}}, chapters=tmp_path)
    older, newer = keep("b", "k", days=2), keep("c", "k", days=1)
    monkeypatch.setattr(executed, "MEGABYTES", 1.5 * newer.stat().st_size / 1_000_000)
    executed.sweep(tmp_path)
    assert [each.exists() for each in (chosen, newer, older)] == [True, True, False]


def test_sweeping_removes_what_killed_builds_left(tmp_path: Path) -> None:
    """Halves under hidden names, once nobody can be writing them any more."""
    folder = tmp_path / executed.FOLDER / "v" / "es" / "eda"
    folder.mkdir(parents=True)
    half, at_work = folder / ".k.ipynb.abc", folder / ".k.ipynb.def"
    for path in (half, at_work):
        path.write_text("{")
    os.utime(half, (0, 0))
    executed.sweep(tmp_path)
    assert list(folder.iterdir()) == [at_work]
