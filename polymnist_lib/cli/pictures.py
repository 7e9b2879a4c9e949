"""Which pictures a command is given: files, those of a folder, or one on standard input."""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from polymnist_lib import examples
from polymnist_lib.cli import options
from polymnist_lib.reading.photos import decode, formats

# What the pictures of the steps behind answers say of themselves, where others name their program.
EXPLAINED = "polymnist predict --explain"

# The word for standard input.
STDIN = Path("-")

# Bytes of a file that tell whether it is a picture.
_LOOKED_AT = 1000


def named(text: str) -> Path:
    """Read a word, for ``argparse``: ``-`` is standard input, and ``./-`` the file of that name."""
    path = options.path(text)
    return path.absolute() if path == STDIN and text != STDIN.name else path


def listed(words: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """List the pictures that are meant.

    Parameters
    ----------
    words : sequence of Path
        Files, folders, or `STDIN`. Of a folder it is the pictures that lie in it, by name; hidden
        files, its folders and what `explains` pictures are passed over.

    Returns
    -------
    pictures : list of Path
        In order. A file that was named is among them whatever it is, and a folder that has no
        picture or cannot be looked into, so that reading it says what is wrong.
    remarks : list of str
        A line for each folder of what was passed over in it.
    """
    pictures: list[Path] = []
    remarks: list[str] = []
    for word in words:
        try:
            found, others = _sorted_out(word) if word != STDIN and is_folder(word) else ([], [])
        except OSError:  # reading it says why nobody can look there
            found, others = [], []
        pictures += found or [word]
        if found and others:
            told = examples.named([each.name for each in others])
            remarks.append(f"{word}: passed over what is no picture: {told}")
    return pictures, remarks


def read(file: Path) -> NDArray[np.uint8]:
    """Read a picture, be it on standard input, as `polymnist_lib.reading.photos.decode.read`."""
    if file == STDIN:
        content = sys.stdin.buffer.read(decode.LARGEST_FILE + 1)
        decode.check_size(len(content), "standard input")
        return decode.decode(content, "standard input")
    if file.is_dir():
        next(file.iterdir(), None)  # raises where nobody may look into it
        raise ValueError(
            f"{file}: expected pictures ({formats.LISTED}) in this folder; found none. Name the "
            "folder that they lie in, or the files."
        )
    return decode.read(file)


def is_folder(path: Path) -> bool:
    """Tell whether there is such a folder; where the system refuses the name, there is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def explains(file: Path) -> bool:
    """Tell whether a file is a picture of the steps behind an answer, by how it begins."""
    return EXPLAINED.encode() in _beginning(file)


def _sorted_out(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the pictures of a folder, and its other files."""
    pictures: list[Path] = []
    others: list[Path] = []
    for file in sorted(folder.iterdir()):
        if file.name[0] != "." and _is_file(file) and not explains(file):
            (pictures if _is_picture(file) else others).append(file)
    return pictures, others


def _is_file(path: Path) -> bool:
    """Tell a file; a link that cannot be followed is taken for one, so that it is told."""
    try:
        return path.is_file()
    except OSError:
        return True


def _is_picture(file: Path) -> bool:
    """Tell a picture by its name or by how it begins; one that is damaged is one still."""
    if file.suffix.lower() in formats.ENDINGS:
        return True
    return isinstance(formats.find(_beginning(file)), str)


def _beginning(file: Path) -> bytes:
    """Return how a file begins; nothing of one that cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(_LOOKED_AT)
    except OSError:
        return b""
