"""What a project hands over: its package, wherever it lies, and how readers get it."""

import os
import sys
from pathlib import Path

import pytest

from polymnist_lib.book.project import Project, find


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder with a module, and this process's own ways of importing."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    (tmp_path / "tides.py").write_text("low = 1\n")
    return tmp_path


def test_what_lies_in_the_projects_folder_is_found_there(root: Path) -> None:
    """By the build and, once, by what it starts; a book without a package changes nothing."""
    assert find(root, package="", hook="").package == ""
    assert os.environ["PYTHONPATH"] == "elsewhere"
    for _ in range(2):
        assert find(root, package="tides", hook="").package == "tides"
    assert sys.path.count(str(root)) == 1
    assert os.environ["PYTHONPATH"] == os.pathsep.join([str(root), "elsewhere"])


@pytest.mark.parametrize("package", ["tide", "os.path", "empty"])
def test_a_package_that_is_none_is_named(root: Path, package: str) -> None:
    """Neither what does not exist, nor a part of a package, nor a folder without code."""
    (root / "empty").mkdir()
    with pytest.raises(ValueError, match=f"book_package is '{package}'"):
        find(root, package=package, hook="")


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (["pyproject.toml"], ["%pip install -q ./tides-book"]),
        (
            ["setup.py", "constraints.txt"],
            ["%pip install -q -c tides-book/constraints.txt ./tides-book"],
        ),
        (
            ["requirements.txt"],
            [
                "%pip install -q -r tides-book/requirements.txt",
                "import os, sys",
                'sys.path.append(os.path.abspath("tides-book"))',
            ],
        ),
    ],
)
def test_what_a_project_has_says_how_it_is_installed(
    root: Path, files: list[str], lines: list[str]
) -> None:
    """A package with its pins, or a module beside the packages that it needs."""
    for name in files:
        (root / name).touch()
    assert find(root, package="tides", hook="").install.splitlines() == lines


def test_an_edit_of_what_was_imported_is_known(root: Path) -> None:
    """Also before it was imported; what this process does not work with may change."""
    folder = root / "harbour"
    folder.mkdir()
    for name in ("__init__", "used", "unused"):
        (folder / f"{name}.py").write_text("1\n")
    hook = "from pathlib import Path\n\nfrom harbour import used\n"
    (folder / "hook.py").write_text(f"{hook}\ndef project(plain):\n    return plain\n")
    made = find(root, package="harbour", hook="harbour.hook")
    assert made.edited() == []
    (folder / "unused.py").write_text("22\n")
    assert made.edited() == []
    (folder / "used.py").write_text("22\n")
    (folder / "hook.py").unlink()
    assert made.edited() == [folder / "hook.py", folder / "used.py"]


def test_a_hook_completes_what_is_known(root: Path) -> None:
    """It is a module of the project, and keeps of the plain defaults what suits it."""
    (root / "tides_hook.py").write_text(
        "from dataclasses import replace\n\n"
        "def project(plain):\n"
        "    return replace(plain, prefix='TIDES_', parameters={'sea': 'north'})\n"
    )
    made = find(root, package="tides", hook="tides_hook")
    assert (made.package, made.clone) == ("tides", "tides-book")
    assert (made.prefix, made.variant) == ("TIDES_", "north")


def test_settings_of_the_environment_have_the_projects_prefix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that two books do not read each other's; what is not set is empty."""
    monkeypatch.setenv("TIDES_SITE", "https://example.org/")
    assert Project(tmp_path, prefix="TIDES_").setting("SITE") == "https://example.org/"
    assert Project(tmp_path).setting("SITE") == ""
