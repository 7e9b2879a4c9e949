"""The ink of a digit in the frame of the data: its box, its middle, lines that do not vanish."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading.photos import frame as framing
from polymnist_lib.reading.photos.frame import (
    BOX,
    THINNEST,
    compose,
    frame,
    line_width,
    shrink,
    thicken,
)


def seven(*, height=200, pen=20, canvas=400):
    """Draw a seven of lines."""
    picture = np.zeros((canvas, canvas), np.uint8)
    corners = np.array([[60, 60], [60 + height // 2, 60], [60 + height // 4, 60 + height]])
    cv2.polylines(picture, [corners], isClosed=False, color=1, thickness=pen)
    return picture > 0


def test_the_longer_side_fills_the_box():
    """Whatever the size of the picture, and wherever the digit is in it."""
    for ink in (seven(), seven(height=120), seven().T, np.roll(seven(), 50, axis=1)):
        framed = frame(ink)
        assert framed.shape == (28, 28)
        assert framed.dtype == np.float32
        assert max(np.ptp(places) + 1 for places in np.nonzero(framed)) == BOX
        assert 0 <= framed.min() < framed.max() <= 1


def test_the_centre_of_mass_is_in_the_middle():
    """As near as whole pixels allow, as long as the digit does not leave the frame."""
    framed = frame(seven()).astype(float)
    for axis in (0, 1):
        assert abs(framed.sum(axis=axis) @ np.arange(28) / framed.sum() - 13.5) <= 0.5
    hook = np.zeros((200, 200), bool)
    hook[:, 180:], hook[190:] = True, True
    hook[100:, 100:] = True
    assert max(np.ptp(places) + 1 for places in np.nonzero(frame(hook))) == BOX


def test_nothing_depends_on_shift_scale_or_padding():
    """The same digit elsewhere, at twice the size or on larger paper gives the same image."""
    ink = seven()
    expected = frame(ink)
    np.testing.assert_array_equal(frame(np.roll(ink, (30, 40), (0, 1))), expected)
    np.testing.assert_array_equal(frame(np.pad(ink, 57)), expected)
    doubled = ink.repeat(2, axis=0).repeat(2, axis=1)
    np.testing.assert_allclose(frame(doubled), expected, atol=0.1)  # pens differ by half a pixel


def test_faint_ink_stays_faint():
    """Shades are kept: half as dark, half as much."""
    ink = seven().astype(np.float32)
    np.testing.assert_allclose(frame(ink / 2), frame(ink) / 2, atol=1e-6)


@pytest.mark.parametrize("pen", [2, 6, 12, 25])
def test_the_width_of_a_line_is_estimated(pen):
    """Within a pixel, of a straight line whose ends count for little."""
    picture = np.zeros((60, 600), bool)
    picture[20 : 20 + pen, 20:580] = True
    assert line_width(picture) == pytest.approx(pen, abs=1)


def test_thin_lines_are_thickened_and_others_are_not():
    """To what a fifth of MNIST's digits have at least."""
    thin, wide = framing.crop(seven(pen=3)), framing.crop(seven(pen=40))
    np.testing.assert_array_equal(thicken(wide.astype(np.float32)), wide)
    thickened = thicken(thin.astype(np.float32))
    width = line_width(thickened > 0) * BOX / max(thickened.shape)
    assert width == pytest.approx(THINNEST, abs=0.35)
    for pen in (1, 2, 5):
        assert frame(seven(height=300, pen=pen)).sum() > 40


def test_a_pixel_is_the_mean_of_what_it_covers():
    """Shares of borders count."""
    stripes = np.zeros((40, 40), np.float32)
    stripes[0:2], stripes[5] = 1, 1
    small = shrink(stripes)
    assert small.shape == (20, 20)
    np.testing.assert_allclose(small[:, 7], [1, 0, 0.5, *[0] * 17])


def test_even_shares_keep_the_mean():
    """Averaging in shares that are not whole loses nothing."""
    values = np.random.default_rng(0).random((33, 5))
    averages = framing._averages(values, 20)
    np.testing.assert_allclose(averages.mean(axis=0), values.mean(axis=0))
    np.testing.assert_allclose(framing._averages(values, 33), values)


def test_no_ink_is_no_digit():
    """Blank paper cannot be framed."""
    with pytest.raises(ValueError, match="no ink"):
        frame(np.zeros((50, 50), bool))


def test_composed_as_the_data_are():
    """Ink is paper inverted."""
    framed = np.zeros((28, 28), np.float32)
    framed[3, 4], framed[5, 6] = 1, 0.4
    image = compose(framed)
    assert image.shape == (28, 28, 3)
    assert image.dtype == np.uint8
    assert image[0, 0].tolist() == [255] * 3
    assert image[3, 4].tolist() == [0] * 3
    assert image[5, 6].tolist() == [153] * 3
    assert compose(np.stack([framed] * 2)).shape == (2, 28, 28, 3)
