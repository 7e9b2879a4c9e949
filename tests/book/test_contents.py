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


def refusal(
    capsys: pytest.CaptureFixture[str], folder: Path, *names: str, files: tuple[str, ...]
) -> str:
    """Return what ends the build of a book, with its status."""
    with pytest.raises(SystemExit) as ended:
        found(folder, *names, files=files)
    assert ended.value.code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "lying"),
    [
        ("eda", "eda.md.txt"),
        ("eda", "eda.markdown"),
        ("eda", "eda.MD"),
        ("eda", "eda.py"),
        ("eda", "eda.ipynb"),
        ("eda", "eda.rst"),
        ("eda", "Eda.md"),
        ("eda", "parts/eda.md"),
        ("eda.ipynb", "eda.ipynb"),
        ("eda.ipynb", "eda.md"),
        ("Eda", "eda.md"),
        ("./eda", "eda.md"),
        ("eda\\", "eda.md"),
        ("parts\\eda", "parts/eda.md"),
        ("../book/eda", "eda.md"),
        ("augmentacion", "augmentation.md"),
        ("real digits", "real_digits.md"),
    ],
)
def test_a_page_that_is_not_there_ends_the_build(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, lying: str
) -> None:
    """With the entry, its file, and what lies there that was maybe meant."""
    said = refusal(capsys, folder, "other", name, files=("other.md", lying))
    assert f"{folder / '_toc.yml'} names a page for which there is no chapter:\n" in said
    wanted = name if name.endswith(".md") else f"{name}.md"
    assert f"\n  {name}: expected {wanted}; what lies there is {lying}\n" in said
    assert "Correct the entry or rename the file" in said
    assert "other" not in said


@pytest.mark.parametrize(
    ("name", "lying"),
    [("an\u00e1lisis", "ana\u0301lisis.md"), ("ana\u0301lisis", "an\u00e1lisis.md")],
)
def test_accents_that_only_look_alike_are_told_apart(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, lying: str
) -> None:
    """As archives of another system bring them."""
    (folder / lying).touch()
    if (folder / f"{name}.md").exists():
        pytest.skip("This system takes both for the same name.")
    assert "letters with accents are written in another way" in refusal(
        capsys, folder, name, files=()
    )


def test_a_link_that_leads_nowhere_is_no_page(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a copy of a part of a folder."""
    (folder / "eda.md").symlink_to("elsewhere.md")
    assert "  eda: eda.md is a link that leads nowhere" in refusal(capsys, folder, "eda", files=())


@pytest.mark.parametrize("name", ["README", "_build/eda"])
def test_a_page_that_is_left_out_ends_the_build(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """With what leaves it out."""
    said = refusal(capsys, folder, name, files=(f"{name}.md",))
    assert f"  {name}: {name}.md may not be read, or exclude_patterns in _config.yml leave" in said


def test_many_pages_that_are_not_there_are_one_message(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With their count and three of them."""
    said = refusal(capsys, folder, *(f"n{each}" for each in range(1000)), files=())
    assert "names 1000 pages for which" in said
    assert said.count("nothing like it lies there") == 3
    assert "\n  n2: expected n2.md, and nothing like it lies there\n  …\n" in said


def test_a_single_page_is_all_that_is_looked_at(folder: Path) -> None:
    """Without a table of contents, as in `jupyter-book build book/eda.md`."""
    assert found(folder, "eda", files=("eda.md", "eda.rst", "other.md"), page="eda") == {"eda.md"}


def test_a_single_page_of_another_kind_ends_the_build(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in `jupyter-book build book/eda.rst`: no table of contents is blamed."""
    with pytest.raises(SystemExit):
        found(folder, files=("eda.rst",), page="eda")
    said = capsys.readouterr().err
    assert "_toc.yml" not in said
    assert "eda: expected eda.md; what lies there is eda.rst" in said
