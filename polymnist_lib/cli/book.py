"""``polymnist book``: the book built."""

import argparse
import sys
from typing import Any

from polymnist_lib import endings, paths, profiles, sources, unwinding
from polymnist_lib.book import command
from polymnist_lib.cli import options


def add(families: Any) -> None:
    """Add ``book``."""
    book = families.add_parser(
        "book",
        help="build the book",
        epilog="Words after -- are passed to jupyter-book build: -- -W --all",
    )
    book.add_argument("--profile", metavar="NAME", help="embedded (default) or full")
    book.add_argument("--source", metavar="NAME", help=f"one of {', '.join(sources.SOURCES)}")
    book.add_argument(
        "--data",
        type=options.path,
        metavar="DIR",
        help="the folder with the files of mnist or kaggle",
    )
    options.add_skip(book)
    book.add_argument("words", nargs="*", metavar="-- WORD", help="for jupyter-book build")
    book.set_defaults(run=build_book)


def build_book(arguments: argparse.Namespace) -> int:
    """Build the book of the project that the current folder, or else the library, belongs to.

    Returns
    -------
    int
        The exit status of ``jupyter-book``.

    Raises
    ------
    ValueError
        If the profile or the source is unknown.
    FileNotFoundError
        If the folder of the data or that of the book does not exist.
    """
    chosen = {}
    if arguments.profile is not None:
        chosen["POLYMNIST_PROFILE"] = profiles.get(arguments.profile).name
    if arguments.source is not None:
        if arguments.source not in sources.SOURCES:
            raise ValueError(
                f"Unknown source {arguments.source!r}. Valid sources: {', '.join(sources.SOURCES)}."
            )
        chosen["POLYMNIST_SOURCE"] = arguments.source
    if arguments.data is not None:
        folder = arguments.data.absolute()
        if not folder.is_dir():
            raise FileNotFoundError(f"The folder of the data does not exist: {folder}")
        chosen["POLYMNIST_DATA"] = str(folder)
    if arguments.skip_bad:
        chosen["POLYMNIST_SKIP_BAD"] = "1"
    unwinding.on_request()
    status = command.build(paths.project_root() / "book", arguments.words, chosen)
    if status < 0:
        print(f"polymnist: the build was {endings.told(status)}", file=sys.stderr)
        return 1
    return status
