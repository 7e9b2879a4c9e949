"""Which files are pages: those of the table of contents, whatever else lies in the book."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from polymnist_lib.book import contents

SUFFIXES = {".rst": "restructuredtext", ".md": "markdown", ".ipynb": "json", ".txt": "text"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The chapters' folder, under a name that patterns would take otherwise."""
    place = tmp_path / "Año 2026 [copia]" / "book"
    place.mkdir(parents=True)
    return place


def found(
    folder: Path, *chapters: Any, files: tuple[str, ...] = (), alone: bool = True, page: str = ""
) -> set[str]:
    """Return the files that Sphinx takes for pages of a book, or of a single page."""
    for name in ("index.md", *files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    entries = [each if isinstance(each, dict) else {"file": each} for each in chapters]
    listed = {"format": "jb-book", "root": "index", "chapters": entries}
    (folder / "_toc.yml").write_text(yaml.safe_dump(listed), encoding="utf-8")
    settings = {
        "source_suffix": dict(SUFFIXES),
        "exclude_patterns": ["_build", "README.md"],
        "extensions": [contents.__name__],
    }
    if page:
        settings["master_doc"] = page
    else:
        settings["extensions"] = ["sphinx_external_toc", contents.__name__]
        settings["external_toc_exclude_missing"] = alone
    with docutils_namespace():
        built = folder / "_build"
        app = Sphinx(folder, None, built, built, "dummy", settings, status=None, warning=None)
    app.env.find_files(app.config, app.builder)
    return {app.env.doc2path(each, base=False) for each in app.env.found_docs}


@pytest.mark.parametrize("name", ["book", "a*b?", "[!x] {1}", "[copia-1]"])
def test_the_pages_are_found_wherever_the_book_lies(tmp_path: Path, name: str) -> None:
    """Under names that patterns would take otherwise."""
    folder = tmp_path / name
    assert found(folder, "eda", files=("eda.md", "other.md")) == {"index.md", "eda.md"}
    every = {"index.md", "eda.md", "other.md"}
    assert found(folder, "eda", files=("eda.md", "other.md"), alone=False) == every


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("suffix", [".ipynb", ".md~", ".py", ".rst", ".txt"])
def test_only_the_chapter_is_the_page(folder: Path, suffix: str, alone: bool) -> None:
    """Whatever editors and jupytext leave beside it under its name."""
    files = ("eda.md", f"eda{suffix}")
    assert found(folder, "eda", files=files, alone=alone) == {"index.md", "eda.md"}


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize(
    "place", [".venv/lib", ".git", ".ipynb_checkpoints", "parts/.obsidian", ".trash/.deep/er"]
)
def test_what_is_hidden_is_not_looked_at(folder: Path, place: str, alone: bool) -> None:
    """At the top or further down, whether the book is what is listed or all there is."""
    files = ("eda.md", f"{place}/eda.md", f"{place}/other.md", ".other.md")
    assert found(folder, "eda", files=files, alone=alone) == {"index.md", "eda.md"}


@pytest.mark.parametrize(
    "name", ["node_modules/it/README.md", "old.md", "eda [copia-1].md", "ed[a].md", "e*.md", "?.md"]
)
def test_what_is_not_listed_is_no_page(folder: Path, name: str) -> None:
    """Nor do its characters leave out, or take in, another."""
    assert found(folder, "eda", files=("eda.md", name)) == {"index.md", "eda.md"}
    assert found(folder, "eda", files=("eda.md", name), alone=False) >= {"index.md", "eda.md", name}


def test_names_are_taken_as_they_are_written(folder: Path) -> None:
    """With a suffix, in a folder, hidden, with dots or what patterns are made of."""
    names = ("one.md", "parts/two", ".drafts/three", "v1.2", "four [b-a]", "five*")
    files = tuple(f"{each.removesuffix('.md')}.md" for each in names)
    assert found(folder, *names, files=(*files, "fiveteen.md")) == {"index.md", *files}


def test_patterns_stand_for_chapters_that_are_not_hidden(folder: Path) -> None:
    """As a table of contents may have them, in place of names."""
    files = ("parts/one.md", "parts/two.ipynb", "parts/.three.md", "other.md", "deep/.x/four.md")
    assert found(folder, {"glob": "parts/*"}, {"glob": "deep/**"}, files=files) == {
        "index.md",
        "parts/one.md",
    }


@pytest.mark.parametrize(
    ("names", "files", "told"),
    [
        (["eda.ipynb"], ["eda.md", "eda.ipynb"], "1 file that is no chapter: eda.ipynb. "),
        (["eda"], ["eda.rst"], "1 file that is no chapter: eda.rst. "),
        (["a", "b/c.txt"], ["a.rst", "b/c.txt"], "2 files that are no chapter: a.rst, b/c.txt. "),
        (
            [f"n{each}" for each in range(1000)],
            [f"n{each}.ipynb" for each in range(1000)],
            "1000 files that are no chapter: n0.ipynb, n1.ipynb, n2.ipynb and 997 more. ",
        ),
    ],
)  # fmt: skip
def test_a_table_of_contents_that_names_other_files_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    names: list[str],
    files: list[str],
    told: str,
) -> None:
    """In one message, which says what to name instead."""
    with pytest.raises(SystemExit) as ended:
        found(tmp_path, *names, files=tuple(files))
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert f"_toc.yml names {told}Expected MyST Markdown, .md" in said


def test_a_single_page_is_all_that_is_looked_at(folder: Path) -> None:
    """Without a table of contents, as in `jupyter-book build book/eda.md`."""
    assert found(folder, "eda", files=("eda.md", "eda.rst", "other.md"), page="eda") == {"eda.md"}


def test_a_missing_chapter_is_for_sphinx_to_tell(tmp_path: Path) -> None:
    """A name of nothing is no file of another kind."""
    assert found(tmp_path, "nowhere") == {"index.md"}
