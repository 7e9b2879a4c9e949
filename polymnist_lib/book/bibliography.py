"""The bibliography and the citations in Spanish: pybtex's styles with the words translated.

Titles stay in their language, and say which it is to those who have the page read to them.
"""

import codecs
from pathlib import Path
from typing import Any

from docutils import nodes
from pybtex.database import BibliographyDataError, Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError
from pybtex.plugin import find_plugin
from pybtex.plugin import register_plugin as register_entries
from pybtex.style.formatting.alpha import Style
from pybtex.style.template import Node, tag
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib.bibtex.plugin import register_plugin as register_citations
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from polymnist_lib.book import build
from polymnist_lib.book.written import text_of

ENTRIES = "book_spanish"
"""The name of the style of the list of references."""

CITATIONS = "book_spanish_author_year"
"""The name of the style of citations in the text."""

_WORDS = {
    " and ": " y ",
    ", and ": " y ",
    "In": "En",
    "Master's thesis": "Tesis de máster",
    "Number": "Número",
    "PhD thesis": "Tesis doctoral",
    "Technical Report": "Informe técnico",
    "Volume": "Volumen",
    "chapter": "capítulo",
    "edition": "edición",
    "editor": "ed.",
    "editors": "eds.",
    "in": "en",
    "number": "número",
    "of": "de",
    "pages": "páginas",
    "volume": "volumen",
}


_ENGLISH = "language-en"
"""A class of this form is what docutils writes as an attribute ``lang``."""


class SpanishEntries(Style):
    """References as pybtex's ``alpha`` writes them, joined by Spanish words.

    Titles of entries whose field ``langid`` is ``english`` are marked as English.
    """

    def __getattribute__(self, name: str) -> Any:
        """Translate the template of every type of entry; the fields' own texts stay."""
        value = super().__getattribute__(name)
        if name.startswith("get_") and name.endswith("_template"):
            return lambda entry: _translated(value(entry))
        return value

    def format_title(self, e: Entry, which_field: str, as_sentence: bool = True) -> Node:
        """Write the title of a work, with its language."""
        return _in_its_language(e, super().format_title(e, which_field, as_sentence))

    def format_btitle(self, e: Entry, which_field: str, as_sentence: bool = True) -> Node:
        """Write the title of a book, with its language."""
        return _in_its_language(e, super().format_btitle(e, which_field, as_sentence))


class SpanishCitations(AuthorYearReferenceStyle):
    """Citations by author and year, with ``y`` between two authors."""

    def __init__(self) -> None:
        super().__init__(person=PersonStyle(sep2=" y ", last_sep=" y "))


def setup(app: Sphinx) -> None:
    """Make both styles known by their names, titles in English known to docutils; check files."""
    find_plugin("pybtex.backends", "docutils").tags[_ENGLISH] = _english
    register_entries("pybtex.style.formatting", ENTRIES, SpanishEntries)
    register_citations("sphinxcontrib.bibtex.style.referencing", CITATIONS, SpanishCitations)
    app.connect("config-inited", refuse_unreadable)


def refuse_unreadable(app: Sphinx, config: Config) -> None:
    """Give up where references cannot be read, in place of an exception that names no file."""
    problems = []
    for each in getattr(config, "bibtex_bibfiles", []):  # no setting where a book has none
        file = Path(app.srcdir, each)
        if file.is_file():  # others, and keys that are there twice, Sphinx names in a warning
            try:
                check(file, config.bibtex_encoding)
            except ValueError as error:
                problems.append(f"{file}: {error}")
    if problems:
        build.give_up("\n".join(problems))


def check(file: Path, encoding: str) -> None:
    """Read a file of references.

    Raises
    ------
    ValueError
        If it is no text in the encoding, or no BibTeX.
    """
    if codecs.lookup(encoding).name.startswith("utf-8"):
        text_of(file)
    try:
        Parser(encoding).parse_file(file)
    except BibliographyDataError:
        return
    except PybtexError as error:
        raise ValueError(
            f"this is not BibTeX: {error}. Look there, and at the entry before. Expected entries "
            "such as @book{key, title={A {Title}}, year={2020}}, with a comma behind each field "
            "and a closing brace for each that opens."
        ) from error


def _in_its_language(entry: Entry, title: Node) -> Node:
    """Mark a title, if it is in English."""
    return tag(_ENGLISH)[title] if entry.fields.get("langid") == "english" else title


def _english(source: str, text: str, *children: nodes.Node) -> nodes.inline:
    """Make the node of a text in English."""
    return nodes.inline(source, text, *children, classes=[_ENGLISH])


def _translated(part: Any) -> Any:
    """Translate the literal words of a template."""
    if isinstance(part, str):
        return _WORDS.get(part, part)
    if isinstance(part, Node):
        copy = Node(part.name, part.f)
        copy.args = part.args  # names of fields
        copy.kwargs = {name: _translated(each) for name, each in part.kwargs.items()}
        copy.children = [_translated(each) for each in part.children]
        return copy
    return part
