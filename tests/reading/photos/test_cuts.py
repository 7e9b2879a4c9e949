"""Where digits that touch may part."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading.photos import cuts, parts


def touching(covered, overlap, lean=0.0):
    """Write a digit twice, the second over the edge of the first, both leaning."""
    body = np.asarray(covered[60:230, 100:200], np.float32)
    pair = np.zeros((190, 300), np.float32)
    pair[10:180, 20:120] = body
    right = 120 - overlap
    pair[10:180, right : right + 100] = np.maximum(pair[10:180, right : right + 100], body)
    matrix = np.array([[1, -lean, lean * 95], [0, 1, 0]])
    return cv2.warpAffine(pair, matrix, (300, 190))


@pytest.mark.parametrize("lean", [-0.3, 0.0, 0.3])
@pytest.mark.parametrize("overlap", [4, 10])
def test_a_cut_lies_where_digits_touch(five, overlap, lean):
    """Some of the pieces together are the first digit, and the others the second."""
    pair = touching(five, overlap, lean)
    alone = touching(five, overlap, lean)
    alone[:] = 0
    single = np.zeros_like(alone)
    single[10:180, 20:120] = five[60:230, 100:200]
    first = cv2.warpAffine(single, np.array([[1, -lean, lean * 95], [0, 1, 0]]), (300, 190)) > 0.5
    (whole,) = parts.find(pair * (pair > 0.1))
    found = cuts.pieces(whole, whole.height)
    shares = []
    for end in range(1, len(found)):
        seen = np.zeros(pair.shape, bool)
        for piece in found[:end]:
            rows = np.s_[piece.top : piece.top + piece.height]
            seen[rows, piece.left : piece.right] |= piece.shades > 0.5
        shares.append((seen & first).sum() / (seen | first).sum())
    assert max(shares) > 0.8


@pytest.mark.parametrize("lean", [0.0, 0.3])
@pytest.mark.parametrize("overlap", [2, 4, 6])
def test_a_cut_lies_between_notches(overlap, lean):
    """Between a stem and a ring that lies against it; to cross the stem would be cheaper."""
    stem, ring = np.zeros((2, 120, 160), np.uint8)
    cv2.line(stem, (40, 12), (40, 108), 1, 8)
    cv2.ellipse(ring, (70 - overlap, 36), (22, 22), 0, 0, 360, 1, 8)
    matrix = np.array([[1, -lean, lean * 60], [0, 1, 0]], float)
    stem, ring = (cv2.warpAffine(each, matrix, (160, 120)) for each in (stem, ring))
    (whole,) = parts.find(np.maximum(stem, ring).astype(np.float32))
    found = cuts.pieces(whole, whole.height)
    shares = []
    for end in range(1, len(found)):
        seen = parts.joined(found[:end])
        place = np.zeros(stem.shape, bool)
        place[seen.top : seen.bottom, seen.left : seen.right] = seen.shades > 0.5
        shares.append((place & (stem > 0)).sum() / (place | (stem > 0)).sum())
    assert max(shares) > 0.9


def test_all_pieces_together_are_the_part(five):
    """No ink is lost, and none is in two pieces."""
    (whole,) = parts.find(touching(five, 12))
    found = cuts.pieces(whole, whole.height)
    assert 2 <= len(found) <= 10
    np.testing.assert_array_equal(parts.joined(found).shades, whole.shades)
    assert sum((each.shades > 0).sum() for each in found) == (whole.shades > 0).sum()


def test_what_is_narrow_is_not_cut():
    """A 1 stays whole, however large it is."""
    one = np.zeros((400, 60), np.float32)
    one[10:390, 25:40] = 1
    assert len(cuts.pieces(parts.everything(one)[0], 380)) == 1


def test_a_block_of_ink_is_not_cut():
    """No way leads through it."""
    block = np.ones((100, 300), np.float32)
    assert len(cuts.pieces(parts.everything(block)[0], 100)) == 1
