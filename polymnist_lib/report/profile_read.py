"""Which recipes of its profile a chapter reads, told from its code: nothing is executed.

An edit of a recipe thus executes the chapters that read its runs, and no others.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from polymnist_lib import profiles
from polymnist_lib.profiles import Profile
from polymnist_lib.training.recipes import Recipe

SETTINGS = tuple(
    f"{profiles.__name__}.{name}" for name in ("PROFILES", "_profile", "CASE_MODELS", "CASE_SEEDS")
)
"""What makes up the profiles: of it, only what `parts` returns concerns a chapter."""

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
        model and cases, as far as the code names them in texts; where it does not, all.
    """
    whole = ast.Module([statement for tree in code for statement in tree.body], [])
    named = set(_named(whole, profile))
    reference = _all(profiles.get(REFERENCE))
    return {
        "reference": {str(name): asdict(recipe) for name, recipe in reference.items()},
        "own": {str(name): asdict(each) for name, each in _all(profile).items() if name in named},
    }


def _named(tree: ast.Module, profile: Profile) -> Iterator[Any]:
    """Yield the models and the cases whose recipes code reads."""
    above = {inner: node for node in ast.walk(tree) for inner in ast.iter_child_nodes(node)}
    chapters = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and "Chapter" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        use = above.get(node)
        if isinstance(node, ast.Attribute):
            yield from _through(node, use, profile)
        elif isinstance(node, ast.Name) and node.id in chapters:
            handed_on = isinstance(node.ctx, ast.Load) and not isinstance(use, ast.Attribute)
            yield from _all(profile) if handed_on else ()


def _through(node: ast.Attribute, use: ast.AST | None, profile: Profile) -> Iterator[Any]:
    """Yield what is read where code takes an attribute, which it uses by a call or by a key."""
    given: list[ast.expr] | None = None
    if isinstance(use, ast.Call) and use.func is node:
        given = use.args
    elif isinstance(use, ast.Subscript) and use.value is node:
        given = [use.slice]
    texts = [each.value for each in given or () if isinstance(each, ast.Constant)]
    if node.attr in ("recipes", "train") and texts:
        yield texts[0]
    elif node.attr == "train" and given and not isinstance(given[0], ast.Name):
        return  # a recipe that the code makes, of others that it has read
    elif node.attr in ("recipes", "train", "train_compared"):
        yield from profile.recipes
    elif node.attr == "train_seeds" and len(texts) > 1:
        yield from (case for case in profile.cases if case[:2] == tuple(texts[:2]))
    elif node.attr in ("train_seeds", "cases"):
        yield from profile.cases
    elif node.attr == "profile" and getattr(use, "attr", "") not in ("recipes", "cases", "name"):
        yield from _all(profile)


def _all(profile: Profile) -> dict[Any, Recipe]:
    """Return a profile's recipes, by model and by case."""
    return {**profile.recipes, **profile.cases}
