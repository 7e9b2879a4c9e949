"""``polymnist evaluate``: a trained model measured on the test set of some data."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from polymnist_lib import metrics, sources
from polymnist_lib.cli import options
from polymnist_lib.models import predict
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import shipped
from polymnist_lib.sources import embedded
from polymnist_lib.training.stored import RUN


def add(families: Any) -> None:
    """Add ``evaluate``."""
    evaluate = families.add_parser(
        "evaluate", help="measure a trained model on the test set of some data"
    )
    evaluate.add_argument(
        "--model",
        type=options.path,
        metavar="FILE",
        help="a model.keras that this library saved; the one that comes with it by default",
    )
    options.add_source(evaluate)
    options.add_skip(evaluate)
    evaluate.set_defaults(run=measure)


def measure(arguments: argparse.Namespace) -> None:
    """Print accuracy and interval, in all and by modality.

    Raises
    ------
    ValueError
        If the model learned from the digits that it would be measured on.
    """
    learned_from = _learned_from(arguments.model)
    if arguments.source == "embedded" and learned_from in embedded.HELD_BY:
        raise ValueError(
            f"{arguments.model or 'The shipped model'} learned from {learned_from}, whose training "
            "set holds the embedded digits: its accuracy on them would be one of training. "
            "Measure it on the test set of mnist or kaggle: --source mnist --data DIR."
        )
    data = sources.load(arguments.source, folder=arguments.data, skip_bad=arguments.skip_bad)
    with _silenced():
        model = shipped.load_quickly(arguments.model)
    found = predict.predictions(model, data.test)
    whole = metrics.accuracy(found)
    count = model.parameters if isinstance(model, Network) else model.count_params()
    print(f"model     {arguments.model or 'the shipped one'}, {count:,} parameters")
    print(f"test set of {data.name}: {len(found):,} images, fingerprint {data.test.fingerprint}")
    print(_line("accuracy", whole.estimate, whole.low, whole.high))
    for modality, row in metrics.by_modality(found).iterrows():
        print(_line(f"      m{modality}", row["accuracy"], row["low"], row["high"]))
    if arguments.model is None:
        print(_published(data.test.fingerprint))


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep off the terminal what TensorFlow says of itself when it is loaded, whatever its level.

    Who has set a level hears it.
    """
    if os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3") != "3":
        yield
        return
    sys.stderr.flush()
    terminal = os.dup(2)
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        os.close(terminal)


def _learned_from(file: Path | None) -> str | None:
    """Return the source that a model learned from; None of a file that is not in a run's folder."""
    if file is None:
        return str(shipped.facts()["data"])
    try:
        told = json.loads((file.parent / RUN).read_text(encoding="utf-8"))
        return str(told["environment"]["data"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _line(name: str, estimate: float, low: float, high: float) -> str:
    """Write an accuracy with its interval."""
    return f"{name}  {100 * estimate:.2f} % ({100 * low:.2f} to {100 * high:.2f})"


def _published(fingerprint: str) -> str:
    """Say what was published of the shipped model."""
    known = shipped.facts()
    same = "of these images" if known["test_fingerprint"] == fingerprint else "of other images"
    return f"published {100 * known['accuracy']:.2f} % {same}, the test set of {known['data']}"
