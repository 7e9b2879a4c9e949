"""Galleries: which image lies where, under which title."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from polymnist_lib import plotting
from polymnist_lib.digits import Digits


def _digits(labels, modality, source):
    """Return images whose every pixel is their position."""
    images = np.arange(len(labels), dtype=np.uint8)[:, None, None, None]
    images = np.broadcast_to(images, (len(labels), 28, 28, 3))
    as_array = None if source is None else np.array(source)
    return Digits(images, np.array(labels), np.array(modality), as_array)


def _pixel(ax):
    """Return the first number of the image on some axes."""
    return np.asarray(ax.images[0].get_array()).ravel()[0]


@pytest.mark.parametrize(
    ("image", "limit"),
    [
        (np.full((28, 28), 200, dtype=np.uint8), 255),
        (np.full((28, 28, 1), 0.5, dtype=np.float32), 1),
        (np.full((28, 28), 0.5), 1),
    ],
)
def test_greys_have_a_fixed_scale(image, limit):
    """A grey image is not stretched to its own range, which would hide what preprocessing does."""
    ax = plotting.show(image, ax=plt.figure().add_subplot(), title="x")
    assert ax.images[0].get_clim() == (0, limit)
    assert ax.images[0].get_array().shape == (28, 28)
    assert ax.get_title() == "x"
    assert ax.get_xticks().tolist() == []


def test_show_refuses_what_is_no_image():
    """Several images at once are refused, and how to draw them is named."""
    with pytest.raises(ValueError, match=r"got \(5, 28, 28, 3\). A gallery"):
        plotting.show(np.zeros((5, 28, 28, 3)), ax=plt.figure().add_subplot())


def test_gallery_keeps_order_and_titles():
    """Images go row by row with their titles, and the last row's rest is empty."""
    images = np.arange(5, dtype=np.uint8)[:, None, None] * np.ones((1, 8, 8), dtype=np.uint8)
    titles = ["a", "b", "c", "d", "e"]
    figure = plotting.gallery(images, titles=titles, columns=3, row_labels=["up", "down"])
    assert [_pixel(ax) for ax in figure.axes[:5]] == [0, 1, 2, 3, 4]
    assert [ax.get_title() for ax in figure.axes[:5]] == titles
    assert len(figure.axes) == 6
    assert not figure.axes[5].axison
    assert [figure.axes[place].get_ylabel() for place in (0, 3)] == ["up", "down"]


def test_gallery_refuses_wrong_numbers():
    """No images, or titles and rows that do not match them, are refused with both numbers."""
    images = np.zeros((4, 8, 8))
    with pytest.raises(ValueError, match="at least one image"):
        plotting.gallery(images[:0])
    with pytest.raises(ValueError, match="needs 4 titles; got 3"):
        plotting.gallery(images, titles=["a", "b", "c"])
    with pytest.raises(ValueError, match="needs 2 row_labels; got 1"):
        plotting.gallery(images, columns=2, row_labels=["a"])


def test_modalities_show_one_handwriting_in_a_column():
    """Where sources are known, a column is one handwriting in every modality."""
    # Images 0 and 3 are of sources that lack a modality; 1 and 4 are one handwriting in both.
    digits = _digits([7, 7, 7, 7, 7], [0, 0, 0, 1, 1], [1, 2, 3, 4, 2])
    figure = plotting.modalities(digits, names=["flower", "coffee"])
    assert [_pixel(ax) for ax in figure.axes] == [1, 4]
    assert figure.axes[0].get_title() == "7"
    assert [ax.get_ylabel() for ax in figure.axes] == ["flower", "coffee"]


def test_modalities_without_sources_share_the_label():
    """Without sources the first image of each label and modality is drawn."""
    digits = _digits([3, 8, 8, 3, 3], [0, 0, 1, 1, 1], None)
    figure = plotting.modalities(digits)
    assert [_pixel(ax) for ax in figure.axes] == [0, 1, 3, 2]
    assert [ax.get_title() for ax in figure.axes] == ["3", "8", "", ""]
    assert figure.axes[2].get_ylabel() == "m1"


@pytest.mark.parametrize(
    ("labels", "modality", "shown"),
    [
        ([3, 8, 3], [0, 0, 1], [0, 1, 2, None]),
        ([3, 8, 8], [0, 1, 0], [0, 2, None, 1]),
        ([2, 5, 7], [0, 1, 2], [0, None, None, None, 1, None, None, None, 2]),
    ],
    ids=["the last", "the first of a row", "all but one of each"],
)
def test_modalities_leave_the_place_of_what_lacks_empty(labels, modality, shown):
    """Its row and its column keep their names."""
    figure = plotting.modalities(_digits(labels, modality, None))
    assert [_pixel(ax) if ax.images else None for ax in figure.axes] == shown
    first = figure.axes[:: len(set(labels))]
    assert [ax.get_ylabel() for ax in first] == [f"m{each}" for each in sorted(set(modality))]
    titles = [ax.get_title() for ax in figure.axes[: len(set(labels))]]
    assert titles == [str(each) for each in sorted(set(labels))]


def test_modalities_of_one_digit_stay_small():
    """A single column is no wider than an image of a gallery."""
    figure = plotting.modalities(_digits([7] * 5, range(5), None))
    assert figure.get_figheight() < 10


def test_steps_have_captions_and_arrows():
    """Each step has its caption under it, and an arrow leads to every one but the first."""
    images = [np.zeros((8, 8)), np.ones((8, 8)), np.ones((8, 8))]
    figure = plotting.steps(images, ["colour", "grey", "a rather long caption for a step"])
    captions = [ax.get_xlabel() for ax in figure.axes]
    assert captions[:2] == ["colour", "grey"]
    assert captions[2].replace("\n", " ") == "a rather long caption for a step"
    assert len([artist for artist in figure.artists if artist not in figure.axes]) == 2
    assert not any(spine.get_visible() for ax in figure.axes for spine in ax.spines.values())
    outlined = plotting.steps(images, ["1", "2", "3"], outlined=True)
    assert all(spine.get_visible() for ax in outlined.axes for spine in ax.spines.values())
    with pytest.raises(ValueError, match="3 images and 1 captions"):
        plotting.steps(images, ["colour"])
