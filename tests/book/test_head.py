"""What pages tell of themselves: a small book whose address and repository are set."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document

from polymnist_lib.book import head
from polymnist_lib.book.project import Project

from .conftest import FRONT, PARAMETERS, ROOT, Book, code, prose

SITE = "https://example.org/some/where/"
EDITIONS = {"es": SITE, "en": f"{SITE}en/"}
REPOSITORY = "https://github.com/somebody/something"
both_languages = pytest.mark.parametrize("lang", list(EDITIONS))

FIGURE = """
:::{{figure}} _static/readme.png
:name: fig-all
:alt: {alt}
{caption}
:::
"""

ADMONITIONS = (
    "attention",
    "caution",
    "danger",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "warning",
)
# Whatever Sphinx and the themes have a word for, each with words of one letter of its own.
EVERYTHING = """
A[^a].

[^a]: B

```{math}
:label: eq-all
x
```

{eq}`eq-all` {term}`d`

```{code-block} python
:caption: C
:name: code-all
y
```

```{list-table} T
:name: tab-all
* - t
```

```{glossary}
d
  D
```

```{contents}
```

(sec-all)=
## S
""" + "".join(f"\n:::{{{each}}}\nm\n:::\n" for each in ADMONITIONS)


@pytest.fixture(scope="module")
def book(new_book: Callable[..., Book]) -> Book:
    """A chapter with a figure and one with everything, built."""
    made = new_book(
        index=prose(
            "# Inicio\n\nUn *primer* párrafo,\ncon {math}`x`.\n\nOtro.",
            "# Start\n\nA *first* paragraph\nwith {math}`x`.\n\nAnother.",
        ),
        figure=FRONT
        + prose(
            '# Una "figura"' + FIGURE.format(alt="Unos dígitos", caption="Son diez.") + "\nTexto.",
            '# One "figure"' + FIGURE.format(alt="Some digits", caption="Ten.") + "\nText.",
        )
        + PARAMETERS
        + code("1;"),
        everything=FRONT
        + prose(f"# P\n{EVERYTHING}", f"# P\n{EVERYTHING}")
        + PARAMETERS
        + "".join(code("2", f":tags: [hide-{each}]\n\n") for each in ("cell", "input", "output")),
    )
    done = made.build("-W", "--keep-going", POLYMNIST_SITE=SITE, POLYMNIST_REPOSITORY=REPOSITORY)
    assert done.returncode == 0, done.stdout
    return made


def page_of(book: Book, name: str, lang: str) -> BeautifulSoup:
    """Parse a page."""
    return BeautifulSoup(book.page(name, lang), "html.parser")


def card(book: Book, name: str, lang: str) -> dict[str, str]:
    """Return what the head of a page says, by name."""
    return {
        str(tag.get("name") or tag.get("property")): str(tag["content"])
        for tag in page_of(book, name, lang).select("head meta[content]")
    }


@both_languages
@pytest.mark.parametrize("name", ["index", "figure"])
def test_a_page_names_its_address_and_its_twins(book: Book, name: str, lang: str) -> None:
    """The canonical address is the edition's; the alternates are the same in both."""
    page = page_of(book, name, lang)
    (canonical,) = page.select("link[rel=canonical]")
    assert canonical["href"] == f"{EDITIONS[lang]}{name}.html"
    alternates = {str(each["hreflang"]): each["href"] for each in page.select("link[hreflang]")}
    addresses = {each: f"{edition}{name}.html" for each, edition in EDITIONS.items()}
    assert alternates == {**addresses, "x-default": addresses["es"]}


@both_languages
def test_a_card_is_in_the_language_of_the_page(book: Book, lang: str) -> None:
    """Title, first paragraph, locale and figure, for every network alike."""
    found = card(book, "figure", lang)
    title, text, alt = {
        "es": ("Una “figura”", "Texto.", "Unos dígitos"),
        "en": ("One “figure”", "Text.", "Some digits"),
    }[lang]
    for each in ("og:", "twitter:"):
        assert found[f"{each}title"] == title
        assert found[f"{each}description"] == found["description"] == text
        assert found[f"{each}image"] == f"{EDITIONS[lang]}_images/readme.png"
        assert found[f"{each}image:alt"] == alt
    locales = {"es": "es_ES", "en": "en_GB"}
    assert found["og:locale"] == locales.pop(lang)
    assert found["og:locale:alternate"] == next(iter(locales.values()))
    assert found["og:url"] == f"{EDITIONS[lang]}figure.html"
    assert found["og:site_name"].startswith("PolyMNIST: ")
    assert (found["og:type"], found["twitter:card"]) == ("article", "summary_large_image")
    assert book.published("_images/readme.png", lang).is_file()


@both_languages
def test_the_first_page_stands_for_the_site(book: Book, lang: str) -> None:
    """Its description is the paragraph as it is read; without figures it shows the site's."""
    found = card(book, "index", lang)
    assert found["og:type"] == "website"
    first = {"es": "Un primer párrafo, con x.", "en": "A first paragraph with x."}
    assert found["og:description"] == first[lang]
    assert found["og:image"].startswith(f"{EDITIONS[lang]}_static/")
    assert book.published(found["og:image"].removeprefix(EDITIONS[lang]), lang).is_file()


