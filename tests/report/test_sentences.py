"""Sentences that a result chooses."""

import pytest

from polymnist_lib import sources
from polymnist_lib.report import comparison_sentences

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
