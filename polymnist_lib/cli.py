"""The console command ``polymnist``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from polymnist_lib import __version__, campaign, grid, sources
from polymnist_lib.digits import CLASSES, MODALITIES, Digits
from polymnist_lib.runs import Store
from polymnist_lib.sources import layout

# What goes wrong outside the program, such as a missing file, and what the library says of it.
EXPECTED_ERRORS = (OSError, ValueError)

VALIDATION_TEXT = {
    "blocks": "the last {size:,} handwritten digits of train",
    "sources": "{size:,} handwritten digits of train at random",
    "images": "{size:,} images of train at random: optimistic, their handwriting is in train too",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``polymnist``; those of the command line by default.

    Returns
    -------
    int
        The exit status: 0, or 1 after an error, which is told in one message on stderr.
    """
    parsed = _parser().parse_args(arguments)
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
    except KeyboardInterrupt:
        print("polymnist: interrupted", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    """Build the parser: each family of commands adds its own."""
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
    add_data_commands(families)
    add_study_command(families)
    add_book_command(families)
    return parser


def add_data_commands(families: Any) -> None:
    """Add ``data info`` and ``data export``."""
    data = families.add_parser("data", help="describe a data set, or write it as a folder")
    commands = data.add_subparsers(title="commands", metavar="COMMAND", required=True)

    info = commands.add_parser("info", help="describe a data set")
    info.set_defaults(run=data_info)
    export = commands.add_parser("export", help="write a data set as a folder in Kaggle's layout")
    export.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="a folder that is new or empty"
    )
    export.set_defaults(run=data_export)
    for command in (info, export):
        add_source_options(command)
        add_skip_option(command)


def add_source_options(command: argparse.ArgumentParser) -> None:
    """Add ``--source`` and ``--data``, for every command that reads data."""
    command.add_argument(
        "--source",
        default=os.environ.get("POLYMNIST_SOURCE") or "embedded",
        metavar="NAME",
        help=f"one of {', '.join(sources.SOURCES)}; %(default)s by default",
    )
    command.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the folder of mnist or kaggle; what POLYMNIST_DATA names by default",
    )


def add_skip_option(command: argparse.ArgumentParser) -> None:
    """Add ``--skip-bad``, which the report of bad files names."""
    command.add_argument(
        "--skip-bad", action="store_true", help="go on without the files that are bad"
    )


def data_info(arguments: argparse.Namespace) -> None:
    """Print what a data set holds."""
    data = sources.load(arguments.source, folder=arguments.data, skip_bad=arguments.skip_bad)
    validation = VALIDATION_TEXT[data.validation_by].format(size=data.validation_size)
    print(f"source       {data.name}")
    print(f"fingerprint  {data.fingerprint}")
    print(f"validation   {validation}")
    for name, part in (("train", data.train), ("test", data.test)):
        print(f"\n{name}: {_size(part)}")
        print(_counts("label", part.labels, CLASSES))
        print(_counts("modality", part.modality, MODALITIES))
    if data.skipped:
        print(f"\nskipped: {len(data.skipped):,}")
        for line in data.skipped:
            print(f"  {line}")


def data_export(arguments: argparse.Namespace) -> None:
    """Write a data set as a folder in Kaggle's layout."""
    # The most likely mistake is told before the data are loaded, which can take minutes.
    layout.check_empty(arguments.to)
    data = sources.load(arguments.source, folder=arguments.data, skip_bad=arguments.skip_bad)
    n_files = layout.write(data, arguments.to)
    print(f"{n_files:,} images written to {arguments.to / layout.TOP}")


def add_study_command(families: Any) -> None:
    """Add ``study``."""
    study = families.add_parser(
        "study",
        help="train the experiments of the full-size study that are not trained yet",
        description="Train what the store does not have yet. Stop it at any moment and go on.",
    )
    study.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"of {', '.join(grid.GROUPS)}; all by default"
    )
    add_source_options(study)
    study.add_argument(
        "--jobs", type=int, metavar="N", help="trainings at once; one for each core by default"
    )
    study.add_argument(
        "--scheduler", metavar="ADDRESS", help="train on a Dask cluster, such as tcp://HOST:8786"
    )
    study.set_defaults(run=run_study)


def run_study(arguments: argparse.Namespace) -> int:
    """Train, tell each outcome, and return 1 if an experiment failed."""
    experiments = grid.experiments(tuple(arguments.groups))
    folder = arguments.data or os.environ.get("POLYMNIST_DATA")
    place = campaign.Place(arguments.source, str(Path(folder).resolve()) if folder else None)
    forecast = campaign.Forecast(experiments)
    failed = 0
    outcomes = campaign.conduct(
        experiments, place, store=Store(), jobs=arguments.jobs, scheduler=arguments.scheduler
    )
    for done, outcome in enumerate(outcomes, start=1):
        forecast.note(outcome)
        failed += outcome.error is not None
        left = forecast.seconds()
        soon = f"; about {_duration(left)} left" if left and done < len(experiments) else ""
        place_in_line = f"[{done:>{len(str(len(experiments)))}}/{len(experiments)}]"
        print(f"{place_in_line} {outcome.experiment}: {_told(outcome)}{soon}", flush=True)
    if failed:
        print(f"polymnist: {failed} of {len(experiments)} experiments failed", file=sys.stderr)
    return 1 if failed else 0


def _told(outcome: campaign.Outcome) -> str:
    """Say what became of an experiment."""
    if outcome.run is None:
        return f"failed: {outcome.error}"
    accuracy = 100 * outcome.run.validation.correct.mean()
    how = f"trained in {_duration(outcome.run.seconds)}" if outcome.trained else "in the store"
    return f"{how}, {accuracy:.2f} % of the validation images right"


def _duration(seconds: float) -> str:
    """Write a duration in the unit that suits it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def add_book_command(families: Any) -> None:
    """Add ``book``."""
    book = families.add_parser(
        "book", help="build the book", epilog="Words after -- go to jupyter-book build: -- -W --all"
    )
    book.add_argument("--profile", metavar="NAME", help="embedded (default) or full")
    book.add_argument("--source", metavar="NAME", help=f"one of {', '.join(sources.SOURCES)}")
    book.add_argument("--data", type=Path, metavar="DIR", help="the folder of mnist or kaggle")
    add_skip_option(book)
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


def _size(part: Digits) -> str:
    """Say how many images and handwritten digits a part holds."""
    if part.n_sources is None:
        return f"{len(part):,} images, which ones share a handwriting is not known"
    return f"{len(part):,} images of {part.n_sources:,} handwritten digits"


def _counts(name: str, values: Any, end: int) -> str:
    """Lay out how many images there are of each label or modality, in two aligned lines."""
    counts = [f"{count:,}" for count in np.bincount(values, minlength=end)]
    width = max(map(len, counts)) + 2
    heading = "".join(f"{value:>{width}}" for value in range(end))
    return f"  {name:<9}{heading}\n  {'images':<9}{''.join(f'{each:>{width}}' for each in counts)}"


def _message(error: BaseException) -> str:
    """Return what an error says, without the number that the system gives it."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
