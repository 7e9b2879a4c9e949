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

# What a constant may be computed with and still be no more than a constant.
_HARMLESS = {
    *set(dir(builtins)).difference(("__import__", "eval", "exec", "open", "setattr", "print")),
    *("Path", "TypeVar", "NewType", "namedtuple", "SimpleNamespace", "field", "partial"),
    *("re.compile", "logging.getLogger", "combinations", "product", "timedelta", "threading.Lock"),
    *("LinearSegmentedColormap.from_list", "ListedColormap"),
    *(f"np.{name}" for name in ("arange", "array", "full", "linspace", "ones", "pad", "zeros")),
}
_BASES = {
    *dir(builtins),
    *("ABC", "Enum", "IntEnum", "StrEnum", "NamedTuple", "Protocol", "TypedDict"),
}
_DECORATORS = {
    *("cache", "lru_cache", "cached_property", "contextmanager", "dataclass", "final", "overload"),
    *("property", "setter", "staticmethod", "classmethod", "total_ordering", "abstractmethod"),
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
            names = _defined(statement)
            for name in names:
                self.definitions.setdefault(name, []).append(statement)
            if names and all(f"{self.name}.{name}" in self.without for name in names):
                continue
            if not isinstance(statement, Import) and not only_binds(statement):
                self.effects.append(statement)

    @cached_property
    def import_statements(self) -> list[Import]:
        """The imports that importing it makes."""
        outside = [each for each in self.body if not isinstance(each, Function)]
        return [each for each in executed(outside) if isinstance(each, Import)]

    @cached_property
    def imports(self) -> dict[str, list[Target]]:
        """What comes from elsewhere, by the names that it is bound to."""
        return imported(self.import_statements, self.name)

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


def only_binds(statement: ast.stmt) -> bool:
    """Tell whether executing a statement does no more than bind a name, if that."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        value = statement.value
        return bool(_defined(statement)) and (value is None or _is_harmless(value))
    if isinstance(statement, Function):
        defaults = [*statement.args.defaults, *filter(None, statement.args.kw_defaults)]
        return _decorated_plainly(statement) and all(map(_is_harmless, defaults))
    if isinstance(statement, ast.ClassDef):  # others could tell their bases of it
        bases = {ast.unparse(each).rpartition(".")[2] for each in statement.bases}
        plain = _decorated_plainly(statement) and not statement.keywords and bases <= _BASES
        return plain and all(map(only_binds, statement.body))
    if isinstance(statement, ast.If) and syntax.for_types(statement):
        return not statement.orelse
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


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


def _decorated_plainly(node: Function | ast.ClassDef) -> bool:
    """Tell whether no decorator does more than change what it decorates."""
    marks = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return all(ast.unparse(each).rpartition(".")[2] in _DECORATORS for each in marks)


def _is_harmless(value: ast.expr) -> bool:
    """Tell whether an expression calls nothing but what returns a value."""
    waiting: list[ast.AST] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and ast.unparse(node.func) not in _HARMLESS:
            return False
        if not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return True
