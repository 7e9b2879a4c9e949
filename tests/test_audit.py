"""The original report's procedures, set up again."""

import numpy as np
import pytest

from polymnist_lib import audit, digits, metrics
from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics import Predictions


def images(sources, *, known=True):
    """Make images of sources in five modalities; the class of source i is i % 10."""
    source = np.tile(np.asarray(sources), 5)
    pixels = np.zeros((len(source), 28, 28, 3), np.uint8)
    pixels[:, 0, 0, 0] = source % 256
    return Digits(
        pixels, source % 10, np.repeat(np.arange(5), len(sources)), source if known else None
    )


def answers(right, labels, *, first_source=0):
    """Make the predictions of images, a source each, of which some are right."""
    right, labels = np.asarray(right, bool), np.asarray(labels)
    said = np.where(right, labels, (labels + 1) % 10)
    source = first_source + np.arange(len(labels))
    return Predictions(np.eye(10, dtype=np.float32)[said], labels, np.zeros_like(labels), source)


@pytest.fixture
def split():
    """60, 20 and 20 handwritten digits, each in five modalities."""
    return Split(images(range(60)), images(range(60, 80)), images(range(80, 100)), data="tiny")


def test_fitting_on_all_images_adds_the_validation_part(split):
    """The training part gains every validation image; what is measured on stays the same."""
    everything = audit.fitted_on_all(split)
    assert len(everything.train) == len(split.train) + len(split.validation)
    assert digits.leak(everything.train, everything.validation) == 1
    assert digits.leak(everything.train, everything.test) == 0
    assert everything.validation is split.validation
    assert everything.test is split.test


def test_random_divisions_have_the_sizes_asked_for(split):
    """Both divisions match in size; only the one by image has handwriting on both sides."""
    pool = images(range(100))
    by_image, by_source = (
        divide(pool, split) for divide in (audit.divided_by_image, audit.divided_by_source)
    )
    for part in ("train", "validation", "test"):
        sizes = {len(getattr(each, part)) for each in (by_image, by_source, split)}
        assert len(sizes) == 1
        assert getattr(by_source, part).n_sources == getattr(split, part).n_sources
    assert digits.leak(by_source.train, by_source.test) == 0
    assert digits.leak(by_source.train, by_source.validation) == 0
    assert digits.leak(by_image.train, by_image.test) > 0.9
    # Writers come one after another in a source's order: a random division mixes them.
    assert by_source.test.source.min() < 20 < 80 < by_source.test.source.max()


def test_random_divisions_obey_their_seed(split):
    """One seed, one division; another seed, another."""
    pool = images(range(100))
    for divide in (audit.divided_by_image, audit.divided_by_source):
        first, again, other = (divide(pool, split, seed=seed) for seed in (0, 0, 1))
        np.testing.assert_array_equal(first.test.source, again.test.source)
        assert not np.array_equal(first.test.source, other.test.source)


def test_unknown_sources_cannot_be_divided(split):
    """Without sources a division by source is refused rather than made up."""
    with pytest.raises(ValueError, match="only where the sources are known"):
        audit.divided_by_source(images(range(100), known=False), split)


@pytest.mark.parametrize("known", [True, False])
def test_thinning_takes_whole_handwritings_of_one_class(known):
    """The share given of the class stays; other classes keep all; no source is cut in two."""
    left = audit.thinned(images(range(200), known=known), 5, share=0.75, seed=3)
    counts = np.bincount(left.labels, minlength=10)
    assert counts[5] == 75
    assert set(np.delete(counts, 5)) == {100}
    if known:
        assert set(np.bincount(left.source)) <= {0, 5}
        other = audit.thinned(images(range(200)), 5, share=0.75, seed=4)
        assert set(other.source) != set(left.source)


def test_thinning_refuses_a_share_that_is_none():
    """A percentage by mistake is told from a share."""
    with pytest.raises(ValueError, match="between 0 and 1; got 80"):
        audit.thinned(images(range(20)), 5, share=80)


def test_terms_of_the_same_images_are_paired():
    """A difference combined is the paired difference; other images add their own error."""
    random = np.random.default_rng(0)
    labels = np.arange(200) % 10
    hard = random.random(200)
    first, second = (
        [answers(hard + random.normal(0, 0.1, 200) < level, labels) for _ in range(3)]
        for level in (0.8, 0.7)
    )
    paired = audit.combine((1, first), (-1, second))
    expected = metrics.difference_across_seeds(first, second)
    assert paired.estimate == pytest.approx(expected.estimate)
    assert paired.low == pytest.approx(expected.low)
    assert paired.p == pytest.approx(expected.p)
    elsewhere = [
        Predictions(run.probabilities, run.labels, run.modality, run.source + 1000)
        for run in second
    ]
    apart = audit.combine((1, first), (-1, elsewhere))
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
    assert audit.combine(*terms).estimate == pytest.approx(0.35 - 0.125)


def test_seeds_must_match():
    """Ways of training with other numbers of seeds cannot be combined."""
    one = answers([True, False], [0, 1])
    with pytest.raises(ValueError, match=r"as many seeds; got \[2, 3\]"):
        audit.combine((1, [one] * 2), (-1, [one] * 3))


def test_the_deviation_between_seeds():
    """The estimate pools variances; its interval covers the true deviation as promised."""
    labels = np.zeros(1000, int)

    def network(accuracy):
        return answers(np.arange(1000) < round(1000 * accuracy), labels)

    pooled = audit.seed_deviation([[network(0.7), network(0.72)], [network(0.5), network(0.56)]])
    assert pooled.estimate == pytest.approx(np.sqrt((0.01**2 * 2 + 0.03**2 * 2) / 2))
    random = np.random.default_rng(0)
    hits = [
        0.02 in audit.seed_deviation([[network(0.7 + 0.02 * z) for z in random.normal(size=3)]])
        for _ in range(300)
    ]
    assert 0.92 <= np.mean(hits) <= 0.98
    with pytest.raises(ValueError, match="at least two of them"):
        audit.seed_deviation([[network(0.7)]])


def test_seeds_needed_give_the_power_promised():
    """In simulated studies of that many seeds the difference is found as often as asked for."""
    seeds = audit.seeds_needed(0.02, 0.01)
    random = np.random.default_rng(0)
    first = random.normal(0.01, 0.02, (2000, seeds)).mean(axis=1)
    second = random.normal(0, 0.02, (2000, seeds)).mean(axis=1)
    z = (first - second) / (0.02 * np.sqrt(2 / seeds))
    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.8, abs=0.03)
    assert audit.seeds_needed(0.01, 1) == 2


def test_saturation_is_exact():
    """Only a probability of exactly 1 counts."""
    probabilities = np.zeros((3, 10), np.float32)
    probabilities[:, 0] = 1, 1 - 1e-6, 0.6
    probabilities[:, 1] = 1 - probabilities[:, 0]
    zeros = np.zeros(3, int)
    assert audit.saturated(Predictions(probabilities, zeros, zeros)) == pytest.approx(1 / 3)


def test_keras_refuses_an_optimiser_for_a_second_model():
    """What the chapter says of the original's one optimiser for six models is true of our Keras."""
    import keras

    optimizer = keras.optimizers.Adam(1e-3)
    values, labels = np.zeros((4, 3), np.float32), np.zeros((4, 1), np.float32)
    for expected in (None, ValueError):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer=optimizer, loss="mse")
        if expected is None:
            model.fit(values, labels, verbose=0)
        else:
            with pytest.raises(expected, match="Unknown variable"):
                model.fit(values, labels, verbose=0)
