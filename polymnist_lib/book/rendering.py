"""Prose, captions and alternative texts as Jinja2 templates over the facts of their chapter.

A page's reader renders them in its language. What comes out is cut into a cell a block, each with
the line that it begins at in the chapter's file, so that warnings name that line however many lines
a condition left out.
"""

import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import jinja2.ext
from jinja2 import meta, nodes
from jinja2.lexer import Token, TokenStream
from nbformat import NotebookNode, v4

from polymnist_lib.book import cells
from polymnist_lib.book.cells import Problem, Source
from polymnist_lib.i18n.writing import held

SHARED = "_sentences.md"
"""The file, beside the chapters, of the macros that all of them can call."""

PART = "part_of"
"""Where the metadata of a block's cell keeps the id of the cell that it is of."""

# Around the number of a template's line, in what is rendered; of several the last is that of the
# text behind them, the others are of conditions.
_MARK = re.compile("\x02([0-9]+)\x03")
_MARKS = re.compile("(?:\\s*\x02[0-9]+\x03)*\\s*\x02([0-9]+)\x03")

_FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})(.*)")

# What goes on with the block before it, though a blank line stands between; an item with a list.
_GOES_ON = re.compile(r"\s|: ")
_ITEM = re.compile(r"[-*+] |\d+[.)] ")


# What a template can do wrong, or a filter with what it is given.
_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class Unsaid(LookupError):
    """A template has nothing to say of a value: it would have to be written."""


