"""``polymnist data``: a data set described, or written as a folder."""

import argparse
from typing import Any

import numpy as np

from polymnist_lib import sources
from polymnist_lib.cli import options
from polymnist_lib.digits import CLASSES, MODALITIES, Digits
from polymnist_lib.sources import faults, layout

VALIDATION_TEXT = {
    "blocks": "the last {size:,} handwritten digits of train",
    "sources": "{size:,} handwritten digits of train at random",
    "images": "{size:,} images of train at random: optimistic, their digits are in train too",
}


def add(families: Any) -> None:
    """Add ``data info`` and ``data export``."""
    data = families.add_parser("data", help="describe a data set, or write it as a folder")
    commands = data.add_subparsers(title="commands", metavar="COMMAND", required=True)

    info = commands.add_parser("info", help="describe a data set")
    info.set_defaults(run=show)
    export = commands.add_parser("export", help="write a data set as a folder in Kaggle's layout")
    export.add_argument(
        "--to",
        type=options.path,
        required=True,
        metavar="DIR",
        help="a folder that is new or empty",
    )
    export.set_defaults(run=export_folder)
    for command in (info, export):
        options.add_source(command)
        options.add_skip(command)


def show(arguments: argparse.Namespace) -> None:
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
        for line in faults.by_kind(data.skipped):
            print(f"  {line}")


def export_folder(arguments: argparse.Namespace) -> None:
    """Write a data set as a folder in Kaggle's layout."""
    # The most likely mistake is told before the data are loaded, which can take minutes.
    layout.check_empty(arguments.to)
    data = sources.load(arguments.source, folder=arguments.data, skip_bad=arguments.skip_bad)
    n_files = layout.write(data, arguments.to)
    print(f"{n_files:,} images written to {arguments.to / layout.TOP}")


def _size(part: Digits) -> str:
    """Say how many images and handwritten digits a part holds."""
    if part.n_sources is None:
        return f"{len(part):,} images; which ones share a handwritten digit is not known"
    return f"{len(part):,} images of {part.n_sources:,} handwritten digits"


def _counts(name: str, values: Any, end: int) -> str:
    """Lay out how many images there are of each label or modality, in two aligned lines."""
    counts = [f"{count:,}" for count in np.bincount(values, minlength=end)]
    width = max(map(len, counts)) + 2
    heading = "".join(f"{value:>{width}}" for value in range(end))
    return f"  {name:<9}{heading}\n  {'images':<9}{''.join(f'{each:>{width}}' for each in counts)}"
