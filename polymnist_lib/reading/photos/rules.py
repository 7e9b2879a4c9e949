"""What is printed on paper: the lines of ruled and squared notebooks, taken away from the ink."""

import cv2
import numpy as np
from numpy.typing import NDArray

# A printed line is at most this share of the picture wide, is ink along this share of its way from
# border to border, and is level or upright within so many degrees.
_RULE_WIDTH = 1 / 60
_RULE_FILLED = 0.9
_RULE_TILT = 12

# Lines that are looked at; those of a sheet are seldom more.
_MOST_RULES = 200


def without_rules(found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take away what is printed on paper: thin straight lines from border to border.

    Where a line of ink crosses one, what lies between its two halves stays. A single line that
    nothing else is beside may be a 1, and stays too.
    """
    width = max(2, round(max(found.shape) * _RULE_WIDTH))
    square = np.ones((width + 1, width + 1), np.uint8)
    thick = cv2.morphologyEx(  # beyond the border there is no ink
        found.astype(np.uint8),
        cv2.MORPH_OPEN,
        square,
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    thin = found & (cv2.dilate(thick, np.ones((3, 3), np.uint8)) == 0)
    lines = _rules(found, thin)
    if not lines:
        return found
    printed = np.zeros(found.shape, np.uint8)
    for first, last in lines:
        cv2.line(printed, first, last, 1, thickness=width + 1)
    rules = (printed > 0) & thin
    kept = found & ~rules
    if len(lines) == 1 and not kept.any():
        return found
    return kept | (_bridges(kept, width) & rules)


def _rules(
    found: NDArray[np.bool_], thin: NDArray[np.bool_]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Find printed lines; return where each enters and leaves the picture."""
    height, width = found.shape
    votes = max(20, min(height, width) // 3)
    guesses = cv2.HoughLines(thin.astype(np.uint8), 1, np.pi / 360, votes)
    near = cv2.dilate(found.astype(np.uint8), np.ones((3, 3), np.uint8))
    lines: list[tuple[tuple[int, int], tuple[int, int]]] = []
    seen: list[tuple[bool, float]] = []
    for distance, angle in (guesses if guesses is not None else np.zeros((0, 1, 2)))[
        :_MOST_RULES, 0
    ]:
        # The angle is that of the line's normal: 0 for upright lines, a right angle for level ones.
        level = np.pi / 4 < angle < 3 * np.pi / 4
        tilt = angle - np.pi / 2 if level else (angle + np.pi / 2) % np.pi - np.pi / 2
        if abs(tilt) > np.deg2rad(_RULE_TILT):
            continue
        span, across = (width, height) if level else (height, width)
        along = np.arange(span)
        sine, cosine = np.sin(angle), np.cos(angle)
        off = (distance - along * cosine) / sine if level else (distance - along * sine) / cosine
        at = np.rint(off).astype(int)
        if at.min() < -2 or at.max() > across + 1:
            continue  # it leaves the picture elsewhere
        at = at.clip(0, across - 1)
        rows, columns = (at, along) if level else (along, at)
        if near[rows, columns].mean() < _RULE_FILLED:
            continue
        middle = float(off[span // 2])
        if any(same == level and abs(middle - other) < 3 for same, other in seen):
            continue  # many guesses are of one line
        seen.append((level, middle))
        ends = ((0, int(at[0])), (span - 1, int(at[-1])))
        lines.append(ends if level else (ends[0][::-1], ends[1][::-1]))
    return lines


def _bridges(ink: NDArray[np.bool_], width: int) -> NDArray[np.bool_]:
    """Tell where ink goes on beyond a gap of a printed line: some above and below, or beside."""
    marked = ink.astype(np.uint8)
    found = np.zeros_like(ink)
    for shape in ((2 * width + 3, 1), (1, 2 * width + 3)):
        before, after = np.ones(shape, np.uint8), np.ones(shape, np.uint8)
        before.ravel()[width + 2 :] = 0
        after.ravel()[: width + 1] = 0
        found |= (cv2.dilate(marked, before) > 0) & (cv2.dilate(marked, after) > 0)
    return found
