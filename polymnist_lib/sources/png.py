"""PNG files of digits: reading one with the reason when it is bad, and making one."""

import os
import stat
import zlib
from io import FileIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib import signs
from polymnist_lib.digits import SIDE

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read(file: str | Path) -> NDArray[np.uint8]:
    """Read the image of one digit.

    Parameters
    ----------
    file : path
        A PNG file of 28 x 28 pixels; grey becomes RGB.

    Returns
    -------
    ndarray of shape (28, 28, 3), uint8
        RGB.

    Raises
    ------
    ValueError
        If the file is not such an image; the message is the reason alone, without the file.
    OSError
        If the file cannot be read.
    """
    # Asked before it is opened: a pipe would wait for a writer, and a device may never end.
    if not stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116 - a Path takes longer to make
        raise ValueError("not a regular file")
    # Read by Python and decoded from memory: cv2.imread takes no accented path on some systems.
    with FileIO(file) as stream:
        content = stream.readall()
    _check(content)
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    if image is None:
        raise ValueError("a PNG file that cannot be decoded")
    return np.asarray(image, np.uint8)


def encode(image: NDArray[np.uint8]) -> bytes:
    """Make the PNG file of one image, RGB."""
    done, content = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    if not done:
        raise ValueError(f"OpenCV could not encode an image of shape {image.shape}.")
    return content.tobytes()


def _check(content: bytes) -> None:
    """Check a PNG file's structure and size before OpenCV sees it.

    OpenCV would only return nothing, without the reason, and libpng would write its own messages
    to stderr, once for each bad file.
    """
    if not content.startswith(_SIGNATURE):
        raise ValueError(f"not a PNG file but {signs.name(signs.find(content[: signs.LOOKED_AT]))}")
    start, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        # A chunk: length (4 bytes), kind (4), data, checksum of kind and data (4).
        end = start + 8 + int.from_bytes(content[start : start + 4], "big")
        if end + 4 > len(content):
            raise ValueError(f"truncated PNG file ({len(content)} bytes)")
        kind = content[start + 4 : start + 8]
        if zlib.crc32(content[start + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            raise ValueError("damaged PNG file, a checksum is wrong")
        if kind == b"IHDR":
            width = int.from_bytes(content[start + 8 : start + 12], "big")
            height = int.from_bytes(content[start + 12 : start + 16], "big")
            if (width, height) != (SIDE, SIDE):
                raise ValueError(f"not {SIDE} x {SIDE} pixels ({width} x {height})")
        start = end + 4
