"""Pictures of digits beside what a model said of them: what it looked at, the worst errors."""

from collections.abc import Sequence

import cv2
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from polymnist_lib import i18n
from polymnist_lib.metrics import Predictions
from polymnist_lib.plotting.images import gallery, show
from polymnist_lib.plotting.style import ACCENT, MUTED, PAPER, WIDTH, WRONG, new_figure

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


def errors(images: np.ndarray, predictions: Predictions, *, count: int = 10) -> Figure:
    """Draw the most confident errors, with the true digit, the predicted one and its probability.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, 3), uint8
        What was predicted, in the order of the predictions.
    predictions : Predictions
        Of one model.
    count : int
        How many at most.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If there are not as many images as predictions, or no error at all.
    """
    if len(images) != len(predictions):
        raise ValueError(
            "The images must be those that were predicted; "
            f"got {len(images)} images and {len(predictions)} predictions."
        )
    wrong = predictions.errors(count)
    if not len(wrong):
        raise ValueError(
            f"There is no error to draw: all {len(predictions)} predictions are right."
        )
    titles = [
        f"{predictions.labels[each]} → {predictions.predicted[each]}\n"
        f"{i18n.percent(predictions.confidence[each])}"
        for each in wrong
    ]
    figure = gallery(images[wrong], titles=titles)
    heading = (
        f"{i18n.term('true_label')} → {i18n.term('predicted_label')}, {i18n.term('confidence')}"
    )
    figure.suptitle(f"{heading[0].upper()}{heading[1:]}", fontsize=11, color=MUTED)
    figure.set_figheight(figure.get_figheight() + 0.3)
    return figure
