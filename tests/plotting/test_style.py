"""The look: colours told apart by all eyes, numbers of the language, no change unless asked for."""

import itertools

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex, to_rgb
from skimage.color import deltaE_ciede2000, rgb2lab

from polymnist_lib import i18n
from polymnist_lib.models.catalogue import CATALOGUE, COMPARED, FAMILIES
from polymnist_lib.plotting import style
from polymnist_lib.plotting.vectors import in_the_dark

MODEL_COLOURS = tuple(CATALOGUE[key].colour for key in COMPARED)

# What eyes without red or green cones see of linear RGB (Machado, Oliveira, Fernandes 2009).
SEEN = {
    "normal": np.eye(3),
    "red-blind": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "green-blind": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def _seen(colour, eyes):
    """Return a colour in CIE Lab as these eyes see it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(SEEN[eyes]) @ linear, 0, 1)
    rgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return rgb2lab(rgb)


@pytest.mark.parametrize("shown", [to_hex, in_the_dark])
@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize(
    ("colours", "least"),
    [(MODEL_COLOURS, 15), (style.MODALITY_COLOURS, 20)],
    ids=["models", "modalities"],
)
def test_colours_differ_for_all_eyes(colours, least, eyes, shown):
    """Any two models, and any two modalities, are easy to tell apart without red or green."""
    for first, second in itertools.combinations(map(shown, colours), 2):
        assert deltaE_ciede2000(_seen(first, eyes), _seen(second, eyes)) >= least, (first, second)


@pytest.mark.parametrize("colour", [*MODEL_COLOURS, *style.MODALITY_COLOURS])
def test_marks_stand_out_from_the_paper(colour):
    """Every colour of a mark has the contrast that WCAG asks of graphics."""
    assert style.contrast_of(colour, style.PAPER) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, style.ACCENT, style.WRONG])
def test_text_is_readable(colour):
    """Every colour of text has the contrast that WCAG asks of text."""
    assert style.contrast_of(colour, style.PAPER) >= 4.5


def test_contrast_by_definition():
    """Black on white is 21 to 1, in either order; a grey by its published value."""
    assert style.contrast_of("#000000", "#FFFFFF") == pytest.approx(21)
    assert style.contrast_of("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)
    assert style.readable_on("#102030") == style.PAPER
    assert style.readable_on("#F0E0D0") == style.INK


def test_every_model_has_its_own_look():
    """Each model that is compared has a colour of its own and its family's marker."""
    assert len({style.model_colour(key) for key in COMPARED}) == len(COMPARED)
    markers = [
        {style.model_marker(key) for key in COMPARED if CATALOGUE[key].family == family}
        for family in FAMILIES
    ]
    assert [len(each) for each in markers] == [1] * len(FAMILIES)
    assert len(set.union(*markers)) == len(FAMILIES)


def test_what_is_no_model_of_the_comparison_has_no_colour_of_its_own():
    """Other models keep their marker; other names have that of figures without models."""
    assert style.model_marker("conv50k") == "D"
    assert style.model_marker("something") == style.model_marker(None) == "o"
    for name in ("conv50k", "something", None):
        assert style.model_colour(name) == style.ACCENT


def test_style_is_opaque_and_only_by_request():
    """Figures get paper that no page shows through; importing the plots changes no setting."""
    with mpl.rc_context():
        mpl.rcdefaults()
        before = dict(mpl.rcParams)
        style.new_axes(None, 2).plot([1, 2])
        assert dict(mpl.rcParams) == before
        style.use_style()
        figure = plt.figure()
        assert figure.get_facecolor() == (*to_rgb(style.PAPER), 1.0)
        assert mpl.rcParams["savefig.facecolor"] == style.PAPER
        assert not mpl.rcParams["savefig.transparent"]


def test_text_is_legible_on_a_telephone():
    """At 350 pixels, what 390 leave to a figure, no text of the style is below 8 pixels."""
    pixels_an_inch = 350 / style.WIDTH
    for name in ("font.size", "xtick.labelsize", "ytick.labelsize", "legend.fontsize"):
        assert style.STYLE[name] / 72 * pixels_an_inch >= 8


@pytest.mark.parametrize(
    ("lang", "kind", "values", "expected"),
    [
        ("es", "percent", [0.8, 0.9], ["80\xa0%", "90\xa0%"]),
        ("en", "percent", [0.9, 0.925], ["90.0%", "92.5%"]),
        ("es", "number", [0.5, 1], ["0,5", "1,0"]),
        ("en", "number", [1, 2], ["1", "2"]),
        ("es", "points", [-0.02, 0, 0.02], ["−2", "0", "+2"]),
        ("en", "points", [-0.005, 0.005], ["−0.5", "+0.5"]),
    ],
)
def test_ticks_speak_the_language(lang, kind, values, expected):
    """Ticks have the language's signs, and one number of decimals for all of an axis."""
    i18n.set_language(lang)
    assert style.LocalFormatter(kind).format_ticks(values) == expected


def test_ticks_keep_the_language_they_were_made_in():
    """A figure is drawn after the call that made it: a later change of language is too late."""
    i18n.set_language("es")
    formatter = style.LocalFormatter("percent")
    i18n.set_language("en")
    assert formatter(0.5) == "50\xa0%"


def test_whole_numbers_have_whole_ticks(tick_labels):
    """Counts are never given at 2.5, even where there is a single one."""
    for limits in ((0.8, 1.2), (0.8, 5.2)):
        ax = style.new_axes(None, 2)
        ax.set_xlim(*limits)
        style.local_axis(ax.xaxis, "integer")
        assert all(label.isdigit() for label in tick_labels(ax.xaxis))


def test_names_are_terms_or_stay_as_they_are():
    """A key of the table of terms is translated, any other is kept; axes start with a capital."""
    i18n.set_language("en")
    assert style.name_of("linear_augmented") == "augmented linear"
    assert style.name_of("my model") == "my model"
    assert style.name_of(3) == "3"
    assert style.sentence("accuracy") == "Accuracy"


def test_drawing_goes_to_the_axes_given():
    """Given axes are used as they are, and new ones are made only without any."""
    _, ax = plt.subplots()
    assert style.new_axes(ax, 9) is ax
    new = style.new_axes(None, 2)
    assert new is not ax
    assert new.get_figure().get_size_inches().tolist() == [style.WIDTH, 2]
