"""Trials of reading pictures: handwriting that the shipped network never saw, step by step.

The digits are those that come with scikit-learn, whose writers are not MNIST's, as ink on even
paper and as photographs. How pictures are prepared was developed on the first 900 of them; the
others are for measuring alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES, SIDE, Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.metrics.resampling import Units, bootstrap
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import calibration, photos, writers
from polymnist_lib.reading.drawings import fit
from polymnist_lib.reading.pen import redraw, render
from polymnist_lib.reading.photos import Prepared, frame, pages, simulate
from polymnist_lib.reading.reader import Reader

# Digits that the steps were developed on.
DEVELOPED_ON = 900

# Of the photographs.
_SEED = 0

# Simulated pages of each kind that a reader is measured on.
PAGES = 150

# What is done to a picture before the network reads it, each step on top of those before.
LADDER = ("as_original", "scaled", "ink_alone", "framed", "hard_edged")

# How large drawings are tried, in times their size, and how far from their place, in pixels of the
# data.
SIZES = (0.3, 0.45, 0.6, 0.8, 1.0, 1.3)
SHIFTS = (0, 1, 2, 3, 4)


Pictures = NDArray[np.uint8]
Trials = Mapping[str, Mapping[str, Predictions]]

# What is darker than this is ink, where shades are to go.
_GREY = 128

_BLANK = np.full((SIDE, SIDE, 3), frame.PAPER, np.uint8)


def handwriting(*, developed: bool) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the handwritten digits of a part, bright on dark, with their labels.

    Parameters
    ----------
    developed : bool
        Those that the steps were developed on, or the others.
    """
    strokes, labels = writers.strokes()
    part = slice(None, DEVELOPED_ON) if developed else slice(DEVELOPED_ON, None)
    return strokes[part], labels[part]


def pictures(strokes: NDArray[np.uint8]) -> Mapping[str, Pictures]:
    """Make pictures of digits: as ink on even paper, and as photographs.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits, bright on dark.

    Returns
    -------
    mapping of str to ndarray of shape (n, height, width, 3), uint8
        ``ink_on_paper`` and ``photographed``.
    """
    return {
        "ink_on_paper": np.stack([render(stroke) for stroke in strokes]),
        "photographed": simulate.photographs(strokes, seed=_SEED),
    }


def photograph(place: int) -> NDArray[np.uint8]:
    """Take one of the photographs of the digits that nothing was decided on, by its place."""
    return simulate.one_of(handwriting(developed=False)[0], place, seed=_SEED)


def climb(network: Network, of: Pictures, labels: NDArray[np.int64]) -> dict[str, Predictions]:
    """Have a network read pictures after each step of `LADDER`.

    Parameters
    ----------
    network : Network
        It has not seen this handwriting.
    of : ndarray of shape (n, height, width, 3), uint8
        One digit each.
    labels : ndarray of shape (n,), int
        Which.

    Returns
    -------
    dict of str to Predictions
        By step. Each picture is a handwriting of its own; ``modality`` is 0 for all.
    """
    prepared = _prepared(of)
    whole = np.stack([fit(picture) for picture in of])
    images = {
        "as_original": whole,
        "scaled": whole,
        "ink_alone": np.stack([_ink_alone(each) for each in prepared]),
        "framed": np.stack([_framed(each) for each in prepared]),
        "hard_edged": np.stack([_hard_edged(each) for each in prepared]),
    }
    readers = dict.fromkeys(LADDER, network) | {"as_original": network.unprepared()}
    return {step: _answer(readers[step], images[step], labels) for step in LADDER}


def displaced(
    networks: Mapping[str, Network], strokes: NDArray[np.uint8], labels: NDArray[np.int64]
) -> pd.DataFrame:
    """Have networks read drawings as they are, of other sizes and in other places.

    Parameters
    ----------
    networks : mapping of str to Network
        By their names.
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits, bright on dark.
    labels : ndarray of shape (n,), int
        Which.

    Returns
    -------
    DataFrame
        Index ``change``, ``digit_size`` or ``digit_shift``, and ``amount``, of `SIZES` or `SHIFTS`;
        a column a network, its accuracy.
    """
    tried: dict[str, dict[float, Pictures]] = {
        "digit_size": {size: redraw(strokes, size=size) for size in SIZES},
        "digit_shift": {shift: redraw(strokes, shift=shift) for shift in SHIFTS},
    }
    rows = {
        (change, float(amount)): {
            name: float(_answer(network, images, labels).correct.mean())
            for name, network in networks.items()
        }
        for change, drawings in tried.items()
        for amount, images in drawings.items()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["change", "amount"])
    return frame


def answers(readers: Sequence[Network]) -> Mapping[str, list[Predictions]]:
    """Have networks read the digits that nothing was decided on, as readers do.

    Returns
    -------
    mapping of str to list of Predictions
        By kind of `pictures`, of each network.
    """
    strokes, labels = handwriting(developed=False)
    said = {}
    for kind, of in pictures(strokes).items():
        images = np.stack([_framed(each) for each in _prepared(of)])
        said[kind] = [_answer(network, images, labels) for network in readers]
    return said


