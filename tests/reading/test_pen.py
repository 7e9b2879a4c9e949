"""Handwriting rendered as drawings."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from polymnist_lib.digits import SIDE
from polymnist_lib.reading import drawings, pen, trials, writers

SAMPLES = Path(__file__).parents[2] / "book" / "my_numbers"


def test_the_samples_of_the_book_are_what_is_rendered(tmp_path):
    """The committed drawings are those of `write_samples`; nobody drew over them."""
    written = pen.write_samples(tmp_path)
    assert sorted(each.name for each in written) == [
        f"{digit}_sample.png" for digit in (1, 4, 5, 6, 9)
    ]
    for folder in (tmp_path, SAMPLES):
        found = {each.name: each for each in drawings.read_drawings(folder)}
        assert all(pen.is_sample(found[each.name]) for each in written)


def test_a_drawing_of_ones_own_is_no_sample(tmp_path):
    """Another picture under a sample's name is told from it, and so is a sample renamed."""
    four = pen.render(square())
    for name, pixels in (
        ("4_sample.png", four),
        ("5_mine.png", pen.samples()["5_sample.png"]),
        ("9_sample.png", four[:28, :28]),
    ):
        assert cv2.imwrite(str(tmp_path / name), pixels)
    assert not any(pen.is_sample(each) for each in drawings.read_drawings(tmp_path))


def test_samples_are_by_the_label_in_their_name():
    """Each is handwriting that is labelled so, among digits that nothing was decided on."""
    strokes, labels = writers.strokes()
    for digit in pen.SAMPLE_DIGITS:
        sample = pen.samples()[f"{digit}_sample.png"]
        same = [np.array_equal(pen.render(stroke), sample) for stroke in strokes[labels == digit]]
        assert sum(same) == 1
        assert np.flatnonzero(labels == digit)[same.index(True)] >= trials.DEVELOPED_ON


def square():
    """Make the ink of a square of 8 x 8 pixels in the middle."""
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[10:18, 10:18] = 255
    return ink


def measure(image):
    """Return the ink's width in pixels of the data, and its centre."""
    dark = np.clip((pen.PAPER - image[:, :, 0].astype(float)) / 199, 0, 1)
    across = dark.sum(axis=0)
    return np.sqrt(dark.sum()), float(across @ np.arange(SIDE) / across.sum())


@pytest.mark.parametrize(
    ("how", "width", "centre"),
    [
        ({}, 8, 13.5),
        ({"size": 0.5}, 4, 13.5),
        ({"size": 1.25}, 10, 13.5),
        ({"shift": 3}, 8, 16.5),
        ({"shift": -2, "size": 0.5}, 4, 11.5),
        ({"pen": 1}, 9, 13.5),
        ({"pen": -1}, 7, 13.5),
    ],
)
def test_rendering_does_what_it_says(how, width, centre):
    """Size, place and pen are measured on the drawing as the model gets it."""
    (image,) = pen.redraw(square()[None], **how)
    found = measure(image)
    assert found[0] == pytest.approx(width, abs=0.35)
    assert found[1] == pytest.approx(centre, abs=0.1)


def test_a_rendered_drawing_is_dark_soft_ink_on_paper():
    """Most of it is paper, the middle is ink, and between them there are greys."""
    image = pen.render(square())
    assert image.shape == (196, 196, 3)
    assert image[0, 0, 0] == pen.PAPER
    assert image[98, 98, 0] == pen.INK
    assert np.any((image > pen.INK + 20) & (image < pen.PAPER - 20))
