"""Freeze keys: what makes a chapter stale, and what does not."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from polymnist_lib import syntax
from polymnist_lib.book import cells, executed, freshness
from polymnist_lib.book.project import Project
from polymnist_lib.book.reach import Reach

from .conftest import FRONT, PARAMETERS, code, prose

CHAPTER = FRONT.replace("---\n\n", 'book:\n  inputs: ["numbers/*"]\n---\n\n')
TEXT = (
    CHAPTER + prose("# Uno", "# One") + PARAMETERS + code("from polymnist_lib import i18n\n1 + 1")
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A build of this folder, with versions that do not change."""
    (tmp_path / "book" / "numbers").mkdir(parents=True)
    (tmp_path / "book" / "numbers" / "4.png").write_bytes(b"four")
    return Project(
        tmp_path,
        "polymnist_lib",
        parameters={"profile": "embedded"},
        circumstances=lambda: {"versions": {"python": "3"}},
    )


@pytest.fixture
def chapter(tmp_path: Path) -> Callable[..., cells.Source]:
    """A function that writes a chapter and reads it."""

    def write(text: str = TEXT, name: str = "eda", stage: int = 1) -> cells.Source:
        path = tmp_path / "book" / f"{name}.md"
        path.write_text(text.replace("book:\n", f"book:\n  stage: {stage}\n"))
        return cells.read_source(name, path)

    return write


def key(source: cells.Source, project: Project, lang: str = "es") -> str:
    """Return a chapter's freeze key."""
    return keys([source], project)[source.name, lang]


def keys(sources: list[cells.Source], project: Project) -> dict[tuple[str, str], str]:
    """Return the freeze keys of chapters, over the library as it is now."""
    return freshness.freeze_keys(sources, project, Reach(project.package), project.circumstances())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Uno", "# Una palabra"),
        ("1 + 1", "---\ntags: [hide-input]\nmystnb: {figure: {name: f}}\n---\n1 + 1"),
    ],
)
def test_prose_and_captions_keep_the_key(
    chapter: Callable[..., cells.Source], project: Project, old: str, new: str
) -> None:
    """What only the page shows executes nothing."""
    before = key(chapter(), project)
    if "---" in new:
        changed = TEXT.replace("from polymnist_lib import i18n\n1 + 1", "XX").replace(
            "XX", new.replace("1 + 1", "from polymnist_lib import i18n\n1 + 1")
        )
    else:
        changed = TEXT.replace(old, new)
    assert changed != TEXT
    assert key(chapter(changed), project) == before


