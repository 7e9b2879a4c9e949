"""Plots of a data set and of what came of a training: labels, history, confusion."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES
from polymnist_lib.plotting.style import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    PAPER,
    SHADE,
    WRONG,
    beside,
    local_axis,
    name_of,
    new_axes,
    new_figure,
    only_grid,
    percentages,
    readable_on,
    sentence,
    width_of,
)

# Points that the names of two curves need between their middles.
_APART = 15

# How lines of policies are told apart, and what they are called where images are compared.
_POLICIES = {"none": (ACCENT, "-"), "recomposed": (WRONG, "--"), "all": (MUTED, ":")}
_POLICY_TERMS = {"none": "without_augmentation", "all": "moved_whole"}

# From paper to the colour of errors; dark enough at the end for white numbers.
ERRORS = LinearSegmentedColormap.from_list("errors", [PAPER, "#F3C9A5", "#DB7A3B", "#8A2A06"])


def label_counts(labels: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """Draw how many images each class has, with its share of all.

    Parameters
    ----------
    labels : ndarray of shape (n,), int
        Digits, 0 to 9.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Ten bars, and a line at equal shares.
    """
    labels = np.asarray(labels)
    if not len(labels):
        raise ValueError("Counting labels needs at least one image; got none.")
    ax = new_axes(ax, 3.2)
    counts = np.bincount(labels, minlength=CLASSES)
    ax.bar(np.arange(CLASSES), counts, color=ACCENT, width=0.76)
    top = counts.max() * 1.04  # one height for all shares: the line crosses none of them
    for label, count in enumerate(counts):
        ax.text(label, top, i18n.percent(count / len(labels)), ha="center", fontsize=10)
    ax.axhline(len(labels) / CLASSES, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
    ax.set_xticks(np.arange(CLASSES), [str(label) for label in range(CLASSES)])
    ax.set_xlim(-0.6, CLASSES - 0.4)
    ax.set_ylim(0, counts.max() * 1.15)
    ax.set_xlabel(sentence("digit"))
    ax.set_ylabel(sentence("images"))
    local_axis(ax.yaxis, "integer")
    only_grid(ax, "y")
    return ax


def learning_curves(frame: pd.DataFrame) -> Figure:
    """Draw loss and accuracy over the epochs, side by side.

    Parameters
    ----------
    frame : DataFrame
        As `history` takes it.

    Returns
    -------
    Figure
        Two panels, each as `history` draws it.
    """
    figure = new_figure(3.2)
    for ax, quantity in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        history(frame, quantity=quantity, ax=ax)
    return figure


def over_epochs(frame: pd.DataFrame) -> Figure:
    """Draw what models read after each epoch, trained with several policies of augmentation.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.epoch_by_epoch` returns: index ``model``, ``policy`` and
        ``epoch``; ``accuracy``.

    Returns
    -------
    Figure
        A panel a model, each with a line a policy and an axis of its own; one legend for all.
    """
    models = frame.index.get_level_values("model").unique()
    figure = new_figure(3.2)
    lines = {}
    for ax, model in zip(figure.subplots(1, len(models)), models, strict=True):
        for policy, rows in frame["accuracy"].xs(model).groupby(level="policy", sort=False):
            epochs = rows.index.get_level_values("epoch")
            colour, style = _POLICIES[policy]
            lines[policy] = ax.plot(epochs, rows, color=colour, linestyle=style)[0]
        ax.set_title(name_of(model))
        ax.set_xlim(epochs.min() - 0.5, epochs.max() + 0.5)
        local_axis(ax.xaxis, "integer")
        local_axis(ax.yaxis, "percent")
        ax.set_xlabel(sentence("epoch"))
    figure.axes[0].set_ylabel(sentence("validation_accuracy"))
    names = [i18n.term(_POLICY_TERMS.get(policy, policy)) for policy in lines]
    figure.legend(lines.values(), names, loc="outside lower center", ncols=len(lines))
    return figure


def history(history: pd.DataFrame, *, quantity: str = "accuracy", ax: Axes | None = None) -> Axes:
    """Draw the loss or the accuracy over the epochs, for training and validation.

    Parameters
    ----------
    history : DataFrame
        A row an epoch: ``epoch``, ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``.
    quantity : {"accuracy", "loss"}
        What to draw.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Two lines, named at their ends, or in a legend where axes are narrow.
    """
    if quantity not in ("accuracy", "loss"):
        raise ValueError(f"Unknown quantity {quantity!r}. Valid names: accuracy, loss.")
    ax = new_axes(ax, 3.2)
    colours = {"training": MUTED, "validation": ACCENT}
    columns = {"training": quantity, "validation": f"val_{quantity}"}
    ends = {}
    for part, column in columns.items():
        ax.plot(
            history["epoch"],
            history[column],
            color=colours[part],
            linestyle="--" if part == "training" else "-",
            marker="o",
            markersize=5,
            markerfacecolor=PAPER if part == "training" else colours[part],
            label=i18n.term(part),
        )
        ends[part] = float(history[column].iloc[-1])
    if quantity == "loss":
        ax.set_ylim(bottom=0)
    epochs = history["epoch"]
    ax.set_xlim(epochs.min() - 0.2, epochs.max() + 0.2)
    local_axis(ax.xaxis, "integer")
    local_axis(ax.yaxis, "percent" if quantity == "accuracy" else "number")
    ax.set_xlabel(sentence("epoch"))
    ax.set_ylabel(sentence(quantity))
    if width_of(ax) < 3.5:
        ax.legend()
        return ax
    ax.spines["right"].set_visible(False)  # the names stand there
    for part, offset in _apart(ax, ends).items():
        ax.annotate(
            i18n.term(part),
            (float(history["epoch"].iloc[-1]), ends[part]),
            xytext=(9, offset),
            textcoords="offset points",
            va="center",
            color=colours[part],
            fontsize=11,
            fontweight="bold",
            annotation_clip=False,
        )
    return ax


def confusion(counts: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """Draw a confusion matrix in which the errors are seen.

    Parameters
    ----------
    counts : ndarray of shape (10, 10), int
        A row a true class, a column a predicted class, as `metrics.confusion` returns.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Errors are coloured by their share of the true class; the diagonal is grey, so that it does
        not drown them. To the right of each row, the share that is right.
    """
    counts = np.asarray(counts)
    size = len(counts)
    ax = new_axes(ax, 5.4)
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(totals, 1)
    diagonal = np.eye(size, dtype=bool)
    highest = max(float(shares[~diagonal].max()), 0.01)
    texts = np.array([[i18n.integer(each) if each else "" for each in row] for row in counts])
    sns.heatmap(
        shares,
        mask=diagonal,
        annot=texts,
        fmt="",
        annot_kws={"fontsize": 10.5 if len(str(counts.max(where=~diagonal, initial=0))) < 4 else 9},
        cmap=ERRORS,
        vmin=0,
        vmax=highest,
        square=True,
        cbar=False,
        linewidths=1,
        linecolor=GRID,
        ax=ax,
    )
    for text, share in zip(ax.texts, shares[~diagonal], strict=True):
        text.set_color(readable_on(ERRORS(share / highest)))
    for each in range(size):
        ax.add_patch(Rectangle((each, each), 1, 1, facecolor=SHADE, edgecolor=GRID))
        ax.text(
            each + 0.5,
            each + 0.5,
            texts[each, each],
            ha="center",
            va="center",
            color=INK,
            fontsize=10.5 if counts.max() < 1000 else 9,
            fontweight="bold",
        )
    right = np.where(totals[:, 0] > 0, np.diag(shares), np.nan)
    beside(ax, np.arange(size) + 0.5, percentages(right))
    ax.annotate(
        sentence("accuracy"),
        (1, 1),
        xycoords="axes fraction",
        xytext=(8, 5),
        textcoords="offset points",
        fontsize=11,
        color=MUTED,
    )
    ax.grid(visible=False)
    ax.tick_params(labelrotation=0, length=0)
    ax.set_xlabel(sentence("predicted_label"))
    ax.set_ylabel(sentence("true_label"))
    return ax


def _apart(ax: Axes, ends: dict[str, float]) -> dict[str, float]:
    """Return how many points two names must move up or down so as not to lie on each other."""
    figure = ax.get_figure(root=True)
    height = ax.get_position().height * (figure.get_figheight() if figure else 4) * 72
    low, high = ax.get_ylim()
    below, above = sorted(ends, key=lambda name: ends[name])
    between = (ends[above] - ends[below]) / (high - low) * height
    move = max(0.0, _APART - between) / 2
    return {below: -move, above: move}
