"""MNIST's files in a folder that a person names: found, or what lies there instead, and read.

They are the four IDX files, compressed or not, or the archive of arrays that Keras keeps.
"""

import math
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polymnist_lib import signs
from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.sources import place

# The IDX files, without "-idx3-ubyte" or ".idx3-ubyte", with or without ".gz"; their dimensions.
STEMS = {"train-images": 3, "train-labels": 1, "t10k-images": 3, "t10k-labels": 1}

# Keras's file of the same, and the arrays in it, in the same order.
_KERAS = "mnist.npz"
_ARRAYS = ("x_train", "y_train", "x_test", "y_test")

# Where they are in a folder; torchvision keeps them in the last.
_PLACES = (Path(), Path("raw"), Path("MNIST", "raw"))

# The fewest digits of the two parts: one to train on, one to validate; one to test.
_LEAST_TRAIN, _LEAST_TEST = 2, 1


def find(folder: Path) -> dict[str, Path]:
    """Find MNIST in a folder, where it may lie in it, or directly below.

    Returns
    -------
    dict of str to Path
        The four IDX files, by `STEMS`, or Keras's alone.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If there are not all: the message names those that are missing and what lies there.
    ValueError
        If several folders hold such files.
    """
    place.check_folder(folder, "one with MNIST's IDX files or Keras's mnist.npz")
    found = _files(_where(folder) or folder)
    if _KERAS in found or len(found) == len(STEMS):
        return found
    where = next(iter(found.values())).parent if found else folder
    missing = [stem for stem in STEMS if stem not in found]
    expected = ", ".join(f"{_called(stem)}[.gz]" for stem in missing)
    raise FileNotFoundError(
        f"{where} does not hold MNIST: expected {expected}, or {_KERAS} as Keras keeps it; found "
        f"{place.contents(where, lambda each: _misnamed(each, missing))}."
    )


def lies_in(folder: Path) -> bool:
    """Tell whether a folder holds a file of MNIST where `find` looks."""
    return _where(folder) is not None


def check_enough(folder: Path, files: dict[str, Path]) -> None:
    """Raise ValueError if what `find` found in a folder says that it holds too few digits.

    What is not as it should be is told when it is read, an IDX file, or at once, Keras's.
    """
    if _KERAS in files:
        counts = [len(labels) for labels in _arrays(files[_KERAS], _ARRAYS[1::2])]
    else:
        heads = [place.start(files[stem]) for stem in ("train-labels", "t10k-labels")]
        counts = [
            int.from_bytes(head[4:8], "big")
            if len(head) >= 8 and signs.find(head) == "idx"
            else _LEAST_TRAIN
            for head in heads
        ]
    _refuse_few(folder, *counts)


