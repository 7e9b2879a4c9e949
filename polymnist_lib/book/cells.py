"""A chapter's cells: read from its ``.md``, chosen by language, named so that nothing churns.

Markdown cells say their language, ``+++ {"lang": "es"}``; code cells serve both. A code cell's
``mystnb`` metadata may hold a part for each language, merged here over the common one.
"""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode, from_dict

from polymnist_lib.book.written import text_of
from polymnist_lib.i18n.languages import LANGUAGES

SHARED = "both"
"""What a markdown cell without words, such as a bibliography, has for a language."""

# What every chapter runs in, and whoever takes its notebook away can have.
_PYTHON = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}

# What a chapter's front matter says of a kernel of its author's machine, or leaves empty.
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"^(kernelspec|language_info)(?=\s*:)", re.MULTILINE)

_EXECUTION_TAGS = ("parameters", "raises-exception", "skip-execution")


@dataclass(frozen=True)
class Problem:
    """Something wrong in a chapter.

    Attributes
    ----------
    path : Path
        The chapter's file.
    line : int
        Where, counted from 1.
    message : str
        What is wrong, and how.
    """

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Source:
    """A chapter as its author wrote it.

    Attributes
    ----------
    name : str
        The page's name, such as ``"eda"``.
    path : Path
        The ``.md`` file.
    text : str
        Its contents.
    syntax : MdParserConfig
        The MyST extensions in force.
    """

    name: str
    path: Path
    text: str
    syntax: MdParserConfig

    @cached_property
    def notebook(self) -> NotebookNode:
        """All cells of both languages, with the line of each in ``metadata.source_map``."""
        return read(self.text, self.syntax)

    @property
    def settings(self) -> Mapping[str, Any]:
        """The front matter's ``book`` part: ``stage`` and ``inputs``.

        Raises
        ------
        ValueError
            If one of them, or the whole part, is not what it has to be.
        """
        found = self.notebook.metadata.get("book") or {}
        if not isinstance(found, Mapping):
            raise ValueError(f"{self.path}: book holds stage and inputs, got {found!r}.")
        stage, inputs = found.get("stage", 1), found.get("inputs", [])
        if type(stage) is not int or stage < 1:
            raise ValueError(f"{self.path}: book: stage is a whole number from 1, got {stage!r}.")
        if not isinstance(inputs, list) or not all(
            isinstance(each, str) and each and not Path(each).is_absolute() for each in inputs
        ):
            raise ValueError(
                f"{self.path}: book: inputs is a list of files, from the chapter's folder, "
                f"such as [my_numbers/*], got {inputs!r}."
            )
        return {"stage": stage, "inputs": inputs}

    @property
    def code(self) -> list[NotebookNode]:
        """The code cells."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]


def read_source(name: str, path: Path, *, syntax: MdParserConfig | None = None) -> Source:
    """Read a chapter.

    Parameters
    ----------
    name : str
        The page's name.
    path : Path
        The ``.md`` file.
    syntax : MdParserConfig, optional
        The MyST extensions in force; fences of colons and dollar mathematics if not given.
    """
    syntax = syntax or MdParserConfig(enable_extensions={"colon_fence", "dollarmath"})
    return Source(name, path, text_of(path), syntax)


def read(text: str, syntax: MdParserConfig) -> NotebookNode:
    """Parse a chapter's text into a notebook, with the line of each cell in ``source_map``.

    Lines are counted from 0; of prose it is that of its first words. The kernel is ``python3``,
    whatever the front matter names.
    """
    # Under other names: MyST-NB fails where they are no mappings.
    renamed = _FRONT_MATTER.sub(lambda found: _NAMED.sub(r"_\1", found[0]), text)
    notebook = read_myst_markdown_notebook(renamed, config=syntax, add_source_map=True)
    for name, value in _PYTHON.items():
        notebook.metadata.pop(f"_{name}", None)
        notebook.metadata[name] = from_dict(value)
    lines = text.splitlines()
    starts = notebook.metadata["source_map"]
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":  # MyST-NB counts the blank lines before, and drops them
            while not lines[starts[position]].strip():
                starts[position] += 1
    return notebook


def edition(notebook: NotebookNode, lang: str, *, name: str) -> NotebookNode:
    """Keep the cells of one language.

    Parameters
    ----------
    notebook : NotebookNode
        All the cells, as `read` gives them. It is left as it is.
    lang : {"es", "en"}
        The language to keep.
    name : str
        The page's name, from which the cells' ids are made.

    Returns
    -------
    NotebookNode
        The language's notebook, with the lines of the cells that are left.
    """
    chosen = copy.deepcopy(notebook)
    kept = [
        (cell, line)
        for cell, line in zip(chosen.cells, chosen.metadata["source_map"], strict=True)
        if cell.metadata.get("lang", SHARED) in (lang, SHARED)
    ]
    chosen.cells = [cell for cell, _ in kept]
    chosen.metadata["source_map"] = [line for _, line in kept]
    stem = re.sub(r"[^a-zA-Z0-9_-]", "-", name)[:50]
    for position, cell in enumerate(chosen.cells):
        cell.id = f"{stem}-{position:03d}"
        if "parameters" in cell.metadata.get("tags", []):
            cell.metadata["tags"] = [*cell.metadata["tags"], "remove-cell"]  # plumbing, to a reader
        _merge_language(cell, lang)
    return chosen


def set_parameters(notebook: NotebookNode, **parameters: str) -> None:
    """Write values into the cell tagged ``parameters``, in place.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook of one language.
    **parameters : str
        Name and value of each; a name that the cell does not assign is left out.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            for name, value in parameters.items():
                assigned = re.compile(rf'^({name}\s*=\s*)(["\']).*?\2', re.MULTILINE)
                cell.source = assigned.sub(rf'\1"{value}"', cell.source)


def execution_facts(notebook: NotebookNode) -> list[tuple[str, list[str]]]:
    """List what decides how a notebook executes: each code cell's text and its execution tags."""
    return [
        (cell.source, sorted(set(_EXECUTION_TAGS) & set(cell.metadata.get("tags", []))))
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def first_code_line(text: str, cell: NotebookNode, start: int) -> int:
    """Find where a code cell's code begins in the chapter's file.

    Parameters
    ----------
    text : str
        The chapter's text.
    cell : NotebookNode
        The code cell.
    start : int
        Where its fence ends, counted from 0, as ``source_map`` says.

    Returns
    -------
    int
        The line, counted from 1, behind the cell's options.
    """
    lines = text.splitlines()
    first = cell.source.partition("\n")[0]
    for number in range(start, len(lines)):
        if lines[number] == first:
            return number + 1
    return start + 1


def _merge_language(cell: NotebookNode, lang: str) -> None:
    """Lay a language's part of a cell's page options over the common part, in place."""
    options = cell.metadata.get("mystnb")
    if not isinstance(options, dict):
        return
    parts = {each: options.pop(each, None) or {} for each in LANGUAGES}
    for key, value in parts[lang].items():
        common = options.get(key)
        options[key] = {**common, **value} if isinstance(common, dict) else value
    table = options.pop("table", None)
    if table is not None:  # numbered as a table: see polymnist_lib.book.numbering
        options["figure"] = {"classes": "numbered-table", **table}
