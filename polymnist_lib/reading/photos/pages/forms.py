"""What is printed on paper: rules of notebooks, tables, lines to write on, and text."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.pages import scrawl
from polymnist_lib.reading.photos.pages.hands import Mask, trimmed

# Kinds of paper.
RULES = ("plain", "ruled", "squared")

# The bits of a pixel's fraction in which OpenCV takes the ends of lines.
_BITS = 4

# Fonts of matplotlib that look printed.
_FONTS = ("STIXGeneral", "DejaVuSans", "DejaVuSerif", "DejaVuSansMono", "STIXGeneralBol")


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


def table(
    columns: Sequence[float], lines: Sequence[float], slope: float, random: np.random.Generator
) -> Mask:
    """Print a table of closed cells, its top left corner at half the thickness of its rules.

    Parameters
    ----------
    columns, lines : sequence of float
        Pixels that each column is wide and each line high.
    slope : float
        How far it falls to the right, as a share of its length.
    random : numpy Generator
        How dark and thick the rules are.

    Returns
    -------
    ndarray of shape (h, w), float32
        How much of each pixel is covered, 0 to 1.
    """
    x, y = (np.concatenate([[0.0], np.cumsum(each)]) for each in (columns, lines))
    width, strength = int(random.integers(1, 4)), random.uniform(0.6, 1.0)
    # The table stands upright on its slope, as the digits in it do.
    high = max(0.0, -slope * x[-1])
    ends = [((0, at), (x[-1], at)) for at in y] + [((at, 0), (at, y[-1])) for at in x]
    return np.float32(strength) * _lines(
        [[(right, down + slope * right + high) for right, down in each] for each in ends], width
    )


def base_line(length: float, slope: float, random: np.random.Generator) -> Mask:
    """Print a dotted or dashed line to write on.

    Parameters
    ----------
    length : float
        Pixels.
    slope : float
        How far it falls to the right, as a share of its length.
    random : numpy Generator
        Of what it is made.

    Returns
    -------
    ndarray of shape (h, w), float32
        How much of each pixel is covered, 0 to 1.
    """
    width = int(random.integers(2, 5))
    dash = 0.0 if random.random() < 0.5 else random.uniform(6, 20)
    starts = np.arange(0, length - dash, dash + width + random.uniform(2.5, 10))
    high = max(0.0, -slope * length)
    ends = [[(at, high + slope * at) for at in (start, start + dash)] for start in starts]
    return np.float32(random.uniform(0.6, 1.0)) * _lines(ends, width)


def text(width: int, height: int, random: np.random.Generator) -> Mask:
    """Print lines of words, of one size, without digits."""
    size = int(random.integers(14, 34))
    font = scrawl.font(str(random.choice(_FONTS)), size)
    page = np.zeros((height, width), np.uint8)
    for top in np.arange(0, height - 1.5 * size, random.uniform(1.2, 1.8) * size):
        words: list[str] = []
        while font.getlength(" ".join(words)) < 0.9 * width - 5 * size:
            words.append(str(random.choice(scrawl.WORDS)))
        page = np.maximum(page, scrawl.set_in_type(" ".join(words), font, (0, top), page.shape))
    return trimmed(np.asarray(page / 255, np.float32))


def _lines(ends: Sequence[Sequence[tuple[float, float]]], width: int) -> Mask:
    """Draw straight lines that have soft edges."""
    points = np.array(ends) + width / 2 + 1
    right, down = np.ceil(points.max(axis=(0, 1)) + width / 2 + 2).astype(int).tolist()
    drawn = np.zeros((down, right), np.uint8)
    fine = np.rint(points * 2**_BITS).astype(np.int32)
    cv2.polylines(drawn, list(fine), False, 255, width, cv2.LINE_AA, _BITS)
    return np.asarray(drawn / 255, np.float32)
