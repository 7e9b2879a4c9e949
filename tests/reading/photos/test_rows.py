"""Rows of writing: which parts stand in one, and in which order they are read."""

import numpy as np
import pytest

from polymnist_lib.reading.photos import rows
from polymnist_lib.reading.photos.parts import Part


def part(left, middle, height=60, width=30):
    """Make a part by its left edge and the level of its middle."""
    return Part(left, round(middle - height / 2), np.ones((height, width), np.float32))


def lefts(found):
    """Tell rows by the left edges of their parts."""
    return [[each.left for each in row] for row in found]


@pytest.mark.parametrize("slope", [-0.25, -0.1, 0, 0.1, 0.25])
def test_rows_may_slope(slope):
    """As far as paper is held askew: the second row ends beside the beginning of the first."""
    places = range(0, 600, 60)
    writing = [part(x, 200 + slope * x) for x in places]
    writing += [part(x + 5, 310 + slope * x) for x in places]
    assert lefts(rows.find(writing)) == [list(places), [x + 5 for x in places]]


def test_rows_may_wander():
    """Up and down by a third of a digit, and rows so near that boxes overlap in height."""
    random = np.random.default_rng(0)
    places = range(0, 500, 50)
    for _ in range(20):
        writing = [part(x, 100 + random.uniform(-12, 12)) for x in places]
        writing += [part(x + 5, 165 + random.uniform(-12, 12)) for x in places]
        assert lefts(rows.find(writing)) == [list(places), [x + 5 for x in places]]


def test_a_row_may_climb_all_at_once():
    """As by half a digit at its middle; what is as far off as the next line is one of its own."""
    start = [part(60 * n, 200) for n in range(4)]
    assert lefts(rows.find([*start, *(part(240 + 60 * n, 162) for n in range(3))])) == [
        [60 * n for n in range(7)]
    ]
    assert lefts(rows.find([*start, *(part(240 + 60 * n, 110) for n in range(3))])) == [
        [240, 300, 360],
        [0, 60, 120, 180],
    ]
    assert len(rows.find([*start, *(part(460 + 60 * n, 162) for n in range(3))])) == 2


def test_digits_of_a_row_may_differ_in_height():
    """As 1 and 0 do, and what is half as tall; the order is from left to right."""
    writing = [part(200, 110, 40), part(100, 100, 60), part(0, 95, 75), part(300, 112, 36)]
    assert lefts(rows.find(writing)) == [[0, 100, 200, 300]]


def test_small_parts_belong_to_the_row_that_they_lie_in():
    """The bar of a 5 is joined to it, a dot between two digits is not; nor what lies far below."""
    writing = [part(0, 100), part(60, 100), part(120, 100)]
    bar, dot, below = part(65, 66, 6, 24), part(98, 126, 6, 6), part(60, 300, 20, 20)
    found = rows.find([*writing, bar, dot, below])
    assert lefts(found) == [[0, 60, 98, 120], [60]]
    assert found[0][1].height == 67


def test_a_speck_makes_no_row():
    """Where there are digits; alone, it may be one."""
    writing = [part(0, 100), part(60, 100), part(120, 100)]
    speck = part(60, 300, 6, 6)
    assert lefts(rows.find([*writing, speck])) == [[0, 60, 120]]
    assert lefts(rows.find([speck])) == [[60]]


def test_fragments_of_a_digit_come_together():
    """Before rows are made of them; a digit and that right below it stay two."""
    writing = [part(x, 100) for x in (0, 60, 180)]
    upper, lower = part(120, 85, 28), part(122, 116, 30)
    assert lefts(rows.find([*writing, upper, lower])) == [[0, 60, 120, 180]]
    below = [part(x, 165) for x in (0, 60, 180)]
    assert lefts(rows.find([*writing, *below])) == [[0, 60, 180]] * 2


def test_a_bar_right_above_a_digit_is_of_it():
    """As that of a 5 in two pieces; what is no wider than the digit, and near."""
    body = part(50, 130, 60)
    bar, far = part(52, 90, 8, 34), part(52, 60, 8, 34)
    assert lefts(rows.find([body, bar])) == [[50]]
    assert len(rows.find([body, far])) == 2


def test_a_scribble_does_not_take_the_digits_with_it():
    """What is far taller than the digits beside it is a row of its own."""
    writing = [part(x, 300) for x in range(0, 300, 50)]
    scribble = part(320, 280, 300, 200)
    assert sorted(map(len, rows.find([*writing, scribble]))) == [1, 6]


def test_digits_that_touch_those_of_the_next_row_part():
    """Where there are two rows beside them; else they are one tall thing."""
    two = np.zeros((124, 30), np.float32)
    two[:60], two[64:], two[60:64, 12:16] = 1, 1, 1
    tall = Part(100, 70, two)
    upper, lower = ([part(x, level) for x in (0, 50, 150)] for level in (100, 165))
    assert lefts(rows.find([*upper, *lower, tall])) == [[0, 50, 100, 150]] * 2
    assert sorted(map(len, rows.find([*upper, tall]))) == [1, 3]


def test_a_row_is_as_tall_as_its_digits():
    """Dots and bars count for little."""
    row = [part(0, 100, 60), part(50, 100, 64), part(90, 100, 4), part(95, 100, 4)]
    assert rows.height_of(row) in (60, 64)


def test_nothing_stands_in_no_row():
    """Without parts there are no rows."""
    assert rows.find([]) == []
