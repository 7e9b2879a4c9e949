"""A folder that a person names: where in it the data are, or what lies there instead of them."""

import re
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from polymnist_lib import examples, signs

# What systems strew about: hidden files, and what Windows, macOS and Synology keep in the open.
_STREWN = re.compile(
    r"\..*|__MACOSX|(eh)?thumbs\.db|desktop\.ini|icon\r|.*:Zone\.Identifier|@eaDir|lost\+found"
    r"|\$RECYCLE\.BIN|System Volume Information",
    re.IGNORECASE,
)

# What browsers and others call a download until it is done.
_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".opdownload", ".aria2", ".!ut")

_UNPACK = "unpack it and name the folder that comes out"
_AGAIN = "download it again"
_INSIDE = "name the folder that it lies in"
_INSTEAD = "not read here; download the files that are expected"

# What to do with a file that lies where data were expected, by the kinds of `signs`.
_REMEDIES = {
    "zip": _UNPACK,
    "7z": _UNPACK,
    "rar": _UNPACK,
    "tar": _UNPACK,
    "gzip": _UNPACK,
    "bzip2": _UNPACK,
    "xz": _UNPACK,
    "zstd": _UNPACK,
    "lfs": "fetch the file itself with git lfs pull",
    "html": _AGAIN,
    "empty": _AGAIN,
    "zeros": "copy or download it again",
}

# What is told of a folder, at most.
_TOLD = 10


# Files that are read where they lie among others of their kind …
_READ = ("idx", "npz", "png", "pytorch")

# … and those that may hold such data in a way that is not.
_UNREAD = ("npz", "npy", "hdf5", "matlab", "parquet", "arrow", "csv", "pickle")


def start(file: Path) -> bytes:
    """Read the beginning of a file; of an IDX file compressed with gzip, that of the IDX file.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    content = signs.start(file)
    if signs.find(content) == "gzip":
        with suppress(zlib.error):
            inside = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content)
            return inside if signs.find(inside[: signs.LOOKED_AT]) == "idx" else content
    return content


def kind(file: Path) -> str:
    """Tell the kind of a file, one of `signs`; unknown where it cannot be read.

    An IDX file is one whether it is compressed with gzip or not.
    """
    try:
        return signs.find(start(file)[: signs.LOOKED_AT])
    except OSError:
        return signs.UNKNOWN


def remedy(kind: str) -> str:
    """Return what to do with a file of a kind where data were expected, or nothing."""
    return _REMEDIES.get(kind, "")


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
        found = kind(folder)
        name, advice = _unfinished(folder) or (signs.name(found), remedy(found))
        advice = advice or (_INSIDE if found in _READ else "")
        raise NotADirectoryError(
            f"{folder} is {name}, not a folder; expected {expected}."
            + (f" To go on, {advice}." if advice else "")
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


def contents(folder: Path, tell: Callable[[Path], str | None] = lambda _: None) -> str:
    """Name what is in a folder, the first ten, and say what to do with the first that is no data.

    Parameters
    ----------
    folder : Path
        The folder.
    tell : callable
        Returns what is to be said of a file or folder in it; None of what is as in any folder.

    Returns
    -------
    str
        Such as "PolyMNIST.zip (a zip archive: unpack it)".
    """
    own = _own(folder)
    told, advised = [], False
    for each in own[:_TOLD]:
        name, advice = _unfinished(each) or ("", "")
        if not name and (said := tell(each)):
            told.append(f"{each.name} ({said})")
            continue
        if not name and each.is_file():
            found = kind(each)
            advice = remedy(found) or (_INSTEAD if found in _UNREAD else "")
            name = signs.name(found)
        shown = f" ({name})" if advised else f" ({name}: {advice})"
        told.append(each.name + (shown if advice else ""))
        advised = advised or bool(advice)
    names = [each.name for each in own[_TOLD:]]
    return examples.named([*told, *names], most=_TOLD) or "nothing"


def _unfinished(file: Path) -> tuple[str, str] | None:
    """Tell a download that is under way, or broke off, by its name; what it is and what to do."""
    if file.suffix.lower() not in _UNFINISHED:
        return None
    return "an unfinished download", "let it finish, or download it again"


def _first(folder: Path, places: Sequence[Path], holds: Callable[[Path], bool]) -> Path | None:
    """Return the first of some places in a folder that holds data."""
    return next((folder / place for place in places if holds(folder / place)), None)


def _own(folder: Path) -> list[Path]:
    """List what is in a folder, without what systems strew about."""
    return sorted(each for each in folder.iterdir() if not is_strewn(each.name))
