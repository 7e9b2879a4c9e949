"""``polymnist book``: the book built."""

import argparse
from pathlib import Path
from typing import Any

from polymnist_lib import sources
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
        "--data", type=Path, metavar="DIR", help="the folder with the files of mnist or kaggle"
    )
    options.add_skip(book)
    book.add_argument("words", nargs="*", metavar="-- WORD", help="for jupyter-book build")
    book.set_defaults(run=build_book)


def build_book(arguments: argparse.Namespace) -> int:
    """Build the book and return the exit status of ``jupyter-book``."""
    from polymnist_lib.book import command

    return command.build(
        arguments.words,
        profile=arguments.profile,
        source=arguments.source,
        data=arguments.data,
        skip_bad=arguments.skip_bad,
    )
