"""How closely paper is followed: in the window that shows most of strokes.

In a wide window the shadow of a hand is as dark as ink; in one that is narrower than a bold line,
the line is paper. So a picture is looked at in several.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.reading.photos import paper, rules, strokes
from polymnist_lib.reading.photos.strokes import Mask, Strokes

# The widest window is this share of the picture's shorter side, others are shares of that. They are
# compared at so many pixels of the longer side.
_WIDEST = 1 / 2
_NARROWER = (1 / 2, 1 / 4, 1 / 8)
_COARSE = 600

# A line's width goes into a window so many times, and the largest disc of ink so many times.
_LINES, _DISCS = 4.0, 1.25
_NARROWEST = 9.0

# Where all is strokes, no line is wider than so many times what is usual, and this share of the ink
# at most is of pieces of something wider.
_WIDER = 3.0
_PIECES = 0.02

# A narrower window is taken if it shows so many times as many digits, and so many more.
_GAIN, _MORE = 1.15, 0.6

# Ink differs from its paper by this share of what it could at least …
FAINTEST = 0.08
# … and by so many times what the paper varies by.
_CLEAR = 4.0

# What is dark is split so many times at most until it does.
_SPLITS = 2

# What continues ink counts from this share of the threshold on; what is printed may be fainter.
_WEAK, _FAINT = 0.6, 0.4


@dataclass(frozen=True, eq=False)
class Look:
    """What is dark beside its paper, as one window shows it.

    Attributes
    ----------
    window : float
        Its side, in pixels.
    tones : ndarray of shape (h, w), uint8
        Levels of the picture, ink bright.
    contrast : ndarray of shape (h, w), float32
        How far each pixel is from its paper towards ink, 0 to 1.
    found : ndarray of shape (h, w), bool
        What is dark enough to be ink.
    faint : ndarray of shape (h, w), bool
        The same and what is fainter, as printed lines may be.
    """

    window: float
    tones: NDArray[np.uint8] = field(repr=False)
    contrast: NDArray[np.float32] = field(repr=False)
    found: Mask = field(repr=False)
    faint: Mask = field(repr=False)

    @property
    def digits(self) -> float:
        """How many digits there may be, by how slender strokes are that are no cells."""
        return self.strokes(rules.find(self.faint)).free_digits

    def strokes(self, printed: Mask | None = None) -> Strokes:
        """Measure what is found, without what is printed."""
        left_out = np.zeros_like(self.found) if printed is None else printed
        return strokes.measure(self.found, self.contrast, self.tones, left_out)


def best(tones: NDArray[np.uint8]) -> Look:
    """Look at a picture in the window that shows most of strokes.

    Parameters
    ----------
    tones : ndarray of shape (h, w), uint8
        Levels of the picture, ink bright, as `polymnist_lib.reading.photos.paper.toned` makes them.

    Returns
    -------
    Look
        Without pieces of what is wider than strokes, if anything else is found.
    """
    height, width = tones.shape
    shrink = min(1.0, _COARSE / max(height, width))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    small = np.asarray(cv2.resize(tones, size, interpolation=cv2.INTER_AREA), np.uint8)
    chosen = look(small, _WIDEST * min(size))
    seen = chosen.strokes()
    if not seen.large.any():
        return look(tones, chosen.window / shrink)
    if _all(chosen, seen):
        if shrink == 1:
            return chosen
        window = max(_LINES * seen.widest, _DISCS * seen.disc)
    else:
        chosen, seen = _closer(small, chosen)
        window = max(_LINES * seen.usual, _DISCS * seen.disc)
    window = min(chosen.window, max(_NARROWEST, window))
    return _whole(look(tones, window / shrink))


def look(tones: NDArray[np.uint8], window: float) -> Look:
    """Look at a picture, as `best` takes it, in a window of so many pixels."""
    contrast = paper.contrast(tones, paper.ground_around(tones, window))
    return Look(window, tones, contrast, *threshold(contrast))


def threshold(contrast: NDArray[np.float32]) -> tuple[Mask, Mask]:
    """Decide what is ink.

    Parameters
    ----------
    contrast : ndarray of shape (h, w), float32
        As `polymnist_lib.reading.photos.paper.contrast` measures it.

    Returns
    -------
    found : ndarray of shape (h, w), bool
        What Otsu's threshold finds dark, and what continues it while being nearly as dark. Where
        dark and light differ by less than the paper varies anyway, as faint lines do, it is the
        darker part of the dark, or nothing.
    faint : ndarray of shape (h, w), bool
        The same, and all that is not much lighter.
    """
    smooth = cv2.GaussianBlur(contrast, (3, 3), 0)
    eight = np.rint(255 * smooth).astype(np.uint8)
    level = -1.0
    for _ in range(_SPLITS):
        darker = eight[eight > level][None]
        level, _ = cv2.threshold(darker, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        dark = eight > level
        if dark.any() and not dark.all() and _stands_out(eight, dark):
            break
    else:
        return np.zeros(eight.shape, bool), np.zeros(eight.shape, bool)
    weak = (eight > _WEAK * level).astype(np.uint8)
    count, parts = cv2.connectedComponents(weak, connectivity=8)
    is_ink = np.zeros(count, bool)
    is_ink[parts[dark]] = True
    # Smoothing has spread ink over pixels that are paper.
    found = is_ink[parts] & (contrast >= FAINTEST)
    return found, found | (eight > _FAINT * level)


def _all(seen_in: Look, seen: Strokes) -> bool:
    """Tell whether all that is found is strokes."""
    return bool(
        seen.widest <= _WIDER * seen.usual
        and seen_in.window >= _DISCS * seen.largest_disc
        and seen.areas[seen.pieces].sum() <= _PIECES * seen.areas[1:].sum()
    )


def _closer(small: NDArray[np.uint8], first: Look) -> tuple[Look, Strokes]:
    """Look in narrower windows too; return that which shows most digits, the widest of like."""
    chosen, seen = first, first.strokes(rules.find(first.faint))
    for share in _NARROWER:
        closer = look(small, first.window * share)
        shown = closer.strokes(rules.find(closer.faint))
        if not shown.large.any():
            break
        if not seen.large.any() or shown.digits > _GAIN * seen.digits + _MORE:
            chosen, seen = closer, shown
    return (chosen, seen) if seen.large.any() else (first, first.strokes())


def _whole(final: Look) -> Look:
    """Leave out pieces of what is wider than strokes, if anything else is found."""
    cut = final.strokes().cut
    if not (final.found & ~cut).any():
        return final
    return Look(final.window, final.tones, final.contrast, final.found & ~cut, final.faint & ~cut)


def _stands_out(eight: NDArray[np.uint8], dark: Mask) -> bool:
    """Tell whether what is dark differs from its paper by more than the paper varies."""
    ground = eight[~dark]
    middle = _median(ground)
    noise = 1.4826 * _median(np.abs(ground.astype(np.int16) - middle).astype(np.uint8))
    return _median(eight[dark]) - middle >= max(255 * FAINTEST, _CLEAR * noise)


def _median(values: NDArray[np.uint8]) -> int:
    """Return the median of bytes, of which there are many."""
    counts = np.bincount(values, minlength=256)
    return int(np.searchsorted(np.cumsum(counts), len(values) / 2))
