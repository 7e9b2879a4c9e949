"""Which ink belongs to which digit, in the order in which they are read."""

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.photos.ink import width_of_lines

# Parts that are nearer than so many widths of a line belong together: a line that is broken.
_NEAR = 0.5

# So do parts of which the narrower lies over or under the other by this share of its width, if
# both together are no taller than so many times the tallest part.
_OVER = 0.5
_TALLER = 1.3

# A digit is at least this share of the height of the tallest.
_SMALLEST = 0.35


def digits(ink: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Divide ink into digits.

    Parameters
    ----------
    ink : ndarray of shape (h, w), bool
        Where ink is.

    Returns
    -------
    list of ndarray of shape (h, w), bool
        The ink of each digit, row by row and from left to right. Digits that touch are one.
    """
    if not ink.any():
        return []
    parts = _join(_near(ink))
    tallest = max(_box(part)[3] for part in parts)
    # A 1 that lies down is no digit, but a dash is narrow too: the longer side decides.
    whole = [part for part in parts if max(_box(part)[2:]) >= _SMALLEST * tallest]
    return [whole[place] for place in _reading_order([_box(part) for part in whole])]


def box(ink: NDArray[np.bool_], scale: float = 1.0) -> tuple[int, int, int, int]:
    """Return left, top, width and height of ink, in pixels of a picture of another scale."""
    left, top, width, height = _box(ink)
    right, bottom = left + width, top + height
    edges = [round(each / scale) for each in (left, top, right, bottom)]
    return edges[0], edges[1], max(1, edges[2] - edges[0]), max(1, edges[3] - edges[1])


def _box(ink: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return left, top, width and height."""
    left, top, width, height = cv2.boundingRect(ink.astype(np.uint8))
    return left, top, width, height


def _near(ink: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Divide ink into parts that are some way off from each other."""
    reach = max(1, round(_NEAR * width_of_lines(ink) / 2))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    count, labels = cv2.connectedComponents(cv2.dilate(ink.astype(np.uint8), disc))
    return [ink & (labels == part) for part in range(1, count)]


def _join(parts: list[NDArray[np.bool_]]) -> list[NDArray[np.bool_]]:
    """Join parts that lie over one another: the bar of a 5, the halves of a broken 8."""
    parts = sorted(parts, key=lambda part: -_box(part)[3])
    tallest = _box(parts[0])[3]
    joined: list[NDArray[np.bool_]] = []
    for part in parts:
        left, top, width, height = _box(part)
        for place, other in enumerate(joined):
            x, y, w, h = _box(other)
            shared = min(left + width, x + w) - max(left, x)
            together = max(top + height, y + h) - min(top, y)
            if shared >= _OVER * min(width, w) and together <= _TALLER * tallest:
                joined[place] = other | part
                break
        else:
            joined.append(part)
    return joined


def _reading_order(boxes: list[tuple[int, int, int, int]]) -> list[int]:
    """Sort boxes into rows, by whether the middle of one is beside another, and rows from left."""
    rows: list[list[int]] = []
    for place in sorted(range(len(boxes)), key=lambda each: boxes[each][1] + boxes[each][3] / 2):
        middle = boxes[place][1] + boxes[place][3] / 2
        for row in rows:
            tops = [boxes[each][1] for each in row]
            bottoms = [boxes[each][1] + boxes[each][3] for each in row]
            if np.median(tops) <= middle <= np.median(bottoms):
                row.append(place)
                break
        else:
            rows.append([place])
    return [each for row in rows for each in sorted(row, key=lambda each: boxes[each][0])]
