"""The notebooks that ran: each kept by the key of what it was made of, a few of each chapter.

An index tells which of them the last build chose. To come back to an earlier state of the code, or
to another branch, thus executes nothing.
"""

import json
import os
import re
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from polymnist_lib.paths import atomic_file

FOLDER = "executed"
RECORD = "book"
INDEX = "chosen.json"
_CHOSEN = ("key", "seconds", "code", "stale")

# TensorFlow writes these before it looks at TF_CPP_MIN_LOG_LEVEL.
_CHATTER = re.compile(r"I\d{4} |WARNING: All log messages before absl")

# How `nbformat` ends a notebook.
_END = re.compile(rb'"nbformat_minor": \d+\s*}\s*$')

# Of each chapter in each language, besides the one that the last build chose, so many are kept, at
# most for so long since a build chose them, and of all together so much.
OTHERS = 5
DAYS = 30
MEGABYTES = 500


def place(root: Path, variant: str, lang: str, chapter: str, key: str) -> Path:
    """Return where a chapter's executed notebook is kept.

    Parameters
    ----------
    root : Path
        The project's folder.
    variant, lang, chapter : str
        What ran: the project's parameters as the name of a folder, the language, the chapter.
    key : str
        What it was made of.
    """
    return root / FOLDER / variant / lang / chapter / f"{key}.ipynb"


def is_whole(path: Path) -> bool:
    """Tell whether a kept notebook is there and, as far as its end tells, undamaged."""
    try:
        with path.open("rb") as file:
            file.seek(-64, os.SEEK_END)
            return _END.search(file.read()) is not None
    except OSError:
        return False


def record(path: Path) -> dict[str, Any]:
    """Return what is known of an execution: ``key``, ``chapter``, ``lang``, ``seconds`` and more.

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


def choose(
    root: Path,
    variant: str,
    keys: Mapping[str, Mapping[str, str]],
    *,
    chapters: Path,
    stale: Collection[tuple[str, str]] = (),
) -> None:
    """Note which executions a build uses.

    Parameters
    ----------
    root : Path
        The project's folder.
    variant : str
        The project's parameters as the name of a folder.
    keys : mapping of str to (mapping of str to str)
        By language and chapter, the keys. What was chosen of other chapters stays.
    chapters : Path
        The folder of the chapters; what is not there any more is not noted any more.
    stale : collection of (lang, chapter)
        Those that the build leaves to the next one to execute.
    """
    known = chosen(root, variant)
    index: dict[str, dict[str, Any]] = {}
    for lang in dict.fromkeys([*keys, *known]):
        before, named = known.get(lang, {}), keys.get(lang, {})
        index[lang] = {name: {"key": key} for name, key in named.items()}
        for name, about in index[lang].items():
            path = place(root, variant, lang, name, about["key"])
            if before.get(name, {}).get("key") == about["key"]:
                about |= before[name]
            else:
                ran = record(path)
                about |= {"seconds": ran.get("seconds", 0.0), "code": ran.get("code", "")}
            about["stale"] = (lang, name) in stale
            os.utime(path)
        gone = [each for each in before if not (chapters / f"{each}.md").exists()]
        others = {name: about for name, about in before.items() if name not in (*gone, *named)}
        index[lang] |= others
    if index != known:
        with atomic_file(root / FOLDER / variant / INDEX) as scratch:
            scratch.write_text(json.dumps(index, indent=1), encoding="utf-8")


def chosen(root: Path, variant: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what the last build chose, by language and chapter.

    That is the ``key``, the ``seconds`` that it took, the ``code``, which is a hash of its own, and
    whether it is ``stale`` and the next build is to execute it.

    Returns
    -------
    dict
        Empty where nothing was built, or where the index is not one of ours.
    """
    try:
        found = json.loads((root / FOLDER / variant / INDEX).read_text(encoding="utf-8"))
        return {
            lang: {name: {each: about[each] for each in _CHOSEN} for name, about in named.items()}
            for lang, named in found.items()
        }
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def durations(root: Path, variant: str) -> list[dict[str, Any]]:
    """List the chapters that the last build used: ``chapter``, and by language ``seconds``."""
    known = chosen(root, variant)
    names = dict.fromkeys(name for named in known.values() for name in named)
    return [
        {
            "chapter": name,
            "seconds": {lang: named[name]["seconds"] for lang, named in known.items()},
        }
        for name in names
        if all(name in named for named in known.values())
    ]


def sweep(root: Path) -> None:
    """Remove executions that nobody will come back to; what the last builds chose always stays."""
    top = root / FOLDER
    safe = {
        place(root, index.parent.relative_to(top).as_posix(), lang, name, about["key"])
        for index in top.rglob(INDEX)
        for lang, named in chosen(root, index.parent.relative_to(top).as_posix()).items()
        for name, about in named.items()
    }
    found = [each for each in top.rglob("*.ipynb") if not each.name.startswith(".")]
    others = [each for each in found if each not in safe]
    newest = sorted(((each.stat().st_mtime, each) for each in others), reverse=True)
    day = 24 * 3600
    oldest = time.time() - DAYS * day
    seen: dict[Path, int] = {}
    space = 0
    for used, path in newest:
        seen[path.parent] = seen.get(path.parent, 0) + 1
        space += path.stat().st_size
        if used < oldest or seen[path.parent] > OTHERS or space > MEGABYTES * 1_000_000:
            path.unlink(missing_ok=True)
    for half in top.rglob(".*.ipynb*"):  # of a build that was killed
        if half.stat().st_mtime < time.time() - day:
            half.unlink(missing_ok=True)
