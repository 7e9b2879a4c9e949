"""What made each figure and each table: the cell, and the project's functions that it calls.

The line under a caption leads to both. Functions are found in the syntax trees of the cell and of
the package's files, so nothing is imported.
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

from polymnist_lib import syntax
from polymnist_lib.book.chrome import WORDS
from polymnist_lib.book.project import Project
from polymnist_lib.book.repository import repository_of

KEY = "origin"
"""Where a cell's metadata keep what made its output, on the way from the reader to the page."""


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


def note(notebook: NotebookNode, project: Project) -> None:
    """Write into each captioned cell what made its output, in place.

    Parameters
    ----------
    notebook : NotebookNode
        A page's cells. Code cells are counted from 1, as they run.
    project : Project
        Whose functions the cells call.
    """
    imports: dict[str, str] = {}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        tree = _parsed(cell.source)
        imports |= _imported(tree, project.package)
        if "figure" in (cell.metadata.get("mystnb") or {}):
            cell.metadata[KEY] = {
                "number": number,
                "code": cell.source,
                "functions": makers(tree, imports, project.root),
            }


def makers(tree: ast.Module, imports: Mapping[str, str], root: Path) -> list[dict[str, Any]]:
    """List the package's functions that a cell calls for their own sake.

    Those are the calls that are statements of their own, as drawing on an Axes is, or the value
    that the cell ends in. What is called for an argument or a variable is left out, unless it
    plots.

    Parameters
    ----------
    tree : ast.Module
        The cell.
    imports : mapping of str to str
        Dotted names, all of the package, by the names that the notebook knows them by.
    root : Path
        The project's folder.

    Returns
    -------
    list of dict
        ``name`` as the cell writes it, ``file`` from the project's folder, and the ``first`` and
        ``last`` line of the definition, each once, in the order of the cell.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in _called(tree):
        top, _, rest = name.partition(".")
        place = definition(f"{imports[top]}.{rest}".rstrip("."), root) if top in imports else None
        if place is not None:
            file, first, last = place
            found[name] = {"name": name, "file": file, "first": first, "last": last}
    return list(found.values())


@cache
def definition(name: str, root: Path) -> tuple[str, int, int] | None:
    """Find where a function or a class is defined.

    Parameters
    ----------
    name : str
        Its dotted name, perhaps that of a package that only hands it on.
    root : Path
        The project's folder.

    Returns
    -------
    tuple of (str, int, int) or None
        The file, from the project's folder or, outside of it, from the one that it is imported
        from, and the first and the last line; None if the package defines nothing of that name.
    """
    module, _, last = name.rpartition(".")
    try:
        file = syntax.source_file(module)
    except (
        ModuleNotFoundError,
        ValueError,
    ):  # an attribute of what the package defines, or no name
        return None
    tree = _parsed(file.read_bytes())
    for each in tree.body:
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == last:
            first = min([each.lineno, *(mark.lineno for mark in each.decorator_list)])
            place = file.relative_to(root if file.is_relative_to(root) else _imported_from(module))
            return place.as_posix(), first, each.end_lineno or first
    handed_on = _imported(tree, name.partition(".")[0]).get(last, name)
    return definition(handed_on, root) if handed_on != name else None


def _parsed(code: str | bytes) -> ast.Module:
    """Parse code; what is not Python, such as a cell of a shell, has nothing in it."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _imported(tree: ast.Module, package: str) -> dict[str, str]:
    """Return what code imports of a package, by the names that it gives it."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            tops = [(each, each.name.partition(".")[0]) for each in node.names]
            found |= {each.asname or top: each.name if each.asname else top for each, top in tops}
    return {name: full for name, full in found.items() if full.partition(".")[0] == package}


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


def _imported_from(module: str) -> Path:
    """Return the folder that a module's package is imported from."""
    file = syntax.source_file(module.partition(".")[0])
    return file.parents[1] if file.name == "__init__.py" else file.parent


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
