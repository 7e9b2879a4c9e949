"""Prose, captions and alternative texts as Jinja2 templates over the facts of their chapter.

A page's reader renders them in its language. Mistakes are told with file, line, language and what
is known, also those in a branch that these results do not choose.
"""

import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes
from nbformat import NotebookNode

from polymnist_lib.book import blocks, dialect, parts
from polymnist_lib.book.cells import Problem, Source
from polymnist_lib.book.dialect import listed
from polymnist_lib.book.texts import Template, changed, templates_of

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

_ELSEWHERE = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


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
        self.environment = dialect.environment(verbs, self.known)
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

        def rendered(template: Template) -> str:
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
                    cell.metadata["mystnb"] = changed(cell.metadata["mystnb"], write)
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

    def _render(self, template: Template, facts: Mapping[str, Any], path: Path) -> str:
        """Render a template, once it uses nothing that nobody gives, in any of its branches."""
        tree = self._parsed(template, path)
        given = {**self.known, **facts}
        missing = meta.find_undeclared_variables(tree) - {*given, *self.environment.globals}
        for each in tree.find_all(nodes.Name):
            if each.name in missing:
                known = f"Facts: {listed(given)}. Macros: {listed(self.macros)}."
                raise parts.Nowhere(f"nothing gives {each.name!r}. {known}", each.lineno)
        parts.check(tree, given)
        blocks.mark(tree)
        return self._compiled(tree, path).render(facts)

    def _parsed(self, template: Template, path: Path) -> nodes.Template:
        """Parse a template that knows its lines in the file."""
        # Without a name: Jinja2 would write it, with its quotes, into strings of what it compiles.
        text = "\n" * template.line + template.text
        return self.environment.parse(text, filename=str(path))

    def _compiled(self, tree: nodes.Template, path: Path) -> jinja2.Template:
        code = self.environment.compile(tree, filename=str(path))
        return jinja2.Template.from_code(self.environment, code, self.environment.globals)

    def _refused(self, node: nodes.Node) -> str:
        """Say why a part of a template has no place there; nothing if it has."""
        if isinstance(node, nodes.Filter) and node.name not in self.environment.filters:
            known = listed(self.environment.filters)
            return f"there is no filter {node.name!r}. Filters: {known}."
        if isinstance(node, nodes.Test) and node.name not in self.environment.tests:
            return f"there is no test {node.name!r}. Tests: {listed(self.environment.tests)}."
        if isinstance(node, _ELSEWHERE):
            return f"a page takes nothing from other files: macros are in {SENTENCES}."
        return ""

    def _problem(
        self,
        path: Path,
        template: Template,
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
        plain = isinstance(error, jinja2.UndefinedError | dialect.Unsaid)
        message = str(error) if plain else f"{type(error).__name__}: {error}"
        if where != str(path):
            message += f" (called at {path}:{inside[0][1]})"
        return self._told(Path(where), line, template, message)

    def _told(self, path: Path, line: int, template: Template, message: str) -> Problem:
        option = f"{template.option}: " if template.option else ""
        return Problem(path, line, f"[{self.lang}] {option}{message}")


def _caption(rendered: Callable[[Template], str], line: int, option: str, text: str) -> str:
    """Render a caption or the like, whose lines nobody asks for."""
    return blocks.unmarked(rendered(Template(text, line, option)))


def _stripped(macro: Callable[..., str], *given: Any, **named: Any) -> str:
    """Call a macro, without the lines around what it says."""
    return macro(*given, **named).strip()
