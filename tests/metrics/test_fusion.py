"""Late fusion of views: products of probabilities, by source."""

import numpy as np
import pytest

from polymnist_lib import metrics
from polymnist_lib.metrics import Predictions, fusion


def predictions(accuracies, *, count=200, seed=0, sources=None):
    """Predict digits in as many modalities as accuracies, right as often as these say."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    parts = []
    for accuracy in accuracies:
        said = np.where(rng.random(count) < accuracy, labels, (labels + 1 + rng.integers(9)) % 10)
        parts.append(0.03 + 0.7 * np.eye(10)[said])
    order = rng.permutation(count * len(accuracies))
    source = np.tile(np.arange(count) if sources is None else sources, len(accuracies))
    modality = np.repeat(np.arange(len(accuracies)), count)
    return Predictions(
        np.concatenate(parts)[order],
        np.tile(labels, len(accuracies))[order],
        modality[order],
        source[order],
    )


def test_views_are_of_the_same_digits_in_the_same_order():
    """One part for each modality, aligned by source, with its own probabilities."""
    whole = predictions([0.9, 0.5])
    first, second = fusion.views(whole)
    np.testing.assert_array_equal(first.source, second.source)
    np.testing.assert_array_equal(first.labels, second.labels)
    assert first.correct.mean() > second.correct.mean() + 0.2
    mask = (whole.modality == 1) & (whole.source == 7)
    np.testing.assert_array_equal(second.probabilities[7], whole.probabilities[mask][0])


def test_probabilities_are_multiplied():
    """The product rule on numbers that can be checked by hand; no view alone rules a digit out."""

    def one(*first_two):
        rest = (1 - sum(first_two)) / 8
        return Predictions([[*first_two, *[rest] * 8]], [1], [0], [3])

    fused = fusion.fuse([one(0.6, 0.4), one(0.2, 0.8)])
    np.testing.assert_allclose(fused.probabilities[0, :2], [0.12 / 0.44, 0.32 / 0.44], rtol=1e-5)
    assert fused.predicted[0] == 1
    never, sure = one(1.0, 0.0), one(0.0, 1.0)
    assert np.isfinite(fusion.fuse([never, sure, sure]).probabilities).all()
    assert fusion.fuse([never, sure, sure]).predicted[0] == 1


def test_more_views_are_better_where_they_err_apart():
    """A row a number of views, over all choices of so many; the interval resamples sources."""
    whole = predictions([0.7, 0.8, 0.75])
    table = fusion.by_views(whole)
    assert table.index.tolist() == [1, 2, 3]
    assert table.loc[1, "accuracy"] == pytest.approx(whole.correct.mean())
    assert table.loc[1, "least"] == pytest.approx(
        min(whole.take(whole.modality == each).correct.mean() for each in range(3))
    )
    assert table.loc[3, "accuracy"] > table.loc[1, "accuracy"] + 0.1
    assert (table["low"] <= table["accuracy"]).all()
    assert (table["accuracy"] <= table["high"]).all()
    assert table.loc[3, "least"] == table.loc[3, "greatest"] == table.loc[3, "accuracy"]


def test_the_gain_is_over_the_view_that_other_digits_choose():
    """The best view is chosen elsewhere, even if another is luckier on the digits measured."""
    whole = predictions([0.6, 0.9], seed=1)
    elsewhere = predictions([0.9, 0.3], seed=2)
    found = fusion.gain(whole, chosen_on=elsewhere)
    first, second = fusion.views(whole)
    fused = fusion.fuse([first, second])
    assert found.estimate == pytest.approx(fused.correct.mean() - first.correct.mean())
    assert found == metrics.compare(fused, first)


def test_pairs_by_label_share_nothing_but_the_label():
    """Every digit has a view in each modality, of its label, and mostly of other handwriting."""
    whole = predictions([0.8, 0.8, 0.8])
    paired = fusion.paired_by_label(whole, seed=0)
    np.testing.assert_array_equal(paired.probabilities, whole.probabilities)
    single = fusion.views(paired)
    assert all(np.array_equal(each.labels, single[0].labels) for each in single)
    again = fusion.paired_by_label(whole, seed=0)
    np.testing.assert_array_equal(paired.source, again.source)
    assert not np.array_equal(paired.source, fusion.paired_by_label(whole, seed=1).source)
    same = [len(set(whole.source[paired.source == each])) == 1 for each in np.unique(paired.source)]
    assert np.mean(same) < 0.1


def test_views_need_sources_each_once():
    """Unknown sources, or one that is missing in a modality or twice, are refused."""
    whole = predictions([0.8, 0.8])
    with pytest.raises(ValueError, match="only where the sources are known"):
        fusion.views(Predictions(whole.probabilities, whole.labels, whole.modality))
    with pytest.raises(ValueError, match="once in every modality"):
        fusion.views(whole.take(np.arange(len(whole)) > 0))
    with pytest.raises(ValueError, match="once in every modality"):
        fusion.views(predictions([0.8, 0.8], sources=np.arange(200) // 2))


def test_pairing_by_label_leaves_out_what_has_no_partner():
    """Where a modality has fewer images of a label, the others have as many left of it."""
    whole = predictions([0.9, 0.5, 0.7])
    whole = Predictions(whole.probabilities, whole.labels, whole.modality)
    rest = whole.take((whole.modality != 1) | (whole.labels != 3))
    few = whole.take(np.flatnonzero((whole.modality == 1) & (whole.labels == 3))[:4])
    uneven = fusion.together([rest, few])
    paired = fusion.paired_by_label(uneven, seed=0)
    assert len(paired) == len(whole) - 3 * (20 - 4)
    assert all(len(view) == 184 for view in fusion.views(paired))


def test_where_nothing_can_be_put_together_there_is_no_row():
    """No label is in every modality: nothing is paired, and the table is empty, not missing."""
    whole = predictions([0.9, 0.5, 0.7])
    whole = Predictions(whole.probabilities, whole.labels, whole.modality)
    apart = fusion.paired_by_label(whole.take(whole.labels % 3 == whole.modality), seed=0)
    assert len(apart) == 0
    table = fusion.by_views(apart)
    assert len(table) == 0
    assert {"accuracy", "low", "high", "least", "greatest"} <= set(table.columns)
