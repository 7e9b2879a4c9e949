"""What deleted chapters and replaced figures leave among the published pages."""

import re
from collections.abc import Collection
from pathlib import Path

from sphinx.environment import BuildEnvironment

from polymnist_lib.book.editions import LANG

_FIGURE = re.compile(r"[0-9a-f]{64}\.(png|jpeg|gif|svg)")
_OWN_PAGES = {"404", "genindex", "search", "py-modindex"}


def sweep(pages: Path, env: BuildEnvironment, written: Path) -> None:
    """Remove pages with their files, downloads and executed figures that belong to no chapter.

    Parameters
    ----------
    pages : Path
        The site's folder. The other edition's pages, and what nobody here made, stay.
    env : BuildEnvironment
        What Sphinx knows of the chapters that there are.
    written : Path
        The folder of the files that are copied to the site as somebody wrote them.
    """
    for path in sorted(pages.rglob("*.html")):
        place = path.relative_to(pages)
        name = place.with_suffix("").as_posix()
        if place.parts[0] in (LANG, "_static", "_downloads") or (written / place).is_file():
            continue
        if name not in env.found_docs and name not in _OWN_PAGES:
            path.unlink()
            if not any(each.startswith(f"{name}/") for each in env.found_docs):
                sweep_files(pages / name, (), written / name)
    for path in (pages / "_sources").rglob("*"):
        name = path.relative_to(pages / "_sources").with_suffix("").as_posix()
        if path.is_file() and name not in env.found_docs:
            path.unlink()
    used = {filename for _, filename in env.images.values()}
    for path in (pages / "_images").glob("*"):
        if _FIGURE.fullmatch(path.name) and path.name not in used:
            path.unlink()


def sweep_files(folder: Path, made: Collection[str], written: Path) -> None:
    """Remove the files beside a page that its chapter no longer makes, and folders without any.

    Parameters
    ----------
    folder : Path
        Of the page's files.
    made : collection of str
        Those that the chapter makes.
    written : Path
        The folder of those that somebody wrote for the page, if there is one: they stay.
    """
    for path in [*sorted(folder.rglob("*"), reverse=True), folder]:  # folders behind what they hold
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.is_file() and name not in made and not (written / name).is_file():
            path.unlink()
