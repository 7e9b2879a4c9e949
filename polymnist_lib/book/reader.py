"""The reader of pages: the cells of a language, with their outputs, and their prose rendered."""

import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from polymnist_lib.book import build, cells, executed, facts, origin, outputs, rendering
from polymnist_lib.book.build import Build
from polymnist_lib.book.rendering import Renderer
from polymnist_lib.i18n.languages import LANGUAGES

logger = logging.getLogger(__name__)

EXECUTIONS = "executions"
"""The fact, known to every page, that tells which chapters were executed and how long it took."""


def read_page(text: str) -> NotebookNode:
    """Read a page for MyST-NB: the cells of the language being built, with their outputs.

    Parameters
    ----------
    text : str
        The contents of an ``.md`` file.
    """
    at_work = build.current()
    env, lang = at_work.app.env, at_work.app.config.language
    notebook = cells.edition(
        cells.read(text, env.myst_config),  # type: ignore[attr-defined]
        lang,
        name=env.docname,
    )
    told = re.search(rf"\b{EXECUTIONS}\b", text) is not None
    env.book_read[env.docname] = _read(at_work, env.docname, told=told)  # type: ignore[attr-defined]
    path = at_work.place(lang, env.docname)
    if path is not None:
        if not executed.is_whole(path):
            logger.warning(
                "no complete execution of this chapter at %s", path, location=env.docname
            )
            return notebook
        cells.set_parameters(notebook, lang=lang, **at_work.project.parameters)
        ran = executed.load(path)
        if cells.execution_facts(notebook) != cells.execution_facts(ran):
            logger.warning(
                "this chapter's code was edited during the build: build again",
                location=env.docname,
            )
            return notebook
        for line, message in outputs.attach_outputs(notebook, ran):
            logger.warning(message, location=(env.docname, line))
    at_work.problems += _rendered(notebook, lang)
    if path is not None:
        origin.note(notebook, at_work.project)
    if not at_work.is_english:  # a mistake in the other language is told before a page is written
        for other in LANGUAGES:
            if other != lang:
                page = cells.read(text, env.myst_config)  # type: ignore[attr-defined]
                page = cells.edition(page, other, name=env.docname)
                at_work.problems += _rendered(page, other)
    return notebook


def outdated(
    _app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """List the pages whose executions are others than when they were read."""
    known: dict[str, dict[str, Any]] = env.book_read  # type: ignore[attr-defined]
    return [
        name
        for name in sorted(env.found_docs.intersection(known))
        if known[name] != _read(build.current(), name, told=known[name][EXECUTIONS] is not None)
    ]


def _read(at_work: Build, page: str, *, told: bool) -> dict[str, Any]:
    """Return what a page reads besides its file: its executions, and durations if it tells them."""
    project = at_work.project
    keys = {lang: named.get(page) for lang, named in at_work.keys.items()}
    durations = executed.durations(project.root, project.variant) if told else None
    return {"keys": keys, EXECUTIONS: durations}


def refuse_problems(_app: Sphinx, _env: BuildEnvironment) -> None:
    """Stop the build if a page that was read has templates that cannot be rendered."""
    if problems := build.current().problems:
        build.give_up("\n".join(dict.fromkeys(map(str, problems))))


def renderers(app: Sphinx, at_work: Build) -> dict[str, Renderer]:
    """Make what renders the pages of each language."""
    path = Path(app.srcdir, rendering.SENTENCES)
    syntax = app.env.myst_config  # type: ignore[attr-defined]
    macros = cells.Source(path.stem, path, at_work.sentences, syntax) if at_work.sentences else None
    project = at_work.project
    return {
        lang: Renderer(lang, project.filters(lang), macros, known=project.known)
        for lang in LANGUAGES
    }


def _rendered(page: NotebookNode, lang: str) -> list[cells.Problem]:
    """Render the page that is being read in a language, in place; return what is wrong with it."""
    at_work = build.current()
    env = at_work.app.env
    file = Path(env.doc2path(env.docname))
    given: dict[str, Any] = {}
    if path := at_work.place(lang, env.docname):
        try:
            given = facts.given(executed.load(path))
        except (OSError, ValueError) as error:
            return [cells.Problem(file, 1, f"[{lang}] {error}")]
    given[EXECUTIONS] = executed.durations(at_work.project.root, at_work.project.variant)
    return at_work.renderers[lang].render(page, given, file)
