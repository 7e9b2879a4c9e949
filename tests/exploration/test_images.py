"""What is known of images before any model, on images whose answers are known."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import exploration, i18n, sources
from polymnist_lib.digits import MODALITIES, SIDE, DataSet, Digits
from polymnist_lib.exploration import Balance

N = 6


def make(labels, *, known=True, seed=0, first=0):
    """Make random images of handwritten digits with these labels in all modalities."""
    n = len(labels)
    return Digits(
        np.random.default_rng(seed).integers(0, 256, (MODALITIES * n, SIDE, SIDE, 3), np.uint8),
        np.tile(labels, MODALITIES),
        np.repeat(np.arange(MODALITIES), n),
        np.tile(np.arange(first, first + n), MODALITIES) if known else None,
    )


def changed(digits, images):
    """Return the same digits with other images."""
    return Digits(images, digits.labels, digits.modality, digits.source)


def test_the_frame_has_a_row_an_image():
    """Modality, label and source stand beside the position; unknown sources are missing."""
    frame = exploration.frame(make([3, 7]))
    assert frame.loc[3].tolist() == [3, 1, 7, 1]
    assert list(frame.columns) == ["image", "modality", "label", "source"]
    assert exploration.frame(make([3, 7], known=False))["source"].isna().all()


def test_variables_are_described():
    """Type, shape, presence, extremes and memory come from the arrays."""
    table = exploration.variables(make([2, 9, 4], first=10))
    assert table.loc["images", "shape"] == (28, 28, 3)
    assert table["type"].tolist() == ["uint8", "int64", "int64", "int64"]
    assert table["present"].tolist() == [15] * 4
    assert table.loc["labels", ["low", "high"]].tolist() == [2, 9]
    assert table.loc["source", ["low", "high"]].tolist() == [10, 12]
    assert table.loc["images", "bytes"] == 15 * 28 * 28 * 3


def test_an_unknown_variable_has_nothing():
    """Sources that are not known have no values, no type and no extremes."""
    row = exploration.variables(make([1], known=False)).loc["source"]
    assert (row["type"], row["present"], row["bytes"]) == ("", 0, 0)
    assert pd.isna(row["low"])


def test_sound_images_pass_all_checks():
    """Random images are neither empty nor copies."""
    data = DataSet("x", make([1] * N), make([2] * N, seed=1, first=N), "sources", 1)
    assert not exploration.checks(data).to_numpy().any()


def test_each_defect_is_counted():
    """Empty images, copies within a part and across parts, and files left out are found."""
    train, test = make([1] * N), make([2] * N, seed=1, first=N)
    images = train.images.copy()
    images[0] = (10, 20, 30)
    images[2] = images[3] = images[4]
    others = test.images.copy()
    others[:2] = images[5:7]
    skipped = ("train/m0/1.1.png: truncated", "test/m1/2.x.png: no label", "test/m1/3.3.png: 8 x 8")
    data = DataSet("x", changed(train, images), changed(test, others), "sources", 1, skipped)
    found = exploration.checks(data)
    assert found["train"].to_dict() == {
        "unreadable": 1,
        "other_size": 0,
        "blank": 1,
        "repeated": 2,
        "elsewhere": 2,
    }
    assert found.loc[["unreadable", "elsewhere"], "test"].tolist() == [2, 2]


@pytest.mark.parametrize("known", [True, False])
def test_handwritten_digits_are_counted_once(known):
    """Five images of a handwritten digit count as one, whether or not sources are known."""
    counts = exploration.label_counts(make([0, 3, 3, 9], known=known))
    assert counts.tolist() == [1, 0, 0, 2, 0, 0, 0, 0, 0, 1]


def test_the_balance_is_between_the_commonest_class_and_the_rarest():
    """MNIST's training labels: 1 is the commonest, 5 the rarest; the lower digit of equal ones."""
    counts = np.array([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    balance = exploration.balance(counts)
    assert (balance.most, balance.least) == (1, 5)
    assert (balance.most_share, balance.least_share) == pytest.approx((6742 / 60000, 5421 / 60000))
    assert exploration.balance(np.full(10, 50)) == Balance(0, 0, 0.1, 0.1)


def test_modalities_are_named_after_their_photographs():
    """Where the photographs are known they are named, in the language and the form asked for."""
    assert exploration.modality_names("embedded")[2] == "m2 (gato)"
    i18n.set_language("en")
    assert exploration.modality_names("mnist", stacked=True)[2] == "m2\ncat"
    assert exploration.photographs("embedded")[2] == "chelsea"
    for unknown in ("kaggle", "mine"):
        assert exploration.photographs(unknown) == []
        assert exploration.modality_names(unknown) == ["m0", "m1", "m2", "m3", "m4"]
    assert set(exploration.COMPOSED) <= set(sources.SOURCES)


def test_images_are_counted_by_modality_and_class():
    """A row a modality; what lacks is counted as none."""
    digits = make([3, 3, 7]).take(slice(0, 13))
    counts = exploration.cells(digits)
    assert counts.shape == (5, 10)
    assert counts[:, 3].tolist() == [2, 2, 2, 2, 1]
    assert counts[:, 7].tolist() == [1, 1, 1, 1, 0]
    assert counts.sum() == 13


@pytest.mark.parametrize(
    ("labels", "modality", "chosen"),
    [
        ([4, 1, 4, 4], [0, 4, 4, 4], 2),
        ([1, 2, 3], [0, 4, 4], 1),
        ([4, 1, 2], [0, 1, 2], 0),
        ([9], [4], 0),
    ],
    ids=["there is one", "no such digit", "no such photograph", "one image"],
)
def test_an_example_is_shown_whatever_lacks(labels, modality, chosen):
    """A 4 over m4 where there is one, else the first over m4, else the first."""
    images = np.zeros((len(labels), SIDE, SIDE, 3), np.uint8)
    digits = Digits(images, np.array(labels), np.array(modality), None)
    assert exploration.example(digits, label=4, modality=4) == chosen
