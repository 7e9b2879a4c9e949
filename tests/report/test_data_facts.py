"""What is counted of the data of a copy."""

import numpy as np
import pytest

from polymnist_lib.digits import MODALITIES, SIDE, DataSet, Digits, Split
from polymnist_lib.report.data_facts import facts_of_data


def make(labels, modality, *, known=False, first=0):
    """Make black images; where known, each of a handwriting of its own."""
    n = len(labels)
    source = np.arange(first, first + n) if known else None
    return Digits(np.zeros((n, SIDE, SIDE, 3), np.uint8), labels, modality, source)


def everywhere(labels, **options):
    """Make an image of each label in each modality."""
    return make(np.tile(labels, MODALITIES), np.repeat(range(MODALITIES), len(labels)), **options)


def facts_of(train, test, **options):
    """Return the facts of two parts, of which the second validates as well."""
    data = DataSet("kaggle", train, test, "images", 1)
    return facts_of_data(data, Split(train, test, test, "kaggle", **options))


@pytest.mark.parametrize(
    ("train", "test", "lacking", "untested"),
    [
        (range(10), range(10), [], []),
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [5, 6, 7, 8, 9]),
        (range(10), [0, 1, 2, 4, 5, 6, 7, 8, 9], [], [3]),
        ([7, 7, 7], [7], [0, 1, 2, 3, 4, 5, 6, 8, 9], [0, 1, 2, 3, 4, 5, 6, 8, 9]),
    ],
    ids=["none", "five to nine", "threes to test", "all but one"],
)
def test_the_digits_that_lack_are_listed(train, test, lacking, untested):
    """Of the part that trains, and of the part that tests."""
    facts = facts_of(everywhere(list(train)), everywhere(list(test)))
    assert (facts["lacking"], facts["untested"]) == (lacking, untested)


def test_images_and_digits_are_counted():
    """Digits only where it is known which image is of which."""
    known = facts_of(everywhere([1, 2], known=True), everywhere([3], known=True, first=99))
    assert (known["digits"], known["images"]) == (10, 10)
    assert known["all"] == {"digits": 15, "images": 15}
    unknown = facts_of(everywhere([1, 2]), everywhere([3]))
    assert (unknown["digits"], unknown["images"]) == (None, 10)
    assert unknown["all"] == {"digits": None, "images": 15}
    assert (known["known"], known["composed"]) == (None, False)


@pytest.mark.parametrize(
    ("labels", "modality", "once", "gaps", "fewest", "most"),
    [
        ([4] * 5, range(5), True, False, 2, 2),
        ([4] * 6, [0, 0, 1, 2, 3, 4], False, False, 2, 3),
        ([4, 4, 4, 4, 5], range(5), False, True, 2, 2),
        ([4] * 41, [0] * 10 + [1] * 10 + [2] * 10 + [3] + [4] * 10, False, False, 2, 11),
    ],
    ids=["each once", "one more", "another digit", "one modality nearly empty"],
)
def test_modalities_are_compared(labels, modality, once, gaps, fewest, most):
    """Whether all have as many of each digit, and how many images each has with those to test."""
    facts = facts_of(make(np.array(labels), np.array(modality)), everywhere([4]))
    assert (facts["each_once"], facts["gaps"]) == (once, gaps)
    assert (facts["fewest"], facts["most"]) == (fewest, most)
