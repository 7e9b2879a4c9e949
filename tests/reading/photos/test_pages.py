"""Photographs of pages whose digits are known: repeatable, and each kind shows what it is for."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading import writers
from polymnist_lib.reading.photos import frame
from polymnist_lib.reading.photos.pages import (
    KINDS,
    camera,
    errors,
    forms,
    hands,
    kinds,
    layout,
    lights,
    page,
    pages,
    scrawl,
    shot,
)
from polymnist_lib.reading.photos.pages.numbers import Digits

WITH_DIGITS = [kind for kind in KINDS if kind != "nothing"]
HAND = hands.Hand(height=100, pen=8)


@pytest.fixture(scope="module")
def strokes():
    """The digits that may be developed on, and their labels."""
    return [each[:900] for each in writers.strokes()]


@pytest.fixture
def drafts(monkeypatch, strokes):
    """What is on the first pages of a kind before they are photographed, and how they look."""
    monkeypatch.setattr(shot, "photograph", lambda draft, look, random, **_: (draft, look))

    def write(kind, count=6, labels=strokes[1]):
        randoms = [np.random.default_rng((0, place)) for place in range(count)]
        return [getattr(kinds, kind)(Digits(strokes[0], labels, each), each) for each in randoms]

    return write


def joints(pieces):
    """Count the pairs of pieces whose ink is connected, be it over others."""
    if not pieces:
        return 0
    left, top, right, bottom = layout.extent(pieces)
    moved = [each.moved(-left, -top) for each in pieces]
    ink = layout.paint(moved, (bottom - top, right - left)) > layout.INK
    _, parts = cv2.connectedComponents(ink.astype(np.uint8))
    of = []
    for each in moved:
        mine = parts[each.top : each.bottom, each.left : each.right]
        of.append(set(mine[each.mask > layout.INK].tolist()))
    return sum(bool(one & other) for place, one in enumerate(of) for other in of[:place])


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_repeatable(kind, strokes):
    """A page does not depend on how many follow, and another seed gives another."""
    several = list(pages(kind, *strokes, count=2, seed=4))
    (alone,) = pages(kind, *strokes, count=1, seed=4)
    np.testing.assert_array_equal(alone.picture, several[0].picture)
    assert (alone.rows, alone.boxes) == (several[0].rows, several[0].boxes)
    again = page(kind, *strokes, seed=(4, 1))
    np.testing.assert_array_equal(again.picture, several[1].picture)
    assert not np.array_equal(alone.picture, again.picture)


@pytest.mark.parametrize("kind", WITH_DIGITS)
def test_every_digit_has_a_box_with_its_ink(kind, strokes):
    """Inside the picture, and with something in it that is clearly not paper."""
    for found in pages(kind, *strokes, count=3, seed=1):
        height, width = found.picture.shape[:2]
        assert found.picture.dtype == np.uint8
        assert max(height, width) <= 1600
        assert max(height, width) >= 900 or kind == "broken"
        assert found.rows
        assert all(row.isdigit() for row in found.rows)
        assert len(found.boxes) == len("".join(found.rows))
        darkest = cv2.GaussianBlur(found.picture, (3, 3), 0).min(axis=2).astype(float)
        for left, top, wide, high in found.boxes:
            assert 0 <= left < left + wide <= width
            assert 0 <= top < top + high <= height
            inside = darkest[top : top + high, left : left + wide]
            low, paper = np.percentile(inside, (5, 90))
            assert paper - low > 0.12 * paper


def test_boxes_are_as_tight_as_the_ink(strokes):
    """Also when the sheet is seen from an angle."""
    random = np.random.default_rng(0)
    written = layout.row(strokes[0][:4], [0, 1, 2, 3], HAND, layout.Spacing(gap=60), random)
    look = camera.Look((240, 240, 240), (40, 40, 40), perspective=0.045)
    found = shot.photograph(shot.Draft(HAND, [written]), look, random, rules=shot.PLAIN)
    assert found.rows == ("0123",)
    dark = (found.picture[..., 1] < 130).astype(np.uint8)
    for left, top, wide, high in found.boxes:
        around = dark[top - 20 : top + high + 20, left - 20 : left + wide + 20]
        assert cv2.boundingRect(around) == pytest.approx((20, 20, wide, high), abs=2)


@pytest.mark.parametrize("kind", ["row", "cells", "words", "two_rows"])
def test_digits_are_apart(kind, drafts):
    """From each other and from the words around them."""
    for draft, _ in drafts(kind):
        digits = [each for row in draft.rows for each in row]
        assert joints(digits) == 0
        assert joints([*digits, *draft.other]) == joints(draft.other)


def test_digits_on_dotted_lines_touch(drafts):
    """One pair at least, over what is printed, and not all pairs everywhere."""
    found = [draft for draft, _ in drafts("dotted", 12)]
    assert all(joints(draft.rows[0]) >= 1 for draft in found)
    assert any(joints(draft.rows[0][:2]) == 0 for draft in found)
    for draft in found:
        (line,), row = draft.printed, layout.extent(draft.rows[0])
        assert (line.left, line.right) < (row[0] + 1, row[2] + line.right)
        assert line.top < row[3] + 0.2 * draft.hand.height


def test_a_page_is_by_one_hand(drafts):
    """Its digits are near each other in the data."""
    for draft, _ in drafts("row", 8, labels=np.arange(900)):
        places = [each.digit for row in draft.rows for each in row]
        assert max(places) - min(places) < 60


def test_rows_differ_in_number_and_length(drafts):
    """One to three, of one digit or of ten and more, and sometimes light on dark."""
    found = drafts("row", 40)
    assert {len(draft.rows) for draft, _ in found} == {1, 2, 3}
    lengths = {len(row) for draft, _ in found for row in draft.rows}
    assert min(lengths) == 1
    assert max(lengths) >= 10
    heights = [np.median([each.mask.shape[0] for each in d.rows[0]]) for d, _ in found]
    assert 30 < min(heights) < 60
    assert 130 < max(heights) < 190
    assert 0.02 < np.mean([sum(look.ink) > sum(look.paper) for _, look in found]) < 0.25


def test_two_rows_overlap_in_height(drafts):
    """Somewhere a digit of the lower row begins above the end of one of the upper row."""
    for draft, _ in drafts("two_rows"):
        upper, lower = draft.rows
        assert min(each.top for each in lower) < max(each.bottom for each in upper)
        assert np.mean([each.bottom for each in lower]) > np.mean([e.bottom for e in upper])


def test_digits_stand_in_closed_cells(drafts):
    """Rules around them on all sides; some digits touch rules."""
    crossed = 0
    for draft, _ in drafts("cells", 10):
        (table,) = draft.printed
        for each in (piece for row in draft.rows for piece in row):
            x = each.left + each.mask.shape[1] // 2 - table.left
            y = each.top + each.mask.shape[0] // 2 - table.top
            walls = np.pad((table.mask > 0.2).astype(np.uint8), 1)
            cv2.floodFill(walls, None, (x + 1, y + 1), 2)
            assert walls[0, 0] == 0
            under = np.zeros_like(walls)
            digit = each.moved(-table.left, -table.top)
            rows = slice(max(0, digit.top), max(0, digit.bottom))
            columns = slice(max(0, digit.left), max(0, digit.right))
            under[1:-1, 1:-1][rows, columns] = 1
            crossed += bool((under & (walls == 1)).any())
    assert crossed


def test_words_are_no_numbers(drafts):
    """Of three letters at least and without digits; there is other ink on every page."""
    assert all(len(word) >= 3 for word in scrawl.WORDS)
    assert not any(letter.isdigit() for letter in "".join((*scrawl.WORDS, *scrawl.FORMULAS)))
    for draft, _ in drafts("words"):
        assert draft.other
        assert 1 <= len(draft.rows) <= 2


def test_nothing_has_no_digits(strokes):
    """Writing, drawings, print, tables, blank paper and other photographs."""
    found = list(pages("nothing", *strokes, count=8, seed=2))
    assert all((each.rows, each.boxes) == ((), []) for each in found)


@pytest.mark.parametrize("seed", range(4))
def test_a_shadow_has_a_sharp_edge_across_the_ink(seed):
    """It takes 30 to 70 percent of the light from a quarter to a half of the sheet."""
    covered = np.zeros((500, 900), np.float32)
    covered[200:300, 100:800:10] = 1
    lit = lights.shadow(covered, np.random.default_rng(seed))
    edge = max(np.abs(np.diff(lit, axis=axis)).max() for axis in (0, 1))
    assert edge > 0.03
    dark = lit < (lit.min() + lit.max()) / 2
    assert 0.22 < dark.mean() < 0.53
    assert 0.2 < 1 - lit[dark].mean() / lit[~dark].mean() < 0.75
    assert 0.1 < dark[covered > 0].mean() < 0.9
    even = lights.even(covered, np.random.default_rng(seed))
    assert max(np.abs(np.diff(even, axis=axis)).max() for axis in (0, 1)) < 0.01


def test_a_flash_is_bright_in_the_middle_and_dark_in_the_corners():
    """Above what the picture can hold, and down to less than half the light; tinted."""
    lit = lights.flash(np.zeros((600, 900), np.float32), np.random.default_rng(0))
    assert lit.shape == (600, 900, 3)
    assert lit.max() > 1
    corners = lit[[0, 0, -1, -1], [0, -1, 0, -1], 1]
    assert 0.28 < corners.min() < 0.45
    assert not np.allclose(lit[..., 0], lit[..., 2])


def test_felt_pens_are_coloured():
    """And thicker than others."""
    random = np.random.default_rng(0)
    assert min(np.ptp(camera.look(random, felt=True).ink) for _ in range(20)) > 60
    pens = [hands.draw(random, height=100, felt=felt).pen for felt in (True, False) * 20]
    assert np.mean(pens[::2]) > 1.4 * np.mean(pens[1::2])


@pytest.mark.parametrize("pen", [6, 14])
def test_a_digit_is_a_line_of_the_pen(pen, strokes):
    """As thick as the pen, and as high as the hand writes."""
    hand = hands.Hand(height=120, pen=pen, unsteady=0)
    for stroke in strokes[0][:10]:
        mask = hands.digit(stroke, hand, np.random.default_rng(0))
        assert frame.line_width(mask > 0.5) == pytest.approx(pen, rel=0.25)
        assert len(mask) == pytest.approx(120, rel=0.15)
    with pytest.raises(ValueError, match="no ink in the stroke"):
        hands.digit(np.zeros((28, 28), np.uint8), hand, np.random.default_rng(0))


def test_sevens_get_a_bar_once():
    """Across the middle; one that has a bar keeps it alone."""
    seven = np.zeros((28, 28), np.uint8)
    cv2.polylines(seven, [np.array([[8, 5], [19, 5], [12, 23]])], False, 255, 2)
    barred = cv2.line(seven.copy(), (9, 14), (20, 13), 255, 2)
    hand = hands.Hand(height=100, pen=8, unsteady=0)

    def written(stroke, bar):
        return hands.digit(stroke, hand, np.random.default_rng(0), bar=bar)

    def halfway(mask):
        return np.ptp(np.flatnonzero((mask[40:65] > 0.5).any(axis=0)))

    assert halfway(written(seven, True)) > halfway(written(seven, False)) + 15
    np.testing.assert_array_equal(written(barred, True), written(barred, False))


def test_lines_break(five):
    """In gaps, the bar of a 5 above them, or in streaks; most ink stays."""
    mask = hands.trimmed(five.astype(np.float32))
    hand = hands.Hand(height=len(mask), pen=18)

    def parts(ink):
        return cv2.connectedComponents((ink > 0.5).astype(np.uint8))[0] - 1

    for seed in range(5):
        random = np.random.default_rng(seed)
        gaps = hands.with_gaps(mask, hand, random)
        apart = hands.with_gaps(mask, hand, random, bar=True)
        streaks = hands.skipping(mask, hand, random)
        assert parts(apart) >= 2
        assert parts(streaks) >= 2
        for broken in (gaps, apart, streaks):
            assert 0.6 < broken.sum() / mask.sum() < 0.99


def test_some_broken_digits_are_cut_out(strokes):
    """Into small pictures, of a digit each."""
    found = list(pages("broken", *strokes, count=12, seed=0))
    small = [each for each in found if max(each.picture.shape) < 200]
    assert 2 <= len(small) <= 10
    assert all(len(each.boxes) == 1 for each in small)
    assert all(30 <= each.picture.shape[0] <= 125 for each in small)


def test_strips_lie_along_the_border():
    """And leave the middle as it was."""
    grey = np.full((60, 50, 3), 128, np.uint8)
    changed = (camera.stripped(grey, 3, np.random.default_rng(1)) != grey).any(axis=2)
    assert not changed[3:-3, 3:-3].any()
    assert changed.any()
    np.testing.assert_array_equal(camera.stripped(grey, 0, np.random.default_rng(1)), grey)


def test_paper_is_ruled_or_squared():
    """Level lines from border to border, and upright ones on squared paper."""
    random = np.random.default_rng(0)
    plain, ruled, squared = (forms.rule((300, 400), each, 50, random) for each in forms.RULES)
    assert not plain.any()
    assert 5 <= (ruled > 0).all(axis=1).sum() <= 18
    assert not (ruled > 0).all(axis=0).any()
    assert (squared > 0).all(axis=0).any()


def test_a_base_line_is_interrupted():
    """It is made of dots or dashes, and slopes."""
    for seed in range(6):
        line = forms.base_line(400, 0.05, np.random.default_rng(seed)) > 0.3
        assert cv2.connectedComponents(line.astype(np.uint8))[0] > 8
        first, last = (
            np.flatnonzero(line[:, part].any(axis=1)).mean()
            for part in (slice(0, 40), slice(-60, None))
        )
        assert last - first == pytest.approx(0.05 * 350, abs=4)


def test_errors_are_counted():
    """Wrong, missing and additional digits, and row breaks."""
    assert errors([], []) == 0
    assert errors(["12345"], ["12345"]) == 0
    assert errors(["1245"], ["12345"]) == 1
    assert errors(["1234567890"], ["12345", "67890"]) == 1
    assert errors(["12", "4"], ["13", "24"]) == 2
    assert errors(["111"], []) == 3
    assert errors([], ["12", "3"]) == 4


def test_unknown_kinds_and_missing_labels_are_refused(strokes):
    """With what is there, and what there may be."""
    with pytest.raises(ValueError, match="kind must be one of row, shadow.* got 'letters'"):
        page("letters", *strokes, seed=0)
    with pytest.raises(ValueError, match="900 digits, 3 labels"):
        page("row", strokes[0], strokes[1][:3], seed=0)
