"""The parts that ink falls into, and how they are put together again."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading.photos import parts, prepare


def test_boxes_are_in_pixels_of_the_picture(on, five):
    """Also where the picture was worked on at another size."""
    picture = on(np.full((300, 300), 230.0), five)
    prepared = prepare(picture)
    box = prepared.rows[0].pieces[0].box(prepared.scale)
    rows, columns = np.nonzero(five > 0.5)
    assert box == pytest.approx(
        (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1), abs=3
    )
    doubled = prepare(picture.repeat(8, axis=0).repeat(8, axis=1))
    again = doubled.rows[0].pieces[0].box(doubled.scale)
    assert again == pytest.approx([8 * each for each in box], abs=24)


def test_a_line_that_is_broken_is_one_part(five):
    """A gap narrower than half the line is none."""
    broken = five.astype(np.float32)
    broken[150:153] = 0
    assert len(parts.find(broken)) == 1


def test_digits_that_stand_close_are_two_parts(five):
    """As long as they do not touch; without ink there are none."""
    pair = np.zeros((300, 300), np.float32)
    body = five[60:230, 100:200]
    pair[60:230, 40:140] = body
    pair[60:230, 152:252] = body
    assert len(parts.find(pair)) == 2
    assert parts.find(np.zeros((20, 20), np.float32)) == []
    (whole,) = parts.everything(pair)
    assert whole.shades.sum() == pytest.approx(pair.sum())


def test_parts_are_joined_as_they_stood(five):
    """All shades are where they were, also where boxes overlap."""
    shades = five.astype(np.float32)
    cut = np.add.outer(np.arange(300), np.arange(300)) < 300
    halves = [parts.trimmed(0, 0, np.where(each, shades, 0)) for each in (cut, ~cut)]
    whole = parts.joined(halves)
    expected = parts.trimmed(0, 0, shades)
    assert (whole.left, whole.top) == (expected.left, expected.top)
    np.testing.assert_array_equal(whole.shades, expected.shades)


def test_a_full_page_costs_no_more_than_its_ink():
    """A thousand digits are told apart, each with its own ink, and not with the whole page's."""
    page = np.zeros((1200, 1200), np.float32)
    places = {(30 * row + 5, 40 * column + 5) for row in range(40) for column in range(25)}
    for top, left in places:
        page[top : top + 20, left : left + 8] = 1
    found = parts.find(page)
    assert {(each.top, each.left) for each in found} == places
    assert sum(each.shades.size for each in found) == page.sum()


def test_neighbours_are_no_part_of_one_another():
    """What reaches into a part's box keeps its own ink."""
    page = np.zeros((200, 200), np.float32)
    cv2.circle(page, (100, 100), 60, 1, 6)
    cv2.circle(page, (100, 100), 20, 1, 6)
    ring, dot = sorted(parts.find(page), key=lambda part: -part.width)
    assert ring.shades[40:80, 40:80].sum() == 0
    assert dot.width == pytest.approx(46, abs=2)