def read(folder: Path) -> list[NDArray[np.uint8]]:
    """Read images and labels to train on, and those to test, from where `find` finds them.

    Returns
    -------
    list of ndarray of uint8
        Of shapes (n, 28, 28), (n,), (k, 28, 28) and (k,).

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        As `find`.
    ValueError
        If a file is not what it should be, two do not fit together, or a part holds too few
        digits.
    """
    files = find(folder)
    if _KERAS in files:
        arrays = _arrays(files[_KERAS], _ARRAYS)
        names = [f"{name} in {files[_KERAS]}" for name in _ARRAYS]
    else:
        arrays = [read_idx(files[stem], dimensions=n) for stem, n in STEMS.items()]
        names = [str(files[stem]) for stem in STEMS]
    for first in (0, 2):
        _check_pair(arrays[first], arrays[first + 1], names[first], names[first + 1])
    _refuse_few(folder, len(arrays[0]), len(arrays[2]))
    return [array.astype(np.uint8, copy=False) for array in arrays]


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
        kind = signs.find(content[: signs.LOOKED_AT])
        number = f" ({magic})" if kind == "idx" else ""
        raise ValueError(
            f"{file} is not an IDX file of unsigned bytes in {dimensions} dimension(s), with the "
            f"magic number {expected}, but {signs.name(kind)}{number}. To go on, "
            f"{place.remedy(kind) or _other_idx(magic)}."
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


def _where(folder: Path) -> Path | None:
    """Find the folder that holds files of MNIST, if there is one."""
    return place.find(folder, _PLACES, lambda each: bool(_files(each)))


def _files(folder: Path) -> dict[str, Path]:
    """Find the four IDX files in a folder, by stem, else Keras's, else those of the four."""
    present = {each.name.lower(): each for each in folder.iterdir()} if folder.is_dir() else {}
    found = {}
    for stem in (*STEMS, _KERAS):
        files = (present[name] for name in _names(stem) if name in present)
        # Some programs unpack each file into a folder of its name.
        files = (file / file.name if file.is_dir() else file for file in files)
        if file := next((file for file in files if file.is_file()), None):
            found[stem] = file
    keras = found.pop(_KERAS, None)
    return {_KERAS: keras} if keras and len(found) < len(STEMS) else found


def _names(stem: str) -> list[str]:
    """List the names of a file of MNIST that are in use, in small letters."""
    if stem == _KERAS:
        return [_KERAS]
    return [
        f"{stem}{mark}idx{STEMS[stem]}-ubyte{ending}" for mark in "-." for ending in ("", ".gz")
    ]


def _called(stem: str) -> str:
    """Return the usual name of an IDX file."""
    return f"{stem}-idx{STEMS[stem]}-ubyte"


def _misnamed(each: Path, missing: list[str]) -> str | None:
    """Say of a file of MNIST by another name what it should be called; of a folder, what it is."""
    if each.is_dir():
        if not any(each.name.lower() in _names(stem) for stem in (*missing, _KERAS)):
            return None
        return f"a folder, where a file was expected; it holds {place.contents(each)}"
    if any(each.name.lower() in _names(stem) for stem in STEMS):
        return None
    kind = place.kind(each)
    if kind == "npz" and _is_of_keras(each):
        return f"MNIST as Keras keeps it: call it {_KERAS}"
    if kind != "idx":
        return None
    magic = place.start(each)[2:4]
    fitting = [stem for stem in missing if magic == bytes([8, STEMS[stem]])]
    fitting = [stem for stem in fitting if stem in each.name.lower()] or fitting
    called = " or ".join(map(_called, fitting))
    return f"an IDX file: call it {called}" if called else None


def _is_of_keras(file: Path) -> bool:
    """Tell whether an archive holds the arrays of Keras's."""
    try:
        with zipfile.ZipFile(file) as archive:
            return {f"{name}.npy" for name in _ARRAYS} <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        return False


def _other_idx(magic: int) -> str:
    """Say what to do with a file that has another magic number than expected."""
    held = {0x801: "labels", 0x803: "images"}.get(magic)
    if held is None:
        return "copy or download it again"
    return f"give it a name of {held}, as it seems to hold {held}: were two files' names exchanged?"


def _arrays(file: Path, names: Sequence[str]) -> list[NDArray[Any]]:
    """Read arrays of Keras's file, and run nothing that it may hold."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            arrays = [held[name] for name in names]
    except (OSError, MemoryError):  # say nothing of what is in the file
        raise
    except Exception as error:
        kind = place.kind(file)
        zipped = kind in {"npz", "zip"}
        told = f" ({' '.join(str(error).split())})" if zipped else ""
        remedy = "" if zipped else place.remedy(kind)
        raise ValueError(
            f"{file} is {signs.name(kind)}, from which the arrays {', '.join(_ARRAYS)} of Keras "
            f"cannot be read{told}. To go on, {remedy or 'copy or download it again'}."
        ) from error
    for name, array in zip(names, arrays, strict=True):
        of_images = name.startswith("x")
        known = array.dtype == np.uint8 if of_images else array.dtype.kind in "iu"
        if not known or array.ndim != (3 if of_images else 1):
            raise ValueError(
                f"{name} in {file} must hold {'bytes in 3' if of_images else 'integers in 1'} "
                f"dimension(s), got {array.dtype} of shape {array.shape}."
            )
    return arrays


def _check_pair(strokes: NDArray[Any], digits: NDArray[Any], images: str, labels: str) -> None:
    """Check that the images and labels of a part, with names for messages, fit together."""
    if strokes.shape[1:] != (SIDE, SIDE):
        raise ValueError(
            f"{images} must hold images of {SIDE} x {SIDE} pixels, "
            f"got {' x '.join(map(str, strokes.shape[1:]))}."
        )
    if len(strokes) != len(digits):
        raise ValueError(
            f"{images} holds {len(strokes)} images, but {labels} {len(digits)} labels. Name a "
            "folder whose files belong together."
        )
    wrong = digits[(digits < 0) | (digits >= CLASSES)]
    if len(wrong):
        raise ValueError(f"{labels} must hold labels 0..{CLASSES - 1}, got {wrong.max()}.")


def _refuse_few(folder: Path, train: int, test: int) -> None:
    """Raise ValueError unless there is a digit to train on, one to validate and one to test."""
    if train < _LEAST_TRAIN or test < _LEAST_TEST:
        raise ValueError(
            f"{folder} holds too few digits: {train} to train on and {test} to test, where "
            f"{_LEAST_TRAIN} and {_LEAST_TEST} are the fewest. Name a folder whose files hold more."
        )
