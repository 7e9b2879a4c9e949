"""What deleted chapters and replaced figures leave among the published pages."""

import re
from collections.abc import Collection
from pathlib import Path

from sphinx.environment import BuildEnvironment

from polymnist_lib.book.editions import LANG

_FIGURE = re.compile(r"[0-9a-f]{64}\.(png|jpeg|gif|svg)")
_OWN_PAGES = {"404", "genindex", "search", "py-modindex"}


def sweep(pages: Path, env: BuildEnvironment) -> None:
    """Remove pages, downloads and executed figures that belong to no chapter.

    Parameters
    ----------
    pages : Path
        The site's folder. The other edition's pages, and what nobody here made, stay.
    env : BuildEnvironment
        What Sphinx knows of the chapters that there are.
    """
    for path in pages.rglob("*.html"):
        name = path.relative_to(pages).with_suffix("").as_posix()
        if path.relative_to(pages).parts[0] in (LANG, "_static"):
            continue
        if name not in env.found_docs and name not in _OWN_PAGES:
            path.unlink()
    for path in (pages / "_sources").rglob("*"):
        name = path.relative_to(pages / "_sources").with_suffix("").as_posix()
        if path.is_file() and name not in env.found_docs:
            path.unlink()
    used = {filename for _, filename in env.images.values()}
    for path in (pages / "_images").glob("*"):
        if _FIGURE.fullmatch(path.name) and path.name not in used:
            path.unlink()


def sweep_files(folder: Path, made: Collection[str], written: Path) -> None:
    """Remove the files beside a page that its chapter no longer makes.

    Parameters
    ----------
    folder : Path
        Of the page's files.
    made : collection of str
        Those that the chapter makes.
    written : Path
        The folder of those that somebody wrote for the page, if there is one: they stay.
    """
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in made and not (written / name).is_file():
            path.unlink()
