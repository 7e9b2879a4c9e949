"""Strips of noise along the edges of a picture, told from ink that reaches an edge."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading.photos import margins, prepare


def two(height=150, width=140):
    """Write a 2 in the middle of a sheet."""
    sheet = np.zeros((height, width), np.uint8)
    corners = np.array([[0, 0.1], [0.5, 0], [0.6, 0.4], [0, 1], [0.7, 0.95]]) * 80 + 35
    cv2.polylines(sheet, [np.rint(corners).astype(np.int32)], False, 1, 8)
    return sheet > 0


def noise(shape, seed=0):
    """Make noise, about half of it dark."""
    return np.random.default_rng(seed).random(shape) < 0.45


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("deep", [4, 8, 13])
def test_a_strip_of_noise_is_found_and_nothing_else(turns, deep):
    """On each side, from thin to a tenth of the picture."""
    written = two()
    sheet = written.copy()
    side = np.rot90(sheet, turns)
    side[:deep] = noise(side[:deep].shape, seed=turns)
    strips = margins.find(sheet)
    assert not (strips & written).any()
    assert (strips & sheet).sum() >= 0.9 * (sheet & ~written).sum()


@pytest.mark.parametrize("turns", range(4))
def test_a_strip_may_begin_a_pixel_from_the_edge(turns):
    """But not further inside."""
    for start in (1, 2):
        sheet = two()
        side = np.rot90(sheet, turns)
        side[start:8] = noise(side[start:8].shape)
        strips = margins.find(sheet)
        assert strips.any() == (start == 1)
        assert not (strips & two()).any()


def test_a_picture_and_its_mirror_image_have_the_same_strips():
    """Four streaks are four, also where one of them begins at the corner."""
    sheet = two()
    for x in (0, 35, 70, 105):
        sheet[:6, x : x + 20] = True
    strips = margins.find(sheet)
    assert (strips[:6] == sheet[:6]).all()
    assert (margins.find(sheet[:, ::-1].copy())[:, ::-1] == strips).all()


def test_strips_that_meet_in_a_corner_are_found():
    """Left and below, hanging together."""
    sheet = two()
    sheet[:, :7] = noise((150, 7))
    sheet[-7:] = noise((7, 140), seed=1)
    sheet[-12:-2, 2:12] = True
    left = sheet & ~margins.find(sheet)
    assert left.sum() <= 1.05 * two().sum()


def test_ink_that_reaches_an_edge_stays():
    """A 1 at the edge of a close cut, a row that is cut off, a ruled line, a frame, dashes."""
    one = two()
    one[10:140, 0:9] = True
    row = two()
    for x in range(4, 130, 18):
        row[:30, x : x + 5] = True
    line = two()
    line[2:5] = True
    frame = two()
    frame[:3], frame[-3:], frame[:, :3], frame[:, -3:] = True, True, True, True
    short = two()
    for x in range(4, 40, 12):
        short[:6, x : x + 5] = True
    for sheet in (one, row, line, frame, short):
        assert not margins.find(sheet).any()


def test_where_there_is_nothing_else_nothing_is_a_strip():
    """Noise all over, a strip alone, blank paper, a picture of few pixels."""
    alone = np.zeros((150, 140), bool)
    alone[:6] = noise((6, 140))
    tiny = np.zeros((3, 5), bool)
    tiny[1, 2] = True
    for sheet in (noise((150, 140)), alone, np.zeros((150, 140), bool), tiny):
        assert not margins.find(sheet).any()


def test_a_digit_is_found_alone_in_a_small_cut_with_noise_around_it():
    """The picture that had been read as two digits."""
    small = np.zeros((75, 70), np.uint8)
    corners = np.array([[0, 0.1], [0.5, 0], [0.6, 0.4], [0, 1], [0.7, 0.95]]) * 40 + 18
    cv2.polylines(small, [np.rint(corners).astype(np.int32)], False, 1, 4)
    picture = np.where(small[..., None] > 0, 60, 220).astype(np.uint8).repeat(3, axis=2)
    for turns in range(4):
        side = np.rot90(picture, turns)
        side[:4] = np.random.default_rng(turns).integers(0, 256, side[:4].shape)
        (row,) = prepare(picture).rows
        assert len(row.pieces) == 1
