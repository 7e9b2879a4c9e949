"""Reading picture files of any common kind, and refusing others before they cost memory."""

import logging
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageStat, UnidentifiedImageError

from polymnist_lib.reading.photos import formats, heif

# Pixels of a side at least, of a picture at most, and bytes of a file at most.
SMALLEST = 8
LARGEST = 50_000_000
LARGEST_FILE = 200_000_000

# What Pillow says of damaged files, errors say here.
logging.getLogger("PIL").addHandler(logging.NullHandler())

# Grey levels of 16 bits; Pillow itself brings colours of 16 bits to 8.
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N")
_TOO_DEEP = ("I", "F")

# Tags of TIFF: whether a page is but a preview, a raw file's version, and the sides of tiles.
_PREVIEW, _RAW, _TILE = 254, 50706, (322, 323)


class _Refused(Exception):
    """What a file is that is not read, what was expected, and what to do."""


def read(file: str | Path) -> NDArray[np.uint8]:
    """Read a picture file.

    Parameters
    ----------
    file : path
        PNG, JPEG, HEIC, AVIF, WebP, GIF, BMP or TIFF, whatever its name ends in. Of several
        pictures it is the main one of a HEIC, and else the first: a TIFF's first page.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8
        Red, green and blue, upright as the camera says. Transparency is laid on white paper, or on
        black if what is visible is light.

    Raises
    ------
    ValueError
        If the file is no such picture, is damaged, or is too small or too large; little is read
        before that is known.
    OSError
        If there is no such file, or it must not be read.
    """
    file = Path(file)
    if file.is_dir():
        raise ValueError(f"{file}: expected a picture; found a folder. Name the pictures in it.")
    size = file.stat().st_size
    if size <= LARGEST_FILE:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)  # what has no size, such as a pipe, has an end
        size = len(content)
    check_size(size, str(file))
    return decode(content, str(file))


def check_size(size: int, name: str) -> None:
    """Refuse a file of too many bytes; `name` is for the message."""
    if size > LARGEST_FILE:
        raise ValueError(
            f"{name}: expected at most {LARGEST_FILE // 1_000_000} MB; found "
            f"{size / 1e6:,.0f} MB. Save the picture smaller."
        )


def decode(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode the content of a picture file, as `read` does; `name` is for messages."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow's own limits and of odd tags
            return _to_rgb(_opened(content))
    except Exception as error:  # decoders raise all kinds of errors on damaged files
        raise ValueError(f"{name}: {_told(error)}") from error


def _opened(content: bytes) -> Image.Image:
    """Decode a picture, upright, if it is one and neither too small nor too large."""
    kind = formats.find(content)
    if isinstance(kind, formats.Unread):
        raise _unread(kind)
    if kind in ("heif", "avif") and (pixels := heif.largest(content)) > LARGEST:
        raise _too_large(f"{pixels / 1e6:,.0f} million")
    if kind == "heif":
        file = heif.opened(content)
        _check(*file.size)
        image = file.to_pillow()
    else:
        image = Image.open(BytesIO(content), formats=(kind,))
        _check(*image.size)
        if kind == "tiff":
            _check_page(image)
        image.load()
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - the pixels are whole, only what is said of them is not
        return image


def _check(width: int, height: int) -> None:
    """Refuse a picture that is too large or too small."""
    if width * height > LARGEST:
        raise _too_large(f"{width} x {height}")
    if min(width, height) < SMALLEST:
        raise _Refused(
            f"expected {SMALLEST} pixels or more on each side; found {width} x {height}. Save the "
            "picture larger."
        )


def _check_page(image: Any) -> None:
    """Refuse a TIFF's first page if it stands for another picture, or its tiles are too large."""
    tags = image.tag_v2
    if _RAW in tags or tags.get(_PREVIEW, 0) & 1:
        raise _unread(formats.unread("raw"))
    width, height = (tags.get(side, 0) for side in _TILE)
    if width * height > LARGEST:
        raise _too_large(f"tiles of {width} x {height}")


def _unread(kind: formats.Unread) -> _Refused:
    """Say that a file is of a kind that is not read."""
    return _Refused(f"expected a picture ({formats.LISTED}); found {kind.what}. {kind.advice}")


def _too_large(found: str) -> _Refused:
    """Say that a picture has too many pixels."""
    return _Refused(
        f"expected at most {LARGEST // 1_000_000} million pixels; found {found}. Save the picture "
        "smaller."
    )


def _told(error: Exception) -> str:
    """Say in a line why a picture is not read, and what to do."""
    reason = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, _Refused):
        return reason
    if isinstance(error, Image.DecompressionBombError):  # Pillow's own limit, beyond ours
        return str(_too_large("several times as many"))
    if isinstance(error, ImportError):
        return (
            "a HEIC picture needs the package pi-heif, which is not installed. Run `python -m pip "
            "install pi-heif`, or save the picture as JPEG."
        )
    if isinstance(error, NotImplementedError):
        return (
            f"expected a picture as phones and cameras save it; found another kind ({reason}). "
            "Save the picture as JPEG or PNG."
        )
    if isinstance(error, UnidentifiedImageError):  # it names an object in memory
        reason = "at its beginning"
    return f"the picture is damaged or incomplete ({reason}). Save or copy it again."


def _to_rgb(image: Image.Image) -> NDArray[np.uint8]:
    """Turn what Pillow decodes, of 8 or 16 bits a channel, into red, green and blue."""
    if image.mode in _TOO_DEEP:
        raise _Refused(
            f"expected 8 or 16 bits a channel; found 32 (mode {image.mode}). Save the picture "
            "again as PNG."
        )
    if image.mode in _DEEP:
        grey = (np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8)
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)
    if image.has_transparency_data:
        image = _on_paper(_as(image, "RGBA"))
    return np.asarray(_as(image, "RGB"), np.uint8)


def _as(image: Image.Image, mode: str) -> Image.Image:
    """Bring a picture to a mode, without a copy if it is of that mode."""
    return image if image.mode == mode else image.convert(mode)


def _on_paper(image: Image.Image) -> Image.Image:
    """Lay a picture, RGBA, on white or black paper, if not all of it is opaque."""
    if image.getchannel("A").getextrema() == (255, 255):
        return image
    # Each pixel counts as much as it is seen; light is what has more than half of all channels.
    *colours, opacity = ImageStat.Stat(image.convert("RGBa")).mean
    paper = Image.new("RGB", image.size, "black" if sum(colours) > 1.5 * opacity else "white")
    paper.paste(image, mask=image)
    return paper
