"""What a book's project hands to the machinery, which knows nothing of what the book is about.

Two settings of ``_config.yml``, under ``sphinx: config``, say it: ``book_package``, the package or
the module that the chapters are about, and for what this alone does not tell ``book_project``.
"""

import ast
import importlib
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from polymnist_lib import paths, syntax
from polymnist_lib.i18n.filters import filters


def _installed() -> dict[str, Any]:
    """Return what decides the results of any project: Python, and whatever is installed."""
    packages = {each.name: each.version for each in metadata.distributions()}
    return {"python": platform.python_version(), "packages": dict(sorted(packages.items()))}


@dataclass(frozen=True)
class Project:
    """What the book belongs to. The first two are known of any; the others have plain defaults.

    Attributes
    ----------
    root : Path
        The project's folder, which holds the book's.
    package : str
        The importable package, or single module, whose code decides what is fresh, whose functions
        figures name and which the published notebooks bring; empty if there is none.
    prefix : str
        What the variables of the environment begin with: ``SITE``, ``REPOSITORY``, ``JOBS``.
    paths : tuple of str
        Variables of the environment that hold paths, if they are set. Chapters find them absolute:
        they do not work in the folder that the build is started in.
    imported : tuple of str
        Modules that the chapters' kernels find imported, so that they start at once. What a chapter
        depends on is as if it imported them itself.
    imported_by_many : tuple of str
        Others, which take long and which not all chapters use: they find them imported where many
        chapters are executed. None may be of the package, nor read variables of the environment
        that a cell sets.
    parameters : mapping of str to str
        Values of the cell tagged ``parameters`` of every chapter, besides ``lang``. Executions are
        kept apart by them.
    read : callable
        Returns, for a chapter's code in syntax trees, what it reads of `settings`, as JSON takes
        it.
    settings : tuple of str
        Dotted names in the package of what chapters read in parts: instead of the text of their
        definitions, what `read` returns counts.
    circumstances : callable
        Returns what else decides the results, such as versions and data, as JSON takes it. Raises
        ValueError or OSError where the environment asks for what there is not.
    filters : callable
        Returns, for a language, what templates of prose call behind a bar.
    known : mapping of str to object
        Facts that every page's templates can use, besides those of its own code.
    tag : str
        What stands for the revision where the project's folder is no checkout.
    clone : str
        The folder that a published notebook downloads the project to, where it is missing.
    install : str
        What the notebook's first cell does there then, in lines.
    found : mapping of Path to (int, int)
        The project's modules with their states before any of them was imported: `edited`.
    """

    root: Path
    package: str = ""
    prefix: str = "BOOK_"
    paths: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()
    imported_by_many: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[Sequence[ast.Module]], Any] = lambda code: None
    settings: tuple[str, ...] = ()
    circumstances: Callable[[], Mapping[str, Any]] = _installed
    filters: Callable[[str], Mapping[str, Callable[..., str]]] = filters
    known: Mapping[str, Any] = field(default_factory=dict)
    tag: str = "HEAD"
    clone: str = ""
    install: str = ""
    found: Mapping[Path, tuple[int, int] | None] = field(default_factory=dict)

    @property
    def variant(self) -> str:
        """The parameters as the name of a folder, empty if there are none."""
        return "-".join(self.parameters.values())

    def setting(self, name: str) -> str:
        """Return a variable of the environment by its name without the prefix; empty if not set."""
        return os.environ.get(self.prefix + name, "")

    def edited(self) -> list[Path]:
        """List the modules that this process works with, as they were, and that are others now.

        What the project hands over is of then. The machinery's own are left out: they write pages,
        and decide no result.
        """
        modules = list(sys.modules.items())
        named = [(name, getattr(each, "__file__", None)) for name, each in modules]
        files = {
            Path(file) for name, file in named if file and not name.startswith(f"{__package__}.")
        }
        states = self.found.items()
        return [file for file, known in states if file in files and paths.state(file) != known]


def find(root: Path, *, package: str, hook: str) -> Project:
    """Ask for what the project hands over.

    A package in the project's folder is found there by the build and by the chapters' kernels,
    whether it is installed or not.

    Parameters
    ----------
    root : Path
        The project's folder.
    package : str
        The setting ``book_package``.
    hook : str
        The setting ``book_project``: a module whose function ``project`` takes what is known of any
        project, a `Project`, and returns it with what else there is to hand over.

    Raises
    ------
    ValueError
        If a setting names what cannot be imported, or what the environment asks of the project is
        not known to it.
    """
    for name in filter(None, (package, hook.partition(".")[0])):
        if (root / name).is_dir() or (root / f"{name}.py").is_file():
            _reach(root)
    spec = find_spec(package) if package and "." not in package else None
    if package and (spec is None or spec.origin is None):
        raise ValueError(
            f"_config.yml: book_package is {package!r}. Expected a package or a module that is in "
            f"{root} or installed, by a name without dots."
        )
    # No name that Python imports: a second look for the package would find its clone.
    clone = f"{package or 'project'}-book"
    plain = Project(
        root,
        package,
        clone=clone,
        install=_installation(root, clone),
        found=_modules(spec.origin if spec else None, hook),
    )
    if not hook:
        return plain
    try:
        module = importlib.import_module(hook)
    except ModuleNotFoundError as error:
        raise ValueError(f"_config.yml: book_project is {hook!r}: {error}.") from error
    if not callable(getattr(module, "project", None)):
        raise ValueError(
            f"_config.yml: book_project is {hook!r}, which has no function project. "
            "Expected one that takes a Project and returns it with what else there is to hand over."
        )
    completed: Project = module.project(plain)
    return completed


def _reach(folder: Path) -> None:
    """Have this process, and those that it starts, import from a folder first."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if str(folder) not in known:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), *known]))


def _modules(origin: str | None, hook: str) -> dict[Path, tuple[int, int] | None]:
    """Return the modules of a package, or a single one, and of a hook, with their states."""
    files = [Path(origin)] if origin else []
    if files and files[0].name == "__init__.py":
        files = sorted(files[0].parent.rglob("*.py"))
    with suppress(ModuleNotFoundError):  # who imports it will say so
        files += [syntax.source_file(hook)] if hook else []
    return {file: paths.state(file) for file in files}


def _installation(root: Path, clone: str) -> str:
    """Write how a clone becomes importable: what can be installed is, what cannot is found."""
    if (root / "pyproject.toml").is_file() or (root / "setup.py").is_file():
        pinned = f"-c {clone}/constraints.txt " if (root / "constraints.txt").is_file() else ""
        return f"%pip install -q {pinned}./{clone}"
    needed = (root / "requirements.txt").is_file()
    return "\n".join(
        [
            *([f"%pip install -q -r {clone}/requirements.txt"] if needed else []),
            "import os, sys",
            f'sys.path.append(os.path.abspath("{clone}"))',
        ]
    )
