"""Build the book and serve it; after each save build it again and reload what browsers show.

    python tools/watch.py [WORD for jupyter-book build ...]

PORT is where it is served, 8000 by default. While it is built, the last book is still served. What
is looked at comes first: the chapters that were saved, else those that browsers show.
"""

import os
import socket
import sys
import threading
from pathlib import Path

from livereload import Server
from livereload.handlers import StaticFileHandler
from watchfiles import Change, DefaultFilter, watch

from polymnist_lib import profiles
from polymnist_lib.book import command, executed

SOURCES = ("book", "polymnist_lib", "results", "_config.yml", "_toc.yml")
PAGES = Path("book/_build/html")
BUILT = Path("book/_build/.built")  # written after each build, and what browsers wait for
PORT = os.environ.get("PORT") or "8000"


shown: set[str] = set()  # pages asked for since the last reload: those that are open


class Site(StaticFileHandler):
    """Serves the book, and notes which pages are asked for."""

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        """Note a page, by the name of its chapter."""
        if path.endswith((".html", "/")) or not path:
            shown.add(path.removeprefix("en/").removesuffix(".html").rstrip("/") or "index")
        return str(super().get_absolute_path(root, path))


class Saved(DefaultFilter):
    """The files that an author saves: not what builds write, nor what Python and editors leave."""

    ignore_dirs = (*DefaultFilter.ignore_dirs, ".ipynb_checkpoints", "_build")

    def __call__(self, change: Change, path: str) -> bool:
        """Pass over folders too, which change with whatever is written into them."""
        return super().__call__(change, path) and not Path(path).is_dir()


def main() -> None:
    """Serve until somebody interrupts; the builds are in a thread of their own."""
    check_port()
    threading.Thread(target=build_after_saves, daemon=True).start()
    server = Server()
    server.SFH = Site
    server.watch(str(BUILT))
    server.serve(root=str(PAGES), port=int(PORT))


def check_port() -> None:
    """End with a sentence if the port is none, or is in use."""
    problem = "a port is a whole number from 1 to 65535"
    if PORT.isdecimal() and 0 < int(PORT) < 2**16:
        try:
            socket.create_server(("127.0.0.1", int(PORT))).close()
        except OSError as error:
            problem = str(error.strerror)
        else:
            return
    raise SystemExit(
        f"The book cannot be served on port {PORT}: {problem}. "
        "Name another one: make watch PORT=8080"
    )


def build_after_saves() -> None:
    """Build now and after each save; what is saved during a build is built next."""
    sources = [each for each in SOURCES if Path(each).exists()]
    first = True
    # Polled: a watch on a file would end where an editor puts another in its place. The time-out is
    # for the first build, which is to begin when the watch is on.
    for saved in watch(
        *sources, watch_filter=Saved(), force_polling=True, rust_timeout=500, yield_on_timeout=True
    ):
        if saved or first:
            first = False
            build(sorted(path for _, path in saved))


def build(saved: list[str]) -> None:
    """Build the book. After a failure, which the build tells, the page stays as it is."""
    print(f"Building: {', '.join(map(os.path.relpath, saved)) or 'the book'}", flush=True)
    names = [Path(os.path.relpath(each, "book")) for each in saved]
    chapters = {each.with_suffix("").as_posix() for each in names if each.suffix == ".md"}
    first = chapters or set(shown)
    if run_build(first) and first and is_stale():
        run_build(set())
    print(f"Watching. The book is at http://127.0.0.1:{PORT}/; Ctrl-C ends this.", flush=True)


def run_build(first: set[str]) -> bool:
    """Build, and execute only some chapters if any are named; reload, and tell whether it went."""
    try:
        chosen = {"POLYMNIST_FIRST": ",".join(sorted(first))}
        if command.build(Path("book"), sys.argv[1:], chosen):
            return False
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr, flush=True)
        return False
    shown.clear()
    BUILT.touch()
    return True


def is_stale() -> bool:
    """Tell whether the last build left executions to the next one."""
    known = executed.chosen(Path(), profiles.wanted().name)
    return any(about["stale"] for named in known.values() for about in named.values())


if __name__ == "__main__":
    main()
