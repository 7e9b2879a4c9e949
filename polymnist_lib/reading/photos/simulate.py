"""Photographs of handwriting with known labels: paper, pen, light, camera and compression.

They show how well a picture is prepared, and nothing of how people write: the handwriting is that
of a data set.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE
from polymnist_lib.reading.photos import sheet

# Pixels of a side of the photographs, and of the handwriting before it is photographed.
PHOTOGRAPH = 320
_SHEET = 448


@dataclass(frozen=True)
class Conditions:
    """How a photograph is taken; all of it at once is what `draw` draws.

    Attributes
    ----------
    paper : float
        The grey level of the paper, 0 to 255.
    ink : float
        That of the ink.
    size : float
        The side of the handwriting's frame, as a share of the sheet's.
    shift : tuple of float
        How far its middle is from the sheet's, right and down, as shares of the sheet.
    slant : float
        How far its top leans to the right, as a share of its height.
    turn : float
        Degrees anticlockwise.
    pen : float
        How much thicker the line is, in 28ths of the frame; thinner below 0.
    rules : str
        ``"plain"``, ``"ruled"`` or ``"squared"`` paper.
    texture, noise : float
        Standard deviations, in grey levels, of the paper and of the camera.
    shadow : float
        The share of light that is lost where it is darkest.
    perspective : float
        How far corners move at most, as a share of the sheet.
    blur : float
        The standard deviation of the lens, in pixels of the photograph.
    quality : int
        Of the JPEG, up to 100.
    """

    paper: float = 235.0
    ink: float = 50.0
    size: float = 0.6
    shift: tuple[float, float] = (0.0, 0.0)
    slant: float = 0.0
    turn: float = 0.0
    pen: float = 0.0
    rules: str = "plain"
    texture: float = 0.0
    noise: float = 0.0
    shadow: float = 0.0
    perspective: float = 0.0
    blur: float = 0.0
    quality: int = 100


def draw(random: np.random.Generator) -> Conditions:
    """Draw conditions as they vary where people photograph their handwriting."""
    chalk = random.random() < 0.15
    dark, light = random.uniform(20, 110), random.uniform(190, 250)
    return Conditions(
        paper=dark / 2 + 10 if chalk else light,
        ink=light if chalk else dark,
        size=random.uniform(0.3, 0.85),
        shift=(float(random.uniform(-0.12, 0.12)), float(random.uniform(-0.12, 0.12))),
        slant=random.uniform(-0.15, 0.15),
        turn=random.uniform(-8, 8),
        pen=random.uniform(-0.8, 1.0),
        rules=str(random.choice(["plain", "ruled", "squared"], p=[0.6, 0.2, 0.2])),
        texture=random.uniform(0, 5),
        noise=random.uniform(0, 8),
        shadow=random.uniform(0, 0.5),
        perspective=random.uniform(0, 0.08),
        blur=random.uniform(0.3, 2.0),
        quality=int(random.integers(35, 96)),
    )


def photograph(
    stroke: NDArray[np.uint8], conditions: Conditions, random: np.random.Generator
) -> NDArray[np.uint8]:
    """Photograph a handwritten digit.

    Parameters
    ----------
    stroke : ndarray of shape (28, 28), uint8
        The digit, bright on dark.
    conditions : Conditions
        How.
    random : numpy Generator
        For what conditions do not settle: where the texture, the noise and the shadow lie.

    Returns
    -------
    ndarray of shape (320, 320, 3), uint8
        What the camera saves.
    """
    covered = _written(stroke, conditions)
    paper = np.full((_SHEET, _SHEET), conditions.paper, np.float32)
    paper += sheet.texture(paper.shape, conditions.texture, random)
    _rule(paper, conditions)
    paper += (conditions.ink - paper) * covered * random.uniform(0.9, 1.0)
    paper *= sheet.light(paper.shape, conditions.shadow, random)
    seen = _seen(paper, conditions, random)
    seen = seen + random.normal(0, 1, seen.shape).astype(np.float32) * conditions.noise
    eight = np.rint(np.clip(seen, 0, 255)).astype(np.uint8)
    _, encoded = cv2.imencode(".jpg", eight, [cv2.IMWRITE_JPEG_QUALITY, conditions.quality])
    saved = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.repeat(saved[..., None], 3, axis=2)


def photographs(strokes: NDArray[np.uint8], *, seed: int) -> NDArray[np.uint8]:
    """Photograph each of some digits once, each under conditions of its own.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits, bright on dark.
    seed : int
        Of all that is drawn; the first photographs do not depend on how many follow.

    Returns
    -------
    ndarray of shape (n, 320, 320, 3), uint8
        The photographs.
    """
    return np.stack([one_of(strokes, place, seed=seed) for place in range(len(strokes))])


def one_of(strokes: NDArray[np.uint8], place: int, *, seed: int) -> NDArray[np.uint8]:
    """Take one of the `photographs` alone."""
    random = np.random.default_rng((seed, place))
    return photograph(strokes[place], draw(random), random)


def _written(stroke: NDArray[np.uint8], conditions: Conditions) -> NDArray[np.float32]:
    """Return how much of each point of the sheet the pen covers, 0 to 1."""
    frame = SIDE * 16
    ink = cv2.resize(stroke.astype(np.float32), (frame, frame), interpolation=cv2.INTER_CUBIC)
    if conditions.pen:
        width = round(abs(conditions.pen) * 16) + 1
        tip = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
        ink = cv2.dilate(ink, tip) if conditions.pen > 0 else cv2.erode(ink, tip)
    ink = np.clip((ink - 128) / 60 + 0.5, 0, 1)
    scale = conditions.size * _SHEET / frame
    turn = np.deg2rad(conditions.turn)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    leaning = np.array([[1, -conditions.slant], [0, 1]])
    matrix = scale * turned @ leaning
    middle = (0.5 + np.array(conditions.shift)) * _SHEET
    offset = middle - matrix @ np.full(2, frame / 2)
    placed = cv2.warpAffine(
        ink, np.column_stack([matrix, offset]), (_SHEET, _SHEET), flags=cv2.INTER_AREA
    )
    return np.asarray(placed, np.float32)


def _rule(paper: NDArray[np.float32], conditions: Conditions) -> None:
    """Print lines on a sheet, between paper and ink in grey."""
    if conditions.rules == "plain":
        return
    level = conditions.paper + 0.35 * (conditions.ink - conditions.paper)
    for place in range(_SHEET // 14, _SHEET, _SHEET // 7):
        paper[place : place + 2] = level
        if conditions.rules == "squared":
            paper[:, place : place + 2] = level


def _seen(
    paper: NDArray[np.float32], conditions: Conditions, random: np.random.Generator
) -> NDArray[np.float32]:
    """Look at a sheet from an angle, through a lens."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    moved = corners + random.uniform(-1, 1, (4, 2)) * conditions.perspective
    matrix = cv2.getPerspectiveTransform(
        corners * np.float32(_SHEET), (moved * PHOTOGRAPH).astype(np.float32)
    )
    size = PHOTOGRAPH, PHOTOGRAPH
    seen = cv2.warpPerspective(
        paper, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    if conditions.blur:
        seen = cv2.GaussianBlur(seen, (0, 0), conditions.blur)
    return np.asarray(seen, np.float32)
