"""Executed notebooks: clean, whole, and known by what they recorded."""

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


def test_durations_are_of_chapters_in_the_book(tmp_path: Path) -> None:
    """A deleted chapter is not listed, nor one that failed; the others are, by language."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "eda.md").touch()
    for name in ("eda", "gone"):
        for lang in ("es", "en"):
            facts = {"chapter": name, "lang": lang, "seconds": 2.0, "stage": 1}
            facts["file"] = f"../../../book/{name}.md"
            executed.save(executed.place(tmp_path, "embedded", lang, name), new_notebook(), **facts)
    # As `execute` keeps it; it stays there when the edit that failed is taken back.
    failed = executed.place(tmp_path, "embedded", "es", "eda").with_suffix(".failed.ipynb")
    executed.save(failed, new_notebook(), failed=True)
    found = executed.durations(tmp_path, "embedded")
    assert [(each["chapter"], each["lang"]) for each in found] == [("eda", "en"), ("eda", "es")]
