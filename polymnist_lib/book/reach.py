"""What a piece of code can execute of a package, followed by name: nothing is imported.

``plotting.forest(…)`` reaches that function and whatever it names in turn, and no other plot. What
a module does when it is imported counts for everybody who imports it, and where names do not tell
what is used of a module, all of it counts. Docstrings and what annotations name do not count,
though code could read them.
"""

import ast
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from polymnist_lib import paths, syntax
from polymnist_lib.book import statements
from polymnist_lib.book.package_files import PackageFiles
from polymnist_lib.book.statements import Import, Module, Target

IMPORTED, WHOLE = "", "*"
"""Of a module: what importing it does beyond binding names, and everything."""

Piece = tuple[str, str]
"""A module's dotted name, and a name that it defines, or `IMPORTED`, or `WHOLE`."""

# Who calls these looks names up that stand nowhere: in its own module, in the one whose attributes
# they are, and in any.
_OWN_LOOKUPS = {"globals", "locals", "vars", "eval", "exec"}
_MEMBER_LOOKUPS = {"__dict__", "__getattr__", "__getattribute__"}
_ANY_LOOKUPS = {
    *("__annotations__", "__import__", "get_type_hints", "import_module", "pickle", "resolve_name"),
    *("runpy", "spec_from_file_location"),
}
_MAGIC = "get_ipython"  # what a notebook's magics become


@dataclass(frozen=True)
class Reached:
    """What some code can execute of a package.

    Attributes
    ----------
    pieces : frozenset of (str, str)
        Modules, and what of them.
    files : tuple of Path
        The package's files that are no modules and that this code names, or whose folder.
    """

    pieces: frozenset[Piece]
    files: tuple[Path, ...]


