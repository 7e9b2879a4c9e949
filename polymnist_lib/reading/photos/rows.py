"""The rows that writing runs in, from top to bottom, however they slope and wander."""

from collections.abc import Sequence

import numpy as np

from polymnist_lib.reading.photos import cuts
from polymnist_lib.reading.photos.parts import Part, joined

# Parts are of a row's size if their height is between these shares of that of most.
_SHORT, _TALL = 0.5, 2.0

# Outside of rows, what is smaller than this share of most is a speck.
_SPECK = 0.25

# Of two digits that touch, one above the other, the height is between so many times the usual one.
_TWO = 1.7, 2.6

# What lies above each other is of one digit if it shares so much of the narrower's width, is no
# further apart and together no taller than this, in heights of what is whole: of this quantile.
_SHARED, _NEAR, _TALLEST = 0.5, 0.25, 1.4
_WHOLE = 0.75

# A part is of a row if its middle is no further off from where the row goes than this share of the
# row's height, and no further from its last part than so many times that.
_OFF = 0.55
_AWAY = 6.0

# A row goes on in another that begins no further to the right of its end than so many times the
# height, and is there no further above or below than this share of it.
_NEXT = 1.5
_STEP = 0.75

# A small part may be of a digit from which it is no further off than this share of its height.
_APART = 0.35

# Parts of a row, the nearest, that tell where it goes, and how much its slope is held back.
_LAST = 4
_STIFF = 2.0


def find(parts: Sequence[Part]) -> list[list[Part]]:
    """Sort parts into rows.

    Parameters
    ----------
    parts : sequence of Part
        Of a picture.

    Returns
    -------
    list of list of Part
        Row by row from the top, each from left to right. What is much smaller than a row's digits
        is of the row if it lies in it, and a speck if it is tiny; what is much larger makes a row
        of its own. Some parts are joined from several, or parted.
    """
    if not parts:
        return []
    parts = _mended(_apart(parts, _usual_height(parts)))
    height = _usual_height(parts)
    rows: list[list[Part]] = []
    rest: list[Part] = []
    for part in sorted(parts, key=lambda each: each.middle[0]):
        if _SHORT * height <= part.height <= _TALL * height:
            _take(part, rows, height)
        else:
            rest.append(part)
    rows = _continued(rows)
    left = [
        part
        for part in rest
        if not _attach(part, rows, height) and max(part.height, part.width) >= _SPECK * height
    ]
    rows = [sorted(row, key=lambda part: part.middle[0]) for row in rows]
    return sorted(rows + find(left), key=_level)


def height_of(row: Sequence[Part], share: float = 0.5) -> float:
    """Tell how tall the digits of a row are: the median, larger parts counting for more.

    Of another share than half it is the quantile.
    """
    heights = np.array([part.height for part in row], float)
    order = np.argsort(heights)
    weights = np.cumsum(heights[order])
    return float(heights[order][np.searchsorted(weights, share * weights[-1])])


def _usual_height(parts: Sequence[Part]) -> float:
    """Find the height that most ink is about as tall as."""
    heights = np.array([part.height for part in parts], float)
    alike = (heights[:, None] >= _SHORT * heights) & (heights[:, None] <= _TALL * heights)
    return float(heights[np.argmax(heights @ alike)])


def _mended(parts: Sequence[Part]) -> list[Part]:
    """Join what lies right above and below each other and together is no taller than a digit."""
    left, right, top, bottom = np.array(
        [(part.left, part.right, part.top, part.bottom) for part in parts], float
    ).T
    height = height_of(parts, _WHOLE)
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    narrower = np.minimum((right - left)[:, None], right - left)
    gap = np.maximum(top[:, None], top) - np.minimum(bottom[:, None], bottom)
    tall = np.maximum(bottom[:, None], bottom) - np.minimum(top[:, None], top)
    tallest = _TALLEST * height
    of_one = (shared >= _SHARED * narrower) & (gap <= _NEAR * height) & (tall <= tallest)
    groups = {place: [place] for place in range(len(parts))}
    for one, other in np.argwhere(np.triu(of_one, 1)).tolist():
        first, second = groups[one], groups[other]
        both = first + second
        if first is second or bottom[both].max() - top[both].min() > tallest:
            continue
        for place in both:
            groups[place] = both
    some = {id(group): group for group in groups.values()}
    return [joined(parts[place] for place in group) for group in some.values()]


