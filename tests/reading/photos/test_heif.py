"""HEIC, the pictures of phones: which picture of a file is read, upright, and which are refused."""

import sys

import numpy as np
import pytest
from PIL import Image

from polymnist_lib.reading.photos import decode

from . import files
from .files import encoded, heif, tiled

DRAWN = np.asarray(files.drawn()).astype(int)


def read(content):
    """Decode a file."""
    return decode.decode(content, "7.heic").astype(int)


def is_the_seven(picture):
    """Whether a picture is the one that was drawn, within what its compression changes."""
    return picture.shape == DRAWN.shape and np.abs(picture - DRAWN).mean() < 4


@pytest.mark.parametrize("content", [files.SEVEN, files.SEVEN_10BIT], ids=["8 bits", "10 bits"])
@pytest.mark.parametrize("name", ["7.heic", "7.jpg"])
def test_a_photograph_of_a_phone_is_read(content, name, tmp_path):
    """Also under another name, as when it was sent on; with 10 bits as with 8."""
    (tmp_path / name).write_bytes(content)
    picture = decode.read(tmp_path / name)
    assert picture.dtype == np.uint8
    assert is_the_seven(picture.astype(int))


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_every_brand_of_it_is_read(brand):
    """A camera's files, and those of other phones, name themselves otherwise."""
    assert is_the_seven(read(heif(encoded(), brand=brand)))


def test_it_is_turned_once():
    """As the file says, and not again as its EXIF data say, which tell the same."""
    exif = Image.Exif()
    exif[0x0112] = 8
    told = (b"Exif", (), bytes(4) + exif.tobytes().removeprefix(b"Exif\0\0"))
    picture = read(heif(encoded(files.ROTATED), told, references=[(b"cdsc", 2, [1])]))
    assert is_the_seven(np.rot90(picture, -1))


def test_it_is_mirrored():
    """As phones do with pictures of who holds them."""
    assert is_the_seven(read(heif(encoded(files.MIRRORED)))[:, ::-1])


def test_tiles_are_laid_together():
    """They cover more than the picture, as a phone's do."""
    tiles = [encoded()] * 4
    picture = read(
        heif(*tiles, tiled(2, 2, 230, 300), main=5, references=[(b"dimg", 5, range(1, 5))])
    )
    assert picture.shape == (300, 230, 3)
    assert is_the_seven(picture[:160, :120])
    assert np.abs(picture[160:, :120] - DRAWN[:140]).mean() < 4


def test_the_main_picture_is_read():
    """Neither its thumbnail nor the first one of a series."""
    assert is_the_seven(read(heif(encoded(files.ROTATED), encoded(), main=2)))
    small = encoded(files.cut(40, 40))
    assert is_the_seven(read(heif(small, encoded(), main=2, references=[(b"thmb", 1, [2])])))


def test_opacity_is_laid_on_paper():
    """Here what was light paper lets a little of the other paper through, which is black."""
    opaque = encoded(files.OPACITY)
    picture = read(heif(encoded(), opaque, references=[(b"auxl", 2, [1])]))
    assert picture.shape == DRAWN.shape
    np.testing.assert_allclose(picture[:9], 235 * 235 / 255, atol=2)


@pytest.mark.parametrize(
    "content",
    [
        heif((b"av01", (files.size(*files.SIZE),), b"pixels"), brand=b"mif1"),
        heif(encoded(), (b"jpeg", (files.size(*files.SIZE),), b"pixels"), main=2),
        heif(encoded(), files.laid_over(*files.SIZE), main=2, references=[(b"dimg", 2, [1])]),
    ],
    ids=["another encoding", "only the other picture is known", "laid over each other"],
)
def test_other_kinds_are_told(content):
    """And no other picture of the file is taken for the main one."""
    with pytest.raises(ValueError, match=r"^7\.heic: .*another kind \(.*Save the picture as JPEG"):
        read(content)


def test_a_kind_that_is_no_text_is_refused():
    """With it pi-heif 1.4 ends the process."""
    item = (b"\xff\xfe\xfd\xfc", (), b"data")
    with pytest.raises(ValueError, match="damaged or incomplete"):
        read(heif(encoded(), item, references=[(b"cdsc", 2, [1])]))


def test_a_missing_package_is_named(monkeypatch):
    """With how it is installed."""
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(ValueError, match=r"^7\.heic: .*`python -m pip install pi-heif`"):
        read(files.SEVEN)
