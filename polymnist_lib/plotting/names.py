"""Names beside points, where they cover nothing."""

from collections.abc import Mapping, Sequence
from itertools import pairwise, product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from polymnist_lib.plotting.style import PAPER

# Where a name can stand, in points from its point, the first that is as good as any being chosen:
# to the right and to the left, above and below, nearer and farther.
_PLACES = [(across, up) for up, across in product((5, -5, 0, 12, -12, 20, -20), (8, -8))]
_MARKER = 6  # points from the middle of a marker to its edge, and a little air
_LINE = 2  # pixels likewise


def beside_points(
    ax: Axes, points: Mapping[str, tuple[float, float]], *, colours: Sequence[str]
) -> None:
    """Write the name of each point beside it.

    Parameters
    ----------
    ax : Axes
        With its scales, limits and lines.
    points : mapping of str to (float, float)
        Where each is, by its name.
    colours : sequence of str
        Of the names.

    Raises
    ------
    ValueError
        If the axes were removed from their figure.
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("Names need the figure of their axes, and these were removed from theirs.")
    figure.draw_without_rendering()
    taken = [
        _around(middle, _MARKER * figure.dpi / 72)
        for middle in ax.transData.transform(list(points.values()))
    ]
    taken += [box for line in ax.lines for box in _along(ax, np.asarray(line.get_xydata()))]
    for (name, point), colour in zip(points.items(), colours, strict=True):
        chosen = min(
            _PLACES,
            key=lambda place: _covered(ax, _write(ax, name, point, place, colour), taken),
        )
        text = _write(ax, name, point, chosen, colour)
        taken.append(text.get_window_extent())


def _write(
    ax: Axes, name: str, point: tuple[float, float], place: tuple[int, int], colour: str
) -> Annotation:
    """Write a name at some distance from its point."""
    across, up = place
    return ax.annotate(
        name,
        point,
        xytext=place,
        textcoords="offset points",
        ha="left" if across > 0 else "right",
        va="bottom" if up > 0 else "top" if up < 0 else "center",
        color=colour,
        fontsize=11,
        path_effects=[withStroke(linewidth=3, foreground=PAPER)],
    )


def _covered(ax: Axes, text: Annotation, taken: Sequence[Bbox]) -> float:
    """Take a name away, and return the area that it covered: of others, or outside the axes."""
    box = text.get_window_extent()
    text.remove()
    within = Bbox.intersection(box, ax.bbox)
    outside = box.width * box.height - (within.width * within.height if within else 0)
    shared = (Bbox.intersection(box, each) for each in taken)
    return outside + sum(each.width * each.height for each in shared if each)


def _along(ax: Axes, places: np.ndarray) -> list[Bbox]:
    """Return small boxes along a line."""
    boxes = []
    for start, end in pairwise(ax.transData.transform(places)):
        steps = np.linspace(start, end, 2 + int(np.hypot(*(end - start)) / (2 * _LINE)))
        boxes += [_around(each, _LINE) for each in steps]
    return boxes


def _around(middle: np.ndarray, reach: float) -> Bbox:
    """Return the square around a place, in pixels."""
    return Bbox.from_extents(*(middle - reach), *(middle + reach))
