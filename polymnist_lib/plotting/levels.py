"""Plots of how accurate models are over seeds, and on grounds from black to white."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES
from polymnist_lib.metrics import Interval
from polymnist_lib.plotting.style import (
    INK,
    MUTED,
    PAPER,
    WRONG,
    beside,
    legend_below,
    local_axis,
    model_colour,
    model_marker,
    name_of,
    new_axes,
    only_grid,
    percentages,
    sentence,
)

# Of one model that sees colour, grey, or grey and blurred.
_SEEN = {"seen_colour": WRONG, "seen_grey": MUTED, "seen_reference": INK}
_MARKERS = {"seen_colour": "o", "seen_grey": "s", "seen_reference": "D"}


def levels(
    means: Mapping[str, Interval],
    seeds: Mapping[str, Sequence[float]],
    *,
    by_digits: Mapping[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the accuracy of each seed's network, and their mean with its interval.

    Parameters
    ----------
    means : mapping of str to Interval
        By model, drawn from top to bottom.
    seeds : mapping of str to sequence of float
        By model, the accuracy of each seed.
    by_digits : mapping of str to float, optional
        By model, how wide the interval of a single network is, which counts the digits alone: a bar
        below its dots.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a model, its mean to the right.
    """
    ax = new_axes(ax, 1.3 + 0.42 * len(means))
    for place, (model, mean) in enumerate(means.items()):
        colour = model_colour(model)
        ax.plot([mean.low, mean.high], [place] * 2, color=colour, alpha=0.35, linewidth=8)
        ax.plot([mean.estimate] * 2, [place - 0.3, place + 0.3], color=colour, linewidth=2.4)
        ax.plot(
            list(seeds[model]),
            [place] * len(seeds[model]),
            linestyle="none",
            marker="o",
            markersize=6,
            markerfacecolor=PAPER,
            markeredgecolor=INK,
            markeredgewidth=1.3,
        )
        if by_digits:
            ends = mean.estimate + np.array([-0.5, 0.5]) * by_digits[model]
            ax.plot(ends, [place + 0.4] * 2, color=MUTED, marker="|", linewidth=2)
    places = np.arange(len(means))
    beside(ax, places, percentages(each.estimate for each in means.values()))
    ax.set_yticks(places, [name_of(each) for each in means])
    ax.set_ylim(len(means) - 0.45, -0.55)
    ax.margins(x=0.04)
    local_axis(ax.xaxis, "percent")
    ax.set_xlabel(sentence("accuracy"))
    only_grid(ax, "x")
    handles = [
        Line2D([], [], linestyle="none", marker="o", markerfacecolor=PAPER, markeredgecolor=INK),
        Line2D([], [], linestyle="none", marker="|", color=INK, markersize=11, markeredgewidth=2.4),
        Line2D([], [], color=INK, alpha=0.35, linewidth=8),
    ]
    keys = ["one_seed", "mean", "interval"]
    if by_digits:
        handles.append(Line2D([], [], color=MUTED, marker="|", linewidth=2))
        keys.append("interval_by_digits")
    legend_below(ax, handles, [i18n.term(key) for key in keys])
    return ax


def grounds(frame: pd.DataFrame, *, least: float = 0, ax: Axes | None = None) -> Axes:
    """Draw how accurate models are on grounds from black to white.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.grounds` returns: index ``model`` and ``ground``, a grey of
        0 to 255; ``accuracy``, ``low`` and ``high``. A model can be another term of `i18n`.
    least : float
        The accuracy at the foot of the axis.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A line a model with a band for its interval, over a bar from black to white; a dashed line
        where chance is, if above the foot.
    """
    ax = new_axes(ax, 4.2)
    for model in frame.index.get_level_values("model").unique():
        rows = frame.loc[model]
        colour = _SEEN.get(model) or model_colour(model)
        ax.fill_between(rows.index, rows["low"], rows["high"], color=colour, alpha=0.2, linewidth=0)
        ax.plot(
            rows.index,
            rows["accuracy"],
            color=colour,
            marker=_MARKERS.get(model) or model_marker(model),
            label=name_of(model),
        )
    if least < 1 / CLASSES:
        chance = i18n.term("chance")
        ax.axhline(1 / CLASSES, color=MUTED, linestyle="--", linewidth=1.2, label=chance)
    ax.set_xlim(0, 255)
    ax.set_ylim(least, 1)
    # What the numbers of the axis mean, for the eye.
    shades = np.linspace(0, 1, 256)[None]
    ax.imshow(
        shades,
        cmap="gray",
        vmin=0,
        vmax=1,
        aspect="auto",
        extent=(0, 255, least, least + 0.035 * (1 - least)),
        zorder=0,
    )
    local_axis(ax.xaxis, "integer")
    local_axis(ax.yaxis, "percent")
    ax.set_xlabel(sentence("mean_ground"))
    ax.set_ylabel(sentence("accuracy"))
    only_grid(ax, "y")
    legend_below(ax)
    return ax
