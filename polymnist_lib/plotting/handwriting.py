"""Plots of drawings: what was drawn, what a model sees of it and answers, size and place."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES
from polymnist_lib.metrics import Predictions
from polymnist_lib.plotting.images import show
from polymnist_lib.plotting.models import fields
from polymnist_lib.plotting.style import (
    GRID,
    INK,
    MUTED,
    PAPER,
    WRONG,
    local_axis,
    model_colour,
    model_marker,
    name_of,
    new_figure,
    only_grid,
    sentence,
)

# Inches a drawing's row is high: a picture of 28 pixels is recognised at this size on a telephone.
ROW = 0.72

# More characters of a name would leave the fields too narrow for their numbers.
NAME = 16


def drawings(
    pictures: Sequence[np.ndarray],
    seen: Sequence[np.ndarray],
    predictions: Predictions,
    *,
    names: Sequence[str] | None = None,
) -> Figure:
    """Draw pictures beside what a model sees of them and the probabilities that it gives.

    Parameters
    ----------
    pictures : sequence of n images
        As they were drawn, each of any size.
    seen : sequence of n images
        After the preprocessing.
    predictions : Predictions
        Of these n images.
    names : sequence of n str, optional
        To the left of each picture, such as the names of its file.

    Returns
    -------
    Figure
        Three axes a drawing: the picture, what is seen, and ten fields with the probabilities in
        percent. The true digit is framed; the answer is bold, and red where it is wrong.

    Raises
    ------
    ValueError
        If there is no drawing, or not as many of each.
    """
    counts = [len(pictures), len(seen), len(predictions), *([len(names)] if names else [])]
    if not counts[0] or len(set(counts)) > 1:
        raise ValueError(
            "Each of at least one picture needs what is seen of it, its prediction and its name; "
            f"got {', '.join(map(str, counts))} of them."
        )
    figure = new_figure(0.75 + ROW * len(pictures), w_pad=0.03, h_pad=0.03, wspace=0.02, hspace=0)
    grid = figure.subplots(len(pictures), 3, squeeze=False, width_ratios=[1, 1, 6.4])
    shares = predictions.probabilities.astype(np.float64)
    for place, (ax_picture, ax_seen, ax_fields) in enumerate(grid):
        show(pictures[place], ax=ax_picture)
        show(seen[place], ax=ax_seen)
        if names:
            name = names[place]
            short = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
            ax_picture.set_ylabel(
                short, rotation=0, ha="right", va="center", fontsize=11, labelpad=6
            )
        texts = ["" if each < 0.005 else i18n.number(100 * each, 0) for each in shares[place]]
        (drawn,) = fields(ax_fields, shares[[place]], [texts], fontsize=11)
        said, true = int(predictions.predicted[place]), int(predictions.labels[place])
        drawn[said].set_fontweight("bold")
        if said != true:
            ax_fields.add_patch(Rectangle((said, 0), 1, 1, facecolor=WRONG, edgecolor=GRID))
            drawn[said].set_color(PAPER)
        frame = Rectangle((true, 0), 1, 1, fill=False, edgecolor=INK, linewidth=2, clip_on=False)
        ax_fields.add_patch(frame)
        ax_fields.set_yticks([])
        ax_fields.set_xticks([])
    head(grid[0, 2])
    for ax, key in zip(grid[0, :2], ("picture", "seen"), strict=True):
        ax.set_title(sentence(key), fontsize=11, fontweight="normal", pad=4)
    return figure


def displaced(frame: pd.DataFrame, *, framed: float | None = None) -> Figure:
    """Draw how well networks read drawings of other sizes and in other places.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.reading.trials.displaced` returns.
    framed : float, optional
        The accuracy where each digit is brought to its size and place first, a dashed line.

    Returns
    -------
    Figure
        An axes for sizes and one for places, with a line a network.
    """
    figure = new_figure(3.9)
    changes = frame.index.unique("change")
    axes = figure.subplots(1, len(changes), sharey=True, squeeze=False)[0]
    for ax, change in zip(axes, changes, strict=True):
        rows = frame.loc[change]
        for name in frame.columns:
            ax.plot(
                rows.index,
                rows[name],
                color=model_colour(name),
                marker=model_marker(name),
                label=name_of(name),
            )
        if framed is not None:
            label = i18n.term("in_data_frame")
            ax.axhline(framed, color=MUTED, linestyle="--", linewidth=1.2, label=label)
        local_axis(ax.xaxis, "percent" if change == "digit_size" else "integer")
        if change == "digit_size":  # more would not fit on a telephone
            ax.set_xticks([0.3, 0.6, 0.8, 1.0, 1.3])
        ax.set_xlabel(sentence(str(change)))
        only_grid(ax, "y")
    axes[0].set_ylim(0, 1)
    local_axis(axes[0].yaxis, "percent")
    axes[0].set_ylabel(sentence("accuracy"))
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=2)
    return figure


def head(ax: Axes) -> None:
    """Head ten fields with their digits."""
    ax.set_xticks(np.arange(CLASSES) + 0.5, [str(digit) for digit in range(CLASSES)])
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set_xlabel(f"{sentence('digit')} · {i18n.term('probability')} (%)")
