"""Which files are the book's pages: the ``.md`` that the table of contents names, and no others.

Editors and tools leave files beside a chapter that Sphinx would take for the page itself, such as
the notebook that jupytext pairs with it, and folders full of Markdown that are nobody's chapters.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.matching import get_matching_files, patmatch

from polymnist_lib import examples
from polymnist_lib.book import build

SUFFIX = ".md"
"""What the name of a chapter's file ends with."""

_HIDDEN = (".*", "**/.*")
_LITERAL = str.maketrans({"*": "[*]", "?": "[?]", "[": r"[\[]"})


def setup(app: Sphinx) -> None:
    """Have Sphinx look at the book's pages alone."""
    app.add_config_value("book_listed_alone", True, "")  # whether no other chapters are pages
    # The table of contents is read in between, at 900.
    app.connect("config-inited", take_over, priority=850)
    app.connect("config-inited", choose, priority=950)


def take_over(_app: Sphinx, config: Config) -> None:
    """Keep others from leaving out files by their names, which they take for patterns."""
    if hasattr(config, "external_toc_exclude_missing"):  # a single page has no table of contents
        config.book_listed_alone = config.external_toc_exclude_missing
        config.external_toc_exclude_missing = False


def choose(app: Sphinx, config: Config) -> None:
    """Name the pages to Sphinx; give up where the table of contents names what is no chapter."""
    folder = Path(app.srcdir)
    names, globs, alone = [config.master_doc], set(), config.book_listed_alone
    if listed := getattr(config, "external_site_map", None):
        names, globs = list(listed), listed.globs()
    if others := no_chapters(folder, names, config.source_suffix):
        build.give_up(_refusal(others))
    found = set(map(_file, names))
    if globs or not alone:
        beside = unhidden(folder, config.exclude_patterns)
        found |= {each for each in beside if not alone or _is_of(each, globs)}
    config.include_patterns = [each.translate(_LITERAL) for each in sorted(found)]


def no_chapters(folder: Path, names: Iterable[str], suffixes: Collection[str]) -> list[str]:
    """List the files of other kinds that a table of contents names.

    Parameters
    ----------
    folder : Path
        The chapters' folder.
    names : iterable of str
        As they stand in the table of contents, with a suffix or without.
    suffixes : collection of str
        Those of all files that Sphinx could read.
    """
    missing = [each for each in names if not (folder / _file(each)).is_file()]
    tried = (f"{name}{suffix}" for name in missing for suffix in ("", *suffixes))
    return [each for each in tried if (folder / each).is_file()]


def unhidden(folder: Path, excluded: Iterable[str]) -> list[str]:
    """List the chapters' files in a folder and those in it, by their places from there.

    Neither what is hidden counts nor what patterns exclude.
    """
    found = get_matching_files(folder, exclude_patterns=[*excluded, *_HIDDEN])
    return [each for each in found if each.endswith(SUFFIX)]


def _file(name: str) -> str:
    """Return the file of a page that a table of contents names."""
    return name if name.endswith(SUFFIX) else name + SUFFIX


def _is_of(file: str, globs: Iterable[str]) -> bool:
    """Tell whether a chapter is one of those that patterns of the table of contents stand for."""
    return any(patmatch(file.removesuffix(SUFFIX), each) for each in globs)


def _refusal(others: list[str]) -> str:
    """Say what is wrong with a table of contents that names other files."""
    files = "1 file that is" if len(others) == 1 else f"{len(others)} files that are"
    return (
        f"_toc.yml names {files} no chapter: {examples.named(others)}. Expected MyST Markdown, "
        f"{SUFFIX}, with the text of both languages. Name the chapter's .md instead, as in "
        "`file: eda`; `jupytext --to md:myst` makes one of a notebook."
    )
