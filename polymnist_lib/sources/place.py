"""A folder that a person names: where in it the data are, or what lies there instead of them."""

import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from polymnist_lib import signs

# What systems strew about: hidden files, and what Windows, macOS and Synology keep in the open.
_STREWN = re.compile(
    r"\..*|__MACOSX|(eh)?thumbs\.db|desktop\.ini|icon\r|.*:Zone\.Identifier|@eaDir|lost\+found"
    r"|\$RECYCLE\.BIN|System Volume Information",
    re.IGNORECASE,
)

_UNPACK = "unpack it and name the folder that comes out"
_AGAIN = "download it again"

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


def kind(file: Path) -> str:
    """Tell the kind of a file, one of `signs`; unknown where it cannot be read."""
    try:
        return signs.find(signs.start(file))
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
        advice = f" To go on, {remedy(found)}." if remedy(found) else ""
        raise NotADirectoryError(
            f"{folder} is {signs.name(found)}, not a folder; expected {expected}.{advice}"
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
    for each in own[:10]:
        found = kind(each) if each.is_file() and each not in fine else signs.UNKNOWN
        advice = f": {remedy(found)}" if not advised else ""
        told.append(f"{each.name} ({signs.name(found)}{advice})" if remedy(found) else each.name)
        advised = advised or bool(remedy(found))
    more = f" and {len(own) - 10} more" if len(own) > 10 else ""
    return (", ".join(told) or "nothing") + more


def _first(folder: Path, places: Sequence[Path], holds: Callable[[Path], bool]) -> Path | None:
    """Return the first of some places in a folder that holds data."""
    return next((folder / place for place in places if holds(folder / place)), None)


def _own(folder: Path) -> list[Path]:
    """List what is in a folder, without what systems strew about."""
    return sorted(each for each in folder.iterdir() if not is_strewn(each.name))