def test_each_language_has_its_own_key(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """The language is a parameter of the execution."""
    assert key(chapter(), project, "es") != key(chapter(), project, "en")


def test_code_changes_the_key(chapter: Callable[..., cells.Source], project: Project) -> None:
    """An edited cell is another execution."""
    assert key(chapter(), project) != key(chapter(TEXT.replace("1 + 1", "1 + 2")), project)


def test_parameters_and_facts_change_the_key(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """So do a parameter of the build and an upgraded package."""
    source = chapter()
    upgraded = replace(project, circumstances=lambda: {"versions": {"python": "4"}})
    full = replace(project, parameters={"profile": "full"})
    assert len({key(source, each) for each in (project, upgraded, full)}) == 3


def test_a_declared_input_changes_the_key(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """A drawing that was added or replaced is read again; another file is not."""
    source = chapter()
    first = key(source, project)
    (source.path.parent / "other.txt").write_text("x")
    assert key(source, project) == first
    (source.path.parent / "numbers" / "5.png").write_bytes(b"five")
    second = key(source, project)
    (source.path.parent / "numbers" / "5.png").write_bytes(b"FIVE")
    assert len({first, second, key(source, project)}) == 3


@pytest.mark.parametrize("saved", [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
@pytest.mark.parametrize("name", ["eda.md", "numbers/4.txt", "numbers/more.csv"])
def test_how_an_editor_saves_a_text_keeps_the_key(
    chapter: Callable[..., cells.Source], project: Project, name: str, saved: tuple[str, str]
) -> None:
    """The chapter's own or one that it reads: no byte order mark and no ends of lines count."""
    path = chapter().path
    file = path.parent / name
    text = TEXT if file == path else "one,two\n1,2\n"
    file.write_text(text, encoding="utf-8")
    before = keys([cells.read_source("eda", path)], project)
    mark, end = saved
    file.write_bytes((mark + text.replace("\n", end)).encode())
    assert keys([cells.read_source("eda", path)], project) == before


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["notes [2026].csv", "what?.txt", "[!a]*.png"])
def test_an_input_is_found_by_its_name_whatever_that_holds(
    chapter: Callable[..., cells.Source], name: str
) -> None:
    """A file of that name goes before those that it stands for as a pattern."""
    source = chapter(TEXT.replace("numbers/*", f"numbers/{name}"))
    file = source.path.parent / "numbers" / name
    file.write_text("1")
    (file.parent / "notes 2.csv").write_text("2")
    (file.parent / "what1.txt").write_text("2")
    assert freshness.inputs(source) == [file]


def test_what_the_chapter_names_of_the_library_changes_the_key(
    chapter: Callable[..., cells.Source],
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A plot that it draws, and what that plot calls, but no other plot of the same package."""
    drawn = chapter(
        TEXT.replace("1 + 1", "from polymnist_lib import plotting\nplotting.differences")
    )
    before = key(drawn, project)
    read = syntax.parsed

    def after(module: str, function: str) -> str:
        def edited(name: str) -> ast.Module:
            tree = read(name)
            for each in tree.body:
                if name == f"polymnist_lib.{module}" and getattr(each, "name", "") == function:
                    each.body = ast.parse("1 + 1").body  # type: ignore[attr-defined]
            return tree

        monkeypatch.setattr(syntax, "parsed", edited)
        return key(drawn, project)

    assert after("plotting.forest", "differences") != before
    assert after("plotting.style", "new_axes") != before
    assert after("plotting.tradeoffs", "costs") == before
    assert after("training.fit", "train") == before


@pytest.mark.parametrize(
    "code", ["from polymnist_lib import train\ntrain(x, y)", "import polymnist_lib as p\np.train"]
)
def test_a_lazy_name_of_the_top_is_followed(
    chapter: Callable[..., cells.Source],
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    """A chapter that takes ``train`` from the top is stale when ``training/`` changes."""
    source = chapter(TEXT.replace("from polymnist_lib import i18n", code))
    before = key(source, project)
    assert key(source, project) == before
    read = syntax.parsed

    def edited(name: str) -> ast.Module:
        return ast.parse("x = 1") if name == "polymnist_lib.training.batches" else read(name)

    monkeypatch.setattr(syntax, "parsed", edited)
    assert key(source, project) != before
    other = chapter(TEXT, "other")
    after = key(other, project)
    monkeypatch.undo()
    assert key(other, project) == after, "a chapter that imports nothing lazily depends on none"


def test_magics_and_broken_code_do_not_stop_the_key(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """A magic is code too; a syntax error is for the execution to report."""
    for text in ("%matplotlib inline\nimport polymnist_lib.i18n", "def ("):
        assert key(chapter(TEXT.replace("1 + 1", text)), project)


def test_other_chapters_do_not_change_the_key(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """A stage is about time alone: what chapters share has keys of its own."""
    late = chapter(name="environment", stage=3)
    before = keys([late, chapter()], project)
    after = keys([late, chapter(TEXT.replace("1 + 1", "3"))], project)
    assert before["environment", "es"] == after["environment", "es"]
    assert before["eda", "es"] != after["eda", "es"]


def test_a_page_without_code_has_no_key(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """The glossary is not executed."""
    assert keys([chapter(FRONT + prose("# G", "# G"), "glossary")], project) == {}


def test_what_is_stale_comes_by_stage_and_language(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """A language follows the other within a stage, so that it finds the trained runs."""
    sources = [chapter(name="index", stage=2), chapter(name="cnn"), chapter(name="eda")]
    jobs = freshness.stale(sources, project, keys(sources, project))
    assert [str(job) for job in jobs] == [
        "cnn [es]",
        "eda [es]",
        "cnn [en]",
        "eda [en]",
        "index [es]",
        "index [en]",
    ]


def test_what_took_longest_comes_first_within_its_language(
    chapter: Callable[..., cells.Source], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that no long chapter is left to run alone at the end; what never ran comes last."""
    seconds = {"es": {"eda": {"seconds": 3.0}, "cnn": {"seconds": 9.0}}}
    monkeypatch.setattr(freshness.executed, "chosen", lambda *_: seconds)
    sources = [chapter(name=name) for name in ("audit", "eda", "cnn")]
    jobs = freshness.stale(sources, project, keys(sources, project))
    assert [str(job) for job in jobs if job.lang == "es"] == ["cnn [es]", "eda [es]", "audit [es]"]


def test_an_input_that_moves_changes_the_key(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """Chapters see paths: a folder that is renamed is another input."""
    source = chapter(TEXT.replace("numbers/*", "sea/*/x.csv"))
    folder = source.path.parent / "sea" / "north"
    folder.mkdir(parents=True)
    (folder / "x.csv").write_text("1")
    before = key(source, project)
    folder.rename(folder.with_name("south"))
    assert key(source, project) != before


def test_a_kept_execution_of_this_key_is_fresh(
    chapter: Callable[..., cells.Source], project: Project
) -> None:
    """Only what is missing or damaged is executed; an edit taken back finds what ran before it."""
    source = chapter()
    spanish, english = freshness.stale([source], project, keys([source], project))
    notebook = cells.edition(source.notebook, "es", name="eda")
    executed.save(spanish.place, notebook, key=spanish.key)
    english.place.parent.mkdir(parents=True)
    english.place.write_text('{"cells": [')

    def stale(text: str) -> list[str]:
        source = chapter(text)
        return [str(job) for job in freshness.stale([source], project, keys([source], project))]

    assert stale(TEXT) == ["eda [en]"]
    assert stale(TEXT.replace("1 + 1", "1 + 2")) == ["eda [es]", "eda [en]"]
    assert stale(TEXT) == ["eda [en]"]
