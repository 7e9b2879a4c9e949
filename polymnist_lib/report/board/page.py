"""The page's part as HTML: the sheet, what lies under it, the readers, and what they see."""

import base64
import json
from collections.abc import Mapping, Sequence
from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.report.board.choices import Choice
from polymnist_lib.report.board.scripts import network
from polymnist_lib.report.board.words import WORDS

# Pixels of a side of the sheet, ten for each of the network's.
SHEET = 280
PENS = ("thin", "medium", "thick")
SCRIPTS = (
    "frame",
    "strokes",
    "layers",
    "network",
    "grounds",
    "readers",
    "why",
    "maps",
    "looking",
    "board",
)

# Pixels of a side of the photographs that are chosen from.
_THUMB = 56


class Board:
    """The sheet, what networks say of the drawing on it, and what one of them sees.

    Parameters
    ----------
    choices : sequence of Choice
        The networks. All but the first read at once, of which the last is looked into; the first,
        the largest, is loaded once it is chosen.
    photographs : mapping of str to ndarray of shape (height, width, 3), uint8
        What can be drawn over, by the term that names it.
    over : str
        The photograph that is drawn over at first.
    """

    def __init__(
        self, choices: Sequence[Choice], photographs: Mapping[str, NDArray[np.uint8]], over: str
    ) -> None:
        self.choices, self.photographs, self.over = choices, photographs, over

    def __repr__(self) -> str:
        return "\n".join(f"{each.title}: {' · '.join(_facts(each))}" for each in self.choices)

    def _repr_html_(self) -> str:
        """Return the page's part. Without JavaScript it is one sentence."""
        words = {name.removeprefix("board_"): i18n.term(name) for name in WORDS}
        words |= {name: i18n.term(name) for name in self.photographs}
        buttons = "".join(
            f'<button type="button" class="board-{name}">{_word(name)}</button>'
            for name in ("undo", "clear", "save")
        )
        largest, *others = self.choices
        cards = "".join(_card(each, checked=each is others[-1]) for each in others)
        loaded = "".join(f'<script defer src="draw/{name}.js"></script>' for name in SCRIPTS)
        return f"""
<link rel="stylesheet" href="draw/board.css">
<noscript><p class="board-no-script">{_word("no_script")}</p></noscript>
<div class="board" data-words="{escape(json.dumps(words))}" hidden>
<div class="board-paper">
<div class="board-sheet">
<canvas width="{SHEET}" height="{SHEET}" tabindex="0" role="application"
 aria-label="{_word("sheet")}" aria-describedby="board-hint"></canvas>
<span class="board-tip" hidden></span>
</div>
<div class="board-buttons">{buttons}</div>
</div>
<fieldset class="board-readers"><legend>{_word("readers")}</legend>
{cards}{_card(largest, late=True)}
</fieldset>
<div class="board-tools">
<fieldset class="board-pens"><legend>{_word("pen")}</legend>
{"".join(_radio("pen", pen, _word(pen), checked=pen == "medium") for pen in PENS)}
</fieldset>
<fieldset class="board-grounds"><legend>{_word("ground")}</legend>
{_radio("ground", "paper", _word("paper"))}
{"".join(self._ground(name, pixels) for name, pixels in self.photographs.items())}
{_radio("ground", "own", _word("own"))}
<input type="file" class="board-file" accept="image/*" hidden>
</fieldset>
<div class="board-map" hidden><div class="board-photograph">
<canvas width="{SIDE}" height="{SIDE}" tabindex="0" role="application"
 aria-label="{_word("map")}" aria-describedby="board-hint"></canvas>
<span class="board-crop"></span></div>
<button type="button" class="board-elsewhere">{_word("elsewhere")}</button></div>
</div>
<p class="board-status" role="status"></p>
<section class="looking" hidden>
<h3 class="looking-title"></h3>
<p class="looking-facts"></p>
<p class="looking-why"></p>
<div class="looking-image"><div class="looking-seen"><canvas aria-hidden="true"></canvas>
<span class="looking-box" hidden></span></div>
<div class="looking-detail" hidden><p class="looking-told" role="status"></p>
<div class="looking-products" aria-hidden="true">{_products()}</div></div>
<p class="looking-hint">{_word("look_hint")}</p></div>
<div class="looking-rows"></div>
</section>
<p class="board-hint" id="board-hint">{_word("hint")}</p>
</div>
{loaded}"""

    def _ground(self, name: str, pixels: NDArray[np.uint8]) -> str:
        """Return the choice of a photograph, which is shown small."""
        side = min(pixels.shape[:2])
        top, left = (np.array(pixels.shape[:2]) - side) // 2
        square = pixels[top : top + side, left : left + side]
        small = cv2.resize(square, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA)
        _, encoded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
        picture = base64.b64encode(encoded.tobytes()).decode("ascii")
        label = (
            f'<img src="data:image/jpeg;base64,{picture}" width="{_THUMB}" height="{_THUMB}"'
            f' alt=""> {escape(i18n.term(name))}'
        )
        return _radio("ground", name, label, checked=name == self.over)


def _card(choice: Choice, *, checked: bool = False, late: bool = False) -> str:
    """Return the card of a reader: its answer and what it gives each digit."""
    facts = escape(" · ".join(_facts(choice)))
    bars = "".join(f"<span><i></i>{digit}</span>" for digit in range(CLASSES))
    loads = ""
    if late:
        size = i18n.number(len(network(choice)) / 1e6, 1)
        loads = f'<span class="board-late">{_word("late").format(megabytes=size)}</span>'
    label = (
        f'<span class="board-name">{escape(choice.title)}</span>'
        f'<span class="board-trained">{escape(i18n.term(choice.trained))}</span>{loads}'
        '<span class="board-says"><span class="board-digit">–</span>'
        '<span class="board-share"></span></span>'
        f'<span class="board-bars" aria-hidden="true">{bars}</span>'
    )
    return (
        f'<label class="board-reader" data-facts="{facts}"{" data-late" * late}>'
        f'<input type="radio" name="board-reader" value="{choice.name}"{" checked" * checked}>'
        f"{label}</label>"
    )


def _facts(choice: Choice) -> list[str]:
    """Say of a network where it was trained, and what else is known."""
    return [f"{i18n.term('training')}: {i18n.term(choice.trained)}", *choice.facts]


def _products() -> str:
    """Return the places of what a filter multiplies."""
    return "".join(
        f"<figure><canvas></canvas><figcaption>{_word(name)}</figcaption></figure>"
        for name in ("under", "filter", "products")
    )


def _radio(group: str, value: str, label: str, *, checked: bool = False) -> str:
    """Return one choice of several, with its label in HTML."""
    return (
        f'<label><input type="radio" name="board-{group}" value="{value}"{" checked" * checked}>'
        f"<span>{label}</span></label>"
    )


def _word(name: str) -> str:
    """Return a word of the page, as HTML."""
    return escape(i18n.term(f"board_{name}"))
