"""Plots of accuracies with their intervals: by class, by modality, of models."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from polymnist_lib import i18n, metrics
from polymnist_lib.plotting.rows import dot, finish, lanes_of, legend, stripes
from polymnist_lib.plotting.style import (
    ACCENT,
    INK,
    MODALITY_COLOURS,
    MUTED,
    PAPER,
    beside,
    model_colour,
    model_marker,
    name_of,
    new_axes,
    percentages,
    sentence,
)


def by_class(
    frame: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    overall: metrics.Interval | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the accuracy within each class.

    Parameters
    ----------
    frame : DataFrame or mapping of str to DataFrame
        As `metrics.by_class` returns; several models under their names.
    overall : Interval, optional
        The accuracy in all, drawn as a line.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a class; the values of a single model to the right.
    """
    labels = [str(each) for each in _first(frame).index]
    ax = _rows(frame, labels, colours=[ACCENT] * len(labels), overall=overall, ax=ax)
    ax.set_ylabel(sentence("digit"))
    return ax


def by_modality(
    frame: pd.DataFrame | Mapping[str, pd.DataFrame], *, ax: Axes | None = None
) -> Axes:
    """Draw the accuracy within each modality.

    Parameters
    ----------
    frame : DataFrame or mapping of str to DataFrame
        As `metrics.by_modality` returns; several models under their names.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a modality; the values of a single model to the right.
    """
    index = _first(frame).index
    labels = [f"m{each}" for each in index]
    ax = _rows(frame, labels, colours=[MODALITY_COLOURS[each] for each in index], ax=ax)
    ax.set_ylabel(sentence("modality"))
    return ax


def comparison(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the accuracies of models beside what others measured or claimed.

    Parameters
    ----------
    frame : DataFrame
        Index: models, drawn from top to bottom. Columns ``accuracy``, ``low`` and ``high`` of this
        build, as `metrics.by_model` returns; where they exist, ``full_size``, ``full_size_low``
        and ``full_size_high``, and ``original_report``. Missing values are not drawn.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        This build filled, with its value to the right; the full size as a grey bar; the original
        report's claim hollow, since it has no interval.
    """
    kinds = [
        kind
        for kind, column in (
            ("this_build", "accuracy"),
            ("full_size", "full_size"),
            ("original_report", "original_report"),
        )
        if column in frame and frame[column].notna().any()
    ]
    ax = new_axes(ax, 0.9 + (0.32 + 0.14 * len(kinds)) * len(frame))
    rows = np.arange(len(frame))
    stripes(ax, len(frame))
    lanes = dict(zip(kinds, lanes_of(len(kinds)), strict=True))
    for row, (model, values) in enumerate(frame.iterrows()):
        if "this_build" in lanes:
            dot(
                ax,
                values["accuracy"],
                row + lanes["this_build"],
                values["low"],
                values["high"],
                color=model_colour(model),
                marker=model_marker(model),
                markersize=8,
            )
        if "full_size" in lanes:
            dot(
                ax,
                values["full_size"],
                row + lanes["full_size"],
                values.get("full_size_low", np.nan),
                values.get("full_size_high", np.nan),
                color=MUTED,
                marker="|",
                markersize=12,
                markeredgewidth=3,
            )
        if "original_report" in lanes:
            dot(
                ax,
                values["original_report"],
                row + lanes["original_report"],
                color=INK,
                marker="D",
                markersize=7,
                markerfacecolor=PAPER,
            )
    beside(ax, rows, percentages(frame["accuracy"]))
    finish(ax, [name_of(each) for each in frame.index])
    keys: dict[str, dict[str, Any]] = {
        "this_build": {"color": INK, "marker": "o", "markersize": 8},
        "full_size": {"color": MUTED, "marker": "|", "markersize": 12, "markeredgewidth": 3},
        "original_report": {"color": INK, "marker": "D", "markerfacecolor": PAPER, "linewidth": 0},
    }
    if len(kinds) > 1:
        legend(ax, {i18n.term(kind): keys[kind] for kind in kinds})
    return ax


def _first(frame: pd.DataFrame | Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table, or the first of several."""
    if isinstance(frame, pd.DataFrame):
        return frame
    if not frame:
        raise ValueError("There must be at least one table to draw; got none.")
    return next(iter(frame.values()))


def _rows(
    frame: pd.DataFrame | Mapping[str, pd.DataFrame],
    labels: list[str],
    *,
    colours: Sequence[str],
    overall: metrics.Interval | None = None,
    ax: Axes | None,
) -> Axes:
    """Draw accuracies in rows: of one model in the colours given, of several in their own."""
    tables = {"": frame} if isinstance(frame, pd.DataFrame) else dict(frame)
    ax = new_axes(ax, 1.0 + (0.2 + 0.13 * max(len(tables), 1)) * len(labels))
    if len(tables) > 1:
        stripes(ax, len(labels))
    if overall is not None:
        ax.axvspan(overall.low, overall.high, color=MUTED, alpha=0.15, linewidth=0)
        ax.axvline(overall.estimate, color=MUTED, linewidth=1.4, linestyle=(0, (4, 3)))
        ax.annotate(
            f"{i18n.term('overall')}: {i18n.percent(overall.estimate)}",
            (overall.estimate, 1),
            xycoords=ax.get_xaxis_transform(),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            color=MUTED,
            fontsize=11,
        )
    for (model, table), lane in zip(tables.items(), lanes_of(len(tables)), strict=True):
        for row, (_, values) in enumerate(table.iterrows()):
            dot(
                ax,
                values["accuracy"],
                row + lane,
                values["low"],
                values["high"],
                color=model_colour(model) if model else colours[row],
                marker=model_marker(model),
                markersize=7 if len(tables) < 3 else 5,
            )
    finish(ax, labels)
    if "" in tables:
        beside(ax, np.arange(len(labels)), percentages(tables[""]["accuracy"]))
    else:
        legend(
            ax,
            {
                name_of(model): {"color": model_colour(model), "marker": model_marker(model)}
                for model in tables
            },
        )
    return ax
