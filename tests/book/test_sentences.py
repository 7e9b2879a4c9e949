"""The sentences that chapters share: each result chooses its own, alike in both languages."""

from polymnist_lib.book import cells, rendering
from polymnist_lib.book.rendering import Renderer
from polymnist_lib.report.project import filters

from .conftest import ROOT

PATH = ROOT / "book" / rendering.SENTENCES
RENDERERS = {
    lang: Renderer(lang, filters(lang), cells.read_source(PATH.stem, PATH)) for lang in ("es", "en")
}


def said(macro: str, *facts: object) -> dict[str, str]:
    """Return what a macro says in each language."""
    return {lang: each.macros[macro](*facts) for lang, each in RENDERERS.items()}


def test_modalities_are_named_after_their_photographs() -> None:
    """Where these are known."""
    known = said("modality", 2, ["coffee", "flower", "chelsea"])
    assert known == {"es": "m2 (gato)", "en": "m2 (cat)"}
    assert said("modality", 2, []) == {"es": "m2", "en": "m2"}


def test_what_comes_from_this_copy_says_so_and_leads_to_what_that_means() -> None:
    """With how many digits it learned from where they are few."""
    assert said("here", "embedded", 3500) == {
        "es": "{bdg-ref-secondary-line}`esta copia · 3500 dígitos <sec-numbers-copy>`",
        "en": "{bdg-ref-secondary-line}`this copy · 3,500 digits <sec-numbers-copy>`",
    }
    assert said("here", "kaggle", None)["en"].endswith("`this copy <sec-numbers-copy>`")


def test_the_spread_over_seeds_stands_where_there_are_several() -> None:
    """Else the interval of the one network."""
    several = {"seeds": 10, "least": 0.828, "greatest": 0.879}
    assert said("spread", several)["en"] == "mean of ten networks; range 82.8% to 87.9%"
    single = {"seeds": 1, "low": 0.8, "high": 0.9}
    assert said("spread", single)["en"] == "one network; interval 80.0\xa0to\xa090.0%"


def test_what_an_exercise_changes_is_told_in_whole_points() -> None:
    """Another processor would give other tenths; which way it goes, the answer says."""
    assert said("change", {"before": 0.573, "after": 0.44}) == {
        "es": "unos 13 puntos",
        "en": "some 13 points",
    }
    assert said("change", {"before": 0.5, "after": 0.512})["es"] == "un punto"
