"""The container: what it accepts, what it keeps, what its fingerprint stands for."""

import numpy as np
import pytest

from polymnist_lib.digits import CLASSES, MODALITIES, SIDE, Digits, join


def make(n_sources=6, *, first_source=0, seed=0):
    """Make random images of `n_sources` digits in all modalities."""
    n = MODALITIES * n_sources
    return Digits(
        np.random.default_rng(seed).integers(0, 256, (n, SIDE, SIDE, 3), np.uint8),
        np.tile(np.arange(n_sources) % CLASSES, MODALITIES),
        np.repeat(np.arange(MODALITIES), n_sources),
        np.tile(np.arange(first_source, first_source + n_sources), MODALITIES),
    )


def test_counts():
    """Images and handwritten digits are counted apart."""
    assert len(make(6)) == 30
    assert make(6).n_sources == 6
    assert repr(make(6)) == "Digits(30 images, 6 sources)"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("images", np.zeros((30, 28, 28), np.uint8), r"\(n, 28, 28, 3\).*got uint8 of shape"),
        ("images", np.zeros((30, 28, 28, 3)), "must be uint8.*got float64"),
        ("labels", np.full(30, 10), r"0\.\.9; 30 are not, the first is 10"),
        ("labels", np.full(30, -1), r"0\.\.9.*-1"),
        ("labels", np.zeros(29, int), r"shape \(30,\)"),
        ("labels", np.zeros(30), "got float64"),
        ("modality", np.full(30, 5), r"modality must be in 0\.\.4.*5"),
        ("source", np.zeros(31, int), "source must hold one integer per image"),
    ],
)
def test_wrong_contents_are_refused(field, value, message):
    """An array of a wrong shape, type or range is refused with what was expected and found."""
    good = make()
    arrays = {name: getattr(good, name) for name in ("images", "labels", "modality", "source")}
    with pytest.raises(ValueError, match=message):
        Digits(**(arrays | {field: value}))


def test_arrays_cannot_be_written():
    """Nobody changes the contents behind the fingerprint; the caller's own array stays free."""
    images = np.zeros((1, SIDE, SIDE, 3), np.uint8)
    digits = Digits(images, np.array([3]), np.array([0]), None)
    with pytest.raises(ValueError, match="read-only"):
        digits.images[0] = 1
    images[0] = 1


@pytest.mark.parametrize("index", [slice(3, 9), np.array([7, 2, 2]), np.arange(30) % 4 == 1])
def test_take_chooses_the_same_images_everywhere(index):
    """Images, labels, modalities and sources are chosen together."""
    digits = make()
    taken = digits.take(index)
    np.testing.assert_array_equal(taken.images, digits.images[index])
    np.testing.assert_array_equal(taken.labels, digits.labels[index])
    np.testing.assert_array_equal(taken.modality, digits.modality[index])
    np.testing.assert_array_equal(taken.source, digits.source[index])


@pytest.mark.parametrize("field", ["images", "labels", "modality", "source"])
def test_fingerprint_sees_every_array(field):
    """One changed value in any array changes the fingerprint."""
    digits = make()
    arrays = {name: getattr(digits, name) for name in ("images", "labels", "modality", "source")}
    assert Digits(**arrays).fingerprint == digits.fingerprint
    changed = arrays[field].copy()
    changed[-1] -= 1
    assert Digits(**(arrays | {field: changed})).fingerprint != digits.fingerprint


def test_fingerprint_knows_unknown_sources():
    """Data without sources are other data."""
    digits = make()
    anonymous = Digits(digits.images, digits.labels, digits.modality, None)
    assert anonymous.n_sources is None
    assert anonymous.fingerprint != digits.fingerprint


def test_fingerprint_is_of_the_contents_not_of_the_memory():
    """Integer type and memory layout make no difference."""
    digits = make()
    small = Digits(
        np.asfortranarray(digits.images), digits.labels.astype(np.uint8), digits.modality,
        digits.source.astype(np.int32),
    )  # fmt: skip
    assert small.fingerprint == digits.fingerprint


def test_join_keeps_the_order():
    """The second set follows the first."""
    first, second = make(2), make(3, first_source=2, seed=1)
    both = join(first, second)
    assert both.n_sources == 5
    np.testing.assert_array_equal(both.take(slice(0, 10)).images, first.images)
    np.testing.assert_array_equal(both.take(slice(10, 25)).source, second.source)


def test_join_with_unknown_sources_knows_none():
    """Where one set has no sources, the joined one has none."""
    first = make()
    anonymous = Digits(first.images, first.labels, first.modality, None)
    assert join(first, anonymous).source is None
