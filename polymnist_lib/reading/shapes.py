"""Shapes drawn by code: forms of digits that MNIST's writers do not use, and what is no digit.

MNIST's writers went to school in the United States. Elsewhere a 1 has a flag, and at times a foot;
a 7 has a bar; a 4 is drawn as lightning that a second stroke crosses; a 0 is left open. Networks
read such digits wrong that they never saw.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE

# Shapes are drawn at so many times the size of the data, and leave so much of it free around them.
ENLARGED = 4
_MARGIN = 5

# Pixels of the data that a pen is wide.
_PEN = (1.6, 3.6)

# A 1 drawn with a felt pen so much wider is still one.
_FELT = 1.5

# Shares of a shape's size that its corners are away from where they would be.
_WANDER = 0.05

# Fonts of matplotlib. Print on the pages of `polymnist_lib.reading.photos.pages` is set in some of
# them.
_FONTS = (
    "DejaVuSerif",
    "DejaVuSerif-Italic",
    "DejaVuSansMono",
    "DejaVuSansMono-Oblique",
    "STIXGeneral",
    "cmb10",
    "cmmi10",
    "cmtt10",
)

# Letters and signs that nobody takes for a digit: not b, C, g, I, l, O, q, S, T, u, Y, Z and such;
# and all letters, of which two together are no digit either.
_LETTERS = "AEFHKMNPRVWXadefhkmnprtvwx&@#%?*=+<>"
_ANY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

Point = tuple[float, float]
Canvas = NDArray[np.uint8]


def digit(label: int, random: np.random.Generator) -> Canvas:
    """Draw a digit in a form that is foreign to MNIST, or in that of a font.

    Parameters
    ----------
    label : int
        Which, 0 to 9.
    random : numpy Generator
        What decides its form.

    Returns
    -------
    ndarray of shape (112, 112), uint8
        Bright on dark, four times the size of the data.
    """
    forms = _FORMS.get(label)
    if forms is None or random.random() < 0.25:
        return _printed(str(label), random)
    felt = _FELT if label == 1 and random.random() < 0.3 else 1.0
    return _drawn(forms[random.integers(len(forms))](random), random, felt=felt)


def none(random: np.random.Generator) -> Canvas:
    """Draw what is no digit: a letter, a sign, a line that lies, a scribble or a blot.

    Parameters
    ----------
    random : numpy Generator
        What decides which.

    Returns
    -------
    ndarray of shape (112, 112), uint8
        Bright on dark.
    """
    if random.random() < 0.5:
        return letter(random)
    return _NONE[random.integers(len(_NONE))](random)


def letter(random: np.random.Generator, *, of_any: bool = False) -> Canvas:
    """Draw a letter or a sign that is no digit's double, or any letter."""
    some = _ANY if of_any else _LETTERS
    return _printed(some[random.integers(len(some))], random)


