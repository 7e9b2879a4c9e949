"""What results depend on."""

import ast

import pytest

from polymnist_lib import provenance


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
    monkeypatch.setattr(provenance.importlib.util, "find_spec", lambda name: spec)
    return folder


def test_hash_ignores_docstrings_comments_and_layout(package):
    """Words about the code and its layout leave the hash as it is; the code changes it."""
    before = provenance.syntax_hash(["polymnist_lib.a"])
    (package / "a.py").write_text('"""Other words."""\n\n# why\nx   =  1\n')
    assert provenance.syntax_hash(["polymnist_lib.a"]) == before
    (package / "a.py").write_text("x = 2\n")
    assert provenance.syntax_hash(["polymnist_lib.a"]) != before


def test_hash_leaves_out_what_it_is_told(package):
    """Functions and variables that are named do not count; the others do."""
    file = package / "a.py"

    def hashed(text):
        file.write_text(text)
        return provenance.syntax_hash(
            ["polymnist_lib.a"], without={f"polymnist_lib.a.{name}" for name in "fXY"}
        )

    before = hashed("z = 1\n")
    assert hashed("X = 1\nY: int = 2\ndef f(): pass\nz = 1\n") == before
    assert hashed("z = 1\ndef g(): pass\n") != before


def test_closure_follows_imports_inside_functions_and_packages(package):
    """The closure holds what is imported directly, inside functions and relatively."""
    assert provenance.module_closure(["polymnist_lib.b"]) == (
        "polymnist_lib",
        "polymnist_lib.a",
        "polymnist_lib.b",
    )
    assert "polymnist_lib.a" in provenance.module_closure(["polymnist_lib.sub"])


def test_imported_names_that_are_no_modules_are_left_out(package):
    """A function imported from a module counts as its module."""
    tree = ast.parse("from polymnist_lib.b import f\nimport numpy")
    assert provenance.imported_modules(tree, "polymnist_lib") == [
        "polymnist_lib",
        "polymnist_lib.b",
    ]


def test_a_single_module_has_no_modules_inside(tmp_path, monkeypatch):
    """A file of the same folder is another module, whatever a chapter imports by its name."""
    for name in ("tides", "moon"):
        (tmp_path / f"{name}.py").write_text("import moon\n")
    monkeypatch.syspath_prepend(tmp_path)
    tree = ast.parse("import moon\nfrom tides import moon")
    assert provenance.imported_modules(tree, "tides") == ["tides"]
    assert provenance.imported_modules(tree, "") == []
    assert provenance.module_closure(["tides"]) == ("tides",)


def test_a_missing_module_is_named(package):
    """A hash of a module that does not exist names it."""
    with pytest.raises(ModuleNotFoundError, match="polymnist_lib.zzz"):
        provenance.syntax_hash(["polymnist_lib.zzz"])


def test_revision_is_none_outside_a_checkout(tmp_path):
    """A folder that is no checkout has no revision."""
    assert provenance.revision(tmp_path) is None


def test_machine_says_nothing_private():
    """The description of the machine holds neither its name nor a folder."""
    import platform

    facts = " ".join(provenance.machine().values())
    assert "/" not in facts
    assert platform.node() not in facts.split()


def test_the_backend_is_the_one_that_keras_takes(monkeypatch, tmp_path):
    """The variable first, then Keras' own file, then TensorFlow; a damaged file is no file."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    assert provenance.backend() == "tensorflow"
    (tmp_path / "keras.json").write_text('{"backend": "torch"}')
    assert provenance.backend() == "torch"
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert provenance.backend() == "jax"
    monkeypatch.delenv("KERAS_BACKEND")
    (tmp_path / "keras.json").write_text("{")
    assert provenance.backend() == "tensorflow"
