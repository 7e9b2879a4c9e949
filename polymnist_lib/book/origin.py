"""What made each figure and each table: the cell, and the functions of the library that it calls.

The line under a caption leads to both. Functions are found in the syntax trees of the cell and of
the library's files, so nothing is imported.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NoReturn

from docutils import nodes
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxTranslator

import polymnist_lib
from polymnist_lib.book.chrome import WORDS
from polymnist_lib.book.repository import repository_of

KEY = "origin"
"""Where a cell's metadata keep what made its output, on the way from the reader to the page."""

_FOLDER = Path(polymnist_lib.__file__).parent
_NAME = _FOLDER.name


class Origin(nodes.Element):
    """The line under a caption. It has no text, for the search has no use for its code."""


class SayOrigins(SphinxTransform):
    """Put the line under each captioned output, once numbering has told figures from tables."""

    default_priority = 30

    def apply(self, **kwargs: object) -> None:
        """Add the lines."""
        repository = repository_of(self.app)
        for cell in self.document.findall(nodes.container):
            made = cell.get("cell_metadata", {}).get(KEY)
            figure = next(cell.findall(nodes.figure), None) if made else None
            if figure is None:
                continue
            shows_code = any(each.get("nb_element") == "cell_code_source" for each in cell.children)
            anchor = f"cell-{made['number']}" if shows_code else ""
            if anchor:
                cell["ids"].append(anchor)
            functions = [
                (each["name"], each["file"], repository.source(*_place(each)) if repository else "")
                for each in made["functions"]
            ]
            line = Origin(number=made["number"], anchor=anchor, functions=functions)
            line["code"] = "" if shows_code else made["code"]
            figure.parent.insert(figure.parent.index(figure) + 1, line)


def setup(app: Sphinx) -> None:
    """Register the line and what adds it."""
    app.add_node(Origin, html=(_write, _leave), latex=(_skip, None), text=(_skip, None))
    app.add_transform(SayOrigins)


def note(notebook: NotebookNode) -> None:
    """Write into each captioned cell what made its output, in place.

    Parameters
    ----------
    notebook : NotebookNode
        A page's cells. Code cells are counted from 1, as they run.
    """
    imports: dict[str, str] = {}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        tree = _parsed(cell.source)
        imports |= _imported(tree)
        if "figure" in (cell.metadata.get("mystnb") or {}):
            cell.metadata[KEY] = {
                "number": number,
                "code": cell.source,
                "functions": makers(tree, imports),
            }


def makers(tree: ast.Module, imports: Mapping[str, str]) -> list[dict[str, Any]]:
    """List the library's functions that a cell calls for their own sake.

    Those are the calls that are statements of their own, as drawing on an Axes is, or the value
    that the cell ends in. What is called for an argument or a variable is left out, unless it
    plots.

    Parameters
    ----------
    tree : ast.Module
        The cell.
    imports : mapping of str to str
        Dotted names by the names that the notebook knows them by.

    Returns
    -------
    list of dict
        ``name`` as the cell writes it, ``file`` from the project's folder, and the ``first`` and
        ``last`` line of the definition, each once, in the order of the cell.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in _called(tree):
        root, _, rest = name.partition(".")
        place = definition(f"{imports[root]}.{rest}".rstrip(".")) if root in imports else None
        if place is not None:
            file, first, last = place
            found[name] = {"name": name, "file": file, "first": first, "last": last}
    return list(found.values())


@cache
def definition(name: str) -> tuple[str, int, int] | None:
    """Find where a function or a class of the library is defined.

    Parameters
    ----------
    name : str
        Its dotted name, perhaps that of a package that only hands it on.

    Returns
    -------
    tuple of (str, int, int) or None
        The file, from the project's folder, and the first and the last line; None if the library
        defines nothing of that name.
    """
    module, _, last = name.rpartition(".")
    file = _file(module)
    if file is None:
        return None
    tree = _parsed(file.read_text(encoding="utf-8"))
    for each in tree.body:
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == last:
            first = min([each.lineno, *(mark.lineno for mark in each.decorator_list)])
            return file.relative_to(_FOLDER.parent).as_posix(), first, each.end_lineno or first
    handed_on = _imported(tree).get(last, name)
    return definition(handed_on) if handed_on != name else None


def _parsed(code: str) -> ast.Module:
    """Parse code; what is not Python, such as a cell of a shell, has nothing in it."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return what code imports from the library, by the names that it gives it."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{_NAME}.")
        for alias in node.names
    }


def _called(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names of what a cell calls for its own sake, in its order."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Expr | ast.Call)]
    for node in sorted(found, key=lambda each: (each.lineno, each.col_offset)):
        if isinstance(node, ast.Expr):
            call: ast.AST = node.value
            while isinstance(call, ast.Call | ast.Attribute):  # f(x).g(y) is called for f
                if isinstance(call, ast.Call):
                    yield _dotted(call.func)
                call = call.func if isinstance(call, ast.Call) else call.value
        elif _dotted(node.func).startswith("plotting."):
            yield _dotted(node.func)


def _dotted(node: ast.AST) -> str:
    """Write a name with its attributes; nothing for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    start = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{start}.{node.attr}" if start and isinstance(node, ast.Attribute) else ""


def _file(module: str) -> Path | None:
    """Return the file of a module of the library."""
    package, *parts = module.split(".")
    place = _FOLDER.joinpath(*parts)
    files = (place / "__init__.py", place.with_suffix(".py")) if package == _NAME else ()
    return next((each for each in files if each.is_file()), None)


def _place(function: Mapping[str, Any]) -> tuple[str, int, int]:
    return function["file"], function["first"], function["last"]


def _write(self: SphinxTranslator, node: Origin) -> None:
    """Write the line: the cell, or a link to it, and the functions, or links to them."""
    label = WORDS[self.config.language]["cell"].format(node["number"])
    if node["anchor"]:
        cell = f'<a href="#{node["anchor"]}">{label}</a>'
    else:
        code = self.highlighter.highlight_block(node["code"], "ipython3", location=node)
        cell = f"<details><summary>{label}</summary>{code}</details>"
    functions = ", ".join(_written(*each) for each in node["functions"])
    self.body.append(f'<div class="origin">{cell}')
    self.body.append(f"\n<span>{functions}</span></div>\n" if functions else "</div>\n")


def _written(name: str, file: str, address: str) -> str:
    """Write a function: linked to its definition or, where nobody has published it, its file."""
    code = f"<code>{escape(name)}</code>"
    return f'<a href="{escape(address)}">{code}</a>' if address else f"{code} ({escape(file)})"


def _leave(*_: object) -> None:
    """Write nothing at the end of the line: it has no children."""


def _skip(*_: object) -> NoReturn:
    """Leave the line out of what is not a page."""
    raise nodes.SkipNode
