"""Pages without digits, and what is written beside digits."""

from dataclasses import replace

import cv2
import numpy as np

from polymnist_lib.reading.photos.pages import camera, forms, hands, layout, lights, scrawl, shot
from polymnist_lib.reading.photos.pages.hands import Hand
from polymnist_lib.reading.photos.pages.layout import Piece, Row
from polymnist_lib.reading.photos.pages.shot import WIDEST, Draft, Light, Page, Random
from polymnist_lib.sources import compose

# Letters that go below the base line, and by which share of the height of digits.
_BELOW = frozenset("gjpqyQ")
_DEEP = 0.2

# Pixels of the sides of what is cut from photographs, at least, and of the longer one when scaled.
_LEAST_CROP = 150
_CROPS = 500, 1400


def line(hand: Hand, random: Random) -> Row:
    """Write words, a formula or a scribble beside each other, around a base line from (0, 0)."""
    choice = random.random()
    if choice < 0.2:
        length = random.uniform(2, 8) * hand.height
        mask = scrawl.scribble(min(length, WIDEST / 1.3), hand, random)
        return [Piece(0, -len(mask), mask)]
    if choice < 0.4:
        texts = [str(random.choice(scrawl.FORMULAS))]
    else:
        texts = random.choice(scrawl.WORDS, int(random.integers(1, 5))).tolist()
    pieces: Row = []
    right = round(random.uniform(0, 2) * hand.height)
    for text in texts:
        mask = scrawl.word(text, hand, random)
        if right + mask.shape[1] > WIDEST:
            continue
        down = round(_DEEP * hand.height) if _BELOW & set(text) else 0
        pieces.append(Piece(right, down - len(mask), mask))
        right = pieces[-1].right + round(random.uniform(0.3, 0.8) * hand.height)
    return pieces or line(hand, random)


def nothing(random: Random) -> Page:
    """Photograph something that is no digit."""
    makers = (_writing, _drawing, _print, _table, _blank, _crop)
    return makers[int(random.integers(len(makers)))](random)


def _writing(random: Random) -> Page:
    """Write words, formulas and scribbles alone."""
    hand = _hand(random)
    other: Row = []
    for _ in range(int(random.integers(1, 5))):
        apart = round(random.uniform(0.25, 0.9) * hand.height)
        other += layout.below(other, line(hand, random), apart)
    return _shot(Draft(hand, other=other), random)


def _drawing(random: Random) -> Page:
    """Draw figures, arrows and scribbles."""
    hand = _hand(random)
    other: Row = []
    for _ in range(int(random.integers(1, 6))):
        size = hand.height * random.uniform(0.8, 2.5)
        draw = (scrawl.figure, scrawl.arrow, scrawl.scribble)[int(random.integers(3))]
        piece = Piece(0, round(random.normal(0, 0.5) * size), draw(size, hand, random))
        apart = round(random.uniform(0.2, 1) * hand.height)
        other += layout.beside(other, [piece], apart)
        if other[-1].right > WIDEST:
            return _shot(Draft(hand, other=other[:-1]), random)
    return _shot(Draft(hand, other=other), random)


def _print(random: Random) -> Page:
    """Print a page."""
    width, height = random.integers((500, 200), (1200, 1000)).tolist()
    printed = [Piece(0, 0, forms.text(width, height, random))]
    look = camera.scan(random)
    if random.random() < 0.7:
        look = replace(camera.look(random), print=look.print)
    return shot.photograph(
        Draft(_hand(random), printed=printed), look, random, light=_light(random), rules=shot.PLAIN
    )


def _table(random: Random) -> Page:
    """Print a table without content."""
    wide, high = random.uniform(40, 160, 2)
    columns = [wide] * int(random.integers(1, min(9, WIDEST // wide) + 1))
    lines = [high] * int(random.integers(1, 6))
    table = forms.table(columns, lines, random.normal(0, 0.015), random)
    return _shot(Draft(_hand(random), printed=[Piece(0, 0, table)]), random, plain=True)


def _blank(random: Random) -> Page:
    """Leave the paper blank."""
    shape = tuple(random.integers(shot.SIDES[0] // 3, shot.SIDES[1] + 1, 2).tolist())
    rules = str(random.choice(forms.RULES))
    paper = forms.rule(shape, rules, random.uniform(20, 120), random)
    look = camera.look(random, inverted=random.random() < 0.1)
    look = replace(look, texture=random.uniform(0, 8))
    return shot.developed(Draft(_hand(random)), paper, look, random, light=_light(random))


def _crop(random: Random) -> Page:
    """Cut a piece out of a photograph of something else, and scale it."""
    photograph = list(compose.photographs().values())[int(random.integers(5))]
    height, width = random.integers(_LEAST_CROP, np.array(photograph.shape[:2]) + 1).tolist()
    top, left = (
        int(random.integers(0, whole - part + 1))
        for whole, part in zip(photograph.shape[:2], (height, width), strict=True)
    )
    scale = random.uniform(*_CROPS) / max(height, width)
    cut = photograph[top : top + height, left : left + width]
    scaled = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return Page(camera.saved(np.asarray(scaled, np.uint8), int(random.integers(45, 96))), (), [])


def _hand(random: Random) -> Hand:
    """Draw a hand for what is no digit."""
    return hands.draw(random, height=random.uniform(40, 140), felt=random.random() < 0.2)


def _light(random: Random) -> Light:
    """Draw any light."""
    return (lights.even, lights.shadow, lights.flash)[random.choice(3, p=(0.6, 0.2, 0.2))]


def _shot(draft: Draft, random: Random, *, plain: bool = False) -> Page:
    """Photograph a draft as pages with digits are."""
    look = camera.look(random, inverted=random.random() < 0.1, felt=random.random() < 0.2)
    rules = shot.PLAIN if plain else shot.ANY_PAPER
    return shot.photograph(draft, look, random, light=_light(random), rules=rules)
