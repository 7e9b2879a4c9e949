"""Division into parts: nothing lost, nothing twice, no handwriting on both sides."""

import numpy as np
import pytest

from polymnist_lib.digits import (
    MODALITIES,
    SIDE,
    DataSet,
    Digits,
    join,
    leak,
    split,
    split_images,
)


def make(n_sources, *, first_source=0, known=True):
    """Make images whose first pixel tells which one each is."""
    n = MODALITIES * n_sources
    images = np.zeros((n, SIDE, SIDE, 3), np.uint8)
    images[:, 0, 0, 0] = np.arange(n)
    images[:, 0, 0, 1] = first_source
    source = np.tile(np.arange(first_source, first_source + n_sources), MODALITIES)
    return Digits(
        images, source % 10, np.repeat(np.arange(MODALITIES), n_sources), source if known else None
    )


def data_set(validation_by, *, size=4):
    """Make a data set of 20 + 6 sources."""
    known = validation_by != "images"
    test = make(6, first_source=20, known=known)
    return DataSet("tiny", make(20, known=known), test, validation_by, size)


@pytest.mark.parametrize("validation_by", ["blocks", "sources", "images"])
def test_every_image_is_in_one_part(validation_by):
    """The three parts hold each image of the data once."""
    data = data_set(validation_by)
    parts = split(data, seed=1)
    found = join(join(parts.train, parts.validation), parts.test).images[:, 0, 0, :2]
    expected = join(data.train, data.test).images[:, 0, 0, :2]
    np.testing.assert_array_equal(np.unique(found, axis=0), np.unique(expected, axis=0))
    assert len(found) == len(expected)
    assert parts.test is data.test


@pytest.mark.parametrize("validation_by", ["blocks", "sources"])
def test_no_source_is_in_two_parts(validation_by):
    """Where handwriting is known, no handwritten digit is on two sides."""
    parts = split(data_set(validation_by), seed=1)
    of = [set(part.source.tolist()) for part in (parts.train, parts.validation, parts.test)]
    assert not of[0] & of[1]
    assert not of[0] & of[2]
    assert not of[1] & of[2]
    assert [len(each) for each in of] == [16, 4, 6]
    assert not parts.optimistic


def test_blocks_take_the_last_sources():
    """Writers come one after another, so the validation part is the last block, whatever seed."""
    for seed in (0, 1):
        parts = split(data_set("blocks"), seed=seed)
        assert set(parts.validation.source) == {16, 17, 18, 19}


@pytest.mark.parametrize("validation_by", ["sources", "images"])
def test_random_parts_follow_the_seed(validation_by):
    """The same seed gives the same parts, another seed gives others."""
    data = data_set(validation_by)
    assert split(data, seed=1).fingerprint == split(data, seed=1).fingerprint
    assert split(data, seed=1).fingerprint != split(data, seed=2).fingerprint


def test_unknown_sources_are_optimistic():
    """A validation part cut by images says so."""
    parts = split(data_set("images", size=20))
    assert len(parts.validation) == 20
    assert parts.optimistic


def test_split_images_leaks():
    """The audit's random split puts the test part's handwriting into the train part."""
    digits = make(20)
    parts = split_images(digits, seed=0)
    assert [len(part) for part in (parts.train, parts.validation, parts.test)] == [60, 20, 20]
    assert parts.optimistic
    assert leak(parts.train, parts.test) > 0.9


def test_leak_is_a_share_of_images():
    """Half of the images with a known handwriting is a leak of one half."""
    digits = make(4)
    train, part = digits.take(np.isin(digits.source, [0, 1])), digits.take(digits.source >= 1)
    assert leak(train, part) == pytest.approx(1 / 3)
    assert leak(train, digits.take(digits.source >= 2)) == 0
    assert leak(train, make(2, known=False)) is None


def test_shared_sources_are_refused():
    """A data set whose test part has handwriting of its train part is no data set."""
    with pytest.raises(ValueError, match="'wrong' share handwritten digits"):
        DataSet("wrong", make(5), make(5, first_source=4), "blocks", 1)


@pytest.mark.parametrize("size", [0, 20])
def test_an_empty_part_is_refused(size):
    """Neither the train nor the validation part can be empty."""
    with pytest.raises(ValueError, match=f"at most 19 of 20 sources of the train part; got {size}"):
        split(data_set("sources", size=size))


def test_split_images_refuses_empty_parts():
    """Shares that leave a part without images are refused with the numbers."""
    with pytest.raises(ValueError, match="20 images .* give 0, 10 and 10"):
        split_images(make(4), validation=0.5, test=0.5)


def test_wrong_way_to_validate_is_refused():
    """The message names the ways there are."""
    with pytest.raises(ValueError, match="one of blocks, sources, images; got 'writers'"):
        data_set("writers")
    with pytest.raises(ValueError, match="has no sources"):
        DataSet("x", make(5, known=False), make(2, known=False), "blocks", 1)
