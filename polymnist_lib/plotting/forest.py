"""Plots of differences with their intervals around zero: a row each, or one for several models."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from polymnist_lib import i18n
from polymnist_lib.metrics import LEVEL
from polymnist_lib.plotting.rows import dot, finish, lanes_of, legend, stripes
from polymnist_lib.plotting.style import (
    INK,
    MUTED,
    PAPER,
    beside,
    model_colour,
    model_marker,
    name_of,
    new_axes,
    sentence,
)


def differences(frame: pd.DataFrame, *, digits: int = 1, ax: Axes | None = None) -> Axes:
    """Draw paired differences of accuracies with their intervals around a line at zero.

    Parameters
    ----------
    frame : DataFrame
        As `metrics.family` returns: ``estimate``, ``low``, ``high`` and, if tested, ``sign``.
        With more levels of the index the first one groups the rows, in its model's colour, and
        the others name them.
    digits : int
        Decimals of the values, in points.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a difference, its value to the right; hollow where its sign is 0, and grey where
        others were tested but this one was not.
    """
    grouped = frame.index.nlevels > 1
    places: list[int] = []
    names: list[str] = []
    headings: list[tuple[int, object]] = []
    for key in frame.index:
        if grouped and (not headings or headings[-1][1] != key[0]):
            headings.append((len(names), key[0]))
            names.append(name_of(key[0]))
        places.append(len(names))
        names.append(", ".join(map(name_of, key[1:] if grouped else [key])))
    ax = new_axes(ax, 1.3 + 0.33 * len(names))
    tested = "sign" in frame
    for place, (key, values) in zip(places, frame.iterrows(), strict=True):
        left_out = tested and pd.isna(values["sign"])
        colour = MUTED if left_out else model_colour(key[0] if isinstance(key, tuple) else key)
        filled = not tested or left_out or values["sign"] != 0
        dot(
            ax,
            values["estimate"],
            place,
            values["low"],
            values["high"],
            color=colour,
            marker="o",
            markersize=8,
            markerfacecolor=colour if filled else PAPER,
        )
    beside(ax, places, [i18n.points(each, digits) for each in frame["estimate"]])
    finish(ax, names, kind="points")
    for place, _ in headings:
        ax.get_yticklabels()[place].set_fontweight("bold")
    _around_zero(ax, ("worse", "better"))
    if tested:
        level = i18n.number(LEVEL, 2)
        undecided = f"p ≥ {level} (Holm) {i18n.term('or_zero_within')}"
        common = {"color": INK, "marker": "o", "markersize": 8}
        legend(
            ax,
            {
                f"p < {level} (Holm)": common,
                undecided: {**common, "markerfacecolor": PAPER},
            },
        )
    return ax


def flaws(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what flaws change in several models, a row a flaw, the most costly first.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.flaws` returns: index ``flaw`` and ``model``; ``estimate``,
        ``low`` and ``high``.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        In each row a mark a model, in its colour, with its interval; to the right the value, or
        the lowest and the highest of several.
    """
    effects = frame["estimate"].groupby(level=0)
    names = list(effects.agg(lambda each: each.abs().max()).sort_values(ascending=False).index)
    counts = effects.size()
    ax = new_axes(ax, 1.5 + sum(0.36 + 0.13 * counts[name] for name in names))
    stripes(ax, len(names))
    for row, name in enumerate(names):
        models = frame.loc[name]
        for (model, values), lane in zip(models.iterrows(), lanes_of(len(models)), strict=True):
            dot(
                ax,
                values["estimate"],
                row + lane,
                values["low"],
                values["high"],
                color=model_colour(model),
                marker=model_marker(model),
                markersize=7,
            )
    ends = effects.agg(["min", "max"]).loc[names]
    beside(
        ax,
        np.arange(len(names)),
        [
            i18n.points(low) if low == high else i18n.points_interval(low, high)
            for low, high in ends.itertuples(index=False)
        ],
    )
    finish(ax, [name_of(each) for each in names], kind="points")
    _around_zero(ax, ("lowers", "raises"))
    shown = frame.index.get_level_values("model").unique()
    looks = {
        name_of(each): {"color": model_colour(each), "marker": model_marker(each)} for each in shown
    }
    legend(ax, looks)
    return ax


def _around_zero(ax: Axes, sides: tuple[str, str]) -> None:
    """Draw the line at zero, and say what lies on both sides of it."""
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.set_xlabel(sentence("difference_in_points"))
    for side, key in enumerate(sides):
        ax.annotate(
            f"{i18n.term(key)} →" if side else f"← {i18n.term(key)}",
            (side, 1),
            xycoords="axes fraction",
            xytext=(0, 4),
            textcoords="offset points",
            ha="right" if side else "left",
            color=MUTED,
            fontsize=11,
        )
