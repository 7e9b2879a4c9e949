"""Pictures of the data: how an image is composed, step by step."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from polymnist_lib import i18n
from polymnist_lib.digits import SIDE
from polymnist_lib.plotting.images import show
from polymnist_lib.plotting.style import (
    INK,
    PAPER,
    WIDTH,
    new_figure,
)
from polymnist_lib.sources.compose import Steps


def grid(
    rows: Sequence[Sequence[np.ndarray]],
    *,
    columns: Sequence[str],
    row_labels: Sequence[str] | None = None,
) -> Figure:
    """Draw rows of images under the headings of their columns.

    Parameters
    ----------
    rows : sequence of sequences of images
        Each image as `show` takes it; as many in each row as there are columns.
    columns : sequence of str
        Above the first row, with a capital letter.
    row_labels : sequence of str, optional
        To the left of each row.

    Returns
    -------
    Figure
        One axes an image, row by row.

    Raises
    ------
    ValueError
        If there are no rows, or if a row is longer or shorter than `columns`.
    """
    lengths = {len(row) for row in rows}
    if lengths != {len(columns)}:
        raise ValueError(
            f"Each row needs {len(columns)} images, one for each column; "
            f"got rows of {', '.join(map(str, sorted(lengths))) or 'nothing'}."
        )
    if row_labels is not None and len(row_labels) != len(rows):
        raise ValueError(f"{len(rows)} rows need as many row_labels; got {len(row_labels)}.")
    side = min((WIDTH - (0.9 if row_labels else 0)) / len(columns), 1.35)
    heading = 0.1 + 0.19 * (1 + max(title.count("\n") for title in columns))
    figure = new_figure(
        len(rows) * side + heading, w_pad=0.02, h_pad=0.02, wspace=0.03, hspace=0.03
    )
    axes = figure.subplots(len(rows), len(columns), squeeze=False)
    for place, row in enumerate(rows):
        for image, ax in zip(row, axes[place], strict=True):
            show(image, ax=ax)
        if row_labels is not None:
            axes[place, 0].set_ylabel(
                row_labels[place], rotation=0, ha="right", va="center", fontsize=11, labelpad=6
            )
    for title, ax in zip(columns, axes[0], strict=True):
        ax.set_title(title[:1].upper() + title[1:], fontsize=11, fontweight="normal", pad=4)
    return figure


def composition(
    photographs: Mapping[str, np.ndarray],
    steps: Sequence[Steps],
    *,
    row_labels: Sequence[str] | None = None,
) -> Figure:
    """Draw how the recipe composes one digit over each photograph.

    Parameters
    ----------
    photographs : mapping of str to ndarray of shape (height, width, 3), uint8
        As `compose.photographs` gives them.
    steps : sequence of Steps
        One for each photograph, in their order; the first image of each is drawn.
    row_labels : sequence of str, optional
        To the left of each row.

    Returns
    -------
    Figure
        A row a photograph: the photograph with the place of the crop, the crop, the stroke, the
        inverse of the crop, the result.
    """
    rows = [
        [
            photograph,
            made.crop[0],
            np.uint8(255) * made.mask[0],
            255 - made.crop[0],
            made.composed[0],
        ]
        for photograph, made in zip(photographs.values(), steps, strict=True)
    ]
    columns = [i18n.term(key) for key in ("photograph", "crop", "stroke", "negative", "image")]
    figure = grid(rows, columns=columns, row_labels=row_labels)
    for made, ax in zip(steps, figure.axes[:: len(columns)], strict=True):
        row, column = made.corner[0] - 0.5
        for colour, width in ((INK, 3.2), (PAPER, 1.6)):
            ax.add_patch(
                Rectangle((column, row), SIDE, SIDE, fill=False, edgecolor=colour, linewidth=width)
            )
    return figure
