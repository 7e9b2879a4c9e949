"""MNIST, 60 000 + 10 000 handwritten digits, composed over the five photographs.

Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", read from IDX
files or fetched from OpenML (``mnist_784``). The photographs are not those of the published
PolyMNIST: results on these data are not results on PolyMNIST.
"""

import hashlib
import math
import socket
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES, SIDE, DataSet
from polymnist_lib.sources import cache, place
from polymnist_lib.sources.compose import compose, photographs
from polymnist_lib.sources.ink import check_ink

TRAIN, TEST = 60_000, 10_000

# The share of the train part's handwritten digits that validates: 12 000 of 60 000.
VALIDATION = 0.2

# The fewest digits of the two parts: one to train on, one to validate; one to test.
LEAST_TRAIN, LEAST_TEST = 2, 1

# Of the random crops: everybody's composed data are the same.
TRAIN_SEED, TEST_SEED = 0, 1

# The files, without "-idx3-ubyte" or ".idx3-ubyte" and with or without ".gz", and their dimensions.
_FILES = {"train-images": 3, "train-labels": 1, "t10k-images": 3, "t10k-labels": 1}

# Where they are in a folder; torchvision keeps them in the last.
_PLACES = (Path(), Path("raw"), Path("MNIST", "raw"))

_TIMEOUT_SECONDS = 20

# Bytes of a file that hold the numbers at its beginning, compressed or not.
_HEAD = 4096


def load(folder: Path | None = None) -> DataSet:
    """Compose MNIST: each handwritten digit once over each of the five photographs.

    Parameters
    ----------
    folder : Path, optional
        Where the four IDX files are, plain or compressed, or one folder above, or torchvision's;
        else they are fetched from OpenML, once.

    Returns
    -------
    DataSet
        300 000 + 50 000 images, 823 MB in memory.

    Raises
    ------
    FileNotFoundError
        If an IDX file is missing.
    ValueError
        If an IDX file is not what it should be, a part holds too few digits, or several folders
        hold such files.
    ConnectionError
        If OpenML cannot be reached.
    """
    if folder is None:
        entry = cache.cached("mnist-openml", _fetch)
        strokes, labels, test_strokes, test_labels = (
            np.load(entry / f"{stem}.npy") for stem in _FILES
        )
    else:
        found = _find(folder)
        strokes, labels = _read_pair(found["train-images"], found["train-labels"])
        test_strokes, test_labels = _read_pair(found["t10k-images"], found["t10k-labels"])
        _refuse_few(folder, len(strokes), len(test_strokes))
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
    """Name the state of the IDX files by their names, sizes and times of change.

    Raises
    ------
    FileNotFoundError
        If an IDX file is missing.
    ValueError
        If a part holds too few digits, by its file's header.
    """
    if folder is None:
        return "mnist-openml"
    found = _find(folder)
    _refuse_few(folder, *(_announced(found[stem]) for stem in ("train-labels", "t10k-labels")))
    digest = hashlib.sha256()
    for file in found.values():
        status = file.stat()
        digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return f"mnist-{digest.hexdigest()[:16]}"


