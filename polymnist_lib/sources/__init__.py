"""Where the digits come from: three sources, one container."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polymnist_lib import paths
from polymnist_lib.digits import DataSet
from polymnist_lib.sources import embedded, kaggle, layout, mnist, mnist_files

SOURCES = ("embedded", "mnist", "kaggle")


def load(
    name: str = "embedded", *, folder: str | Path | None = None, skip_bad: bool = False
) -> DataSet:
    """Load a source with its own division into train and test.

    Parameters
    ----------
    name : {"embedded", "mnist", "kaggle"}
        The source.
    folder : str or Path, optional
        Where the files of ``mnist`` or ``kaggle`` are; else what ``POLYMNIST_DATA`` names, else
        they are downloaded.
    skip_bad : bool
        Whether to go on without the files that cannot be read, instead of raising. Only the files
        of ``kaggle`` can be read one without the other.

    Returns
    -------
    DataSet
        The data; its ``skipped`` lists the files left out.

    Raises
    ------
    ValueError
        If the source is unknown, or if files are not what they should be.
    FileNotFoundError
        If files are missing.
    ConnectionError
        If a download fails.
    """
    place = _place(name, folder)
    with _naming_the_other(name, place):
        if name == "mnist":
            return mnist.load(place)
        if name == "kaggle":
            return kaggle.load(place, skip_bad=skip_bad)
        return embedded.load()


def identity(name: str = "embedded", *, folder: str | Path | None = None) -> str:
    """Name the state of a source without decoding or downloading it.

    Parameters
    ----------
    name, folder
        As in `load`.

    Returns
    -------
    str
        It changes when a file of the source is added, removed or written anew.

    Raises
    ------
    ValueError, FileNotFoundError
        If the source is unknown, or if its folder has another layout.
    """
    place = _place(name, folder)
    with _naming_the_other(name, place):
        if name == "mnist":
            return mnist.identity(place)
        if name == "kaggle":
            return kaggle.identity(place)
        return "embedded"


def _place(name: str, folder: str | Path | None) -> Path | None:
    """Check the source's name and return the folder to read it from, if there is one."""
    if name not in SOURCES:
        raise ValueError(f"Unknown source {name!r}: expected one of {', '.join(SOURCES)}.")
    if name == "embedded":
        if folder is not None:
            raise ValueError(
                f"The embedded source reads no folder, got {folder}: name the source of that "
                "folder too, mnist (IDX files) or kaggle (PNG files)."
            )
        return None
    return paths.expanded(folder, "folder") if folder else paths.given("POLYMNIST_DATA")


@contextmanager
def _naming_the_other(name: str, folder: Path | None) -> Iterator[None]:
    """Where a folder lacks what a source reads and holds what the other does, say that instead."""
    try:
        yield
    except FileNotFoundError as error:
        other = {"mnist": "kaggle", "kaggle": "mnist"}.get(name)
        if folder is None or other is None or _lies_in(name, folder) or not _lies_in(other, folder):
            raise
        raise FileNotFoundError(
            f"{folder} holds what the source {other} reads, and nothing of {name}: name that "
            f"source, --source {other}."
        ) from error


def _lies_in(name: str, folder: Path) -> bool:
    """Tell whether a folder holds files of a source that reads folders."""
    try:
        return folder.is_dir() and {"mnist": mnist_files, "kaggle": layout}[name].lies_in(folder)
    except ValueError:  # it holds several such sets
        return True
