"""Picture files of every kind, and files that are none."""

import io
import pickle
import subprocess
import sys
import zipfile
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from polymnist_lib.reading.photos import decode

from . import files
from .files import chunk, headed, saved

# Red, green and blue, different in each channel.
COLOUR = (40, 120, 200)


def plain(height=40, width=40):
    """Make a picture of one colour."""
    return Image.new("RGB", (width, height), COLOUR)


def encoded(pixels, ending=".png"):
    """Return the bytes of what OpenCV saves, which takes colours of 16 bits."""
    return cv2.imencode(ending, pixels)[1].tobytes()


def transparent(opacity, colour=COLOUR):
    """Make a picture of one colour and opacity."""
    return Image.new("RGBA", (40, 40), (*colour, opacity))


def palette():
    """Make a picture of which one entry of its palette is transparent."""
    image = Image.new("P", (40, 40), 1)
    image.putpalette([0, 0, 0, *COLOUR] + [0] * 762)
    return image


OTHER = Image.new("RGB", (40, 40), COLOUR[::-1])
DEEP = np.full((40, 40, 3), [channel * 257 for channel in COLOUR[::-1]], np.uint16)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (saved(Image.new("L", (40, 40), 77)), (77, 77, 77)),
        (saved(Image.new("1", (40, 40), 1)), (255, 255, 255)),
        (encoded(np.full((40, 40), 77 * 257, np.uint16)), (77, 77, 77)),
        (encoded(np.full((40, 40), 77 * 257, np.uint16), ".tif"), (77, 77, 77)),
        (saved(plain()), COLOUR),
        (encoded(DEEP), COLOUR),
        (saved(palette()), COLOUR),
        (saved(transparent(255)), COLOUR),
        (saved(transparent(51)), (212, 228, 244)),
        (saved(transparent(51, (200, 220, 240))), (40, 44, 48)),
        (saved(transparent(0, (0, 0, 0))), (255, 255, 255)),
        (saved(palette(), transparency=1), (255, 255, 255)),
        (saved(plain(8, 8)), COLOUR),
        (saved(plain(), "BMP"), COLOUR),
        (saved(plain(), "TIFF"), COLOUR),
        (saved(plain(), "WEBP", lossless=True), COLOUR),
        (saved(plain(), "WEBP", save_all=True, append_images=[plain()], lossless=True), COLOUR),
        (saved(plain(), "GIF", save_all=True, append_images=[OTHER]), COLOUR),
        (saved(plain(), "TIFF", save_all=True, append_images=[OTHER]), COLOUR),
        (saved(plain(), "TIFF", compression="tiff_lzw"), COLOUR),
    ],
    ids=[
        "grey",
        "black and white",
        "grey 16",
        "TIFF 16",
        "RGB",
        "RGB 16",
        "palette",
        "opaque",
        "a fifth",
        "a fifth of light",
        "clear",
        "clear palette",
        "8 x 8",
        "BMP",
        "TIFF",
        "WebP",
        "animated WebP",
        "animated GIF",
        "TIFF of two pages",
        "packed TIFF",
    ],
)
def test_every_kind_of_picture_becomes_rgb(content, expected):
    """Grey, colour, palette and transparency, 8 or 16 bits, give (height, width, 3)."""
    picture = decode.decode(content, "4.png")
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(picture, np.broadcast_to(expected, picture.shape))


@pytest.mark.parametrize("options", [{}, {"save_all": True, "append_images": [OTHER]}])
def test_an_avif_is_read(options):
    """Also the first of several, within what its compression changes."""
    picture = decode.decode(saved(plain(), "AVIF", quality=95, **options), "4.avif")
    assert np.abs(picture.astype(int) - COLOUR).max() <= 4


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_is_read(mode):
    """Within what its compression changes."""
    picture = decode.decode(saved(plain().convert(mode), "JPEG", quality=95), "4.jpg")
    expected = np.asarray(plain().convert(mode).convert("RGB"))
    assert np.abs(picture.astype(int) - expected).max() <= 4


def test_a_jpeg_of_several_pictures_gives_the_first():
    """As phones save them that put another picture behind the photograph."""
    picture = decode.decode(saved(plain(), "MPO", save_all=True, append_images=[OTHER]), "4.jpg")
    assert np.abs(picture.astype(int) - COLOUR).max() <= 4


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "AVIF"])
def test_the_camera_says_which_side_is_up(kind):
    """EXIF's orientation 6: the first row is on the right."""
    pixels = np.zeros((16, 24, 3), np.uint8)
    pixels[:8] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    content = saved(Image.fromarray(pixels), kind, exif=exif)
    picture = decode.decode(content, "4.png")
    assert picture.shape == (24, 16, 3)
    assert (picture[:, 8:] > 200).all()
    assert (picture[:, :8] < 55).all()


def test_a_file_is_read_whatever_its_name(tmp_path):
    """Neither the ending nor other alphabets matter."""
    file = tmp_path / "4_ñandú.jpg"
    file.write_bytes(saved(plain()))
    np.testing.assert_array_equal(decode.read(file)[0, 0], COLOUR)


