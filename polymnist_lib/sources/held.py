"""Folders that processes hold while they read or write them, and that others may remove after that.

The system lets go of what a killed process held, so that nothing is left locked for good. Windows
opens no folders: there none is held, and none removed.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

# The folders that this process reads, by their handles, until it ends.
_READ: dict[Path, int] = {}


def hold(folder: Path) -> bool:
    """Hold a folder for reading until this process ends.

    Returns
    -------
    bool
        False where another process has removed the folder.
    """
    if sys.platform == "win32":
        return folder.is_dir()
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:  # not this user's to open: others remove it as little
        return True
    with suppress(OSError):  # a file system without locks: there nobody removes the folder either
        fcntl.flock(handle, fcntl.LOCK_SH)
    if not _is_at(handle, folder):
        os.close(handle)
        return False
    if folder in _READ:
        os.close(_READ[folder])
    _READ[folder] = handle
    return True


@contextmanager
def own_folder(prefix: str, within: Path) -> Iterator[Path]:
    """Make a folder of a name of its own and hold it for writing while the block runs.

    Parameters
    ----------
    prefix : str
        How its name begins.
    within : Path
        The folder that it is made in.

    Yields
    ------
    Path
        The folder, empty. What becomes of it is up to the block.
    """
    if sys.platform == "win32":
        yield Path(tempfile.mkdtemp(prefix=prefix, dir=within))
        return
    while True:  # until nobody removes it before it is held
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=within))
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        if _is_at(handle, folder):
            break
        os.close(handle)
    try:
        yield folder
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    """Remove a folder unless some process holds it; a hidden name is not taken for the folder."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_at(handle, folder):  # made anew since it was opened: that one may be held
            return
        if not folder.name.startswith("."):
            # Emptied in place, a kill would leave half of it under its name.
            folder = folder.rename(folder.with_name(f".{folder.name}.removed"))
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # somebody holds it, or may it alone remove
        pass
    finally:
        os.close(handle)


def _is_at(handle: int, folder: Path) -> bool:
    """Tell whether an open folder is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except OSError:
        return False
