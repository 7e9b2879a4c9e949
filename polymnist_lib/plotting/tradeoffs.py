"""The plot of what models give against what they cost."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter, NullLocator

from polymnist_lib import i18n
from polymnist_lib.plotting.names import beside_points
from polymnist_lib.plotting.style import (
    MUTED,
    PAPER,
    local_axis,
    model_colour,
    model_marker,
    name_of,
    new_axes,
    sentence,
)


def costs(frame: pd.DataFrame, quantity: str, *, ax: Axes | None = None) -> Axes:
    """Draw the accuracy of models against what they cost.

    Parameters
    ----------
    frame : DataFrame
        Index: models. Columns ``accuracy``, ``low``, ``high`` and the one named by `quantity`.
    quantity : str
        ``"parameters"`` or ``"milliseconds"``, drawn on a logarithmic axis.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A marker a model, with the legend's label.
    """
    _check(quantity)
    ax = new_axes(ax, 3.6)
    for model, row in frame.iterrows():
        ax.plot([row[quantity]] * 2, [row["low"], row["high"]], color=model_colour(model))
        ax.plot(
            [row[quantity]],
            [row["accuracy"]],
            linestyle="none",
            marker=model_marker(model),
            color=model_colour(model),
            markersize=9,
            # Two models of one size lie on each other: the one beneath is seen through.
            markeredgecolor=PAPER,
            label=name_of(model),
        )
    low, high = frame[quantity].min() / 1.6, frame[quantity].max() * 1.6
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    round_numbers = [base * 10.0**power for power in range(-3, 9) for base in (1, 2, 5)]
    inside = [each for each in round_numbers if low <= each <= high]
    chosen = inside[:: -(-len(inside) // 3) or 1]  # three, so that long numbers do not touch
    digits = _decimals(min(chosen, default=1))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xticks(chosen, [i18n.number(x, digits) for x in chosen])
    local_axis(ax.yaxis, "percent")
    ax.set_ylabel(sentence("accuracy"))
    ax.set_xlabel(sentence(quantity))
    return ax


def sizes(frame: pd.DataFrame, quantity: str, *, ax: Axes | None = None) -> Axes:
    """Draw how often models are wrong against their size or the time that an image takes them.

    Parameters
    ----------
    frame : DataFrame
        Index: models. Columns ``accuracy``, ``low``, ``high`` and the one named by `quantity`.
    quantity : str
        ``"parameters"`` or ``"milliseconds"``.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A marker a model with its name, both axes logarithmic; a line joins those that no other one
        surpasses in both.
    """
    _check(quantity)
    ax = new_axes(ax, 4.4)
    ordered = frame.sort_values(quantity, kind="stable")
    best = ordered[ordered["accuracy"] > ordered["accuracy"].cummax().shift(fill_value=-1)]
    ax.plot(best[quantity], 1 - best["accuracy"], color=MUTED, linewidth=1, zorder=1)
    for model, row in ordered.iterrows():
        colour = model_colour(model)
        ax.plot([row[quantity]] * 2, [1 - row["high"], 1 - row["low"]], color=colour)
        ax.plot(
            [row[quantity]],
            [1 - row["accuracy"]],
            linestyle="none",
            marker=model_marker(model),
            color=colour,
            markersize=9,
            markeredgecolor=PAPER,
        )
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(frame[quantity].min() / 1.6, frame[quantity].max() * 4)
    for axis, values in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
        share = axis is ax.yaxis
        places = [
            base * 10.0**power
            for power in range(-4, 7)
            for base in ((1, 2, 5) if share else (1, 3))
            if values[0] <= base * 10.0**power <= values[1]
        ]
        axis.set_ticks(
            places, [i18n.percent(x, 1) if share else i18n.number(x, _decimals(x)) for x in places]
        )
    ax.set_xlabel(sentence(quantity))
    ax.set_ylabel(sentence("errors"))
    beside_points(
        ax,
        {name_of(model): (row[quantity], 1 - row["accuracy"]) for model, row in ordered.iterrows()},
        colours=[model_colour(model) for model in ordered.index],
    )
    return ax


def _check(quantity: str) -> None:
    """Raise ValueError unless a quantity can be drawn."""
    if quantity not in ("parameters", "milliseconds"):
        raise ValueError(f"Unknown quantity {quantity!r}. Valid names: parameters, milliseconds.")


def _decimals(value: float) -> int:
    """Return how many decimals a round number needs."""
    return max(0, -int(np.floor(np.log10(value))))
