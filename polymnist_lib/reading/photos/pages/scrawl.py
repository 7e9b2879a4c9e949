"""What else a pen leaves on paper: words, formulas, scribbles and figures."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from polymnist_lib.reading.photos.pages import hands
from polymnist_lib.reading.photos.pages.hands import Hand, Mask

# Of three letters and more: a single letter may be a digit's double.
_WORDS = """
Name Date Total Phone Street number page answer sum price room test class result left right
Hello Monday Friday week music garden window yellow quick lazy fox jumps over dog zebra Summe
Datum Telefon Straße Seite Blatt Aufgabe Lösung Hausnummer Preis Übung größer Jahr Tag Nombre
Fecha Teléfono Calle página suma precio lunes viernes año mañana número ejercicio kg-Preis
Einkauf Milch Brot Butter Äpfel leche pan queso agua vino xylophone Quadrat Kiwi TOTAL NAME DATE
SUMME FECHA BANK WIFI Code Konto Kunde Nummer Gewicht Höhe Breite
"""
WORDS = tuple(_WORDS.split())

# Of letters that are no digit's double: not o, l, z, s, b, g, q, i or j.
FORMULAS = (
    "y = ax + c",
    "x + y = a",
    "u = v + at",
    "F = ma",
    "x < y",
    "pV = nRT",
    "a ≠ c",
    "E = mc",
    "U = RT + w",
    "k = r + t",
    "x ≥ π",
    "A = πr",
    "a × c = d",
    "m ÷ n",
    "√x + √y",
)

# Fonts of matplotlib whose middle lines look handwritten, and pixels of their size and capitals.
_FONTS = ("cmti10", "cmss10", "cmr10", "STIXGeneralItalic", "DejaVuSans", "DejaVuSans-Oblique")
_WITH_ACCENTS = _FONTS[3:]
_EM, _CAPITAL = 64, 45

# How far a hand deviates from a font, in pixels of it, and over which length.
_DEVIATION, _EVERY = 2.2, 25


def word(text: str, hand: Hand, random: np.random.Generator) -> Mask:
    """Write a word or a formula.

    Parameters
    ----------
    text : str
        What to write.
    hand : Hand
        Who writes; capitals are about as high as the digits.
    random : numpy Generator
        The script, and how each letter differs.

    Returns
    -------
    ndarray of shape (h, w), float32
        How much of each pixel the pen covers, without paper around it.
    """
    names = _FONTS if text.isascii() and text.isalpha() else _WITH_ACCENTS
    chosen = font(str(random.choice(names)), _EM)
    tight = random.uniform(0.85, 1.1)
    x = 20.0
    letters: list[tuple[str, tuple[float, float]]] = []
    for letter in text:
        letters.append((letter, (x, 16 + float(random.normal(0, hand.unsteady)))))
        x += chosen.getlength(letter) * tight
    shape = 120, int(x) + 40
    typed = np.zeros(shape, np.uint8)
    for letter, place in letters:
        typed = np.maximum(typed, set_in_type(letter, chosen, place, shape))
    scale = random.uniform(0.7, 1.1) * hand.height / _CAPITAL
    return _wobbled(hands.far_from(hands.middle(typed > 100)), scale, hand, random)


def scribble(length: float, hand: Hand, random: np.random.Generator) -> Mask:
    """Draw a line that loops, swings or zigzags along, of a length in pixels."""
    swings = max(2.0, length / hand.height * random.uniform(0.8, 2.5))
    t = np.linspace(0, 1, 40 * int(swings) + 40)
    phase = 2 * np.pi * swings * t
    noise = random.normal(0, 0.15, (2, 8))
    wave, back = (np.interp(t, np.linspace(0, 1, 8), each) for each in noise)
    height = hand.height * random.uniform(0.15, 0.5)
    loop = random.choice([0.0, random.uniform(0.3, 1.0)])
    swing = np.sin(phase) if random.random() < 0.6 else np.arcsin(np.sin(phase)) / 1.6
    x = length * t + loop * height * np.cos(phase)
    y = height * (swing * (1 + 2 * back) + 2 * wave)
    return drawing([np.column_stack([x, y])], hand)


def arrow(length: float, hand: Hand, random: np.random.Generator) -> Mask:
    """Draw an arrow that is closer to level than to upright."""
    angle = random.uniform(-0.7, 0.7) + np.pi * random.integers(0, 2)
    head = 0.25 * length
    shaft = np.array([[0, 0], [0.5 * length, random.normal(0, 0.06) * length], [length, 0]])
    barbs = np.array([[length - head, -head * 0.7], [length, 0], [length - head, head * 0.7]])
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return drawing([shaft @ turned, barbs @ turned], hand)


def figure(size: float, hand: Hand, random: np.random.Generator) -> Mask:
    """Draw a triangle, a box, a star, a house, a cross with bars or a grid."""
    corners = np.exp(4j * np.pi * np.arange(6) / 5)
    star = np.column_stack([corners.imag, -corners.real])
    house: list[list[float]] = [
        [0, 2],
        [0, 1],
        [1, 0.2],
        [2, 1],
        [2, 2],
        [0, 2],
        [2, 1],
        [0, 1],
        [2, 2],
    ]
    level = [[[0.0, y], [2.0, y]] for y in (0.0, 0.7, 1.4)]
    grid = level + [[[x, 0.0], [x, 1.4]] for x in (0.0, 1.0, 2.0)]
    figures: tuple[list[list[list[float]]], ...] = (
        [[[0, 1], [0.6, 0], [1.5, 1], [0, 1]]],
        [[[0, 0], [2, 0], [2, 1.2], [0, 1.2], [0, 0]]],
        [star.tolist()],
        [house],
        grid,
        [[[0, 0], [1, 1]], [[1, 0], [0, 1]], [[-0.1, 1.2], [1.1, 1.2]]],
    )
    chosen = figures[int(random.integers(len(figures)))]
    stretch = size * random.uniform(0.7, 1.1, 2)
    shaken = [np.array(path) + random.normal(0, 0.03, (len(path), 2)) for path in chosen]
    return drawing([path * stretch for path in shaken], hand)


def drawing(paths: list[NDArray[np.float64]], hand: Hand) -> Mask:
    """Draw with a pen along paths, each of shape (n, 2): right and down, in pixels."""
    every = np.concatenate(paths)
    edge = hand.pen + 2
    low, high = every.min(axis=0) - edge, every.max(axis=0) + edge
    width, height = np.ceil(high - low).astype(int).tolist()
    middle = np.zeros((height, width), np.uint8)
    cv2.polylines(middle, [np.rint(each - low).astype(np.int32) for each in paths], False, 1)
    return hands.trimmed(hands.inked(hands.far_from(middle > 0), hand.pen))


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Open one of the fonts that come with matplotlib, by its file's name."""
    # Imported here because it takes half a second.
    import matplotlib as mpl

    return ImageFont.truetype(Path(mpl.get_data_path(), "fonts", "ttf", f"{name}.ttf"), size)


def set_in_type(
    text: str, with_font: ImageFont.FreeTypeFont, place: tuple[float, float], shape: tuple[int, ...]
) -> NDArray[np.uint8]:
    """Set text on a sheet, 255 where it is, its top left at a place, right and down."""
    page = Image.new("L", (shape[1], shape[0]))
    ImageDraw.Draw(page).text(place, text, fill=255, font=with_font)
    return np.asarray(page)


def _wobbled(away: Mask, scale: float, hand: Hand, random: np.random.Generator) -> Mask:
    """Draw at a scale where the middle of the line is known, by a hand that is not steady."""
    height, width = away.shape
    size = round(width * scale), round(height * scale)

    def wobble(every: int) -> NDArray[np.float32]:
        coarse = random.normal(0, _DEVIATION, (height // every + 2, width // every + 2))
        return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32)

    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32) / np.float32(scale)
    x += (y - height / 2) * np.float32(hand.slant) + wobble(_EVERY)
    y += wobble(_EVERY) + wobble(4 * _EVERY)
    seen = cv2.remap(away, x, y, cv2.INTER_LINEAR, borderValue=hands.FAR)
    return hands.trimmed(hands.inked(seen * np.float32(scale), hand.pen))
