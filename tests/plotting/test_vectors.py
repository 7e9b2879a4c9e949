"""How notebooks show figures: as vectors, for light and for dark."""

import os

import nbformat
import numpy as np
import pytest
from matplotlib import pyplot as plt
from nbclient import NotebookClient

from polymnist_lib import plotting
from polymnist_lib.models.catalogue import CATALOGUE, COMPARED
from polymnist_lib.plotting import style, vectors
from polymnist_lib.plotting.models import SHARES
from polymnist_lib.plotting.results import ERRORS

NEUTRAL = (style.PAPER, style.INK, style.MUTED, style.GRID, style.SHADE)
COLOURS = (
    *(style.ACCENT, style.WRONG, *style.MODALITY_COLOURS),
    *(CATALOGUE[key].colour for key in COMPARED),
    *(scale(share) for scale in (SHARES, ERRORS) for share in np.linspace(0, 1, 21)),
)

START = """
from matplotlib import pyplot as plt
from polymnist_lib import plotting
plotting.use_style()
plotting.prefer_vectors()
"""
CHART = "plt.figure().add_subplot().plot([1, 2]);"
PICTURE = "plt.figure().add_subplot().imshow([[1, 2]]);"


@pytest.fixture(scope="module")
def shown():
    """What a notebook with a chart, the same chart and a picture shows, by kind."""
    cells = [nbformat.v4.new_code_cell(each) for each in (START, CHART, CHART, PICTURE)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    NotebookClient(notebook, kernel_name="python3").execute(env=env)
    return [cell.outputs[0].data for cell in notebook.cells[1:]]


def test_figures_are_vectors(shown):
    """Charts and pictures, each shown once."""
    kinds = [set(each) - {"text/plain"} for each in shown]
    assert kinds == [{"image/svg+xml"}] * 3


def test_a_chart_is_the_same_file_each_time(shown):
    """No date and no random names, so that a build that changes nothing changes no file."""
    assert shown[0]["image/svg+xml"] == shown[1]["image/svg+xml"]


def test_away_from_notebooks_nothing_happens():
    """A script may open a chapter too."""
    plotting.prefer_vectors()


@pytest.mark.parametrize("ground", [style.PAPER, style.INK])
def test_the_dark_keeps_contrasts(ground):
    """Text and marks are as legible on dark paper as on light, on the cells of tables too."""
    dark = vectors.in_the_dark(ground)
    for colour in (*NEUTRAL, *COLOURS):
        contrast = style.contrast_of(colour, ground)
        assert style.contrast_of(vectors.in_the_dark(colour), dark) == pytest.approx(
            contrast, rel=0.05
        ), colour


def test_the_dark_turns_paper_into_the_page():
    """Light becomes dark and dark light; the paper is exactly the ground of a dark page."""
    assert vectors.in_the_dark(style.PAPER) == style.DARK_PAPER
    assert style.luminance_of(vectors.in_the_dark(style.INK)) > 0.7


def test_a_figure_has_both_schemes():
    """Each colour that the drawing uses has its dark one, once, and only for dark pages."""
    with plt.rc_context(style.STYLE):
        figure, ax = plt.subplots()
        ax.plot([1, 2], color=style.ACCENT)
        ax.fill_between([0, 1], [1, 2], color=style.WRONG, alpha=0.2)
    drawn = vectors.as_vectors(figure)
    _, dark = drawn.split("@media (prefers-color-scheme:dark){")
    rules = dark.split("}</style>")[0]
    for kind, colour in (("stroke", style.ACCENT), ("fill", style.WRONG), ("fill", style.INK)):
        rule = f'[style*="{kind}: {colour.lower()}"]'
        assert rules.count(f"{rule}{{{kind}:{vectors.in_the_dark(colour)}!important}}") == 1
        assert f"{kind}: {colour.lower()}" in dark.split("</style>")[1]
    assert f"fill: {style.ACCENT.lower()}" not in rules
    assert "fill: #000000" not in drawn, "black is what has no fill"
    assert rules.startswith(".drawn{fill:#ffffff}")
    assert drawn.count('<svg class="drawn" ') == 1
