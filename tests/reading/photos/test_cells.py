"""The sides of cells, and the numbers that they tell from one another."""

import cv2
import numpy as np
import pytest

from polymnist_lib.models.networks import Network
from polymnist_lib.reading import photos
from polymnist_lib.reading.photos import cells
from polymnist_lib.reading.photos.graph import Row
from polymnist_lib.reading.photos.parts import Part
from polymnist_lib.reading.reader import Answer, Reader

SAID = np.full(10, 0.1, np.float32)


def a_row(*lefts, slope=0.0):
    """Make a row of parts, each 30 pixels wide and 60 tall, by their left edges."""
    parts = tuple(
        Part(left, 100 + round(slope * left), np.ones((60, 30), np.float32)) for left in lefts
    )
    return Row(parts, tuple((place, 0) for place in range(len(parts))), 60.0)


def divided(row, at):
    """Divide a row's digits, and return the left edges of each number."""
    some = [(part, SAID) for part in row.pieces]
    return [[part.left for part, _ in each] for each in cells.divided(some, at)]


@pytest.mark.parametrize("slope", [0.0, 0.1, -0.1])
def test_an_upright_line_between_digits_is_a_side(slope):
    """Wherever the row is, level or slanted; level lines and those of another row are none."""
    printed = np.zeros((500, 700), np.uint8)
    row = a_row(50, 90, 250, 300, 500, slope=slope)
    middle = 130 + round(slope * 400)
    cv2.line(printed, (180 - 4, middle - 60), (180 + 4, middle + 60), 1, 3)
    cv2.line(printed, (405, middle - 60), (405, middle + 60), 1, 3)
    for down in (40, -40):
        cv2.line(printed, (0, 130 + down), (699, 130 + down + round(slope * 700)), 1, 3)
    cv2.line(printed, (350, 400), (350, 499), 1, 3)
    assert cells.sides(printed.astype(bool), row) == pytest.approx((180, 405), abs=3)


def test_a_short_line_is_none():
    """Less than two thirds of a digit tall."""
    printed = np.zeros((300, 300), bool)
    printed[110:140, 100] = True
    assert cells.sides(printed, a_row(50, 150)) == ()


def test_numbers_of_a_table_are_told_apart():
    """At each side between two digits."""
    assert divided(a_row(0, 40, 100, 140), [85.0]) == [[0, 40], [100, 140]]
    assert divided(a_row(0, 60, 100), [45.0]) == [[0], [60, 100]]
    assert divided(a_row(0, 40, 80), []) == [[0, 40, 80]]
    assert divided(a_row(0, 150, 300), [90.0, 240.0]) == [[0], [150], [300]]


@pytest.mark.parametrize(
    ("places", "count"),
    [
        ((40, 120, 200, 280), 0),  # a form
        ((40, 90, 140, 190, 240, 290), 0),  # squared paper
        ((40, 90, 190, 240), 0),  # a line of it was not found
        ((40, 160, 280, 400), 4),  # a table
        ((40, 120, 280, 440, 600), 5),  # one of whose columns is narrow … and half as wide
        ((40, 110, 290, 470), 4),
        ((150,), 0),  # a margin
    ],
)
def test_narrow_cells_divide_nothing(places, count):
    """They hold a digit each, if all are alike."""
    printed = np.zeros((300, 700), bool)
    printed[60:200, list(places)] = True
    assert len(cells.sides(printed, a_row(50, 150))) == count


def test_a_table_is_read_cell_by_cell():
    """The answer's numbers lie within their cells; what is written stays a row."""
    row = a_row(0, 40, 100, 140)
    path = tuple((part, SAID, True) for part in row.pieces)
    written = photos.Written([row], 1.0, (300, 300), sides=((85.0,),))
    answer = Answer(written, (path,))
    assert [each.box[0] for each in answer.numbers] == [0, 100]
    assert answer.rows == ["0000"]
    assert [each.box[0] for each in Answer(written.bare(), (path,)).numbers] == [0, 100]


def test_ink_that_is_one_digit_has_no_sides(monkeypatch):
    """Its rows were several, each with its own."""
    doubtful, sure = np.full(10, 0.1, np.float32), np.full(10, 0.001, np.float32)
    sure[5] = 0.991
    monkeypatch.setattr(Network, "probabilities", lambda network, images: sure[None])
    rows, whole = [a_row(0), a_row(40)], a_row(0)
    sides = ((20.0, 85.0), (20.0, 85.0))
    written = photos.Written(rows, 1.0, (300, 300), whole=whole, sides=sides)
    paths = tuple(tuple((part, doubtful, True) for part in row.pieces) for row in rows)
    answer = Reader(Network("colour", ()))._as_one(Answer(written, paths))
    assert [each.text for each in answer.numbers] == ["5"]


def test_the_sides_of_a_picture_are_found():
    """Of each of its rows; none where nothing is ruled."""
    page = np.full((400, 900, 3), 240, np.uint8)
    for place, digits in enumerate(("12", "34", "56")):
        left = 70 + 260 * place
        cv2.putText(page, digits, (left + 40, 240), cv2.FONT_HERSHEY_SIMPLEX, 4, (40,) * 3, 8)
    assert photos.prepare(page).sides == ()
    for across in (70, 330, 590, 850):
        cv2.line(page, (across, 80), (across, 320), (90,) * 3, 3)
    for down in (80, 320):
        cv2.line(page, (70, down), (850, down), (90,) * 3, 3)
    (found,) = photos.prepare(page).sides
    assert found == pytest.approx((70, 330, 590, 850), abs=3)
