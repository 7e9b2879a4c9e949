"""Measures of one model, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from polymnist_lib import metrics


def test_accuracy_by_hand(predictions_of):
    """Seven of ten right is 0.7, inside its interval."""
    table = np.ones((5, 2), dtype=bool)
    table[0] = False
    table[1, 1] = False
    each = metrics.accuracy(predictions_of(table))
    assert each.estimate == pytest.approx(0.7)
    assert 0 <= each.low < 0.7 < each.high <= 1


def test_dependent_images_widen_the_interval(predictions_of):
    """Five copies of each answer tell no more than one of them."""
    once = np.random.default_rng(0).random((80, 1)) < 0.8
    single = metrics.accuracy(predictions_of(once))
    copied = metrics.accuracy(predictions_of(np.repeat(once, 5, axis=1)))
    assert copied.low == pytest.approx(single.low, abs=0.01)
    assert copied.high == pytest.approx(single.high, abs=0.01)


def test_unknown_sources_widen_by_the_root_of_the_modalities(predictions_of):
    """Without sources the interval of five modalities is about sqrt(5) times as wide."""
    table = np.random.default_rng(0).random((2000, 5)) < 0.7
    unknown = metrics.accuracy(predictions_of(table, source=None))
    as_images = metrics.accuracy(predictions_of(table, source=np.arange(10_000)))
    ratio = (unknown.high - unknown.low) / (as_images.high - as_images.low)
    assert ratio == pytest.approx(np.sqrt(5), rel=0.1)
    within = metrics.by_modality(predictions_of(table, source=None)).loc[0]
    known = metrics.by_modality(predictions_of(table)).loc[0]
    assert within["low"] == pytest.approx(known["low"], abs=1e-9)


@pytest.mark.parametrize("right", [True, False])
def test_unanimous_sources_leave_doubt(predictions_of, right):
    """All right, or all wrong, is no proof: 20 sources bound the other kind below 17 %."""
    each = metrics.accuracy(predictions_of(np.full((20, 5), right)))
    assert each.estimate == float(right)
    assert each.high - each.low == pytest.approx(1 - 0.025 ** (1 / 20))
    assert float(right) in each


def test_one_source_tells_next_to_nothing(predictions_of):
    """Three of five images of a single handwriting right: nearly everything stays possible."""
    each = metrics.accuracy(predictions_of([[True, True, True, False, False]]))
    assert each.estimate == pytest.approx(0.6)
    assert each.low < 0.02
    assert each.high > 0.98


def test_no_images_is_an_error(predictions_of):
    """An accuracy of nothing is refused."""
    with pytest.raises(ValueError, match="at least one image; got none"):
        metrics.accuracy(predictions_of([[True]]).take([]))


def test_by_class_is_recall_and_precision(predictions_of):
    """Per class, accuracy and precision are those of scikit-learn."""
    predictions = predictions_of(np.random.default_rng(1).random((60, 5)) < 0.6)
    frame = metrics.by_class(predictions)
    precision, recall, _, support = sklearn_metrics.precision_recall_fscore_support(
        predictions.labels, predictions.predicted
    )
    assert frame["accuracy"].to_numpy() == pytest.approx(recall)
    assert frame["precision"].to_numpy() == pytest.approx(precision)
    assert frame["images"].tolist() == support.tolist()
    assert frame.index.tolist() == list(range(10))


def test_a_class_without_images_has_no_accuracy(predictions_of):
    """A class that does not occur keeps its row, without numbers; so does one never predicted."""
    frame = metrics.by_class(predictions_of(np.ones((3, 5))))
    assert frame.loc[3, "images"] == 0
    assert frame.loc[3, ["accuracy", "low", "high", "precision"]].isna().all()
    assert frame.loc[2, "accuracy"] == 1


def test_by_modality_by_hand(predictions_of):
    """Each modality has its own accuracy; one without images has none."""
    table = np.ones((8, 2), dtype=bool)
    table[:2, 1] = False
    frame = metrics.by_modality(predictions_of(table))
    assert frame["accuracy"].tolist()[:2] == [1.0, 0.75]
    assert frame["images"].tolist() == [8, 8, 0, 0, 0]
    assert np.isnan(frame.loc[4, "low"])


def test_confusion_agrees_with_scikit_learn(predictions_of):
    """Rows are true classes, columns predicted ones, and absent classes keep their places."""
    predictions = predictions_of(np.random.default_rng(1).random((7, 5)) < 0.6)
    expected = sklearn_metrics.confusion_matrix(
        predictions.labels, predictions.predicted, labels=range(10)
    )
    assert np.array_equal(metrics.confusion(predictions), expected)
    assert metrics.confusion(predictions.take([])).sum() == 0
