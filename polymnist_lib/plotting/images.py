"""Pictures of digits: galleries, modalities, steps of the preprocessing."""

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch

from polymnist_lib.digits import CLASSES, Digits
from polymnist_lib.plotting.style import MUTED, WIDTH, new_figure

# The longest side of an image in a gallery, in inches.
_LARGEST = 1.6

# The place of an image that is not there.
_NOWHERE = -1


def show(image: np.ndarray, *, ax: Axes, title: str | None = None) -> Axes:
    """Draw one image without axes, its pixels as squares.

    Parameters
    ----------
    image : ndarray of shape (h, w), (h, w, 1) or (h, w, 3)
        Colours or greys, 0 to 255 if integers and 0 to 1 if not.
    ax : Axes
        Where to draw.
    title : str, optional
        Above the image.

    Returns
    -------
    Axes
    """
    image = np.asarray(image)
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[:, :, 0]
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3):
        raise ValueError(
            "An image must have the shape (h, w), (h, w, 1) or (h, w, 3); "
            f"got {image.shape}. A gallery draws several."
        )
    whole = np.issubdtype(image.dtype, np.integer)
    ax.imshow(image, cmap="gray", vmin=0, vmax=255 if whole else 1, interpolation="nearest")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    if title is not None:
        ax.set_title(title, fontsize=11, fontweight="normal", pad=3)
    return ax


def gallery(
    images: np.ndarray | Sequence[np.ndarray],
    *,
    titles: Sequence[str] | None = None,
    columns: int = 5,
    row_labels: Sequence[str] | None = None,
) -> Figure:
    """Draw images in rows.

    Parameters
    ----------
    images : sequence of n images
        Each as `show` takes it.
    titles : sequence of n str, optional
        Above each image.
    columns : int
        How many images a row has.
    row_labels : sequence of str, optional
        To the left of each row.

    Returns
    -------
    Figure
        One axes an image, in order.

    Raises
    ------
    ValueError
        If there are no images, or not as many titles or row labels as needed.
    """
    if not len(images):
        raise ValueError("A gallery needs at least one image; got none.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    for name, texts, expected in (
        ("titles", titles, len(images)),
        ("row_labels", row_labels, rows),
    ):
        if texts is not None and len(texts) != expected:
            raise ValueError(
                f"A gallery of {len(images)} images in {rows} rows needs {expected} {name}; "
                f"got {len(texts)}."
            )
    lines = max(title.count("\n") + 1 for title in titles) if titles else 0
    side = min(WIDTH / columns, _LARGEST)
    gap = 0.05 if lines else 0.02
    figure = new_figure(
        rows * (side + 0.18 * lines + 2 * gap), w_pad=0.02, h_pad=gap, wspace=0, hspace=0
    )
    grid = figure.subplots(rows, columns, squeeze=False)
    for place, ax in enumerate(grid.flat):
        if place >= len(images):
            ax.set_axis_off()
            continue
        show(images[place], ax=ax, title=titles[place] if titles is not None else None)
    for row, label in enumerate(row_labels or ()):
        grid[row, 0].set_ylabel(label, rotation=0, ha="right", va="center", fontsize=11, labelpad=6)
    return figure


def modalities(digits: Digits, *, names: Sequence[str] | None = None) -> Figure:
    """Draw one digit of each class, a column, in each modality, a row.

    Parameters
    ----------
    digits : Digits
        The first suitable images are taken. Where sources are known, each column is one
        handwriting over all backgrounds; else the images of a column share the label alone.
    names : sequence of str, optional
        Of the modalities; ``m0``, ``m1``… if not given.

    Returns
    -------
    Figure
        One axes an image, row by row; empty where there is no such image.
    """
    present = np.unique(digits.modality)
    classes = [label for label in range(CLASSES) if np.any(digits.labels == label)]
    chosen = np.array([_column(digits, label, present) for label in classes]).T
    rows = [names[m] if names is not None else f"m{m}" for m in present]
    titles = [str(label) for label in classes] + [""] * (chosen.size - len(classes))
    figure = gallery(
        digits.images[chosen.ravel()], columns=len(classes), row_labels=rows, titles=titles
    )
    for place, ax in zip(chosen.ravel(), figure.axes, strict=True):
        if place == _NOWHERE:
            ax.images[0].remove()
    side = min((WIDTH - 1) / len(classes), _LARGEST)
    figure.set_figheight(side * len(present) + 0.4)
    return figure


def steps(
    images: Sequence[np.ndarray], captions: Sequence[str], *, outlined: bool = False
) -> Figure:
    """Draw what becomes of an image, step by step, with an arrow from each to the next.

    Parameters
    ----------
    images : sequence of n images
        Each as `show` takes it.
    captions : sequence of n str
        Under each image; wrapped at spaces where needed, not at no-break spaces.
    outlined : bool
        Whether a line shows where an image ends, as white ones need.

    Returns
    -------
    Figure
    """
    if len(images) != len(captions):
        raise ValueError(
            f"Each step needs its caption; got {len(images)} images and {len(captions)} captions."
        )
    side = WIDTH / len(images)
    wrapped = [textwrap.fill(text, width=max(8, int(11 * side))) for text in captions]
    lines = max(text.count("\n") + 1 for text in wrapped)
    figure = new_figure(min(side, 1.7) + 0.19 * lines, w_pad=0.02, wspace=0.16)
    row = figure.subplots(1, len(images), squeeze=False)[0]
    for place, ax in enumerate(row):
        show(images[place], ax=ax)
        ax.spines[:].set(visible=outlined, color=MUTED)
        ax.set_xlabel(wrapped[place], fontsize=11)
        if place:
            arrow = ConnectionPatch(
                (1, 0.5),
                (0, 0.5),
                coordsA=row[place - 1].transAxes,
                coordsB=ax.transAxes,
                arrowstyle="-|>",
                mutation_scale=12,
                shrinkA=3,
                shrinkB=3,
                color=MUTED,
            )
            arrow.set_in_layout(False)
            figure.add_artist(arrow)
    return figure


def _column(digits: Digits, label: int, present: np.ndarray) -> list[int]:
    """Return the first image of a class in each modality, of one handwriting where possible.

    `_NOWHERE` where there is none.
    """
    places = np.flatnonzero(digits.labels == label)
    if digits.source is not None:
        sources, counts = np.unique(digits.source[places], return_counts=True)
        first = sources[np.argmax(counts)]
        of_one = places[digits.source[places] == first]
        if set(digits.modality[of_one]) == set(present):
            places = of_one
    found = []
    for modality in present:
        inside = places[digits.modality[places] == modality]
        found.append(int(inside[0]) if len(inside) else _NOWHERE)
    return found
