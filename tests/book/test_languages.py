"""Both languages in a real browser: the switch between them, and the search in each."""

import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from polymnist_lib.book import search

from .browsing import PATIENCE

OTHER = {"es": "en", "en": "es"}
LABELS = "article :is([id^='sec-'], [id^='fig-'], [id^='tab-'])"

both_languages = pytest.mark.parametrize("lang", list(OTHER))


def address(site: Path, name: str, lang: str) -> str:
    """Return where a page is on the disk."""
    return (site if lang == "es" else site / lang).joinpath(f"{name}.html").as_uri()


def wait(browser: Chrome, script: str) -> Any:
    """Wait until a script returns something, and return that."""
    end = time.monotonic() + PATIENCE
    while not (found := browser.execute_script(script)):
        assert time.monotonic() < end, script
        time.sleep(0.02)
    return found


def switch(browser: Chrome, lang: str, *, key: bool = False) -> str:
    """Follow the switch from a page in a language; return the part of the address behind #."""
    link = browser.find_element(By.CSS_SELECTOR, "a.language-switch")
    link.send_keys(Keys.ENTER) if key else link.click()
    wait(
        browser,
        f"return document.documentElement.lang === '{OTHER[lang]}'"
        " && document.readyState === 'complete'",
    )
    return str(browser.execute_script("return location.hash.slice(1)"))


@both_languages
def test_the_switch_keeps_the_place_of_a_reader_who_scrolled(
    site: Path, browser: Chrome, lang: str
) -> None:
    """Just above the place where one reads, a label comes into sight in the other language."""
    browser.get(address(site, "cnn", lang))
    labels = browser.execute_script(
        f'return [...document.querySelectorAll("{LABELS}")].map(e => e.id)'
    )
    assert len(labels) > 8
    for label in labels[::4]:
        browser.get(address(site, "cnn", lang))
        browser.execute_script(
            "document.documentElement.style.scrollBehavior = 'auto';"
            "const place = document.getElementById(arguments[0]).getBoundingClientRect().top;"
            "scrollTo(0, Math.max(place - innerHeight / 3, place / 2) + 8)",
            label,
        )
        assert switch(browser, lang) == label
        top, height = browser.execute_script(
            "const { top } = document.getElementById(arguments[0]).getBoundingClientRect();"
            "return [top, innerHeight]",
            label,
        )
        assert 0 <= top < height


@both_languages
@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_the_switch_keeps_the_section_that_was_chosen(
    site: Path, browser: Chrome, lang: str, place: int
) -> None:
    """One of the contents of the page, whose anchor is in the page's language, and back again."""
    browser.get(address(site, "cnn", lang))
    entry = browser.find_elements(By.CSS_SELECTOR, "#pst-page-toc-nav > ul > li > a")[place]
    label = browser.execute_script(
        "const section = document.getElementById(decodeURI(arguments[0].hash.slice(1)));"
        "return section.querySelector(':scope > span[id^=sec-]').id",
        entry,
    )
    entry.click()
    assert switch(browser, lang, key=True) == label
    assert switch(browser, OTHER[lang]) == label


@both_languages
def test_from_the_top_the_switch_leads_to_the_top(site: Path, browser: Chrome, lang: str) -> None:
    """Also if the reader went down before, and from a page without sections."""
    for name in ("eda", "search"):
        browser.get(address(site, name, lang))
        browser.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
        browser.execute_script("scrollTo(0, 9999); scrollTo(0, 0)")
        assert switch(browser, lang) == ""


def found(browser: Chrome, site: Path, lang: str, typed: str) -> list[tuple[str, str]]:
    """Search for something; return the page, with its anchor, and the words of each result."""
    browser.get(f"{address(site, 'search', lang)}?q={quote(typed)}")
    wait(browser, "return document.querySelector('.search-summary')?.innerText")
    results = browser.execute_script(
        "return [...document.querySelectorAll('ul.search li')]"
        ".map(each => [each.querySelector('a').getAttribute('href'), each.innerText])"
    )
    return [(page, words) for page, words in results]


