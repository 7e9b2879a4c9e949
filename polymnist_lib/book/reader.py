"""The reader of pages: the cells of a language, with their outputs, and their prose rendered."""

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
    key = at_work.keys.get(lang, {}).get(env.docname)
    if key is not None:
        project = at_work.project
        path = executed.place(project.root, project.variant, lang, env.docname)
        env.note_dependency(str(path))
        if executed.record(path).get("key") != key:
            logger.warning("no fresh execution of this chapter at %s", path, location=env.docname)
            return notebook
        for line, message in outputs.attach_outputs(notebook, executed.load(path)):
            logger.warning(message, location=(env.docname, line))
        cells.set_parameters(notebook, lang=lang, **project.parameters)
    at_work.problems += _rendered(notebook, lang)
    if key is not None:
        origin.note(notebook, at_work.project)
    if not at_work.is_english:  # a mistake in the other language is told before a page is written
        for other in LANGUAGES:
            if other != lang:
                page = cells.read(text, env.myst_config)  # type: ignore[attr-defined]
                page = cells.edition(page, other, name=env.docname)
                at_work.problems += _rendered(page, other)
    return notebook


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
    env, project = at_work.app.env, at_work.project
    file = Path(env.doc2path(env.docname))
    given: dict[str, Any] = {}
    if env.docname in at_work.keys.get(lang, {}):
        try:
            ran = executed.load(executed.place(project.root, project.variant, lang, env.docname))
            given = facts.given(ran)
        except (OSError, ValueError) as error:
            return [cells.Problem(file, 1, f"[{lang}] {error}")]
    return at_work.renderers[lang].render(page, given, file)
