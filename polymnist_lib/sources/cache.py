"""Decoded data kept on disk, so that it is decoded once.

An entry is a folder that appears whole or not at all. Entries may be deleted at any time.
"""

import errno
import io
import json
import logging
import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from polymnist_lib import paths
from polymnist_lib.digits import SIDE
from polymnist_lib.sources import held

LOGGER = logging.getLogger("polymnist_lib")

# Written last: the size of each file of the entry.
_SIZES = "sizes.json"

# The folder that the entry was last asked for; its size is not kept, since it may have moved.
_OF = "of.txt"

_IMAGE = (SIDE, SIDE, 3)

# Images copied at a time: 10 MB.
_BLOCK = 4096

# What the system says when the folder takes no more: full, over the quota, over a limit, locked.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES}


def cached(key: str, build: Callable[[Path], None], *, of: Path | None = None) -> Path:
    """Return the folder of an entry, built now if it is not there.

    Parameters
    ----------
    key : str
        The entry's name; it must change whenever what `build` writes would.
    build : callable
        Writes the entry's files into the empty folder it is given.
    of : Path, optional
        The folder that the entry is made of. Its other entries are removed, unless a process reads
        them: this entry is held until the process ends.

    Returns
    -------
    Path
        A folder whose files are all there in full. One with a file missing or of another size, as
        a failing disk or a person leaves it, is built again.

    Raises
    ------
    OSError
        If the cache's folder cannot be made, or takes no more.
    """
    folder = paths.cache_dir() / key
    while not _is_whole(folder) or (of is not None and not held.hold(folder)):
        with locked(folder):
            # Whoever held the lock before may have built it.
            if not _is_whole(folder):
                _build(folder, build)
    if of is not None:
        _sweep(folder, of)
    return folder


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder that is made whole, waiting for it if another process does.

    What killed processes left of the folder is removed: nobody else is making it now.

    Raises
    ------
    OSError
        If the cache's folder cannot be made, or takes no more.
    """
    paths.make(folder.parent, "POLYMNIST_CACHE")
    try:
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            for leftover in folder.parent.glob(f".{folder.name}.*"):
                shutil.rmtree(leftover, ignore_errors=True)
            yield
    except OSError as error:
        if error.errno not in _NO_ROOM or _is_elsewhere(error.filename, folder.parent):
            raise
        raise OSError(
            error.errno,
            f"Could not keep data in {folder.parent} ({error.strerror}). Nothing was left there. "
            "Make room, or name a folder on another disk in POLYMNIST_CACHE.",
        ) from error


def save_array(file: Path, array: NDArray[Any]) -> None:
    """Write an array to a ``.npy`` file.

    Unlike numpy's own writing, a full disk is then told as such, with the system's error number.
    """
    buffer = io.BytesIO()
    np.save(buffer, array)
    file.write_bytes(buffer.getbuffer())


def reserve_images(file: Path, n: int) -> None:
    """Make a ``.npy`` file of n images, black until `put_images` writes them.

    A memory-mapped file that is written to would serve as well, but on a full disk it kills the
    process (SIGBUS), where writing raises.
    """
    with file.open("wb") as stream:
        header: dict[str, Any] = {"descr": "|u1", "fortran_order": False, "shape": (n, *_IMAGE)}
        np.lib.format.write_array_header_1_0(stream, header)
        stream.truncate(stream.tell() + n * math.prod(_IMAGE))


def put_images(file: Path, first: int, images: NDArray[np.uint8]) -> None:
    """Write images to their places in a file that `reserve_images` made.

    Parameters
    ----------
    file : Path
        The file; several processes may write to it at once.
    first : int
        Where the first of the images goes.
    images : ndarray of shape (k, 28, 28, 3), uint8
        The images.
    """
    with file.open("r+b") as stream:
        np.lib.format.read_magic(stream)
        np.lib.format.read_array_header_1_0(stream)
        stream.seek(first * math.prod(_IMAGE), os.SEEK_CUR)
        stream.write(np.ascontiguousarray(images).data)


def keep_images(file: Path, chosen: NDArray[np.bool_]) -> None:
    """Leave in a file of images the chosen ones alone, in their order."""
    images = np.load(file, mmap_mode="r")
    places = np.flatnonzero(chosen)
    kept = file.with_suffix(".kept")
    reserve_images(kept, len(places))
    for start in range(0, len(places), _BLOCK):
        put_images(kept, start, images[places[start : start + _BLOCK]])
    kept.replace(file)


def _build(folder: Path, build: Callable[[Path], None]) -> None:
    """Build an entry, its lock held."""
    if folder.exists():
        LOGGER.warning("%s is damaged and is built again.", folder)
    with paths.atomic_directory(folder) as scratch:
        build(scratch)
        sizes = {file.name: file.stat().st_size for file in scratch.iterdir()}
        (scratch / _SIZES).write_text(json.dumps(sizes), encoding="utf-8")


def _sweep(folder: Path, of: Path) -> None:
    """Remove the other entries of the folder that one was made of, and what is left of any."""
    name = os.fsencode(of.resolve())
    with suppress(OSError):  # a cache that can only be read
        if not (folder / _OF).is_file() or (folder / _OF).read_bytes() != name:
            with paths.atomic_file(folder / _OF) as file:
                file.write_bytes(name)
    for file in folder.parent.glob(f"[!.]*/{_OF}"):
        with suppress(OSError):  # another process removes it just now
            if file.parent != folder and file.read_bytes() == name:
                held.remove(file.parent)
    kind = folder.name.partition("-")[0]
    for leftover in folder.parent.glob(f".{kind}-*"):
        entry = leftover.name[1:].partition(".")[0]
        # Nobody is making an entry whose lock is free.
        with (
            suppress(OSError, Timeout),
            FileLock(folder.with_name(f"{entry}.lock"), timeout=0),
        ):
            shutil.rmtree(leftover, ignore_errors=True)
    for lock in folder.parent.glob(f"{kind}-*.lock"):
        # Whoever waits for a lock whose file is removed by its holder takes a new one: filelock
        # looks whether the file is still there.
        if not lock.with_suffix("").exists():
            with suppress(OSError, Timeout), FileLock(lock, timeout=0):
                if not lock.with_suffix("").exists():
                    lock.unlink()


def _is_elsewhere(name: str | bytes | int | None, folder: Path) -> bool:
    """Tell of the file that an error names, if it names one, whether it is outside a folder."""
    if not isinstance(name, str):
        return False
    return not Path(name).resolve().is_relative_to(folder.resolve())


def _is_whole(folder: Path) -> bool:
    """Tell whether an entry is there with all its files in full."""
    try:
        sizes = json.loads((folder / _SIZES).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError):
        return False
