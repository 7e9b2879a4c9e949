"""How notebooks show figures: as vectors, sharp at any size and dark where the page is dark."""

import re
from typing import Any

import cv2
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from polymnist_lib.plotting.style import DARK_PAPER, PAPER, luminance_of

_NO_DATE: dict[str, Any] = {"metadata": {"Date": None}}  # the same file in every build

# How matplotlib's SVG writes a colour.
_COLOUR = re.compile("(fill|stroke): (#[0-9a-f]{6})")


def prefer_vectors() -> None:
    """Have a notebook show figures as SVG from now on.

    Nothing is done away from notebooks, or in those that show figures in another way.
    """
    try:
        from IPython import get_ipython
    except ImportError:  # the library is used without notebooks
        return
    shell = get_ipython()
    if shell is None:
        return
    plt.switch_backend(plt.get_backend())  # which else chooses the formats at the first figure
    plt.uninstall_repl_displayhook()  # it draws each figure once more, for nobody to see
    formatters = shell.display_formatter.formatters
    if formatters["image/png"].pop(Figure, None):
        formatters["image/svg+xml"].for_type(Figure, as_vectors)


def as_vectors(figure: Figure) -> str:
    """Return a figure as SVG, drawn for light and for dark at once; images in it stay as they are.

    A browser shows the one that suits the page around the image, by its ``color-scheme``.
    """
    from IPython.core.pylabtools import print_figure

    drawn: str = print_figure(figure, "svg", **_NO_DATE)
    rules = "".join(
        f'[style*="{kind}: {colour}"]{{{kind}:{in_the_dark(colour)}!important}}'
        for kind, colour in sorted(set(_COLOUR.findall(drawn)))
    )
    # Matplotlib leaves out the fill where it is black, which is what SVG fills with by itself.
    rules = f".drawn{{fill:{in_the_dark('black')}}}{rules}"
    drawn = drawn.replace("<svg ", '<svg class="drawn" ', 1)
    # Behind the style that matplotlib writes.
    return drawn.replace("</style>", f"@media (prefers-color-scheme:dark){{{rules}}}</style>", 1)


def in_the_dark(colour: Any) -> str:
    """Return what a colour becomes where the paper is dark.

    Its hue stays, and so does the contrast (WCAG 2) of any two colours: for the relative luminance
    Y, Y + 0.05 becomes its reciprocal, times the constant that turns `style.PAPER` into
    `style.DARK_PAPER`. What a screen cannot show of CIE L*u*v* is cut off, which costs the
    contrast of vivid colours a twentieth at most.
    """
    if to_hex(colour) == PAPER.lower():
        return DARK_PAPER
    product = (luminance_of(PAPER) + 0.05) * (luminance_of(DARK_PAPER) + 0.05)
    luminance = product / (luminance_of(colour) + 0.05) - 0.05
    luv = cv2.cvtColor(np.array([[to_rgb(colour)]], np.float32), cv2.COLOR_RGB2Luv)
    # CIE 1976: L* is a function of luminance alone.
    luv[0, 0, 0] = 116 * np.cbrt(luminance) - 16 if luminance > 0.008856 else 903.3 * luminance
    return to_hex(np.clip(cv2.cvtColor(luv, cv2.COLOR_Luv2RGB)[0, 0], 0, 1))
