"""Which texts of a chapter are templates: cells of prose, captions, alternative texts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from polymnist_lib.book import cells
from polymnist_lib.book.cells import Source


@dataclass(frozen=True)
class Template:
    """A text of a chapter that is a template.

    Attributes
    ----------
    text : str
        The text.
    line : int
        Where it begins in the chapter's file, counted from 0; of a caption, where its cell does.
    option : str
        Of a caption or the like, which option of the cell it is, such as ``"image: alt"``.
    """

    text: str
    line: int
    option: str = ""


def templates_of(source: Source, lang: str) -> Iterator[Template]:
    """Yield the texts of a language that are templates."""
    notebook = cells.edition(source.notebook, lang, name=source.name)
    for cell, line in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        if cell.cell_type == "markdown":
            yield Template(cell.source, line)
        elif isinstance(cell.metadata.get("mystnb"), dict):
            for option, text in _texts(cell.metadata["mystnb"], ""):
                yield Template(text, line, option)


def changed(options: Any, change: Callable[[str, str], str], name: str = "") -> Any:
    """Change all texts of a cell's page options, by a function of its name and the text."""
    if isinstance(options, Mapping):
        return {
            key: changed(each, change, f"{name}: {key}" if name else key)
            for key, each in options.items()
        }
    return change(name, options) if isinstance(options, str) else options


def _texts(options: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield all texts of a cell's page options, each behind its name."""
    if isinstance(options, Mapping):
        for key, each in options.items():
            yield from _texts(each, f"{name}: {key}" if name else key)
    elif isinstance(options, str):
        yield name, options
