"""The chapters as files: both languages, and what Jupyter makes of them."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

from polymnist_lib.book import cells, parity

from .conftest import PAGES, ROOT, Book

CHAPTERS = [ROOT / "book" / f"{name}.md" for name in PAGES]
CODE_WIDTH = 78  # characters
HIDDEN = {"hide-input", "remove-cell", "remove-input"}
TEMPLATE = ROOT / "book" / "_templates" / "chapter.md"

every_chapter = pytest.mark.parametrize("path", [*CHAPTERS, TEMPLATE], ids=lambda path: path.stem)


def test_every_chapter_is_in_the_contents(tracked: list[Path]) -> None:
    """No chapter is forgotten, and none is announced that is not there."""
    written = {path for path in tracked if path.match("book/[!_]*.md") and path.parents[1] == ROOT}
    assert written <= set(CHAPTERS)
    assert [path for path in CHAPTERS if not path.is_file()] == []


@every_chapter
def test_both_languages_say_the_same(path: Path) -> None:
    """Each Spanish cell has its English partner, with the same marks."""
    assert parity.check(cells.read_source(path.stem, path)) == []


@every_chapter
def test_saving_in_jupyter_changes_nothing(path: Path) -> None:
    """A chapter opened and saved through jupytext is the same file.

    Where this fails after an edit by hand, ``jupytext --from md:myst --to md:myst -o FILE FILE``
    writes the chapter as Jupyter would.
    """
    text = path.read_text(encoding="utf-8")
    assert jupytext.writes(jupytext.reads(text, fmt="md:myst"), fmt="md:myst") == text


@every_chapter
def test_jupyter_runs_the_code_that_the_book_runs(path: Path) -> None:
    """The cells that jupytext finds are those that the build executes."""
    notebook = jupytext.read(path, fmt="md:myst")
    opened = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert opened == [cell.source for cell in cells.read_source(path.stem, path).code]


@every_chapter
def test_code_is_not_wider_than_the_page(path: Path) -> None:
    """What is beyond it would have to be scrolled to; cells that the page hides may be wider."""
    for cell in cells.read_source(path.stem, path).code:
        if HIDDEN & set(cell.metadata.get("tags", [])):
            continue
        assert [line for line in cell.source.splitlines() if len(line) > CODE_WIDTH] == []


@every_chapter
def test_parameters_have_their_defaults(path: Path) -> None:
    """A chapter with code begins with its parameters, Spanish and embedded."""
    code = cells.read_source(path.stem, path).code
    if code:
        assert code[0].metadata["tags"] == ["parameters"]
        assert code[0].source == 'lang = "es"\nprofile = "embedded"'


@every_chapter
def test_what_a_chapter_imports_is_there(path: Path) -> None:
    """Each name that a chapter takes from the library exists: known before anything executes."""
    for cell in cells.read_source(path.stem, path).code:
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("polymnist_lib"):
                exec(compile(ast.Module([node], []), str(path), "exec"), {})


@every_chapter
def test_no_name_is_undefined_or_idle(path: Path) -> None:
    """Ruff finds no undefined name, unused import or the like in a chapter's code."""
    code = "\n\n".join(cell.source for cell in cells.read_source(path.stem, path).code)
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", "-"]
    done = subprocess.run(ruff, input=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_template_is_a_chapter(new_book: Callable[..., Book]) -> None:
    """Named as CONTRIBUTING.md says, it is built in both languages without a warning."""
    book = new_book(
        seasons=TEMPLATE.read_text(encoding="utf-8").replace("NAME", "seasons"),
        references=(ROOT / "book" / "references.md").read_text(encoding="utf-8"),
    )
    shutil.copy(ROOT / "book" / "references.bib", book.folder)
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stdout
    texts = {
        "es": ("Título del capítulo", "Figura 1", "Tabla 1", "El texto alternativo dice"),
        "en": ("Title of the chapter", "Figure 1", "Table 1", "The alternative text says"),
    }
    for lang, awaited in texts.items():
        page = book.page("seasons", lang)
        assert [each for each in (*awaited, "references.html#id") if each not in page] == []
        assert "NAME" not in page


@pytest.mark.slow
def test_a_chapter_runs_as_jupyter_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, with nothing injected."""
    for name in ("MPLBACKEND", "POLYMNIST_RUNS", "POLYMNIST_CACHE"):
        monkeypatch.delenv(name, raising=False)
    notebook = jupytext.read(ROOT / "book" / "eda.md", fmt="md:myst")
    resources = {"metadata": {"path": str(ROOT / "book")}}
    NotebookClient(notebook, kernel_name="python3", resources=resources).execute()
    assert any(cell.get("outputs") for cell in notebook.cells)
