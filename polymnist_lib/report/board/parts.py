"""The parts of the page as HTML: the sheet and what lies under it, the readers, what one sees."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.report.board.choices import Choice
from polymnist_lib.report.board.scripts import script_size
from polymnist_lib.report.board.words import WORDS

# Pixels of a side of the sheet, ten for each of the network's.
SHEET = 280
PENS = ("thin", "medium", "thick")

Photographs = Mapping[str, NDArray[np.uint8]]

# Pixels of a side of the photographs that are chosen from.
_THUMB = 56


def word(name: str) -> str:
    """Return a word of the page, as HTML."""
    return escape(i18n.term(f"board_{name}"))


def words(photographs: Iterable[str] = ()) -> str:
    """Return what the scripts say, as JSON in HTML."""
    said: dict[str, object] = {name.removeprefix("board_"): i18n.term(name) for name in WORDS}
    said["photographs"] = {name: i18n.term(name) for name in photographs}
    return escape(json.dumps(said))


def loaded(*names: str) -> str:
    """Return what loads the scripts of the page, and how it looks."""
    tags = "".join(f'<script defer src="draw/{name}.js"></script>' for name in names)
    return f'<link rel="stylesheet" href="draw/board.css">{tags}'


def messages() -> str:
    """Return where is said what is loaded or could not be, and what the readers answer."""
    return '<p class="board-message" role="status"></p><p class="board-status" role="status"></p>'


def sheet(*, buttons: Sequence[str], more: str = "") -> str:
    """Return the sheet, with what is done to all that is drawn on it, and more below that."""
    # Until something is drawn there is nothing to do: they are not to be pressed, nor come to by
    # Tab, while the scripts load either.
    pressed = "".join(
        f'<button type="button" class="board-{name}" disabled>{word(name)}</button>'
        for name in buttons
    )
    return f"""<div class="board-paper"><div class="board-sheet">
<canvas width="{SHEET}" height="{SHEET}" tabindex="0" role="application"
 aria-label="{word("sheet")}" aria-describedby="board-hint"></canvas>
<span class="board-tip" hidden></span></div>
<div class="board-buttons">{pressed}</div>{more}</div>"""


def hint(name: str) -> str:
    """Return how the keyboard draws, folded; screen readers tell it with the sheet."""
    return (
        f'<details class="board-hint"><summary>{word("keyboard")}</summary>'
        f'<p id="board-hint">{word(name)}</p></details>'
    )


def pens() -> str:
    """Return the choice of a pen."""
    chosen = "".join(radio("pen", pen, word(pen), checked=pen == "medium") for pen in PENS)
    return f'<fieldset class="board-pens"><legend>{word("pen")}</legend>{chosen}</fieldset>'


def grounds(photographs: Photographs, over: str, *, own: bool) -> str:
    """Return the choice of what lies under the sheet; `own` lets readers bring a picture."""
    brought = ""
    if own:
        brought = (
            f"{radio('ground', 'own', word('own'), hidden=True)}"
            f'<button type="button" class="board-bring">{word("bring")}</button>'
            '<input type="file" class="board-file" accept="image/*" hidden>'
        )
    chosen = "".join(_ground(name, pixels, over) for name, pixels in photographs.items())
    return (
        f'<fieldset class="board-grounds"><legend>{word("ground")}</legend>'
        f"{radio('ground', 'paper', word('paper'))}{chosen}{brought}</fieldset>"
    )


def crop() -> str:
    """Return the photograph that the crop is moved on."""
    return f"""<div class="board-map" hidden><div class="board-photograph">
<canvas width="{SIDE}" height="{SIDE}" tabindex="0" role="application"
 aria-label="{word("map")}" aria-describedby="board-hint"></canvas>
