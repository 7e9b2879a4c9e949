"""The inside of a model: what its weights look for, and what its layers make of an image."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure
from numpy.typing import NDArray

from polymnist_lib.plotting.images import gallery, show
from polymnist_lib.plotting.style import WIDTH, new_figure

# Images a row of a layer's maps or of hidden units: 48 pixels each on a telephone.
_ROW = 8


def weights(templates: np.ndarray) -> Figure:
    """Draw what each class of a linear classifier looks for.

    Parameters
    ----------
    templates : ndarray of shape (n, h, w), float
        The weights of each class.

    Returns
    -------
    Figure
        An image a class: orange where a light pixel speaks for it, purple where against, pale
        where it makes no difference; one scale for all.
    """
    return gallery(
        _coloured(templates, np.abs(templates).max()),
        titles=[str(each) for each in range(len(templates))],
    )


def units(kernel: np.ndarray, *, side: int) -> Figure:
    """Draw what each unit of a hidden layer looks for.

    Parameters
    ----------
    kernel : ndarray of shape (side * side, n), float
        The weights from the pixels to the units.
    side : int
        Of the image.

    Returns
    -------
    Figure
        An image a unit, eight a row, in the colours of `weights`, each on a scale of its own; those
        of the largest weights first.
    """
    order = np.argsort(-np.linalg.norm(kernel, axis=0))
    images = kernel.T[order].reshape(-1, side, side)
    return gallery(_coloured(images, np.abs(images).max((1, 2), keepdims=True)), columns=_ROW)


def filters(kernels: np.ndarray, maps: np.ndarray) -> Figure:
    """Draw filters, each above the map that it makes of one image.

    Parameters
    ----------
    kernels : ndarray of shape (height, width, n), float
        The weights of each filter, in the colours of `weights`, on one scale.
    maps : ndarray of shape (h, w, n), float
        Where it answers, and how strongly, from black to white on one scale.

    Returns
    -------
    Figure
        Two rows of n images.
    """
    drawn = np.moveaxis(kernels, -1, 0)
    answers = np.moveaxis(maps, -1, 0) / max(float(maps.max()), 1e-9)
    return gallery(
        [*_coloured(drawn, np.abs(drawn).max()), *np.clip(answers, 0, 1)], columns=len(drawn)
    )


def colour_filters(kernels: np.ndarray, *, titles: Sequence[str] | None = None) -> Figure:
    """Draw filters of images in colour.

    Parameters
    ----------
    kernels : ndarray of shape (height, width, 3, n), float
        The weights of each filter for red, green and blue.
    titles : sequence of n str, optional
        Above each filter.

    Returns
    -------
    Figure
        An image a filter, eight a row: each pixel in the colour that speaks for it, mid-grey where
        none does; each filter on a scale of its own.
    """
    drawn = np.moveaxis(kernels, -1, 0)
    most = np.abs(drawn).max((1, 2, 3), keepdims=True)
    colours = 0.5 + drawn / (2 * np.maximum(most, 1e-12))
    return gallery(np.asarray(np.round(255 * colours), np.uint8), titles=titles, columns=_ROW)


def layers(image: np.ndarray, stages: Sequence[tuple[str, np.ndarray]]) -> Figure:
    """Draw an image and what each layer makes of it, a row a layer.

    Parameters
    ----------
    image : ndarray
        As `polymnist_lib.plotting.show` takes it.
    stages : sequence of (str, ndarray of shape (h, w, n))
        What to call each layer, and its maps.

    Returns
    -------
    Figure
        The image on top; of each layer the eight maps that answer most, in their order, each
        on a scale of its own.
    """
    figure = new_figure(
        (len(stages) + 1.6) * (WIDTH / _ROW + 0.3), w_pad=0.02, h_pad=0.02, wspace=0, hspace=0
    )
    ratios = [1.6, *[1] * len(stages)]
    top, *parts = figure.subfigures(len(ratios), 1, squeeze=False, height_ratios=ratios)[:, 0]
    show(image, ax=top.subplots())
    for part, (name, maps) in zip(parts, stages, strict=True):
        part.suptitle(name, fontsize=11, x=0.01, ha="left")
        chosen = np.sort(np.argsort(-maps.mean((0, 1)), kind="stable")[:_ROW])
        row = part.subplots(1, _ROW, squeeze=False)[0]
        for ax, place in zip(row, chosen, strict=False):
            answer = maps[..., place]
            show(answer / max(float(answer.max()), 1e-9), ax=ax)
        for ax in row[len(chosen) :]:
            ax.set_axis_off()
    return figure


def _coloured(values: np.ndarray, limit: NDArray[np.floating] | float) -> NDArray[np.uint8]:
    """Turn weights into colours, from purple at minus the limit to orange at the limit."""
    colours = colormaps["PuOr_r"](values / (2 * np.maximum(limit, 1e-12)) + 0.5)[..., :3]
    return np.asarray(np.round(255 * colours), np.uint8)
