"""The sentences that chapters share: each result chooses its own, alike in both languages."""

import pytest

from polymnist_lib import sources
from polymnist_lib.book import cells, dialect, rendering
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


def run(**changes: object) -> dict[str, object]:
    """Make the facts of a run."""
    plain = {"gap": 0.0, "gap_sign": 0, "epochs": 3, "best_epoch": 3}
    return {**plain, "augmented": False, "dropout": False, **changes}


@pytest.mark.parametrize(
    ("given", "es", "en"),
    [
        (run(gap=-0.1, gap_sign=-1, augmented=True), "con imágenes alteradas,", "altered images;"),
        (run(gap=-0.1, gap_sign=-1, dropout=True), "parte de las unidades", "some of its units"),
        (
            run(gap=-0.1, gap_sign=-1, dropout=True, augmented=True),
            "alteradas y parte de las unidades apagadas, y",
            "altered images and some of its units switched off; in",
        ),
        (run(gap=-0.1, gap_sign=-1), "no hay señal de sobreajuste", "no sign of overfitting"),
        (run(gap=0.01, augmented=True), "no hay señal", "no sign"),
        (run(gap=0.123, gap_sign=1), "queda 12,3 puntos por encima", "ends 12.3 points above"),
    ],
)
def test_the_gap_names_its_reason(given: dict[str, object], es: str, en: str) -> None:
    """The sentence on training and validation depends on the gap, augmentation and dropout."""
    found = said("learning_gap", given)
    assert es in found["es"]
    assert en in found["en"]


def test_the_trend_names_the_best_epoch() -> None:
    """A loss that is lowest at the end might go on falling; else the best epoch is named."""
    assert "última época" in said("learning_trend", run())["es"]
    assert "in epoch 2;" in said("learning_trend", run(best_epoch=2))["en"]


@pytest.mark.parametrize(
    ("sign", "es", "en"),
    [
        (0, "no se puede decir", "neither the CNN 1 model nor the MLP 1 model"),
        (1, "modelo CNN 1 acierta más que el modelo MLP 1", "CNN 1 model is more accurate than"),
        (-1, "modelo MLP 1 acierta más que el modelo CNN 1", "MLP 1 model is more accurate than"),
    ],
)
def test_the_verdict_follows_the_sign(sign: int, es: str, en: str) -> None:
    """The better model is named first, or none where nothing is decided."""
    found = said("paired_verdict", {"sign": sign}, "cnn1", "mlp1")
    assert es in found["es"]
    assert en in found["en"]


@pytest.mark.parametrize(("known", "name"), [(True, "permutation"), (False, "McNemar")])
def test_the_test_explained_is_the_one_made(known: bool, name: str) -> None:
    """With sources known the permutation test is explained, else McNemar's."""
    assert name in said("paired_test", known)["en"]


def test_modalities_are_named_after_their_photographs() -> None:
    """Where these are known."""
    known = said("modality", 2, ["coffee", "flower", "chelsea"])
    assert known == {"es": "m2 (gato)", "en": "m2 (cat)"}
    assert said("modality", 2, []) == {"es": "m2", "en": "m2"}


@pytest.mark.parametrize("macro", ["data_in_use", "interval_condition"])
def test_every_source_has_its_sentence_and_no_other_is_lent_one(macro: str) -> None:
    """A new source of data has to be written of."""
    for source in sources.SOURCES:
        found = said(macro, source)
        assert {lang: text[-1] for lang, text in found.items()} == {"es": ".", "en": "."}
    with pytest.raises(dialect.Unsaid, match="nothing is said of the source of data 'mine'"):
        said(macro, "mine")
