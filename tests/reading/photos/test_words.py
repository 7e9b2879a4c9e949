"""Numbers are told from text by what is read in them, and by what else is in the picture."""

import numpy as np
import pytest

from polymnist_lib.digits import CLASSES, NONE
from polymnist_lib.reading.photos import graph, words
from polymnist_lib.reading.photos.graph import Row
from polymnist_lib.reading.photos.parts import Part


def part(left, width=30, height=60):
    """Make a part by its left edge."""
    return Part(left, 0, np.ones((height, width), np.float32))


def says(answer, sure=0.99):
    """Make the probabilities of a network that is that sure of an answer."""
    shares = np.full(CLASSES + 1, (1 - sure) / CLASSES, np.float32)
    shares[answer] = sure
    return shares


def sign(left, answer, sure=0.99, width=30):
    """Make what a row's best path says of a place."""
    return part(left, width), says(answer, sure), answer != NONE


def told(*paths, one=False):
    """Tell numbers from text in rows; return which signs are digits."""
    rows = [
        Row(tuple(each for each, *_ in path), tuple((n, 0) for n in range(len(path))), 60.0, one)
        for path in paths
    ]
    return words.told(rows, [list(path) for path in paths])


def probability(word, *others):
    """Tell how probably a word is a number, among others, all of one height."""
    measured = np.array([words.features(each, 60.0) for each in (word, *others)])
    return float(words.probabilities(measured, np.full(len(measured), 60.0))[0])


def digits(found):
    """Tell which signs of rows are digits."""
    return [[is_digit for *_, is_digit in path] for path in found]


@pytest.mark.parametrize("apart", [35, 80, 150])
def test_a_word_ends_where_space_is_wider_than_elsewhere(apart):
    """Digits that all stand wide are one number; beside others they are not."""
    row = [sign(apart * n, n) for n in range(5)]
    assert [len(each) for each in words.divided(row, 60.0)] == [5]
    right = row[-1][0].right + max(40, 2.5 * (apart - 30))
    two = [*row, *(sign(round(right) + apart * n, n) for n in range(4))]
    assert [len(each) for each in words.divided(two, 60.0)] == [5, 4]
    assert words.divided([], 60.0) == []


def test_numbers_are_numbers():
    """Alone, below each other, and single digits."""
    number = [sign(35 * n, n) for n in range(6)]
    assert all(digits(told(number))[0])
    assert all(map(all, digits(told(number, number, number))))
    assert digits(told([sign(0, 7)])) == [[True]]


def test_letters_that_look_like_digits_are_letters_of_a_word():
    """Where most of a word is no digit; a number beside it stays one."""
    word = [sign(35 * n, NONE if n else 0) for n in range(4)]
    number = [sign(400 + 35 * n, n) for n in range(5)]
    assert digits(told([*word, *number])) == [[False] * 4 + [True] * 5]


def test_what_is_cut_out_of_text_is_no_number():
    """Doubtful digits that all touch, as a word in one stroke falls into."""
    cut = [sign(20 * n, n, sure=0.6, width=22) for n in range(6)]
    number = [sign(35 * n, n) for n in range(6)]
    assert digits(told(number, cut)) == [[True] * 6, [False] * 6]


def test_probabilities_count_that_it_is_a_number():
    """Of digits; what there is no digit in stays as it is."""
    doubtful = [sign(35 * n, n, sure=0.85) for n in range(3)]
    (found,) = told(doubtful)
    shares = [float(said.max()) for _, said, _ in found]
    p = probability(doubtful)
    assert shares == pytest.approx([0.85 * p] * 3, rel=1e-5)
    (text,) = told([sign(0, NONE), sign(35, NONE)])
    assert all(said[NONE] == np.float32(0.99) for _, said, _ in text)


def test_what_is_known_to_be_one_digit_is_one():
    """However doubtful."""
    path = [(part(0), says(3, 0.2), True)]
    assert told(path, one=True) == [path]


def test_surer_longer_and_less_touching_words_are_rather_numbers():
    """And all words rather where they are alone, or beside numbers."""
    near = [sign(35 * n, n, sure=0.7) for n in range(3)]
    better = (
        [sign(35 * n, n, sure=0.95) for n in range(3)],
        [sign(35 * n, n, sure=0.7) for n in range(6)],
    )
    worse = [sign(28 * n, n, sure=0.7) for n in range(3)]
    number = [sign(35 * n, n) for n in range(6)]
    text = [sign(35 * n, NONE if n else 0, sure=0.6) for n in range(6)]
    assert all(probability(each, number) > probability(near, number) for each in better)
    assert probability(worse, number) < probability(near, number) < probability(near)
    assert probability(near, text) < probability(near, number)


def test_what_is_measured_of_a_word():
    """By hand, of two digits and a letter between them that touches the first."""
    word = [sign(0, 3, sure=0.9), sign(30, NONE), sign(70, 5, sure=0.6)]
    doubt, none, wide, left, touch, long = words.features(word, 60.0)
    assert doubt == pytest.approx(np.log([0.103, 0.403]).mean())
    assert none == pytest.approx(np.log([graph.none(said) for _, said, _ in word[::2]]).mean())
    assert wide == pytest.approx(np.log(0.65 * 60 / 30))
    assert (left, touch) == (pytest.approx(1 / 3), 0.5)
    assert long == pytest.approx(np.log(90 / 60))


def test_what_is_smaller_than_the_rest_is_rather_text():
    """A page's numbers are about as high as each other."""
    doubtful = words.features([sign(35 * n, n, sure=0.7) for n in range(3)], 60.0)
    number = words.features([sign(35 * n, n) for n in range(6)], 60.0)
    measured = np.array([doubtful, number])
    said = [words.probabilities(measured, np.array([each, 60.0]))[0] for each in (20.0, 40.0, 60.0)]
    assert said[0] < said[1] < said[2]
