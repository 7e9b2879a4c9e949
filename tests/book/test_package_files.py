"""A package's files that are no modules: found by their names, or all where names are not said."""

import ast
import importlib
from pathlib import Path

import pytest

from polymnist_lib.book.package_files import PackageFiles

FILES = (
    "__init__.py",
    "deep/__init__.py",
    "deep/m.py",
    "data/model.bin",
    "data/other.bin",
    "a.css",
)


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with two modules and three other files."""
    for name in FILES:
        file = tmp_path / "sands" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()


def found(code: str, module: str = "") -> list[str]:
    """Return the names of the files that code finds."""
    return sorted(each.name for each in PackageFiles("sands").found(ast.parse(code).body, module))


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("open('model.bin')", ["model.bin"]),
        ("open('data/model.bin')", ["model.bin", "other.bin"]),
        ("FOLDER / 'data'", ["model.bin", "other.bin"]),
        ("Path(__file__).parent / 'a.css'", ["a.css"]),
        ("open('m.py')", []),
        ("open('deep')", []),
    ],
)
def test_what_is_named_is_found(code: str, names: list[str]) -> None:
    """A file, or all of a folder that is not a package; modules are none of them."""
    assert found(code, "sands.deep.m") == names


@pytest.mark.parametrize(
    ("code", "module", "any_file"),
    [
        ("Path(__file__).with_name(name)", "sands.deep.m", True),
        ("resources.files(name)", "sands.deep.m", True),
        ("Path(sands.__file__)", "", True),
        ("Path(__file__).parents[1] / name", "sands.deep.m", True),
        ("Path(__file__).resolve().parents[2] / name", "sands.deep.m", False),
        ("Path(__file__).parents[2] / name", "sands.deep", False),
        ("open(name)", "sands.deep.m", False),
    ],
)
def test_code_that_looks_beside_modules_finds_any(code: str, module: str, any_file: bool) -> None:
    """But not from a place above the package."""
    assert len(found(code, module)) == (3 if any_file else 0)


def test_a_single_module_has_none() -> None:
    """Nor has a book without a package."""
    for package in ("sands.deep.m", ""):
        assert PackageFiles(package).found(ast.parse("Path(__file__)").body) == set()
