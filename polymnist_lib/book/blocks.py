"""A cell of prose cut into blocks, each with the line that it begins at, and put together again.

What a template renders has other lines than its file. So each line of its text is marked with its
number before it is rendered, and what comes out is cut into a cell a block: warnings then name the
line of their paragraph, however many lines a condition left out.
"""

import re
from collections.abc import Iterable, Iterator

from jinja2 import nodes
from nbformat import NotebookNode, v4

from polymnist_lib.i18n.writing import held

PART = "part_of"
"""Where the metadata of a block's cell keeps the id of the cell that it is of."""

# Around the number of a template's line, in what is rendered; of several the last is that of the
# text behind them, the others are of conditions.
_MARK = re.compile("\x02([0-9]+)\x03")
_MARKS = re.compile("(?:\\s*\x02[0-9]+\x03)*\\s*\x02([0-9]+)\x03")

# What a template keeps for itself before it is on the page: nobody asks for its lines.
_CAPTURED = (nodes.Macro, nodes.AssignBlock, nodes.FilterBlock, nodes.CallBlock)

# A fact that opens a line and is followed by a full stop: no item of a list.
_NUMBERED = re.compile(
    "^((?:\x02[0-9]+\x03)*\\d{1,9})\x02[0-9]+\x03(?=[.)](?:\\s|$))", re.MULTILINE
)

_FENCE = re.compile(r"(`{3,})([^`]*)|(~{3,}|:{3,})(.*)")
_MATHEMATICS = re.compile(r"\$\$(\s*\([^()]*\))?")

# What goes on with the block before it, though a blank line stands between; an item with a list.
_GOES_ON = re.compile(r"\s|: ")
_ITEM = re.compile(r"[-*+] |\d+[.)] ")


def mark(tree: nodes.Node) -> None:
    """Mark where each line of a template's text begins, in place."""
    for node in tree.iter_child_nodes():
        if isinstance(node, nodes.TemplateData):
            lines = node.data.split("\n")
            marked = (f"\x02{node.lineno + place}\x03{line}" for place, line in enumerate(lines))
            node.data = "\n".join(marked)
        elif not isinstance(node, _CAPTURED):
            mark(node)


def unmarked(rendered: str) -> str:
    """Return what was rendered without marks and blank lines around it, numbers held together."""
    return held(_MARK.sub("", rendered).strip("\n"))


def cut(cell: NotebookNode, rendered: str, line: int) -> list[tuple[NotebookNode, int]]:
    """Make a cell of each block of a rendered one.

    Parameters
    ----------
    cell : NotebookNode
        The cell of prose.
    rendered : str
        What its template renders, with the marks of `mark`.
    line : int
        Where it begins, counted from 0.

    Returns
    -------
    list of (NotebookNode, int)
        The cells, with the line that each begins at, counted from 0.
    """
    numbered = []
    for text in _NUMBERED.sub(r"\1\\", rendered).split("\n"):
        found = _MARKS.match(text) or _MARK.search(text)
        line = int(found[1]) - 1 if found else line
        numbered.append((_MARK.sub("", text).rstrip(), line))
    made = []
    for number, block in enumerate(_blocks(numbered)):
        source = held("\n".join(text for text, _ in block))
        metadata = {**cell.metadata, PART: cell.id}
        name = cell.id if number == 0 else f"{cell.id}-{number}"
        made.append((v4.new_markdown_cell(source, id=name, metadata=metadata), block[0][1]))
    return made


def joined(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Yield the cells of a rendered notebook, with the blocks of each cell together again.

    Yields
    ------
    position : int
        That of the cell, of the last block where it has several.
    cell : NotebookNode
        The cell.
    """
    blocks: list[NotebookNode] = []
    following: Iterable[NotebookNode | None] = [*notebook.cells[1:], None]
    for position, (cell, after) in enumerate(zip(notebook.cells, following, strict=True)):
        part = cell.metadata.get(PART)
        blocks.append(cell)
        if part is not None and after is not None and after.metadata.get(PART) == part:
            continue
        if len(blocks) > 1:
            source = "\n\n".join(each.source for each in blocks)
            cell = v4.new_markdown_cell(source, id=blocks[0].id)
        yield position, cell
        blocks = []


def _blocks(lines: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Group numbered lines into blocks that stand by themselves.

    Blank lines divide them, but not within a fence, mathematics, a comment or a list.
    """
    block: list[tuple[str, int]] = []
    fences: list[str] = []
    for text, line in lines:
        opens = text and not fences and block and not block[-1][0]
        listed = _ITEM.match(text) and any(_ITEM.match(before) for before, _ in block)
        if opens and not listed and not _GOES_ON.match(text):
            yield _without_blank_end(block)
            block = []
        if text or block:
            block.append((text, line))
        _follow(fences, text.strip())
    if block:
        yield _without_blank_end(block)


def _without_blank_end(block: list[tuple[str, int]]) -> list[tuple[str, int]]:
    while block and not block[-1][0]:
        block = block[:-1]
    return block


def _follow(fences: list[str], text: str) -> None:
    """Note what a line opens or closes, in place."""
    inside = fences[-1] if fences else ""
    fence = _FENCE.fullmatch(text)
    if inside == "<!--":
        if "-->" in text:
            fences.pop()
    elif inside == "$$":
        if _MATHEMATICS.search(text):
            fences.pop()
    elif fence:
        opening, rest = (fence[1], fence[2]) if fence[1] else (fence[3], fence[4])
        if inside and opening.startswith(inside) and not rest.strip():
            fences.pop()
        elif not inside or inside[0] == ":":
            fences.append(opening)
    elif inside and inside[0] in "`~":
        return
    elif text.startswith("$$") and not _MATHEMATICS.search(text[2:]):
        fences.append("$$")
    elif text.startswith("<!--") and "-->" not in text:
        fences.append("<!--")
