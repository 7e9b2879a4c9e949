"""Which ink belongs to which digit, and in which order digits are read."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading.photos import crops, prepare


def written(covered, places, shape=(700, 900)):
    """Write a digit in several places, given by their top and left and their size."""
    paper = np.zeros(shape)
    for top, left, side in places:
        small = cv2.resize(covered, (side, side), interpolation=cv2.INTER_AREA)
        paper[top : top + side, left : left + side] = np.maximum(
            paper[top : top + side, left : left + side], small
        )
    return paper


def test_digits_are_read_row_by_row(on, five):
    """From left to right, even where rows are uneven and digits differ in size."""
    places = [(60, 500, 200), (30, 60, 220), (50, 280, 200), (380, 420, 220), (400, 100, 200)]
    prepared = prepare(on(np.full((700, 900), 230.0), written(five, places)))
    middles = [(left + width / 2, top + height / 2) for left, top, width, height in prepared.boxes]
    expected = [places[each] for each in (1, 2, 0, 4, 3)]
    assert len(middles) == 5
    for (x, y), (top, left, side) in zip(middles, expected, strict=True):
        assert x == pytest.approx(left + side / 2, abs=12)
        assert y == pytest.approx(top + side / 2, abs=12)
    assert len(prepare(prepared.picture, one=True).boxes) == 1


def test_boxes_are_in_pixels_of_the_picture(on, five):
    """Also where the picture was worked on at another size."""
    picture = on(np.full((300, 300), 230.0), five)
    (box,) = prepare(picture).boxes
    rows, columns = np.nonzero(five > 0.5)
    assert box == pytest.approx(
        (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1), abs=3
    )
    doubled = picture.repeat(8, axis=0).repeat(8, axis=1)
    assert prepare(doubled).boxes[0] == pytest.approx([8 * each for each in box], abs=24)


def test_the_parts_of_a_digit_stay_together(five):
    """A bar that does not touch, and a broken line."""
    broken = five.copy()
    broken[78:92, 100:200] = 0
    broken[150:153] = 0
    assert len(crops.digits(broken > 0.5)) == 1


def test_digits_that_stand_close_are_two(five):
    """As long as they do not touch."""
    pair = np.zeros((300, 300), bool)
    body = five[60:230, 100:200] > 0.5
    pair[60:230, 40:140] = body
    pair[60:230, 152:252] = body
    assert len(crops.digits(pair)) == 2
    assert crops.digits(np.zeros((20, 20), bool)) == []


def test_what_is_far_smaller_than_a_digit_is_none(five):
    """A dot beside a digit does not count."""
    dotted = five > 0.5
    dotted[210:225, 250:262] = True
    assert len(crops.digits(dotted)) == 1


def test_a_full_page_costs_no_more_than_its_ink():
    """A thousand digits are told apart, each with its own ink, and not with the whole page's."""
    page = np.zeros((1200, 1200), bool)
    places = [(30 * row + 5, 40 * column + 5) for row in range(40) for column in range(25)]
    for top, left in places:
        page[top : top + 20, left : left + 8] = True
    found = crops.digits(page)
    assert [(each.top, each.left) for each in found] == places
    assert sum(each.ink.size for each in found) == page.sum()
