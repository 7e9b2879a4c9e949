"""What a module's statements do when it is imported, and what they name, from their syntax trees.

Most only bind a name, as definitions and constants do: they matter to whoever uses the name. The
others are effects of the import and matter to everybody who makes it.
"""

import ast
import builtins
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from polymnist_lib import syntax

Target = tuple[str, str | None]
"""A module, and the name that comes from it, or None where the module itself does."""

Chain = tuple[str, tuple[str, ...]]
"""A name in code, and the attributes that follow it."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Import = ast.Import | ast.ImportFrom

# What a constant may be computed with and still be no more than a constant; with what it calls for
# each element, such as a key to sort by, it could be more.
_HARMLESS = {
    *("abs", "bool", "bytes", "complex", "dict", "divmod", "enumerate", "float", "frozenset"),
    *("int", "len", "list", "max", "min", "object", "pow", "range", "reversed", "round", "set"),
    *("slice", "sorted", "str", "sum", "tuple", "zip"),
    *("collections.namedtuple", "dataclasses.field", "datetime.timedelta", "functools.partial"),
    *("itertools.combinations", "itertools.product", "logging.getLogger", "pathlib.Path"),
    *("re.compile", "threading.Lock", "types.SimpleNamespace", "typing.NewType", "typing.TypeVar"),
    *("matplotlib.colors.LinearSegmentedColormap.from_list", "matplotlib.colors.ListedColormap"),
    *(f"numpy.{name}" for name in ("arange", "array", "full", "linspace", "ones", "pad", "zeros")),
}
_BASES = {
    *(name for name, each in vars(builtins).items() if isinstance(each, type)),
    *("abc.ABC", "enum.Enum", "enum.IntEnum", "enum.StrEnum"),
    *("typing.NamedTuple", "typing.Protocol", "typing.TypedDict"),
}
_DECORATORS = {
    *("classmethod", "property", "staticmethod", "abc.abstractmethod", "contextlib.contextmanager"),
    *("dataclasses.dataclass", "functools.cache", "functools.cached_property"),
    *("functools.lru_cache", "functools.total_ordering", "typing.final", "typing.overload"),
}


@dataclass
class Module:
    """A module's statements, sorted by what importing it does with them.

    Attributes
    ----------
    name : str
        Its dotted name; empty for code that is none, such as a notebook's.
    body : list of ast.stmt
        All of them.
    without : collection of str
        Names whose definitions are followed where they are named, and no effects, dotted.
    definitions : dict of str to list of ast.stmt
        Those that only bind a name, by the name, and others that bind it as well.
    effects : list of ast.stmt
        Those that do more.
    """

    name: str
    body: list[ast.stmt]
    without: Collection[str] = ()
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    effects: list[ast.stmt] = field(default_factory=list)

    def __post_init__(self) -> None:
        for statement in self.body:
            for name in _defined(statement):
                self.definitions.setdefault(name, []).append(statement)
        again = {name for name, each in self.definitions.items() if len(each) > 1}
        for statement in self.body:
            names = _defined(statement)
            if names and all(f"{self.name}.{name}" in self.without for name in names):
                continue
            # Where a name is bound again, the order of what binds it and of what uses it matters.
            orderly = again.isdisjoint(names) and (
                not again
                or isinstance(statement, Function)
                or again.isdisjoint(name for name, _ in chains([statement]))
            )
            if not isinstance(statement, Import) and not (orderly and self._only_binds(statement)):
                self.effects.append(statement)

    @cached_property
    def import_statements(self) -> list[Import]:
        """The imports that importing it makes."""
        outside = [each for each in self.body if not isinstance(each, Function)]
        return [each for each in executed(outside) if isinstance(each, Import)]

    @cached_property
    def imports(self) -> dict[str, list[Target]]:
        """What comes from elsewhere, by the names that it is bound to, be it in a function."""
        functions = [each for each in executed(self.body) if isinstance(each, Function)]
        makers = [
            each for each in functions if any(isinstance(inner, ast.Global) for inner in each.body)
        ]
        late = [each for each in executed(makers) if isinstance(each, Import)]
        return imported([*self.import_statements, *late], self.name)

    def _only_binds(self, statement: ast.stmt) -> bool:
        """Tell whether executing a statement does no more than bind a name, if that."""
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            value = statement.value
            return bool(_defined(statement)) and (value is None or self._is_harmless(value))
        if isinstance(statement, Function):
            defaults = [*statement.args.defaults, *filter(None, statement.args.kw_defaults)]
            return self._is_plain(statement) and all(map(self._is_harmless, defaults))
        if isinstance(statement, ast.ClassDef):  # others could tell their bases of it
            bases = {self._full_name(each) for each in statement.bases}
            plain = self._is_plain(statement) and not statement.keywords and bases <= _BASES
            return plain and all(map(self._only_binds, statement.body))
        if isinstance(statement, ast.If) and syntax.for_types(statement):
            return not statement.orelse
        constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        return constant or isinstance(statement, ast.Pass)

    def _is_plain(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
        """Tell whether no decorator does more than change what it decorates."""
        for mark in node.decorator_list:
            name, given = mark, list[ast.expr]()
            if isinstance(mark, ast.Call):
                name, given = mark.func, [*mark.args, *(each.value for each in mark.keywords)]
            setter = isinstance(name, ast.Attribute) and name.attr == "setter"
            known = setter or self._full_name(name) in _DECORATORS
            if not known or not all(map(self._is_harmless, given)):
                return False
        return True

    def _is_harmless(self, value: ast.expr) -> bool:
        """Tell whether an expression calls nothing but what returns a value."""
        waiting: list[ast.AST] = [value]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.NamedExpr):
                return False
            if isinstance(node, ast.Call):
                keyed = any(each.arg in (None, "key", "default_factory") for each in node.keywords)
                name = self._full_name(node.func)
                if name not in _HARMLESS or (keyed and name != "dataclasses.field"):
                    return False
            if not isinstance(node, ast.Lambda):
                waiting += ast.iter_child_nodes(node)
        return True

    def _full_name(self, node: ast.expr) -> str:
        """Write a name as it is known everywhere; nothing where this module may define it."""
        attributes: list[str] = []
        while isinstance(node, ast.Attribute):
            attributes.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id in self.names:
            return ""
        sources = self.imports.get(node.id, [])
        if not sources:
            return ".".join([node.id, *attributes]) if hasattr(builtins, node.id) else ""
        module, member = sources[0]
        parts = [module, *([member] if member else []), *attributes]
        return ".".join(parts) if len(sources) == 1 else ""

    @cached_property
    def names(self) -> set[str]:
        """The names that its own statements bind, imports left out."""
        nodes = [each for each in executed(self.body) if isinstance(each, ast.Name)]
        stored = {each.id for each in nodes if isinstance(each.ctx, ast.Store)}
        defined = {name for each in self.body for name in _defined(each)}
        return stored | defined

    @cached_property
    def bound(self) -> set[str]:
        """The names that its effects bind."""
        nodes = list(executed(self.effects))
        names = {each.id for each in nodes if isinstance(each, ast.Name)}
        return names | {each.name for each in nodes if isinstance(each, Function | ast.ClassDef)}


def imported(statements: Iterable[Import], inside: str) -> dict[str, list[Target]]:
    """Return what imports bring, by the names that they bind.

    Parameters
    ----------
    statements : iterable of ast.Import or ast.ImportFrom
        The imports.
    inside : str
        Dotted name of the module that makes them, for relative ones.
    """
    found: dict[str, list[Target]] = {}
    for node in statements:
        for each in node.names:
            target: Target = (each.name, None)
            name = each.asname or each.name
            if isinstance(node, ast.ImportFrom):
                target = (syntax.absolute(node, inside), each.name)
            elif not each.asname:  # ``import a.b`` binds a
                name = each.name.partition(".")[0]
                target = (name, None)
            found.setdefault(name, []).append(target)
    return found


def executed(statements: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Walk through code, past annotations and past what is for type checkers only."""
    waiting = list(statements)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += _inside(node)


