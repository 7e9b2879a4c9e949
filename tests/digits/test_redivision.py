"""Other divisions of the same data."""

import numpy as np
import pytest

from polymnist_lib import digits
from polymnist_lib.digits import Digits, Split


def images(sources, *, known=True):
    """Make images of sources in five modalities; the class of source i is i % 10."""
    source = np.tile(np.asarray(sources), 5)
    pixels = np.zeros((len(source), 28, 28, 3), np.uint8)
    pixels[:, 0, 0, 0] = source % 256
    return Digits(
        pixels, source % 10, np.repeat(np.arange(5), len(sources)), source if known else None
    )


@pytest.fixture
def split():
    """60, 20 and 20 handwritten digits, each in five modalities."""
    return Split(images(range(60)), images(range(60, 80)), images(range(80, 100)), data="tiny")


def test_fitting_on_all_images_adds_the_validation_part(split):
    """The training part gains every validation image; what is measured on stays the same."""
    everything = digits.fitted_on_all(split)
    assert len(everything.train) == len(split.train) + len(split.validation)
    assert digits.leak(everything.train, everything.validation) == 1
    assert digits.leak(everything.train, everything.test) == 0
    assert everything.validation is split.validation
    assert everything.test is split.test


def test_random_divisions_have_the_sizes_asked_for(split):
    """Both divisions match in size; only the one by image has handwriting on both sides."""
    pool = images(range(100))
    by_image, by_source = (
        divide(pool, split) for divide in (digits.divided_by_image, digits.divided_by_source)
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
    for divide in (digits.divided_by_image, digits.divided_by_source):
        first, again, other = (divide(pool, split, seed=seed) for seed in (0, 0, 1))
        np.testing.assert_array_equal(first.test.source, again.test.source)
        assert not np.array_equal(first.test.source, other.test.source)


def test_unknown_sources_cannot_be_divided(split):
    """Without sources a division by source is refused rather than made up."""
    with pytest.raises(ValueError, match="only where the sources are known"):
        digits.divided_by_source(images(range(100), known=False), split)


@pytest.mark.parametrize("known", [True, False])
def test_thinning_takes_whole_handwritings_of_one_class(known):
    """The share given of the class stays; other classes keep all; no source is cut in two."""
    left = digits.thinned(images(range(200), known=known), 5, share=0.75, seed=3)
    counts = np.bincount(left.labels, minlength=10)
    assert counts[5] == 75
    assert set(np.delete(counts, 5)) == {100}
    if known:
        assert set(np.bincount(left.source)) <= {0, 5}
        other = digits.thinned(images(range(200)), 5, share=0.75, seed=4)
        assert set(other.source) != set(left.source)


def test_thinning_refuses_a_share_that_is_none():
    """A percentage by mistake is told from a share."""
    with pytest.raises(ValueError, match="between 0 and 1; got 80"):
        digits.thinned(images(range(20)), 5, share=80)
