"""The images behind the cells of a confusion matrix, as a page gets them."""

import cv2
import matplotlib as mpl
import numpy as np
import pytest
from bs4 import BeautifulSoup
from IPython.core.pylabtools import print_figure
from matplotlib.colors import to_rgb

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.metrics import Predictions
from polymnist_lib.plotting.style import SHADE
from polymnist_lib.report.confusion_cells import MOST, ConfusionCells


@pytest.fixture
def predictions():
    """Zeros to nines, 30 each: 20 threes are read as 5, one as 8."""
    labels = np.repeat(np.arange(10), 30)
    predicted = labels.copy()
    predicted[90:110], predicted[110] = 5, 8
    sure = np.random.default_rng(0).uniform(0.5, 0.99, 300)
    probabilities = np.repeat((1 - sure)[:, None] / 9, 10, axis=1)
    probabilities[np.arange(300), predicted] = sure
    return Predictions(probabilities, labels, np.arange(300) % 5)


@pytest.fixture
def cells(predictions):
    """Its cells, of images that are all different, in a figure of the usual kind."""
    images = np.random.default_rng(1).integers(1, 256, (300, 28, 28, 3), dtype=np.uint8)
    plotting.use_style()
    ax = plotting.confusion(metrics.confusion(predictions))
    return ConfusionCells(images, predictions, ax=ax, page="cnn", figure="fig-one")


@pytest.fixture
def page(cells):
    """A function that returns what the cells add to a page in a language."""

    def parse(lang="es"):
        i18n.set_language(lang)
        return BeautifulSoup(cells._repr_html_(), "html.parser")

    return parse


def picture(content):
    """Return the pixels of a PNG file, RGB."""
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)


def test_the_cells_count_what_the_matrix_counts(page, predictions):
    """A row of cells for each true digit, in the order of the answers."""
    counts = [
        [int(cell["data-images"]) for cell in row.select("[role=gridcell]")]
        for row in page().select("[role=grid] > [role=row]")
    ]
    np.testing.assert_array_equal(counts, metrics.confusion(predictions))


def test_each_cell_has_its_own_images(cells, predictions):
    """The most confident first, as many as there is room for; the rest of the file is black."""
    assert list(cells.files) == [f"fig-one/{digit}.png" for digit in range(10)]
    for true in range(10):
        tiles = picture(cells.files[f"fig-one/{true}.png"]).reshape(10, 28, MOST, 28, 3)
        for predicted in range(10):
            places = np.flatnonzero(
                (predictions.labels == true) & (predictions.predicted == predicted)
            )
            places = places[np.argsort(-predictions.confidence[places])][:MOST]
            shown = tiles[predicted].swapaxes(0, 1)
            np.testing.assert_array_equal(shown[: len(places)], cells.images[places])
            assert not shown[len(places) :].any()


@pytest.mark.parametrize(
    ("lang", "labels", "more"),
    [
        (
            "es",
            [
                "3 leído como 5: 20 imágenes",
                "3 leído como 8: 1 imagen",
                "3 leído como 9: ninguna imagen",
            ],
            ". Se ven las 12 de mayor confianza.",
        ),
        (
            "en",
            ["3 read as 5: 20 images", "3 read as 8: 1 image", "3 read as 9: no images"],
            ". The 12 most confident are shown.",
        ),
    ],
)
def test_each_cell_says_what_it_is(page, lang, labels, more):
    """In the language of the page."""
    row = page(lang).select("[role=row]")[3].select("[role=gridcell]")
    assert [row[column]["aria-label"] for column in (5, 8, 9)] == labels
    assert page(lang).select_one(".cells-panel")["data-more"] == more
    assert page(lang).select_one(".cells-panel p").get_text() == i18n.term("cells_hint")


def test_tab_reaches_the_most_frequent_error(page):
    """And no other cell: arrows lead to them."""
    cells = page().select("[role=gridcell]")
    assert [place for place, cell in enumerate(cells) if cell["tabindex"] == "0"] == [35]
    assert {cell["tabindex"] for cell in cells} == {"0", "-1"}


@pytest.mark.parametrize("height", [5.6, 4.5])
def test_the_cells_lie_where_the_matrix_is(predictions, height):
    """In the picture as notebooks show it: the grey diagonal goes from corner to corner."""
    plotting.use_style()
    figure, ax = mpl.pyplot.subplots(figsize=(6.4, height))
    plotting.confusion(metrics.confusion(predictions), ax=ax)
    shown = picture(print_figure(figure))
    cells = ConfusionCells(
        np.zeros((300, 28, 28, 3), np.uint8), predictions, ax=ax, page="cnn", figure="fig-one"
    )
    style = BeautifulSoup(cells._repr_html_(), "html.parser").select_one("[role=grid]")["style"]
    left, top, width, high = (
        float(each.partition(":")[2].rstrip("%")) / 100 for each in style.split(";")
    )
    grey = np.abs(shown - np.rint(255 * np.array(to_rgb(SHADE)))).max(axis=2) == 0
    rows, columns = np.flatnonzero(grey.any(axis=1)), np.flatnonzero(grey.any(axis=0))
    tall, wide = grey.shape
    found = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
    expected = [left * wide, top * tall, (left + width) * wide, (top + high) * tall]
    np.testing.assert_allclose(found, expected, atol=3)


def test_other_images_are_refused(cells, predictions):
    """They must be those that were predicted."""
    with pytest.raises(ValueError, match="299 images and 300 predictions"):
        ConfusionCells(cells.images[1:], predictions, ax=cells.ax, page="cnn", figure="fig-one")
