"""The sentences that chapters share: each result chooses its own, alike in both languages."""

import pytest

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


def copy_of(**given: object) -> dict[str, object]:
    """Return facts of a copy's data: those of the embedded digits, but for what is given."""
    known = {"known": "embedded", "composed": True, "digits": 3500, "images": 17500}
    held = {"all": {"digits": 5000, "images": 25000}, "lacking": [], "untested": []}
    return {**known, **held, **given}


def test_what_comes_from_this_copy_says_so_and_leads_to_what_that_means() -> None:
    """With how many digits it learned from, or images where nobody knows the digits."""
    assert said("here", copy_of()) == {
        "es": "{bdg-ref-secondary-line}`esta copia · 3500 dígitos <sec-numbers-copy>`",
        "en": "{bdg-ref-secondary-line}`this copy · 3,500 digits <sec-numbers-copy>`",
    }
    assert "this copy · 2,400 digits" in said("here", copy_of(known=None, digits=2400))["en"]
    assert "this copy · 1 digit <" in said("here", copy_of(known=None, digits=1))["en"]
    unknown = copy_of(known=None, digits=None, images=240000)
    assert "this copy · 240,000 images" in said("here", unknown)["en"]


@pytest.mark.parametrize(
    ("given", "english"),
    [
        ({}, "5,000 of MNIST's digits"),
        ({"known": "mnist", "all": {"digits": 70000}}, "MNIST's 70,000 digits"),
        (
            {"known": None, "all": {"digits": 3500}},
            "3,500 digits of files in MNIST's format, other than the published ones",
        ),
        (
            {"known": None, "composed": False, "all": {"digits": None, "images": 350000}},
            "350,000 images of a folder in PolyMNIST's format, other than the published one",
        ),
        (
            {"known": "polymnist", "composed": False, "all": {"digits": None, "images": 99}},
            "99 images of PolyMNIST, as many of each digit and each background as were published",
        ),
    ],
    ids=["embedded", "mnist", "other digits", "other folder", "polymnist"],
)
def test_data_are_called_what_they_were_recognised_as(given: dict, english: str) -> None:
    """And nothing is called MNIST's or PolyMNIST's for its format alone."""
    found = said("held", copy_of(**given))
    assert found["en"] == english
    assert ("que no" in found["es"]) == ("other than" in english)


def test_what_the_data_lack_is_said() -> None:
    """Of the training part and of the test part; nothing where nothing lacks."""
    assert said("lacks", copy_of()) == {"es": "", "en": ""}
    one = said("lacks", copy_of(lacking=[3]))
    assert one["en"] == "The training images lack the digit 3: no model can learn to read it."
    both = said("lacks", copy_of(lacking=[7, 8, 9], untested=[9]))["es"]
    assert both.startswith("Entre las imágenes de entrenamiento faltan los dígitos 7, 8 y 9:")
    assert both.endswith("Entre las de prueba falta el dígito 9: nada se mide con él.")


def test_the_commonest_error_is_told_where_there_is_one() -> None:
    """None, one that is the commonest of none, several."""
    confused = {"true": "4", "predicted": "9"}
    assert said("commonest", {**confused, "images": 0})["en"] == "There is no error."
    assert said("commonest", {**confused, "images": 1})["es"] == (
        "Ningún error se repite; uno es leer un 4 como un 9."
    )
    assert said("commonest", {**confused, "images": 1200})["en"] == (
        "The commonest error is 4 read as 9: 1,200 images."
    )


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
