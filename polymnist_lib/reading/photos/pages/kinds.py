"""The kinds of pages with digits, each for something that a reader may fail at."""

from dataclasses import replace

import numpy as np

from polymnist_lib.reading.photos.pages import camera, forms, hands, layout, lights, nothing, shot
from polymnist_lib.reading.photos.pages.layout import Piece, Row
from polymnist_lib.reading.photos.pages.numbers import Digits, fitting, numbers, spacing
from polymnist_lib.reading.photos.pages.shot import WIDEST, Draft, Page, Random

# Pixels that pictures are high which are cut around a digit.
_CUTS = 30, 110


def row(digits: Digits, random: Random) -> Page:
    """Write one to three numbers, in even light; one page in ten is light on dark."""
    draft = numbers(digits, random)
    return shot.photograph(draft, camera.look(random, inverted=random.random() < 0.1), random)


def shadow(digits: Digits, random: Random) -> Page:
    """Let the hard shadow of a telephone or of a hand fall on numbers."""
    draft = numbers(digits, random, shortest=3)
    return shot.photograph(draft, camera.look(random), random, light=lights.shadow)


def flash(digits: Digits, random: Random) -> Page:
    """Write with a coloured felt pen, and use a flash."""
    draft = numbers(digits, random, felt=True)
    return shot.photograph(draft, camera.look(random, felt=True), random, light=lights.flash)


def dotted(digits: Digits, random: Random) -> Page:
    """Fill in a form with digits that touch each other, on a dotted line, and scan it."""
    length = int(random.integers(2, 11))
    hand = replace(fitting(random, length, 0.1), barred=random.random() < 0.6)
    follow = replace(
        spacing(random, hand, 0.1),
        joints=random.uniform(0.2, 0.6),
        widest=round(WIDEST - 2 * hand.height),
    )
    number = digits.number(length, hand, follow, random)
    before, after = random.uniform(0, 1, 2) * hand.height
    line = forms.base_line(number[-1].right + before + after, follow.slope, random)
    down = round(min(0, follow.slope * line.shape[1]) - random.uniform(-0.04, 0.2) * hand.height)
    draft = Draft(hand, [number], printed=[Piece(-round(before), down, line)])
    return shot.photograph(draft, camera.scan(random), random, rules=shot.PLAIN)


