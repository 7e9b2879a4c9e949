"""Prose, captions and alternative texts as Jinja2 templates over the facts of their chapter.

A page's reader renders them in its language. Mistakes are told with file, line, language and what
is known, also those in a branch that these results do not choose.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes
from nbformat import NotebookNode

from polymnist_lib.book import blocks, cells, parts
from polymnist_lib.book.branches import CHOOSERS
from polymnist_lib.book.cells import Problem, Source

SENTENCES = "_sentences.md"
"""The file, beside the chapters, of the macros that all of them can call."""

# What a template can do wrong, or a filter with what it is given.
_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)

# A whole number from this on is written differently in each language.
_LONG = 1000

_ELSEWHERE = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


class Unsaid(LookupError):
    """A template has nothing to say of a value: it would have to be written."""


class Renderer:
    """What renders the pages of one language.

    Parameters
    ----------
    lang : {"es", "en"}
        The language.
    verbs : mapping of str to function
        What templates write facts with, behind a bar.
    sentences : Source, optional
        The chapter of macros, whose cells of the language are read.
    known : mapping, optional
        Facts that every template can use.

    Attributes
    ----------
    environment : jinja2.Environment
        What parses and compiles.
    macros : dict of str to function
        What every template can call, by name.
    problems : list of Problem
        What is wrong with the macros.
    """

    def __init__(
        self,
        lang: str,
        verbs: Mapping[str, Callable[..., Any]],
        sentences: Source | None = None,
        *,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.lang = lang
        self.sentences = sentences
        self.known = known or {}
        self.environment = _Environment(
            undefined=_Missing, trim_blocks=True, lstrip_blocks=True, finalize=_written
        )
        choosers = {name: self.environment.filters[name] for name in CHOOSERS}
        self.environment.filters = {**choosers, **verbs}
        self.environment.globals = {"unsaid": _unsaid, **self.known}
        self.macros: dict[str, Callable[..., str]] = {}
        self.problems: list[Problem] = []
        if sentences is not None:
            self.problems += self.check(sentences)
        if sentences is not None and not self.problems:
            self._take_macros(sentences)

    def check(self, source: Source) -> list[Problem]:
        """List what is wrong with a chapter's templates before any fact is known."""
        found = []
        for template in templates_of(source, self.lang):
            try:
                tree = self._parsed(template, source.path)
            except jinja2.TemplateSyntaxError as error:
                found.append(self._problem(source.path, template, error))
                continue
            found += [
                self._told(source.path, node.lineno, template, message)
                for node in tree.find_all((nodes.Filter, nodes.Test, *_ELSEWHERE))
                if (message := self._refused(node))
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
        problems = [
            Problem(path, 1, f"[{self.lang}] the fact {name!r} hides what all templates know so.")
            for name in sorted(facts)
            if name in self.environment.globals
        ]
        if problems:
            return problems

        def rendered(template: "Template") -> str:
            try:
                return self._render(template, facts, path)
            except _FAULTS as error:
                problems.append(self._problem(path, template, error, facts))
                return template.text

        made: list[tuple[NotebookNode, int]] = []
        for cell, line in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
            if cell.cell_type == "markdown":
                made += blocks.cut(cell, rendered(Template(cell.source, line)), line)
            else:
                if isinstance(cell.metadata.get("mystnb"), dict):
                    write = partial(_caption, rendered, line)
                    cell.metadata["mystnb"] = _in_texts(cell.metadata["mystnb"], write, "")
                made.append((cell, line))
        notebook.cells = [cell for cell, _ in made]
        notebook.metadata["source_map"] = [line for _, line in made]
        return problems

    def _take_macros(self, sentences: Source) -> None:
        """Let every template call the macros of a file."""
        for template in templates_of(sentences, self.lang):
            try:
                module = self._compiled(self._parsed(template, sentences.path), sentences.path)
                macros = vars(module.make_module())
            except _FAULTS as error:
                self.problems.append(self._problem(sentences.path, template, error))
                continue
            self.macros |= {
                name: partial(_stripped, macro)
                for name, macro in macros.items()
                if not name.startswith("_")
            }
            self.environment.globals |= self.macros

    def _render(self, template: "Template", facts: Mapping[str, Any], path: Path) -> str:
        """Render a template, once it uses nothing that nobody gives, in any of its branches."""
        tree = self._parsed(template, path)
        given = {**self.known, **facts}
        missing = meta.find_undeclared_variables(tree) - {*given, *self.environment.globals}
        for each in tree.find_all(nodes.Name):
            if each.name in missing:
                known = f"Facts: {_listed(given)}. Macros: {_listed(self.macros)}."
                raise parts.Nowhere(f"nothing gives {each.name!r}. {known}", each.lineno)
        parts.check(tree, given)
        blocks.mark(tree)
        return self._compiled(tree, path).render(facts)

    def _parsed(self, template: "Template", path: Path) -> nodes.Template:
        """Parse a template that knows its lines in the file."""
        name = str(path)
        return self.environment.parse("\n" * template.line + template.text, name, name)

    def _compiled(self, tree: nodes.Template, path: Path) -> jinja2.Template:
        code = self.environment.compile(tree, str(path), str(path))
        return jinja2.Template.from_code(self.environment, code, self.environment.globals)

    def _refused(self, node: nodes.Node) -> str:
        """Say why a part of a template has no place there; nothing if it has."""
        if isinstance(node, nodes.Filter) and node.name not in self.environment.filters:
            known = _listed(self.environment.filters)
            return f"there is no filter {node.name!r}. Filters: {known}."
        if isinstance(node, nodes.Test) and node.name not in self.environment.tests:
            return f"there is no test {node.name!r}. Tests: {_listed(self.environment.tests)}."
        if isinstance(node, _ELSEWHERE):
            return f"a page takes nothing from other files: macros are in {SENTENCES}."
        return ""

    def _problem(
        self,
        path: Path,
        template: "Template",
        error: Exception,
        facts: Mapping[str, Any] | None = None,
    ) -> Problem:
        """Say where a template failed, why, and what it could have used."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            return self._told(path, error.lineno, template, str(error.message))
        if isinstance(error, parts.Nowhere):
            return self._told(path, error.line, template, str(error))
        files = {str(path)} | ({str(self.sentences.path)} if self.sentences else set())
        frames = traceback.extract_tb(error.__traceback__)
        inside = [(each.filename, each.lineno or 1) for each in frames if each.filename in files]
        where, line = inside[-1] if inside else (str(path), template.line + 1)
        plain = isinstance(error, jinja2.UndefinedError | Unsaid)
        message = str(error) if plain else f"{type(error).__name__}: {error}"
        if where != str(path):
            message += f" (called at {path}:{inside[0][1]})"
        return self._told(Path(where), line, template, message)

    def _told(self, path: Path, line: int, template: "Template", message: str) -> Problem:
        option = f"{template.option}: " if template.option else ""
        return Problem(path, line, f"[{self.lang}] {option}{message}")


class Template:
    """A text of a chapter that is a template.

    Parameters
    ----------
    text : str
        The text.
    line : int
        Where it begins in the chapter's file, counted from 0; of a caption, where its cell does.
    option : str
        Of a caption or the like, which option of the cell it is, such as ``"image: alt"``.
    """

    def __init__(self, text: str, line: int, option: str = "") -> None:
        self.text, self.line, self.option = text, line, option


def templates_of(source: Source, lang: str) -> Iterator[Template]:
    """Yield the texts of a language that are templates."""
    notebook = cells.edition(source.notebook, lang, name=source.name)
    for cell, line in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        if cell.cell_type == "markdown":
            yield Template(cell.source, line)
        elif isinstance(cell.metadata.get("mystnb"), dict):
            for option, text in _texts(cell.metadata["mystnb"], ""):
                yield Template(text, line, option)


class _Environment(jinja2.Environment):
    """Jinja2's, where a fact's own name goes before a method of mappings."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute``: of a mapping, what it holds."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class _Missing(jinja2.StrictUndefined):
    """A part that a fact lacks: an error wherever it is used, that says what there is."""

    @property
    def _undefined_message(self) -> str:
        name, inside = self._undefined_name, self._undefined_obj
        if isinstance(inside, Mapping):
            return f"there is no {name!r} in a fact that has {_listed(inside)}."
        return self._undefined_hint or f"{name!r} was not given to a macro."


def _texts(options: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield all texts of a cell's page options, each behind its name."""
    if isinstance(options, Mapping):
        for key, each in options.items():
            yield from _texts(each, f"{name}: {key}" if name else key)
    elif isinstance(options, str):
        yield name, options


def _in_texts(options: Any, change: Callable[[str, str], str], name: str) -> Any:
    """Change all texts of a cell's page options, each with its name."""
    if isinstance(options, Mapping):
        return {
            key: _in_texts(each, change, f"{name}: {key}" if name else key)
            for key, each in options.items()
        }
    return change(name, options) if isinstance(options, str) else options


def _caption(rendered: Callable[[Template], str], line: int, option: str, text: str) -> str:
    """Render a caption or the like, whose lines nobody asks for."""
    return blocks.unmarked(rendered(Template(text, line, option)))


def _written(value: Any) -> Any:
    """Let through what can be written as it is: a bare number would ignore the language."""
    if isinstance(value, str | jinja2.Undefined):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LONG:
        return value
    raise TypeError(
        f"{value!r} has to be written by a filter, such as integer, percent, number or listing."
    )


def _stripped(macro: Callable[..., str], *given: Any, **named: Any) -> str:
    """Call a macro, without the lines around what it says."""
    return macro(*given, **named).strip()


def _unsaid(what: str, value: Any) -> str:
    """Refuse to render: for the last branch of a template that names each value."""
    raise Unsaid(f"nothing is said of {what} {value!r}: write a branch for it.")


def _listed(names: Any) -> str:
    """List names in a message."""
    return ", ".join(sorted(map(str, names))) or "none"
