"""Options that several commands share."""

import argparse
import os
import re
from pathlib import Path

from polymnist_lib import paths, sources

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def add_source(command: argparse.ArgumentParser) -> None:
    """Add ``--source`` and ``--data``, for every command that reads data."""
    command.add_argument(
        "--source",
        default=os.environ.get("POLYMNIST_SOURCE") or "embedded",
        metavar="NAME",
        help=f"one of {', '.join(sources.SOURCES)}; %(default)s by default",
    )
    command.add_argument(
        "--data",
        type=path,
        metavar="DIR",
        help="the folder with the files of mnist or kaggle; POLYMNIST_DATA by default",
    )


def path(text: str) -> Path:
    """Read a path, for ``argparse``; an empty one would be taken for the current folder.

    A ``~`` is the user's home where the shell left it, as in ``--data=~/digits``; of a name that
    only begins so, as in ``./~digits``, the path is absolute, which nobody takes for a home.
    """
    if not text:
        raise argparse.ArgumentTypeError("the path is empty; is a variable not set?")
    if _ADDRESS.match(text) and not os.path.lexists(text):
        raise argparse.ArgumentTypeError(
            f"{text} is an address, and what is read here lies on this machine. Download it, and "
            "name the file"
        )
    found = Path(text)
    if not str(found).startswith("~"):
        return found
    if not text.startswith("~") or os.path.lexists(text):
        return found.absolute()
    try:
        return paths.expanded(text, "the path")
    except FileNotFoundError as error:
        raise argparse.ArgumentTypeError(
            f"the system knows no such home, {text}. Write out the path, or ./{text} for a name"
        ) from error


def at_least_one(text: str) -> int:
    """Read a count, for ``argparse``, which makes a message of what is raised."""
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"expected a whole number, 1 or more; got {text!r}")
    return int(text)


def add_skip(command: argparse.ArgumentParser) -> None:
    """Add ``--skip-bad``, which the report of bad files names."""
    command.add_argument("--skip-bad", action="store_true", help="skip the files that are bad")
