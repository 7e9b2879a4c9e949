"""The galleries of errors of one modality alone, as a page gets them."""

import numpy as np
import pytest
from bs4 import BeautifulSoup
from IPython.core.pylabtools import print_figure
from matplotlib import pyplot as plt

from polymnist_lib import i18n, plotting
from polymnist_lib.metrics import Predictions
from polymnist_lib.report import modality_choices
from polymnist_lib.report.modality_choices import ModalityChoices


@pytest.fixture
def predictions():
    """Eight images of each modality, all of them wrong but those of the modality 3."""
    random = np.random.default_rng(0)
    labels, modality = np.tile(np.arange(8), 5), np.repeat(np.arange(5), 8)
    predicted = np.where(modality == 3, labels, labels + 1)
    sure = random.uniform(0.5, 0.99, 40)
    probabilities = np.repeat((1 - sure)[:, None] / 9, 10, axis=1)
    probabilities[np.arange(40), predicted] = sure
    return Predictions(probabilities, labels, modality)


@pytest.fixture
def images():
    """An image of one grey each, its place."""
    return np.arange(40, dtype=np.uint8)[:, None, None, None] * np.ones((1, 28, 28, 3), np.uint8)


@pytest.fixture
def choices(images, predictions):
    """The choice of its modalities, for a page."""
    pictures = modality_choices.errors(images, predictions, count=3)
    return ModalityChoices(pictures, page="strong", figure="fig-one")


def test_a_modality_shows_its_own_most_confident_errors(images, predictions):
    """As many as asked for, drawn like those of all; a modality without errors is left out."""
    found = modality_choices.errors(images, predictions, count=3)
    assert list(found) == [0, 1, 2, 4]
    for modality, each in found.items():
        places = np.flatnonzero(predictions.modality == modality)
        places = places[np.argsort(-predictions.confidence[places])][:3]
        drawn = [int(ax.images[0].get_array()[0, 0, 0]) for ax in each.drawn.axes]
        assert drawn == list(places)
        pairs = "; ".join(f"{place % 8} → {place % 8 + 1}" for place in places)
        assert each.alt.endswith(f": {pairs}.")
        assert f"m{modality}" in each.alt


def test_what_is_published_is_what_a_notebook_shows(choices, images, predictions):
    """The same picture, to the last byte; the chapter's cell does not show it as well."""
    assert plt.get_fignums() == []
    inside = predictions.modality == 4
    drawn = plotting.errors(images[inside], predictions.take(inside), count=3)
    assert list(choices.files) == [f"fig-one/m{modality}.png" for modality in (0, 1, 2, 4)]
    assert choices.files["fig-one/m4.png"] == print_figure(drawn)


@pytest.mark.parametrize(
    ("lang", "legend", "first"), [("es", "Modalidad", "todas"), ("en", "Modality", "all")]
)
def test_readers_choose_in_their_language(choices, lang, legend, first):
    """The figure of all is chosen; each other choice names its file and its words."""
    i18n.set_language(lang)
    page = BeautifulSoup(choices._repr_html_(), "html.parser")
    field = page.select_one("fieldset[data-figure=fig-one]")
    assert field.legend.get_text() == legend
    labels = [label.get_text() for label in field.select("label")]
    assert labels == [first, "m0", "m1", "m2", "m4"]
    inputs = field.select("input[type=radio][name=fig-one]")
    assert [each.has_attr("checked") for each in inputs] == [True, False, False, False, False]
    offered = [each["value"] for each in inputs[1:]]
    assert offered == [f"strong/{name}" for name in choices.files]
    alts = [each["data-alt"] for each in inputs[1:]]
    assert alts == [each.alt for each in choices.pictures.values()]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("es", "Imágenes mal leídas de la modalidad m2. Etiqueta y respuesta: 9 → 4; 1 → 7."),
        ("en", "Misread images of modality m2. Label and answer: 9 → 4; 1 → 7."),
    ],
)
def test_the_alternative_text_lists_the_errors(lang, words):
    """In the language in force."""
    i18n.set_language(lang)
    assert modality_choices.misread_alt(2, np.array([9, 1]), np.array([4, 7])) == words
