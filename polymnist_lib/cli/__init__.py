"""The console command ``polymnist``: a module for each family of commands."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from polymnist_lib import __version__

# What goes wrong outside the program, such as a missing file or a package that cannot be loaded,
# and what the library says of it.
EXPECTED_ERRORS = (OSError, ValueError, ImportError)

# TensorFlow tells of itself before it answers, unless its user wants to hear it.
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "GRPC_VERBOSITY": "ERROR"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``polymnist``; those of the command line by default.

    Returns
    -------
    int
        The exit status: 0; 1 after an error, which is told in one message on stderr; 130 after
        Ctrl-C; of ``polymnist book`` that of its build, whatever it is.

    Raises
    ------
    SystemExit
        If the words are no command, with 2, or where they only ask for help, with 0.
    """
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        print("polymnist: interrupted", file=sys.stderr)
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    """Run the command, unless somebody interrupts it."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    _make_streams_safe()
    parsed = _parsed(sys.argv[1:] if arguments is None else arguments)
    try:
        status = parsed.run(parsed) or 0
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output, such as `head`, has seen enough; nothing is left to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except EXPECTED_ERRORS as error:
        if parsed.traceback:
            raise
        print(f"polymnist: {_message(error)}", file=sys.stderr)
        return 1
    return status


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    """Parse the words of a command; where one is a file's name as well, say how to write it."""
    try:
        return _parser().parse_args(words)
    except SystemExit as end:
        files = [word for word in words if word.startswith("-") and os.path.lexists(word)]
        if end.code and files:
            print(f"polymnist: to name the file {files[0]}, write ./{files[0]}", file=sys.stderr)
        raise


def _make_streams_safe() -> None:
    """Have a stream in place of each that is closed, and let any name be written.

    Of characters that a stream cannot encode, it is their escapes.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # In this order each takes the number of the closed one, which no other file then has.
            nothing = Path(os.devnull).open(mode)  # noqa: SIM115 - as long as the process
            os.set_inheritable(nothing.fileno(), True)
            setattr(sys, name, nothing)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # as a notebook's is not
            stream.reconfigure(errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    """Build the parser: each family of commands adds its own."""
    # Only now, since what they import takes a while, in which somebody may interrupt.
    from polymnist_lib.cli import book, data, evaluate, predict, study

    parser = argparse.ArgumentParser(
        prog="polymnist", description="Handwritten digits on PolyMNIST: data, models and the book."
    )
    parser.add_argument("--version", action="version", version=f"polymnist {__version__}")
    parser.add_argument(
        "--traceback", action="store_true", help="show where an error comes from, for developers"
    )
    families = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    # A command sets `run`, a function of the parsed arguments that returns None or an exit status,
    # and imports inside it what is slow to import.
    for family in (predict, data, study, evaluate, book):
        family.add(families)
    return parser


def _message(error: BaseException) -> str:
    """Return what an error says, without the number that the system gives it."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
