"""What is printed: dotted lines, and the frames of cells, told from what a pen wrote."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading.photos import dots, prepare, rules
from polymnist_lib.reading.photos.dots import Things


def ink(height=200, width=400):
    """Make a sheet without ink."""
    return np.zeros((height, width), np.uint8)


def written(sheet, place, size=60):
    """Write a 2 of straight strokes with a pen of 5 pixels, its top left at a place."""
    corners = np.array([[0, 0.1], [0.5, 0], [0.6, 0.4], [0, 1], [0.7, 0.95]]) * size + place
    cv2.polylines(sheet, [np.rint(corners).astype(np.int32)], False, 1, 5)
    return sheet


@pytest.mark.parametrize("slope", [-0.05, 0.0, 0.08])
@pytest.mark.parametrize(("every", "long"), [(8, 2), (16, 9)])
def test_dots_and_dashes_are_printed(every, long, slope):
    """However the line slopes; the digits that stand on it keep nearly all of their ink."""
    sheet = ink()
    for place in (60, 130, 260):
        written(sheet, (place, 60))
    digits = sheet > 0
    for x in range(20, 380, every):
        row = round(122 + slope * (x - 200))
        sheet[row : row + 2, x : x + long] = 1
    printed = rules.find(sheet > 0)
    assert (printed & digits).sum() < 0.06 * digits.sum()
    assert ((sheet > 0) & ~printed & ~digits).sum() < 0.25 * ((sheet > 0) & ~digits).sum()


def test_few_dots_or_uneven_ones_are_no_line():
    """A colon, an ellipsis, and dust that happens to lie in a row."""
    few = written(written(ink(), (60, 60)), (200, 60))
    for x in (150, 160, 170):
        few[118:121, x : x + 3] = 1
    assert not rules.find(few > 0).any()
    uneven = written(ink(), (60, 60))
    for x in (120, 127, 148, 210, 219, 330, 372):
        uneven[118:121, x : x + 3] = 1
    assert not dots.dotted(uneven.shape, Things.of(uneven > 0))


def framed(columns=3, lines=2, side=90, thick=4):
    """Print cells."""
    sheet = ink(lines * side + 60, columns * side + 60)
    for line in range(lines + 1):
        y = 30 + line * side
        sheet[y : y + thick, 30 : 30 + columns * side + thick] = 1
    for column in range(columns + 1):
        x = 30 + column * side
        sheet[30 : 30 + lines * side + thick, x : x + thick] = 1
    return sheet


def test_the_frames_of_cells_are_printed():
    """All of them; digits inside are not."""
    frames = framed()
    sheet = frames.copy()
    written(sheet, (55, 50))
    written(sheet, (145, 50))
    inside = (sheet > 0) & (frames == 0)
    printed = rules.find(sheet > 0)
    assert (printed & (frames > 0)).sum() > 0.97 * frames.sum()
    assert not (printed & inside).any()


def test_digits_of_two_cells_part_where_they_touch():
    """On the line between them; a digit that reaches over it by a little stays whole."""
    sheet = framed()
    written(sheet, (55, 45), 80)
    written(sheet, (55, 122), 80)
    written(sheet, (145, 60), 65)
    count = cv2.connectedComponents((sheet > 0).astype(np.uint8))[0] - 1
    left = (sheet > 0) & ~rules.find(sheet > 0)
    stats = cv2.connectedComponentsWithStats(left.astype(np.uint8))[2][1:]
    assert count == 1
    assert sorted(stats[stats[:, cv2.CC_STAT_AREA] > 50, cv2.CC_STAT_HEIGHT] > 60) == [True] * 3


def test_digits_on_squared_paper_stay_whole(on, five):
    """Its lines go from border to border: nobody writes one digit above and one below."""
    paper = np.full((300, 300), 230.0)
    for place in range(15, 300, 45):
        paper[place : place + 3] = 90.0
        paper[:, place : place + 3] = 90.0
    (row,) = prepare(on(paper, five)).rows
    (part,) = row.pieces
    assert part.height > 130
