"""What surrounds a chapter: labels, the switch, and the bibliography's words."""

from types import SimpleNamespace
from typing import Any

import pytest
from pybtex.database import parse_string

from polymnist_lib.book import bibliography, chrome


def app(lang: str) -> Any:
    """Make what the switch asks of a build."""
    return SimpleNamespace(
        config=SimpleNamespace(language=lang),
        builder=SimpleNamespace(get_target_uri=lambda page: f"{page}.html"),
    )


@pytest.mark.parametrize(
    ("lang", "page", "top", "url", "other"),
    [
        ("es", "eda", "./", "en/eda.html", "en"),
        ("en", "eda", "./", "../eda.html", "es"),
        ("es", "a/b", "../", "../en/a/b.html", "en"),
        ("en", "a/b", "../", "../../a/b.html", "es"),
    ],
)
def test_the_switch_leads_to_the_twin(lang: str, page: str, top: str, url: str, other: str) -> None:
    """From any depth, in both directions, and the link says its language."""
    context: dict[str, Any] = {"content_root": top}
    chrome.add_switch(app(lang), page, context)
    assert context["language_switch"] == {"url": url, "lang": other, "name": chrome.NAMES[other]}


def test_labels_without_a_catalogue_are_translated() -> None:
    """Attributes of the themes change, words of the author do not."""
    page = '<nav aria-label="Main"><button title="Toggle primary sidebar">Main</button></nav>'
    english = chrome.in_language("en", page)
    assert "Toggle" not in english
    assert 'aria-label="Main"' in english
    spanish = chrome.in_language("es", page)
    assert "Toggle" not in spanish
    assert ">Main<" in spanish
    assert 'aria-label="Main"' not in spanish


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_label_that_hides_its_words_goes(lang: str) -> None:
    """A screen reader hears "show the code", not the theme's general words."""
    page = '<summary aria-label="Toggle hidden content"><p>Ver</p></summary>'
    assert chrome.in_language(lang, page) == "<summary><p>Ver</p></summary>"


BIB = """
@article{a, author={Ada Uno and Eva Dos}, title={War and peace in art}, journal={J},
  volume={8}, number={2}, pages={1--9}, year={2020}}
@inproceedings{b, author={A. Uno and B. Dos and C. Tres}, title={X}, booktitle={Y}, year={2021},
  pages={3--4}}
@phdthesis{c, author={Ada Uno}, title={Z}, school={S}, year={2022}}
"""


def test_references_are_joined_by_spanish_words() -> None:
    """The words between the fields are Spanish; the fields are complete and as they were."""
    entries = parse_string(BIB, "bibtex").entries.values()
    formatted = bibliography.SpanishEntries().format_entries(entries)
    texts = {entry.key: str(entry.text).replace("<nbsp>", " ") for entry in formatted}
    assert "Ada Uno y Eva Dos" in texts["a"]
    assert "War and peace in art" in texts["a"]
    assert "8(2):1–9" in texts["a"]
    assert "B. Dos y C. Tres" in texts["b"]
    assert "En Y, 3–4" in texts["b"]
    assert "Tesis doctoral" in texts["c"]


def test_every_word_of_the_themes_has_a_spanish_one() -> None:
    """No entry of the tables is left empty, but for the label that is to go."""
    empty = [
        english
        for table in (*chrome._MESSAGES["es"].values(), chrome._LABELS["es"])
        for english, spanish in table.items()
        if not spanish
    ]
    assert empty == ["Toggle hidden content"]
