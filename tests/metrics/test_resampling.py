"""The bootstrap over sources: against scipy, and by how often it covers the truth."""

import numpy as np
import pytest
from scipy import stats

from polymnist_lib import i18n, metrics
from polymnist_lib.metrics import resampling


def _bootstrap(data, **changes):
    return resampling.bootstrap(data, **{"bounds": (0.0, 1.0), **changes})


@pytest.mark.parametrize(
    ("low", "high", "p", "sign"),
    [
        (0.01, 0.03, 0.04, 1),
        (-0.03, -0.01, 0.04, -1),
        (0.01, 0.03, 0.05, 0),  # at the level is not below it
        (-0.03, -0.01, 0.3, 0),
        (-0.01, 0.03, 0.001, 0),  # the interval holds zero
        (0.0, 0.03, 0.001, 0),  # zero at its end is in it
        (-0.03, 0.0, 0.001, 0),
        (-0.01, 0.03, 0.5, 0),
        (0.01, 0.03, float("nan"), 0),  # not tested
    ],
)
def test_a_sign_needs_both_the_test_and_the_interval(low, high, p, sign):
    """The direction of a difference is told where both exclude chance."""
    comparison = metrics.Comparison((low + high) / 2, low, high, p)
    assert comparison.sign == sign
    reverse = metrics.Comparison(-comparison.estimate, -high, -low, p)
    assert reverse.sign == -sign


@pytest.mark.parametrize(("p", "beyond"), [(0.049, True), (0.05, False), (np.float64(0), True)])
def test_a_test_without_an_interval_has_the_same_level(p, beyond):
    """Facts of a chapter take the answer, whatever number NumPy makes of the p-value."""
    assert metrics.beyond_chance(p) is beyond


def test_units_sum_by_source(predictions_of):
    """Values are added up within each source, whatever the order and number of its images."""
    predictions = predictions_of(np.ones((3, 2))).take([0, 3, 2, 1, 4])
    data = resampling.units(np.array([1, 2, 4, 8, 16]), predictions)
    assert data.totals.tolist() == [3, 24, 4]
    assert data.sizes.tolist() == [2, 2, 1]
    assert data.independent == 3


def test_units_sum_each_row(predictions_of):
    """Several values an image are summed each for itself."""
    data = resampling.units(np.arange(8).reshape(2, 4), predictions_of(np.ones((2, 2))))
    assert data.totals.tolist() == [[2, 4], [10, 12]]


def test_unknown_sources_count_as_images_over_modalities(predictions_of):
    """Without sources, 30 images in three modalities tell as much as ten."""
    data = resampling.units(np.ones(30), predictions_of(np.ones((10, 3)), source=None))
    assert len(data.totals) == 30
    assert data.independent == 10


def test_bootstrap_agrees_with_scipy():
    """Drawing counts of kinds gives scipy's BCa interval of resampled sources."""
    random = np.random.default_rng(3)
    sizes = random.integers(1, 6, 60).astype(float)
    totals = random.binomial(sizes.astype(int), 0.8).astype(float)
    ours = _bootstrap(resampling.Units(totals, sizes, 60), resamples=20_000)
    theirs = stats.bootstrap(
        (totals, sizes),
        lambda total, size, axis: total.sum(axis=axis) / size.sum(axis=axis),
        paired=True,
        n_resamples=20_000,
        rng=np.random.default_rng(4),
    ).confidence_interval
    assert ours.estimate == totals.sum() / sizes.sum()
    assert ours.low == pytest.approx(theirs.low, abs=0.004)
    assert ours.high == pytest.approx(theirs.high, abs=0.004)


def test_a_difference_and_its_reverse_have_the_same_interval():
    """Whichever model is named first, the doubt about the difference is the same."""
    totals = np.random.default_rng(1).integers(-2, 4, 80).astype(float)
    sizes = np.full(80, 5.0)
    found, reverse = (
        _bootstrap(resampling.Units(sign * totals, sizes, 80), bounds=(-1.0, 1.0))
        for sign in (1, -1)
    )
    assert (reverse.estimate, reverse.low, reverse.high) == (
        -found.estimate,
        -found.high,
        -found.low,
    )


def test_bootstrap_is_the_same_in_small_steps(monkeypatch):
    """Bounding the memory changes how resamples are drawn, not how many, nor what they say."""
    totals = np.random.default_rng(0).binomial(5, 0.7, 100).astype(float)
    data = resampling.Units(totals, np.full(100, 5.0), 100)
    at_once = _bootstrap(data)
    monkeypatch.setattr(resampling, "CELLS_AT_ONCE", 100)
    assert _bootstrap(data) == at_once


