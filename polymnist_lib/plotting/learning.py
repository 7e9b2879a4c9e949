"""The plot of what models had learned after so many steps of the optimiser."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter, NullLocator

from polymnist_lib import i18n
from polymnist_lib.plotting.style import (
    ACCENT,
    WRONG,
    legend_below,
    local_axis,
    name_of,
    new_axes,
    sentence,
)

COLOURS = (WRONG, ACCENT)
MARKERS = ("o", "s")


def steps_taken(
    histories: Mapping[str, Sequence[pd.DataFrame]],
    steps: Mapping[str, int],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the validation accuracy against the steps of the optimiser, for two ways of training.

    Parameters
    ----------
    histories : mapping of str to sequence of DataFrame
        The name of each way, a term of `i18n` or any other text, with a table for each seed: a row
        an epoch, ``epoch`` and ``val_accuracy``.
    steps : mapping of str to int
        How many steps an epoch takes in each way.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        A line a seed over a logarithmic axis.
    """
    if len(histories) > len(COLOURS):
        raise ValueError(f"At most {len(COLOURS)} ways of training fit; got {len(histories)}.")
    ax = new_axes(ax, 3.4)
    taken: list[float] = []
    for (name, seeds), colour, marker in zip(histories.items(), COLOURS, MARKERS, strict=False):
        for place, history in enumerate(seeds):
            along = history["epoch"] * steps[name]
            taken += [along.min(), along.max()]
            ax.plot(
                along,
                history["val_accuracy"],
                color=colour,
                linewidth=1.5,
                marker=marker,
                markersize=4,
                label=name_of(name) if place == 0 else None,
            )
    ax.set_xscale("log")
    ax.set_xlim(min(taken) / 1.3, max(taken) * 1.3)
    ticks = [base * 10**power for power in range(9) for base in (1, 3)]
    chosen = [each for each in ticks if min(taken) / 1.3 <= each <= max(taken) * 1.3]
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xticks(chosen, [i18n.integer(each) for each in chosen])
    local_axis(ax.yaxis, "percent")
    ax.set_xlabel(sentence("optimiser_steps"))
    ax.set_ylabel(sentence("validation_accuracy"))
    legend_below(ax)
    return ax
