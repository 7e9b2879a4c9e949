"""Picture files of every kind, and files that are none."""

import io
import struct
import subprocess
import sys
import zipfile
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from polymnist_lib.reading.photos import decode

# Red, green and blue, different in each channel.
COLOUR = (40, 120, 200)


def plain(height=40, width=40):
    """Make a picture of one colour."""
    return Image.new("RGB", (width, height), COLOUR)


def saved(image, kind="PNG", **options):
    """Return the bytes of a picture file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


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
    ],
)
def test_every_kind_of_picture_becomes_rgb(content, expected):
    """Grey, colour, palette and transparency, 8 or 16 bits, give (height, width, 3)."""
    picture = decode.decode(content, "4.png")
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(picture, np.broadcast_to(expected, picture.shape))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_is_read(mode):
    """Within what its compression changes."""
    picture = decode.decode(saved(plain().convert(mode), "JPEG", quality=95), "4.jpg")
    expected = np.asarray(plain().convert(mode).convert("RGB"))
    assert np.abs(picture.astype(int) - expected).max() <= 4


def test_the_camera_says_which_side_is_up():
    """EXIF's orientation 6: the first row is on the right."""
    pixels = np.zeros((16, 24, 3), np.uint8)
    pixels[0] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    content = saved(Image.fromarray(pixels), "PNG", exif=exif)
    picture = decode.decode(content, "4.png")
    assert picture.shape == (24, 16, 3)
    assert (picture[:, -1] == 255).all()
    assert (picture[:, :-1] == 0).all()


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


def chunk(name, content):
    """Make a part of a PNG file."""
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def with_a_bomb_of_text():
    """Make a whole PNG file with a text after its pixels that unpacks to 80 MB."""
    content = saved(plain())
    text = chunk(b"zTXt", b"note\0\0" + zlib.compress(b"a" * 80_000_000))
    return content.replace(chunk(b"IEND", b""), text + chunk(b"IEND", b""))


def headed(width, height):
    """Make a PNG file of such a size, so its header says, that has next to no content."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\0" * 99)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "found 0 bytes that are none"),
        (zipped(), "bytes that are none"),
        (saved(plain(), "GIF", save_all=True, append_images=[plain()]), "bytes that are none"),
        (saved(plain())[:60], "damaged or incomplete"),
        (saved(Image.effect_noise((90, 90), 50), "JPEG")[:900], "damaged or incomplete"),
        (saved(plain(), "WEBP")[:30], "damaged or incomplete|that are none"),
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
        "a zip",
        "an animated GIF",
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
    with pytest.raises(ValueError, match=f"^evil\\.png: .*{message}.*(Save|again)"):
        decode.decode(content, "evil.png")


def test_a_huge_header_takes_no_memory():
    """A process that may take three gigabytes, most of them for its libraries, says so."""
    program = (
        "import resource, sys; from polymnist_lib.reading.photos import decode; "
        "resource.setrlimit(resource.RLIMIT_AS, (3 << 30,) * 2); "
        "content = sys.stdin.buffer.read()\n"
        "try: decode.decode(content, 'evil.png')\n"
        "except ValueError as error: print(error)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        input=headed(60_000, 60_000),
        capture_output=True,
        check=True,
    )
    assert b"found several times as many" in told.stdout


def test_a_huge_file_is_not_opened(tmp_path):
    """Its size is known before it is read."""
    file = tmp_path / "evil.png"
    with file.open("wb") as out:
        out.truncate(decode.LARGEST_FILE + 1)
    with pytest.raises(ValueError, match=r"expected at most 200 MB; found 200 MB"):
        decode.read(file)
