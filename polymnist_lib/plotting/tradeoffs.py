"""The plot of what models give against what they cost."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter, NullLocator

from polymnist_lib import i18n
from polymnist_lib.plotting.style import (
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
        ``"parameters"`` or ``"seconds"``, drawn on a logarithmic axis.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A marker a model, with the legend's label.
    """
    if quantity not in ("parameters", "seconds"):
        raise ValueError(f"Unknown quantity {quantity!r}. Valid names: parameters, seconds.")
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
    unit, name = _unit(frame[quantity].max()) if quantity == "seconds" else (1.0, "")
    low, high = frame[quantity].min() / 1.6, frame[quantity].max() * 1.6
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    round_numbers = [base * 10.0**power for power in range(-3, 9) for base in (1, 2, 5)]
    inside = [each for each in round_numbers if low <= each * unit <= high]
    chosen = inside[:: -(-len(inside) // 3) or 1]  # three, so that long numbers do not touch
    digits = max(0, -int(np.floor(np.log10(min(chosen, default=1)))))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xticks([each * unit for each in chosen], [i18n.number(x, digits) for x in chosen])
    local_axis(ax.yaxis, "percent")
    ax.set_ylabel(sentence("accuracy"))
    ax.set_xlabel(f"{sentence('training_time')} ({name})" if name else sentence("parameters"))
    return ax


def _unit(seconds: float) -> tuple[float, str]:
    """Return the unit, in seconds, in which durations up to this one are read, and its symbol."""
    return (1.0, "s") if seconds < 120 else (60.0, "min") if seconds < 7200 else (3600.0, "h")
