"""Freeze keys: what makes a chapter stale, and what does not."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from polymnist_lib import provenance
from polymnist_lib.book import cells, executed, freshness

from .conftest import FRONT, PARAMETERS, code, prose

CHAPTER = FRONT.replace("---\n\n", 'polymnist:\n  inputs: ["numbers/*"]\n---\n\n')
TEXT = (
    CHAPTER + prose("# Uno", "# One") + PARAMETERS + code("from polymnist_lib import i18n\n1 + 1")
)


@pytest.fixture
def around(tmp_path: Path) -> freshness.Surroundings:
    """A build of this folder, with versions that do not change."""
    (tmp_path / "book" / "numbers").mkdir(parents=True)
    (tmp_path / "book" / "numbers" / "4.png").write_bytes(b"four")
    return freshness.Surroundings(tmp_path, "embedded", {"versions": {"python": "3"}})


@pytest.fixture
def chapter(tmp_path: Path) -> Callable[..., cells.Source]:
    """A function that writes a chapter and reads it."""

    def write(text: str = TEXT, name: str = "eda", stage: int = 1) -> cells.Source:
        path = tmp_path / "book" / f"{name}.md"
        path.write_text(text.replace("polymnist:\n", f"polymnist:\n  stage: {stage}\n"))
        return cells.read_source(name, path)

    return write


def key(source: cells.Source, around: freshness.Surroundings, lang: str = "es") -> str:
    """Return a chapter's freeze key."""
    return freshness.freeze_keys([source], around)[source.name, lang]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Uno", "# Una palabra"),
        ("1 + 1", "---\ntags: [hide-input]\nmystnb: {figure: {name: f}}\n---\n1 + 1"),
    ],
)
def test_prose_and_captions_keep_the_key(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings, old: str, new: str
) -> None:
    """What only the page shows executes nothing."""
    before = key(chapter(), around)
    if "---" in new:
        changed = TEXT.replace("from polymnist_lib import i18n\n1 + 1", "XX").replace(
            "XX", new.replace("1 + 1", "from polymnist_lib import i18n\n1 + 1")
        )
    else:
        changed = TEXT.replace(old, new)
    assert changed != TEXT
    assert key(chapter(changed), around) == before


