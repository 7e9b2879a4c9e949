"""Drawings, read from picture files."""

import tracemalloc

import cv2
import numpy as np
import pytest

from polymnist_lib.digits import SIDE
from polymnist_lib.reading import drawings

# Blue, green and red, as OpenCV writes; the colour differs in each channel.
COLOUR = (200, 120, 40)


def save(file, pixels):
    """Write pixels as OpenCV orders them, whatever the file's name."""
    done, encoded = cv2.imencode(file.suffix, pixels)
    assert done
    file.write_bytes(encoded.tobytes())
    return file


def picture(height, width, colour=COLOUR, dtype=np.uint8):
    """Make a picture of one colour."""
    return np.full((height, width, len(colour)), colour, dtype)


@pytest.mark.parametrize(("height", "width"), [(28, 56), (56, 28), (29, 56)])
def test_a_picture_that_is_not_square_is_padded_not_stretched(height, width):
    """A square of ink stays a square, and the paper around it has its half on either side."""
    pixels = np.full((height, width), 255, np.uint8)
    top, left = height // 2 - 7, width // 2 - 7
    pixels[top : top + 14, left : left + 14] = 0
    ink = 1 - drawings.fit(np.repeat(pixels[..., None], 3, axis=2))[:, :, 0] / 255
    for along, side, first in ((ink.sum(axis=0), width, left), (ink.sum(axis=1), height, top)):
        assert along.max() == pytest.approx(7, abs=0.1)  # its width, in pixels of the data
        middle = (56 - side) // 2 + first + 7  # of the square, in pixels of the padded picture
        assert along @ np.arange(SIDE) / ink.sum() == pytest.approx(middle / 2 - 0.5, abs=0.01)


def test_a_long_strip_takes_little_memory():
    """Its square would have a thousand million pixels; its middle is where the strip is."""
    strip = np.zeros((100, 32_000, 3), np.uint8)
    tracemalloc.start()
    image = drawings.fit(strip + np.array(COLOUR, np.uint8))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_array_equal(image[14, 14], COLOUR)
    assert peak < 100_000_000


def test_names_tell_digits(tmp_path):
    """A digit, alone or before anything but another digit, is the label; other files are left."""
    for name in ("7_ana.png", "4.png", "0 b.PNG", "9x2.png"):
        save(tmp_path / name, picture(28, 28))
    (tmp_path / "notes.txt").write_text("not a drawing")
    (tmp_path / ".4.png").write_text("hidden")
    (tmp_path / "5.png").mkdir()
    found = drawings.read_drawings(tmp_path)
    assert [(each.name, each.label) for each in found] == [
        ("0 b.PNG", 0),
        ("4.png", 4),
        ("7_ana.png", 7),
        ("9x2.png", 9),
    ]
    assert found[1].picture.shape == found[1].image.shape == (SIDE, SIDE, 3)


def test_all_bad_drawings_are_reported_at_once(tmp_path):
    """One message names every drawing that cannot be used, and says what to do."""
    save(tmp_path / "4.png", picture(28, 28))
    save(tmp_path / "10.png", picture(28, 28))
    save(tmp_path / "four.png", picture(28, 28))
    (tmp_path / "5.png").write_bytes(b"")
    (tmp_path / "6.jpg").write_bytes((tmp_path / "4.png").read_bytes()[:20])
    with pytest.raises(ValueError, match="cannot be used") as error:
        drawings.read_drawings(tmp_path)
    message = str(error.value)
    for name in (
        "10.png: the name",
        "four.png: the name",
        "5.png: expected a picture",
        "6.jpg: the picture",
    ):
        assert name in message
    assert "\n  4.png" not in message
    assert "Copy or save the picture again" in message


@pytest.mark.parametrize("exists", [True, False])
def test_an_empty_folder_says_what_to_put_there(tmp_path, exists):
    """No drawing is an error that tells how drawings are named and where samples come from."""
    folder = tmp_path if exists else tmp_path / "nothing"
    with pytest.raises(FileNotFoundError, match=r"such as 4\.png.*write_samples"):
        drawings.read_drawings(folder)