def test_bootstrap_repeats_with_its_seed():
    """The same seed gives the same interval, another seed another one."""
    totals = np.random.default_rng(0).binomial(5, 0.7, 100).astype(float)
    data = resampling.Units(totals, np.full(100, 5.0), 100)
    assert _bootstrap(data, seed=1) == _bootstrap(data, seed=1)
    assert _bootstrap(data, seed=1) != _bootstrap(data, seed=2)


def test_bootstrap_draws_few_numbers_for_many_sources():
    """Ten thousand sources of five images are drawn as the six kinds that they are."""
    totals = np.random.default_rng(0).binomial(5, 0.9, 10_000).astype(float)
    means = resampling._resampled_means(
        resampling.Units(totals, np.full(10_000, 5.0), 10_000), 2000, np.random.default_rng(0)
    )
    assert len(means) == 2000
    error = np.sqrt(
        resampling.variance_of_mean(resampling.Units(totals, np.full(10_000, 5.0), 10_000))
    )
    assert means.std() == pytest.approx(error, rel=0.06)


def test_certain_is_clopper_and_pearson():
    """Where all of n sources agree, the bound is the exact one for n trials without exception."""
    for count in (1, 5, 40):
        exact = stats.binomtest(count, count).proportion_ci(0.95, method="exact")
        ours = resampling.certain(1.0, count, bounds=(0.0, 1.0))
        assert ours.low == pytest.approx(exact.low)
        assert ours.high == 1.0


def test_variance_of_mean_by_hand():
    """With one image a unit it is the variance of a mean; with n / m units it is m times that."""
    values = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    single = resampling.variance_of_mean(resampling.Units(values, np.ones(6), 6))
    assert single == pytest.approx(values.var(ddof=1) / 6)
    fewer = resampling.variance_of_mean(resampling.Units(values, np.ones(6), 3))
    assert fewer == pytest.approx(values.var() / 2)
    assert np.isnan(resampling.variance_of_mean(resampling.Units(values[:1], np.ones(1), 1)))


@pytest.mark.parametrize("correlation", [0.2, 0.9])
def test_intervals_cover_the_truth(simulate, correlation):
    """Nominal 95 % intervals hold the true accuracy about that often, whatever the dependence."""
    random = np.random.default_rng(11)
    runs = [simulate(random, 150, 0.85, correlation) for _ in range(300)]
    hits = [0.85 in metrics.accuracy(each, resamples=400) for each in runs]
    assert 0.91 <= np.mean(hits) <= 0.98


def test_resampling_images_would_not_cover(simulate):
    """The same data with every image as its own source give intervals that are far too short."""
    random = np.random.default_rng(11)
    runs = [simulate(random, 150, 0.85, 0.9, source=np.arange(750)) for _ in range(300)]
    assert np.mean([0.85 in metrics.accuracy(each, resamples=400) for each in runs]) < 0.75


def test_unknown_sources_cover_the_worst_case(simulate):
    """Without sources the interval covers even when a handwriting is all right or all wrong."""
    random = np.random.default_rng(5)
    runs = [simulate(random, 150, 0.85, 0.99, source=None) for _ in range(300)]
    hits = [0.85 in metrics.accuracy(each, resamples=400) for each in runs]
    assert 0.91 <= np.mean(hits) <= 0.98


def test_interval_contains_its_ends():
    """Membership includes both ends."""
    each = metrics.Interval(0.5, 0.4, 0.6)
    assert 0.4 in each
    assert 0.6 in each
    assert 0.61 not in each


def test_only_shares_are_written_as_percentages(predictions_of):
    """An accuracy prints as people write it, in the language; a difference never does."""
    each = metrics.Share(0.7342, 0.7161, 0.7512)
    assert str(each) == "73,4\xa0% (71,6\xa0a\xa075,1\xa0%)"
    i18n.set_language("en")
    assert f"{each}" == "73.4% (71.6\xa0to\xa075.1%)"
    runs = predictions_of([[True], [False]]), predictions_of([[True], [True]])
    for shown in (metrics.accuracy(run) for run in runs):
        assert "%" in str(shown)
    for shown in (metrics.difference(*runs), metrics.compare(*runs), metrics.Interval(0, 0, 0)):
        assert "%" not in str(shown)
