"""Plots of estimates with their intervals: by class, by modality, of models, of differences."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from polymnist_lib import i18n, metrics
from polymnist_lib.plotting.style import (
    ACCENT,
    INK,
    MODALITY_COLOURS,
    MUTED,
    PAPER,
    beside,
    local_axis,
    model_colour,
    model_marker,
    name_of,
    new_axes,
    only_grid,
    sentence,
)

# Below it a difference is drawn filled.
LEVEL = 0.05


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
    frame: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    names: Sequence[str] | None = None,
    overall: metrics.Interval | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the accuracy within each modality.

    Parameters
    ----------
    frame : DataFrame or mapping of str to DataFrame
        As `metrics.by_modality` returns; several models under their names.
    names : sequence of str, optional
        Of the modalities; ``m0``, ``m1``… if not given.
    overall : Interval, optional
        The accuracy in all, drawn as a line.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a modality; the values of a single model to the right.
    """
    index = _first(frame).index
    labels = [names[each] if names is not None else f"m{each}" for each in index]
    ax = _rows(
        frame, labels, colours=[MODALITY_COLOURS[each] for each in index], overall=overall, ax=ax
    )
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
    lanes = dict(zip(kinds, _lanes(len(kinds)), strict=True))
    for row, (model, values) in enumerate(frame.iterrows()):
        if "this_build" in lanes:
            _dot(
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
            _dot(
                ax,
                values["full_size"],
                row + lanes["full_size"],
                values.get("full_size_low", np.nan),
                values.get("full_size_high", np.nan),
                color=MUTED,
                marker="|",
                markersize=11,
            )
        if "original_report" in lanes:
            _dot(
                ax,
                values["original_report"],
                row + lanes["original_report"],
                color=INK,
                marker="D",
                markersize=7,
                markerfacecolor=PAPER,
            )
    beside(ax, rows, [i18n.percent(each) for each in frame["accuracy"]])
    _finish(ax, [name_of(each) for each in frame.index])
    keys: dict[str, dict[str, Any]] = {
        "this_build": {"color": INK, "marker": "o", "markersize": 8},
        "full_size": {"color": MUTED, "marker": "|", "markersize": 11, "markeredgewidth": 2},
        "original_report": {"color": INK, "marker": "D", "markerfacecolor": PAPER, "linewidth": 0},
    }
    _legend(ax, {i18n.term(kind): keys[kind] for kind in kinds})
    return ax


def differences(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw paired differences of accuracies with their intervals around a line at zero.

    Parameters
    ----------
    frame : DataFrame
        As `metrics.family` returns: ``estimate``, ``low``, ``high`` and, if tested, ``p_holm``.
        With two levels of the index the first one groups the rows, in its model's colour.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a difference, its value to the right; filled where Holm's p-value is below 0.05.
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
        names.append(name_of(key[1] if grouped else key))
    ax = new_axes(ax, 1.3 + 0.33 * len(names))
    tested = "p_holm" in frame
    for place, (key, values) in zip(places, frame.iterrows(), strict=True):
        colour = model_colour(key[0] if isinstance(key, tuple) else key)
        filled = not tested or values["p_holm"] < LEVEL
        _dot(
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
    ax.axvline(0, color=INK, linewidth=1.2)
    beside(ax, places, [i18n.points(each) for each in frame["estimate"]])
    _finish(ax, names, kind="points")
    for place, _ in headings:
        ax.get_yticklabels()[place].set_fontweight("bold")
    ax.set_xlabel(sentence("difference_in_points"))
    for side, key in ((0, "worse"), (1, "better")):
        ax.annotate(
            f"← {i18n.term(key)}" if key == "worse" else f"{i18n.term(key)} →",
            (side, 1),
            xycoords="axes fraction",
            xytext=(0, 4),
            textcoords="offset points",
            ha="right" if side else "left",
            color=MUTED,
            fontsize=11,
        )
    if tested:
        level = i18n.number(LEVEL, 2)
        common = {"color": INK, "marker": "o", "markersize": 8}
        _legend(
            ax,
            {
                f"p < {level} (Holm)": common,
                f"p ≥ {level} (Holm)": {**common, "markerfacecolor": PAPER},
            },
        )
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
    overall: metrics.Interval | None,
    ax: Axes | None,
) -> Axes:
    """Draw accuracies in rows: of one model in the colours given, of several in their own."""
    tables = {"": frame} if isinstance(frame, pd.DataFrame) else dict(frame)
    ax = new_axes(ax, 1.0 + (0.2 + 0.13 * max(len(tables), 1)) * len(labels))
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
    for (model, table), lane in zip(tables.items(), _lanes(len(tables)), strict=True):
        for row, (_, values) in enumerate(table.iterrows()):
            _dot(
                ax,
                values["accuracy"],
                row + lane,
                values["low"],
                values["high"],
                color=model_colour(model) if model else colours[row],
                marker=model_marker(model),
                markersize=7 if len(tables) < 3 else 5,
            )
    _finish(ax, labels)
    if "" in tables:
        beside(ax, np.arange(len(labels)), [i18n.percent(each) for each in tables[""]["accuracy"]])
    else:
        _legend(
            ax,
            {
                name_of(model): {"color": model_colour(model), "marker": model_marker(model)}
                for model in tables
            },
        )
    return ax


def _dot(
    ax: Axes,
    value: float,
    row: float,
    low: float = np.nan,
    high: float = np.nan,
    **look: Any,
) -> None:
    """Draw a value with its interval in a row, or nothing where it is missing."""
    if np.isnan(value):
        return
    if not np.isnan(low):
        ax.plot([low, high], [row, row], color=look["color"], linewidth=2, solid_capstyle="butt")
    ax.plot([value], [row], linestyle="none", markeredgewidth=1.8, **look)


def _lanes(count: int) -> np.ndarray:
    """Return where in a row several marks lie above each other, around 0."""
    return (np.arange(count) - (count - 1) / 2) * min(0.24, 0.72 / max(count, 1))


def _finish(ax: Axes, names: list[str], *, kind: str = "percent") -> None:
    """Name rows from top to bottom and write the values' axis in the reader's language."""
    ax.set_yticks(np.arange(len(names)), names)
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.margins(x=0.04)
    local_axis(ax.xaxis, kind)
    ax.set_xlabel(sentence("accuracy"))
    only_grid(ax, "x")


def _legend(ax: Axes, entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Explain marks in a legend under the axes."""
    handles = [Line2D([], [], **look) for look in entries.values()]
    figure = ax.get_figure(root=True)
    wide = sum(len(name) for name in entries) + 5 * len(entries) <= 62 or figure is None
    ax.legend(
        handles,
        list(entries),
        loc="upper center",
        bbox_to_anchor=(0.5, -0.16),
        ncols=len(entries) if wide else -(-len(entries) // 2),
        columnspacing=1.4,
        handletextpad=0.5,
    )
