"""What pages show of it: the board, a light one for the front page, a network step by step."""

import base64
from collections.abc import Sequence
from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib import i18n
from polymnist_lib.report.board import parts
from polymnist_lib.report.board.choices import Choice
from polymnist_lib.report.board.parts import Photographs

_READING = ("words", "frame", "strokes", "layers", "network", "grounds", "readers")
_LOOKING = ("why", "maps", "looking")


class Board:
    """The sheet, what networks say of the drawing on it, and what one of them sees.

    Parameters
    ----------
    choices : sequence of Choice
        The networks that read at once, of which the last is looked into. Of those of one name, the
        first reads, and the others take its place when what it sees is changed.
    largest : Choice
        One more, that is loaded once it is chosen.
    photographs : mapping of str to ndarray of shape (height, width, 3), uint8
        What can be drawn over, by the term that names it.
    over : str
        The photograph that is drawn over at first.
    """

    def __init__(
        self, choices: Sequence[Choice], largest: Choice, photographs: Photographs, over: str
    ) -> None:
        self.choices, self.largest = choices, largest
        self.photographs, self.over = photographs, over

    def __repr__(self) -> str:
        everyone = [*self.choices, self.largest]
        return "\n".join(f"{each.title}: {' · '.join(each.told())}" for each in everyone)

    def _repr_html_(self) -> str:
        """Return the page's part. Without JavaScript it is one sentence."""
        readers = list({each.name: each for each in reversed(self.choices)}.values())[::-1]
        cards = "".join(parts.card(each, checked=each is readers[-1]) for each in readers)
        variants = [each for each in self.choices if each.name == readers[-1].name]
        return f"""
<noscript><p class="board-no-script">{parts.word("no_script")}</p></noscript>
<div class="board" data-words="{parts.words(self.photographs)}" hidden>
{parts.sheet(buttons=("undo", "clear", "save"), more=parts.pens())}
<fieldset class="board-readers"><legend>{parts.word("readers")}</legend>
{cards}{parts.card(self.largest, late=True)}
<a class="board-inside" href="#looking">{parts.word("inside")}</a>
</fieldset>
<div class="board-tools">
{parts.grounds(self.photographs, self.over, own=True)}
{parts.crop()}
</div>
{parts.messages()}
{parts.looking(variants)}
{parts.hint("hint")}
</div>
{parts.loaded(*_READING, *_LOOKING, "board")}"""


class Light:
    """A sheet and one reader, for the front page.

    Parameters
    ----------
    choice : Choice
        The network.
    photographs, over
        As for `Board`.
    """

    def __init__(self, choice: Choice, photographs: Photographs, over: str) -> None:
        self.choice, self.photographs, self.over = choice, photographs, over

    def __repr__(self) -> str:
        return f"{self.choice.title}: {' · '.join(self.choice.told())}"

    def _repr_html_(self) -> str:
        """Return the page's part. Without JavaScript there is nothing."""
        return f"""
<div class="board board-light" data-words="{parts.words(self.photographs)}" hidden>
<p class="board-invite"><strong>{parts.word("draw_here")}</strong>
<a href="draw.html">{parts.word("more")}</a></p>
{parts.sheet(buttons=("undo", "clear"))}
<div class="board-tools">
<div class="board-readers">{parts.card(self.choice, alone=True)}</div>
{parts.grounds(self.photographs, self.over, own=False)}
{parts.elsewhere()}
</div>
{parts.messages()}
{parts.hint("hint_light")}
</div>
{parts.loaded(*_READING, "board")}"""


class Steps:
    """Images, one of which a network takes step by step.

    Parameters
    ----------
    choice : Choice
        The network.
    images : ndarray of shape (n, 28, 28, 3), uint8
        What can be chosen.
    labels : sequence of int
        Which digits they are.
    """

    def __init__(self, choice: Choice, images: NDArray[np.uint8], labels: Sequence[int]) -> None:
        self.choice, self.images, self.labels = choice, images, labels

    def __repr__(self) -> str:
        return f"{self.choice.title}: {', '.join(map(str, self.labels))}"

    def _repr_html_(self) -> str:
        """Return the page's part. Without JavaScript there is nothing."""
        chosen = "".join(
            parts.radio("image", str(place), self._image(place), checked=place == 0)
            for place in range(len(self.images))
        )
        title = escape(i18n.term("board_steps").format(model=self.choice.title))
        return f"""
<div class="board board-steps" data-words="{parts.words()}" data-model="{self.choice.file}"
 data-name="{escape(self.choice.title)}" hidden>
<fieldset class="board-images"><legend>{title}</legend>{chosen}</fieldset>
{parts.messages()}
{parts.looking()}
</div>
{parts.loaded("words", "frame", "layers", "network", "maps", "looking", "steps")}"""

    def _image(self, place: int) -> str:
        """Return an image to choose, named after its digit; every pixel is kept."""
        pixels = cv2.cvtColor(self.images[place], cv2.COLOR_RGB2BGR)
        _, encoded = cv2.imencode(".png", pixels)
        picture = base64.b64encode(encoded.tobytes()).decode("ascii")
        return (
            f'<img src="data:image/png;base64,{picture}" width="56" height="56"'
            f' alt="{i18n.term("digit")} {self.labels[place]}">'
        )
