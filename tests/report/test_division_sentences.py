"""What is said of the division into parts, in both languages."""

import numpy as np
import pytest

from polymnist_lib.digits import MODALITIES, SIDE, DataSet, Digits
from polymnist_lib.report import division_sentences


@pytest.mark.parametrize(
    ("name", "by", "said"),
    [
        ("embedded", "blocks", "stretches of the file"),
        ("mnist", "sources", "written by other"),
        ("kaggle", "images", "optimistic"),
    ],
)
def test_division_says_how_it_is_made(name, by, said):
    """The division of each source is described, with the size of its validation part."""
    images = np.zeros((MODALITIES * 2, SIDE, SIDE, 3), np.uint8)
    modality = np.repeat(np.arange(MODALITIES), 2)
    source = np.tile([0, 1], MODALITIES)
    train, test = (
        Digits(images, source, modality, None if by == "images" else source + first)
        for first in (0, 2)
    )
    sentence = division_sentences.division_made(DataSet(name, train, test, by, 1234))
    assert said in sentence["en"]
    assert "1,234" in sentence["en"]
    assert "1234" in sentence["es"]


def test_random_leak_is_measured_or_computed():
    """A measured leak stands beside what one expects; an unmeasured one is computed."""
    assert "99.2%" in division_sentences.random_leak(0.992)["en"]
    said = division_sentences.random_leak(None)
    assert "no se puede medir" in said["es"]
    assert "99.8%" in said["en"]


@pytest.mark.parametrize(
    ("optimistic", "said"), [(True, "always"), (False, "no handwritten digit")]
)
def test_validation_use(optimistic, said):
    """A validation part that shares handwriting is not said to be clean."""
    assert said in division_sentences.validation_use(optimistic=optimistic)["en"]
