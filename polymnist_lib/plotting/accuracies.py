"""Plots of accuracies with their intervals: by class, by modality."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from polymnist_lib import i18n, metrics
from polymnist_lib.plotting.rows import dot, finish, lanes_of, legend, stripes
from polymnist_lib.plotting.style import (
    ACCENT,
    MODALITY_COLOURS,
    MUTED,
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