def test_each_language_has_its_own_key(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """The language is a parameter of the execution."""
    assert key(chapter(), around, "es") != key(chapter(), around, "en")


def test_code_changes_the_key(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """An edited cell is another execution."""
    assert key(chapter(), around) != key(chapter(TEXT.replace("1 + 1", "1 + 2")), around)


def test_profile_and_versions_change_the_key(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """So do a parameter of the build and an upgraded package."""
    source = chapter()
    upgraded = freshness.Surroundings(around.root, "embedded", {"versions": {"python": "4"}})
    full = freshness.Surroundings(around.root, "full", around.facts)
    assert len({key(source, each) for each in (around, upgraded, full)}) == 3


def test_a_declared_input_changes_the_key(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """A drawing that was added or replaced is read again; another file is not."""
    source = chapter()
    first = key(source, around)
    (source.path.parent / "other.txt").write_text("x")
    assert key(source, around) == first
    (source.path.parent / "numbers" / "5.png").write_bytes(b"five")
    second = key(source, around)
    (source.path.parent / "numbers" / "5.png").write_bytes(b"FIVE")
    assert len({first, second, key(source, around)}) == 3


def test_the_library_that_is_imported_changes_the_key(
    chapter: Callable[..., cells.Source],
    around: freshness.Surroundings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exactly the modules that the chapter's imports reach are hashed."""
    hashed: list[set[str]] = []

    def syntax_hash(modules: tuple[str, ...]) -> str:
        hashed.append(set(modules))
        return "edited"

    before = key(chapter(), around)
    monkeypatch.setattr(provenance, "syntax_hash", syntax_hash)
    assert key(chapter(), around) != before
    i18n = {f"polymnist_lib.i18n.{name}" for name in ("languages", "terms", "writing")}
    assert hashed == [{"polymnist_lib", "polymnist_lib.i18n", *i18n}]


@pytest.mark.parametrize(
    "imports",
    [
        "from polymnist_lib import train",
        "from polymnist_lib import *",
        "import polymnist_lib",
        "import polymnist_lib as library",
    ],
)
def test_a_lazy_name_of_the_top_is_followed(
    chapter: Callable[..., cells.Source],
    around: freshness.Surroundings,
    monkeypatch: pytest.MonkeyPatch,
    imports: str,
) -> None:
    """A chapter that imports ``train`` from the top is stale when ``training/`` changes."""
    source = chapter(TEXT.replace("from polymnist_lib import i18n", imports))
    before = key(source, around)
    assert key(source, around) == before
    read = provenance._tree

    def edited(name: str) -> ast.Module:
        return ast.parse("x = 1") if name == "polymnist_lib.training.batches" else read(name)

    monkeypatch.setattr(provenance, "_tree", edited)
    assert key(source, around) != before
    other = chapter(TEXT, "other")
    after = key(other, around)
    monkeypatch.undo()
    assert key(other, around) == after, "a chapter that imports nothing lazily depends on none"


def test_magics_and_broken_code_do_not_stop_the_key(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """A magic is code too; a syntax error is for the execution to report."""
    for text in ("%matplotlib inline\nimport polymnist_lib.i18n", "def ("):
        assert key(chapter(TEXT.replace("1 + 1", text)), around)


def test_a_later_stage_depends_on_the_earlier_ones(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """What reads the others' durations is stale when one of them is, and not the reverse."""
    late = chapter(name="environment", stage=3)
    before = freshness.freeze_keys([late, chapter()], around)
    after = freshness.freeze_keys([late, chapter(TEXT.replace("1 + 1", "3"))], around)
    assert before["environment", "es"] != after["environment", "es"]
    later = freshness.freeze_keys(
        [chapter(late.text.replace("1 + 1", "3"), "environment"), chapter()], around
    )
    assert later["eda", "es"] == before["eda", "es"]


def test_a_page_without_code_has_no_key(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """The glossary is not executed."""
    assert freshness.freeze_keys([chapter(FRONT + prose("# G", "# G"), "glossary")], around) == {}


def test_what_is_stale_comes_by_stage_and_language(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """A language follows the other within a stage, so that it finds the trained runs."""
    sources = [chapter(name="index", stage=2), chapter(name="cnn"), chapter(name="eda")]
    keys = freshness.freeze_keys(sources, around)
    jobs = freshness.stale(sources, around, keys)
    assert [str(job) for job in jobs] == [
        "cnn [es]",
        "eda [es]",
        "cnn [en]",
        "eda [en]",
        "index [es]",
        "index [en]",
    ]


def test_a_kept_execution_of_this_key_is_fresh(
    chapter: Callable[..., cells.Source], around: freshness.Surroundings
) -> None:
    """Only what is missing or carries another key is executed."""
    source = chapter()
    keys = freshness.freeze_keys([source], around)
    spanish, english = freshness.stale([source], around, keys)
    executed.save(spanish.place, cells.edition(source.notebook, "es", name="eda"), key=spanish.key)
    executed.save(english.place, cells.edition(source.notebook, "en", name="eda"), key="old")
    assert [str(job) for job in freshness.stale([source], around, keys)] == ["eda [en]"]


def test_an_unknown_profile_names_the_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment's mistakes are told before anything runs."""
    monkeypatch.setenv("POLYMNIST_PROFILE", "huge")
    with pytest.raises(ValueError, match="embedded"):
        freshness.surroundings(tmp_path)
    monkeypatch.setenv("POLYMNIST_PROFILE", "embedded")
    monkeypatch.setenv("POLYMNIST_SOURCE", "svhn")
    with pytest.raises(ValueError, match="kaggle"):
        freshness.surroundings(tmp_path)


def test_skipping_bad_files_once_is_not_skipping_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was executed without bad files is stale for a build that was not told to skip them."""
    monkeypatch.setenv("POLYMNIST_SKIP_BAD", "1")
    skipping = freshness.surroundings(tmp_path)
    monkeypatch.delenv("POLYMNIST_SKIP_BAD")
    assert freshness.surroundings(tmp_path).facts != skipping.facts


def test_new_reference_results_are_noticed(tmp_path: Path) -> None:
    """Tables show full-size results, so a new file of them makes chapters stale."""
    before = freshness.surroundings(tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "runs.csv").write_text("a\n1\n")
    assert freshness.surroundings(tmp_path).facts != before.facts