def strokes_of(digits: Digits) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the handwriting of images that are known to be composed, each digit once.

    Returns
    -------
    strokes : ndarray of shape (n, 28, 28), uint8
        Bright on dark, in the order of their sources.
    labels : ndarray of shape (n,), int64
        Which digit each one is.

    Raises
    ------
    ValueError
        If it is not known what the images are composed of.
    """
    if digits.source is None or digits.origins is None:
        raise ValueError("It is not known which strokes the images are composed of.")
    sources, places = np.unique(digits.source, return_index=True)
    return digits.origins.strokes_of(sources), np.asarray(digits.labels[places], np.int64)


def numbers(
    reader: Reader, strokes: NDArray[np.uint8], labels: NDArray[np.int64], *, count: int
) -> pd.DataFrame:
    """Have a reader read simulated pages with several digits, or with none.

    Parameters
    ----------
    reader : Reader
        Its network has not seen this handwriting.
    strokes : ndarray of shape (n, 28, 28), uint8
        What the pages are written with, bright on dark.
    labels : ndarray of shape (n,), int
        Which digit each one is.
    count : int
        Pages of each kind.

    Returns
    -------
    DataFrame
        Index ``kind``, of `polymnist_lib.reading.photos.pages.KINDS`: ``pages``, ``digits`` that
        are on them, ``errors``, the edit distance of what is read from what is written, and
        ``sure``, how many digits are in numbers that the reader is sure of; ``estimate``, the
        errors as a share of the digits, and ``low`` and ``high``, its interval by resampling
        pages, are missing where there are no digits.
    """
    rows: dict[str, dict[str, float]] = {}
    for kind in pages.KINDS:
        found = []
        for page in pages.pages(kind, strokes, labels, count=count, seed=_SEED):
            answer = reader.read(page.picture)
            sure = sum(len(each.readings) for each in answer.numbers if each.sure)
            found.append((sum(map(len, page.rows)), pages.errors(answer.rows, page.rows), sure))
        digits, errors, sures = np.array(found).T
        rows[kind] = {
            "pages": count,
            "digits": int(digits.sum()),
            "errors": int(errors.sum()),
            "sure": int(sures.sum()),
        }
        if digits.any():
            rows[kind] |= asdict(bootstrap(Units(errors, digits, count), bounds=(0, 1)))
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("kind")


def temperature(network: Network) -> float:
    """Calibrate what a network says of pictures, on the digits that the steps were developed on.

    Returns
    -------
    float
        For `polymnist_lib.reading.reader.Reader`, of pictures of both kinds together.
    """
    strokes, labels = handwriting(developed=True)
    said = [
        network.probabilities(np.stack([_framed(photos.prepare(each, one=True)) for each in of]))
        for of in pictures(strokes).values()
    ]
    return calibration.fit_temperature(np.concatenate(said), np.tile(labels, len(said)))


def measure(reader: Reader) -> Trials:
    """Measure a reader on the digits that nothing was decided on, after each step.

    Returns
    -------
    mapping of str to mapping of str to Predictions
        By kind of `pictures` and step of `LADDER`; the probabilities are the reader's, calibrated.
    """
    strokes, labels = handwriting(developed=False)
    return {
        kind: {
            step: replace(
                found, probabilities=calibration.tempered(found.probabilities, reader.temperature)
            )
            for step, found in climb(reader.network, of, labels).items()
        }
        for kind, of in pictures(strokes).items()
    }


def save(measured: Trials, file: BinaryIO) -> None:
    """Write what was measured: of each answer the digit and its probability."""
    arrays: dict[str, Any] = {}
    for kind, steps in measured.items():
        for step, found in steps.items():
            arrays["labels"] = found.labels.astype(np.uint8)
            arrays[f"{kind} {step} digit"] = found.predicted.astype(np.uint8)
            arrays[f"{kind} {step} confidence"] = found.confidence
    np.savez_compressed(file, **arrays)


def load(file: Path) -> Trials:
    """Read what was measured; what is not of the answer's probability is spread over the rest."""
    measured: dict[str, dict[str, Predictions]] = {}
    with np.load(file) as arrays:
        labels = arrays["labels"].astype(np.int64)
        for name in arrays.files:
            kind, _, step = name.removesuffix(" digit").partition(" ")
            if not name.endswith(" digit"):
                continue
            sure = arrays[f"{kind} {step} confidence"][:, None]
            answers = max(CLASSES, int(arrays[name].max()) + 1)  # no digit is one of them
            answer = np.eye(answers, dtype=bool)[arrays[name]]
            shares = np.where(answer, sure, (1 - sure) / (answers - 1))
            measured.setdefault(kind, {})[step] = Predictions(
                shares, labels, np.zeros_like(labels), np.arange(len(labels))
            )
    return measured


def _prepared(of: Pictures) -> list[Prepared]:
    """Prepare pictures of one digit each."""
    return [photos.prepare(picture, one=True) for picture in of]


def _answer(network: Network, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> Predictions:
    """Have a network read images, each a handwriting of its own."""
    shares = network.probabilities(images)
    return Predictions(shares, labels, np.zeros_like(labels), np.arange(len(labels)))


def _ink_alone(prepared: Prepared) -> NDArray[np.uint8]:
    """Show the ink on white paper, where it was."""
    return fit(frame.compose(prepared.ink.shades))


def _framed(prepared: Prepared) -> NDArray[np.uint8]:
    """Show the digit as a reader reads it; white paper where none was found."""
    return photos.image(prepared.rows[0].pieces[0]) if prepared.rows else _BLANK


def _hard_edged(prepared: Prepared) -> NDArray[np.uint8]:
    """Show the same without shades, as in the data: a pixel is ink or paper."""
    return np.where(_framed(prepared) < _GREY, frame.INK, frame.PAPER).astype(np.uint8)
