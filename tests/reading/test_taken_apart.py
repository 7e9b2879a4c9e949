"""What a reader meets where it takes rows of writing apart, and what each of that is."""

import cv2
import numpy as np
import pytest

from polymnist_lib.digits import NONE
from polymnist_lib.reading import shipped, taken_apart, writers
from polymnist_lib.reading.photos import frame, parts

COUNT = 200


@pytest.fixture(scope="module")
def strokes():
    """Three hundred digits with their labels."""
    drawn, labels = writers.strokes()
    return drawn[:300], labels[:300]


def written(strokes, seed, of=tuple(range(10))):
    """Take rows apart that are written with some digits."""
    drawn, labels = strokes
    chosen = np.isin(labels, of)
    random = np.random.default_rng(seed)
    return taken_apart.candidates(drawn[chosen], labels[chosen], COUNT, random)


def test_as_many_as_asked_for_are_digits_and_none(strokes):
    """Of all ten digits, and about as many of what is none."""
    shades, labels = written(strokes, 0)
    assert len(shades) == len(labels) == COUNT
    assert set(labels.tolist()) == {*range(10), NONE}
    assert 0.3 < np.mean(labels == NONE) < 0.7
    for each in shades:
        assert each.dtype == np.float32
        assert 0 < each.max() <= 1
        assert each.any(axis=0)[[0, -1]].all()
        assert each.any(axis=1)[[0, -1]].all()


def test_none_at_all_where_none_is_asked_for(strokes):
    """A batch may have no place for them."""
    shades, labels = taken_apart.candidates(*strokes, 0, np.random.default_rng(0))
    assert not shades
    assert not len(labels)


def test_the_seed_decides(strokes):
    """The same for the same seed, others for another."""
    first, again, other = (written(strokes, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[1], again[1])
    assert all(map(np.array_equal, first[0], again[0]))
    assert not all(map(np.array_equal, first[0], other[0]))


def test_what_is_a_digit_is_read_as_that(strokes):
    """The shipped network, asked of what is said to be a digit, mostly says the same."""
    shades, labels = written(strokes, 3)
    digits = labels != NONE
    images = np.stack([frame.compose(frame.frame(each)) for each in shades])
    said = shipped.reader().network.probabilities(images)[:, :10].argmax(axis=1)
    assert np.mean(said[digits] == labels[digits]) > 0.8


def test_each_digit_is_taken_once(strokes, monkeypatch):
    """However many candidates hold all of it."""
    monkeypatch.setattr(taken_apart, "_WORDS", 0.0)
    random = np.random.default_rng(6)
    for _ in range(20):
        told = [label for _, label in taken_apart._of_row(*strokes, random)]
        assert len(told) - told.count(NONE) <= taken_apart._LENGTHS[1]
        assert told.count(NONE) <= taken_apart._LENGTHS[1]


def test_digits_are_those_that_were_written(strokes):
    """A row of eights has eights, parts of them and pairs, and no other digit."""
    _, labels = written(strokes, 4, of=(8,))
    assert set(labels.tolist()) == {8, NONE}


def test_what_may_be_a_one_is_not_said_to_be_none(strokes):
    """Upright lines are taken for ones or for nothing, but never for what is no digit."""
    shades, labels = written(strokes, 5, of=(0, 1))
    for each, label in zip(shades, labels, strict=True):
        if label == NONE:
            sides = cv2.minAreaRect(cv2.findNonZero((each > 0).astype(np.uint8)))[1]
            assert min(sides) + 1 >= 0.45 * (max(sides) + 1)


def test_a_pair_that_touches_is_none_and_each_of_it_is_a_digit():
    """Of two squares that stand on their corners, both are candidates, and so is what is wider."""
    sheets = np.zeros((2, 100, 200), np.uint8)
    for sheet, middle in zip(sheets, (60, 121), strict=True):
        corners = [(middle - 30, 50), (middle, 10), (middle + 30, 50), (middle, 90)]
        cv2.polylines(sheet, [np.array(corners)], isClosed=True, color=1, thickness=5)
    owner = np.where(sheets[1], 2, sheets[0]).astype(np.int64)
    shades = (owner > 0).astype(np.float32)
    found = taken_apart._told(shades, owner, [0, 0], np.random.default_rng(0))
    wide = {0: [], NONE: []}
    for each, label in found:
        wide[label].append(each.shape[1])
    assert len(wide[0]) == 2
    assert all(55 < each < 80 for each in wide[0])
    assert wide[NONE]
    assert all(not 58 < each < 72 for each in wide[NONE])


def squares():
    """Draw two squares of 40 x 40 pixels of ink side by side, 10 apart; say whose each pixel is."""
    owner = np.zeros((60, 130), np.int64)
    owner[10:50, 20:60], owner[10:50, 70:110] = 1, 2
    return owner


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ([(20, 60)], [3]),
        ([(22, 60)], [3]),  # a sliver is missing
        ([(20, 76)], [3]),  # a bit of the next
        ([(20, 84)], [3]),  # more of it, and nothing better
        ([(20, 76), (20, 60)], [3]),
        ([(70, 110), (20, 60)], [3, 8]),
        ([(20, 110)], [NONE]),
        ([(20, 92)], [NONE]),
        ([(30, 92)], [NONE]),
        ([(20, 34)], [NONE]),
        ([(28, 60)], []),  # it may look like some digit, or not
        ([(40, 76)], []),
    ],
)
def test_a_candidate_is_told_by_whose_ink_it_is(monkeypatch, columns, told):
    """Of each digit once; what is neither clearly one nor clearly none is not told at all."""
    owner = squares()
    shades = (owner > 0).astype(np.float32)
    some = [parts.trimmed(left, 0, shades[:, left:right]) for left, right in columns]
    monkeypatch.setattr(taken_apart, "_all", lambda _: iter([(each, 40.0) for each in some]))
    monkeypatch.setattr(taken_apart, "_like_a_digit", lambda *_: False)
    found = taken_apart._told(shades, owner, [3, 8], np.random.default_rng(0))
    assert sorted(label for _, label in found) == told


