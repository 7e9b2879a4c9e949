"""Building a book from Python: the command ``jupyter-book build``, of the Python at work."""

import errno
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

JUPYTER_BOOK = (sys.executable, "-c", "from jupyter_book.cli.main import main; main()")

# How long an interrupted build may take to end by itself before it is told to.
PATIENCE_SECONDS = 20


def build(book: Path, words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Build a book. Whatever ends this process by an exception ends the build first.

    Parameters
    ----------
    book : Path
        Its folder.
    words : sequence of str
        What to hand on to ``jupyter-book build``, such as ``("-W", "--all")``.
    environment : mapping of str to str
        Variables to set, besides those that there are.

    Returns
    -------
    int
        The exit status of ``jupyter-book``.

    Raises
    ------
    FileNotFoundError
        If there is no book.
    PermissionError
        If nothing can be written where it is built.
    ValueError
        If its settings or its table of contents cannot be read.
    """
    if not (book / "_toc.yml").exists():
        raise FileNotFoundError(
            f"No book to build: expected {book / '_toc.yml'}. Run this command in a "
            "checkout of the project."
        )
    from polymnist_lib.book import written  # imports what other commands have no need of

    written.check(book)
    line = [*JUPYTER_BOOK, "build", str(book), *words]
    built = next(each for each in (book / "_build", book) if os.path.lexists(each))
    if not (built.is_dir() and os.access(built, os.W_OK)):
        raise PermissionError(
            errno.EACCES,
            f"{built} is no folder that can be written to, where the book is to be built. Copy the "
            "checkout to where you may write, or move away what lies there.",
        )
    with subprocess.Popen(line, env={**os.environ, **environment}) as process:
        try:
            return process.wait()
        except BaseException as end:
            if isinstance(end, KeyboardInterrupt):  # a terminal tells both of them, others do not
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE_SECONDS)
            process.terminate()
            process.wait()
            raise
