"""Plots of one data set or one model: labels, training, confusion, calibration, probabilities."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from polymnist_lib import i18n, metrics
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
    model_colour,
    new_axes,
    only_grid,
    reach,
    sentence,
    width_of,
)

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
    for label, count in enumerate(counts):
        ax.annotate(
            i18n.percent(count / len(labels)),
            (label, count),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=10,
        )
    ax.axhline(len(labels) / CLASSES, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
    ax.set_xticks(np.arange(CLASSES), [str(label) for label in range(CLASSES)])
    ax.set_ylim(0, counts.max() * 1.14)
    ax.set_xlabel(sentence("digit"))
    ax.set_ylabel(sentence("images"))
    local_axis(ax.yaxis, "integer")
    only_grid(ax, "y")
    return ax


def history(
    history: pd.DataFrame,
    *,
    quantity: str = "accuracy",
    model: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the loss or the accuracy over the epochs, for training and validation.

    Parameters
    ----------
    history : DataFrame
        A row an epoch: ``epoch``, ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``.
    quantity : {"accuracy", "loss"}
        What to draw.
    model : str, optional
        Whose colour to draw validation in.
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
    colours = {"training": MUTED, "validation": model_colour(model)}
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
    ax.margins(x=0.03)
    local_axis(ax.xaxis, "integer")
    local_axis(ax.yaxis, "percent" if quantity == "accuracy" else "number")
    ax.set_xlabel(sentence("epoch"))
    ax.set_ylabel(sentence(quantity))
    if width_of(ax) < 3.5:
        ax.legend()
        return ax
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
    texts = np.array([[i18n.integer(each) if each else "" for each in row] for row in counts])
    sns.heatmap(
        shares,
        mask=diagonal,
        annot=texts,
        fmt="",
        annot_kws={"fontsize": 10.5 if len(str(counts.max(where=~diagonal, initial=0))) < 4 else 9},
        cmap=ERRORS,
        vmin=0,
        vmax=max(float(shares[~diagonal].max()), 0.01),
        square=True,
        cbar=False,
        linewidths=1,
        linecolor=GRID,
        ax=ax,
    )
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
    beside(ax, np.arange(size) + 0.5, [i18n.percent(each) for each in right])
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


def calibration(frame: pd.DataFrame, *, model: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw accuracy against confidence, and how often each confidence occurs.

    Parameters
    ----------
    frame : DataFrame
        As `metrics.calibration` returns.
    model : str, optional
        Whose colour to draw in.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Points with intervals, below the diagonal where the model is too sure of itself; grey bars
        with the share of images; the expected calibration error.
    """
    ax = new_axes(ax, 4.6)
    colour = model_colour(model)
    filled = frame[frame["images"] > 0]
    ax.bar(
        filled["lower"],
        filled["images"] / filled["images"].sum(),
        width=filled["upper"] - filled["lower"],
        align="edge",
        color=SHADE,
        edgecolor=PAPER,
        label=i18n.term("share_of_images"),
    )
    ax.plot(
        [0, 1],
        [0, 1],
        color=INK,
        linewidth=1.2,
        linestyle=(0, (4, 3)),
        label=i18n.term("perfect_calibration"),
    )
    ax.errorbar(
        filled["confidence"],
        filled["accuracy"],
        yerr=reach(filled["accuracy"], filled["low"], filled["high"]),
        color=colour,
        fmt="o-",
        markersize=6,
        linewidth=1.4,
        elinewidth=2,
        label=i18n.term("accuracy"),
    )
    error = metrics.expected_calibration_error(frame)
    ax.set_title(
        f"{i18n.term('calibration_error')}: {i18n.percent(error)}",
        fontsize=11,
        fontweight="normal",
        loc="left",
    )
    ax.legend(loc="upper left")
    ax.set_xlim(0, 1.01)
    ax.set_ylim(0, 1.01)
    local_axis(ax.xaxis, "percent")
    local_axis(ax.yaxis, "percent")
    ax.set_xlabel(sentence("confidence"))
    ax.set_ylabel(sentence("accuracy"))
    return ax


def probabilities(
    probabilities: np.ndarray, *, label: int | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the probabilities of the ten digits for one image.

    Parameters
    ----------
    probabilities : ndarray of shape (10,), float
        Of the classes.
    label : int, optional
        The true digit, where it is known.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        The bar of the predicted digit is coloured: blue if right or not known, red if wrong.
    """
    shares = np.asarray(probabilities, dtype=np.float64)
    if shares.shape != (CLASSES,):
        raise ValueError(
            f"One image has {CLASSES} probabilities, an array of shape ({CLASSES},); "
            f"got {shares.shape}."
        )
    ax = new_axes(ax, 3.0)
    predicted = int(shares.argmax())
    colours = ["#A9ADB3"] * CLASSES
    colours[predicted] = ACCENT if label in (None, predicted) else WRONG
    ax.barh(np.arange(CLASSES), shares, color=colours, height=0.74)
    for digit, share in enumerate(shares):
        named = digit in (predicted, label)
        if named or share >= 0.005:
            _name_bar(ax, digit, share, label=label if named else None, bold=digit == predicted)
    ax.set_yticks(np.arange(CLASSES), [str(digit) for digit in range(CLASSES)])
    ax.set_ylim(CLASSES - 0.4, -0.6)
    ax.set_xlim(0, 1)
    local_axis(ax.xaxis, "percent", ticks=4)
    ax.set_xlabel(sentence("probability"))
    ax.set_ylabel(sentence("digit"))
    only_grid(ax, "x")
    return ax


def _name_bar(ax: Axes, digit: int, share: float, *, label: int | None, bold: bool) -> None:
    """Write a probability at the end of its bar, inside where the bar is long."""
    text = i18n.percent(share)
    if label == digit:
        text = f"{text} · {i18n.term('true_label')}"
    inside = share > 0.5
    ax.annotate(
        text,
        (share, digit),
        xytext=(-5 if inside else 5, 0),
        textcoords="offset points",
        ha="right" if inside else "left",
        va="center",
        color=PAPER if inside else INK,
        fontsize=10,
        fontweight="bold" if bold else "normal",
    )


def _apart(ax: Axes, ends: dict[str, float], *, gap: float = 15) -> dict[str, float]:
    """Return how many points two names must move up or down so as not to lie on each other."""
    figure = ax.get_figure(root=True)
    height = ax.get_position().height * (figure.get_figheight() if figure else 4) * 72
    low, high = ax.get_ylim()
    below, above = sorted(ends, key=lambda name: ends[name])
    between = (ends[above] - ends[below]) / (high - low) * height
    move = max(0.0, gap - between) / 2
    return {below: -move, above: move}
