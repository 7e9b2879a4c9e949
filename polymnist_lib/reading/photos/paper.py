"""The paper of a picture: how light it is where it is lit, and how far ink stands out from it."""

import cv2
import numpy as np
from numpy.typing import NDArray

# The ground is fitted at this size, in so many rounds, to grey levels that vary by this at least.
_SURFACE = 40
_ROUNDS = 10
_LEAST_SPREAD = 3.0
_CLOSE = 0.1
_TUKEY = 4.685

# Ink is told from its ground at this size too, by the median in windows of this share of it.
_AROUND = 120
_MEDIAN = 0.4

# Levels between paper and the darkest ink, at least: so many, and this share of what is most, a
# percentile.
_LEAST_ROOM = 64.0
_LEAST_LIGHT = 0.5
_MOST = 95

# Channels are compared at a third of the picture's size, or at so many pixels, by what stands out
# by this share at least.
_FEW = 160
_CLEAR = 0.08


def ground(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Fit a smooth surface to what most of a picture shows: paper under light that fades.

    Parameters
    ----------
    levels : ndarray of shape (h, w), uint8
        Grey levels; ink may be lighter or darker.

    Returns
    -------
    ndarray of shape (h, w), float32
        Of second degree in both coordinates, by Tukey's biweight (Beaton and Tukey, Technometrics
        16, 1974), which takes no account of what lies far off.
    """
    height, width = levels.shape
    size = _size(levels, _SURFACE)
    small = cv2.resize(levels, size, interpolation=cv2.INTER_AREA).astype(np.float64).ravel()
    terms = _terms(size[1], size[0])
    ridge = 1e-6 * np.eye(terms.shape[1])  # where few points are left
    fitted = np.full_like(small, np.median(small))
    for _ in range(_ROUNDS):
        off = small - fitted
        reach = _TUKEY * max(_LEAST_SPREAD, 1.4826 * float(np.median(np.abs(off))))
        weighted = (np.clip(1 - (off / reach) ** 2, 0, None) ** 2)[:, None] * terms
        before = fitted
        fitted = terms @ np.linalg.solve(weighted.T @ terms + ridge, weighted.T @ small)
        if np.abs(fitted - before).max() < _CLOSE:
            break
    surface = cv2.resize(
        fitted.reshape(size[1], size[0]).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )
    return np.asarray(np.clip(surface, 0, 255), np.float32)


def ground_around(tones: NDArray[np.uint8], window: float) -> NDArray[np.uint8]:
    """Follow the paper more closely than `ground` does, up to the very edge of a shadow.

    This is a grey-scale opening (Serra, Image Analysis and Mathematical Morphology, 1982) of a
    picture whose grain a median has smoothed. What is narrower than the window goes, a line; what
    is wider stays as it is, edges and all: a shadow, or the table that the paper lies on. The
    picture goes on beyond its border as it is there, so that a band along it is as wide as need be.

    Parameters
    ----------
    tones : ndarray of shape (h, w) or (h, w, c), uint8
        Levels, of each channel, ink bright.
    window : float
        Pixels; wider than a line and narrower than a shadow.

    Returns
    -------
    ndarray of the same shape, uint8
        The brightest level that a whole window around a pixel reaches.
    """
    side = int(window) | 1
    margin = side // 2 + 1
    smooth = cv2.medianBlur(tones, 5)
    beyond = cv2.copyMakeBorder(smooth, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    opened = cv2.morphologyEx(beyond, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(opened[margin:-margin, margin:-margin], np.uint8)


def lightness(levels: NDArray[np.uint8]) -> float:
    """Tell whether the ink is lighter than its ground, towards 1, or darker, towards -1.

    Ink takes less room than its ground. So if it is lighter, what lies above the ground lies
    further off than what lies below it: the sum of the cubes of all differences is positive. Of two
    grounds, a smooth one and one that follows the edges of shadows, the one counts by which the
    answer is clearer.
    """
    size = _size(levels, _AROUND)
    small = cv2.resize(levels, size, interpolation=cv2.INTER_AREA)
    around = cv2.medianBlur(small, int(_MEDIAN * min(size)) | 1)
    smooth = _skew(levels - ground(levels))
    close = _skew(np.asarray(small, np.float32) - np.asarray(around, np.float32))
    return max(smooth, close, key=abs)


def contrast(tones: NDArray[np.uint8], ground: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Take away shadows: measure each pixel against its paper.

    Parameters
    ----------
    tones : ndarray of shape (h, w) or (h, w, c), uint8
        Levels, of each channel, ink bright.
    ground : ndarray of the same shape, uint8
        What they would be without ink.

    Returns
    -------
    ndarray of the same shape, float32
        0 on paper, 1 where a pixel is as far from it as it could be. What is far darker than most
        paper, a table, is taken to be lighter than it is, so that its grain does not stand out.
    """
    light = 255 - ground
    most = np.percentile(light[::8, ::8], _MOST, axis=(0, 1))
    room = np.maximum(light, np.maximum(_LEAST_LIGHT * most, _LEAST_ROOM).astype(np.float32))
    return np.asarray(cv2.subtract(tones, ground) / room, np.float32)


def toned(towards_ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring channels together as ink shows in them: red ink is dark where red is left out.

    Parameters
    ----------
    towards_ink : ndarray of shape (h, w, 3), uint8
        Levels of each channel, ink bright.

    Returns
    -------
    ndarray of shape (h, w), uint8
        The mean of the channels, each weighed by how far all that is dark stands out in it.
    """
    first = towards_ink[..., :1]
    if (towards_ink == first).all():
        return np.ascontiguousarray(first[..., 0])
    size = _size(towards_ink, max(_FEW, max(towards_ink.shape) // 3))
    small = np.asarray(cv2.resize(towards_ink, size, interpolation=cv2.INTER_AREA), np.uint8)
    differences = contrast(small, ground_around(small, min(size) / 2)).reshape(-1, 3)
    clear = np.where(differences > _CLEAR, differences, 0)
    weights = np.sqrt(np.diag(clear.T @ clear)) + 1e-6
    return np.asarray(cv2.transform(towards_ink, weights[None] / weights.sum()), np.uint8)


def _skew(off: NDArray[np.float32]) -> float:
    """Tell whether what lies far off lies above, 1, or below, -1."""
    cubes = off * off * off
    return float(cubes.sum(dtype=np.float64)) / max(1.0, float(np.abs(cubes).sum(dtype=np.float64)))


def _size(levels: NDArray[np.uint8], longest: int) -> tuple[int, int]:
    """Return the width and height of a picture that is brought to a size at most."""
    height, width = levels.shape[:2]
    shrink = min(1.0, longest / max(height, width))
    return max(3, round(width * shrink)), max(3, round(height * shrink))


def _terms(height: int, width: int) -> NDArray[np.float64]:
    """Return the terms of a surface of second degree at each point of a grid."""
    y, x = (each.ravel() for each in np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    return np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
