"""How closely paper is followed: shadows of objects, tables, and which side is ink."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading import writers
from polymnist_lib.reading.photos import ink as inks
from polymnist_lib.reading.photos import pages, paper, strokes, windows


def share_found(found, covered):
    """Return the intersection over union of what was found and what was written."""
    written = covered > 0.5
    return (found & written).sum() / (found | written).sum()


def row_of(five, count=3):
    """Write the same digit several times on one sheet."""
    return np.concatenate([five] * count, axis=1)


def shadowed(picture, corners, left=0.35):
    """Hold something between the lamp and the paper, whose shadow has a sharp edge."""
    shade = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(shade, [np.array(corners)], 1)
    return np.rint(picture * np.where(shade, left, 1.0)[..., None]).astype(np.uint8)


@pytest.mark.parametrize("left", [0.3, 0.55])
@pytest.mark.parametrize(
    "corners",
    [
        [[180, 0], [620, 0], [560, 300], [120, 300]],  # the telephone, across the middle digit
        [[420, 60], [900, 0], [900, 300], [640, 300]],  # a hand, from the right
    ],
)
def test_the_shadow_of_an_object_is_not_ink(on, five, corners, left):
    """Nor is its edge; digits in it, beside it and across its edge are found."""
    covered = row_of(five)
    picture = shadowed(on(np.full(covered.shape, 225.0), covered), corners, left)
    found = inks.find(picture)
    assert not found.light_on_dark
    assert share_found(found.kept, covered) > 0.75


@pytest.mark.parametrize("seed", [(101, 6), (102, 1), (107, 3)])
def test_a_large_shadow_does_not_turn_ink_and_paper_around(seed):
    """Where levels alone say that ink is lighter, what it looks like then says that it is not."""
    drawn, labels = (each[:900] for each in writers.strokes())
    found = inks.find(pages.page("shadow", drawn, labels, seed=seed).picture)
    assert paper.lightness(found.levels) > 0
    assert not found.light_on_dark


@pytest.mark.parametrize("seed", [(101, 14), (102, 18)])
def test_the_cells_between_printed_lines_are_no_ink(seed):
    """Squared and ruled paper in a shadow: paper between the lines is lighter, and no stroke."""
    drawn, labels = (each[:900] for each in writers.strokes())
    assert not inks.find(pages.page("shadow", drawn, labels, seed=seed).picture).light_on_dark


def test_strokes_are_counted_and_cells_are_not():
    """One that touches the border counts where it is alone; squares do nowhere."""

    def counted(*boxes):
        found = np.zeros((200, 300), bool)
        for left, top, wide, high in boxes:
            found[top : top + high, left : left + wide] = True
        contrast = found.astype(np.float32)
        tones = np.where(found, 200, 20).astype(np.uint8)
        return strokes.measure(found, contrast, tones, np.zeros_like(found)).free_digits

    inside, at_the_border, square = (60, 40, 8, 100), (0, 170, 120, 8), (150, 60, 60, 60)
    assert counted(inside) == pytest.approx(counted(inside, at_the_border))
    assert counted(at_the_border) > 0.5
    assert counted(square) == 0
    assert counted(inside, square) == pytest.approx(counted(inside))


def test_the_table_beside_a_sheet_is_not_ink(on, five):
    """Nor is the edge of the sheet."""
    covered = row_of(five)
    picture = on(np.full(covered.shape, 225.0), covered)
    picture[:, :60] = picture[:, 840:] = 70
    found = inks.find(picture)
    assert share_found(found.kept, covered) > 0.75


def test_a_window_is_as_wide_as_need_be(on, five):
    """Wider than a bold line, narrower than a shadow."""
    covered = row_of(five)
    paper = np.full(covered.shape, 225.0)
    tones = 255 - on(paper, cv2.dilate(covered, np.ones((9, 9))))[..., 0]
    widest = windows.best(tones).window
    dark = shadowed(on(paper, covered), [[180, 0], [620, 0], [560, 300], [120, 300]])
    narrow = windows.best(255 - dark[..., 0]).window
    assert 25 < narrow < 150
    assert widest > 27
