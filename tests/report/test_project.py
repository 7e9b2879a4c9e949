"""What the project hands to the machinery of its book."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from polymnist_lib import profiles
from polymnist_lib.book import cells, freshness
from polymnist_lib.book.project import Project
from polymnist_lib.book.reach import Reach
from polymnist_lib.report.project import project

ROOT = Path(profiles.__file__).parents[1]


def circumstances(root):
    """Return what decides the results of a book in a folder."""
    return project(Project(root)).circumstances()


def test_an_unknown_profile_names_the_known(tmp_path, monkeypatch):
    """The environment's mistakes are told before anything runs."""
    monkeypatch.setenv("POLYMNIST_PROFILE", "huge")
    with pytest.raises(ValueError, match="embedded"):
        project(Project(tmp_path))
    monkeypatch.setenv("POLYMNIST_PROFILE", "embedded")
    monkeypatch.setenv("POLYMNIST_SOURCE", "svhn")
    with pytest.raises(ValueError, match="kaggle"):
        circumstances(tmp_path)


def test_the_profile_is_a_parameter(tmp_path, monkeypatch):
    """Of every chapter, and the name of the folder of its executions."""
    assert project(Project(tmp_path)).variant == "embedded"
    monkeypatch.setenv("POLYMNIST_PROFILE", "full")
    assert project(Project(tmp_path)).parameters == {"profile": "full"}


def test_skipping_bad_files_once_is_not_skipping_for_ever(tmp_path, monkeypatch):
    """What was executed without bad files is stale for a build that was not told to skip them."""
    monkeypatch.setenv("POLYMNIST_SKIP_BAD", "1")
    skipping = circumstances(tmp_path)
    monkeypatch.delenv("POLYMNIST_SKIP_BAD")
    assert circumstances(tmp_path) != skipping


def test_a_notebook_elsewhere_is_brought_what_has_the_digits(tmp_path):
    """In Colab too, which installs no other package; elsewhere all that is declared comes."""
    install = project(Project(tmp_path)).install
    in_colab = install.partition("google.colab")[0]
    assert "--no-deps keras mlxtend" in in_colab
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"mlxtend>=' in declared


def test_new_reference_results_are_noticed(tmp_path):
    """Tables show full-size results, so a new file of them makes chapters stale."""
    before = circumstances(tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "runs.csv").write_text("a\n1\n")
    assert circumstances(tmp_path) != before


def test_pages_can_name_every_model(tmp_path):
    """What renders the prose knows the catalogue's words, which no chapter has imported there."""
    code = (
        "from pathlib import Path\n"
        "from polymnist_lib.book.project import Project\n"
        "from polymnist_lib.report.project import project\n"
        "write = project(Project(Path('.'))).filters('en')\n"
        "print(write['term']('linear_augmented'), write['in_words'](6))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "augmented linear six"


def test_an_edited_recipe_concerns_the_chapters_that_read_its_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Epochs of MLP 2 in the profile: its chapter and those that compare, and no other."""
    found = {}
    for each in ("before", "after"):
        if each == "after":
            embedded = profiles.get("embedded")
            recipes = {**embedded.recipes, "mlp2": embedded.recipes["mlp2"].but(epochs=99)}
            edited = replace(embedded, recipes=recipes)
            monkeypatch.setitem(profiles.PROFILES, "embedded", edited)
        book = project(Project(ROOT, "polymnist_lib"))
        reach = Reach(book.package, book.settings)
        chapters = [cells.read_source(path.stem, path) for path in (ROOT / "book").glob("[!_]*.md")]
        found[each] = freshness.freeze_keys(chapters, book, reach, {})
    changed = {key[0] for key in found["before"] if found["before"][key] != found["after"][key]}
    assert changed >= {"mlp", "comparison", "audit"}
    assert not changed & {"eda", "cnn", "linear", "augmentation", "strong", "fusion", "real_digits"}
