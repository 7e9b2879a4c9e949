"""Which files are the book's pages: the ``.md`` that the table of contents names, and no others.

Editors and tools leave files beside a chapter that Sphinx would take for the page itself, such as
the notebook that jupytext pairs with it, and folders full of Markdown that are nobody's chapters.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.matching import get_matching_files, patmatch

from polymnist_lib.book import build

SUFFIX = ".md"
"""What the name of a chapter's file ends with."""

_HIDDEN = (".*", "**/.*")
_SHOWN = 3
_ALIKE = 0.65
_LITERAL = str.maketrans({"*": "[*]", "?": "[?]", "[": r"[\[]"})


def setup(app: Sphinx) -> None:
    """Have Sphinx look at the book's pages alone."""
    app.add_config_value("book_listed_alone", True, "")  # whether no other chapters are pages
    # The table of contents is read in between, at 900.
    app.connect("config-inited", take_over, priority=850)
    app.connect("config-inited", choose, priority=950)
    app.connect("builder-inited", refuse_missing, priority=650)


def take_over(_app: Sphinx, config: Config) -> None:
    """Keep others from leaving out files by their names, which they take for patterns."""
    if hasattr(config, "external_toc_exclude_missing"):  # a single page has no table of contents
        config.book_listed_alone = config.external_toc_exclude_missing
        config.external_toc_exclude_missing = False


def choose(app: Sphinx, config: Config) -> None:
    """Name the pages to Sphinx."""
    globs, alone = set(), config.book_listed_alone
    if listed := getattr(config, "external_site_map", None):
        globs = listed.globs()
    found = set(map(_file, _names(config)))
    if globs or not alone:
        beside = [each for each in unhidden(app, config) if each.endswith(SUFFIX)]
        found |= {each for each in beside if not alone or _is_of(each, globs)}
    config.include_patterns = [each.translate(_LITERAL) for each in sorted(found)]


def refuse_missing(app: Sphinx) -> None:
    """Find the pages; give up where one is named and Sphinx, which would go on, finds none."""
    app.env.find_files(app.config, app.builder)
    pages = app.env.found_docs
    missing = [each for each in _names(app.config) if _file(each).removesuffix(SUFFIX) not in pages]
    if missing:
        build.give_up(_refusal(app, missing))


def unhidden(app: Sphinx, config: Config) -> list[str]:
    """List the files in the chapters' folder and those in it, by their places from there.

    Neither what is hidden counts nor what patterns exclude.
    """
    excluded = [*config.exclude_patterns, *_HIDDEN]
    return list(get_matching_files(app.srcdir, exclude_patterns=excluded))


def alike(name: str, files: Iterable[str]) -> list[str]:
    """List the files whose names are the most like one of a table of contents.

    Folders do not count, nor what follows a dot, nor whether letters are small or capital.

    Parameters
    ----------
    name : str
        As it stands in the table of contents.
    files : iterable of str
        The files' places.
    """
    stems = defaultdict(list)
    for each in files:
        stems[_stem(each)].append(each)
    close = get_close_matches(_stem(name), stems, _SHOWN, _ALIKE)
    return [file for stem in close for file in stems[stem]][:_SHOWN]


def _names(config: Config) -> list[str]:
    """List the pages, as the table of contents names them."""
    listed = getattr(config, "external_site_map", None)
    return [config.master_doc] if listed is None else list(listed)


def _file(name: str) -> str:
    """Return the file of a page that a table of contents names."""
    return name if name.endswith(SUFFIX) else name + SUFFIX


def _stem(name: str) -> str:
    """Return what is compared of a name."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return normalize("NFC", last.partition(".")[0]).casefold()


def _is_of(file: str, globs: Iterable[str]) -> bool:
    """Tell whether a chapter is one of those that patterns of the table of contents stand for."""
    return any(patmatch(file.removesuffix(SUFFIX), each) for each in globs)


def _refusal(app: Sphinx, missing: Sequence[str]) -> str:
    """Say which pages are not there, and what lies there instead."""
    toc = getattr(app.config, "external_toc_path", None)  # a single page has none
    where = Path(app.srcdir, toc) if toc else "The command"
    count = "a page" if len(missing) == 1 else f"{len(missing)} pages"
    found = unhidden(app, app.config)
    lines = [f"  {each}: {_instead(app, each, found)}" for each in missing[:_SHOWN]]
    lines += ["  …"] * (len(missing) > _SHOWN)
    return (
        f"{where} names {count} for which there is no chapter:\n" + "\n".join(lines) + "\n"
        f"A chapter is MyST Markdown, {SUFFIX}, with the text of both languages. Correct the entry "
        f"or rename the file, letter by letter and with / between folders: `file: eda` is "
        f"eda{SUFFIX}. `jupytext --to md:myst` makes a chapter of a notebook."
    )


def _instead(app: Sphinx, name: str, found: Sequence[str]) -> str:
    """Say which file a page wants, and which are there that somebody may have meant."""
    file = _file(name)
    if normalize("NFC", file) in get_matching_files(app.srcdir):  # which composes all letters
        if not Path(app.srcdir, file).exists():
            return (
                f"{file} is a link that leads nowhere, or its letters with accents are written in "
                "another way (Unicode NFC and NFD) than those of the entry"
            )
        return f"{file} may not be read, or exclude_patterns in _config.yml leave it out"
    if close := alike(name, found):
        return f"expected {file}; what lies there is {', '.join(close)}"
    return f"expected {file}, and nothing like it lies there"