def zipped():
    """Make a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("4.png", saved(plain()))
    return out.getvalue()


def with_a_bomb_of_text():
    """Make a whole PNG file with a text after its pixels that unpacks to 80 MB."""
    content = saved(plain())
    text = chunk(b"zTXt", b"note\0\0" + zlib.compress(b"a" * 80_000_000))
    return content.replace(chunk(b"IEND", b""), text + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "found an empty file"),
        (bytes(9999), "found zeros alone"),
        (zipped(), "found a zip archive"),
        (saved(plain())[:60], "damaged or incomplete"),
        (saved(Image.effect_noise((90, 90), 50), "JPEG")[:900], "damaged or incomplete"),
        (saved(plain(), "WEBP")[:30], "damaged or incomplete"),
        (saved(plain(), "TIFF")[:200], "damaged or incomplete"),
        (headed(60_000, 60_000), "at most 50 million pixels; found several times as many"),
        (headed(10_000, 6_000), "at most 50 million pixels; found 10000 x 6000"),
        (headed(40, 40), "damaged or incomplete"),
        (with_a_bomb_of_text(), "damaged or incomplete"),
        (saved(plain(4, 400)), "8 pixels or more on each side; found 400 x 4"),
        (saved(Image.new("F", (40, 40)), "TIFF"), "expected 8 or 16 bits a channel"),
    ],
    ids=[
        "empty",
        "zeros",
        "a zip",
        "half a PNG",
        "half a JPEG",
        "half a WebP",
        "half a TIFF",
        "a huge header",
        "a large header",
        "no pixels",
        "a bomb of text",
        "too low",
        "32 bits",
    ],
)
def test_hostile_files_are_told_in_a_sentence(content, message):
    """Whatever is wrong, one ValueError names the file and says what to do."""
    with pytest.raises(ValueError, match=rf"^evil\.png: .*{message}.*([Ss]ave|again)"):
        decode.decode(content, "evil.png")


def measured(program, **contents):
    """Run lines on files in a process of its own, and return what it prints.

    Its function ``most`` returns the bytes of memory that it has taken at most.
    """
    begin = (
        "import pickle, resource, sys\n"
        "import pi_heif\n"
        "from PIL import Image\n"
        "from polymnist_lib.reading.photos import decode\n"
        "contents = pickle.load(sys.stdin.buffer)\n"
        "Image.init()\n"
        "def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + program],
        input=pickle.dumps(contents),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def test_what_is_huge_takes_no_memory():
    """Whatever a small file of any format tells of its size, or does not, it is refused at once."""
    program = (
        "before = most()\n"
        "for name, content in contents['huge'].items():\n"
        "    try: decode.decode(content, name)\n"
        "    except ValueError as error: print(error)\n"
        "print(most() - before)\n"
    )
    bombs = files.huge()
    *told, more = measured(program, huge=bombs).splitlines()
    assert len(told) == len(bombs)
    for name, line in zip(bombs, told, strict=True):
        assert line.startswith(f"{name}: expected at most 50 million pixels; found ")
    assert int(more) < 20_000_000


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_takes_a_few_times_its_own_memory(mode):
    """Also if it has to be laid on paper."""
    program = (
        "before = most()\n"
        "picture = decode.decode(contents['large'], '4.png')\n"
        "print((most() - before) / picture.nbytes)\n"
    )
    large = Image.new(mode, (3000, 3000), (10, 20, 30, 40)[: len(mode)])
    assert float(measured(program, large=saved(large, compress_level=1))) < 6


def test_a_huge_file_is_not_opened(tmp_path):
    """Its size is known before it is read."""
    file = tmp_path / "evil.png"
    with file.open("wb") as out:
        out.truncate(decode.LARGEST_FILE + 1)
    with pytest.raises(ValueError, match=r"expected at most 200 MB; found 200 MB"):
        decode.read(file)


def test_what_has_no_size_is_read_to_its_limit(monkeypatch):
    """A device that never ends is refused too."""
    monkeypatch.setattr(decode, "LARGEST_FILE", 1_000_000)
    with pytest.raises(ValueError, match=r"^/dev/zero: expected at most 1 MB"):
        decode.read("/dev/zero")


def test_a_folder_is_told_as_such(tmp_path):
    """With what to name instead."""
    with pytest.raises(ValueError, match=r"found a folder\. Name the pictures in it"):
        decode.read(tmp_path)


@pytest.mark.parametrize("name", list(files.cut_off()))
def test_the_beginning_of_a_file_is_refused(name):
    """Of every format, wherever it breaks off: in one line, with the name first."""
    with pytest.raises(ValueError, match=r"again") as error:
        decode.decode(files.cut_off()[name], name)
    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)


def tagged(**tags):
    """Make a TIFF file with some tags more."""
    more = TiffImagePlugin.ImageFileDirectory_v2()
    more.update({int(tag[1:]): value for tag, value in tags.items()})
    return saved(plain(), "TIFF", tiffinfo=more)


@pytest.mark.parametrize("content", [tagged(_254=1), tagged(_50706=b"\1\4\0\0")])
def test_the_preview_of_a_raw_file_is_not_taken_for_it(content):
    """Raw files are TIFF files whose first page is a small picture of the photograph."""
    with pytest.raises(ValueError, match="found a camera's raw file"):
        decode.decode(content, "4.dng")
