"""Two trained networks: exact tests against enumeration, scipy and each other."""

import itertools

import numpy as np
import pytest
from scipy import stats

from polymnist_lib import metrics


@pytest.fixture
def networks(predictions_of):
    """Two networks on 40 sources in five modalities, the first a little better."""
    random = np.random.default_rng(2)
    ease = random.random((40, 1))
    first = random.random((40, 5)) < 0.5 + 0.5 * ease
    second = random.random((40, 5)) < 0.4 + 0.5 * ease
    return predictions_of(first), predictions_of(second)


def test_difference_is_paired(networks):
    """The difference is that of the accuracies, and turns its sign with the order."""
    first, second = networks
    gap = metrics.difference(first, second)
    apart = metrics.accuracy(first).estimate - metrics.accuracy(second).estimate
    assert gap.estimate == pytest.approx(apart)
    back = metrics.difference(second, first)
    assert back.estimate == pytest.approx(-apart)
    assert back.low == pytest.approx(-gap.high, abs=0.01)


def test_difference_of_equals_leaves_doubt(networks):
    """A network against itself differs by nothing, within what 40 sources can tell."""
    first, _ = networks
    gap = metrics.compare(first, first)
    assert gap.estimate == 0
    assert gap.high == -gap.low == pytest.approx(1 - 0.025 ** (1 / 40))
    assert gap.p == 1


def test_paired_differences_cover_the_truth(predictions_of):
    """Intervals of the difference cover a known one about as often as promised."""
    random = np.random.default_rng(8)
    hits = []
    for _ in range(300):
        ease = random.random((120, 1)) / 2
        first = predictions_of(random.random((120, 5)) < 0.5 + ease)
        second = predictions_of(random.random((120, 5)) < 0.42 + ease)
        hits.append(0.08 in metrics.difference(first, second, resamples=400))
    assert 0.91 <= np.mean(hits) <= 0.98


def test_mcnemar_is_the_exact_binomial_test(networks):
    """Within a modality the p-value is the binomial one of the images that only one gets right."""
    first, second = networks
    inside = first.modality == 3
    only_first = int(np.sum((first.correct & ~second.correct)[inside]))
    only_second = int(np.sum((~first.correct & second.correct)[inside]))
    expected = stats.binomtest(only_first, only_first + only_second, 0.5).pvalue
    assert metrics.mcnemar(first, second, modality=3) == pytest.approx(expected)
    row = metrics.mcnemar_by_modality(first, second).loc[3]
    assert (row["only_first"], row["only_second"]) == (only_first, only_second)
    assert row["difference"] == pytest.approx((only_first - only_second) / 40)


def test_mcnemar_by_hand(predictions_of):
    """Six images to none has the p-value 2 / 2^6; no discordant image has 1."""
    right, wrong = np.ones((6, 1)), np.zeros((6, 1))
    first, second = predictions_of(right), predictions_of(wrong)
    assert metrics.mcnemar(first, second, modality=0) == pytest.approx(2 / 64)
    assert metrics.mcnemar(first, first, modality=0) == 1


def test_mcnemar_refuses_dependent_or_missing_images(predictions_of):
    """A source that occurs twice in a modality, or a modality without images, is an error."""
    table = np.ones((4, 1))
    doubled = predictions_of(table, source=np.array([0, 0, 1, 2]))
    with pytest.raises(ValueError, match="1 of 3 sources occur more often in modality 0"):
        metrics.mcnemar(doubled, doubled, modality=0)
    with pytest.raises(ValueError, match="No image is of modality 4"):
        metrics.mcnemar(doubled, doubled, modality=4)


def test_permutation_test_enumerates_all_signs(predictions_of):
    """For ten sources the p-value is the share of all 1024 assignments of signs."""
    random = np.random.default_rng(5)
    first, second = random.random((10, 5)) < 0.8, random.random((10, 5)) < 0.5
    gains = first.sum(axis=1) - second.sum(axis=1)
    sums = [np.dot(signs, gains) for signs in itertools.product([-1, 1], repeat=10)]
    expected = np.mean(np.abs(sums) >= abs(gains.sum()))
    assert 0.001 < expected < 0.9
    p = metrics.permutation_test(predictions_of(first), predictions_of(second))
    assert p == pytest.approx(expected, abs=1e-12)


