"""What a result depends on: the code that made it, the packages it ran on, the machine."""

import ast
import hashlib
import importlib.util
import json
import os
import platform
import subprocess
from collections.abc import Collection, Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

# The packages that can change a number or a page, as their distributions are called.
PACKAGES = (
    "keras",
    "numpy",
    "opencv-python-headless",
    "pandas",
    "scikit-learn",
    "scikit-image",
    "scipy",
    "matplotlib",
    "seaborn",
    "papermill",
    "jupyter-book",
    "myst-nb",
    "jupytext",
)


def backend() -> str:
    """Return what Keras computes with, here and now: ``tensorflow``, ``jax`` or ``torch``.

    It is read where Keras reads it, so that nobody need load Keras: ``KERAS_BACKEND``, else the
    file ``keras.json``.
    """
    chosen = os.environ.get("KERAS_BACKEND")
    if not chosen:
        home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
        try:
            chosen = json.loads((home / "keras.json").read_text(encoding="utf-8")).get("backend")
        except (OSError, ValueError):
            chosen = None
    return chosen or "tensorflow"


def versions() -> dict[str, str]:
    """Return the installed version of each package that can change a result, Python first.

    Of Keras' backends, it is the one in use.

    Returns
    -------
    dict of str to str
        Distribution name to version. A package that is not installed is left out.
    """
    found = {"python": platform.python_version()}
    for name in (backend(), *PACKAGES):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str]:
    """Describe the kind of machine, without its name or anybody's folders.

    Returns
    -------
    dict of str to str
        ``system``, ``processor``, ``cores`` and, where the system tells, ``memory`` in GiB.
    """
    facts = {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
    }
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        total_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        facts["memory"] = f"{total_bytes / 2**30:.0f} GiB"
    return facts


def revision(folder: Path) -> str | None:
    """Return the git revision of a folder, marked ``+`` when files differ from it.

    Parameters
    ----------
    folder : Path
        A folder of the checkout.

    Returns
    -------
    str or None
        Twelve hexadecimal digits, or None outside a checkout or where git is missing.
    """
    try:
        head = _git(folder, "rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git(folder, "status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def syntax_hash(modules: Iterable[str], *, without: Collection[str] = ()) -> str:
    """Hash what modules do: their syntax trees without docstrings, comments and layout.

    Parameters
    ----------
    modules : iterable of str
        Dotted names, such as ``polymnist_lib.models.builders``. They are read, never imported.
    without : collection of str
        Functions, classes and variables that are left out, by their dotted names, such as
        ``polymnist_lib.models.builders.MODELS``.

    Returns
    -------
    str
        Sixteen hexadecimal digits.

    Raises
    ------
    ModuleNotFoundError
        If a module does not exist.
    """
    digest = hashlib.sha256()
    for name in sorted(set(modules)):
        tree = _without_docstrings(_tree(name))
        tree.body = [
            each
            for each in tree.body
            if not any(f"{name}.{defined}" in without for defined in _defined(each))
        ]
        digest.update(name.encode())
        digest.update(ast.dump(tree).encode())
    return digest.hexdigest()[:16]


def module_closure(names: Iterable[str]) -> tuple[str, ...]:
    """Follow imports inside a package: the modules named and all of it that they import in turn.

    Parameters
    ----------
    names : iterable of str
        Dotted names of modules.

    Returns
    -------
    tuple of str
        Dotted names, sorted. Imports inside functions count.
    """
    waiting = list(names)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imported_modules(_tree(name), name.partition(".")[0], inside=name)
    return tuple(sorted(found))


def imported_modules(tree: ast.AST, package: str, *, inside: str = "") -> list[str]:
    """List a package's modules that a piece of code imports, those that hold others included.

    Parameters
    ----------
    tree : ast.AST
        The parsed code.
    package : str
        The package, such as ``"polymnist_lib"``, or a single module.
    inside : str
        Dotted name of the module that the code is, for relative imports.

    Returns
    -------
    list of str
        Dotted names; ``from polymnist_lib import models`` gives ``polymnist_lib.models.builders``.
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            candidates = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, inside)
            candidates = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in candidates:
            parts = name.split(".")
            packages = [".".join(parts[: end + 1]) for end in range(len(parts))]
            found.update(each for each in packages if _is_of(each, package))
    return sorted(found)


def source_file(name: str) -> Path:
    """Return the source file of a module, without importing it.

    Parameters
    ----------
    name : str
        Its dotted name, in a package that can be imported, or that of a single module.

    Raises
    ------
    ModuleNotFoundError
        If it does not exist.
    """
    package, *parts = name.split(".")
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The package {package} is not installed.")
    file = Path(spec.origin)
    if parts:
        place = file.parent.joinpath(*parts)
        inside = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if file.name != "__init__.py" or not inside.exists():
            raise ModuleNotFoundError(f"No module named {name} in {package}.")
        file = inside
    return file


def _absolute(node: ast.ImportFrom, inside: str) -> str:
    """Return the absolute name of the module that a ``from … import`` names."""
    if not node.level:
        return node.module or ""
    parts = inside.split(".")
    is_package = source_file(inside).name == "__init__.py"
    kept = parts[: len(parts) - node.level + is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _is_of(name: str, package: str) -> bool:
    """Tell whether a dotted name is a module of a package."""
    if not package or not f"{name}.".startswith(f"{package}."):
        return False
    try:
        return source_file(name).exists()
    except ModuleNotFoundError:
        return False


def _tree(name: str) -> ast.Module:
    """Parse a module."""
    return ast.parse(source_file(name).read_text(encoding="utf-8"))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    """Remove the docstrings from a syntax tree, in place."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, holders) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return tree


def _defined(statement: ast.stmt) -> set[str]:
    """Return the names that a statement of a module defines."""
    if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _git(folder: Path, *words: str) -> str:
    """Run git in a folder and return what it prints."""
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@cache
def _processor() -> str:
    """Return the processor's name as the system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
