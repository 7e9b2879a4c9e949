"""How a page looks and how it is photographed: paper, pen and print, lens, noise and file."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos import sheet

Colour = tuple[float, float, float]
Layer = NDArray[np.float32]

# How far the corners of a sheet leave the picture at most, as a share of the sheet.
PERSPECTIVE = 0.045

# Colours of pens, of felt pens and of print.
_PENS = ((25, 25, 30), (25, 40, 110), (45, 60, 140), (85, 85, 90), (110, 108, 108), (150, 40, 45))
_FELT = ((220, 45, 50), (240, 140, 40), (40, 165, 80), (50, 110, 215), (235, 90, 160))
_PRINT = ((90, 120, 180), (130, 160, 210), (120, 120, 125), (160, 160, 165), (60, 60, 65))


@dataclass(frozen=True)
class Look:
    """How a sheet looks and how it is photographed.

    Attributes
    ----------
    paper, ink, print : tuple of float
        Red, green and blue, 0 to 255, of the paper, of the pen and of what is printed.
    texture, noise : float
        Standard deviations, in grey levels, of the paper and of the camera.
    perspective : float
        How far corners move outwards at most, as a share of the sheet.
    blur : float
        The standard deviation of the lens, in pixels.
    quality : int
        Of the JPEG, up to 100.
    """

    paper: Colour
    ink: Colour
    print: Colour = (120.0, 130.0, 150.0)
    texture: float = 0.0
    noise: float = 0.0
    perspective: float = 0.0
    blur: float = 0.0
    quality: int = 100


def look(random: np.random.Generator, *, inverted: bool = False, felt: bool = False) -> Look:
    """Draw a paper, a pen and a camera.

    Parameters
    ----------
    random : numpy Generator
        What is drawn from.
    inverted : bool
        Whether the ink is light and the paper dark.
    felt : bool
        Whether the pen is a coloured felt pen.
    """
    paper = random.uniform(205, 250) * (1 - random.uniform(0, 0.06, 3))
    ink = np.array(_FELT[random.integers(len(_FELT))]) + random.normal(0, 12, 3)
    if not felt:
        ink = np.array(_PENS[random.integers(len(_PENS))]) + random.uniform(0, 30)
    printed = np.array(_PRINT[random.integers(len(_PRINT))], np.float64)
    if inverted:
        paper, ink = random.uniform(15, 75) + random.normal(0, 8, 3), paper
        printed = (printed + paper) / 2
    return Look(
        _colour(paper),
        _colour(ink),
        _colour(printed),
        texture=random.uniform(0, 4),
        noise=random.uniform(0.5, 6),
        perspective=random.uniform(0, PERSPECTIVE),
        blur=random.uniform(0.4, 1.5),
        quality=int(random.integers(45, 96)),
    )


def scan(random: np.random.Generator) -> Look:
    """Draw a paper and a pen, and a scanner instead of a camera: even, sharp and from above."""
    paper = np.minimum(random.uniform(235, 258) * (1 - random.uniform(0, 0.03, 3)), 255)
    ink = np.array(_PENS[random.integers(len(_PENS))]) + random.uniform(0, 30)
    return Look(
        _colour(paper),
        _colour(ink),
        _colour(np.full(3, random.uniform(20, 140))),
        texture=random.uniform(0, 1.5),
        noise=random.uniform(0, 2),
        blur=random.uniform(0.3, 0.9),
        quality=int(random.integers(60, 96)),
    )


def see(
    layers: Layer, look: Look, random: np.random.Generator
) -> tuple[Layer, NDArray[np.float64]]:
    """Look at a sheet from an angle, through a lens.

    Parameters
    ----------
    layers : ndarray of shape (h, w, n), float32
        What lies on the sheet.
    look : Look
        How the picture is taken.
    random : numpy Generator
        How the corners move.

    Returns
    -------
    layers : ndarray of shape (h, w, n), float32
        The same in the picture.
    matrix : ndarray of shape (3, 3), float64
        From places on the sheet to places in the picture, for `cv2.perspectiveTransform`.
    """
    height, width = layers.shape[:2]
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    corners = (signs + 1) / 2 * np.array([width, height], np.float32)
    outwards = random.uniform(0, look.perspective, (4, 2)) * signs * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, (corners + outwards).astype(np.float32))
    seen = cv2.warpPerspective(
        layers, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    if look.blur:
        seen = cv2.GaussianBlur(seen, (0, 0), look.blur)
    return np.asarray(seen, np.float32).reshape(layers.shape), np.asarray(matrix, np.float64)


def develop(
    covered: Layer, printed: Layer, lit: Layer, look: Look, random: np.random.Generator
) -> NDArray[np.uint8]:
    """Turn what a camera sees into the picture that it saves.

    Parameters
    ----------
    covered, printed : ndarray of shape (h, w), float32
        How much of each pixel is ink, and print.
    lit : ndarray of shape (h, w) or (h, w, 3), float32
        How much light there is, 1 where white paper is 255.
    look : Look
        The colours, and how the picture is taken.
    random : numpy Generator
        Where the grain and the noise lie.

    Returns
    -------
    ndarray of shape (h, w, 3), uint8
        Red, green and blue.
    """
    height, width = covered.shape
    # Half the size is fine enough for paper, and takes a quarter of the time.
    coarse = max(16, height // 2), max(16, width // 2)
    grain = cv2.resize(sheet.texture(coarse, look.texture, random), (width, height))
    noise = random.standard_normal((height, width), np.float32) * np.float32(look.noise)
    picture = np.empty((height, width, 3), np.uint8)
    for channel, levels in enumerate(zip(look.paper, look.ink, look.print, strict=True)):
        paper, ink, form = (np.float32(level) for level in levels)
        level = paper + printed * (form - paper)
        level += covered * (ink - level) + grain
        level *= lit if lit.ndim == 2 else lit[..., channel]
        picture[..., channel] = np.clip(level + noise, 0, 255)
    return saved(picture, look.quality)


def saved(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Save a picture in colour as a JPEG and read it again."""
    _, encoded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB), np.uint8)


def stripped(
    picture: NDArray[np.uint8], width: int, random: np.random.Generator
) -> NDArray[np.uint8]:
    """Lay strips of white, black or noise along one to three sides: what a program left there."""
    picture = picture.copy()
    for turns in random.permutation(4)[: random.integers(1, 4)].tolist():
        side = np.rot90(picture, turns)[:width]
        level = (255, int(random.integers(0, 40)), random.integers(0, 256, side.shape))
        side[...] = level[int(random.integers(3))]
    return picture


def _colour(levels: NDArray[np.float64]) -> Colour:
    """Keep a colour within what there is."""
    red, green, blue = np.clip(levels, 0, 255).tolist()
    return red, green, blue
