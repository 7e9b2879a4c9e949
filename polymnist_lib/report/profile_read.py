"""Which recipes of its profile a chapter reads, told from its code: nothing is executed.

An edit of a recipe thus executes the chapters that read its runs, and no others.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from polymnist_lib import profiles
from polymnist_lib.profiles import Profile

SETTINGS = tuple(f"{profiles.__name__}.{name}" for name in ("PROFILES", "_profile"))
"""What makes up the profiles: of it, only what `parts` returns concerns a chapter."""

# What of a chapter reads no recipe; whatever else code asks of it could read any.
_READ_NONE = {
    *("copy", "data", "facts", "lang", "name", "profile", "publish", "source", "split", "store"),
}

# The published results that stand beside a build's own are found by this profile's recipes.
REFERENCE = "full"


def parts(code: Sequence[ast.Module], profile: Profile) -> dict[str, Any]:
    """Return the recipes that a chapter reads.

    Parameters
    ----------
    code : sequence of ast.Module
        The chapter's cells, whose `polymnist_lib.report.chapter.Chapter` goes by any name.
    profile : Profile
        The one that is built.

    Returns
    -------
    dict
        ``reference``, all of the profile that results are published for, and ``own``: recipes by
        model, as far as the code names them in texts; where it does not, all.
    """
    whole = ast.Module([statement for tree in code for statement in tree.body], [])
    named = set(_named(whole, profile))
    reference = profiles.get(REFERENCE).recipes
    return {
        "reference": {name: asdict(recipe) for name, recipe in reference.items()},
        "own": {name: asdict(each) for name, each in profile.recipes.items() if name in named},
    }


def _named(tree: ast.Module, profile: Profile) -> Iterator[str]:
    """Yield the models whose recipes code reads."""
    above = {inner: node for node in ast.walk(tree) for inner in ast.iter_child_nodes(node)}
    made = [
        (name, value.func)
        for name, value in _bindings(tree)
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "Chapter"
    ]
    chapters = {name for name, _ in made}
    if _hides(tree, [each for _, each in made]):
        yield from profile.recipes
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Name) and node.id in chapters):
            continue
        use = above[node]
        if isinstance(use, ast.Attribute) and use.attr == "profile":
            use = above[use]  # of which the recipes are
            if getattr(use, "attr", "") not in ("recipes", "name"):
                yield from profile.recipes
        if isinstance(use, ast.Attribute):
            yield from _through(use, above[use], tree, profile)
        elif isinstance(node.ctx, ast.Load):  # handed on, to whatever
            yield from profile.recipes


def _hides(tree: ast.Module, made: list[ast.expr]) -> bool:
    """Tell whether code can hold a chapter, or a profile, by a name that is not seen here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            names = [f"{module}.{each.name}".strip(".") for each in node.names]
            aliased = any(each.name == "Chapter" and each.asname for each in node.names)
            if aliased or any(profiles.__name__ in each or each.endswith("*") for each in names):
                return True
        word = getattr(node, "id", getattr(node, "attr", ""))
        if word in ("Chapter", "profiles") and node not in made:
            return True
    return False


def _through(
    node: ast.Attribute, use: ast.AST, tree: ast.Module, profile: Profile
) -> Iterator[str]:
    """Yield what is read through an attribute that code calls, or takes a value of by its key."""
    given: list[ast.expr] = []
    if isinstance(use, ast.Call) and use.func is node:
        given = use.args
    elif isinstance(use, ast.Subscript) and use.value is node:
        given = [use.slice]
    values = [each.value for each in given if isinstance(each, ast.Constant)]
    texts = [each for each in values if isinstance(each, str)]
    if node.attr in ("recipes", "train") and texts:
        yield texts[0]
    elif node.attr == "train" and given and _is_recipe(given[0], tree):
        return  # of others, which the code has read, or of its own
    elif node.attr not in _READ_NONE:
        yield from profile.recipes


def _is_recipe(value: ast.expr, tree: ast.Module) -> bool:
    """Tell whether a value is certainly a recipe, and not the name of one."""
    if isinstance(value, ast.Name):
        bound = [each for name, each in _bindings(tree) if name == value.id]
        nodes = list(ast.walk(tree))
        stores = [each for each in nodes if isinstance(each, ast.Name) and each.id == value.id]
        known = sum(isinstance(each.ctx, ast.Store) for each in stores) == len(bound) > 0
        parameter = any(isinstance(each, ast.arg) and each.arg == value.id for each in nodes)
        made = [each for each in bound if not isinstance(each, ast.Name) and _is_recipe(each, tree)]
        return known and not parameter and made == bound
    if isinstance(value, ast.Call):  # ``for name, recipe in recipes.items()``
        return ast.unparse(value.func).rpartition(".")[2] in ("but", "Recipe", "items")
    return isinstance(value, ast.Attribute) and value.attr == "recipe"


def _bindings(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that code assigns, or that are second in a loop over pairs, with the values.

    Of pairs it is what yields them.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Tuple):
            second = node.target.elts[1]
            if isinstance(second, ast.Name):
                yield second.id, node.iter
