"""How notebooks show figures: charts as vectors, sharp at any size; pictures as pixels."""

from typing import Any

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

_NO_DATE: dict[str, Any] = {"metadata": {"Date": None}}  # the same file in every build


def prefer_vectors() -> None:
    """Have a notebook show charts as SVG, and figures with pictures in them as PNG, from now on.

    Nothing is done away from notebooks, or in those that show figures in another way.
    """
    try:
        from IPython import get_ipython
        from IPython.core.pylabtools import print_figure
    except ImportError:  # the library is used without notebooks
        return
    shell = get_ipython()
    if shell is None:
        return
    plt.switch_backend(plt.get_backend())  # which else chooses the formats at the first figure
    formatters = shell.display_formatter.formatters
    if Figure not in formatters["image/png"]:
        return

    def as_vectors(figure: Figure) -> str | None:
        return None if _has_pictures(figure) else print_figure(figure, "svg", **_NO_DATE)

    def as_pixels(figure: Figure) -> str | None:
        return print_figure(figure, "png", base64=True) if _has_pictures(figure) else None

    formatters["image/svg+xml"].for_type(Figure, as_vectors)
    formatters["image/png"].for_type(Figure, as_pixels)


def _has_pictures(figure: Figure) -> bool:
    """Tell whether any axes of a figure show an image."""
    return any(ax.images for ax in figure.axes)
