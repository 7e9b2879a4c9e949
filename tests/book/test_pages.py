"""The pages of the real book, as they were built."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag

from .conftest import PAGES, ROOT

LANGUAGES = ("es", "en")
TEXTS = ("title", "aria-label", "placeholder", "alt", "data-bs-title")
NUMBERED = {
    "es": r"(Ejercicio|Figura|Tabla|Listado) \d+",
    "en": r"(Exercise|Figure|Table|Listing) \d+",
}
COMMON_WORDS = {
    "es": {"el", "la", "los", "las", "de", "del", "que", "en", "con", "por", "una", "se", "su"},
    "en": {"the", "of", "and", "is", "are", "with", "that", "which", "to", "from", "it", "this"},
}
# The same in both languages, and rightly so.
SHARED_TEXTS = {"Ctrl", "K", ".ipynb", ".md", ".pdf", "Error", "PolyMNIST"}


def one_test(**values: Sequence[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make one test of a check of the site: of all combinations, it names each that fails."""

    def of(check: Callable[..., None]) -> Callable[..., None]:
        def test(site: Path, subtests: pytest.Subtests) -> None:
            for chosen in product(*values.values()):
                case = dict(zip(values, chosen, strict=True))
                with subtests.test(**case):
                    check(site, **case)

        test.__doc__ = check.__doc__
        return test

    return of


every_page = one_test(name=[*PAGES, "search"], lang=LANGUAGES)
every_chapter = one_test(name=PAGES, lang=LANGUAGES)
every_pair = one_test(name=PAGES)
each_edition = one_test(lang=LANGUAGES)


def path_of(site: Path, name: str, lang: str) -> Path:
    """Return the file of a page."""
    return (site if lang == "es" else site / lang) / f"{name}.html"


@cache
def soup_of(path: Path) -> BeautifulSoup:
    """Parse a page. Nobody may change it: others read it too."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors_of(path: Path) -> frozenset[str]:
    """Return what a link into a page can name."""
    return frozenset(
        str(tag[key]) for key in ("id", "name") for tag in soup_of(path).find_all(attrs={key: True})
    )


def article_of(path: Path) -> Tag:
    """Return what the author wrote of a page."""
    found = soup_of(path).find("article")
    assert isinstance(found, Tag)
    return found


def chrome_texts(path: Path) -> Iterator[str]:
    """Yield the words and labels that surround a page's article, titles of chapters left out."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for tag in page.select("article, script, style, title, .logo__title, .prev-next-title"):
        tag.extract()
    for tag in page.select(
        "a.reference, a.nav-link, .language-switch, .component-author, .copyright"
    ):
        tag.extract()
    for tag in page.select("#print-main-content li, #jb-print-docs-body h1, link, meta"):
        tag.extract()
    yield from page.stripped_strings
    for tag in page.find_all(True):
        yield from (str(tag[key]) for key in TEXTS if tag.get(key))


@every_page
def test_every_page_is_there_and_says_its_language(site: Path, name: str, lang: str) -> None:
    """Each page of the contents is in both editions, with its own ``<html lang>``."""
    root = soup_of(path_of(site, name, lang)).find("html")
    assert isinstance(root, Tag)
    assert root["lang"] == lang


@every_page
def test_the_twin_is_one_click_away(site: Path, name: str, lang: str) -> None:
    """The switch and the ``hreflang`` links lead to the same page in the other language."""
    path = path_of(site, name, lang)
    other = "en" if lang == "es" else "es"
    switch = soup_of(path).select_one("a.language-switch")
    assert switch is not None
    assert switch.get_text(strip=True) == {"es": "Español", "en": "English"}[other]
    assert (switch["lang"], switch["hreflang"]) == (other, other)
    assert (path.parent / str(switch["href"])).resolve() == path_of(site, name, other).resolve()
    alternates = {
        str(link["hreflang"]): str(link["href"]) for link in soup_of(path).select("link[hreflang]")
    }
    assert set(alternates) == {"es", "en", "x-default"}
    for each in LANGUAGES:
        if not urlsplit(alternates[each]).scheme:
            target = (path.parent / alternates[each]).resolve()
            assert target == path_of(site, name, each).resolve()


