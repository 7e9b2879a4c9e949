"""Values with intervals in named rows, from top to bottom: what such plots have in common."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from polymnist_lib.plotting.style import SHADE, legend_below, local_axis, only_grid, sentence


def dot(
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
    ax.plot([value], [row], linestyle="none", **{"markeredgewidth": 1.8, **look})


def lanes_of(count: int) -> np.ndarray:
    """Return where in a row several marks lie above each other, around 0."""
    return (np.arange(count) - (count - 1) / 2) * min(0.24, 0.72 / max(count, 1))


def finish(ax: Axes, names: list[str], *, kind: str = "percent") -> None:
    """Name rows from top to bottom and write the values' axis in the reader's language."""
    ax.set_yticks(np.arange(len(names)), names)
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.margins(x=0.04)
    local_axis(ax.xaxis, kind)
    ax.set_xlabel(sentence("accuracy"))
    only_grid(ax, "x")


def stripes(ax: Axes, rows: int) -> None:
    """Shade every second row, so that the marks of a row are seen to belong together."""
    for row in range(0, rows, 2):
        ax.axhspan(row - 0.5, row + 0.5, color=SHADE, alpha=0.55, linewidth=0, zorder=0)


def legend(ax: Axes, entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Explain marks by their looks, in a legend under the axes."""
    legend_below(ax, [Line2D([], [], **look) for look in entries.values()], list(entries))