@pytest.mark.parametrize(
    ("lang", "accented", "typed", "where"),
    [
        ("es", "auditoría", "auditoria", "audit.html"),
        ("es", "Auditoría del informe", "auditoria del informe", "audit.html"),
        ("es", "validación", "VALIDACION", "comparison.html"),
        ("es", "imagen", "imágen", "eda.html"),
        ("es", "pequeños", "pequenos", "strong.html"),
        ("es", "atribución", "atribucion", "glossary.html#term-atribucion"),
        ("es", "cómo se compone", "como se compone", "eda.html#como-se-compone-una-imagen"),
        ("en", "atribución", "atribucion", "glossary.html"),
        ("en", "attribution", "áttribution", "glossary.html"),
    ],
)
def test_accents_do_not_matter_to_the_search(
    site: Path, browser: Chrome, lang: str, accented: str, typed: str, where: str
) -> None:
    """Words with and without them have the same results: pages, sections, glossary entries."""
    right, other = (found(browser, site, lang, each) for each in (accented, typed))
    assert right == other
    assert where in dict(right)


@both_languages
def test_the_browser_reduces_words_as_the_index_does(
    site: Path, browser: Chrome, lang: str
) -> None:
    """All words of the edition, and the same without accents, have one stem."""
    page = Path(address(site, "search", lang).removeprefix("file://"))
    text = " ".join(
        article.get_text(" ")
        for each in page.parent.glob("*.html")
        for article in BeautifulSoup(each.read_text("utf-8"), "html.parser").select("article")
    )
    language = {"es": search.Spanish, "en": search.English}[lang]({})
    words = sorted({each for each in language.split(text.lower()) if len(each) > 2})
    assert len(words) > 1000
    browser.get(address(site, "search", lang))
    for spelled in (words, [search.plain(each) for each in words]):
        stems = browser.execute_script(
            "const stemmer = new Stemmer();"
            "return arguments[0].map((each) => stemmer.stemWord(each))",
            spelled,
        )
        assert stems == [language.stem(each) for each in words]


def test_other_forms_of_a_word_are_still_found() -> None:
    """Without accents too, singular and plural have one stem; common words are left out."""
    spanish = search.Spanish({})
    for forms in ("validación validaciones validacion", "época épocas epoca"):
        assert len(set(map(spanish.stem, forms.split()))) == 1, forms
    assert {"más", "mas", "también", "tambien"} <= spanish.stopwords


@pytest.mark.parametrize("missing", ["no.html", "en/no.html", "en/no/where/page.html"])
def test_a_missing_page_leads_back(browser: Chrome, host: str, missing: str) -> None:
    """From any depth of a site whose address nobody has set, in both languages."""
    browser.get(host + missing)
    wait(browser, f"return document.links[0].href === '{host}index.html'")
    links = browser.execute_script("return [...document.links].map((each) => each.href)")
    pages = ("index.html", "search.html", "en/index.html", "en/search.html")
    assert links == [host + each for each in pages]
    for link in links:
        browser.get(link)
        lang = "en" if link.startswith(f"{host}en/") else "es"
        assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == lang
        assert browser.find_elements(By.CSS_SELECTOR, "a.language-switch")


# What is read and what labels, in whatever surrounds the article; results are in the article's.
WORDS = """
const words = new Set();
for (const each of document.querySelectorAll("body, body *:not(script, style)")) {
  if (each.closest("article :is(p, li, figure, table, .origin)")) continue;
  if (each.closest("pre, .toctree-l1, ul.search")) continue;
  for (const node of each.childNodes) if (node.nodeType === 3) words.add(node.data.trim());
  for (const { name, value } of each.attributes)
    if (/(title|label|hint|tooltip|placeholder)$/.test(name)) words.add(value);
}
return [...words];
"""
WAIT_FOR_COPY = "return document.querySelector('button.copybtn')"
WAIT_FOR_SEARCH = "return document.querySelector('.search-summary')?.innerText"


@pytest.mark.parametrize(
    ("page", "ready"),
    [
        ("cnn.html", WAIT_FOR_COPY),
        ("search.html?q=polymnist", WAIT_FOR_SEARCH),
        ("search.html?q=xyzzy", WAIT_FOR_SEARCH),
    ],
)
def test_scripts_speak_the_language_too(browser: Chrome, host: str, page: str, ready: str) -> None:
    """Buttons for copying, results of a search or none: no words are the same in both editions."""
    said = {}
    for lang, folder in (("es", ""), ("en", "en/")):
        browser.get(host + folder + page)
        wait(browser, ready)
        said[lang] = set(filter(re.compile(r"[^\W\d]{2}").search, browser.execute_script(WORDS)))
        assert len(said[lang]) > 10
    assert said["es"] & said["en"] <= {
        "Ctrl",
        ".ipynb",
        ".md",
        ".pdf",
        "© Copyright 2026, PolyMNIST.",
    }