@every_pair
def test_every_section_has_a_label_of_both_languages(site: Path, name: str) -> None:
    """The switch leads from each section to its twin, so both have labels, and the same ones."""
    spanish, english = (
        [
            [str(label["id"]) for label in section.find_all("span", id=True, recursive=False)]
            for section in article_of(path_of(site, name, lang)).select("section section")
        ]
        for lang in LANGUAGES
    )
    assert spanish == english
    assert all(any(label.startswith("sec-") for label in labels) for labels in spanish)


@every_pair
def test_previews_are_in_the_language(site: Path, name: str) -> None:
    """Each chapter says what it is about, to those who share it too, in each language."""
    found = [
        [
            str(tag["content"])
            for tag in soup_of(path_of(site, name, lang)).select(
                'meta[name="description"], meta[property="og:description"],'
                ' meta[property="og:title"], meta[property="og:locale"]'
            )
        ]
        for lang in LANGUAGES
    ]
    assert [len(each) for each in found] == [4, 4]
    assert not set(found[0]) & set(found[1])


@every_page
def test_no_internal_link_is_dead(site: Path, name: str, lang: str) -> None:
    """Pages, anchors, images, styles, scripts and downloads that a page names are there."""
    path = path_of(site, name, lang)
    dead = []
    for key in ("href", "src"):
        for tag in soup_of(path).find_all(attrs={key: True}):
            address = urlsplit(str(tag[key]))
            if address.scheme or address.netloc:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            points = address.fragment and target.suffix == ".html"
            if not target.is_file() or (
                points and unquote(address.fragment) not in anchors_of(target)
            ):
                dead.append(str(tag[key]))
    assert dead == []


@every_page
def test_every_image_has_an_alternative_text(site: Path, name: str, lang: str) -> None:
    """Words, not a file's name, and no value left unfilled."""
    for image in soup_of(path_of(site, name, lang)).find_all("img"):
        text = str(image.get("alt", ""))
        assert len(text.split()) > 1, image
        assert not re.search(r"[0-9a-f]{16}|[{}]|\.(png|svg)$", text), text


@every_chapter
def test_alternative_texts_are_in_the_language(site: Path, name: str, lang: str) -> None:
    """A figure's text is another one in the other edition."""
    other = "en" if lang == "es" else "es"
    ours, theirs = (
        {str(image.get("alt")) for image in article_of(path_of(site, name, each)).find_all("img")}
        for each in (lang, other)
    )
    assert not ours & theirs


@each_edition
def test_nothing_of_the_machine_is_published(site: Path, lang: str) -> None:
    """No local path in pages, notebooks and indices, and no folder of MyST-NB."""
    private = {str(ROOT), str(site.parents[1]), str(Path.home()), sys.prefix, "site-packages"}
    private.discard("/")
    folder = site if lang == "es" else site / lang
    for path in sorted(folder.rglob("*")):
        assert path.name != "jupyter_execute"
        if (
            path.suffix in (".html", ".ipynb", ".js", ".json", ".txt")
            and "_static" not in path.parts
        ):
            text = path.read_text(encoding="utf-8")
            found = [each for each in private if re.search(re.escape(each) + r"(?![\w-])", text)]
            assert not found, path


@every_chapter
def test_notebooks_are_for_any_reader(site: Path, name: str, lang: str) -> None:
    """A page with code offers its notebook, in whose prose no role, directive or label is left."""
    path = path_of(site, name, lang)
    offered = {str(link["href"]) for link in soup_of(path).select("a[href$='.ipynb']")}
    runs = "{code-cell}" in (ROOT / "book" / f"{name}.md").read_text(encoding="utf-8")
    assert offered == ({f"_sources/{name}.ipynb"} if runs else set())
    for file in offered:
        for cell in nbformat.read(path.parent / file, as_version=4).cells:
            if cell.cell_type == "markdown":
                left = re.search(
                    r"\{[\w:-]+\}`|^[:`]{3,}\{|^\([\w-]+\)=", cell.source, re.MULTILINE
                )
                assert left is None, cell.source


