"""Files that are given as a model and are none of this library: what lies there, and what to do."""

import errno
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from polymnist_lib import examples, signs
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

# What is said of some kinds of `signs` here; of others, their name.
_SAID = {
    "hdf5": "an HDF5 file (.h5), as Keras once saved models, or weights alone",
    "pickle": "a pickle, such as of scikit-learn or of an old PyTorch (.pkl, .pt)",
    "lfs": "a pointer of Git LFS, which stands for a file (git lfs pull)",
    "html": "a web page, as a download that was refused leaves it",
    "json": "JSON, such as a model's description without its weights",
}

# What is told apart by what an archive holds.
_HOLDS: tuple[tuple[str, str], ...] = (
    (r"(.*/)?data\.pkl|(.*/)?constants\.pkl", "a model of PyTorch (.pt)"),
    (r".*\.npy", "an archive of NumPy arrays (.npz)"),
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

# Layers that are named.
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
    start = signs.start(file)
    if not start.startswith(b"PK"):
        kind = signs.find(start)
        raise refusal(file, _SAID.get(kind, signs.name(kind)))
    names = _names(file)
    if names is None:
        raise refusal(file, "a zip archive that is damaged or cut, be it of a .keras file")
    if not {DESCRIPTION, WEIGHTS} <= set(names):
        held = (kind for sign, kind in _HOLDS if any(re.fullmatch(sign, name) for name in names))
        raise refusal(file, next(held, "a zip archive"))


def is_keras(file: Path) -> bool:
    """Tell whether Keras may know to load a file: its archives, and HDF5."""
    try:
        check(file)
    except ValueError:
        return is_hdf5(file)
    return True


def is_hdf5(file: Path) -> bool:
    """Tell whether a file is one of HDF5."""
    return file.is_file() and signs.find(signs.start(file)) == "hdf5"


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