def test_the_map_has_every_page_in_both_languages(book: Book) -> None:
    """Each with its twins, no page that is not the author's, and `robots.txt` names the map."""
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    root = ElementTree.fromstring(book.published("sitemap.xml").read_text(encoding="utf-8"))
    found = {}
    for entry in root.findall("s:url", names):
        links = entry.findall("{http://www.w3.org/1999/xhtml}link")
        found[entry.findtext("s:loc", namespaces=names)] = {
            each.get("hreflang"): each.get("href") for each in links
        }
    pages = ("everything", "figure", "index")
    twins = {page: {k: f"{v}{page}.html" for k, v in EDITIONS.items()} for page in pages}
    assert found == {twins[page][lang]: twins[page] for page in pages for lang in EDITIONS}
    assert f"Sitemap: {SITE}sitemap.xml" in book.published("robots.txt").read_text("utf-8")
    assert not book.published("sitemap.xml", "en").exists()


def test_the_page_for_missing_ones_leads_back(book: Book) -> None:
    """In both languages, to pages that are there, whatever the depth; there is one of it."""
    page = page_of(book, "404", "es")
    assert [each.get("lang") for each in page.select("html, section")] == ["es", None, "en"]
    links = [str(each["href"]) for each in page.select("a")]
    assert len(links) == 4
    for link in links:
        assert link.startswith(SITE)
        assert book.published(link.removeprefix(SITE)).is_file()
    assert not page.select("script, img, link")
    assert not book.published("404.html", "en").exists()


@both_languages
def test_the_repository_is_one_setting(book: Book, lang: str) -> None:
    """It has a button, and so have its issues."""
    links = [
        str(each["href"])
        for each in page_of(book, "figure", lang).select("header a, .bd-header-article a")
    ]
    assert REPOSITORY in links
    assert any(link.startswith(f"{REPOSITORY}/issues/new") for link in links)


def texts(page: BeautifulSoup) -> Iterator[str]:
    """Yield all that is read in a page."""
    for tag in page.select("script, style"):
        tag.extract()
    yield from page.stripped_strings
    for key in ("title", "aria-label", "placeholder", "alt"):
        yield from (str(tag[key]) for tag in page.find_all(attrs={key: True}))


def test_the_themes_have_a_word_in_each_language_for_everything(book: Book) -> None:
    """Nothing is said alike in both editions of a page with all that a chapter may have."""
    spanish, english = (
        {
            text
            for text in texts(page_of(book, "everything", lang))
            if re.search(r"[^\W\d]{2}", text)
        }
        for lang in EDITIONS
    )
    assert spanish & english == {
        "Ctrl",
        ".ipynb",
        ".md",
        ".pdf",
        "Binder",
        "Colab",
        "© Copyright 2026, PolyMNIST.",
    }


def test_without_an_address_there_is_no_map(book: Book) -> None:
    """And no whole address; what an earlier build left of the map is gone."""
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stdout
    assert not book.published("sitemap.xml").exists()
    assert not book.published("robots.txt").exists()
    page, found = page_of(book, "figure", "en"), card(book, "figure", "en")
    assert not page.select("link[rel=canonical]")
    assert not {"og:url", "og:image", "twitter:image"} & set(found)
    assert found["og:description"] == "Text."
    assert found["twitter:card"] == "summary"


@both_languages
def test_the_environment_stands_in_for_the_settings(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With or without a slash at its end; where it says nothing, the settings hold."""

    def configured() -> Any:
        config: Any = SimpleNamespace(
            language=lang, html_baseurl="https://e.org/", html_theme_options={"repository_url": "r"}
        )
        head.take_addresses(config, Project(ROOT, prefix="POLYMNIST_"))
        return config

    for name in ("POLYMNIST_SITE", "POLYMNIST_REPOSITORY"):
        monkeypatch.setenv(name, "")
    from_file = configured()
    assert (from_file.html_baseurl, from_file.html_theme_options["repository_url"]) == (
        "https://e.org/",
        "r",
    )
    monkeypatch.setenv("POLYMNIST_REPOSITORY", REPOSITORY)
    for site in (SITE, SITE.rstrip("/")):
        monkeypatch.setenv("POLYMNIST_SITE", site)
        assert configured().html_baseurl == EDITIONS[lang]
    assert configured().html_theme_options == {"repository_url": REPOSITORY}


@pytest.mark.parametrize(
    ("lang", "base"), [("es", "https://e.org/book"), ("en", "https://e.org/book/en/")]
)
def test_the_address_of_the_site_is_that_of_its_main_edition(lang: str, base: str) -> None:
    """With and without a slash at its end; none is none."""
    for given, site in ((base, "https://e.org/book/"), ("", "")):
        app: Any = SimpleNamespace(config=SimpleNamespace(language=lang, html_baseurl=given))
        assert head.site_of(app) == site


def test_a_long_description_is_cut_between_words() -> None:
    """It ends in an ellipsis; a page without prose has none."""
    document = new_document("page")
    assert head.description(document) == ""
    document += nodes.paragraph("", "una palabra " * 50)
    made = head.description(document)
    assert len(made) <= 200
    assert re.fullmatch(r"(una palabra )+una( palabra)?…", made)
