"""Several seeds: the formula, its limits, and coverage in simulated studies."""

import numpy as np
import pytest
from scipy import stats

from polymnist_lib import metrics


def _networks(random, predictions_of, *, sources=100, seeds=3, accuracy=0.8, spread=0.0, ease=None):
    """Draw networks whose accuracies deviate by seed and whose errors share hard sources."""
    ease = np.zeros((sources, 1)) if ease is None else ease
    return [
        predictions_of(random.random((sources, 5)) < accuracy + random.normal(0, spread) + ease)
        for _ in range(seeds)
    ]


def test_mean_over_seeds_by_hand(predictions_of):
    """The estimate is the mean difference, its error that of the formula, bounds Student's t."""
    random = np.random.default_rng(0)
    first = _networks(random, predictions_of, accuracy=0.8)
    second = _networks(random, predictions_of, accuracy=0.6)
    gains = np.stack(
        [
            mine.correct.astype(int) - yours.correct
            for mine, yours in zip(first, second, strict=True)
        ]
    )
    per_seed = gains.mean(axis=1)
    per_source = gains.mean(axis=0).reshape(5, 100).mean(axis=0)
    seed_part, source_part = per_seed.var(ddof=1) / 3, per_source.var(ddof=1) / 100
    error = np.sqrt(seed_part + source_part)
    freedom = error**4 / (seed_part**2 / 2 + source_part**2 / 99)
    each = metrics.difference_across_seeds(first, second)
    assert each.estimate == pytest.approx(per_seed.mean())
    assert each.high - each.estimate == pytest.approx(error * stats.t.ppf(0.975, freedom))
    assert each.estimate - each.low == pytest.approx(each.high - each.estimate)
    assert each.p == pytest.approx(2 * stats.t.sf(each.estimate / error, freedom))


def test_many_equal_seeds_leave_the_error_of_sources(predictions_of):
    """Where seeds make no difference, the interval is that of one network's sources."""
    random = np.random.default_rng(1)
    (run,) = _networks(random, predictions_of, seeds=1, sources=400)
    several = metrics.across_seeds([run] * 3)
    alone = metrics.accuracy(run)
    assert several.estimate == pytest.approx(alone.estimate)
    assert several.low == pytest.approx(alone.low, abs=0.005)
    assert several.high == pytest.approx(alone.high, abs=0.005)


def test_intervals_cover_new_seeds_and_sources(predictions_of):
    """Over simulated studies of three seeds the interval holds the true difference as promised."""
    random = np.random.default_rng(9)
    hits, claims = [], []
    for _ in range(300):
        ease = random.uniform(-0.15, 0.15, (100, 1))
        first = _networks(random, predictions_of, accuracy=0.8, spread=0.03, ease=ease)
        second = _networks(random, predictions_of, accuracy=0.75, spread=0.03, ease=ease)
        each = metrics.difference_across_seeds(first, second)
        hits.append(0.05 in each)
        claims.append(each.p < 0.05)
        assert (each.p < 0.05) == (0 not in each)
    assert 0.90 <= np.mean(hits) <= 0.99
    assert np.mean(claims) > 0.1


def test_ignoring_seeds_would_not_cover(predictions_of):
    """One network of each kind gives intervals that miss the difference of the kinds."""
    random = np.random.default_rng(9)
    hits = []
    for _ in range(200):
        (first,) = _networks(random, predictions_of, accuracy=0.8, spread=0.03, seeds=1)
        (second,) = _networks(random, predictions_of, accuracy=0.75, spread=0.03, seeds=1)
        hits.append(0.05 in metrics.difference(first, second, resamples=300))
    assert np.mean(hits) < 0.8


def test_intervals_stay_within_what_is_possible(predictions_of):
    """Near 100 % the interval of an accuracy ends there."""
    random = np.random.default_rng(2)
    runs = _networks(random, predictions_of, accuracy=0.99, sources=20)
    assert metrics.across_seeds(runs).high <= 1


@pytest.mark.parametrize("source", ["rows", None])
def test_without_any_deviation(predictions_of, source):
    """Networks that are all right everywhere leave the doubt of their sources."""
    right = predictions_of(np.ones((20, 5)), source=source)
    each = metrics.across_seeds([right] * 3)
    assert each.estimate == 1
    assert each.low == pytest.approx(0.025 ** (1 / 20))
    same = metrics.difference_across_seeds([right] * 3, [right] * 3)
    assert (same.estimate, same.p) == (0, 1)
    assert same.low < 0 < same.high
    wrong = predictions_of(np.zeros((20, 5)), source=source)
    assert metrics.difference_across_seeds([right] * 3, [wrong] * 3).p == pytest.approx(2**-19)


def test_unknown_sources_widen(predictions_of):
    """Without sources the same answers give a wider interval."""
    tables = np.random.default_rng(0).random((2, 3, 50, 5)) < 0.8
    known = metrics.difference_across_seeds(*([predictions_of(t) for t in side] for side in tables))
    unknown = metrics.difference_across_seeds(
        *([predictions_of(t, source=None) for t in side] for side in tables)
    )
    assert unknown.estimate == pytest.approx(known.estimate)
    assert unknown.high - unknown.low > known.high - known.low


def test_one_source_tells_next_to_nothing(predictions_of):
    """A single handwriting says nothing of others, whatever the seeds do."""
    runs = [predictions_of([[True, True, False, False, k > 0]]) for k in range(3)]
    each = metrics.across_seeds(runs)
    assert each.low < 0.02
    assert each.high > 0.98


def test_seeds_are_needed_in_pairs(predictions_of):
    """One seed is too few for a deviation, and both sides need as many."""
    run = predictions_of(np.ones((3, 5)))
    with pytest.raises(ValueError, match="at least two of them; got 1"):
        metrics.across_seeds([run])
    with pytest.raises(ValueError, match="at least two of them; got 1"):
        metrics.difference_across_seeds([run], [run])
    with pytest.raises(ValueError, match="got 2 networks and 3"):
        metrics.difference_across_seeds([run] * 2, [run] * 3)
