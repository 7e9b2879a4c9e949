"""Measure how the shipped network reads pages, under prices of one's choice.

To be run when another network is shipped, or what reads rows is changed, with the folder of MNIST's
IDX files. The pages are written with digits of MNIST's validation part or, with `--others`, with
those of `reading/writers.py` that steps may be developed on; no page of the published tables is
among them. By kind of page it prints the edit errors of the best paths, and of the answers, in
which numbers are told from text. `--try graph._CUT 0.2 0.4` measures once for each of these values
of a name in `reading/photos/` or in `reading/reader.py`.
"""

import argparse
import importlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from polymnist_lib import digits
from polymnist_lib.digits import CLASSES
from polymnist_lib.models import networks
from polymnist_lib.reading import photos, shipped, trials
from polymnist_lib.reading.photos import Written, pages
from polymnist_lib.reading.photos.graph import Step
from polymnist_lib.reading.reader import Reader
from polymnist_lib.sources import mnist

# No page of the published tables has this seed.
SEED = 51


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the IDX files of MNIST are")
    parser.add_argument("--kinds", nargs="+", choices=pages.KINDS, default=pages.KINDS)
    parser.add_argument("--count", type=int, default=50, help="pages of each kind")
    parser.add_argument("--others", action="store_true", help="written by scikit-learn's writers")
    parser.add_argument("--model", type=Path, default=shipped.LARGE / shipped.MODEL)
    parser.add_argument("--try", dest="tried", nargs="+", metavar=("NAME", "VALUE"), default=[])
    told = parser.parse_args()
    if told.others:
        written = trials.handwriting(developed=True)
    else:
        written = trials.strokes_of(digits.split(mnist.load(told.folder)).validation)
    network = networks.read(told.model)
    reader = Reader(network, trials.temperature(network))
    seen = {
        kind: [
            (photos.prepare(page.picture).bare(), page.rows)
            for page in pages.pages(kind, *written, count=told.count, seed=SEED)
        ]
        for kind in told.kinds
    }
    if not told.tried:
        print(measured(reader, seen).to_string())
        return
    name, *values = told.tried
    module, _, attribute = name.rpartition(".")
    place = importlib.import_module(
        "polymnist_lib.reading." + ("reader" if module == "reader" else f"photos.{module}")
    )
    for value in values:
        setattr(place, attribute, type(getattr(place, attribute))(value))
        print(f"{name} = {value}", measured(reader, seen).to_string(), sep="\n", flush=True)


def measured(
    reader: Reader, seen: dict[str, list[tuple[Written, tuple[str, ...]]]]
) -> pd.DataFrame:
    """Count, by kind of page, the digits, the errors of paths and of answers, and sure digits."""
    rows = {}
    for kind, some in seen.items():
        in_paths = in_answers = sure = 0
        for written, true in some:
            answer = reader.answer([written])[0]
            in_answers += pages.errors(answer.rows, true)
            sure += sum(each.sure for each in answer.readings)
            ((_, paths),) = reader.paths([written])
            in_paths += pages.errors(texts(paths), true)
        rows[kind] = {
            "digits": sum(len("".join(true)) for _, true in some),
            "paths": in_paths,
            "answers": in_answers,
            "sure": sure,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def texts(paths: Iterable[Iterable[Step]]) -> list[str]:
    """Write down the digits of each path that has some."""
    read = (
        "".join(str(int(said[:CLASSES].argmax())) for _, said, is_digit in path if is_digit)
        for path in paths
    )
    return [each for each in read if each]


if __name__ == "__main__":
    main()
