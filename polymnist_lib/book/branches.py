"""What a template asks and shows, apart from its words: the same in both languages."""

from collections.abc import Iterable, Iterator
from typing import Any

import jinja2
from jinja2 import nodes

_PARSER = jinja2.Environment()

CHOOSERS = (
    "abs",
    "first",
    "last",
    "length",
    "list",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "sort",
    "sum",
    "unique",
)
"""Jinja2's filters that choose among facts and measure them; to write is a language's business."""


def marks(text: str) -> dict[str, int]:
    """Find the conditions, the facts and the macros of a template, each behind its conditions.

    Parameters
    ----------
    text : str
        The template.

    Returns
    -------
    dict of str to int
        Such as ``"leak.estimate if leak.sign > 0"``, in alphabetical order, with the line on which
        it stands first, counted from 1: languages order a sentence differently and may name a fact
        twice. Filters that write are left out, for languages may need different ones; conditions
        have all theirs.

    Raises
    ------
    jinja2.TemplateSyntaxError
        If it is not a template.
    """
    found: dict[str, int] = {}
    for mark, line in _of(_PARSER.parse(text).body, ""):
        found[mark] = min(line, found.get(mark, line))
    return dict(sorted(found.items()))


def _of(body: Iterable[nodes.Node], where: str) -> Iterator[tuple[str, int]]:
    """Yield the marks of some nodes that stand under conditions."""
    for node in body:
        if isinstance(node, nodes.Output):
            for each in node.nodes:
                if not isinstance(each, nodes.TemplateData):
                    yield from _shown(each, where)
        elif isinstance(node, nodes.If):
            before: list[str] = []
            for branch in (node, *node.elif_):
                asked = f"{where} if {' and '.join([_written(branch.test), *before])}"
                yield asked.strip(), branch.lineno
                yield from _of(branch.body, asked)
                before.append(f"not {_written(branch.test)}")
            if node.else_:
                yield from _of(node.else_, f"{where} if {' and '.join(before)}")
        elif isinstance(node, nodes.For):
            only = f" if {_written(node.test)}" if node.test is not None else ""
            asked = f"{where} for {_written(node.target)} of {_written(node.iter)}{only}"
            yield asked.strip(), node.lineno
            yield from _of(node.body, asked)
            yield from _of(node.else_, f"{where} for none of {_written(node.iter)}{only}")
        elif isinstance(node, nodes.Macro):
            names = ", ".join(map(_written, [*node.args, *node.defaults]))
            yield f"macro {node.name}({names})", node.lineno
            yield from _of(node.body, f" in {node.name}")
        elif isinstance(node, nodes.Assign):
            yield f"{_written(node.target)} = {_written(node.node)}{where}", node.lineno
        elif isinstance(node, nodes.Expr):
            yield f"{_written(node)}{where}", node.lineno
        else:
            yield from _of(node.iter_child_nodes(), where)


def _shown(node: nodes.Node, where: str) -> Iterator[tuple[str, int]]:
    """Yield what an expression shows, or chooses between."""
    if isinstance(node, nodes.CondExpr):
        asked = f"{where} if {_written(node.test)}"
        yield asked.strip(), node.lineno
        yield from _shown(node.expr1, asked)
        if node.expr2 is not None:
            yield from _shown(node.expr2, f"{where} if not {_written(node.test)}")
    elif isinstance(node, nodes.Filter) and node.name not in CHOOSERS:
        for each in (node.node, *node.args, *(pair.value for pair in node.kwargs)):
            if each is not None:
                yield from _shown(each, where)
    elif not isinstance(node, nodes.Const):  # words, and how many decimals
        yield f"{_written(node)}{where}", node.lineno


def _written(node: nodes.Node) -> str:
    """Write an expression, so that equal ones are written alike and others are not."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Const):
        return repr(node.value)
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Compare):
        right = (f" {_SIGNS.get(each.op, each.op)} {_written(each.expr)}" for each in node.ops)
        return _written(node.expr) + "".join(right)
    if isinstance(node, nodes.Not):
        return f"not {_written(node.node)}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{_written(node.node)} | {node.name}{_given(node)}"
    if isinstance(node, nodes.Test):
        return f"{_written(node.node)} is {node.name}{_given(node)}"
    if isinstance(node, nodes.Call):
        return f"{_written(node.node)}{_given(node) or '()'}"
    fields = (f"{name}={_field(value)}" for name, value in node.iter_fields(exclude=("ctx",)))
    return f"{type(node).__name__.lower()}({', '.join(fields)})"


def _given(node: nodes.Filter | nodes.Test | nodes.Call) -> str:
    """Write what a filter, a test or a macro is given; nothing where it is given nothing."""
    given = [*map(_written, node.args), *(f"{e.key}={_written(e.value)}" for e in node.kwargs)]
    return f"({', '.join(given)})" if given else ""


def _field(value: Any) -> str:
    """Write a part of an expression."""
    if isinstance(value, list):
        return f"[{', '.join(map(_field, value))}]"
    return _written(value) if isinstance(value, nodes.Node) else repr(value)


_SIGNS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gteq": ">=",
    "lt": "<",
    "lteq": "<=",
    "notin": "not in",
}