<span class="board-crop"></span></div>{elsewhere()}</div>"""


def elsewhere() -> str:
    """Return what moves the crop at random."""
    return f'<button type="button" class="board-elsewhere">{word("elsewhere")}</button>'


def card(choice: Choice, *, checked: bool = False, late: bool = False, alone: bool = False) -> str:
    """Return the card of a reader: its answer and what it gives each digit.

    Parameters
    ----------
    choice : Choice
        The network.
    checked : bool
        Whether it is the one that is looked into.
    late : bool
        Whether it is loaded once it is chosen.
    alone : bool
        Whether there is no other to choose.
    """
    facts = escape(" · ".join(choice.told()))
    bars = "".join(f'<span data-digit="{digit}"><i></i></span>' for digit in range(CLASSES))
    loads = ""
    if late:
        size = i18n.number(script_size(choice) / 1e6, 1)
        loads = f'<span class="board-late">{word("late").format(megabytes=size)}</span>'
    kind, tag = ("hidden", "div") if alone else ("radio", "label")
    return (
        f'<{tag} class="board-reader" data-file="{choice.file}" data-facts="{facts}"'
        f"{' data-late' * late}>"
        f'<input type="{kind}" name="board-reader" value="{choice.name}" autocomplete="off"'
        f"{' checked' * checked}>"
        f'<span class="board-name">{escape(choice.title)}</span>'
        f'<span class="board-trained">{word(choice.trained)}</span>{loads}'
        '<span class="board-says"><span class="board-digit">–</span>'
        '<span class="board-share"></span></span>'
        f'<span class="board-bars" aria-hidden="true">{bars}</span></{tag}>'
    )


def looking(variants: Sequence[Choice] = ()) -> str:
    """Return what shows a network from inside.

    Parameters
    ----------
    variants : sequence of Choice
        The networks of one name that are chosen from by what they see, the usual one first.
    """
    products = "".join(
        f'<span data-name="{word(name)}"><canvas></canvas></span>'
        for name in ("under", "filter", "products")
    )
    return f"""<div class="looking" id="looking" hidden>
<p class="looking-title"></p>
<p class="looking-facts"></p>
{_switches(variants) if len(variants) > 1 else ""}
<div class="looking-view">
<p class="looking-why"></p>
<div class="looking-image"><div class="looking-seen"><canvas aria-hidden="true"></canvas>
<span class="looking-box" hidden></span></div>
<div class="looking-detail"><p class="looking-told"></p>
<div class="looking-products" aria-hidden="true" hidden>{products}</div></div>
</div>
<div class="looking-rows"></div>
</div>
</div>"""


def radio(
    group: str,
    value: str,
    label: str,
    *,
    checked: bool = False,
    hidden: bool = False,
    facts: str = "",
) -> str:
    """Return one choice of several, with its label in HTML and what its scripts say of it."""
    state = f' data-facts="{escape(facts)}"' * bool(facts) + " checked" * checked
    return (
        f'<label{" hidden" * hidden}><input type="radio" name="board-{group}" value="{value}"'
        f' autocomplete="off"{state}><span>{label}</span></label>'
    )


def _switches(variants: Sequence[Choice]) -> str:
    """Return the choice of what a network sees; each was trained so."""
    chosen = "".join(
        radio(
            "sees",
            each.file,
            f"{escape(i18n.term(f'seen_{each.network.preprocessing}'))}, {escape(each.share)}",
            checked=each is variants[0],
            facts=" · ".join(each.told()),
        )
        for each in variants
    )
    return (
        f'<fieldset class="looking-switches" data-reader="{variants[0].name}" hidden>'
        f"<legend>{word('sees')}</legend>{chosen}</fieldset>"
    )


def _ground(name: str, pixels: NDArray[np.uint8], over: str) -> str:
    """Return the choice of a photograph, which is shown small."""
    side = min(pixels.shape[:2])
    top, left = (np.array(pixels.shape[:2]) - side) // 2
    square = pixels[top : top + side, left : left + side]
    small = cv2.resize(square, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    picture = base64.b64encode(encoded.tobytes()).decode("ascii")
    label = (
        '<span class="board-thumb"'
        f' style="background-image:url(data:image/jpeg;base64,{picture})"></span>'
        f" {escape(i18n.term(name))}"
    )
    return radio("ground", name, label, checked=name == over)