def read_idx(file: Path, *, dimensions: int) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes.

    Parameters
    ----------
    file : Path
        The file, plain or compressed with gzip, whatever its name says.
    dimensions : int
        How many dimensions its array must have.

    Returns
    -------
    ndarray of uint8
        The array.

    Raises
    ------
    ValueError
        If its magic number or its length is another than expected.
    """
    content = file.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        try:
            # Unlike gzip.decompress, this returns what a truncated file still holds.
            content = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content)
        except zlib.error as error:
            raise ValueError(f"{file} is damaged: gzip cannot decompress it ({error}).") from error
    # The magic number's third byte is the type, 8 for unsigned bytes; its fourth, the dimensions.
    expected = 0x800 + dimensions
    magic = int.from_bytes(content[:4], "big")
    if len(content) < 4 or magic != expected:
        name, remedy = place.kind(content)
        raise ValueError(
            f"{file} is not an IDX file of unsigned bytes in {dimensions} dimension(s), with the "
            f"magic number {expected}, but {name}{f' ({magic})' if name == place.IDX else ''}. "
            f"To go on, {remedy or 'copy or download it again'}."
        )
    start = 4 + 4 * dimensions
    shape = tuple(int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4))
    length = start + math.prod(shape)
    if len(content) != length:
        raise ValueError(
            f"{file} does not have the length that its header says: expected {length} bytes for "
            f"{' x '.join(map(str, shape))}, found {len(content)}. Copy or download it again."
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _refuse_few(folder: Path, train: int, test: int) -> None:
    """Raise ValueError unless there is a digit to train on, one to validate and one to test."""
    if train < LEAST_TRAIN or test < LEAST_TEST:
        raise ValueError(
            f"{folder} holds too few digits: {train} to train on and {test} to test, where "
            f"{LEAST_TRAIN} and {LEAST_TEST} are the fewest. Name a folder whose IDX files hold "
            "more."
        )


def _announced(file: Path) -> int:
    """Return how many items the header of an IDX file announces; many where it has none.

    What is no IDX file is told as such when it is read.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head)
        except zlib.error:
            head = b""
    return int.from_bytes(head[4:8], "big") if len(head) >= 8 else LEAST_TRAIN


def _read_pair(images: Path, labels: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read the images and labels of a part and check that they fit together."""
    strokes, digits = read_idx(images, dimensions=3), read_idx(labels, dimensions=1)
    if strokes.shape[1:] != (SIDE, SIDE):
        raise ValueError(
            f"{images} must hold images of {SIDE} x {SIDE} pixels, "
            f"got {' x '.join(map(str, strokes.shape[1:]))}."
        )
    if len(strokes) != len(digits):
        raise ValueError(
            f"{images} holds {len(strokes)} images, but {labels} {len(digits)} labels."
        )
    if len(digits) and digits.max() >= CLASSES:
        raise ValueError(f"{labels} must hold labels 0..{CLASSES - 1}, got {digits.max()}.")
    return strokes, digits


def _find(folder: Path) -> dict[str, Path]:
    """Find the four IDX files by stem, in a folder or directly below; name all that are missing."""
    place.check_folder(folder, "one with MNIST's IDX files")
    found = _files(place.find(folder, _PLACES, lambda each: bool(_files(each))) or folder)
    if len(found) < len(_FILES):
        where = next(iter(found.values())).parent if found else folder
        missing = (
            f"{stem}-idx{dimensions}-ubyte[.gz]"
            for stem, dimensions in _FILES.items()
            if stem not in found
        )
        raise FileNotFoundError(
            f"{where} does not hold MNIST: expected {', '.join(missing)}; found "
            f"{place.contents(where, fine=found.values())}."
        )
    return found


def _files(folder: Path) -> dict[str, Path]:
    """Find those of the four IDX files that are in a folder, by stem, in capitals or not."""
    present = {each.name.lower(): each for each in folder.iterdir()} if folder.is_dir() else {}
    found = {}
    for stem, dimensions in _FILES.items():
        names = [
            f"{stem}{mark}idx{dimensions}-ubyte{suffix}" for mark in "-." for suffix in ("", ".gz")
        ]
        files = (present[name] for name in names if name in present)
        # Some programs unpack each file into a folder of its name.
        files = (file / file.name if file.is_dir() else file for file in files)
        if file := next((file for file in files if file.is_file()), None):
            found[stem] = file
    return found


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
            f"files, {', '.join(_FILES)} (--data DIR or POLYMNIST_DATA), or use the embedded data, "
            "which need nothing (--source embedded)."
        ) from error
    strokes = np.asarray(pixels).reshape(-1, SIDE, SIDE).astype(np.uint8)
    digits = np.asarray(labels).astype(np.uint8)
    if len(strokes) != TRAIN + TEST:
        raise ConnectionError(f"OpenML sent {len(strokes)} images, expected {TRAIN + TEST}.")
    arrays = (strokes[:TRAIN], digits[:TRAIN], strokes[TRAIN:], digits[TRAIN:])
    for stem, array in zip(_FILES, arrays, strict=True):
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
