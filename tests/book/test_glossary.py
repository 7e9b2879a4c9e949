"""The glossary: the entries of both languages are each other's translations."""

import re

from polymnist_lib.book import cells
from polymnist_lib.i18n import LANGUAGES

from .conftest import ROOT


def entries(lang):
    """Read the glossary of a language: each term and the foreign one that its entry begins with."""
    source = cells.read_source("glossary", ROOT / "book" / "glossary.md")
    (text,) = (
        cell.source
        for cell in source.notebook.cells
        if cell.metadata.get("lang") == lang and "{glossary}" in cell.source
    )
    body = text.split("```{glossary}\n")[1].split("```")[0].replace("\N{NO-BREAK SPACE}", " ")
    return re.findall(r"^(\S.*)\n  \*([^*]+?)\.?\*", body, flags=re.MULTILINE)


def test_entries_are_paired():
    """Each Spanish entry names its English term, and that entry names the Spanish one."""
    spanish, english = (
        {term.lower(): foreign.partition(",")[0].lower() for term, foreign in entries(lang)}
        for lang in LANGUAGES
    )
    assert len(spanish) > 30
    assert spanish == {foreign: term for term, foreign in english.items()}
