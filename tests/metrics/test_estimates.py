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


def test_by_model_keeps_order_and_values(predictions_of):
    """A row a model, in the order given, equal to its accuracy."""
    table = np.random.default_rng(0).random((30, 5)) < 0.7
    one, two = predictions_of(table), predictions_of(~table)
    frame = metrics.by_model({"mlp1": one, "cnn1": two})
    assert frame.index.tolist() == ["mlp1", "cnn1"]
    alone = metrics.accuracy(two)
    assert frame.loc["cnn1", ["accuracy", "low", "high"]].tolist() == [
        alone.estimate,
        alone.low,
        alone.high,
    ]


def test_confusion_agrees_with_scikit_learn(predictions_of):
    """Rows are true classes, columns predicted ones, and absent classes keep their places."""
    predictions = predictions_of(np.random.default_rng(1).random((7, 5)) < 0.6)
    expected = sklearn_metrics.confusion_matrix(
        predictions.labels, predictions.predicted, labels=range(10)
    )
    assert np.array_equal(metrics.confusion(predictions), expected)
    assert metrics.confusion(predictions.take([])).sum() == 0


def test_most_confused_by_hand():
    """Pairs are listed by their images, with their share of the true class."""
    counts = np.zeros((10, 10), dtype=int)
    counts[4, 4], counts[4, 9], counts[3, 5], counts[7, 1] = 6, 2, 5, 1
    frame = metrics.most_confused(counts, 2)
    assert frame["true"].tolist() == [3, 4]
    assert frame["predicted"].tolist() == [5, 9]
    assert frame["images"].tolist() == [5, 2]
    assert frame["share"].tolist() == [1.0, 0.25]
    assert len(metrics.most_confused(np.eye(10, dtype=int))) == 0


def test_proportion_of_a_few():
    """Two of five is 0.4; Wilson's interval by its formula."""
    each = metrics.proportion(2, 5)
    z, share, trials = 1.959964, 0.4, 5
    middle = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    reach = z * np.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    reach /= 1 + z**2 / trials
    assert each.estimate == 0.4
    assert each.low == pytest.approx(middle - reach, abs=1e-5)
    assert each.high == pytest.approx(middle + reach, abs=1e-5)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 2)])
def test_impossible_proportions_are_refused(successes, trials):
    """More successes than trials, or no trials, are refused with what was given."""
    with pytest.raises(ValueError, match=f"got {successes} of {trials}"):
        metrics.proportion(successes, trials)
