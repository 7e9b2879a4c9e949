"""Where axes are in a figure as pages show it, for what is laid over them there."""

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def place(ax: Axes) -> tuple[float, float, float, float]:
    """Return where axes are in the picture that notebooks show of their figure.

    Returns
    -------
    tuple of float
        Left, top, width and height, as shares of the picture's: it is cut to what is drawn, and
        has a margin.

    Raises
    ------
    ValueError
        If they are in no figure.
    """
    figure = ax.get_figure(root=True)
    if not isinstance(figure, Figure):
        raise ValueError("The axes are in no figure: draw them first.")
    figure.draw_without_rendering()  # only then is the layout what is shown
    picture = figure.get_tightbbox().padded(mpl.rcParams["savefig.pad_inches"])
    box = ax.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    return (
        (box.x0 - picture.x0) / picture.width,
        (picture.y1 - box.y1) / picture.height,
        box.width / picture.width,
        box.height / picture.height,
    )
