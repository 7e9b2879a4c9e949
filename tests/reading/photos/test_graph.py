"""The best path through all candidates of a row."""

import numpy as np
import pytest

from polymnist_lib.digits import CLASSES, NONE
from polymnist_lib.reading.photos import graph, prepare
from polymnist_lib.reading.photos.graph import Row
from polymnist_lib.reading.photos.parts import Part


def part(left, width=30, height=60):
    """Make a part by its left edge."""
    return Part(left, 0, np.ones((height, width), np.float32))


def says(answer, sure=0.95, answers=CLASSES + 1):
    """Make the probabilities of a network that is that sure of an answer."""
    shares = np.full(answers, (1 - sure) / (answers - 1), np.float32)
    shares[answer] = sure
    return shares


def read(row, told, **otherwise):
    """Read a row; of candidates that nothing is told of, the network says that they are none."""
    answers = {places: told.get(places, says(NONE, **otherwise)) for places in row.candidates()}
    return [
        (each.left, int(said[:CLASSES].argmax()), digit) for each, said, digit in row.read(answers)
    ]


def a_row(*some, places=None):
    """Make a row of parts."""
    return Row(tuple(some), places or tuple((n, 0) for n in range(len(some))), 60.0)


def test_parts_that_are_digits_are_read_one_by_one():
    """Each alone, though two of them might be one."""
    row = a_row(part(0), part(35), part(70))
    told = {((n, 0), (n, 0)): says(n) for n in range(3)}
    assert read(row, told) == [(0, 0, True), (35, 1, True), (70, 2, True)]


def test_pieces_of_one_digit_come_together():
    """Where each alone is none, and both are a 5."""
    row = a_row(part(0), part(10, 20, 8), part(60))
    told = {((0, 0), (1, 0)): says(5), ((2, 0), (2, 0)): says(7)}
    assert read(row, told) == [(0, 5, True), (60, 7, True)]


def test_touching_digits_part_where_both_are_digits():
    """At the one of two cuts that leaves a digit on either side."""
    row = a_row(part(0, 20), part(20, 20), part(40, 30), places=((0, 1), (0, 2), (0, 3)))
    told = {((0, 1), (0, 2)): says(4), ((0, 3), (0, 3)): says(2)}
    assert read(row, told) == [(0, 4, True), (40, 2, True)]


def test_a_digit_is_not_cut_for_a_little():
    """Halves that pass for digits too do not outweigh a whole that is one."""
    row = a_row(part(0, 20), part(20, 20), places=((0, 1), (0, 2)))
    told = {places: says(1, 0.9) for places in row.candidates()} | {((0, 1), (0, 2)): says(0, 0.8)}
    assert read(row, told) == [(0, 0, True)]


@pytest.mark.parametrize("pieces", [2, 5, 7, 12])
def test_all_of_a_part_may_be_one_digit(pieces):
    """However often it may be cut: a wide 0 in many pieces, of which some pass for digits."""
    some = [part(7 * n, 7) for n in range(pieces)]
    places = [(0, n + 1) for n in range(pieces)]
    row = a_row(*some, part(200), places=(*places, (1, 0)))
    whole = places[0], places[-1]
    told = {each: says(1, 0.9) for each in row.candidates()} | {whole: says(0, 0.99)}
    assert read(row, told) == [(0, 0, True), (200, 1, True)]


def test_a_bit_of_a_stroke_is_no_digit_of_its_own():
    """Framed, it looks like a 1; beside whole digits it is too small."""
    row = a_row(part(0, 20), part(25, 8, 25), part(35, 20))
    told = {((n, 0), (n, 0)): says(1) for n in range(3)} | {((0, 0), (1, 0)): says(7, 0.7)}
    assert read(row, told) == [(0, 7, True), (35, 1, True)]


def test_what_is_no_digit_is_left_out():
    """And told as such; the digits around it are read."""
    row = a_row(*(part(50 * n) for n in range(5)))
    told = {((n, 0), (n, 0)): says(3) for n in (0, 2, 3, 4)}
    assert [digit for *_, digit in read(row, told)] == [True, False, True, True, True]


