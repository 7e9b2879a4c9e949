"""PNG files of digits, good and bad."""

import os
import socket
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from polymnist_lib.sources import png


def image(seed=0):
    """Return a random RGB image."""
    return np.random.default_rng(seed).integers(0, 256, (28, 28, 3), np.uint8)


def damaged():
    """Return a PNG file with one wrong byte in the pixels."""
    content = bytearray(png.encode(image()))
    content[700] ^= 255
    return bytes(content)


def undecodable():
    """Return a PNG file with right checksums whose pixels are not compressed data."""
    content = png.encode(image())
    start = content.index(b"IDAT")
    body = b"IDAT" + b"\xff" * 40
    chunk = struct.pack(">I", 40) + body + struct.pack(">I", zlib.crc32(body))
    return content[: start - 4] + chunk + content[content.index(b"IEND") - 4 :]


def of_size(*shape):
    """Return a PNG file of another shape."""
    return cv2.imencode(".png", np.zeros(shape, np.uint8))[1].tobytes()


def test_what_is_encoded_is_read_back(tmp_path):
    """Red stays red and every pixel stays itself."""
    file = tmp_path / "año.png"
    file.write_bytes(png.encode(image()))
    np.testing.assert_array_equal(png.read(file), image())


def test_grey_becomes_rgb(tmp_path):
    """A grey file gives three equal channels."""
    grey = image()[..., 0]
    file = tmp_path / "grey.png"
    file.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    np.testing.assert_array_equal(png.read(file), np.stack([grey] * 3, axis=-1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a PNG file but an empty file"),
        (b"GIF89a" * 20, "not a PNG file but a GIF picture"),
        (cv2.imencode(".jpg", image())[1].tobytes(), "not a PNG file but a JPEG picture"),
        (png.encode(image())[:8], r"truncated PNG file \(8 bytes\)"),
        (png.encode(image())[:900], r"truncated PNG file \(900 bytes\)"),
        (png.encode(image())[:-1], "truncated PNG file"),
        (png.encode(image())[:-12], "truncated PNG file"),
        (damaged(), "damaged PNG file, a checksum is wrong"),
        (undecodable(), "a PNG file that cannot be decoded"),
        (of_size(28, 30, 3), r"not 28 x 28 pixels \(30 x 28\)"),
        (of_size(32, 32), r"not 28 x 28 pixels \(32 x 32\)"),
    ],
)
def test_bad_file_gives_the_reason(content, reason, tmp_path):
    """Whatever is wrong with a file is told."""
    file = tmp_path / "bad.png"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=f"^{reason}"):
        png.read(file)


@pytest.mark.parametrize(
    "kind", ["pipe", "link to a pipe", "socket", "link to a device", "folder", "link to a folder"]
)
def test_what_is_no_regular_file_is_not_opened(kind, tmp_path, monkeypatch):
    """A pipe would be waited for until somebody writes, and a device may have no end."""
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    monkeypatch.setattr(png, "FileIO", lambda _: pytest.fail("opened"))
    real = tmp_path / ("real" if kind.startswith("link") else "98.3.png")
    if kind.endswith("pipe"):
        os.mkfifo(real)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(real.name)
    elif kind.endswith("folder"):
        real.mkdir()
    else:
        real = Path(os.devnull)
    if kind.startswith("link"):
        (tmp_path / "98.3.png").symlink_to(real)
    with pytest.raises(ValueError, match="^not a regular file$"):
        png.read(tmp_path / "98.3.png")
