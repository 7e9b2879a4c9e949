"""How notebooks show figures: charts as vectors, pictures as pixels."""

import os

import nbformat
import pytest
from nbclient import NotebookClient

from polymnist_lib import plotting

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


def test_charts_are_vectors_and_pictures_are_pixels(shown):
    """Each figure is shown once, as what suits it."""
    kinds = [set(each) - {"text/plain"} for each in shown]
    assert kinds == [{"image/svg+xml"}, {"image/svg+xml"}, {"image/png"}]


def test_a_chart_is_the_same_file_each_time(shown):
    """No date and no random names, so that a build that changes nothing changes no file."""
    assert shown[0]["image/svg+xml"] == shown[1]["image/svg+xml"]


def test_away_from_notebooks_nothing_happens():
    """A script may open a chapter too."""
    plotting.prefer_vectors()
