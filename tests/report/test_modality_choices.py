"""The pictures of one modality alone, as a page gets them."""

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot as plt

from polymnist_lib import i18n, plotting
from polymnist_lib.plotting.vectors import as_vectors
from polymnist_lib.report import modality_choices
from polymnist_lib.report.modality_choices import ModalityChoices, Picture


def drawn(modality):
    """Draw the picture of a modality: an image of one grey, the modality's number."""
    return plotting.gallery(np.full((1, 28, 28), 40 * modality, np.uint8))


@pytest.fixture
def choices():
    """The choice of four modalities, for a page; there is nothing to see of the third."""
    pictures = {each: Picture(drawn(each), f"What m{each} shows.") for each in (0, 1, 2, 4)}
    return ModalityChoices(pictures, page="strong", figure="fig-one")


def test_what_is_published_is_what_a_notebook_shows(choices, monkeypatch):
    """The same picture, to the last byte; the chapter's cell does not show it as well."""
    assert plt.get_fignums() == []
    monkeypatch.setitem(plt.rcParams, "svg.hashsalt", "the same names each time")
    assert list(choices.files) == [f"fig-one/m{modality}.svg" for modality in (0, 1, 2, 4)]
    assert choices.files["fig-one/m4.svg"] == as_vectors(drawn(4)).encode()


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
        ("es", "Imágenes mal leídas de la modalidad m2. Etiqueta y respuesta: 9 → 4; 1 → –."),
        ("en", "Misread images of modality m2. Label and answer: 9 → 4; 1 → –."),
    ],
)
def test_the_alternative_text_lists_the_errors(lang, words):
    """In the language in force; a dash where no digit was seen."""
    i18n.set_language(lang)
    assert modality_choices.misread_alt(2, np.array([9, 1]), np.array([4, 10])) == words