class Renderer:
    """What renders the pages of one language.

    Parameters
    ----------
    lang : {"es", "en"}
        The language.
    filters : mapping of str to function
        What templates call behind a bar.
    shared : Source, optional
        The chapter of macros, whose cells of the language are read.
    known : mapping, optional
        Facts that every template can use.
    """

    def __init__(
        self,
        lang: str,
        filters: Mapping[str, Callable[..., Any]],
        shared: Source | None = None,
        *,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.lang = lang
        self._filters = filters
        self.shared = shared
        self._environment = _Environment(
            undefined=_Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[_Lines],
            finalize=_written,
        )
        self._environment.filters |= filters
        self._environment.globals = {"unsaid": _unsaid, **(known or {})}
        self.macros: dict[str, Callable[..., str]] = {}
        """What every template can call, by name."""
        self.problems: list[Problem] = []
        """What is wrong with the macros."""
        if shared is not None:
            self.problems += self.check(shared)
        if shared is not None and not self.problems:
            self._take_macros(shared)

    def check(self, source: Source) -> list[Problem]:
        """List what is wrong with a chapter's templates before any fact is known."""
        found = []
        for text, line in _templates(source, self.lang):
            try:
                tree = self._parsed(text, source.path, line)
            except jinja2.TemplateSyntaxError as error:
                found.append(self._problem(source.path, line, error))
                continue
            known = self._environment.filters
            found += [
                Problem(
                    source.path,
                    each.lineno,
                    f"[{self.lang}] there is no filter {each.name!r}. "
                    f"Filters: {', '.join(sorted(self._filters))}.",
                )
                for each in tree.find_all(nodes.Filter)
                if each.name not in known
            ]
        return found

    def render(self, notebook: NotebookNode, facts: Mapping[str, Any], path: Path) -> list[Problem]:
        """Render the prose and the captions of an edition, in place.

        Parameters
        ----------
        notebook : NotebookNode
            The language's cells, as `cells.edition` gives them.
        facts : mapping
            What the chapter's code gives.
        path : Path
            The chapter's file.

        Returns
        -------
        list of Problem
            What could not be rendered, and was left as it was written.
        """
        problems: list[Problem] = []

        def rendered(text: str, line: int) -> str:
            try:
                return self._render(text, facts, path, line)
            except _FAULTS as error:
                problems.append(self._problem(path, line, error, facts))
                return text

        made: list[tuple[NotebookNode, int]] = []
        for cell, line in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
            if cell.cell_type == "markdown":
                made += _cut(cell, rendered(cell.source, line), line)
            else:
                if isinstance(cell.metadata.get("mystnb"), dict):
                    write = partial(_in_one_piece, rendered, line=line)
                    cell.metadata["mystnb"] = _in_texts(cell.metadata["mystnb"], write)
                made.append((cell, line))
        notebook.cells = [cell for cell, _ in made]
        notebook.metadata["source_map"] = [line for _, line in made]
        return problems

    def _take_macros(self, shared: Source) -> None:
        """Let every template call the macros of a file."""
        for text, line in _templates(shared, self.lang):
            try:
                template = self._template(self._parsed(text, shared.path, line), shared.path)
                macros = vars(template.make_module())
            except _FAULTS as error:
                self.problems.append(self._problem(shared.path, line, error))
                continue
            self.macros |= {
                name: partial(_stripped, macro)
                for name, macro in macros.items()
                if not name.startswith("_")
            }
            self._environment.globals |= self.macros

    def _render(self, text: str, facts: Mapping[str, Any], path: Path, line: int) -> str:
        """Render a template whose first line is that of a file, counted from 0.

        Every name in it has to be a fact, also behind a condition that does not hold.
        """
        tree = self._parsed(text, path, line)
        missing = meta.find_undeclared_variables(tree) - {*facts, *self._environment.globals}
        for each in tree.find_all(nodes.Name):
            if each.name in missing:
                raise _Nowhere(each.name, each.lineno)
        return self._template(tree, path).render(facts)

    def _parsed(self, text: str, path: Path, line: int) -> nodes.Template:
        """Parse a template that knows its lines in the file."""
        name = str(path)
        return self._environment.parse("\n" * line + text, name=name, filename=name)

    def _template(self, tree: nodes.Template, path: Path) -> jinja2.Template:
        environment, name = self._environment, str(path)
        code = environment.compile(tree, name=name, filename=name)
        return jinja2.Template.from_code(environment, code, environment.globals)

    def _problem(
        self, path: Path, line: int, error: Exception, facts: Mapping[str, Any] | None = None
    ) -> Problem:
        """Say where a template failed, why, and what it could have used."""
        message = f"{type(error).__name__}: {error}"
        where, place = str(path), line + 1
        if isinstance(error, jinja2.TemplateSyntaxError):
            message, place = str(error.message), error.lineno
        elif isinstance(error, _Nowhere):
            place = error.line
            message = (
                f"nothing gives {error.name!r}. Facts: {', '.join(sorted(facts or {})) or 'none'}. "
                f"Macros: {', '.join(sorted(self.macros)) or 'none'}."
            )
        else:
            files = {str(path)} | ({str(self.shared.path)} if self.shared else set())
            frames = traceback.extract_tb(error.__traceback__)
            inside = [(each.filename, each.lineno) for each in frames if each.filename in files]
            if inside:
                where, place = inside[-1][0], inside[-1][1] or place
            if isinstance(error, jinja2.UndefinedError | Unsaid):
                message = str(error)
            if where != str(path):
                message += f" (called at {path}:{inside[0][1]})"
        return Problem(Path(where), place, f"[{self.lang}] {message}")


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


class _Environment(jinja2.Environment):
    """Jinja2's, where a fact's own name goes before a method of mappings."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute``: of a mapping, what it holds."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class _Nowhere(LookupError):
    """A name that is neither a fact nor a macro."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__(name)
        self.name, self.line = name, line


class _Missing(jinja2.StrictUndefined):
    """A part that a fact lacks: an error wherever it is used, that says what there is."""

    @property
    def _undefined_message(self) -> str:
        name, inside = self._undefined_name, self._undefined_obj
        if isinstance(inside, Mapping):
            return f"there is no {name!r} in a fact that has {', '.join(map(str, inside))}."
        return self._undefined_hint or f"{name!r} was not given to a macro."


class _Lines(jinja2.ext.Extension):
    """Marks where each line of a chapter's template begins in what it renders."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Put the line's number before each line of text."""
        mark = Path(stream.name or "").name != SHARED
        for token in stream:
            if token.type != "data" or not mark:
                yield token
                continue
            lines = token.value.split("\n")
            marked = [f"\x02{token.lineno + k}\x03{line}" for k, line in enumerate(lines)]
            yield Token(token.lineno, "data", "\n".join(marked))


def _templates(source: Source, lang: str) -> Iterator[tuple[str, int]]:
    """Yield the texts of a language that are templates, with their lines, counted from 0."""
    notebook = cells.edition(source.notebook, lang, name=source.name)
    for cell, line in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        if cell.cell_type == "markdown":
            yield cell.source, line
        elif isinstance(cell.metadata.get("mystnb"), dict):
            for text in _texts(cell.metadata["mystnb"]):
                yield text, line


def _texts(options: Any) -> Iterator[str]:
    """Yield all texts of a cell's page options."""
    if isinstance(options, Mapping):
        for each in options.values():
            yield from _texts(each)
    elif isinstance(options, str):
        yield options


def _in_texts(options: Any, change: Callable[[str], str]) -> Any:
    """Change all texts of a cell's page options."""
    if isinstance(options, Mapping):
        return {key: _in_texts(value, change) for key, value in options.items()}
    return change(options) if isinstance(options, str) else options


def _in_one_piece(rendered: Callable[[str, int], str], text: str, *, line: int) -> str:
    """Render a caption or the like, whose lines nobody asks for."""
    return held(_MARK.sub("", rendered(text, line)).strip("\n"))


def _cut(cell: NotebookNode, rendered: str, line: int) -> list[tuple[NotebookNode, int]]:
    """Make a cell of each block of a rendered one, with the line that it begins at."""
    numbered = []
    for text in rendered.split("\n"):
        mark = _MARKS.match(text) or _MARK.search(text)
        line = int(mark[1]) - 1 if mark else line
        numbered.append((_MARK.sub("", text).rstrip(), line))
    made = []
    for number, block in enumerate(_blocks(numbered)):
        source = held("\n".join(text for text, _ in block))
        metadata = {**cell.metadata, PART: cell.id}
        name = cell.id if number == 0 else f"{cell.id}-{number}"
        made.append((v4.new_markdown_cell(source, id=name, metadata=metadata), block[0][1]))
    return made


def _blocks(lines: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Group numbered lines into blocks that stand by themselves.

    Blank lines divide them, but not within a fence, mathematics, a comment or a list.
    """
    block: list[tuple[str, int]] = []
    fences: list[str] = []
    for text, line in lines:
        opens = text and not fences and block and not block[-1][0]
        listed = block and _ITEM.match(block[0][0]) and _ITEM.match(text)
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
        if text.endswith("$$"):
            fences.pop()
    elif fence:
        if inside and fence[1].startswith(inside) and not fence[2].strip():
            fences.pop()
        elif not inside or inside[0] == ":":
            fences.append(fence[1])
    elif inside and inside[0] in "`~":
        return
    elif text.startswith("$$") and not text[2:].endswith("$$"):
        fences.append("$$")
    elif text.startswith("<!--") and "-->" not in text:
        fences.append("<!--")


def _written(value: Any) -> Any:
    """Let through what can be written as it is: a bare number would ignore the language."""
    if isinstance(value, bool | float | Mapping | list) or value is None:
        raise TypeError(
            f"{value!r} has to be written by a filter, such as percent, number or listing."
        )
    return value


def _stripped(macro: Callable[..., str], *given: Any, **named: Any) -> str:
    """Call a macro, without the lines around what it says."""
    return macro(*given, **named).strip()


def _unsaid(what: str, value: Any) -> str:
    """Refuse to render: for the last branch of a template that names each value."""
    raise Unsaid(f"nothing is said of {what} {value!r}: write a branch for it.")
