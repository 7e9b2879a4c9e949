"""Whether a template uses only parts that its facts have, in whatever branch it uses them."""

from collections.abc import Mapping
from typing import Any

from jinja2 import nodes

_UNKNOWN = object()
"""What a filter makes, an empty list holds or a macro is given."""


class Nowhere(LookupError):
    """Something that nothing gives.

    Attributes
    ----------
    line : int
        The template's line, counted from 1.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def check(tree: nodes.Template, facts: Mapping[str, Any]) -> None:
    """Follow each fact of a template to the part that is used.

    Parameters
    ----------
    tree : jinja2.nodes.Template
        The template.
    facts : mapping
        What there is. A loop's variable is known by the first item of what it goes over.

    Raises
    ------
    Nowhere
        If a fact has no such part.
    """
    _visit(tree, dict(facts))


def _visit(node: nodes.Node, known: dict[str, Any]) -> None:
    """Check the parts used below a node, with what its names stand for."""
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        _value(node, known)
        if isinstance(node, nodes.Getitem):
            _visit(node.arg, known)
        _visit(node.node, known)
        return
    if isinstance(node, nodes.For):
        _visit(node.iter, known)
        over = _value(node.iter, known)
        item = over[0] if isinstance(over, list) and over else _UNKNOWN
        inside = {**known, "loop": _UNKNOWN}
        inside |= dict.fromkeys(_names(node.target), _UNKNOWN)
        if isinstance(node.target, nodes.Name):
            inside[node.target.name] = item
        for each in (*([node.test] if node.test else []), *node.body):
            _visit(each, inside)
        for each in node.else_:
            _visit(each, known)
        return
    if isinstance(node, nodes.Macro):
        known = known | {each.name: _UNKNOWN for each in node.args}
    elif isinstance(node, nodes.Assign | nodes.AssignBlock):
        known |= dict.fromkeys(_names(node.target), _UNKNOWN)  # for what follows, too
    for each in node.iter_child_nodes():
        _visit(each, known)


def _value(node: nodes.Node, known: Mapping[str, Any]) -> Any:
    """Return what an expression stands for, as far as it is a part of a fact."""
    if isinstance(node, nodes.Name):
        return known.get(node.name, _UNKNOWN)
    if isinstance(node, nodes.Getattr):
        name: Any = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        name = node.arg.value
    else:
        return _UNKNOWN
    inside = _value(node.node, known)
    if inside is _UNKNOWN or inside is None or isinstance(inside, list):
        return _UNKNOWN
    if isinstance(inside, Mapping) and name in inside:
        return inside[name]
    has = ", ".join(map(str, inside)) if isinstance(inside, Mapping) else "no parts"
    raise Nowhere(f"there is no {name!r} in a fact that has {has}.", node.lineno)


def _names(target: nodes.Node) -> list[str]:
    """List the names that a loop or an assignment binds."""
    names = [target] if isinstance(target, nodes.Name) else target.find_all(nodes.Name)
    return [each.name for each in names]
