"""A sheet of paper that is simulated: its grain, and soft light on it."""

import cv2
import numpy as np
from numpy.typing import NDArray


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


def _grid(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return the row and the column of each point."""
    return np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