def patch(photograph: NDArray[np.uint8], random: np.random.Generator) -> Canvas:
    """Draw what is dark in a place of a photograph.

    Parameters
    ----------
    photograph : ndarray of shape (height, width, 3), uint8
        At least 40 pixels high and wide.
    random : numpy Generator
        What decides where.

    Returns
    -------
    ndarray of shape (112, 112), uint8
        The largest patch of ink that there would be, bright on dark; nothing if there is none.
    """
    side = int(random.integers(40, min(160, *photograph.shape[:2]) + 1))
    top, left = random.integers(0, np.array(photograph.shape[:2]) - side + 1)
    levels = photograph[top : top + side, left : left + side].mean(axis=2)
    dark = levels < np.quantile(levels, random.uniform(0.05, 0.35))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8))
    canvas = np.zeros((SIDE * ENLARGED,) * 2, np.uint8)
    if count > 1:
        largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
        x, y, width, height, _ = stats[largest]
        ink = 255 * (parts[y : y + height, x : x + width] == largest).astype(np.uint8)
        scale = (SIDE - 2 * _MARGIN) * ENLARGED / max(width, height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        at = (canvas.shape[1] - size[0]) // 2, (canvas.shape[0] - size[1]) // 2
        canvas[at[1] : at[1] + size[1], at[0] : at[0] + size[0]] = cv2.resize(ink, size)
    return canvas


def _printed(character: str, random: np.random.Generator) -> Canvas:
    """Draw a character of a font at the size of a digit, as it is or along the middle of it."""
    solid, away = _typed(character, str(random.choice(_FONTS)))
    pen = random.uniform(*_PEN) * ENLARGED
    return solid if random.random() < 0.3 else 255 * (away <= pen / 2).astype(np.uint8)


@cache
def _typed(character: str, font: str) -> tuple[Canvas, NDArray[np.float32]]:
    """Set a character in type; also tell how far each pixel is from the middle of its lines."""
    # Imported here because they take a second.
    import matplotlib as mpl
    from PIL import Image, ImageDraw, ImageFont
    from skimage.morphology import skeletonize

    side = SIDE * ENLARGED
    file = Path(mpl.get_data_path(), "fonts", "ttf", f"{font}.ttf")
    room = side - 2 * _MARGIN * ENLARGED
    left, top, right, bottom = ImageFont.truetype(file, side).getbbox(character)
    size = ImageFont.truetype(file, side * room / max(right - left, bottom - top))
    left, top, right, bottom = size.getbbox(character)
    page = Image.new("L", (side, side))
    place = (side - right - left) / 2, (side - bottom - top) / 2
    ImageDraw.Draw(page).text(place, character, fill=255, font=size)
    solid = np.asarray(page)
    middle = skeletonize(solid > 128)
    away = cv2.distanceTransform(1 - middle.astype(np.uint8), cv2.DIST_L2, 5)
    return solid, np.asarray(away, np.float32)


def _drawn(
    lines: Sequence[Sequence[Point]], random: np.random.Generator, *, felt: float = 1.0
) -> Canvas:
    """Draw lines whose corners run from (0, 0), left above, to (1, 1); felt pens are wider."""
    side, margin = SIDE * ENLARGED, _MARGIN * ENLARGED
    canvas = np.zeros((side, side), np.uint8)
    pen = round(random.uniform(*_PEN) * felt * ENLARGED)
    for line in lines:
        off = random.normal(0, _WANDER, (len(line), 2)).clip(-2 * _WANDER, 2 * _WANDER)
        corners = np.array(line, float) + off
        pixels = np.rint(margin + corners * (side - 2 * margin)).astype(np.int32)
        cv2.polylines(canvas, [pixels], isClosed=False, color=255, thickness=pen)
    return canvas


def _arc(middle: Point, radii: Point, start: float, end: float) -> list[Point]:
    """Return the corners of an arc of an ellipse, between two angles in degrees, clockwise."""
    angles = np.deg2rad(np.linspace(start, end, 24))
    return [
        (middle[0] + radii[0] * float(np.cos(each)), middle[1] + radii[1] * float(np.sin(each)))
        for each in angles
    ]


# ------------------------------------------------------------------ digits

Form = Callable[[np.random.Generator], list[list[Point]]]


def _flagged_one(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 1 whose flag may be as long as its stem, at times with a foot."""
    stem, down = random.uniform(0.5, 0.75), random.uniform(0.15, 0.75)
    across = random.uniform(0.15, 0.45)
    lines: list[list[Point]] = [[(stem - across, down), (stem, 0), (stem, 1)]]
    if random.random() < 0.4:
        foot = random.uniform(0.12, 0.4)
        lines.append([(stem - foot, 1), (stem + foot, 1)])
    return lines


def _lightning_four(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 4 of two strokes: down, to the right, and a shorter one across, often low."""
    bend, top = random.uniform(0.45, 0.75), random.uniform(0.3, 0.75)
    right, stem = random.uniform(0.75, 1), random.uniform(0.45, 0.8)
    begin = random.uniform(0.1, bend - 0.05)
    end = stem - random.uniform(0, 0.2)
    return [
        [(top, 0), (random.uniform(0, 0.2), bend), (right, bend + random.uniform(-0.1, 0.05))],
        [(stem, begin), (end, 1)],
    ]


def _closed_four(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 4 whose strokes meet at its top, the bar beyond the stem or not."""
    bend, stem = random.uniform(0.5, 0.75), random.uniform(0.5, 0.75)
    right = stem + random.uniform(0, 0.35)
    return [
        [(stem, 0), (random.uniform(0, 0.2), bend), (right, bend + random.uniform(-0.08, 0.08))],
        [(stem + random.uniform(-0.08, 0.08), 0), (stem - random.uniform(0, 0.15), 1)],
    ]


def _parted_five(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 5 whose bar stands apart, with or without what leads down from it."""
    begin, gap = random.uniform(0.1, 0.25), random.uniform(0.08, 0.2)
    belly = _arc((0.4, 0.65), (random.uniform(0.35, 0.5), 0.27), -100, random.uniform(80, 160))
    lead: list[Point] = [(begin, random.uniform(0.15, 0.4))] if random.random() < 0.5 else []
    bar: list[Point] = [(begin, 0.05), (random.uniform(0.6, 0.95), random.uniform(0, 0.15))]
    return [bar, [(x, y + gap / 2) for x, y in [*lead, *belly]]]


def _barred_seven(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 7 with a bar, at times with a tick at its beginning."""
    foot, middle = random.uniform(0.2, 0.6), random.uniform(0.4, 0.6)
    on_stem = 0.9 + (foot - 0.9) * middle
    reach = random.uniform(0.15, 0.35)
    lines: list[list[Point]] = [[(0.1, 0.05), (0.9, 0), (foot, 1)]]
    lines.append([(on_stem - reach, middle), (on_stem + reach, middle - random.uniform(0, 0.1))])
    if random.random() < 0.3:
        lines.append([(0.1, 0.05), (0.08, random.uniform(0.12, 0.25))])
    return lines


def _open_zero(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 0 that does not close."""
    gap, start = random.uniform(15, 75), random.uniform(0, 360)
    return [_arc((0.5, 0.5), (random.uniform(0.25, 0.42), 0.5), start + gap, start + 360)]


def _flat_three(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 3 with a level bar on top and a corner."""
    corner = random.uniform(0.3, 0.45)
    belly = _arc((0.45, (1 + corner) / 2), (0.4, (1 - corner) / 2), -100, 150)
    return [[(0.15, 0), (0.85, 0), (0.4, corner), *belly]]


def _straight_nine(random: np.random.Generator) -> list[list[Point]]:
    """Draw a 9 of a circle and a stem, straight or hooked."""
    radius = random.uniform(0.2, 0.3)
    ring = _arc((0.5, radius), (radius * random.uniform(0.9, 1.2), radius), 0, 360)
    stem: list[Point] = [ring[0], (ring[0][0] - random.uniform(0, 0.15), 0.85)]
    stem.append((stem[1][0] - random.uniform(0, 0.5), random.uniform(0.85, 1)))
    return [ring, stem]


_FORMS: Mapping[int, tuple[Form, ...]] = {
    0: (_open_zero,),
    1: (_flagged_one,),
    3: (_flat_three,),
    4: (_lightning_four, _lightning_four, _closed_four),
    5: (_parted_five,),
    7: (_barred_seven,),
    9: (_straight_nine,),
}

# ------------------------------------------------------------------ what is none


def _lying(random: np.random.Generator) -> Canvas:
    """Draw a line that lies, straight or waving: a dash, a rule, the bar of a digit."""
    x = np.linspace(0, 1, 20)
    tilt, swing = random.uniform(-0.5, 0.5), random.choice([0, random.uniform(0, 0.12)])
    y = 0.5 + tilt * (x - 0.5) + swing * np.sin(x * random.uniform(4, 20))
    return _drawn([list(zip(x.tolist(), y.tolist(), strict=True))], random)


def _scribble(random: np.random.Generator) -> Canvas:
    """Draw a line that turns at random, or several."""
    lines = []
    for _ in range(random.integers(1, 3)):
        knots = random.uniform(0, 1, (random.integers(5, 14), 1, 2)).astype(np.float32)
        smooth = cv2.resize(knots, (1, len(knots) * 6), interpolation=cv2.INTER_CUBIC)[:, 0]
        lines.append([(float(x), float(y)) for x, y in smooth])
    return _drawn(lines, random)


def _crossed(random: np.random.Generator) -> Canvas:
    """Draw straight lines that cross, meet or run side by side: ticks, arrows, a fence."""
    lines = [
        [(float(x), float(y)) for x, y in random.uniform(0, 1, (random.integers(2, 4), 2))]
        for _ in range(random.integers(2, 5))
    ]
    return _drawn(lines, random)


def _bow(random: np.random.Generator) -> Canvas:
    """Draw less than half a ring, that lies: a bracket turned, a smile."""
    turned = random.choice([30, 210]) + random.uniform(-15, 15)
    return _drawn([_arc((0.5, 0.5), (0.5, 0.5), turned, turned + random.uniform(60, 130))], random)


def _blot(random: np.random.Generator) -> Canvas:
    """Draw a patch: of a shadow, a blot, the edge of the sheet."""
    side = SIDE * ENLARGED
    canvas = np.zeros((side, side), np.uint8)
    half = random.uniform(0.1, 0.45) * side * np.array([1, random.uniform(0.6, 1)])  # no fat 1
    if random.random() < 0.5:
        box = ((side / 2, side / 2), tuple(2 * half), random.uniform(0, 90))
        cv2.fillPoly(canvas, [np.rint(cv2.boxPoints(box)).astype(np.int32)], 255)
        return canvas
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    reach = random.uniform(0.6, 1.1, 12)
    edge = side / 2 + np.column_stack([np.cos(angles), np.sin(angles)]) * half * reach[:, None]
    cv2.fillPoly(canvas, [np.rint(edge).astype(np.int32)], 255)
    return canvas


_NONE = (_lying, _lying, _scribble, _scribble, _crossed, _bow, _blot)
