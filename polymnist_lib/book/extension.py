"""The Sphinx extension: executes stale chapters, keeps one language, builds the other edition.

====================  ========  ====================================================================
event                 priority  what happens
====================  ========  ====================================================================
``config-inited``     100       the project; the checkout's lock; our reader for ``.md``; texts of
                                the language
``config-inited``     500       references that cannot be read stop the build
``config-inited``     950       which files are pages
``builder-inited``    650       a page that is named and not there stops the build
``builder-inited``    700       language parity is checked; stale chapters are executed; the
                                English edition's build is started
``env-get-outdated``            pages are read again whose executions are others
(the reader)                    keeps the language's cells and gives them their outputs
``env-updated``                 templates that could not be rendered stop the build
``html-page-context`` 400       language switch, the head, the notebook, the chapter's files
``html-page-context`` 502       the buttons that open the notebook, beside those of the theme
``build-finished``    800       leftovers of deleted chapters go; warned builds are forgotten
``build-finished``    900       the Spanish build waits for the English one and publishes it; the
                                site's map; old executions go
====================  ========  ====================================================================
"""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from docutils.nodes import document
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from polymnist_lib.book import (
    bibliography,
    build,
    cells,
    chrome,
    contents,
    editions,
    executed,
    foreign,
    freshness,
    head,
    leftovers,
    markup,
    numbering,
    origin,
    outputs,
    parity,
    pipeline,
    reader,
    rendering,
    search,
    takeaway,
)
from polymnist_lib.book.editions import Edition
from polymnist_lib.book.freshness import Edited
from polymnist_lib.book.progress import reporter
from polymnist_lib.book.project import find as find_project
from polymnist_lib.book.reach import Reach
from polymnist_lib.book.rendering import Renderer
from polymnist_lib.paths import atomic_file, given

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""How often chapters are executed at most while somebody edits what they depend on."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    for setting in ("book_package", "book_project"):  # see `polymnist_lib.book.project`
        app.add_config_value(setting, "", "env")
    app.add_config_value("book_picture", "", "html")  # what cards show of a page without figures
    app.add_config_value("book_english", False, "")  # whether it is the English edition's build
    app.add_config_value("book_keys", {}, "")
    app.add_config_value("book_machinery", "", "env")
    app.add_config_value("book_sentences", "", "env")
    app.add_config_value("book_parameters", {}, "env")
    app.add_config_value("book_repository", "", "env")
    numbering.setup(app)
    origin.setup(app)
    bibliography.setup(app)
    contents.setup(app)
    foreign.setup(app)
    markup.setup(app)
    search.setup(app)
    app.connect("config-inited", start, priority=100)
    app.connect("builder-inited", execute_stale, priority=700)
    app.connect("env-get-outdated", reader.outdated)
    app.connect("env-updated", reader.refuse_problems)
    app.connect("html-page-context", complete_page, priority=400)
    app.connect("html-page-context", takeaway.add_buttons, priority=502)
    app.connect("build-finished", tidy, priority=800)
    app.connect("build-finished", finish, priority=900)
    # What is wrong with templates is gathered over all pages, in the process that reads them.
    return {"env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}


@build.interruptible()
def start(app: Sphinx, config: Config) -> None:
    """Take the checkout's lock, and set what depends on the language and the project."""
    root = Path(app.srcdir).resolve().parent
    try:
        project = find_project(root, package=config.book_package, hook=config.book_project)
    except ValueError as error:
        build.give_up(str(error))
    for name in project.paths:
        try:
            place = given(name)
        except FileNotFoundError as error:
            build.give_up(str(error))
        if place:  # kernels work in the book's folder, so no path may be relative
            os.environ[name] = str(place.absolute())
    # Of the code that runs here, whatever is saved while another build is waited for.
    config.book_machinery = freshness.machinery(config.book_project, config.book_package)
    build.begin(app, project)
    config.nb_custom_formats = {".md": f"{reader.__name__}.read_page"}
    config.exclude_patterns = [*config.exclude_patterns, rendering.SENTENCES]
    # What MyST would take for a substitution of its own is a template, or a mistake in one.
    config.myst_enable_extensions = set(config.myst_enable_extensions) - {"substitution"}
    config.nb_execution_mode = "off"  # chapters are executed here, before they are read
    config.book_sentences = build.current().sentences
    config.book_parameters = dict(project.parameters)
    head.take_addresses(config, project)
    config.book_repository = config.html_theme_options.get("repository_url", "").rstrip("/")
    chrome.configure(app, config)


@build.interruptible()
def execute_stale(app: Sphinx) -> None:
    """Check the languages against each other and execute what is stale, before anything is read."""
    at_work = build.current()
    at_work.renderers = reader.renderers(app, at_work)
    app.env.book_read = getattr(app.env, "book_read", {})  # type: ignore[attr-defined]
    if at_work.is_english:  # the Spanish build has executed both languages
        at_work.keys = {app.config.language: app.config.book_keys}
        return
    project = at_work.project
    try:
        chapters = _chapters(app, at_work.renderers)
        workers = pipeline.workers_wanted(project)
    except (ValueError, OSError) as error:
        build.give_up(str(error))
    failures: list[Exception] = []
    for attempt in range(1, ATTEMPTS + 1):
        failures, later = _execute(app, chapters, workers)
        if attempt == ATTEMPTS or not any(isinstance(each, Edited) for each in failures):
            break
        logger.info("code or data changed while chapters ran: executing those concerned again")
    if failures:
        build.give_up("\n\n".join(map(str, failures)))
    executed.choose(
        project.root,
        project.variant,
        at_work.keys,
        chapters=Path(app.srcdir),
        stale={(each.lang, each.source.name) for each in later},
    )
    if at_work.flags:
        at_work.english = Edition(app, at_work.flags, at_work.keys.get(editions.LANG, {}))


def _execute(
    app: Sphinx, chapters: list[cells.Source], workers: int
) -> tuple[list[Exception], list[freshness.Job]]:
    """Execute what is stale of the code as it is now; return the failures, and what can wait."""
    at_work = build.current()
    project = at_work.project
    reach = Reach(project.package, project.settings)
    try:
        circumstances = project.circumstances()
        keys = freshness.freeze_keys(chapters, project, reach, circumstances)
    except (ValueError, OSError) as error:
        build.give_up(str(error))
    if edited := project.edited():
        names = ", ".join(os.path.relpath(each, project.root) for each in edited)
        build.give_up(f"{names}: edited during the build, which had read it before. Build again.")

    def intact(job: freshness.Job) -> bool:
        current = reach.is_current(freshness.inputs(job.source)) and not project.edited()
        return current and project.circumstances() == circumstances

    at_work.keys.clear()
    for (name, lang), key in keys.items():
        at_work.keys.setdefault(lang, {})[name] = key
    jobs = freshness.stale(chapters, project, keys)
    later = freshness.left(jobs, project)
    shown = executed.chosen(project.root, project.variant)
    for each in later:
        at_work.keys[each.lang][each.source.name] = shown[each.lang][each.source.name]["key"]
    if later:
        logger.info("left for the next build: %s", ", ".join(map(str, later)))
    jobs = [each for each in jobs if each not in later]
    if not jobs:
        if not later:
            logger.info("executing nothing: every chapter is fresh")
        return [], later
    failures = pipeline.run(
        jobs,
        project,
        progress=reporter(len(jobs), logger.info, quiet=app.quiet),
        workers=workers,
        intact=intact,
        keep_going=app.keep_going,
    )
    return failures, later


def complete_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: document | None
) -> None:
    """Give a page its language switch, what its head says, its notebook and the chapter's files."""
    context["site"] = head.site_of(app)
    context["in_language"] = partial(chrome.in_language, app.config.language)
    context |= {"mended_head": markup.mended_head, "mended_body": markup.mended_body}
    markup.leave_once(context["script_files"])
    if build.current().is_english or build.current().flags:
        chrome.add_switch(app, pagename, context)
        head.add_alternates(app, pagename, context)
    if doctree is not None:
        head.add_card(app, pagename, context, doctree)
        _publish_execution(app, pagename, context, doctree)


