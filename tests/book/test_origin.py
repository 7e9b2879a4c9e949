"""What made a figure: the functions of the library that its cell calls, found without imports."""

import ast
import textwrap
from pathlib import Path

import pytest
from nbformat import v4

from polymnist_lib import plotting
from polymnist_lib.book import cells, origin
from polymnist_lib.book.project import Project
from polymnist_lib.report import tables

from .conftest import PAGES, ROOT

IMPORTS = {
    "i18n": "polymnist_lib.i18n",
    "plotting": "polymnist_lib.plotting",
    "metrics": "polymnist_lib.metrics",
    "history": "polymnist_lib.plotting.history",
    "tables": "polymnist_lib.report.tables",
}


def names(code: str) -> list[str]:
    """Return the names of a cell's makers."""
    tree = ast.parse(textwrap.dedent(code))
    return [str(each["name"]) for each in origin.makers(tree, IMPORTS, ROOT)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("plotting.history(run.history, ax=ax);", ["plotting.history"]),
        ("history(run.history)", ["history"]),
        ("x = metrics.accuracy(run)\ntables.facts(i18n.term(x))", ["tables.facts"]),
        ("plotting.costs(costs, ax=ax).set_ylabel('')", ["plotting.costs"]),
        ("ax = plotting.history(a)\nax.set_title(i18n.term('x'))", ["plotting.history"]),
        ("plotting.history(a)\nplotting.history(b)", ["plotting.history"]),
        (
            "for ax in axes:\n    plotting.history(a, ax=ax)\nplotting.confusion(b)",
            ["plotting.history", "plotting.confusion"],
        ),
        ("tables.Table(metrics.accuracy(x))", ["tables.Table"]),
        ("plt.plot(x)\nplotting.nothing(x)\nlen(x)", []),
        ("x", []),
    ],
)
def test_makers_are_what_is_called_for_its_own_sake(code: str, expected: list[str]) -> None:
    """Drawing and the last value count, arguments and variables do not."""
    assert names(code) == expected


@pytest.mark.parametrize("function", [plotting.modalities, plotting.history, tables.facts])
def test_definitions_are_where_python_finds_them(function: object) -> None:
    """Behind a package that hands them on, too, decorators included."""
    code = function.__code__  # type: ignore[attr-defined]
    module = function.__module__.rpartition(".")[0]
    file, first, last = origin.definition(f"{module}.{code.co_name}", ROOT) or origin.definition(
        f"{function.__module__}.{code.co_name}", ROOT
    )  # type: ignore[misc]
    assert ROOT / file == ROOT / code.co_filename
    assert first == code.co_firstlineno
    assert max(filter(None, (line for *_, line in code.co_lines()))) <= last


@pytest.mark.parametrize(
    "name",
    ["polymnist_lib.plotting.nothing", "polymnist_lib.nowhere.f", "nowhere.f", "polymnist_lib", ""],
)
def test_what_the_library_does_not_define_is_nowhere(name: str) -> None:
    """Neither what does not exist nor what is no function."""
    assert origin.definition(name, ROOT) is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import tides\ntides.plot(x)", "tides.plot"),
        ("import tides as t\nt.plot(x)", "t.plot"),
        ("from tides import plot\nplot(x)", "plot"),
        ("from tides import plot as draw\ndraw(x)", "draw"),
        ("import numpy\nnumpy.zeros(3)", None),
        ("from tides import heights\nheights", None),
    ],
)
def test_a_single_module_has_functions_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, name: str | None
) -> None:
    """However it is imported; other packages are not the project's."""
    (tmp_path / "tides.py").write_text("heights = []\n\ndef plot(x):\n    return x\n")
    monkeypatch.syspath_prepend(tmp_path)
    origin.definition.cache_clear()
    cell = v4.new_code_cell(code, metadata={"mystnb": {"figure": {}}})
    origin.note(v4.new_notebook(cells=[cell]), Project(tmp_path, "tides"))
    place = {"name": name, "file": "tides.py", "first": 3, "last": 4}
    assert cell.metadata[origin.KEY]["functions"] == ([place] if name else [])


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_and_table_of_the_book_has_a_maker(name: str) -> None:
    """Each names the cell, counted among the code cells, and a function that is in the library."""
    source = cells.read_source(name, ROOT / "book" / f"{name}.md")
    notebook = cells.edition(source.notebook, "en", name=name)
    origin.note(notebook, Project(ROOT, "polymnist_lib"))
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        made = cell.metadata.get(origin.KEY)
        assert (made is not None) == ("figure" in (cell.metadata.get("mystnb") or {}))
        if made is not None:
            assert (made["number"], made["code"]) == (number, cell.source)
            assert made["functions"]
            for function in made["functions"]:
                lines = (ROOT / function["file"]).read_text(encoding="utf-8").splitlines()
                defined = "\n".join(lines[function["first"] - 1 : function["last"]])
                assert function["name"].rpartition(".")[2] in defined
