"""Several seeds: the formula, its limits, and coverage in simulated studies."""

import numpy as np
import pytest
from scipy import stats

from polymnist_lib import metrics
from polymnist_lib.metrics import Predictions


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


def answers(right, labels, *, first_source=0):
    """Make the predictions of images, a source each, of which some are right."""
    right, labels = np.asarray(right, bool), np.asarray(labels)
    said = np.where(right, labels, (labels + 1) % 10)
    source = first_source + np.arange(len(labels))
    return Predictions(np.eye(10, dtype=np.float32)[said], labels, np.zeros_like(labels), source)


def test_terms_of_the_same_images_are_paired():
    """A difference combined is the paired difference; other images add their own error."""
    random = np.random.default_rng(0)
    labels = np.arange(200) % 10
    hard = random.random(200)
    first, second = (
        [answers(hard + random.normal(0, 0.1, 200) < level, labels) for _ in range(3)]
        for level in (0.8, 0.7)
    )
    paired = metrics.combine((1, first), (-1, second))
    expected = metrics.difference_across_seeds(first, second)
    assert paired.estimate == pytest.approx(expected.estimate)
    assert paired.low == pytest.approx(expected.low)
    assert paired.p == pytest.approx(expected.p)
    elsewhere = [
        Predictions(run.probabilities, run.labels, run.modality, run.source + 1000)
        for run in second
    ]
    apart = metrics.combine((1, first), (-1, elsewhere))
    assert apart.estimate == pytest.approx(expected.estimate)
    assert apart.high - apart.low > 1.3 * (expected.high - expected.low)


def test_a_difference_of_differences_by_hand():
    """Four terms over two sets of images add up with their signs."""
    here, there = np.zeros(10, int), np.ones(20, int)
    terms = [
        (1, [answers(np.arange(10) < right, here) for right in (9, 9)]),
        (-1, [answers(np.arange(10) < right, here) for right in (5, 6)]),
        (-1, [answers(np.arange(20) < right, there, first_source=50) for right in (12, 13)]),
        (1, [answers(np.arange(20) < right, there, first_source=50) for right in (10, 10)]),
    ]
    assert metrics.combine(*terms).estimate == pytest.approx(0.35 - 0.125)


def test_seeds_must_match():
    """Ways of training with other numbers of seeds cannot be combined."""
    one = answers([True, False], [0, 1])
    with pytest.raises(ValueError, match=r"as many seeds; got \[2, 3\]"):
        metrics.combine((1, [one] * 2), (-1, [one] * 3))


def test_contrasts_of_two_parts_cover_the_true_one(predictions_of):
    """Over simulated studies, 95 % intervals of a gap between parts hold it about as often."""
    random = np.random.default_rng(3)
    hits = []
    for _ in range(200):
        moves = random.normal(0, 0.02, (3, 1, 1))
        parts = []
        for share, sign in ((0.8, 1), (0.7, -1)):
            ease = random.uniform(-0.15, 0.15, (60, 1))
            right = random.random((3, 60, 5)) < share + moves + ease
            runs = [predictions_of(each) for each in right]
            parts.append((np.stack([run.correct for run in runs]) * 1.0, runs[0], sign))
        hits.append(0.1 in metrics.contrast(parts))
    assert 0.9 <= np.mean(hits) <= 1


def test_a_contrast_of_one_seed_is_about_its_network(predictions_of):
    """Its interval is that of the handwriting alone, as wide as that of one trained network."""
    (run,) = _networks(np.random.default_rng(2), predictions_of, seeds=1, accuracy=0.6)
    found = metrics.contrast([(run.correct[None].astype(float), run, 1)])
    alone = metrics.accuracy(run)
    assert found.estimate == pytest.approx(alone.estimate)
    assert found.high - found.low == pytest.approx(alone.high - alone.low, rel=0.2)


@pytest.mark.parametrize(("value", "p"), [(1.0, 0.125), (0.0, 1.0)])
def test_a_contrast_of_images_that_all_agree_is_not_certain(value, p):
    """Four handwritings that say the same leave room for others, and no p-value of 0."""
    four = answers([True] * 4, np.zeros(4, int))
    found = metrics.contrast([(np.full((3, 4), value), four, 1)])
    assert (found.estimate, found.p) == (value, p)
    assert found.low < value < found.high


def test_the_deviation_between_seeds():
    """The estimate pools variances; its interval covers the true deviation as promised."""
    labels = np.zeros(1000, int)

    def network(accuracy):
        return answers(np.arange(1000) < round(1000 * accuracy), labels)

    pooled = metrics.seed_deviation([[network(0.7), network(0.72)], [network(0.5), network(0.56)]])
    assert pooled.estimate == pytest.approx(np.sqrt((0.01**2 * 2 + 0.03**2 * 2) / 2))
    random = np.random.default_rng(0)
    hits = [
        0.02 in metrics.seed_deviation([[network(0.7 + 0.02 * z) for z in random.normal(size=3)]])
        for _ in range(300)
    ]
    assert 0.92 <= np.mean(hits) <= 0.98
    with pytest.raises(ValueError, match="at least two of them"):
        metrics.seed_deviation([[network(0.7)]])


def test_seeds_needed_give_the_power_promised():
    """In simulated studies of that many seeds the difference is found as often as asked for."""
    seeds = metrics.seeds_needed(0.02, 0.01)
    random = np.random.default_rng(0)
    first = random.normal(0.01, 0.02, (2000, seeds)).mean(axis=1)
    second = random.normal(0, 0.02, (2000, seeds)).mean(axis=1)
    z = (first - second) / (0.02 * np.sqrt(2 / seeds))
    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.8, abs=0.03)
    assert metrics.seeds_needed(0.01, 1) == 2
