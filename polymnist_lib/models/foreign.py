"""Files that are given as a model and are none of this library: what lies there, and what to do.

`SIGNS` tells by how a file begins what it is, whatever its name ends in.
"""

import errno
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from polymnist_lib import examples
from polymnist_lib.digits import CLASSES, SIDE

# What an archive that Keras saves holds.
DESCRIPTION, WEIGHTS = "config.json", "model.weights.h5"

EXPECTED = (
    f"a .keras file that this library saved, from images of {SIDE} x {SIDE} x 3 to {CLASSES} or "
    f"{CLASSES + 1} answers"
)
ADVICE = (
    "Train one, run = polymnist_lib.train(...), and save it, run.model().save('mine.keras'), or "
    "name the model.keras of a run in runs/."
)

_HDF5 = b"\x89HDF\r\n\x1a\n"

# How files begin, and what they then are; the first row that fits counts.
SIGNS: tuple[tuple[bytes, str], ...] = (
    (rb"\Z", "an empty file"),
    (rb"\0+\Z", "zeros alone, as in a copy that broke off"),
    (_HDF5, "an HDF5 file (.h5), as Keras once saved models, or weights alone"),
    (rb".{4}TFL3", "a TensorFlow Lite model (.tflite)"),
    (rb"\x08\x01\x12", "the saved_model.pb of a SavedModel"),
    (rb"\x08[\x02-\x1f](\x12.{1,2}[\w.-]|:|\x1a\x00)", "an ONNX model"),
    (rb".{8}\{\"", "weights alone (.safetensors)"),
    (rb"GGUF", "a language model (.gguf)"),
    (rb"\x80[\2-\5]", "a pickle, such as of scikit-learn or of an old PyTorch (.pkl, .pt)"),
    (rb"\x93NUMPY", "an array of NumPy (.npy)"),
    (rb"PK[\3\5]", "an archive (ZIP) that is damaged or cut, be it of a .keras file"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|.{257}ustar", "an archive"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|II\*\0|MM\0\*|.{4}ftyp|BM.{4}\0{4}", "a picture"),
    (rb"version https://git-lfs", "a pointer of Git LFS, which stands for a file (git lfs pull)"),
    (
        rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)\b",
        "a web page, as a download that was refused leaves it",
    ),
    (rb"\s*[\[{]", "JSON, such as a model's description without its weights"),
    (rb"(\xef\xbb\xbf)?([\t\n\r -~]|[\xc2-\xf4][\x80-\xbf]{1,3})+(\Z|(?<=.{50}))", "text"),
)

# What is told apart by what an archive holds.
_HOLDS: tuple[tuple[str, str], ...] = (
    (r"(.*/)?data\.pkl|(.*/)?constants\.pkl", "a model of PyTorch (.pt)"),
    (r".*\.npy", "arrays of NumPy (.npz)"),
    (r"(.*/)?saved_model\.pb", "a SavedModel of TensorFlow in an archive"),
)

# What reading an archive and its description raises that are damaged, or locked by a password.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)

# Bytes that are looked at, and layers that are named.
_LOOKED_AT = 1000
_NAMED = 8


def refusal(file: Path, found: str, advice: str = ADVICE) -> ValueError:
    """Make the error that says what a file is, what was expected, and what to do."""
    return ValueError(f"{file}: expected {EXPECTED}; found {found}. {advice}")


def check(file: Path) -> None:
    """Refuse what is no archive of Keras.

    Parameters
    ----------
    file : Path
        What is given as a model.

    Raises
    ------
    ValueError
        If it is anything else; the message says what.
    FileNotFoundError
        If there is nothing.
    """
    if not file.exists():
        raise FileNotFoundError(errno.ENOENT, "there is no such model", str(file))
    if file.is_dir():
        raise _folder(file)
    with file.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    names = _names(file) if start.startswith(b"PK") else None
    if names is None:
        kinds = (kind for sign, kind in SIGNS if re.match(sign, start, re.DOTALL))
        raise refusal(file, next(kinds, "a file of no known kind"))
    if not {DESCRIPTION, WEIGHTS} <= set(names):
        held = (kind for sign, kind in _HOLDS if any(re.fullmatch(sign, name) for name in names))
        raise refusal(file, next(held, "an archive (ZIP)"))


def is_keras(file: Path) -> bool:
    """Tell whether Keras may know to load a file: its archives, and HDF5."""
    try:
        check(file)
    except ValueError:
        return is_hdf5(file)
    return True


def is_hdf5(file: Path) -> bool:
    """Tell whether a file is one of HDF5."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(_HDF5)) == _HDF5


def described(file: Path) -> str:
    """Say in a few words what model is in a file of Keras."""
    if is_hdf5(file):
        return "an HDF5 file (.h5)"
    try:
        with opened(file) as archive:
            return _in_words(list(_layers(json.loads(archive.read(DESCRIPTION)))))
    except DAMAGED:
        return "a .keras file that is damaged"


def opened(file: Path) -> zipfile.ZipFile:
    """Open an archive in memory: what reading it raises is then of its contents, not of a disk."""
    return zipfile.ZipFile(io.BytesIO(file.read_bytes()))


def _in_words(layers: list[tuple[str, dict[str, Any]]]) -> str:
    """Say what a model is that takes such images and has such layers."""
    if not layers:
        return "a Keras model that does not say what its layers are"
    shapes = [each.get("batch_shape") for name, each in layers if name == "InputLayer"]
    shape = next((each for each in shapes if isinstance(each, list)), None)
    inputs = f" from {_sides(shape)}" if shape else ""
    names = list(dict.fromkeys(name for name, _ in layers if name != "InputLayer"))
    return f"another Keras model{inputs}, of the layers {examples.named(names, most=_NAMED)}"


def _folder(folder: Path) -> ValueError:
    """Say what a folder is that was given as a model."""
    held = {each.name for each in folder.iterdir()}
    if "saved_model.pb" in held:
        return refusal(folder, "a SavedModel of TensorFlow, a folder")
    if {DESCRIPTION, WEIGHTS} <= held:
        return refusal(
            folder, "a folder, a .keras file unpacked", "Name the .keras file that it came from."
        )
    models = sorted(name for name in held if name.endswith(".keras"))
    if models:
        return refusal(folder, "a folder", f"Name the file in it: {folder / models[0]}")
    return refusal(folder, "a folder")


def _names(file: Path) -> list[str] | None:
    """List what an archive holds; None if it cannot be opened."""
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return None


def _layers(described: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """List the layers of what Keras describes, those within others too, by class and options."""
    options = described["config"]
    inner = options.get("layers")
    if inner is None:
        yield described.get("registered_name") or described["class_name"], options
        return
    for each in inner:
        yield from _layers(each)


def _sides(shape: list[int | None]) -> str:
    """Write the shape of an input, without the count of its images."""
    return " x ".join("any" if side is None else str(side) for side in shape[1:])