class Reach:
    """A package as it is when it is looked at: each of its modules is read once.

    Parameters
    ----------
    package : str
        The package, or the single module, whose code is followed; none is if it is empty.
    without : collection of str
        Dotted names whose definitions do not count, although what they name does.
    """

    def __init__(self, package: str, without: Collection[str] = ()) -> None:
        self.package = package
        self.without = without
        self._files = PackageFiles(package)
        self._modules: dict[str, Module | None] = {}
        self._next: dict[Piece, set[Piece]] = {}
        self._texts: dict[Piece, str] = {}
        self._read: dict[Path, tuple[int, int] | None] = {}
        self._lazies: dict[str, dict[str, str]] = {}
        self._found: dict[Piece, set[Path]] = {}

    def of(self, code: Iterable[ast.Module]) -> Reached:
        """Follow what code names.

        Parameters
        ----------
        code : iterable of ast.Module
            The code in the order in which it runs, such as a notebook's cells.
        """
        start = Module("", [statement for tree in code for statement in tree.body])
        waiting = self._named(start, start.body)
        if any(name == _MAGIC for name, _ in statements.chains(start.body)):
            waiting |= {(each, WHOLE) for each in self._all}
        found: set[Piece] = set()
        while waiting:
            piece = waiting.pop()
            if piece not in found:
                found.add(piece)
                waiting |= self._beyond(piece)
        files = self._files.found(start.body).union(*map(self._finds, found))
        return Reached(frozenset(found), tuple(sorted(files)))

    def key(self, reached: Reached) -> str:
        """Hash what was reached: what the code does, without docstrings, comments and layout.

        Which libraries are imported counts too, for to import one can do anything.
        """
        digest = hashlib.sha256()
        for piece in sorted(reached.pieces):
            digest.update("\0".join([*piece, self._text(piece)]).encode())
        modules = [self._module(name) for name, _ in reached.pieces]
        imports = [target for each in modules if each for target in each.imports.values()]
        libraries = {module.partition(".")[0] for targets in imports for module, _ in targets}
        digest.update(repr(sorted(libraries)).encode())
        self.note(reached.files)
        for file in reached.files:
            digest.update(
                file.relative_to(self._files.folder).as_posix().encode() + paths.content(file)
            )
        return digest.hexdigest()[:16]

    def note(self, files: Iterable[Path]) -> None:
        """Count files to what was read, for `is_current`."""
        self._read |= {file: paths.state(file) for file in files}

    def is_current(self, files: Iterable[Path] = ()) -> bool:
        """Tell whether all that was read is as it was then, and whether these files are of it."""
        known = all(paths.state(file) == state for file, state in self._read.items())
        return known and set(files) <= set(self._read)

    def statements(self, piece: Piece) -> list[ast.stmt]:
        """Return the statements of its module that a piece stands for."""
        module = self._module(piece[0])
        if module is None:
            return []
        if piece[1] == WHOLE:
            return module.body
        if piece[1] == IMPORTED:  # imports from a package ask its ``__getattr__`` too
            return [*module.effects, *module.definitions.get("__getattr__", [])]
        return module.definitions[piece[1]]

    def _beyond(self, piece: Piece) -> set[Piece]:
        """Return what a piece leads to."""
        if piece not in self._next:
            module = self._module(piece[0])
            found = {(piece[0], IMPORTED)}
            if module is not None and piece[1] == IMPORTED:
                found |= self._named(module, module.effects)
                found |= self._loaded(module.import_statements, module.name)
            elif module is not None:
                found |= self._named(module, self.statements(piece))
            if module is not None and piece[1] == WHOLE:  # also what it hands on
                for name in {*module.imports, *self._lazy(module.name)}:
                    found |= self._member(module.name, name, ())
            self._next[piece] = found
        return self._next[piece]

    def _named(self, module: Module, code: list[ast.stmt]) -> set[Piece]:
        """Return what statements of a module name, and what they import."""
        own = [each for each in statements.executed(code) if isinstance(each, Import)]
        inner = statements.imported(own, module.name)
        found = self._loaded(own, module.name)
        for name, rest in statements.chains(code):
            if module.name and name in module.definitions:
                found.add((module.name, name))
            for target in [*module.imports.get(name, []), *inner.get(name, [])]:
                found |= self._target(target, rest)
            if module.name and name in _OWN_LOOKUPS:
                found.add((module.name, WHOLE))
            sources = [*module.imports.get(name, []), *inner.get(name, [])]
            renamed = ("sys", "modules") in sources or (
                ("sys", None) in sources and name != "sys" and rest[:1] == ("modules",)
            )
            words = [name, *rest, *(each for two in sources for each in two)]
            if renamed or _ANY_LOOKUPS.intersection(words):
                found |= {(each, WHOLE) for each in self._all}
        texts = statements.texts(code)
        commanded = "-m" in texts and any(
            f"{each}.".startswith(f"{self.package}.") for each in texts
        )
        if commanded or statements.looks_modules_up(code):
            found |= {(each, WHOLE) for each in self._all}
        dotted = {each.partition(":")[0] for each in texts if "." in each.strip(".")}
        return found | {(each, WHOLE) for each in dotted if self._module(each)}

    def _target(self, target: Target, rest: tuple[str, ...]) -> set[Piece]:
        """Return what an imported name reaches, with the attributes that follow it."""
        module, name = target
        if self._module(module) is None:  # of another package
            return set()
        if name is None and not rest:  # the module as a value
            return {(module, WHOLE)}
        return self._member(module, *((rest[0], rest[1:]) if name is None else (name, rest)))

    def _member(self, module: str, name: str, rest: tuple[str, ...]) -> set[Piece]:
        """Return what a name of a module reaches."""
        known, found = self._module(module), {(module, IMPORTED)}
        if known is None:
            return set()
        lazy = self._lazy(module)
        others = [each for each in known.imports.get(name, []) if each != (module, name)]
        if name in known.definitions:
            found.add((module, name))
        for target in others:
            found |= self._target(target, rest)
        if name in known.definitions or others:
            return found
        if self._module(f"{module}.{name}") is not None:
            found |= self._target((f"{module}.{name}", None), rest)
        elif name in lazy:
            found |= self._member(lazy[name], name, rest)
        elif name in _MEMBER_LOOKUPS or (name not in known.bound and not name.startswith("__")):
            found.add((module, WHOLE))
        return found

    def _loaded(self, imports: Iterable[Import], inside: str) -> set[Piece]:
        """Return what imports execute."""
        found: set[Piece] = set()
        for node in imports:
            modules = syntax.imported_modules(node, self.package, inside=inside)
            if isinstance(node, ast.Import):  # what they bring lazily is followed by name
                lazy = (self._lazy(each).values() for each in modules)
                modules = [each for each in modules if each not in set().union(*lazy)]
            elif any(each.name == "*" for each in node.names):
                found.add((syntax.absolute(node, inside), WHOLE))
            found |= {(each, IMPORTED) for each in modules}
        return {each for each in found if self._module(each[0])}

    def _text(self, piece: Piece) -> str:
        """Write what a piece does: its statements, and where the names in them come from."""
        if ".".join(piece) in self.without:
            return ""
        if piece not in self._texts:
            module, code = self._module(piece[0]), self.statements(piece)
            imports = module.imports if module else {}
            names = {name for name, _ in statements.chains(code)}.intersection(imports)
            sources = sorted((name, str(imports[name])) for name in names)
            self._texts[piece] = f"{ast.dump(ast.Module(code, []))}{sources}"
        return self._texts[piece]

    def _module(self, name: str) -> Module | None:
        """Read a module of the package; None if there is none of that name."""
        if name not in self._modules:
            self._modules[name] = None
            if syntax.is_of(name, self.package):
                file = syntax.source_file(name)
                self.note([file])
                self._modules[name] = Module(name, syntax.parsed(name).body, self.without)
        return self._modules[name]

    def _finds(self, piece: Piece) -> set[Path]:
        """Return the package's files that a piece finds."""
        if piece not in self._found:
            self._found[piece] = self._files.found(self.statements(piece), piece[0])
        return self._found[piece]

    def _lazy(self, module: str) -> dict[str, str]:
        """Return what a module brings lazily."""
        if module not in self._lazies:
            self._lazies[module] = syntax.lazy_names(module, self.package)
        return self._lazies[module]

    @cached_property
    def _all(self) -> list[str]:
        """All modules of the package."""
        if not self.package or syntax.source_file(self.package).name != "__init__.py":
            return [self.package] if self.package else []
        paths = [
            each.relative_to(self._files.folder).with_suffix("")
            for each in self._files.folder.rglob("*.py")
        ]
        return [".".join([self.package, *each.parts]).removesuffix(".__init__") for each in paths]
