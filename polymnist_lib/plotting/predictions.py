"""Pictures of digits, each with what a model looked at in it."""

from collections.abc import Sequence

import cv2
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from polymnist_lib.plotting.images import show
from polymnist_lib.plotting.style import ACCENT, PAPER, WIDTH, WRONG, new_figure

# Images a row.
_COLUMNS = 5

# Pixels over which the part of one is spread.
_SPREAD = 1.2

_FOR_AND_AGAINST = LinearSegmentedColormap.from_list("for and against", [WRONG, PAPER, ACCENT])


def attributions(images: np.ndarray, maps: np.ndarray, *, titles: Sequence[str]) -> Figure:
    """Draw images, and under each one which of its pixels speak for an answer and which against.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, 3), uint8
        The images.
    maps : ndarray of shape (n, h, w), float
        Positive for, negative against. Each pixel's part is drawn spread over those around it, so
        that strokes stand out and not single pixels.
    titles : sequence of n str
        Above each image.

    Returns
    -------
    Figure
        Two axes an image, five images a row. Blue speaks for, red against; the scale is each
        image's own.
    """
    rows = -(-len(images) // _COLUMNS)
    figure = new_figure(
        rows * (2 * WIDTH / _COLUMNS + 0.45), w_pad=0.02, h_pad=0.02, wspace=0, hspace=0
    )
    grid = figure.subplots(2 * rows, _COLUMNS, squeeze=False)
    for ax in grid.flat:
        ax.set_axis_off()
    for place, (image, shares) in enumerate(zip(images, maps, strict=True)):
        row, column = divmod(place, _COLUMNS)
        show(image, ax=grid[2 * row, column], title=titles[place])
        below = grid[2 * row + 1, column]
        spread = cv2.GaussianBlur(np.asarray(shares, np.float32), (0, 0), _SPREAD)
        most = float(np.abs(spread).max()) or 1.0
        below.imshow(spread, cmap=_FOR_AND_AGAINST, vmin=-most, vmax=most)
    return figure
