"""Where digits that touch may part: the ways through ink that cross least of it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos.parts import Part, trimmed

# Ways are looked for at this height, in pixels.
_HEIGHT = 40

# What a way costs that leans by a pixel, where crossing a pixel of ink costs 1.
_LEANING = 0.05

# Pieces are at least so wide, in heights of a row, and a way crosses at most this share of it.
_NARROWEST = 0.08
_THICKEST = 0.45

Costs = NDArray[np.float32]


def pieces(part: Part, height: float) -> list[Part]:
    """Cut ink wherever one digit may end and the next begin.

    Parameters
    ----------
    part : Part
        Digits that may touch.
    height : float
        Of a digit, in pixels.

    Returns
    -------
    list of Part
        From left to right; all of them together are the part. There are more of them than digits:
        which belong together is for whoever reads them.
    """
    scale = _HEIGHT / max(height, 1.0)
    size = max(2, round(part.width * scale)), max(2, round(part.height * scale))
    ink = (part.shades > 0).astype(np.float32)
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    ways = _ways(np.asarray(small, np.float32))
    if not ways:
        return [part]
    # Which piece a pixel is of: as many ways as pass to its left.
    column = np.arange(part.width)
    row = np.minimum((np.arange(part.height) * size[1]) // part.height, size[1] - 1)
    label = np.zeros(part.shades.shape, np.int64)
    for way in ways:
        label += column >= (way[row] * (part.width / size[0]))[:, None]
    found = []
    for piece in range(len(ways) + 1):
        shades = np.where(label == piece, part.shades, np.float32(0))
        if shades.any():
            found.append(trimmed(part.left, part.top, shades))
    return found


def _ways(ink: Costs) -> list[NDArray[np.float64]]:
    """Find the ways from top to bottom that cross less ink than those beside them."""
    height, width = ink.shape
    down, up = _reached(ink), _reached(ink[::-1])[::-1]
    through = down + up - ink
    middle = height // 2
    costs = through[middle]
    margin = max(1, round(_NARROWEST * _HEIGHT))
    window = np.ones(2 * (margin // 2) + 1, np.uint8)
    least = cv2.erode(costs[None], window[None])[0]
    places = [
        x
        for x in range(margin, width - margin)
        if costs[x] <= least[x] and costs[x] <= _THICKEST * _HEIGHT
    ]
    ways: list[NDArray[np.float64]] = []
    last = -margin
    for x in places:
        if x - last >= margin:
            way = np.empty(height)
            way[: middle + 1] = _followed(down[: middle + 1], x)
            way[middle:] = _followed(up[middle:][::-1], x)[::-1]
            ways.append(way)
            last = x
    return ways


def _reached(ink: Costs) -> Costs:
    """Tell what the cheapest way from the top to each pixel costs, that pixel included."""
    costs = ink.copy()
    for row in range(1, len(ink)):
        before = costs[row - 1]
        beside = np.minimum(
            np.append(before[1:], np.inf), np.concatenate([[np.inf], before[:-1]])
        ).astype(np.float32)
        costs[row] += np.minimum(before, beside + np.float32(_LEANING))
    return costs


def _followed(costs: Costs, x: int) -> NDArray[np.float64]:
    """Follow the cheapest way back from a place in the last row; return its place in each row."""
    places = np.empty(len(costs))
    places[-1] = x
    for row in range(len(costs) - 2, -1, -1):
        from_here = [(costs[row, x], x)]
        from_here += [
            (costs[row, other] + np.float32(_LEANING), other)
            for other in (x - 1, x + 1)
            if 0 <= other < costs.shape[1]
        ]
        x = min(from_here)[1]
        places[row] = x
    return places
