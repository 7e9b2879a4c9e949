"""Building the book from a command: ``jupyter-book build book``, with the data chosen."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from polymnist_lib.paths import project_root

JUPYTER_BOOK = (sys.executable, "-c", "from jupyter_book.cli.main import main; main()")


def build(
    words: Sequence[str] = (),
    *,
    profile: str | None = None,
    source: str | None = None,
    data: str | Path | None = None,
    skip_bad: bool = False,
) -> int:
    """Build the book of the project that the current folder, or else the library, belongs to.

    Parameters
    ----------
    words : sequence of str
        What to hand on to ``jupyter-book build``, such as ``("-W", "--all")``.
    profile : str, optional
        The size of the report: ``POLYMNIST_PROFILE``, else ``"embedded"``.
    source : str, optional
        Where the digits come from: ``POLYMNIST_SOURCE``, else the profile's own source.
    data : path, optional
        A folder with the source's files: ``POLYMNIST_DATA``, else they are downloaded.
    skip_bad : bool
        Whether to go on without the files that are bad, as ``POLYMNIST_SKIP_BAD`` has it.

    Returns
    -------
    int
        The exit status of ``jupyter-book``.

    Raises
    ------
    ValueError
        If the profile or the source is unknown.
    FileNotFoundError
        If the folder of the data or that of the book does not exist.
    """
    from polymnist_lib import profiles, sources

    root = project_root()
    if not (root / "book" / "_toc.yml").exists():
        raise FileNotFoundError(
            f"No book to build: expected {root / 'book' / '_toc.yml'}. Run this command in a "
            "checkout of the project."
        )
    chosen = {}
    if profile is not None:
        chosen["POLYMNIST_PROFILE"] = profiles.get(profile).name
    if source is not None:
        if source not in sources.SOURCES:
            raise ValueError(
                f"Unknown source {source!r}. Valid sources: {', '.join(sources.SOURCES)}."
            )
        chosen["POLYMNIST_SOURCE"] = source
    if data is not None:
        folder = Path(data).expanduser().absolute()
        if not folder.is_dir():
            raise FileNotFoundError(f"The folder of the data does not exist: {folder}")
        chosen["POLYMNIST_DATA"] = str(folder)
    if skip_bad:
        chosen["POLYMNIST_SKIP_BAD"] = "1"
    line = [*JUPYTER_BOOK, "build", str(root / "book"), *words]
    return subprocess.run(line, env={**os.environ, **chosen}, check=False).returncode
