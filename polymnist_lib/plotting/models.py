"""Plots of several models side by side: by modality, and their answers to one image."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES
from polymnist_lib.plotting.images import show
from polymnist_lib.plotting.style import (
    ACCENT,
    GRID,
    INK,
    PAPER,
    WRONG,
    name_of,
    new_axes,
    new_figure,
    readable_on,
    sentence,
)

# From paper to the accent.
SHARES = LinearSegmentedColormap.from_list("shares", [PAPER, "#CFE0EF", "#6FA6D3", ACCENT])


def accuracy_grid(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw accuracies as a grid of coloured fields with their values.

    Parameters
    ----------
    frame : DataFrame
        A row a model, a column a modality; accuracies between 0 and 1, not a number where there
        are no images.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Fields from paper at 0 to the accent at 1.
    """
    ax = new_axes(ax, 0.8 + 0.46 * len(frame))
    fields(
        ax,
        frame.to_numpy(dtype=np.float64),
        [["—" if np.isnan(x) else i18n.percent(x) for x in row] for row in frame.to_numpy(float)],
        fontsize=11,
    )
    ax.set_xticks(np.arange(frame.shape[1]) + 0.5, [_modality(each) for each in frame.columns])
    ax.set_yticks(np.arange(len(frame)) + 0.5, [name_of(each) for each in frame.index])
    ax.xaxis.tick_top()
    return ax


def answers(image: np.ndarray, probabilities: pd.DataFrame, *, label: int) -> Figure:
    """Draw an image above what several models say of it.

    Parameters
    ----------
    image : ndarray
        As `show` takes it.
    probabilities : DataFrame
        A row a model, a column a digit, 0 to 9.
    label : int
        The true digit.

    Returns
    -------
    Figure
        Two axes: the image, and a grid of probabilities in percent. The true digit's column is
        framed; each model's answer is bold, and red where it is wrong.
    """
    if probabilities.shape[1] != CLASSES:
        raise ValueError(
            f"An image has {CLASSES} probabilities a model; got {probabilities.shape[1]} columns."
        )
    shares = probabilities.to_numpy(dtype=np.float64)
    figure = new_figure(2.0 + 0.4 * len(shares))
    ax_image, ax_grid = figure.subplots(2, 1, height_ratios=[1.3, 0.4 * len(shares)])
    show(image, ax=ax_image, title=f"{i18n.term('true_label')}: {label}")
    texts = [["" if each < 0.005 else i18n.number(100 * each, 0) for each in row] for row in shares]
    drawn = fields(ax_grid, shares, texts, fontsize=11)
    for row, said in enumerate(shares.argmax(axis=1)):
        drawn[row][said].set_fontweight("bold")
        if said != label:
            ax_grid.add_patch(Rectangle((said, row), 1, 1, facecolor=WRONG, edgecolor=GRID))
            drawn[row][said].set_color(PAPER)
    ax_grid.add_patch(
        Rectangle((label, 0), 1, len(shares), fill=False, edgecolor=INK, linewidth=2, clip_on=False)
    )
    ax_grid.set_xticks(np.arange(CLASSES) + 0.5, [str(digit) for digit in range(CLASSES)])
    ax_grid.set_yticks(
        np.arange(len(shares)) + 0.5, [name_of(each) for each in probabilities.index]
    )
    ax_grid.set_xlabel(f"{sentence('digit')} · {i18n.term('probability')} (%)")
    return figure


def _modality(each: object) -> str:
    """Name a modality given by its number, as ``m0``; leave other names as they are."""
    return f"m{each}" if isinstance(each, int | np.integer) else str(each)


def fields(ax: Axes, shares: np.ndarray, texts: list[list[str]], *, fontsize: float) -> list[list]:
    """Draw a grid of shares between 0 and 1, each with its text; return the texts drawn."""
    ax.pcolormesh(shares, cmap=SHARES, vmin=0, vmax=1, edgecolors=GRID, linewidth=1)
    ax.invert_yaxis()
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return [
        [
            ax.text(
                column + 0.5,
                row + 0.5,
                text,
                ha="center",
                va="center",
                fontsize=fontsize,
                color=readable_on(SHARES(shares[row, column])),
            )
            for column, text in enumerate(line)
        ]
        for row, line in enumerate(texts)
    ]
