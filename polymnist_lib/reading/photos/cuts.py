"""Where digits that touch may part: the ways through ink that cross least of it."""

from collections.abc import Sequence
from itertools import product

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

# What is darker than this is ink of its upper and lower edge, and a notch in these is so deep at
# least, in heights of a row.
_INKED = 0.5
_DEEP = 0.05

# Digits of two rows touch no nearer to their ends than this share of both together.
_HALF = 0.3

Costs = NDArray[np.float32]

# Where a way is in each row.
Way = NDArray[np.float64]


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
    ink = _small(part, height)
    return _divided(part, ink.shape, _ways(ink))


def halves(part: Part, height: float) -> list[Part]:
    """Cut ink in two, one above the other, where it touches that of another row.

    Parameters
    ----------
    part : Part
        Two digits, about.
    height : float
        Of a digit, in pixels.

    Returns
    -------
    list of Part
        The upper and the lower one; the part alone if no way parts them.
    """
    lying = _turned(part)
    ink = _small(lying, height)
    down, up = _reached(ink), _reached(ink[::-1])[::-1]
    level = len(ink) // 2
    costs = (down + up - ink)[level]
    first, last = (round(share * len(costs)) for share in (_HALF, 1 - _HALF))
    if last <= first or costs[first:last].min() > _THICKEST * _HEIGHT:
        return [part]
    way = _way(down, up, level, first + int(np.argmin(costs[first:last])))
    return [_turned(each) for each in _divided(lying, ink.shape, [way])]


def _turned(part: Part) -> Part:
    """Swap right and down."""
    return Part(part.top, part.left, np.ascontiguousarray(part.shades.T))


def _small(part: Part, height: float) -> Costs:
    """Bring ink to the size at which ways are looked for."""
    scale = _HEIGHT / max(height, 1.0)
    size = max(2, round(part.width * scale)), max(2, round(part.height * scale))
    small = cv2.resize(
        part.shades, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    return np.asarray(small, np.float32)


def _divided(part: Part, small: tuple[int, ...], ways: Sequence[Way]) -> list[Part]:
    """Divide ink along ways that were found at another size."""
    if not ways:
        return [part]
    # Which piece a pixel is of: as many ways as pass to its left.
    column = np.arange(part.width)
    row = np.minimum((np.arange(part.height) * small[0]) // part.height, small[0] - 1)
    label = np.zeros(part.shades.shape, np.int64)
    for way in ways:
        label += column >= (way[row] * (part.width / small[1]))[:, None]
    found: list[Part] = []
    for piece in range(len(ways) + 1):
        shades = np.where(label == piece, part.shades, np.float32(0))
        if shades.any():
            found.append(trimmed(part.left, part.top, shades))
    return found


def _ways(ink: Costs) -> list[Way]:
    """Find the ways from top to bottom that cross less ink than those beside them.

    To these come ways through notches, in which digits often meet, and straight from one above to
    one below: what is cheapest may lead through a stem beside that place.
    """
    height, width = ink.shape
    down, up = _reached(ink), _reached(ink[::-1])[::-1]
    through = down + up - ink
    margin = max(1, round(_NARROWEST * _HEIGHT))
    window = np.ones(2 * (margin // 2) + 1, np.uint8)
    level = height // 2
    costs = through[level]
    least = cv2.erode(costs[None], window[None])[0]
    ways: list[Way] = []
    last = -margin
    for x in range(margin, width - margin):
        if x - last >= margin and costs[x] <= min(least[x], _THICKEST * _HEIGHT):
            ways.append(_way(down, up, level, x))
            last = x
    above = _notches(ink)
    below = [(height - 1 - y, x) for y, x in _notches(ink[::-1])]
    through_notches = [_way(down, up, y, x) for y, x in above + below]
    through_notches += [
        _straight(down, up, (y, x), end)
        for (y, x), end in product(above, below)
        if 0 < end[0] - y <= _THICKEST * _HEIGHT and abs(end[1] - x) <= end[0] - y
    ]
    for way in through_notches:
        crossed = ink[np.arange(height), way.astype(int)].sum()
        apart = all(np.abs(way - other).max() >= margin for other in ways)
        if apart and crossed <= _THICKEST * _HEIGHT and margin <= way[level] < width - margin:
            ways.append(way)
    return list(np.sort(ways, axis=0)) if ways else []  # so that none crosses another


def _notches(ink: Costs) -> list[tuple[int, int]]:
    """Find the notches of ink's upper edge, as rows and columns."""
    inked = ink > _INKED
    edge = np.where(inked.any(axis=0), inked.argmax(axis=0), -1)
    least = _DEEP * _HEIGHT
    found = []
    for x in np.flatnonzero((edge[1:-1] > edge[:-2]) & (edge[1:-1] >= edge[2:])).tolist():
        depth = int(edge[x + 1])
        lower = np.flatnonzero(edge > depth)
        first = lower[lower <= x].max(initial=-1) + 1
        last = lower[lower > x + 1].min(initial=len(edge))
        sides = edge[first : x + 1].min(), edge[x + 2 : last].min()
        if depth - max(sides) >= least:
            found.append((depth, x + 1))
    return found


def _way(down: Costs, up: Costs, level: int, x: int) -> Way:
    """Follow the cheapest way through a place; return its place in each row."""
    way = np.empty(len(down))
    way[: level + 1] = _followed(down[: level + 1], x)
    way[level:] = _followed(up[level:][::-1], x)[::-1]
    return way


def _straight(down: Costs, up: Costs, start: tuple[int, int], end: tuple[int, int]) -> Way:
    """Go straight from a notch of the upper edge to one of the lower."""
    way = np.empty(len(down))
    (first, left), (last, right) = start, end
    way[: first + 1] = _followed(down[: first + 1], left)
    way[first : last + 1] = np.linspace(left, right, last + 1 - first).round()
    way[last:] = _followed(up[last:][::-1], right)[::-1]
    return way


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


def _followed(costs: Costs, x: int) -> Way:
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