def _apart(parts: Sequence[Part], height: float) -> list[Part]:
    """Part digits that touch those of the next row, where there are two rows beside them."""
    levels = np.array([part.middle[1] for part in parts if part.height <= _TWO[0] * height])

    def is_beside(part: Part) -> bool:
        return bool((np.abs(levels - part.middle[1]) <= _OFF * height / 2).any())

    found: list[Part] = []
    for part in parts:
        halves = [part]
        if _TWO[0] * height < part.height <= _TWO[1] * height:
            halves = cuts.halves(part, height)
        found += halves if all(map(is_beside, halves)) else [part]
    return found


def _take(part: Part, rows: list[list[Part]], height: float) -> None:
    """Put a part at the end of the row that leads to it, or begin one."""
    x, y = part.middle
    best, nearest = None, _OFF
    # No row goes there that was far above or below when last seen, on a page of print most of them.
    near = (row for row in rows if abs(y - row[-1].middle[1]) <= _AWAY * height)
    for row in near:
        tall = max(height_of(row), height * _SHORT)
        off = abs(y - _leads(row, x)) / tall
        if off < nearest and x - row[-1].right <= _AWAY * tall:
            best, nearest = row, off
    if best is None:
        rows.append([part])
    else:
        best.append(part)


def _continued(rows: Sequence[list[Part]]) -> list[list[Part]]:
    """Join rows of which one goes on where another ends: writing that climbs all at once."""
    found: list[list[Part]] = []
    for row in sorted(rows, key=lambda each: each[0].left):
        before = min(
            (each for each in found if _goes_on(each, row)),
            key=lambda each: abs(each[-1].middle[1] - row[0].middle[1]),
            default=None,
        )
        if before is None:
            found.append(row)
        else:
            before += row
    return found


def _goes_on(row: Sequence[Part], after: Sequence[Part]) -> bool:
    """Tell whether a row goes on in another."""
    tall = height_of([*row, *after])
    last, first = row[-1], after[0]
    gap, step = first.left - last.right, abs(first.middle[1] - last.middle[1])
    return 0 <= gap <= _NEXT * tall and step <= _STEP * tall


def _attach(part: Part, rows: list[list[Part]], height: float) -> bool:
    """Put a small part into the row that it lies in, if there is one."""
    if part.height > height:
        return False
    x, y = part.middle
    for row in rows:
        tall = height_of(row)
        if row[0].left - tall / 2 <= x <= row[-1].right + tall / 2:
            digits = [each for each in row if each.height >= _SHORT * tall]
            near = min(digits, key=lambda each: abs(each.middle[0] - x))
            beside = near.top - tall / 4 <= y <= near.bottom + tall / 4
            if beside or _belongs(part, near):
                row.append(part)
                row.sort(key=lambda each: each.middle[0])
                return True
    return False


def _belongs(part: Part, near: Part) -> bool:
    """Tell whether a small part may be of a digit that it lies right above or below: a bar."""
    gap = max(part.top - near.bottom, near.top - part.bottom)
    shared = min(part.right, near.right) - max(part.left, near.left)
    return gap <= _APART * near.height and shared >= part.width / 2


def _leads(row: Sequence[Part], x: float) -> float:
    """Tell at which height a row passes a place, by the line through its last parts."""
    middles = np.array([part.middle for part in row[-_LAST:]])
    at, level = middles.mean(axis=0)
    off = middles - (at, level)
    tall = height_of(row)
    slope = (off[:, 0] @ off[:, 1]) / (off[:, 0] @ off[:, 0] + _STIFF * tall * tall)
    return float(level + slope * (x - at))


def _level(row: Sequence[Part]) -> float:
    """Tell where a row is: the mean height of its parts."""
    return float(np.mean([part.middle[1] for part in row]))
