"""Sentences that a result chooses."""

from types import SimpleNamespace

import pandas as pd
import pytest

from polymnist_lib import sources
from polymnist_lib.metrics import Comparison
from polymnist_lib.report import comparison_sentences, division_sentences, sentences
from polymnist_lib.training.recipes import Recipe


def run(*, accuracy=0.5, val_accuracy=0.6, val_loss=(3.0, 2.0, 1.0), layers=("Dense",), **recipe):
    """Make what the sentences read of a run."""
    history = pd.DataFrame({"val_loss": val_loss})
    history["accuracy"], history["val_accuracy"] = accuracy, val_accuracy
    return SimpleNamespace(
        history=history,
        layers=pd.DataFrame({"layer": layers}),
        recipe=Recipe("linear", **recipe),
    )


@pytest.mark.parametrize(
    ("given", "es", "en"),
    [
        (run(augmentation="all"), "con imágenes alteradas, y", "works with altered images; in"),
        (run(layers=["Dense", "Dropout"]), "con parte de las unidades", "with some of its units"),
        (
            run(layers=["Dropout"], augmentation="all"),
            "alteradas y parte de las unidades apagadas",
            "altered images and some of its units",
        ),
        (run(), "no hay señal de sobreajuste", "no sign of overfitting"),
        (run(accuracy=0.61, augmentation="all"), "no hay señal", "no sign"),
        (run(accuracy=0.723), "queda 12,3 puntos por encima", "ends 12.3 points above"),
    ],
)
def test_the_gap_names_its_reason(given, es, en):
    """The sentence on training and validation depends on the gap, augmentation and dropout."""
    sentence = sentences.learning_gap(given)
    assert es in sentence["es"]
    assert en in sentence["en"]


def test_the_trend_names_the_best_epoch():
    """A loss that is lowest at the end might go on falling; else the best epoch is named."""
    assert "última época" in sentences.learning_trend(run())["es"]
    assert "lowest in epoch 2;" in sentences.learning_trend(run(val_loss=(3.0, 1.0, 2.0)))["en"]


@pytest.mark.parametrize(
    ("estimate", "margin", "p_value", "es", "en"),
    [
        (0.02, 0.01, 0.2, "no se puede decir", "can be said to be better"),
        (0.02, 0.03, 0.01, "no se puede decir", "can be said to be better"),
        (
            0.02,
            0.01,
            0.01,
            "modelo A acierta más que el modelo B",
            "A model is more accurate than the B",
        ),
        (
            -0.02,
            0.01,
            0.01,
            "modelo B acierta más que el modelo A",
            "B model is more accurate than the A",
        ),
    ],
)
def test_the_verdict_follows_the_test(estimate, margin, p_value, es, en):
    """Without test and interval agreeing nothing is decided; else the better model is named."""
    comparison = Comparison(estimate, estimate - margin, estimate + margin, p_value)
    verdict = sentences.paired_verdict(comparison, "A", "B")
    assert es in verdict["es"]
    assert en in verdict["en"]


@pytest.mark.parametrize(("known", "name"), [(True, "permutation"), (False, "McNemar")])
def test_the_test_explained_is_the_one_made(known, name):
    """With sources known the permutation test is explained, else McNemar's."""
    assert name in sentences.paired_test(sources_known=known)["en"]


CHOOSERS = [
    sentences.interval_condition,
    sentences.data_in_use,
    comparison_sentences.beside_original,
    comparison_sentences.same_image,
    lambda name: division_sentences.division_made(SimpleNamespace(name=name, validation_size=9)),
]


@pytest.mark.parametrize("chooser", CHOOSERS)
@pytest.mark.parametrize("data", sources.SOURCES)
def test_every_source_has_its_sentence(chooser, data):
    """Each source's sentence exists in both languages and ends as one."""
    assert {lang: text[-1] for lang, text in chooser(data).items()} == {"es": ".", "en": "."}


@pytest.mark.parametrize("chooser", CHOOSERS)
def test_no_source_is_given_what_is_said_of_another(chooser):
    """A new source is told of, with what to do."""
    with pytest.raises(ValueError, match="source 'mine' here, only of .*kaggle.*CONTRIBUTING"):
        chooser("mine")
