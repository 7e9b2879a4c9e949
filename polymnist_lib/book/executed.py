"""The notebooks that ran: where they are kept, whether they are fresh, how long they took."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from polymnist_lib.paths import atomic_file

FOLDER = "executed"
RECORD = "book"

# TensorFlow writes these before it looks at TF_CPP_MIN_LOG_LEVEL.
_CHATTER = re.compile(r"I\d{4} |WARNING: All log messages before absl")


def place(root: Path, variant: str, lang: str, chapter: str) -> Path:
    """Return where a chapter's executed notebook is kept.

    Parameters
    ----------
    root : Path
        The project's folder.
    variant, lang, chapter : str
        What ran: the project's parameters as the name of a folder, the language, the chapter.
    """
    return root / FOLDER / variant / lang / f"{chapter}.ipynb"


def record(path: Path) -> dict[str, Any]:
    """Return what is known of an execution: ``key``, ``chapter``, ``lang``, ``seconds`` and more.

    ``file`` is the chapter's, from the folder of the notebook.

    Returns
    -------
    dict
        Empty where nothing ran, or where the file is not one of ours.
    """
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return metadata.get(RECORD, {})


def load(path: Path) -> NotebookNode:
    """Read an executed notebook."""
    return nbformat.read(path, as_version=4)


def save(path: Path, notebook: NotebookNode, **facts: Any) -> None:
    """Keep a notebook that ran, whole or not at all, without times of day and local paths.

    Parameters
    ----------
    path : Path
        Its place.
    notebook : NotebookNode
        The notebook, as papermill leaves it. It is cleaned in place.
    **facts
        What `record` is to give back.
    """
    clean(notebook)
    notebook.metadata[RECORD] = facts
    with atomic_file(path) as scratch:
        nbformat.write(notebook, scratch)


def clean(notebook: NotebookNode) -> None:
    """Remove what is nobody's business from a notebook, in place.

    That is papermill's cell of injected parameters, its notes and its times of day, the chapter's
    line numbers, and everything that went to standard error.
    """
    for name in ("papermill", "source_map", "widgets", RECORD):
        notebook.metadata.pop(name, None)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type == "code":
            cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]


def standard_error(notebook: NotebookNode) -> str:
    """Return what a notebook's cells wrote to standard error, TensorFlow's chatter left out."""
    text = "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    )
    return "\n".join(line for line in text.splitlines() if line and not _CHATTER.match(line))


def durations(root: Path, variant: str) -> list[dict[str, Any]]:
    """List the executions that are kept, with their durations.

    Parameters
    ----------
    root : Path
        The project's folder.
    variant : str
        The project's parameters as the name of a folder.

    Returns
    -------
    list of dict
        ``chapter``, ``lang``, ``seconds`` and ``stage``, by language and chapter. An execution
        that failed, or whose chapter is gone from the book, is not listed.
    """
    paths = sorted((root / FOLDER / variant).rglob("*.ipynb"))
    return [
        {name: each[name] for name in ("chapter", "lang", "seconds", "stage")}
        for path, each in zip(paths, map(record, paths), strict=True)
        if "chapter" in each and (path.parent / each["file"]).exists()
    ]
