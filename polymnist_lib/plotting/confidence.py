"""Plots of what a model says of its own answers: calibration, and the ten probabilities."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from polymnist_lib import i18n, metrics
from polymnist_lib.digits import CLASSES
from polymnist_lib.plotting.style import (
    ACCENT,
    INK,
    PAPER,
    WRONG,
    legend_below,
    local_axis,
    model_colour,
    new_axes,
    only_grid,
    reach,
    sentence,
)

# Greys of bars that stay behind: the share of images, and the digits that were not predicted.
BARS = "#D5D2C6"
REST = "#A9ADB3"


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


def probabilities(
    probabilities: np.ndarray, *, label: int | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the probabilities of the ten digits for one image.

    Parameters
    ----------
    probabilities : ndarray of shape (10,), float
        Of the classes.
    label : int, optional
        The true digit, where it is known.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        The bar of the predicted digit is coloured: blue if right or not known, red if wrong.
    """
    shares = np.asarray(probabilities, dtype=np.float64)
    if shares.shape != (CLASSES,):
        raise ValueError(
            f"One image has {CLASSES} probabilities, an array of shape ({CLASSES},); "
            f"got {shares.shape}."
        )
    ax = new_axes(ax, 3.0)
    predicted = int(shares.argmax())
    colours = [REST] * CLASSES
    colours[predicted] = ACCENT if label in (None, predicted) else WRONG
    ax.barh(np.arange(CLASSES), shares, color=colours, height=0.74)
    for digit, share in enumerate(shares):
        named = digit in (predicted, label)
        if named or share >= 0.005:
            _name_bar(ax, digit, share, label=label if named else None, bold=digit == predicted)
    ax.set_yticks(np.arange(CLASSES), [str(digit) for digit in range(CLASSES)])
    ax.set_ylim(CLASSES - 0.4, -0.6)
    ax.set_xlim(0, 1)
    local_axis(ax.xaxis, "percent", ticks=4)
    ax.set_xlabel(sentence("probability"))
    ax.set_ylabel(sentence("digit"))
    only_grid(ax, "x")
    return ax


def _name_bar(ax: Axes, digit: int, share: float, *, label: int | None, bold: bool) -> None:
    """Write a probability at the end of its bar, inside where the bar is long."""
    text = i18n.percent(share)
    if label == digit:
        text = f"{text} · {i18n.term('true')}"
    inside = share > 0.5
    ax.annotate(
        text,
        (share, digit),
        xytext=(-5 if inside else 5, 0),
        textcoords="offset points",
        ha="right" if inside else "left",
        va="center",
        color=PAPER if inside else INK,
        fontsize=10,
        fontweight="bold" if bold else "normal",
    )
