"""The look that all figures share: paper, ink, a colour a thing, numbers in the language."""

from collections.abc import Iterable
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter, MaxNLocator
from matplotlib.transforms import IdentityTransform, ScaledTranslation

from polymnist_lib import i18n
from polymnist_lib.models.catalogue import CATALOGUE

# The grounds of pages, light and dark, so that a figure shows no edge.
PAPER = "#FFFFFF"
DARK_PAPER = "#121212"
INK = "#20242B"
MUTED = "#6B7079"
GRID = "#DEDDD6"
SHADE = "#E9E7DF"
ACCENT = "#0B5FA5"
WRONG = "#B23A0E"

# Found as those of models, in their catalogue, with a difference of at least 20.
MODALITY_COLOURS = ("#210B48", "#199F91", "#878A0B", "#842430", "#9E17CB")

# Inches. On a telephone of 390 pixels a figure this wide is shown at 55 pixels an inch, so that
# text of 12 points is 9 pixels high there: a wider figure, or smaller text, would not be legible.
WIDTH = 6.4

STYLE: dict[Any, Any] = {
    "figure.facecolor": PAPER,
    "figure.edgecolor": PAPER,
    "figure.figsize": (WIDTH, 4.0),
    "figure.dpi": 144,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": PAPER,
    "savefig.edgecolor": PAPER,
    "savefig.transparent": False,
    "savefig.pad_inches": 0.15,
    "axes.facecolor": PAPER,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlecolor": INK,
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 12,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "lines.markersize": 6,
    "image.interpolation": "nearest",
    "svg.hashsalt": "polymnist",  # else the same chart is another file each time
}


def use_style() -> None:
    """Draw all figures from now on in the style of the report.

    It changes matplotlib's settings, so notebooks call it once; drawing functions never do.
    """
    mpl.rcParams.update(STYLE)


def new_axes(ax: Axes | None, height: float) -> Axes:
    """Return the axes given, or those of a new figure of the usual width.

    Parameters
    ----------
    ax : Axes or None
        Where to draw.
    height : float
        Of a new figure, in inches.
    """
    if ax is not None:
        return ax
    return plt.subplots(figsize=(WIDTH, height), layout="constrained")[1]


def new_figure(height: float, **layout: float) -> Figure:
    """Return a new empty figure of the usual width, its axes kept apart by ``layout``."""
    figure = plt.figure(figsize=(WIDTH, height), layout="constrained")
    if layout:
        figure.get_layout_engine().set(**layout)  # type: ignore[union-attr]
    return figure


def model_colour(name: object) -> str:
    """Return the colour of a model, or that of figures without models for any other name."""
    model = CATALOGUE.get(str(name))
    return (model and model.colour) or ACCENT


def model_marker(name: object) -> str:
    """Return the marker of a model, which tells its family without colour."""
    model = CATALOGUE.get(str(name))
    return model.marker if model else "o"


def name_of(key: object) -> str:
    """Return a key in the reader's language where it is a term of `i18n`, else as it is."""
    return i18n.term(str(key)) if str(key) in i18n.TERMS else str(key)


def sentence(key: str) -> str:
    """Return a term with a capital letter, as axes are labelled."""
    word = i18n.term(key)
    return word[0].upper() + word[1:]


def percentages(shares: Iterable[float]) -> list[str]:
    """Return shares as percentages of the language, a dash where one is missing."""
    return [i18n.percent(each) for each in shares]


class LocalFormatter(Formatter):
    """Ticks as numbers of a language, with as many decimals as tell them apart.

    Parameters
    ----------
    kind : {"number", "percent", "points"}
        Plain numbers, shares as percentages, or differences of shares as signed points.
    """

    def __init__(self, kind: str) -> None:
        self.write = {"number": i18n.number, "percent": i18n.percent, "points": i18n.points}[kind]
        self.scale = 1 if kind == "number" else 100
        # Figures are drawn after the call that makes them, so the language is kept here.
        self.lang = i18n.language()

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text of a tick at ``x`` by itself."""
        return self.format_ticks([x])[0]

    def format_ticks(self, values: Any) -> list[str]:
        """Return the texts of all ticks, with the same number of decimals."""
        places = np.asarray(values, dtype=np.float64) * self.scale
        digits = next(
            (each for each in range(3) if np.allclose(places, places.round(each), atol=1e-6)), 3
        )
        return [self.write(value, digits, lang=self.lang) for value in values]


def local_axis(axis: Axis, kind: str) -> None:
    """Write the ticks of an axis in the reader's language, at round places, six at most.

    Parameters
    ----------
    axis : Axis
        Such as ``ax.xaxis``.
    kind : {"number", "percent", "points", "integer"}
        What the numbers are.
    """
    whole = kind == "integer"
    axis.set_major_locator(
        MaxNLocator(6, steps=[1, 2, 5, 10], integer=whole, min_n_ticks=1 if whole else 2)
    )
    axis.set_major_formatter(LocalFormatter("number" if whole else kind))


def only_grid(ax: Axes, direction: str) -> None:
    """Keep the grid lines of one axis, ``"x"`` or ``"y"``, and no others."""
    ax.grid(visible=False)
    ax.grid(visible=True, axis=direction)  # type: ignore[arg-type]


def beside(ax: Axes, positions: Any, texts: list[str]) -> None:
    """Write a text a row to the right of the axes, where it can overlap with nothing."""
    for position, text in zip(positions, texts, strict=True):
        ax.annotate(
            text,
            (1, position),
            xycoords=ax.get_yaxis_transform(),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=11,
            annotation_clip=False,
        )


def legend_below(
    ax: Axes, handles: list[Any] | None = None, names: list[str] | None = None
) -> None:
    """Explain marks under the label of the horizontal axis, in as many lines as needed.

    Parameters
    ----------
    ax : Axes
        Of the marks.
    handles, names : list, optional
        What to explain; what was drawn with a label, if not given.
    """
    if handles is None or names is None:
        handles, names = ax.get_legend_handles_labels()
    figure = ax.get_figure(root=True)
    # 46 points under the axes end the ticks and their label, however tall the axes are.
    down = ScaledTranslation(0, -46 / 72, figure.dpi_scale_trans) if figure else IdentityTransform()
    # 68 characters of 11 points with their marks are as wide as axes of 5 inches and their labels.
    room = max(1, round(13.6 * width_of(ax)))
    lines = min(len(names), -(-sum(len(name) + 5 for name in names) // room))
    ax.legend(
        handles,
        names,
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        bbox_transform=ax.transAxes + down,
        ncols=-(-len(names) // lines),
        columnspacing=1.4,
        handletextpad=0.5,
        borderaxespad=0,
    )


def width_of(ax: Axes) -> float:
    """Return the width of axes in inches, before the layout makes room for labels."""
    figure = ax.get_figure(root=True)
    return float(ax.get_position().width * (figure.get_figwidth() if figure else WIDTH))


def contrast_of(first: Any, second: Any) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted(map(luminance_of, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance_of(colour: Any) -> float:
    """Return the relative luminance of a colour, 0 to 1, as WCAG 2 defines it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def readable_on(colour: Any) -> str:
    """Return ink or paper, whichever is easier to read on a colour."""
    return max((INK, PAPER), key=lambda each: contrast_of(each, colour))


def reach(estimate: Any, low: Any, high: Any) -> np.ndarray:
    """Return an interval's two distances from its estimate, as ``errorbar`` wants them."""
    middle = np.asarray(estimate, dtype=np.float64)
    both = np.stack([middle - np.asarray(low), np.asarray(high) - middle])
    return np.maximum(both, 0)