def test_permutation_test_agrees_with_scipy(networks):
    """For more sources scipy's sampled signs give about the same."""
    first, second = networks
    gains = (first.correct.astype(int) - second.correct).reshape(5, 40).sum(axis=0)
    sampled = stats.permutation_test(
        (gains.astype(float),),
        lambda values, axis: values.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=np.random.default_rng(0),
    ).pvalue
    p = metrics.permutation_test(first, second)
    assert p == pytest.approx(sampled, abs=0.01)
    assert p == pytest.approx(metrics.permutation_test(second, first))


def test_permutation_test_of_single_images_is_mcnemar(predictions_of):
    """With one image a source both exact tests are the same."""
    random = np.random.default_rng(1)
    first, second = random.random((2, 30, 1)) < 0.7
    one, two = predictions_of(first), predictions_of(second)
    assert metrics.permutation_test(one, two) == pytest.approx(
        metrics.mcnemar(one, two, modality=0)
    )


def test_permutation_test_is_never_zero(predictions_of):
    """The smallest p-value is that of the two most extreme assignments of signs, or rounding's."""
    for sources, smallest in ((30, 2 / 2**30), (60, 1e-12), (10_000, 1e-12)):
        shape = (sources, 5)
        first, second = predictions_of(np.ones(shape)), predictions_of(np.zeros(shape))
        assert metrics.permutation_test(first, second) == pytest.approx(smallest)
    assert metrics.permutation_test(first, first) == 1


def test_p_values_are_even_without_a_difference(predictions_of):
    """Of equal networks, no more than 5 % differ at the 5 % level, however images depend."""
    random = np.random.default_rng(4)
    found = []
    for _ in range(300):
        ease = random.random((60, 1))
        first, second = random.random((2, 60, 5)) < ease
        found.append(metrics.permutation_test(predictions_of(first), predictions_of(second)))
    assert np.mean(np.array(found) <= 0.05) <= 0.075
    assert 0.4 <= np.mean(found) <= 0.65


def test_permutation_test_needs_sources(predictions_of):
    """Without sources the test is refused, and what to use instead is named."""
    unknown = predictions_of(np.ones((4, 5)), source=None)
    with pytest.raises(ValueError, match="mcnemar_by_modality"):
        metrics.permutation_test(unknown, unknown)


def test_compare_takes_the_test_that_the_data_allow(networks, predictions_of):
    """With sources it is the permutation test, without them corrected tests by modality."""
    first, second = networks
    known = metrics.compare(first, second)
    gap = metrics.difference(first, second)
    assert (known.estimate, known.low, known.high) == (gap.estimate, gap.low, gap.high)
    assert known.p == metrics.permutation_test(first, second)
    one = predictions_of(first.correct.reshape(5, 40).T, source=None)
    two = predictions_of(second.correct.reshape(5, 40).T, source=None)
    unknown = metrics.compare(one, two)
    assert unknown.p == metrics.mcnemar_by_modality(one, two)["p_holm"].min()
    assert unknown.high - unknown.low > known.high - known.low


@pytest.mark.parametrize(
    "function",
    [
        metrics.difference,
        metrics.compare,
        metrics.permutation_test,
        metrics.mcnemar_by_modality,
        lambda first, second: metrics.mcnemar(first, second, modality=0),
        lambda first, second: metrics.difference_across_seeds([first] * 2, [second] * 2),
        lambda first, second: metrics.across_seeds([first, second]),
    ],
)
def test_other_images_are_refused(networks, function):
    """No comparison accepts predictions of other images."""
    first, second = networks
    with pytest.raises(ValueError, match="labels differs in .* images, first at position 0"):
        function(first, second.take(np.arange(len(second))[::-1]))