@every_chapter
def test_figures_and_tables_lead_to_their_code(site: Path, name: str, lang: str) -> None:
    """Each that a cell made has a line under it, with the cell's number and a function."""
    for figure in article_of(path_of(site, name, lang)).select(".cell_output figure"):
        line = figure.find_next_sibling()
        assert isinstance(line, Tag)
        assert line["class"] == ["origin"]
        words = {"es": "Código: celda", "en": "Code: cell"}[lang]
        function = r"\w+\.\w+\s+\(polymnist_lib/(plotting|report)/\w+\.py\)"
        assert re.match(rf"{words} \d+\n.*\b{function}$", line.get_text("\n").strip(), re.DOTALL)


@every_chapter
def test_no_standard_error_and_no_failure_is_on_a_page(site: Path, name: str, lang: str) -> None:
    """Neither warnings of packages, nor tracebacks, nor messages of docutils."""
    article = article_of(path_of(site, name, lang))
    assert not article.select(".stderr, .traceback, .system-message, .problematic")
    printed = " ".join(each.get_text() for each in article.select(".output.stream"))
    assert not re.search(r"WARNING|Warning:|Traceback", printed)


@every_page
def test_the_theme_speaks_the_language(site: Path, name: str, lang: str) -> None:
    """No word or label around the article is the same in both editions, but for a few names."""
    here, there = (
        {text for text in chrome_texts(path_of(site, name, each)) if re.search(r"[^\W\d]{2}", text)}
        for each in (lang, "en" if lang == "es" else "es")
    )
    assert here & there <= SHARED_TEXTS
    assert here, "the theme has words"


@every_chapter
def test_prose_is_in_the_language(site: Path, name: str, lang: str) -> None:
    """No paragraph has more of the other language's common words than of its own."""
    other = "en" if lang == "es" else "es"
    article = BeautifulSoup(str(article_of(path_of(site, name, lang))), "html.parser")
    for entries in article.select(".citation-list"):  # titles are in the language of the work
        entries.extract()
    for paragraph in article.find_all(["p", "li", "figcaption", "dd"]):
        words = re.findall(r"[^\W\d_]+", paragraph.get_text(" ").lower())
        own, foreign = (sum(word in COMMON_WORDS[each] for word in words) for each in (lang, other))
        assert foreign <= max(own, 1), paragraph.get_text(" ")[:200]


@every_chapter
def test_figures_and_tables_are_numbered_in_the_language(site: Path, name: str, lang: str) -> None:
    """Each executed figure has a number, and numbers say what they number in the language."""
    article = article_of(path_of(site, name, lang))
    for number in article.select(".caption-number"):
        assert re.fullmatch(NUMBERED[lang], number.get_text(strip=True))
    for figure in article.find_all("figure"):
        assert figure.select_one("figcaption .caption-number"), figure.get("id")
    for reference in article.select("a .std-numref"):
        assert re.fullmatch(NUMBERED[lang], reference.get_text(strip=True))


@every_chapter
def test_nothing_is_left_unresolved(site: Path, name: str, lang: str) -> None:
    """No role, placeholder or glued value shows as it was written; none is empty."""
    article = BeautifulSoup(str(article_of(path_of(site, name, lang))), "html.parser")
    for value in article.select(".pasted-text"):
        assert value.get_text(strip=True)
    for tag in article.select("pre, code, script, .math"):
        tag.extract()
    text = article.get_text(" ")
    assert not re.search(r"\{[a-z][\w:-]*\}`|\{\w+\}|\+\+\+ \{|:::|```", text)
    assert "\\x" not in text


@each_edition
def test_the_search_is_of_the_edition(site: Path, lang: str) -> None:
    """The index has the edition's pages, and its stemmer the edition's language."""
    folder = site if lang == "es" else site / lang
    index = (folder / "searchindex.js").read_text(encoding="utf-8")
    found = re.search(r'"docnames": ?\[([^\]]*)\]|docnames:\[([^\]]*)\]', index)
    assert found is not None
    assert set(re.findall(r'"([^"]+)"', found[0].partition("[")[2])) == set(PAGES)
    options = (folder / "_static" / "documentation_options.js").read_text(encoding="utf-8")
    assert f"LANGUAGE: '{lang}'" in options
