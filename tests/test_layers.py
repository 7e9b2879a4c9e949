"""The layers: a module imports from the ones before it, and only some load Keras."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from polymnist_lib import provenance, syntax

PACKAGE = Path(provenance.__file__).parent

# Modules and packages, each importing only from those before it.
LAYERS = (
    "examples",
    "paths",
    "provenance",
    "endings",
    "unwinding",
    "signs",
    "syntax",
    "i18n",
    "book",
    "digits",
    "sources",
    "metrics",
    "models",
    "exploration",
    "reading",
    "plotting",
    "training",
    "profiles",
    "study",
    "report",
    "cli",
    "__main__",
)
# The modules in whose code Keras or a backend of it may be named, be it inside a function …
KERAS = {
    "sources.tensors",  # reads PyTorch's files, where PyTorch is installed
    "models.attribution",
    "models.builders",
    "models.layers",
    "models.settings",
    "training.engine",
    "training.engine_jax",
    "training.engine_tensorflow",
    "training.engines",
    "training.fit",
}
# … and those whose mere import loads it.
LOADS_KERAS = {
    "sources.tensors",  # reads PyTorch's files, where PyTorch is installed
    "models.layers",
    "training.engine",
    "training.engine_jax",
    "training.engine_tensorflow",
    "training.engines",
}
BACKENDS = {"keras", "tensorflow", "torch", "jax"}


def dotted(file: Path) -> str:
    """Return the dotted name of a source file."""
    parts = [PACKAGE.name, *file.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(name: str) -> str:
    """Return the layer that a dotted name belongs to, empty for the package itself."""
    return (*name.split("."), "")[1]


def place(name: str) -> str:
    """Return a dotted name within the package."""
    return name.partition(".")[2]


@pytest.fixture(scope="module")
def modules(tracked):
    """The syntax trees of the library's modules, by their dotted names."""
    files = sorted(file for file in tracked if file.is_relative_to(PACKAGE))
    return {
        dotted(file): ast.parse(file.read_text("utf-8")) for file in files if file.suffix == ".py"
    }


def test_every_module_has_its_layer(modules):
    """The list names each module and package of the library once, and nothing else."""
    assert len(set(LAYERS)) == len(LAYERS)
    assert {layer(name) for name in modules} - {""} == set(LAYERS), "give it its place in LAYERS"


def test_imports_point_to_earlier_layers(modules):
    """A module imports from earlier layers or from its own package, inside functions too."""
    rank = {each: place for place, each in enumerate(("", *LAYERS))}
    wrong = [
        f"{name}, of {layer(name)}, imports {each}, of the later {layer(each)}"
        for name, tree in modules.items()
        for each in syntax.imported_modules(tree, PACKAGE.name, inside=name)
        if rank.get(layer(each), len(rank)) > rank.get(layer(name), len(rank))
    ]
    assert not wrong, "\n".join(wrong)


def test_only_some_modules_name_keras(modules, imported_packages):
    """No other module imports Keras or a backend, not even inside a function."""
    wrong = [
        f"{name} imports {each}"
        for name, tree in modules.items()
        if place(name) not in KERAS
        for each in sorted(imported_packages(tree) & BACKENDS)
    ]
    assert not wrong, "\n".join(wrong)


def test_importing_a_module_does_not_load_keras(modules):
    """Everything but the layers made of Keras is imported without it: stored runs need none."""
    names = sorted(name for name in modules if place(name) not in {*LOADS_KERAS, "__main__"})
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        f"    loaded = sorted({BACKENDS!r} & set(sys.modules))\n"
        "    if loaded:\n"
        "        sys.exit(f'importing {name} loads {loaded}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_importing_the_library_loads_nothing_else():
    """``import polymnist_lib`` brings the package alone, none of its modules."""
    code = "import sys, polymnist_lib; print([m for m in sys.modules if 'polymnist_lib.' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
