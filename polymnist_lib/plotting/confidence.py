"""The plot of calibration: how often a model is right, by how sure it says it is."""

import pandas as pd
from matplotlib.axes import Axes

from polymnist_lib import i18n, metrics
from polymnist_lib.plotting.style import (
    INK,
    PAPER,
    legend_below,
    local_axis,
    model_colour,
    new_axes,
    reach,
    sentence,
)

# The grey of bars that stay behind: the share of images.
BARS = "#D5D2C6"


def calibration(frame: pd.DataFrame, *, model: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw accuracy against confidence, and how often each confidence occurs.

    Parameters
    ----------
    frame : DataFrame
        As `metrics.calibration` returns.
    model : str, optional
        Whose colour to draw in.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Points with intervals, below the diagonal where the model is too sure of itself; grey bars
        with the share of images; the expected calibration error.
    """
    ax = new_axes(ax, 4.6)
    colour = model_colour(model)
    filled = frame[frame["images"] > 0]
    ax.bar(
        filled["lower"],
        filled["images"] / filled["images"].sum(),
        width=filled["upper"] - filled["lower"],
        align="edge",
        color=BARS,
        edgecolor=PAPER,
        label=i18n.term("share_of_images"),
    )
    ax.plot(
        [0, 1],
        [0, 1],
        color=INK,
        linewidth=1.2,
        linestyle=(0, (4, 3)),
        label=i18n.term("perfect_calibration"),
    )
    ax.errorbar(
        filled["confidence"],
        filled["accuracy"],
        yerr=reach(filled["accuracy"], filled["low"], filled["high"]),
        color=colour,
        fmt="o",
        markersize=7,
        elinewidth=2,
        clip_on=False,
        zorder=3,
        label=i18n.term("accuracy"),
    )
    error = metrics.expected_calibration_error(frame)
    ax.set_title(
        f"{sentence('calibration_error')}: {i18n.number(100 * error, 1)} {i18n.term('points')}",
        fontsize=11,
        fontweight="normal",
        loc="left",
        pad=10,
    )
    legend_below(ax)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    local_axis(ax.xaxis, "percent")
    local_axis(ax.yaxis, "percent")
    ax.tick_params(axis="x", pad=8)  # the zeros of both axes would touch in the corner
    ax.set_xlabel(sentence("confidence"))
    ax.set_ylabel(sentence("accuracy"))
    return ax
