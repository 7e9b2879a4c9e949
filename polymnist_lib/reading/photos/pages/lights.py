"""Light on a sheet of paper: daylight that fades, hard shadows, a flash."""

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos import sheet
from polymnist_lib.reading.photos.pages.camera import Layer

# Light that varies slowly is computed at a fraction of the size of the picture.
_COARSE = 8

# The share of the sheet, and of the ink, that lies in a hard shadow.
_SHADED = 0.25, 0.5
_INK_SHADED = 0.2, 0.8


def even(covered: Layer, random: np.random.Generator) -> Layer:
    """Make light that fades softly.

    Parameters
    ----------
    covered : ndarray of shape (h, w), float32
        Where ink is.
    random : numpy Generator
        How it varies.

    Returns
    -------
    ndarray of shape (h, w), float32
        The share of light that is left.
    """
    return _soft(covered.shape, random.uniform(0, 0.15), random)


def shadow(covered: Layer, random: np.random.Generator) -> Layer:
    """Let the shadow of a telephone or of a hand fall on a sheet, across the ink.

    Parameters
    ----------
    covered : ndarray of shape (h, w), float32
        Where ink is.
    random : numpy Generator
        What shadow, where and how dark.

    Returns
    -------
    ndarray of shape (h, w), float32
        The share of light that is left; the edge of the shadow is 1 to 4 pixels soft.
    """
    height, width = covered.shape
    coarse = cv2.resize(
        covered, (max(1, width // _COARSE), max(1, height // _COARSE)), interpolation=cv2.INTER_AREA
    )
    while True:
        outlines = [each * max(height, width) for each in _outlines(random)]
        place = random.uniform(0, 1, 2) * (width, height)
        outlines = [each + place for each in outlines]
        small = _filled([each / _COARSE for each in outlines], coarse.shape)
        inked = (small * coarse).sum() / coarse.sum() if coarse.any() else 0.5
        if _SHADED[0] <= small.mean() <= _SHADED[1] and _INK_SHADED[0] <= inked <= _INK_SHADED[1]:
            break
    shade = cv2.GaussianBlur(_filled(outlines, covered.shape), (0, 0), random.uniform(0.5, 2))
    soft = _soft(covered.shape, random.uniform(0, 0.2), random)
    return np.asarray(soft * (1 - random.uniform(0.3, 0.7) * shade), np.float32)


def flash(covered: Layer, random: np.random.Generator) -> Layer:
    """Light a sheet with a flash: bright in the middle, dark in the corners.

    Parameters
    ----------
    covered : ndarray of shape (h, w), float32
        Where ink is.
    random : numpy Generator
        How bright, how warm and where its middle is.

    Returns
    -------
    ndarray of shape (h, w, 3), float32
        The share of light that is left; above 1 where it is too bright.
    """
    height, width = covered.shape
    y, x = np.mgrid[-1 : 1 : (height // _COARSE + 1) * 1j, -1 : 1 : (width // _COARSE + 1) * 1j]
    right, down = random.uniform(-0.35, 0.35, 2)
    off = np.hypot(x - right, y - down)
    middle, corner = random.uniform(1.05, 1.3), random.uniform(0.3, 0.4)
    falling = middle - (middle - corner) * (off / off.max()) ** random.uniform(1.4, 2.4)
    warm = random.uniform(-0.12, 0.12)
    tint = np.array([1 + warm, 1, 1 - warm])
    bright = cv2.resize(falling.astype(np.float32), (width, height))
    return np.asarray(bright[..., None] * tint.astype(np.float32), np.float32)


def _soft(shape: tuple[int, ...], lost: float, random: np.random.Generator) -> Layer:
    """Make light that fades, at a fraction of the size."""
    height, width = shape
    small = sheet.light((height // _COARSE + 1, width // _COARSE + 1), lost, random)
    return np.asarray(cv2.resize(small, (width, height)), np.float32)


def _outlines(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """Draw what throws a shadow, around (0, 0), of a size of about 1."""
    angle = random.uniform(0, 2 * np.pi)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if random.random() < 0.5:
        long = random.uniform(0.3, 0.9)
        return [_rounded(long, long * random.uniform(0.45, 0.7), 8) @ turned]
    palm = random.uniform(0.2, 0.45)
    parts = [_rounded(palm, palm * random.uniform(0.7, 1.1), 2.5)]
    for finger in range(int(random.integers(2, 6))):
        spread = (finger - 2) * 0.25 + random.normal(0, 0.06)
        length, thick = palm * random.uniform(0.5, 0.9), palm * random.uniform(0.16, 0.24)
        away = palm + 0.6 * length
        part = _rounded(length, thick, 3) + np.array([away, 0])
        cosine, sine = np.cos(spread), np.sin(spread)
        parts.append(part @ np.array([[cosine, sine], [-sine, cosine]]))
    return [each @ turned for each in parts]


def _rounded(long: float, wide: float, corners: float) -> NDArray[np.float64]:
    """Draw a superellipse: with 2 an ellipse, with more a rectangle whose corners are round."""
    around = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    unit = np.column_stack([np.cos(around), np.sin(around)])
    return np.sign(unit) * np.abs(unit) ** (2 / corners) * (long, wide)


def _filled(outlines: list[NDArray[np.float64]], shape: tuple[int, ...]) -> Layer:
    """Fill outlines."""
    filled = np.zeros(shape, np.float32)
    for each in outlines:
        cv2.fillPoly(filled, [np.rint(each).astype(np.int32)], 1.0)
    return filled
