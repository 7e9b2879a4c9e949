"""Words of the other language say that they are."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_file

from .conftest import ROOT, Book, prose

GLOSSARY = prose(
    "# Glosario\n\n```{glossary}\nsol\n  *Sun.* Una *estrella*.\n\nluna\n  Sin *término*.\n```",
    "# Glossary\n\n```{glossary}\nsun\n  *Sol.* A *star*.\n\nmoon\n  Without a *term*.\n```",
)
REFERENCES = (
    prose("# Referencias\n\n{cite}`one,two,own`", "# References\n\n{cite}`one,two,own`")
    + '+++ {"lang": "both"}\n\n```{bibliography}\n```\n'
)
ENTRIES = """
@article{one, author={Ada Uno}, title={The First}, journal={J}, year={2020}, langid={english}}
@inproceedings{two, author={Eva Dos}, title={The Second}, booktitle={All of {T}hem}, year={2021},
  langid={english}}
@article{own, author={Leo Tres}, title={El tercero}, journal={J}, year={2022}}
"""


@pytest.fixture(scope="module")
def book(new_book: Callable[..., Book]) -> Book:
    """A book with a glossary and references, built."""
    made = new_book(glossary=GLOSSARY, references=REFERENCES)
    (made.folder / "references.bib").write_text(ENTRIES, encoding="utf-8")
    done = made.build("-W")
    assert done.returncode == 0, done.stdout
    return made


def marked(book: Book, name: str, lang: str) -> list[tuple[str, str]]:
    """List what a page's article says in which language, where it is said of a part."""
    article = BeautifulSoup(book.page(name, lang), "html.parser").select_one("article")
    assert article is not None
    return [(str(each["lang"]), each.get_text()) for each in article.select("[lang]")]


@pytest.mark.parametrize(("lang", "found"), [("es", ("en", "Sun.")), ("en", ("es", "Sol."))])
def test_the_terms_of_the_other_edition_are_marked(
    book: Book, lang: str, found: tuple[str, str]
) -> None:
    """The one that an entry begins with, and nothing else that is in italics."""
    assert marked(book, "glossary", lang) == [found]


def test_titles_in_english_are_marked(book: Book) -> None:
    """Of works and of the books that they are in, in the Spanish edition; the others are not."""
    found = [("en", "The first."), ("en", "The second."), ("en", "All of Them")]
    assert sorted(marked(book, "references", "es")) == sorted(found)
    assert marked(book, "references", "en") == []


def test_every_reference_says_its_language() -> None:
    """As BibLaTeX has it; of these titles none is in Spanish."""
    entries = parse_file(str(ROOT / "book" / "references.bib")).entries
    assert {entry.fields.get("langid") for entry in entries.values()} == {"english"}