def test_the_nearest_candidate_of_a_digit_is_given(monkeypatch):
    """That with a bit of its neighbour only where there is no better one."""
    owner = squares()
    shades = (owner > 0).astype(np.float32)
    both = [parts.trimmed(0, 0, shades[:, :right]) for right in (84, 60)]
    for some, width in ((both, 40), (both[:1], 64)):
        monkeypatch.setattr(taken_apart, "_all", lambda _, some=some: iter((p, 40.0) for p in some))
        for seed in range(8):
            ((given, _),) = taken_apart._told(shades, owner, [3, 8], np.random.default_rng(seed))
            assert given.shape[1] == width


def test_any_candidate_that_is_nearly_a_digit_may_be_given(monkeypatch):
    """Not always the nearest: a reader's cuts also miss a sliver of a digit."""
    owner = squares()
    shades = (owner > 0).astype(np.float32)
    some = [parts.trimmed(left, 0, shades[:, left:60]) for left in (20, 23)]
    monkeypatch.setattr(taken_apart, "_all", lambda _: iter([(each, 40.0) for each in some]))
    given = [
        taken_apart._told(shades, owner, [3, 8], np.random.default_rng(seed)) for seed in range(20)
    ]
    assert {each.shape[1] for ((each, _),) in given} == {37, 40}


def test_slim_pairs_are_given_more_often(monkeypatch):
    """They are most easily taken for one digit."""
    owner = squares()
    shades = (owner > 0).astype(np.float32)
    pair = parts.trimmed(0, 0, shades)
    monkeypatch.setattr(taken_apart, "_NONE", 0.5)  # one of all
    monkeypatch.setattr(taken_apart, "_like_a_digit", lambda *_: False)

    def times(height):
        some = [(pair, height)] + 4 * [(parts.trimmed(0, 0, shades[:, :30]), height)]
        monkeypatch.setattr(taken_apart, "_all", lambda _: iter(some))
        found = [
            taken_apart._told(shades, owner, [3, 8], np.random.default_rng(seed))
            for seed in range(200)
        ]
        return sum(each.shape[1] == pair.width for ((each, _),) in found)

    assert times(50.0) < 60
    assert times(100.0) > 80
