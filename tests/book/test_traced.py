"""Keys against what really runs: nothing of a chapter's execution lies outside of its own."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from polymnist_lib import profiles, syntax
from polymnist_lib.book import cells, executed, execution, freshness, kernels
from polymnist_lib.book.kernels import Kernel
from polymnist_lib.book.project import Project
from polymnist_lib.book.reach import IMPORTED, Reach, Reached
from polymnist_lib.report.project import project as completed

from .conftest import PAGES, ROOT, code

PACKAGE = "polymnist_lib"
FOLDER = ROOT / PACKAGE
CHAPTERS = [each for each in PAGES if "{code-cell}" in (ROOT / f"book/{each}.md").read_text()]

WITHOUT_KERAS = ["cnn", "comparison", "fusion", "index", "mlp"]

# Notes which functions of the package are called, which of the project's files are opened and which
# recipes are asked for. The bodies of classes, whose code has no flag, run when a module is
# imported and only define. The profiler notes faster than a function of Python would, but in the
# main thread alone.
BEGIN = f"""
import cProfile as _cprofile, os as _os, sys as _sys, threading as _threading
from dataclasses import asdict as _asdict
from polymnist_lib.report.chapter import Chapter as _Chapter
_ran, _opened, _asked, _train = set(), set(), [], _Chapter.train
def _noting(self, recipe, *words, **changes):
    _asked.append(recipe if isinstance(recipe, str) else _asdict(recipe))
    return _train(self, recipe, *words, **changes)
_Chapter.train = _noting
def _note(frame, event, _):
    _ran.add(frame.f_code)
def _audit(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = _os.path.abspath(arguments[0])
        if path.startswith({str(ROOT)!r} + "/"):
            _opened.add(path)
_sys.addaudithook(_audit)
_threading.settrace(_note)
_profiler = _cprofile.Profile(subcalls=False, builtins=False)
_profiler.enable()
"""
END = f"""
import json as _json
_profiler.disable()
_ran |= {{entry.code for entry in _profiler.getstats()}}
_called = {{
    (code.co_filename, code.co_firstlineno, code.co_qualname)
    for code in _ran
    if code.co_flags & 1 and code.co_filename.startswith({str(FOLDER)!r})
}}
_modules = [name for name in _sys.modules if name.split(".")[0] == {PACKAGE!r}]
_traced = {{"called": sorted(_called), "opened": sorted(_opened), "modules": _modules}}
_traced["asked"] = _asked
print(_json.dumps(_traced | {{"keras": "keras" in _sys.modules}}))
"""


@pytest.fixture(scope="module")
def project() -> Project:
    """This project, as its book's build knows it."""
    return completed(Project(ROOT, PACKAGE))


@pytest.fixture(scope="module")
def reach(project: Project) -> Reach:
    """What the keys of all chapters are made of."""
    return Reach(PACKAGE, project.settings)


@pytest.fixture(scope="module")
def kernels_at_hand(project: Project) -> Iterator[None]:
    """Kernels as a build has them, but without Keras for the first, which should not need it."""
    with kernels.at_hand(project.imported, ["keras"], workers=len(WITHOUT_KERAS)):
        yield
    Kernel.stopping.clear()


def trace(name: str, folder: Path) -> dict[str, list]:
    """Execute a chapter, and return what it called and opened."""
    source = cells.read_source(name, ROOT / "book" / f"{name}.md")
    first = source.text.index("```{code-cell}", source.text.index('profile = "'))
    text = source.text[:first] + code(BEGIN) + source.text[first:] + "\n" + code(END)
    traced = cells.Source(name, source.path, text, source.syntax)
    to = folder / name / "k.ipynb"
    execution.execute(traced, "es", parameters={"profile": "embedded"}, to=to, key="k")
    return json.loads(executed.load(to).cells[-1].outputs[0]["text"])


def outside(traced: dict[str, list], reach: Reach, reached: Reached, source: cells.Source) -> list:
    """List what was called, imported or opened and is not within a chapter's key."""
    modules = {name for name, _ in reached.pieces}
    lines: dict[str, set[int]] = {}
    for piece in reached.pieces:
        for each in reach.statements(piece):
            first = min(
                [each.lineno, *(mark.lineno for mark in getattr(each, "decorator_list", []))]
            )
            covered = lines.setdefault(str(syntax.source_file(piece[0])), set())
            covered.update(range(first, (each.end_lineno or first) + 1))
    named = {str(syntax.source_file(each)): each for each in modules}
    missing = [each for each in traced["modules"] if (each, IMPORTED) not in reached.pieces]
    for file, line, function in traced["called"]:
        if function != "<module>" and line not in lines.get(file, ()):
            missing.append((file, line, function))
    declared = {*map(str, reached.files), *map(str, freshness.inputs(source))}
    keyed = tuple(f"{ROOT / each}/" for each in ("results", "runs", ".venv"))  # by what they hold
    for file in filter(os.path.exists, traced["opened"]):
        inside = file in named or "__pycache__" in file
        if not inside and file not in declared and not file.startswith(keyed):
            missing.append(file)
    return missing


@pytest.mark.usefixtures("site", "kernels_at_hand")
@pytest.mark.parametrize(
    "name", [*WITHOUT_KERAS, *(each for each in CHAPTERS if each not in WITHOUT_KERAS)]
)
def test_what_runs_lies_within_the_key(
    name: str,
    project: Project,
    reach: Reach,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each function of the library that was called, each module imported, each file opened.

    Where every run is stored, a chapter that asks no model for new answers needs no Keras either.
    """
    for variable in ("POLYMNIST_RUNS", "POLYMNIST_CACHE"):
        monkeypatch.delenv(variable, raising=False)
    source = cells.read_source(name, ROOT / "book" / f"{name}.md")
    traced = trace(name, tmp_path)
    assert len(traced["called"]) > 20
    assert not (traced["keras"] and name in WITHOUT_KERAS)
    reached = reach.of(freshness.code_of(source, project))
    assert outside(traced, reach, reached, source) == []
    own = project.read(freshness.code_of(source, project))["own"]
    embedded = profiles.get("embedded")
    known = {name: asdict(each) for name, each in embedded.recipes.items()}
    for asked in traced["asked"]:  # a name, or a recipe, which can be the chapter's own
        names = {name for name, each in known.items() if asked in (name, each)}
        assert not names or names & set(own), f"{asked} is read, and not within the key"
    assert name != "mlp" or {"mlp1", "mlp2"} <= {str(each) for each in traced["asked"]}
    less = Reached(frozenset(each for each in reached.pieces if each[1] != "Chapter"), ())
    assert outside(traced, reach, less, source), "the trace sees what a key leaves out"
