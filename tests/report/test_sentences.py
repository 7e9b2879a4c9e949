"""Sentences that a result chooses."""

from types import SimpleNamespace

import pandas as pd
import pytest

from polymnist_lib import sources
from polymnist_lib.report import comparison_sentences, sentences
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


def test_the_trend_names_the_best_epoch():
    """A loss that is lowest at the end might go on falling; else the best epoch is named."""
    assert "última época" in sentences.learning_trend(run())["es"]
    assert "lowest in epoch 2;" in sentences.learning_trend(run(val_loss=(3.0, 1.0, 2.0)))["en"]


CHOOSERS = [
    comparison_sentences.beside_original,
    comparison_sentences.same_image,
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