def tidy(app: Sphinx, error: Exception | None) -> None:
    """Remove what deleted chapters left, and forget an environment that had warnings.

    Sphinx does not repeat the warnings of pages that it does not read again, so a build that failed
    under ``-W`` would pass when it is repeated.
    """
    if error is None and app.builder.name == "html":
        leftovers.sweep(Path(app.outdir), app.env, Path(app.srcdir, "_extra"))
    if app._warncount:
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


@build.interruptible()
def finish(app: Sphinx, error: Exception | None) -> None:
    """Publish the English edition beside the Spanish one; let go of the checkout."""
    at_work = build.current()
    try:
        if error is None and at_work.english is not None:
            logger.info("waiting for the English edition")
            if at_work.english.wait():
                at_work.english.discard()
                build.give_up("The English edition was not built: see above.")
            at_work.english.publish()
            if app.builder.format == "html":
                head.map_site(app)
        if error is None and not at_work.is_english:
            executed.sweep(at_work.project.root)
    finally:
        build.release()


def _chapters(app: Sphinx, renderers: Mapping[str, Renderer]) -> list[cells.Source]:
    """Read the chapters; ValueError names those that cannot be read or differ between languages."""
    chapters: list[cells.Source] = []
    problems: list[str] = []
    for renderer in renderers.values():
        problems += map(str, renderer.problems)
        if renderer.sentences is not None and renderer.lang == chrome.MAIN:
            problems += map(str, parity.check(renderer.sentences))
    syntax = app.env.myst_config  # type: ignore[attr-defined]
    for name in _reading_order(app):
        path = Path(app.env.doc2path(name))
        try:
            source = cells.read_source(name, path, syntax=syntax)
            problems += map(str, parity.check(source))
            for renderer in renderers.values():
                problems += map(str, renderer.check(source))
        except Exception as error:  # of YAML, of MyST-NB's own and of its dependencies
            raise ValueError(f"{path}: {error}") from error
        chapters.append(source)
    if problems:
        raise ValueError("\n".join(problems))
    return chapters


def _publish_execution(
    app: Sphinx, pagename: str, context: dict[str, Any], doctree: document
) -> None:
    """Publish a chapter's notebook and, in the folder of its name, the files that it made."""
    path = build.current().place(app.config.language, pagename)
    if path is None or not path.exists():
        return
    ran = executed.load(path)
    takeaway.add_notebook(app, pagename, context, doctree, outputs.glued(ran))
    folder, files = Path(app.outdir, pagename), outputs.files(ran)
    for name, content in files.items():
        with atomic_file(folder / name) as scratch:
            scratch.write_bytes(content)
    leftovers.sweep_files(folder, files, Path(app.srcdir, "_extra", pagename))


def _reading_order(app: Sphinx) -> list[str]:
    """List the pages found, in the order of the table of contents."""
    site_map = getattr(app.config, "external_site_map", None)
    order = list(site_map) if site_map is not None else []
    known = {name: position for position, name in enumerate(order)}
    return sorted(app.env.found_docs, key=lambda name: (known.get(name, len(order)), name))
