"""Plots of what PolyMNIST is for: several views of a digit, backgrounds seen and unseen."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from polymnist_lib import i18n
from polymnist_lib.plotting.rows import dot, finish, lanes_of, legend, stripes
from polymnist_lib.plotting.style import (
    ACCENT,
    INK,
    PAPER,
    WRONG,
    legend_below,
    local_axis,
    model_colour,
    model_marker,
    name_of,
    new_axes,
    sentence,
)

# Of what is no model.
_COLOURS = {"same_handwriting": ACCENT, "same_label": WRONG}
_MARKERS = {"same_handwriting": "o", "same_label": "D"}

# The looks of the accuracies in a modality, in the order in which they are drawn.
_KINDS: dict[str, dict[str, Any]] = {
    "seen": {"color": INK, "marker": "o", "markersize": 8, "markerfacecolor": INK},
    "unseen": {"color": WRONG, "marker": "D", "markersize": 8, "markerfacecolor": PAPER},
    "remedied": {"color": ACCENT, "marker": "s", "markersize": 8, "markerfacecolor": ACCENT},
}


def views(curves: Mapping[str, pd.DataFrame], *, ax: Axes | None = None) -> Axes:
    """Draw the accuracy with one view of a digit, with two, and so on.

    Parameters
    ----------
    curves : mapping of str to DataFrame
        Under the name of a model or another term of `i18n`: index ``views``, columns ``accuracy``,
        ``least`` and ``greatest``.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A line a name, in a band from the least to the greatest.
    """
    ax = new_axes(ax, 3.8)
    for name, frame in curves.items():
        colour = _COLOURS.get(name) or model_colour(name)
        marker = _MARKERS.get(name) or model_marker(name)
        ax.fill_between(
            frame.index, frame["least"], frame["greatest"], color=colour, alpha=0.16, linewidth=0
        )
        ax.plot(frame.index, frame["accuracy"], color=colour, marker=marker, label=name_of(name))
    counts = sorted({int(each) for frame in curves.values() for each in frame.index})
    ax.set_xticks(counts, [i18n.integer(each) for each in counts])
    local_axis(ax.yaxis, "percent")
    ax.set_xlabel(sentence("views"))
    ax.set_ylabel(sentence("accuracy"))
    legend_below(ax)
    return ax


def unseen(
    frame: pd.DataFrame, *, names: Sequence[str] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the accuracy in each modality of networks that had seen its background or had not.

    Parameters
    ----------
    frame : DataFrame
        Index ``modality``; ``seen``, ``unseen`` and ``remedied``, the last without having seen it
        but with a remedy.
    names : sequence of str, optional
        Of the modalities; ``m0``, ``m1``… if not given.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a modality.
    """
    ax = new_axes(ax, 1.2 + 0.6 * len(frame))
    stripes(ax, len(frame))
    lanes = dict(zip(_KINDS, lanes_of(len(_KINDS)), strict=True))
    for row, values in enumerate(frame[list(_KINDS)].to_dict("records")):
        present = [each for each in values.values() if not np.isnan(each)]
        ax.plot([min(present), max(present)], [row, row], color=INK, linewidth=0.8, alpha=0.4)
        for kind, look in _KINDS.items():
            dot(ax, values[kind], row + lanes[kind], **look)
    labels = [names[each] if names is not None else f"m{each}" for each in frame.index]
    finish(ax, labels)
    legend(ax, {i18n.term(f"background_{kind}"): look for kind, look in _KINDS.items()})
    return ax