def cells(digits: Digits, random: Random) -> Page:
    """Fill in the cells of a table, with a digit or a number each, at times over its rules."""
    length = int(random.integers(1, 4)) if random.random() < 0.4 else 1
    columns, lines = int(random.integers(1, 11 - 2 * length)), 1 + int(random.random() < 0.3)
    hand = fitting(random, columns * length, 0.6)
    follow = replace(spacing(random, hand, 0.08), slope=0.0)
    grid = [
        [digits.number(length, hand, follow, random) for _ in range(columns)] for _ in range(lines)
    ]
    free = random.uniform(-0.05, 0.15) if random.random() < 0.4 else random.uniform(0.2, 0.8)
    wide = max(layout.extent(number)[2] for line in grid for number in line)
    wide, high = wide + round(free * hand.height), round((1.05 + 0.6 * free) * hand.height)
    columns = min(columns, WIDEST // wide)
    slope = random.normal(0, 0.015)
    rows: list[Row] = []
    for line, content in enumerate(grid):
        placed: Row = []
        for column, number in enumerate(content[:columns]):
            if random.random() < 0.1 and (placed or column < columns - 1):
                continue  # an empty cell
            over, under = random.normal(0.5, 0.2, 2)
            right = round(column * wide + over * (wide - layout.extent(number)[2]))
            down = round(line * high + slope * right + hand.height + under * (high - hand.height))
            inside = [each.moved(right, down) for each in number]
            placed += layout.beside(placed, inside, layout.least_apart(hand))
        above = [each for row in rows for each in row]
        rows.append(layout.below(above, placed, layout.least_apart(hand), closer=False))
    table = forms.table([wide] * columns, [high] * lines, slope, random)
    top = round(min(0, slope * wide * columns))
    draft = Draft(hand, rows, printed=[Piece(0, top, table)])
    return shot.photograph(draft, camera.look(random), random, rules=shot.PLAIN)


def words(digits: Digits, random: Random) -> Page:
    """Write words, formulas and scribbles above and below numbers, in the same ink."""
    draft = numbers(digits, random, rows=(0.7, 0.3))
    lines = [(True, number) for number in draft.rows]
    for _ in range(1 + int(random.binomial(2, 0.4))):
        place = int(random.integers(0, len(lines) + 1))
        lines.insert(place, (False, nothing.line(draft.hand, random)))
    rows: list[Row] = []
    other: Row = []
    for is_number, content in lines:
        above = [*(each for row in rows for each in row), *other]
        apart = round(random.uniform(0.25, 0.9) * draft.hand.height)
        content = layout.below(above, content, apart)
        if is_number:
            rows.append(content)
        else:
            other += content
    return shot.photograph(Draft(draft.hand, rows, other), camera.look(random), random)


def two_rows(digits: Digits, random: Random) -> Page:
    """Write two rows so close and so sloping that the boxes of their digits overlap in height."""
    while True:
        lengths = random.integers(4, 10, 2)
        gap = random.uniform(0.2, 0.8)
        hand = fitting(random, int(lengths.max()), gap)
        slope = random.choice([-1, 1]) * random.uniform(0.02, 0.1)
        upper, lower = (
            digits.number(
                int(length),
                hand,
                replace(
                    spacing(random, hand, gap, slope),
                    wander=random.uniform(0.05, 0.25) * hand.height,
                ),
                random,
            )
            for length in lengths
        )
        lower = layout.below(upper, lower, round(random.uniform(0.1, 0.5) * hand.height))
        if layout.extent(lower)[1] < layout.extent(upper)[3]:
            return shot.photograph(Draft(hand, [upper, lower]), camera.look(random), random)


def broken(digits: Digits, random: Random) -> Page:
    """Write with a pen that fails: a page of numbers, or a small picture cut around a digit."""
    if random.random() < 0.5:
        draft = numbers(digits, random)
        return shot.photograph(_broken(draft, random), camera.look(random), random)
    high = random.uniform(*_CUTS)
    strip = int(random.uniform(1, 2 + 0.05 * high)) if random.random() < 0.5 else 0
    hand = hands.draw(random, height=random.uniform(0.55, 0.85) * (high - 2 * strip - 4))
    draft = Draft(hand, [digits.number(1, hand, spacing(random, hand, 0), random)])
    if random.random() < 0.6:
        draft = _broken(draft, random)
    left, top, right, bottom = layout.extent(draft.pieces)
    sides = np.array([bottom - top, right - left]) + 2 * strip + 4
    sides = np.maximum(sides, (high, sides[1] + random.uniform(0, 0.6) * high)).astype(int)
    free = sides - (bottom - top, right - left) - 2 * strip - 4
    down, over = (strip + 2 + random.integers(0, free + 1)).tolist()
    look = replace(camera.look(random), perspective=0.0, blur=random.uniform(0.3, 0.9))
    sheet = np.zeros(tuple(sides.tolist()), np.float32)
    page = shot.developed(draft.moved(over - left, down - top), sheet, look, random)
    return replace(page, picture=camera.stripped(page.picture, strip, random))


def _broken(draft: Draft, random: Random) -> Draft:
    """Break the lines of all digits, in gaps or in streaks."""
    gaps = random.random() < 0.6

    def change(each: Piece) -> Piece:
        if gaps:
            apart = each.digit == 5 and random.random() < 0.7
            mask = hands.with_gaps(each.mask, draft.hand, random, bar=apart)
        else:
            mask = hands.skipping(each.mask, draft.hand, random)
        return replace(each, mask=mask)

    return replace(draft, rows=[[change(each) for each in row] for row in draft.rows])
