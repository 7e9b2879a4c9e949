"""A figure over epochs that readers play, or follow with a slider.

What happens in the browser is in ``book/_extra/figures/played.js``. Without it, and in print, the
page shows the figure alone.
"""

import json
from html import escape

from matplotlib.figure import Figure

from polymnist_lib import i18n
from polymnist_lib.plotting.style import DARK_PAPER, PAPER
from polymnist_lib.report import overlay


class Played:
    """What is laid over a figure whose axes all go over the same epochs.

    Parameters
    ----------
    drawn : Figure
        It, with epochs along the x axes.
    epochs : int
        The last one; the first is 1.
    figure : str
        The name of the page's figure.
    """

    def __init__(self, drawn: Figure, epochs: int, *, figure: str) -> None:
        self.drawn, self.epochs, self.figure = drawn, epochs, figure

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.figure!r}, {self.epochs} epochs)"

    def _repr_html_(self) -> str:
        """Return the page's part, hidden until the script lays it over the figure."""
        panels = []
        for ax in self.drawn.axes:
            left, top, width, height = overlay.place(ax)
            along = (ax.transData - ax.transAxes).transform([(1, 0), (self.epochs, 0)])[:, 0]
            panels.append([left, top, width, height, *along.tolist()])
        words = {name: i18n.term(f"played_{name}") for name in ("play", "pause", "epoch")}
        return f"""
<link rel="stylesheet" href="figures/figures.css">
<div class="played" data-figure="{self.figure}" data-panels="{escape(json.dumps(panels))}"
 data-words="{escape(json.dumps(words))}" style="--light:{PAPER};--dark:{DARK_PAPER}" hidden>
<button type="button" class="played-button">{escape(words["play"])}</button>
<input type="range" class="played-epoch" min="1" max="{self.epochs}" value="{self.epochs}"
 aria-label="{escape(i18n.term("epoch"))}" autocomplete="off"><output aria-live="off"></output>
</div>
<script defer src="figures/played.js"></script>"""
