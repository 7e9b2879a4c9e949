"""What an execution gives to its page: outputs of cells, texts of the prose, files beside it."""

import ast
import base64
import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from polymnist_lib.book.facts import FACTS

GLUE = "application/papermill.record/text/plain"
"""Where `myst_nb.glue` leaves a text that is for the prose only."""

FILES = "application/vnd.book.files+json"
"""As what a cell gives files to its page, as a figure is given: by name, in base64."""

_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def glued(notebook: NotebookNode) -> dict[str, str]:
    """Return the texts that an executed notebook gives to its prose."""
    return {name: text for cell in notebook.cells for name, text in _glued_by(cell)}


def packed(files: Mapping[str, str | bytes]) -> dict[str, dict[str, str]]:
    """Return files, texts or bytes by name, as an output that gives them to the cell's page."""
    contents = {
        name: content.encode() if isinstance(content, str) else content
        for name, content in files.items()
    }
    return {
        FILES: {name: base64.b64encode(each).decode("ascii") for name, each in contents.items()}
    }


def files(notebook: NotebookNode) -> dict[str, bytes]:
    """Return the files that an executed notebook gives to its page, by name."""
    given: dict[str, str] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            given |= output.get("data", {}).get(FILES, {})
    return {name: base64.b64decode(content) for name, content in given.items()}


def attach_outputs(notebook: NotebookNode, executed: NotebookNode) -> list[tuple[int, str]]:
    """Put the outputs of an executed notebook into the cells of a page, in place.

    Parameters
    ----------
    notebook : NotebookNode
        One language's cells, as they are now.
    executed : NotebookNode
        The notebook that ran, with the same code cells.

    Returns
    -------
    list of (int, str)
        What is wrong with a figure or a table: the cell's line, and a message.

    Notes
    -----
    A cell that draws also returns an Axes, whose text says nothing to a reader and would break the
    numbering of a figure: it is left out, and so are `files` and facts. ``{name}`` in an
    alternative text becomes the glued text.
    """
    problems: list[tuple[int, str]] = []
    texts = glued(executed)
    ran = (cell for cell in executed.cells if cell.cell_type == "code")
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        if cell.cell_type != "code":
            continue
        source = next(ran)
        cell.outputs = _worth_showing(copy.deepcopy(source.get("outputs", [])))
        cell.execution_count = source.get("execution_count")
        options = cell.metadata.get("mystnb") or {}
        problems += [(start + 1, message) for message in _caption_problems(cell, options)]
        image = options.get("image") or {}
        if "alt" in image:
            unknown = [name for name in _PLACEHOLDER.findall(image["alt"]) if name not in texts]
            problems += [
                (start + 1, f"alternative text: nothing glues {name!r}") for name in unknown
            ]
            image["alt"] = _PLACEHOLDER.sub(
                lambda found: texts.get(found[1], found[0]), image["alt"]
            )
    return problems


def _caption_problems(cell: NotebookNode, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield what keeps a caption from its number: a cell shows one output under it, not several."""
    if "figure" in options:
        shown = sum(
            each.output_type in ("display_data", "execute_result")
            and "scrapbook" not in each.get("metadata", {})
            for each in cell.outputs
        )
        if shown != 1:
            yield f"a figure or table has one output under its caption, this cell has {shown}"


def _glued_by(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of what a code cell gave to the prose."""
    for output in cell.get("outputs", []):
        record = output.get("metadata", {}).get("scrapbook")
        text = output.get("data", {}).get(GLUE) if record else None
        if text is not None:
            try:
                yield record["name"], str(ast.literal_eval(text))
            except (SyntaxError, ValueError):
                yield record["name"], text


def _worth_showing(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Leave out files and facts, and the mere text beside an image."""
    outputs = [each for each in outputs if not {FILES, FACTS} & set(each.get("data", {}))]
    shown = [set(each.get("data", {})) for each in outputs]
    if not any("image/png" in kinds or "image/svg+xml" in kinds for kinds in shown):
        return outputs
    return [each for each, kinds in zip(outputs, shown, strict=True) if kinds != {"text/plain"}]
