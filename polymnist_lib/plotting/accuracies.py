"""Plots of accuracies with their intervals, by modality."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from polymnist_lib.plotting.rows import dot, finish, lanes_of, legend, stripes
from polymnist_lib.plotting.style import (
    MODALITY_COLOURS,
    beside,
    model_colour,
    model_marker,
    name_of,
    new_axes,
    percentages,
    sentence,
)


def by_modality(
    frame: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    names: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the accuracy within each modality.

    Parameters
    ----------
    frame : DataFrame or mapping of str to DataFrame
        As `metrics.by_modality` returns; several models under their names.
    names : sequence of str, optional
        Of the modalities; ``m0``, ``m1``… if not given.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A row a modality; the values of a single model to the right.
    """
    tables = {"": frame} if isinstance(frame, pd.DataFrame) else dict(frame)
    if not tables:
        raise ValueError("There must be at least one table to draw; got none.")
    index = next(iter(tables.values())).index
    labels = [names[each] if names is not None else f"m{each}" for each in index]
    ax = new_axes(ax, 1.0 + (0.2 + 0.13 * len(tables)) * len(labels))
    if len(tables) > 1:
        stripes(ax, len(labels))
    for (model, table), lane in zip(tables.items(), lanes_of(len(tables)), strict=True):
        for row, (modality, values) in enumerate(table.iterrows()):
            dot(
                ax,
                values["accuracy"],
                row + lane,
                values["low"],
                values["high"],
                color=model_colour(model) if model else MODALITY_COLOURS[modality],
                marker=model_marker(model),
                markersize=7 if len(tables) < 3 else 5,
            )
    finish(ax, labels)
    ax.set_ylabel(sentence("modality"))
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
