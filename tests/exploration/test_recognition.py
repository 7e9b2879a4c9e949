"""Which published digits a data set holds, told by what it holds."""

import numpy as np
import pytest

from polymnist_lib import exploration, sources
from polymnist_lib.digits import MODALITIES, SIDE, DataSet, Digits
from polymnist_lib.exploration import recognition
from polymnist_lib.sources import embedded
from polymnist_lib.sources.compose import compose, photographs


def composed(ink, labels, *, first=0):
    """Compose some digits."""
    return compose(ink, labels, list(photographs().values()), seed=0, first_source=first)


def data_of(ink, labels, *, tested=4, name="mnist"):
    """Make a data set of digits of which the last ones test."""
    cut = len(labels) - tested
    test = composed(ink[cut:], labels[cut:], first=cut)
    return DataSet(name, composed(ink[:cut], labels[:cut]), test, "sources", 2)


def test_the_embedded_digits_are_known():
    """By their strokes and labels."""
    assert exploration.recognise(sources.load("embedded")) == "embedded"


def relabelled(ink, labels):
    """Swap two labels."""
    return ink, np.r_[labels[1], labels[0], labels[2:]]


def retouched(ink, labels):
    """Change one pixel."""
    other = ink.copy()
    other[0, 0, 0] += 1
    return other, labels


def reordered(ink, labels):
    """Put the last digit first."""
    return np.roll(ink, 1, axis=0), np.roll(labels, 1)


@pytest.mark.parametrize(
    ("change", "known"),
    [
        (lambda *both: both, "mnist"),
        (relabelled, None),
        (retouched, None),
        (reordered, None),
        (lambda ink, labels: (ink[1:], labels[1:]), None),
    ],
    ids=["the same", "labels", "a pixel", "order", "one fewer"],
)
def test_composed_digits_are_those_whose_strokes_and_labels_they_have(change, known, monkeypatch):
    """Other pictures in the same format, or some of the known ones, have no name."""
    ink, labels = (each[:40] for each in embedded.strokes())
    files = (ink[:36], labels[:36], ink[36:], labels[36:])
    digest = recognition._digest(*(each.astype(np.uint8) for each in files))
    monkeypatch.setitem(recognition._DIGESTS, digest, "mnist")
    assert exploration.recognise(data_of(*change(ink, labels))) == known


@pytest.mark.parametrize("name", ["embedded", "mnist", "kaggle"])
def test_the_name_of_the_source_decides_nothing(name):
    """A few digits are not all, whatever their source is called."""
    ink, labels = (each[:20] for each in embedded.strokes())
    assert exploration.recognise(data_of(ink, labels, name=name)) is None


def counted(numbers):
    """Make black images, as many of each digit in each modality as are asked for."""
    labels = np.tile(np.repeat(np.arange(10), numbers), MODALITIES)
    black = np.broadcast_to(np.uint8(0), (len(labels), SIDE, SIDE, 3))
    return Digits(black, labels, np.repeat(np.arange(MODALITIES), sum(numbers)), None)


def published(train=recognition._MNIST["train"], test=recognition._MNIST["test"]):
    """Make a data set of as many black images as PolyMNIST has, or others."""
    return DataSet("kaggle", counted(train), counted(test), "images", 60_000)


def one_moved(numbers):
    """Count a 3 as a 4."""
    return (*numbers[:3], numbers[3] - 1, numbers[4] + 1, *numbers[5:])


def test_the_published_images_are_known_by_their_numbers(monkeypatch):
    """Of each digit in each modality, and not those of all of MNIST composed here and exported."""
    data = published()
    assert exploration.recognise(data) == "polymnist"
    zeros = np.zeros((recognition._MNIST["test"][0], SIDE, SIDE, 3), np.uint8)
    monkeypatch.setattr(recognition, "_EXPORTED", recognition._digest(zeros))
    assert exploration.recognise(data) is None


@pytest.mark.parametrize(
    "data",
    [
        published(train=one_moved(recognition._MNIST["train"])),
        published(test=one_moved(recognition._MNIST["test"])),
        published(train=(6000,) * 10, test=(1000,) * 10),
        published(train=(3,) * 10, test=(1,) * 10),
    ],
    ids=["another digit to train", "another digit to test", "even classes", "few"],
)
def test_other_numbers_are_of_another_folder(data):
    """As many images in all are not enough."""
    assert exploration.recognise(data) is None