def chains(statements: Iterable[ast.AST]) -> set[Chain]:
    """Return the names in code, each with the attributes that follow it."""
    found: set[Chain] = set()
    waiting = list(statements)
    while waiting:
        node, attributes = waiting.pop(), []
        while isinstance(node, ast.Attribute):
            attributes.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            found.add((node.id, tuple(reversed(attributes))))
        else:
            waiting += _inside(node)
    return found


def texts(statements: Iterable[ast.AST]) -> set[str]:
    """Return the strings in code."""
    constants = [each.value for each in executed(statements) if isinstance(each, ast.Constant)]
    return {each for each in constants if isinstance(each, str)}


def looks_modules_up(statements: Iterable[ast.AST]) -> bool:
    """Tell whether code takes modules from ``sys.modules`` by other names than literal ones."""
    every, literal = 0, 0
    for node in executed(statements):
        every += _is_sys_modules(node)
        if isinstance(node, ast.Subscript) and _is_sys_modules(node.value):
            literal += isinstance(node.slice, ast.Constant)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            known = node.func.attr == "get" and isinstance(node.args[0], ast.Constant)
            literal += known and _is_sys_modules(node.func.value)
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant):
            literal += _is_sys_modules(node.comparators[0])
    return every > literal


def _is_sys_modules(node: ast.AST) -> bool:
    """Tell whether an expression is ``sys.modules``."""
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.modules"


def _inside(node: ast.AST) -> list[ast.AST]:
    """Return what a node holds, but for annotations and what is for type checkers only."""
    skipped = {"annotation", "returns"}
    if isinstance(node, ast.If) and syntax.for_types(node):
        skipped = {"test", "body"}
    fields = [value for name, value in ast.iter_fields(node) if name not in skipped]
    values = [each for value in fields for each in (value if isinstance(value, list) else [value])]
    return [each for each in values if isinstance(each, ast.AST)]


def _defined(statement: ast.stmt) -> list[str]:
    """Return the names that a definition binds; none where it is anything else."""
    if isinstance(statement, Function | ast.ClassDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    names = [each.id for each in targets if isinstance(each, ast.Name)]
    return names if len(names) == len(targets) else []
