"""What code does and what it can reach, read from its syntax trees: nothing is imported."""

import ast
import hashlib
import importlib.util
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

# The condition of what is for type checkers only, and never executed.
_FOR_TYPES = ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def hashed(modules: Iterable[str], *, without: Collection[str] = ()) -> str:
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
        tree = parsed(name)
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
            waiting += imported_modules(parsed(name), name.partition(".")[0], inside=name)
    return tuple(sorted(found))


def imported_modules(tree: ast.AST, package: str, *, inside: str = "") -> list[str]:
    """List a package's modules that a piece of code imports, those that hold others included.

    A name that a package brings lazily (PEP 562) stands for the module that it comes from; who
    imports such a package whole can reach all of them. Imports for type checkers do not count.

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
        Dotted names; ``from polymnist_lib import models`` gives ``polymnist_lib.models``.
    """
    found: set[str] = set()
    for node in _executed(tree):
        if isinstance(node, ast.Import):
            candidates = [alias.name for alias in node.names]
            for alias in node.names:
                bound = alias.name if alias.asname else alias.name.partition(".")[0]
                candidates += lazy_names(bound, package).values()
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, inside)
            names = [alias.name for alias in node.names]
            lazy = lazy_names(base, package)
            candidates = [base, *(f"{base}.{name}" for name in names)]
            candidates += [lazy[name] for name in (lazy if "*" in names else names) if name in lazy]
        else:
            continue
        for name in candidates:
            parts = name.split(".")
            packages = [".".join(parts[: end + 1]) for end in range(len(parts))]
            found.update(each for each in packages if is_of(each, package))
    return sorted(found)


def parsed(name: str) -> ast.Module:
    """Parse a module, without its docstrings.

    Parameters
    ----------
    name : str
        Its dotted name, as for `source_file`.
    """
    return _without_docstrings(ast.parse(source_file(name).read_bytes()))


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


def for_types(node: ast.AST) -> TypeGuard[ast.If]:
    """Tell whether a node is a condition whose body is for type checkers only."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in _FOR_TYPES


def lazy_names(name: str, package: str) -> dict[str, str]:
    """Return the names that a package brings when they are asked for (PEP 562), with their modules.

    They are what the literal dictionaries beside the ``__getattr__`` of its ``__init__.py`` hold.

    Parameters
    ----------
    name : str
        The dotted name of a module; only one that holds others brings anything.
    package : str
        The package that the modules must be of.
    """
    if not is_of(name, package) or source_file(name).name != "__init__.py":
        return {}
    if "def __getattr__" not in source_file(name).read_text(encoding="utf-8"):
        return {}
    literals = [getattr(each, "value", None) for each in parsed(name).body]
    found = {
        str(key.value): str(value.value)
        for literal in literals
        if isinstance(literal, ast.Dict)
        for key, value in zip(literal.keys, literal.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
    }
    return {name: module for name, module in found.items() if is_of(module, package)}


def absolute(node: ast.ImportFrom, inside: str) -> str:
    """Return the absolute name of the module that a ``from … import`` in another one names."""
    if not node.level:
        return node.module or ""
    parts = inside.split(".")
    is_package = source_file(inside).name == "__init__.py"
    kept = parts[: len(parts) - node.level + is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


def is_of(name: str, package: str) -> bool:
    """Tell whether a dotted name is a module of a package."""
    if not package or name.endswith(".") or not f"{name}.".startswith(f"{package}."):
        return False
    try:
        return source_file(name).exists()
    except ModuleNotFoundError:
        return False


def _executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk through code, past what is for type checkers only."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.orelse if for_types(node) else ast.iter_child_nodes(node)


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
