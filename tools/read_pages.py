"""Measure how the shipped network reads pages, also under prices of one's choice.

To be run when another network is shipped, or what reads pages is changed. The pages are written
with digits of MNIST's validation part, whose IDX files lie in DIR, or with those of
`reading/writers.py` that steps may be developed on; no page of the published tables is among them.
By kind of page it prints the edit errors of the best paths, and of the answers, in which numbers
are told from text, and all ink may be one digit or paper. `--try photos.graph._CUT 0.2 0.4`
measures once for each of these values of a name in `polymnist_lib/reading/`.
"""

import argparse
import ast
import importlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pandas as pd

from polymnist_lib import digits
from polymnist_lib.models import networks
from polymnist_lib.reading import photos, shipped, trials
from polymnist_lib.reading.photos import pages
from polymnist_lib.reading.photos.pages import Page
from polymnist_lib.reading.reader import Answer, Reader
from polymnist_lib.sources import mnist

# No page of the published tables has this seed.
SEED = 51


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    written = parser.add_mutually_exclusive_group(required=True)
    written.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="MNIST's IDX files")
    written.add_argument("--others", action="store_true", help="written by scikit-learn's writers")
    parser.add_argument("--kinds", nargs="+", choices=pages.KINDS, default=pages.KINDS)
    parser.add_argument("--count", type=int, default=50, help="pages of each kind")
    parser.add_argument("--model", type=Path, default=shipped.LARGE / shipped.MODEL)
    parser.add_argument("--try", dest="tried", nargs="+", metavar=("NAME", "VALUE"))
    told = parser.parse_args()
    name, *values = told.tried or [""]
    module, _, constant = name.rpartition(".")
    place = _module(module) if name else None
    if name and not (values and hasattr(place, constant)):
        parser.error(f"--try needs the name of a constant, and values: got {' '.join(told.tried)}")
    if told.others:
        digits_of = trials.handwriting(developed=True)
    else:
        digits_of = trials.strokes_of(digits.split(mnist.load(told.folder)).validation)
    some = {
        kind: list(pages.pages(kind, *digits_of, count=told.count, seed=SEED))
        for kind in told.kinds
    }
    network = networks.read(told.model)
    if not place:
        print(measured(network, some).to_string())
    for value in values:
        setattr(place, constant, ast.literal_eval(value))
        print(f"{name} = {value}", measured(network, some).to_string(), sep="\n", flush=True)


def measured(network: networks.Network, some: dict[str, Sequence[Page]]) -> pd.DataFrame:
    """Count, by kind of page, digits, errors of paths and answers, and digits of sure numbers."""
    reader = Reader(network, trials.temperature(network))
    rows = {}
    for kind, of_kind in some.items():
        in_paths = in_answers = sure = 0
        for page in of_kind:
            written = photos.prepare(page.picture).bare()
            ((rows_of, paths),) = reader.paths([written])
            best = Answer(replace(written, rows=rows_of), tuple(map(tuple, paths)))
            in_paths += pages.errors(best.rows, page.rows)
            answer = reader.answer([written])[0]
            in_answers += pages.errors(answer.rows, page.rows)
            sure += sum(len(each.readings) for each in answer.numbers if each.sure)
        rows[kind] = {
            "digits": sum(len("".join(page.rows)) for page in of_kind),
            "paths": in_paths,
            "answers": in_answers,
            "sure": sure,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _module(name: str) -> ModuleType | None:
    """Import a module of `polymnist_lib/reading/`, if there is one of that name."""
    try:
        return importlib.import_module(f"polymnist_lib.reading.{name}")
    except ImportError:
        return None


if __name__ == "__main__":
    main()
