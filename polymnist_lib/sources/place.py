"""A folder that a person names: where in it the data are, or what lies there instead of them."""

import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from polymnist_lib import examples

# What systems strew about: hidden files, and what Windows, macOS and Synology keep in the open.
_STREWN = re.compile(
    r"\..*|__MACOSX|(eh)?thumbs\.db|desktop\.ini|icon\r|.*:Zone\.Identifier|@eaDir|lost\+found"
    r"|\$RECYCLE\.BIN|System Volume Information",
    re.IGNORECASE,
)

IDX = "an IDX file"
PYTORCH = "a PyTorch file"

_UNPACK = "unpack it and name the folder that comes out"
_AGAIN = "download it again"

# What a file is by its first bytes, and what to do with one that is no data yet.
_KINDS = (
    (
        rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml|!--)",
        "an HTML page",
        _AGAIN,
    ),
    (
        rb"version https://git-lfs",
        "a pointer of Git LFS",
        "fetch the file itself with git lfs pull",
    ),
    (rb"PK\x03\x04(?s:.){26}[^/\n]+/(data\.pkl|\.format_version|byteorder)", PYTORCH, ""),
    (rb"PK(\x03\x04|\x05\x06|\x07\x08)", "a zip archive", _UNPACK),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (rb"Rar!", "a rar archive", _UNPACK),
    (rb"(?s:.){257}ustar", "a tar archive", _UNPACK),
    (rb"\x1f\x8b", "a file compressed with gzip", _UNPACK),
    (rb"BZh", "a file compressed with bzip2", _UNPACK),
    (rb"\xfd7zXZ", "a file compressed with xz", _UNPACK),
    (rb"\x89PNG", "a PNG picture", ""),
    (rb"\xff\xd8\xff", "a JPEG picture", ""),
    (rb"GIF8", "a GIF picture", ""),
    (rb"RIFF(?s:.){4}WEBP", "a WebP picture", ""),
    (rb"BM(?s:.){4}\0{4}", "a BMP picture", ""),
    (rb"%PDF", "a PDF", ""),
    (rb"\x93NUMPY", "a NumPy array", ""),
    (rb"\0\0\x08[\x01-\x04]", IDX, ""),
    (rb"\Z", "an empty file", _AGAIN),
    (rb"[\t\n\r\x20-\x7e\x80-\xff]{1,300}\Z", "text", ""),
)

_FIRST_BYTES = 300

# What is told of a folder, at most.
_TOLD = 10


def kind(content: bytes) -> tuple[str, str]:
    """Tell what a file is by its first bytes.

    Parameters
    ----------
    content : bytes
        The file, or at least its first 300 bytes.

    Returns
    -------
    name : str
        Such as "a zip archive"; "a file of an unknown kind" for others.
    remedy : str
        What to do where data were expected instead, such as "unpack it"; empty for some.
    """
    for pattern, name, remedy in _KINDS:
        if re.match(pattern, content[:_FIRST_BYTES], re.IGNORECASE):
            return name, remedy
    return "a file of an unknown kind", ""


def start(file: Path) -> bytes:
    """Read of a file what `kind` needs; where it cannot be read, what tells nothing."""
    try:
        with file.open("rb") as stream:
            return stream.read(_FIRST_BYTES)
    except OSError:
        return b"\0"


def is_strewn(name: str) -> bool:
    """Tell whether a file or folder of that name is a system's and not a person's."""
    return _STREWN.fullmatch(name) is not None


def check_folder(folder: Path, expected: str) -> None:
    """Raise unless there is a folder.

    Parameters
    ----------
    folder : Path
        The folder that was named.
    expected : str
        What it should be, such as "one that holds PolyMNIST".

    Raises
    ------
    FileNotFoundError
        If nothing is there.
    NotADirectoryError
        If a file is there; the message says what it is and what to do with it.
    """
    if folder.is_file():
        name, remedy = kind(start(folder))
        raise NotADirectoryError(
            f"{folder} is {name}, not a folder; expected {expected}."
            + (f" To go on, {remedy}." if remedy else "")
        )
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {folder}; expected {expected}.")


def find(folder: Path, places: Sequence[Path], holds: Callable[[Path], bool]) -> Path | None:
    """Find where data are: at one of some places in a folder, or in one of those directly below.

    Parameters
    ----------
    folder : Path
        The folder that was named.
    places : sequence of Path
        Where the data may be in it; the first that holds them counts.
    holds : callable
        Tells whether a folder holds them.

    Returns
    -------
    Path or None
        None where there are none.

    Raises
    ------
    ValueError
        If several folders below hold such data and none of the places does.
    PermissionError
        If the folder itself may not be looked into. One below that may not is passed over.
    """
    if found := _first(folder, places, holds):
        return found
    below = []
    for each in _own(folder):
        with suppress(PermissionError):  # another's folder beside the data is none of our business
            if each.is_dir() and (found := _first(each, places, holds)):
                below.append(found)
    if len(below) > 1:
        raise ValueError(
            f"{folder} holds such data several times: name one of {', '.join(map(str, below))}."
        )
    return below[0] if below else None


def contents(folder: Path, *, fine: Collection[Path] = ()) -> str:
    """Name what is in a folder, the first ten, and say what to do with the first that is no data.

    Parameters
    ----------
    folder : Path
        The folder.
    fine : collection of Path
        Files in it that are read as they are.

    Returns
    -------
    str
        Such as "PolyMNIST.zip (a zip archive: unpack it)".
    """
    own = _own(folder)
    told, advised = [], False
    for each in own[:_TOLD]:
        name, remedy = kind(start(each)) if each.is_file() and each not in fine else ("", "")
        advice = f": {remedy}" if remedy and not advised else ""
        told.append(f"{each.name} ({name}{advice})" if remedy else each.name)
        advised = advised or bool(remedy)
    names = [each.name for each in own[_TOLD:]]
    return examples.named([*told, *names], most=_TOLD) or "nothing"


def _first(folder: Path, places: Sequence[Path], holds: Callable[[Path], bool]) -> Path | None:
    """Return the first of some places in a folder that holds data."""
    return next((folder / place for place in places if holds(folder / place)), None)


def _own(folder: Path) -> list[Path]:
    """List what is in a folder, without what systems strew about."""
    return sorted(each for each in folder.iterdir() if not is_strewn(each.name))
