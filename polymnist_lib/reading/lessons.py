"""What a reader learns from beside photographs: ink on paper, of digits and of what is none.

Each image is what `polymnist_lib.reading.photos` would make of it: framed, with soft edges. What is
no digit are the mistakes of cutting up a line of writing, halves of digits and pairs of them, and
the `shapes` that stand beside digits on paper. Some are what rows give that are `taken_apart`.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import NONE, SIDE
from polymnist_lib.reading import shapes, taken_apart, variation
from polymnist_lib.reading.photos.frame import Shades, frame
from polymnist_lib.reading.variation import Variation
from polymnist_lib.sources.compose import THRESHOLD

# Shares of the digits that are drawn by code, and that a bit of a neighbour, or of a printed line,
# sticks to.
_DRAWN = 0.25
_STUCK, _RULED = 0.1, 0.1

# Of what is no digit: halves, but for those that may be digits, in whose place there are pairs;
# pairs, of which this share has a part only of the second; and what is dark in photographs. The
# rest are shapes. Of the halves and pairs this share are of letters.
_HALVES, _PAIRS, _PATCHES = 0.25, 0.25, 0.1
_IN_PART = 0.3
_LETTERS = 0.4

# A half with more than this share of the ink often looks like a digit; and so does a whole sign
# beside less than this share of another one's width.
_MOST, _LEAST = 0.4, 0.6

# A half that fits into a box so narrow beside its length may be a 1.
_NARROW = 0.42

# Shares of images that are seen coarsely, and how coarsely at most, in pixels of the data; and how
# soft the edges of the others are at most.
_COARSE = 0.3
_COARSEST = (0.5, 1.6)
_SOFTEST = 0.6

# Shares of grounds that are white with black ink, as readers see them, black with white ink, and
# photographs; the others have one colour.
_WHITE, _BLACK, _PHOTOGRAPHS = 0.62, 0.13, 0.12

Written = NDArray[np.bool_]


def ink(
    strokes: NDArray[np.uint8],
    labels: NDArray[np.int64],
    none: float,
    *,
    photographs: Sequence[NDArray[np.uint8]],
    seed: int | np.random.Generator,
    rows: float = 0.0,
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Write digits anew, each in a hand of its own, most of them on even paper.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits, bright on dark.
    labels : ndarray of shape (n,), int64
        Which.
    none : float
        The share of them in whose place something is written that is no digit.
    photographs : sequence of ndarray of shape (height, width, 3), uint8
        What a few are laid over, with hard edges, as the data are made.
    seed : int or numpy Generator
        Of all that is drawn.
    rows : float
        The share of them in whose place there is what rows of such digits give that are taken
        apart: digits, and what is none.

    Returns
    -------
    images : ndarray of shape (n, 28, 28, 3), uint8
        What a model reads.
    labels : ndarray of shape (n,), int64
        The digits; 10 of what is none.
    """
    random = np.random.default_rng(seed)
    hand = Variation()
    images = np.empty((len(strokes), SIDE, SIDE, 3), np.uint8)
    given, labels = labels, labels.copy()
    from_rows = random.random(len(strokes)) < rows if rows else np.zeros(len(strokes), bool)
    for place in np.flatnonzero(~from_rows).tolist():
        if random.random() < none:
            labels[place] = NONE
            written = _none(strokes, hand, photographs, random)
        else:
            written = _digit(strokes, int(labels[place]), place, hand, random)
        images[place] = _laid(_seen(written, random), photographs, random)
    places = np.flatnonzero(from_rows)
    found, labels[places] = taken_apart.candidates(strokes, given, len(places), random)
    for place, shades in zip(places.tolist(), found, strict=True):
        images[place] = _laid(frame(shades), photographs, random)
    return images, labels


def _digit(
    strokes: NDArray[np.uint8],
    label: int,
    place: int,
    hand: Variation,
    random: np.random.Generator,
) -> Written:
    """Write a digit, at times in a form that the data lack, or with a bit of its neighbour."""
    drawn = random.random() < _DRAWN
    ink = shapes.digit(label, random) if drawn else variation.enlarged(strokes[place])
    written = variation.write(ink, hand, random)
    kind = random.random()
    if kind < _RULED:
        return _ruled(_trimmed(written), random)
    if kind < _RULED + _STUCK:
        other = variation.write(variation.enlarged(_another(strokes, random)), hand, random)
        bit = _trimmed(other)
        wide = max(1, round(bit.shape[1] * random.uniform(0.05, 0.18)))
        on_the_left = random.random() < 0.5
        bit = bit[:, -wide:] if on_the_left else bit[:, :wide]
        parts = (bit, _trimmed(written)) if on_the_left else (_trimmed(written), bit)
        return _beside(*parts, random)
    return written


