"""Plots of how a picture is read: its steps, the candidates, and the path through them."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES
from polymnist_lib.plotting.handwriting import ROW, head
from polymnist_lib.plotting.images import show
from polymnist_lib.plotting.models import fields
from polymnist_lib.plotting.style import ACCENT, MUTED, PAPER, new_figure, sentence
from polymnist_lib.reading import photos
from polymnist_lib.reading.photos import Prepared
from polymnist_lib.reading.photos.parts import Part
from polymnist_lib.reading.reader import Answer

# Digits of one picture that are shown with their probabilities; a page can hold hundreds.
MOST = 12


def reading(answer: Answer) -> Figure:
    """Draw the steps from a picture to its digits, and what a network says of each.

    Parameters
    ----------
    answer : Answer
        Of `polymnist_lib.reading.reader.Reader.read`, with all steps.

    Returns
    -------
    Figure
        The picture, its contrast, all candidates in it, and the path through them: digits in boxes,
        what is none in dotted ones; below, each digit as the network sees it, up to `MOST` of them,
        with its probabilities in percent and the answer bold.

    Raises
    ------
    ValueError
        If the answer has no steps.
    """
    written = _steps(answer)
    read = [(part, said) for path in answer.paths for part, said, is_digit in path if is_digit]
    figure = new_figure(2.1 + ROW * len(read[:MOST]), w_pad=0.03, h_pad=0.03, wspace=0.02, hspace=0)
    heights = [2.1, ROW * len(read[:MOST])] if read else [2.1]
    halves = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    panels: dict[str, np.ndarray] = {
        "picture": written.picture,
        "evened": 1 - written.ink.contrast,
        "candidates": 1 - written.ink.shades,
        "path": 1 - written.ink.shades,
    }
    axes = halves[0].subplots(1, len(panels))
    for ax, (key, image) in zip(axes, panels.items(), strict=True):
        show(image, ax=ax)
        ax.set_title(sentence(key), fontsize=11, fontweight="normal", pad=4)
    for row in written.rows:
        for part in row.candidates().values():
            _box(axes[-2], part, edgecolor=MUTED, linewidth=0.7)
    for path in answer.paths:
        for part, _, is_digit in path:
            _framed(axes[-1], part, is_digit=is_digit)
    if read:
        shown = read[:MOST]
        grid = halves[1].subplots(len(shown), 2, squeeze=False, width_ratios=[1, 7.4])
        for (ax_seen, ax_fields), (part, said) in zip(grid, shown, strict=True):
            show(photos.image(part), ax=ax_seen)
            shares = said[:CLASSES]
            texts = ["" if each < 0.005 else i18n.number(100 * each, 0) for each in shares]
            (drawn,) = fields(ax_fields, np.asarray(shares, float)[None], [texts], fontsize=11)
            drawn[int(np.argmax(shares))].set_fontweight("bold")
            ax_fields.set_yticks([])
            ax_fields.set_xticks([])
        head(grid[0, 1])
    return figure


def numbers(answer: Answer) -> Figure:
    """Draw all candidates in a picture, and what is read along the best path through them.

    Parameters
    ----------
    answer : Answer
        Of `polymnist_lib.reading.reader.Reader.read`, with all steps.

    Returns
    -------
    Figure
        Two axes, one below the other: the ink with a frame around each candidate, and the picture
        with the digits in theirs, each below its answer; what is none has a dotted frame.

    Raises
    ------
    ValueError
        If the answer has no steps.
    """
    written = _steps(answer)
    height, width = written.ink.levels.shape
    figure = new_figure(0.6 + 2 * min(3.0, 6.5 * height / width), hspace=0.05)
    ax_ink, ax_read = figure.subplots(2, 1)
    show(1 - written.ink.shades, ax=ax_ink)
    show(written.ink.levels, ax=ax_read)
    for row in written.rows:
        for part in row.candidates().values():
            _box(ax_ink, part, edgecolor=ACCENT, linewidth=0.6, alpha=0.6)
    for path in answer.paths:
        for part, said, is_digit in path:
            _framed(ax_read, part, is_digit=is_digit)
            if is_digit:
                text = str(int(said[:CLASSES].argmax()))
                middle, _ = part.middle
                ax_read.annotate(
                    text,
                    (middle, part.bottom),
                    (0, -3),
                    textcoords="offset points",
                    ha="center",
                    va="top",
                    color=ACCENT,
                    fontweight="bold",
                    bbox={"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"},
                )
    for ax, key in ((ax_ink, "candidates"), (ax_read, "path")):
        ax.set_title(sentence(key), fontsize=11, fontweight="normal", pad=4)
    return figure


def _steps(answer: Answer) -> Prepared:
    """Return the steps behind an answer."""
    if not isinstance(answer.written, Prepared):
        raise ValueError("The steps of this answer were not kept: take that of Reader.read.")
    return answer.written


def _framed(ax: Axes, part: Part, *, is_digit: bool) -> None:
    """Draw a frame around what is a digit, or is none."""
    colour, line = (ACCENT, "-") if is_digit else (MUTED, ":")
    _box(ax, part, edgecolor=colour, linestyle=line, linewidth=1.2)


def _box(ax: Axes, part: Part, **how: Any) -> None:
    """Draw a frame around ink."""
    ax.add_patch(Rectangle((part.left, part.top), part.width, part.height, fill=False, **how))
