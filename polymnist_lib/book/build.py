"""The build at work in this process: what it knows, its lock on the checkout, how it gives up."""

import atexit
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import click
from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.util import logging

from polymnist_lib import unwinding
from polymnist_lib.book import executed
from polymnist_lib.book.cells import Problem
from polymnist_lib.book.editions import Edition
from polymnist_lib.book.project import Project
from polymnist_lib.book.rendering import SENTENCES, Renderer
from polymnist_lib.book.written import text_of

logger = logging.getLogger(__name__)

_INTERRUPTED = 128 + signal.SIGINT


@dataclass
class Build:
    """What the hooks of one build share. MyST-NB calls its reader with a text and nothing else.

    Attributes
    ----------
    app : Sphinx
        The application.
    project : Project
        What the book belongs to.
    lock : FileLock
        What keeps other builds out of the checkout.
    flags : mapping
        Those of the ``jupyter-book`` command; none where Sphinx was called by other means.
    sentences : str
        The macros that chapters share, as they were when the build began.
    keys : dict
        By language and page, the key that a fresh execution has.
    renderers : dict
        By language, what renders the templates of its pages.
    problems : list of Problem
        What is wrong with the templates of the pages read so far.
    english : Edition, optional
        The English edition, from when the Spanish build starts it.
    """

    app: Sphinx
    project: Project
    lock: FileLock
    flags: Mapping[str, Any]
    sentences: str = ""
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    renderers: dict[str, Renderer] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    english: Edition | None = None

    @property
    def is_english(self) -> bool:
        """Whether it makes the English edition, for the Spanish build that called it."""
        return bool(self.app.config.book_english)

    def place(self, lang: str, page: str) -> Path | None:
        """Return where a page's execution is kept; None if it has no code."""
        key = self.keys.get(lang, {}).get(page)
        project = self.project
        return executed.place(project.root, project.variant, lang, page, key) if key else None


_build: Build | None = None


def begin(app: Sphinx, project: Project) -> None:
    """Make a build the current one, as soon as no other one works in its checkout."""
    global _build
    # The English build works under the Spanish one's lock. Its own is against one left behind by a
    # build that was killed.
    name = ".english.lock" if app.config.book_english else ".lock"
    lock = _take_lock(project.root / executed.FOLDER / name)
    context = click.get_current_context(silent=True)
    _build = Build(app, project, lock, dict(context.params) if context else {})
    unwinding.on_request()
    atexit.register(release)  # where Sphinx is interrupted, nothing else stops the English edition
    macros = Path(app.srcdir, SENTENCES)
    if macros.is_file():
        try:
            _build.sentences = text_of(macros)
        except ValueError as error:
            give_up(f"{macros}: {error}")


def current() -> Build:
    """Return the build at work.

    Raises
    ------
    RuntimeError
        If there is none.
    """
    if _build is None:
        raise RuntimeError("polymnist_lib.book.extension works only within a Sphinx build.")
    return _build


def release() -> None:
    """Stop the English edition, if it is still at work, and let other builds into the checkout."""
    if _build is not None:
        if _build.english is not None:
            _build.english.stop()
        _build.lock.release()


def give_up(message: str, *, status: int = 1) -> NoReturn:
    """End the build with a message and a status. An exception would bury it under a traceback."""
    release()
    sys.stdout.flush()
    click.secho(f"\n{message}\n", fg="red", err=True)
    raise SystemExit(status)


@contextmanager
def interruptible() -> Iterator[None]:
    """Have Ctrl-C end the build with one line, and the status that shells give it."""
    try:
        yield
    except KeyboardInterrupt:
        give_up("Interrupted. What was executed to its end is kept.", status=_INTERRUPTED)


def _take_lock(path: Path) -> FileLock:
    """Wait until no other build works in this checkout."""
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        logger.info("waiting: another build is at work in this checkout (%s)", path)
        lock.acquire()
    except OSError as error:
        give_up(
            f"{error.filename or path}: {error.strerror or error}. Chapters are executed in the "
            "checkout: copy it to where you may write, or move away what lies there."
        )
    return lock
