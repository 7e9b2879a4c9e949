"""Reading picture files of any common kind, and refusing others before they cost memory."""

import logging
import warnings
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

# Formats by Pillow's names, and what files of them are usually called.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")

# Pixels of a side at least, of a picture at most, and bytes of a file at most.
SMALLEST = 8
LARGEST = 50_000_000
LARGEST_FILE = 200_000_000

# What Pillow says of damaged files, errors say here.
logging.getLogger("PIL").addHandler(logging.NullHandler())

# Grey levels of 16 bits; Pillow itself brings colours of 16 bits to 8.
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N")
_TOO_DEEP = ("I", "F")


def read(file: str | Path) -> NDArray[np.uint8]:
    """Read a picture file.

    Parameters
    ----------
    file : path
        PNG, JPEG, WebP, BMP or TIFF, whatever its name ends in; of several pictures the first.

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
    size = file.stat().st_size
    if size > LARGEST_FILE:
        raise ValueError(
            f"{file.name}: expected at most {LARGEST_FILE // 1_000_000} MB; found "
            f"{size / 1e6:,.0f} MB. Save the picture smaller."
        )
    return decode(file.read_bytes(), file.name)


def decode(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode the content of a picture file, as `read` does; `name` is for messages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow's own limits and of odd tags
        try:
            image = Image.open(BytesIO(content), formats=FORMATS)
        except UnidentifiedImageError:
            raise ValueError(
                f"{name}: expected a picture (PNG, JPEG, WebP, BMP or TIFF); found "
                f"{len(content)} bytes that are none. Save the picture again as PNG."
            ) from None
        except Image.DecompressionBombError:  # Pillow's own limit, beyond ours
            raise _too_large(name, "several times as many") from None
        except Exception as error:
            raise _damaged(name, error) from error
        width, height = image.size
        if width * height > LARGEST:
            raise _too_large(name, f"{width} x {height}")
        if min(width, height) < SMALLEST:
            raise ValueError(
                f"{name}: expected {SMALLEST} pixels or more on each side; found {width} x "
                f"{height}. Save the picture larger."
            )
        try:
            upright = _upright(image)
            if upright.mode not in _TOO_DEEP:
                return _to_rgb(upright)
        except Exception as error:  # decoders raise all kinds of errors on damaged files
            raise _damaged(name, error) from error
        raise ValueError(
            f"{name}: expected 8 or 16 bits a channel; found 32 (mode {upright.mode}). Save the "
            "picture again as PNG."
        )


def _too_large(name: str, found: str) -> ValueError:
    """Say that a picture has too many pixels."""
    return ValueError(
        f"{name}: expected at most {LARGEST // 1_000_000} million pixels; found {found}. Save the "
        "picture smaller."
    )


def _damaged(name: str, error: Exception) -> ValueError:
    """Say that a file is damaged."""
    reason = str(error) or type(error).__name__
    return ValueError(
        f"{name}: the picture is damaged or incomplete ({reason}). Save or copy it again."
    )


def _upright(image: Image.Image) -> Image.Image:
    """Decode a picture and turn it as its EXIF data say; unreadable ones say nothing."""
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - the pixels are whole, only what is said of them is not
        return image


def _to_rgb(image: Image.Image) -> NDArray[np.uint8]:
    """Turn what Pillow decodes, of 8 or 16 bits a channel, into red, green and blue."""
    if image.mode in _DEEP:
        grey = (np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8)
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)
    if image.has_transparency_data:
        return _on_paper(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("RGB"), np.uint8)


def _on_paper(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay transparent pixels, red, green, blue and opacity, on white or black paper."""
    opacity = pixels[..., 3:].astype(np.float32) / 255
    levels = pixels[..., :3].mean(axis=2, keepdims=True)
    seen = float(opacity.sum())
    light = seen > 0 and float((levels * opacity).sum()) / seen > 127.5
    paper = 0 if light and float(opacity.min()) < 1 else 255
    laid = pixels[..., :3] * opacity + paper * (1 - opacity)
    return np.asarray(np.rint(laid), np.uint8)
