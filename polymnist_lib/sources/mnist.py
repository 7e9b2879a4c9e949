"""MNIST, 60 000 + 10 000 handwritten digits, composed over the five photographs.

Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", read from IDX
files or from the archive that Keras keeps them in, or fetched from OpenML (``mnist_784``). The
photographs are not those of the published PolyMNIST: results on these data are not results on it.
"""

import hashlib
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import numpy as np

from polymnist_lib.digits import SIDE, DataSet
from polymnist_lib.sources import cache, mnist_files
from polymnist_lib.sources.compose import compose, photographs
from polymnist_lib.sources.ink import check_ink

TRAIN, TEST = 60_000, 10_000

# The share of the train part's handwritten digits that validates: 12 000 of 60 000.
VALIDATION = 0.2

# Of the random crops: everybody's composed data are the same.
TRAIN_SEED, TEST_SEED = 0, 1

_TIMEOUT_SECONDS = 20


def load(folder: Path | None = None) -> DataSet:
    """Compose MNIST: each handwritten digit once over each of the five photographs.

    Parameters
    ----------
    folder : Path, optional
        Where the four IDX files are, plain or compressed, or Keras's ``mnist.npz``, or one folder
        above, or torchvision's; else they are fetched from OpenML, once.

    Returns
    -------
    DataSet
        300 000 + 50 000 images, 823 MB in memory.

    Raises
    ------
    FileNotFoundError
        If an IDX file is missing.
    ValueError
        If a file is not what it should be, a part holds too few digits, or several folders
        hold such files.
    ConnectionError
        If OpenML cannot be reached.
    """
    if folder is None:
        entry = cache.cached("mnist-openml", _fetch)
        strokes, labels, test_strokes, test_labels = (
            np.load(entry / f"{stem}.npy") for stem in mnist_files.STEMS
        )
    else:
        strokes, labels, test_strokes, test_labels = mnist_files.read(folder)
    backgrounds = list(photographs().values())
    n = len(strokes)
    where = folder or "OpenML"
    check_ink(strokes, f"the training part of {where}")
    check_ink(test_strokes, f"the test part of {where}")
    return DataSet(
        "mnist",
        train=compose(strokes, labels, backgrounds, seed=TRAIN_SEED),
        test=compose(test_strokes, test_labels, backgrounds, seed=TEST_SEED, first_source=n),
        validation_by="sources",
        validation_size=max(1, round(VALIDATION * n)),
    )


def identity(folder: Path | None = None) -> str:
    """Name the state of the files by their names, sizes and times of change.

    Raises
    ------
    FileNotFoundError
        If an IDX file is missing.
    ValueError
        If a part holds too few digits, by its file's header, or Keras's file is damaged.
    """
    if folder is None:
        return "mnist-openml"
    found = mnist_files.find(folder)
    mnist_files.check_enough(folder, found)
    digest = hashlib.sha256()
    for file in found.values():
        status = file.stat()
        digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return f"mnist-{digest.hexdigest()[:16]}"


def _fetch(scratch: Path) -> None:
    """Fetch MNIST from OpenML into four arrays named as its files."""
    # Imported here because scikit-learn takes two seconds.
    from sklearn.datasets import fetch_openml

    try:
        with _timeout(_TIMEOUT_SECONDS), warnings.catch_warnings():
            # One retry is the least that it takes; more would only delay the message. Its warning
            # says no more than the error that follows.
            warnings.filterwarnings("ignore", "A network error occurred", UserWarning)
            pixels, labels = fetch_openml(
                "mnist_784", version=1, return_X_y=True, as_frame=False, n_retries=1, delay=0.1
            )
    except (OSError, ValueError, HTTPException) as error:
        raise ConnectionError(
            f"MNIST could not be fetched from OpenML ({error}).\nName a folder with its four IDX "
            f"files, {', '.join(mnist_files.STEMS)} (--data DIR or POLYMNIST_DATA), or use the "
            "embedded data, which need nothing (--source embedded)."
        ) from error
    strokes = np.asarray(pixels).reshape(-1, SIDE, SIDE).astype(np.uint8)
    digits = np.asarray(labels).astype(np.uint8)
    if len(strokes) != TRAIN + TEST:
        raise ConnectionError(f"OpenML sent {len(strokes)} images, expected {TRAIN + TEST}.")
    arrays = (strokes[:TRAIN], digits[:TRAIN], strokes[TRAIN:], digits[TRAIN:])
    for stem, array in zip(mnist_files.STEMS, arrays, strict=True):
        cache.save_array(scratch / f"{stem}.npy", array)


@contextmanager
def _timeout(seconds: float) -> Iterator[None]:
    """Let no new connection wait longer: scikit-learn sets no limit of its own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
