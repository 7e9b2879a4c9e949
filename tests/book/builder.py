"""Builds forked from a process that has imported what builds import, which is half of their time.

As a program, ``python builder.py SOCKET build …`` is ``jupyter-book build …``: the server at the
socket forks a build with the program's words, folder, environment and streams. The program ends as
the build does, and the build with the program.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

MODULES = (
    "bs4",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "polymnist_lib.book.execution",
    "polymnist_lib.book.extension",
    "polymnist_lib.report.project",
    "sphinx_book_theme",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_external_toc",
    "sphinx_togglebutton",
    "sphinxcontrib.bibtex",
)
SERVE = "serve"
_MESSAGE_BYTES = 1 << 20


@contextmanager
def at_hand(place: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Have a server at a socket, in an environment for its imports; give the program's words."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(place))
        listener.listen()
        number = str(listener.fileno())
        server = subprocess.Popen(
            [sys.executable, __file__, SERVE, str(place), number],
            env=dict(environment),
            pass_fds=[listener.fileno()],
            stdin=subprocess.PIPE,  # closed when this process ends, however it does
        )
    with server:
        yield _program(place)
        server.kill()


def _program(place: Path | str) -> tuple[str, ...]:
    """Return the program's words; without ``site`` it starts at once."""
    return (sys.executable, "-S", "-E", __file__, str(place))


def _ask(place: str, words: Sequence[str]) -> int:
    """Have a build made, and return its exit status."""
    request = {"words": words, "folder": str(Path.cwd()), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
        server.connect(place)
        socket.send_fds(server, [json.dumps(request).encode()], [0, 1, 2])
        return int(server.recv(_MESSAGE_BYTES) or 1)


def _serve(place: str, number: str) -> None:
    """Serve until standard input is closed. Every build forked returns from here to run."""
    from sphinx.application import builtin_extensions

    from polymnist_lib.book import editions

    for name in (*MODULES, *builtin_extensions):
        importlib.import_module(name)
    editions.JUPYTER_BOOK = _program(place)  # type: ignore[assignment]  # forked too
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(number)) as listener:
        while 0 not in select.select([0, listener], [], [])[0]:
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    listener.close()
                    _attend(connection)


def _attend(connection: socket.socket) -> None:
    """Fork a build for a program, and tell it the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, _, _ = socket.recv_fds(connection, _MESSAGE_BYTES, 3)
    build = os.fork()
    if build == 0:
        connection.close()
        _build(**json.loads(message), streams=streams)
    select.select([connection, os.pidfd_open(build)], [], [])
    os.kill(build, signal.SIGKILL)  # of which only a build hears whose program has ended
    connection.send(str(os.waitstatus_to_exitcode(os.waitpid(build, 0)[1])).encode())
    os._exit(0)


def _build(
    words: Sequence[str], folder: str, environment: Mapping[str, str], streams: Sequence[int]
) -> None:
    """Become the build, as if this process were new; it ends here."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[0] = ""
    sys.argv = ["-c", *words]
    importlib.import_module("jupyter_book.cli.main").main()


if __name__ == "__main__":
    if sys.argv[1] == SERVE:
        _serve(*sys.argv[2:])
    else:
        sys.exit(_ask(sys.argv[1], sys.argv[2:]))