def _none(
    strokes: NDArray[np.uint8],
    hand: Variation,
    photographs: Sequence[NDArray[np.uint8]],
    random: np.random.Generator,
) -> Written:
    """Write what is no digit."""

    def sign(of_any: bool) -> Written:
        if random.random() < _LETTERS:
            ink = shapes.letter(random, of_any=of_any)
        else:
            ink = variation.enlarged(_another(strokes, random))
        return _trimmed(variation.write(ink, hand, random))

    kind = random.random()
    if kind < _HALVES:
        whole = sign(of_any=False)
        half = _half(whole, random)
        if half.sum() <= _MOST * whole.sum() and not variation.narrow(half, _NARROW):
            return half
        kind = _HALVES  # it may be a digit: a pair instead
    if kind < _HALVES + _PAIRS:
        return _pair(sign(of_any=True), sign(of_any=True), random)
    if kind < _HALVES + _PAIRS + _PATCHES:
        photograph = photographs[int(random.integers(len(photographs)))]
        patch = shapes.patch(photograph, random) > THRESHOLD
        if patch.any():
            return patch
    return variation.write(shapes.none(random), hand, random)


def _pair(left: Written, right: Written, random: np.random.Generator) -> Written:
    """Put two signs side by side, the second at times in part."""
    if random.random() < _IN_PART:
        wide = round(right.shape[1] * random.uniform(_LEAST, 0.9))
        part = right[:, :wide] if random.random() < 0.5 else right[:, -wide:]
        right = part if part.any() else right
    return _beside(left, right, random)


def _another(strokes: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Choose a digit."""
    return strokes[random.integers(len(strokes))]


def _trimmed(written: Written) -> Written:
    """Cut away the paper around ink."""
    x, y, width, height = cv2.boundingRect(written.astype(np.uint8))
    return written[y : y + height, x : x + width]


def _ruled(written: Written, random: np.random.Generator) -> Written:
    """Leave a bit of a printed line at the foot or the head of a digit, whole or in dots."""
    height = written.shape[0]
    thick = int(random.integers(2, 7))
    room = 2 * thick
    sheet = np.pad(written, room)
    start, end = np.sort(random.integers(0, sheet.shape[1] + 1, 2))
    row = room + round(random.uniform(0.85, 1.0) * height)
    row = row if random.random() < 0.8 else sheet.shape[0] - row
    line = np.zeros_like(sheet[0])
    line[start:end] = True
    if random.random() < 0.5:
        line &= np.arange(len(line)) % (3 * thick) < thick
    sheet[max(0, row) : row + thick] |= line
    return sheet


def _half(written: Written, random: np.random.Generator) -> Written:
    """Cut a digit by a line that is about upright, and keep the part that has less of the ink.

    It is whole where the line passes beside the ink.
    """
    height, width = written.shape
    at = width * random.uniform(0.3, 0.7)
    lean = random.uniform(-0.35, 0.35)
    y, x = np.ogrid[:height, :width]
    left = x < at + lean * (y - height / 2)
    parts = written & left, written & ~left
    kept = min(parts, key=np.count_nonzero)
    return _trimmed(kept) if kept.any() else written


def _beside(left: Written, right: Written, random: np.random.Generator) -> Written:
    """Put two parts side by side, near enough to touch."""
    gap = int(random.integers(-3 * shapes.ENLARGED, shapes.ENLARGED + 1))
    gap = max(gap, -min(left.shape[1], right.shape[1]) // 3)
    drop = round(random.uniform(-0.15, 0.15) * left.shape[0])
    tall = max(left.shape[0] + max(0, -drop), right.shape[0] + max(0, drop))
    both = np.zeros((tall, left.shape[1] + gap + right.shape[1]), bool)
    both[max(0, -drop) :][: left.shape[0], : left.shape[1]] |= left
    both[max(0, drop) :][: right.shape[0], left.shape[1] + gap :] |= right
    return both


def _seen(written: Written, random: np.random.Generator) -> Shades:
    """See ink as a camera does, soft or coarse, and frame it."""
    ink = np.pad(_trimmed(written), 2 * shapes.ENLARGED).astype(np.float32)
    if random.random() < _COARSE:
        blur = random.uniform(*_COARSEST) * shapes.ENLARGED
        coarse = cv2.GaussianBlur(ink, (0, 0), blur) > random.uniform(0.35, 0.55)
        ink = coarse.astype(np.float32) if coarse.any() else ink
    soft = random.uniform(0.05, _SOFTEST) * shapes.ENLARGED
    return frame(variation.seen(ink, soft))


def _laid(
    shades: Shades, photographs: Sequence[NDArray[np.uint8]], random: np.random.Generator
) -> NDArray[np.uint8]:
    """Lay ink on a ground: its negative, as the data are made."""
    kind = random.random()
    if kind < _WHITE:
        ground = np.full((1, 1, 3), 255.0)
    elif kind < _WHITE + _BLACK:
        ground = np.zeros((1, 1, 3))
    elif kind < _WHITE + _BLACK + _PHOTOGRAPHS:
        photograph = photographs[int(random.integers(len(photographs)))]
        room = np.array(photograph.shape[:2]) - SIDE
        top, left = random.integers(0, room + 1)
        ground = photograph[top : top + SIDE, left : left + SIDE].astype(float)
        shades = np.round(shades)
    else:
        ground = random.integers(0, 256, (1, 1, 3)).astype(float)
    return np.rint(ground + shades[..., None] * (255 - 2 * ground)).astype(np.uint8)
