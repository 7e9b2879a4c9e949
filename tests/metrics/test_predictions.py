"""What a model said: its fields, taking images, what is refused."""

import numpy as np
import pytest

from polymnist_lib.digits import NONE
from polymnist_lib.metrics import Predictions, by_class, confusion
from polymnist_lib.metrics.predictions import check_paired


def test_derived_fields_by_hand():
    """The predicted digit, its probability and its correctness follow from the probabilities."""
    probabilities = np.zeros((2, 10))
    probabilities[0, [3, 7]] = 0.25, 0.75
    probabilities[1, [1, 2]] = 0.5, 0.5
    predictions = Predictions(probabilities, np.array([7, 2]), np.array([0, 4]))
    assert predictions.predicted.tolist() == [7, 1]
    assert predictions.confidence.tolist() == [0.75, 0.5]
    assert predictions.correct.tolist() == [True, False]
    assert predictions.probabilities.dtype == np.float32
    assert len(predictions) == 2


@pytest.mark.parametrize(
    ("index", "places"),
    [
        ([2, 0], [2, 0]),
        (np.array([True, False, True]), [0, 2]),
        (slice(0, 2), [0, 1]),
        ([], []),
        (np.zeros(3, dtype=bool), []),
    ],
)
def test_take_keeps_rows_together(predictions_of, index, places):
    """Taking images takes their probabilities, labels, modalities and sources alike."""
    whole = predictions_of([[True], [False], [True]])
    part = whole.take(index)
    assert part.labels.tolist() == [whole.labels[each] for each in places]
    assert part.source.tolist() == [whole.source[each] for each in places]
    assert [list(row) for row in part.probabilities] == [
        list(whole.probabilities[each]) for each in places
    ]
    assert len(part) == len(places)


def test_take_without_sources(predictions_of):
    """Unknown sources stay unknown."""
    assert predictions_of([[True], [False]], source=None).take([0]).source is None


def test_errors_are_sorted_by_confidence():
    """The most confident error comes first, right predictions never."""
    probabilities = np.zeros((4, 10))
    probabilities[np.arange(4), 0] = [0.6, 0.9, 0.8, 1.0]
    probabilities[:3, 1] = [0.4, 0.1, 0.2]
    predictions = Predictions(probabilities, np.array([5, 5, 5, 0]), np.zeros(4, dtype=int))
    assert predictions.errors().tolist() == [1, 2, 0]
    assert predictions.errors(2).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"probabilities": np.full((3, 9), 1 / 9)}, r"shape \(n, 10 or 11\).*got \(3, 9\)"),
        ({"probabilities": np.full((3, 10), 2.0)}, "3 of 3 do not, the first is row 0"),
        ({"probabilities": np.full((3, 10), np.nan)}, "training diverged"),
        ({"labels": np.array([1, 2])}, r"labels .*shape \(3,\); got \(2,\)"),
        ({"labels": np.array([1, 2, 10])}, "labels must be 0 to 9; image 2 has 10"),
        ({"labels": np.array([1.0, 2.0, 3.0])}, "labels must be integers; got float64"),
        ({"modality": np.array([0, -1, 5])}, "modality must be 0 to 4; image 1 has -1"),
        ({"source": np.zeros((3, 1), dtype=int)}, r"source .*got \(3, 1\)"),
    ],
)
def test_wrong_fields_are_named(change, message):
    """A field of the wrong shape or with impossible values is refused by name."""
    fields = {
        "probabilities": np.full((3, 10), 0.1),
        "labels": np.array([1, 2, 3]),
        "modality": np.array([0, 1, 2]),
        "source": None,
    }
    Predictions(**fields)
    with pytest.raises(ValueError, match=message):
        Predictions(**{**fields, **change})


def test_to_see_no_digit_where_there_is_one_is_an_error():
    """An eleventh column is an answer as the others; it counts as wrong, however right the rest."""
    shares = np.array([[0.3, 0.1, *[0.0] * 8, 0.6], [0.6, 0.1, *[0.0] * 8, 0.3]])
    found = Predictions(shares, np.array([0, 0]), np.array([0, 1]))
    assert found.predicted.tolist() == [NONE, 0]
    assert found.correct.tolist() == [False, True]
    assert found.confidence.tolist() == pytest.approx([0.6, 0.6])
    counts = confusion(found)
    assert counts.shape == (10, 11)
    assert (counts[0, 0], counts[0, NONE], counts.sum()) == (1, 1, 2)


def test_check_paired_says_what_differs(predictions_of):
    """Predictions of other images are refused, with what differs, where, and how often."""
    table = [[True, True], [False, True], [True, False]]
    whole = predictions_of(table)
    check_paired(whole, predictions_of(np.logical_not(table)))
    with pytest.raises(ValueError, match="got 6 and 5 images"):
        check_paired(whole, whole.take(slice(0, 5)))
    with pytest.raises(ValueError, match="labels differs in 2 of 6 images, first at position 0"):
        check_paired(whole, whole.take([1, 0, 2, 3, 4, 5]))
    with pytest.raises(ValueError, match="modality differs in 6 of 6 images, .* 0: 0 and 1"):
        check_paired(whole, whole.take([3, 4, 5, 0, 1, 2]))
    other = predictions_of(table, source=np.array([0, 1, 2, 0, 1, 9]))
    with pytest.raises(ValueError, match="source differs in 1 of 6 images, .* position 5: 2 and 9"):
        check_paired(whole, other)
    with pytest.raises(ValueError, match="source is known for the first alone"):
        check_paired(whole, predictions_of(table, source=None))


def test_by_class_counts_what_is_said_to_be_none_as_missed():
    """Its recall falls; no digit's precision does."""
    shares = np.zeros((4, 11))
    shares[[0, 1, 2, 3], [0, NONE, 1, 1]] = 1
    table = by_class(Predictions(shares, np.array([0, 0, 1, 1]), np.zeros(4, int)))
    assert table.loc[0, "precision"] == 1
    assert len(table) == 10
