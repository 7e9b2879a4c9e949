"""Where the project keeps things, and writing files so that no reader ever sees half of one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs


def project_root() -> Path:
    """Find the project's folder: the nearest one, from here upwards, with the library and the book.

    Returns
    -------
    Path
        Where none of the current folder's ancestors is a checkout of the project, the one that the
        library was imported from, as an editable installation does; the current folder where there
        is none either, so that the library is usable on its own.
    """
    return _checkout() or Path.cwd()


def runs_dir() -> Path:
    """Return the folder of the trained runs: ``POLYMNIST_RUNS``, else ``runs/`` of the project.

    Where there is no checkout of the project, they are beside the decoded data.
    """
    return given("POLYMNIST_RUNS") or (_checkout() or cache_dir()) / "runs"


def cache_dir() -> Path:
    """Return the folder of decoded data: ``POLYMNIST_CACHE``, else the user's cache folder.

    Raises
    ------
    FileNotFoundError
        If the system knows no home of the user, as in some containers.
    """
    try:
        return (
            given("POLYMNIST_CACHE") or Path(platformdirs.user_cache_dir("polymnist")).expanduser()
        )
    except RuntimeError as error:
        raise FileNotFoundError(
            f"This user has no home, and so no folder for decoded data ({error}). Name one in "
            "POLYMNIST_CACHE."
        ) from error


def results_dir() -> Path:
    """Return the folder of the measured results of full-size runs, ``results/`` of the project."""
    return project_root() / "results"


def given(variable: str) -> Path | None:
    """Return the place that a variable of the environment names; None if it names none."""
    named = os.environ.get(variable)
    return expanded(named, variable) if named else None


def expanded(path: str | Path, named_in: str) -> Path:
    """Put the user's home for a ``~``, where no shell did, as in quotes or a file of variables.

    Parameters
    ----------
    path : str or Path
        A path that a person names.
    named_in : str
        Where it is named, such as the variable, which the message tells.

    Raises
    ------
    FileNotFoundError
        If there is no such home.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise FileNotFoundError(
            f"{named_in} is {path}, and the system knows no home of that name. Write out the path."
        ) from error


def make(folder: Path, variable: str) -> None:
    """Make a folder where the project keeps things, and see that it can be written to.

    Parameters
    ----------
    folder : Path
        The folder; it may be there.
    variable : str
        The variable of the environment that moves it, which the message names.

    Raises
    ------
    OSError
        If it cannot be, as where a user has no home.
    """
    failed = "make"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        failed = "write to"
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise OSError(
            error.errno,
            f"Could not {failed} the folder {folder} ({error.strerror}). Name one that can be "
            f"written to in {variable}.",
        ) from error


@contextmanager
def atomic_directory(target: Path) -> Iterator[Path]:
    """Fill a folder that appears at `target` whole or not at all.

    Parameters
    ----------
    target : Path
        The folder's final place. One that is there already is replaced.

    Yields
    ------
    Path
        An empty folder beside the target. It becomes the target when the block ends, and is
        removed when the block raises. A killed process leaves it behind under a name that starts
        with a dot, which no reader looks at.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield scratch
        for file in scratch.rglob("*"):
            if file.is_file():
                _flush(file)
        scratch.chmod(0o755)
        _replace_folder(target, scratch)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


@contextmanager
def atomic_file(target: Path) -> Iterator[Path]:
    """Write a file that appears at `target` whole or not at all.

    Parameters
    ----------
    target : Path
        The file's final place. One that is there already is replaced.

    Yields
    ------
    Path
        The path to write to, beside the target and with the target's suffix.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent
    )
    os.close(handle)
    scratch = Path(name)
    try:
        yield scratch
        _flush(scratch)
        scratch.chmod(0o644)
        scratch.replace(target)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def state(file: Path) -> tuple[int, int] | None:
    """Return what changes when a file is saved, its time and its size; None if it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def content(file: Path) -> bytes:
    """Return what a file holds; of text, the same whatever system and editor wrote it.

    That is without a byte order mark, and with lines that end as on Unix.
    """
    found = file.read_bytes()
    try:
        return found.decode("utf-8-sig").replace("\r\n", "\n").encode()
    except UnicodeDecodeError:
        return found


def _checkout() -> Path | None:
    """Find the checkout of the project that `project_root` tells of, if there is one."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "polymnist_lib").is_dir() and (folder / "book").is_dir():
            return folder
    home = Path(__file__).resolve().parents[1]
    # A folder of installed packages may have one called "book"; it has no table of contents.
    return home if (home / "book" / "_toc.yml").is_file() else None


def _replace_folder(target: Path, scratch: Path) -> None:
    """Rename a folder to `target`; one that is there leaves its name before it is emptied.

    Emptied in place, a kill would leave half of it under the target's name.
    """
    old = scratch.with_name(f"{scratch.name}.old")
    if target.exists():
        target.rename(old)
    scratch.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _flush(file: Path) -> None:
    """Have the system write a file to disk, so that a rename never gets ahead of its contents."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
