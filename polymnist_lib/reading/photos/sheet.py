"""A sheet of paper before a camera: its grain and its print, the light on it, lens and file."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, float, float]
Layer = NDArray[np.float32]

# Kinds of paper.
RULES = ("plain", "ruled", "squared")

# How far the corners of a sheet leave the picture at most, as a share of the sheet.
PERSPECTIVE = 0.045


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


def texture(
    shape: tuple[int, int], deviation: float, random: np.random.Generator
) -> NDArray[np.float32]:
    """Make the grain of paper: fine and coarse.

    Parameters
    ----------
    shape : tuple of int
        Height and width, in pixels.
    deviation : float
        Standard deviation, in grey levels.
    random : numpy Generator
        Where it lies.

    Returns
    -------
    ndarray of `shape`, float32
        What to add to the level of the paper.
    """
    height, width = shape
    grain = np.zeros(shape, np.float32)
    for coarseness in (1, 4, 16):
        coarse = random.normal(0, 1, (height // coarseness, width // coarseness))
        grain += cv2.resize(
            coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
        )
    return grain * np.float32(deviation / np.sqrt(3))


def light(shape: tuple[int, int], lost: float, random: np.random.Generator) -> NDArray[np.float32]:
    """Make light that fades to one side, and the soft edge of a shadow somewhere in it.

    Parameters
    ----------
    shape : tuple of int
        Height and width, in pixels.
    lost : float
        The share of the light that is lost where it is darkest.
    random : numpy Generator
        Where the shadow lies.

    Returns
    -------
    ndarray of `shape`, float32
        The share that is left, up to 1.
    """
    y, x = (each / np.float32(side) - 0.5 for each, side in zip(_grid(shape), shape, strict=True))
    angle, edge = random.uniform(0, 2 * np.pi, 2)
    fading = 0.5 + (x * np.cos(angle) + y * np.sin(angle)) / np.sqrt(2)
    across = x * np.cos(edge) + y * np.sin(edge) - random.uniform(-0.3, 0.3)
    shade = 1 / (1 + np.exp(-across / random.uniform(0.03, 0.15)))
    return np.asarray(1 - lost * (0.5 * fading + 0.5 * shade), np.float32)


def rule(
    shape: tuple[int, int], rules: str, spacing: float, random: np.random.Generator
) -> NDArray[np.float32]:
    """Print the lines of a notebook, from border to border.

    Parameters
    ----------
    shape : tuple of int
        Height and width, in pixels.
    rules : str
        One of `RULES`.
    spacing : float
        Pixels from line to line.
    random : numpy Generator
        How dark and thick they are, and where the first one lies.

    Returns
    -------
    ndarray of `shape`, float32
        How much of each pixel is covered by print, 0 to 1.
    """
    lines = np.zeros(shape, np.float32)
    strength, width = random.uniform(0.3, 0.9), int(random.integers(1, 4))
    for across in (lines, lines.T)[: RULES.index(rules)]:
        for place in np.arange(random.uniform(0, spacing), len(across), spacing).astype(int):
            across[place : place + width] = strength
    return lines


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
    covered: Layer,
    printed: Layer,
    lit: Layer,
    look: Look,
    random: np.random.Generator,
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
    grain = texture((max(16, height // 2), max(16, width // 2)), look.texture, random)
    noise = random.standard_normal((height, width), np.float32) * np.float32(look.noise)
    light = lit if lit.ndim == 3 else lit[..., None]
    paper, ink, print_ = (np.array(each, np.float32) for each in (look.paper, look.ink, look.print))
    colours = paper + printed[..., None] * (print_ - paper)
    colours += covered[..., None] * (ink - colours)
    colours += cv2.resize(grain, (width, height))[..., None]
    colours *= light
    colours += noise[..., None]
    return saved(np.clip(colours, 0, 255).astype(np.uint8), look.quality)


def saved(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Save a picture in colour as a JPEG and read it again."""
    _, encoded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB), np.uint8)


def _grid(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return the row and the column of each point."""
    return np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
