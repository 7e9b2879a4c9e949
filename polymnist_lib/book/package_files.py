"""Which of a package's files that are no modules a piece of code finds: nothing is executed.

It finds those whose name it says, or that of whose folder. Where it looks beside modules and says
no name, it may find any of them.
"""

import ast
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from polymnist_lib import syntax
from polymnist_lib.book import statements

# Where these stand, files are found that lie beside modules.
_PLACES = {"__file__", "__package__", "__path__", "__spec__", "pkgutil", "resources"}
_ABOVE = re.compile(r"__file__\)(?:\.resolve\(\))?\.parents\[(\d+)\]")


class PackageFiles:
    """The files of a package that are no modules, as they are when they are first asked for.

    Parameters
    ----------
    package : str
        The package. A single module has none, nor has the empty name.
    """

    def __init__(self, package: str) -> None:
        self.package = package

    def found(self, code: list[ast.stmt], module: str = "") -> set[Path]:
        """Return the files that code finds.

        Parameters
        ----------
        code : list of ast.stmt
            Statements.
        module : str
            The module of the package that they are of; empty for code outside of it.
        """
        said = _parts(statements.texts(code))
        named = {file for file, names in self._names.items() if said & names}
        return named if named or not self._looks(code, module) else set(self._names)

    def _looks(self, code: list[ast.stmt], module: str) -> bool:
        """Tell whether code looks for files that lie beside modules."""
        names = {each for name, rest in statements.chains(code) for each in (name, *rest)}
        if not names & _PLACES:
            return False
        if not module or names & _PLACES != {"__file__"}:
            return True
        depth = module.count(".") + (syntax.source_file(module).name == "__init__.py")
        text = ast.unparse(ast.Module(code, []))
        outside = [int(above) >= depth for above in _ABOVE.findall(text)]
        return sum(outside) < text.count("__file__")

    @cached_property
    def folder(self) -> Path:
        """The package's folder."""
        return syntax.source_file(self.package).parent

    @cached_property
    def _names(self) -> dict[Path, set[str]]:
        """The files, each with its name and those of its folders."""
        if not self.package or syntax.source_file(self.package).name != "__init__.py":
            return {}
        found: dict[Path, set[str]] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.suffix.startswith(".py"):
                above = path.parents[: len(path.relative_to(self.folder).parts) - 1]
                folders = [each for each in above if not (each / "__init__.py").exists()]
                found[path] = {path.name, *(each.name for each in folders)}
        return found


def _parts(texts: Iterable[str]) -> set[str]:
    """Return texts and, of those that are paths, each part."""
    return {part for each in texts for part in (each, *each.split("/"))}