def test_a_network_of_ten_answers_leaves_out_what_is_small_alone():
    """A dot is none; a digit in doubt is still one."""
    row = a_row(part(0), part(50, 8, 8))
    told = {((0, 0), (0, 0)): says(3, 0.4, CLASSES), ((1, 0), (1, 0)): says(1, 0.9, CLASSES)}
    told[(0, 0), (1, 0)] = says(2, 0.2, CLASSES)
    assert [digit for *_, digit in read(row, told)] == [True, False]


def test_only_what_fits_is_a_candidate():
    """Not parts that stand apart, nor what is far wider than tall."""
    apart = a_row(part(0), part(80))
    assert set(apart.candidates()) == {((0, 0), (0, 0)), ((1, 0), (1, 0))}
    wide = a_row(*(part(30 * n, 30) for n in range(6)), places=tuple((0, n) for n in range(6)))
    assert max(last[1] - first[1] for first, last in wide.candidates()) == 2


def test_parts_in_doubt_are_cut(five):
    """And no others; what is too wide is cut although the network is sure."""
    body = np.asarray(five[60:230, 100:200], np.float32)
    pair = np.concatenate([body, body[:, 20:]], axis=1)
    row = Row((Part(0, 0, body), Part(150, 0, pair)), ((0, 0), (1, 0)), 170.0)
    sure = {places: says(5) for places in row.candidates()}
    doubtful = {places: says(NONE) for places in row.candidates()}
    cut = row.cut(doubtful)
    assert [place[0] for place in cut.places].count(1) > 1
    whole = {places for places in row.candidates() if places[0] == (1, 0)}
    assert not whole & cut.candidates().keys()  # a piece is not taken for the whole
    assert row.cut(sure).places == row.places
    low = Row(row.pieces, row.places, 100.0)
    assert [place[0] for place in low.cut(sure).places].count(1) > 1


@pytest.mark.parametrize(("letters", "digits"), [(8, 0), (12, 0), (30, 10), (9, 3), (9, 5)])
def test_a_row_of_text_is_not_cut(five, letters, digits):
    """Nobody asks of all pieces of a page of print; a number among letters stays one."""
    body = np.asarray(five[60:230, 100:200], np.float32)
    row = a_row(*(Part(120 * n, 0, body) for n in range(letters + digits)))
    row = Row(row.pieces, row.places, 170.0)
    said = {(place, place): says(5) if place[0] < digits else says(NONE) for place in row.places}
    assert row.cut(said).places == row.places
    said |= {(place, place): says(5) for place in row.places[: letters // 2 + digits]}
    assert len(row.cut(said).places) > len(row.places)


def test_numbers_end_at_wide_gaps_and_at_what_is_none():
    """Not where all digits stand wide."""
    near = [(part(x), says(1), True) for x in (0, 40, 80, 200, 240)]
    assert [len(each) for each in graph.numbers(near, 60)] == [3, 2]
    wide = [(part(x), says(1), True) for x in (0, 150, 300, 450)]
    assert [len(each) for each in graph.numbers(wide, 60)] == [4]
    word = [(part(x), says(1), x != 80) for x in (0, 40, 80, 120, 160)]
    assert [len(each) for each in graph.numbers(word, 60)] == [2, 2]
    assert graph.numbers([], 60) == []


def test_all_ink_can_be_one_digit(on, five):
    """Then there is one row of one piece, and the answer is a digit whatever the network says."""
    picture = on(np.full((300, 300), 230.0), np.maximum(five, np.roll(five, 120, axis=1)))
    (row,) = prepare(picture, one=True).rows
    ((places, _),) = row.candidates().items()
    ((_, said, is_digit),) = row.cut({places: says(NONE)}).read({places: says(NONE)})
    assert is_digit
    assert said.sum() == pytest.approx(1)
    assert len(said) == CLASSES
