"""What code does and reaches."""

import ast

import pytest

from polymnist_lib import syntax


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two modules in place of the library; ``b`` imports ``a`` inside a function."""
    folder = tmp_path / "polymnist_lib"
    (folder / "sub").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "a.py").write_text('"""A."""\nx = 1\n')
    (folder / "b.py").write_text("def f():\n    from polymnist_lib import a\n    return a.x\n")
    (folder / "sub" / "__init__.py").write_text("from . import c\n")
    (folder / "sub" / "c.py").write_text("from ..a import x\n")
    spec = type("Spec", (), {"origin": str(folder / "__init__.py")})
    monkeypatch.setattr(syntax.importlib.util, "find_spec", lambda name: spec)
    return folder


def test_hash_ignores_docstrings_comments_and_layout(package):
    """Words about the code and its layout leave the hash as it is; the code changes it."""
    before = syntax.hashed(["polymnist_lib.a"])
    (package / "a.py").write_text('"""Other words."""\n\n# why\nx   =  1\n')
    assert syntax.hashed(["polymnist_lib.a"]) == before
    (package / "a.py").write_text("x = 2\n")
    assert syntax.hashed(["polymnist_lib.a"]) != before


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf# coding: utf-8\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_hash_ignores_how_an_editor_saves(package, before, end):
    """No byte order mark, which Python passes over too, and no ends of lines count."""
    code = b"x = '''a\n\nb'''\n"
    (package / "a.py").write_bytes(code)
    known = syntax.hashed(["polymnist_lib.a"])
    (package / "a.py").write_bytes((before + code).replace(b"\n", end))
    assert syntax.hashed(["polymnist_lib.a"]) == known


def test_hash_leaves_out_what_it_is_told(package):
    """Functions and variables that are named do not count; the others do."""
    file = package / "a.py"

    def hashed(text):
        file.write_text(text)
        return syntax.hashed(
            ["polymnist_lib.a"], without={f"polymnist_lib.a.{name}" for name in "fXY"}
        )

    before = hashed("z = 1\n")
    assert hashed("X = 1\nY: int = 2\ndef f(): pass\nz = 1\n") == before
    assert hashed("z = 1\ndef g(): pass\n") != before


def test_closure_follows_imports_inside_functions_and_packages(package):
    """The closure holds what is imported directly, inside functions and relatively."""
    assert syntax.module_closure(["polymnist_lib.b"]) == (
        "polymnist_lib",
        "polymnist_lib.a",
        "polymnist_lib.b",
    )
    assert "polymnist_lib.a" in syntax.module_closure(["polymnist_lib.sub"])


def test_imported_names_that_are_no_modules_are_left_out(package):
    """A function imported from a module counts as its module."""
    tree = ast.parse("from polymnist_lib.b import f\nimport numpy")
    assert syntax.imported_modules(tree, "polymnist_lib") == [
        "polymnist_lib",
        "polymnist_lib.b",
    ]


def test_a_single_module_has_no_modules_inside(tmp_path, monkeypatch):
    """A file of the same folder is another module, whatever a chapter imports by its name."""
    for name in ("tides", "moon"):
        (tmp_path / f"{name}.py").write_text("import moon\n")
    monkeypatch.syspath_prepend(tmp_path)
    tree = ast.parse("import moon\nfrom tides import moon")
    assert syntax.imported_modules(tree, "tides") == ["tides"]
    assert syntax.imported_modules(tree, "") == []
    assert syntax.module_closure(["tides"]) == ("tides",)


LAZY = """
from typing import TYPE_CHECKING
import typing
if TYPE_CHECKING:
    from polymnist_lib import b
if typing.TYPE_CHECKING:
    from polymnist_lib import sub
PLACES = {"f": "polymnist_lib.b", "x": "polymnist_lib.sub.c", "gone": "polymnist_lib.zzz"}
def __getattr__(name): ...
"""


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("from polymnist_lib import f", ["b"]),
        ("from polymnist_lib import x", ["sub", "sub.c"]),
        ("from polymnist_lib import a, other", ["a"]),
        ("from polymnist_lib import *", ["b", "sub", "sub.c"]),
        ("import polymnist_lib", ["b", "sub", "sub.c"]),
        ("import polymnist_lib.a", ["a", "b", "sub", "sub.c"]),
        ("import polymnist_lib.a as a", ["a"]),
    ],
)
def test_lazy_names_are_followed(package, code, modules):
    """A name that a package brings when asked stands for its module; the package, for all."""
    (package / "__init__.py").write_text(LAZY)
    expected = ["polymnist_lib", *(f"polymnist_lib.{name}" for name in modules)]
    assert syntax.imported_modules(ast.parse(code), "polymnist_lib") == expected


def test_imports_for_type_checkers_do_not_count(package):
    """They are never executed; what is executed instead is."""
    (package / "__init__.py").write_text(LAZY)
    assert syntax.module_closure(["polymnist_lib"]) == ("polymnist_lib",)
    for code in (
        "if TYPE_CHECKING:\n    pass\nelse:\n    import polymnist_lib.a as a",
        "if not TYPE_CHECKING:\n    import polymnist_lib.a as a",
    ):
        assert "polymnist_lib.a" in syntax.imported_modules(ast.parse(code), "polymnist_lib")


def test_a_missing_module_is_named(package):
    """A hash of a module that does not exist names it."""
    with pytest.raises(ModuleNotFoundError, match="polymnist_lib.zzz"):
        syntax.hashed(["polymnist_lib.zzz"])
