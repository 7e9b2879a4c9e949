"""The recipe against its definition."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from polymnist_lib import syntax
from polymnist_lib.digits import MODALITIES, SIDE
from polymnist_lib.sources.compose import PHOTOGRAPHS, THRESHOLD, compose, photographs, steps

N = 7


@pytest.fixture
def strokes():
    """Return random digits that use all brightnesses."""
    return np.random.default_rng(0).integers(0, 256, (N, SIDE, SIDE), np.uint8)


@pytest.fixture
def backgrounds():
    """Return five small photographs whose every pixel is unique in its photograph."""
    sizes = [(40, 50), (28, 28), (31, 90), (60, 28), (45, 45)]
    random = np.random.default_rng(1)
    return [random.integers(0, 256, (*size, 3), np.uint8) for size in sizes]


def is_crop(crop, photograph):
    """Tell whether a crop is a window of a photograph."""
    windows = np.lib.stride_tricks.sliding_window_view(photograph, (SIDE, SIDE, 3))[:, :, 0]
    return (windows == crop).all(axis=(2, 3, 4)).any()


def test_steps_follow_the_definition(strokes, backgrounds):
    """Under the digit a pixel is 255 minus the crop's; elsewhere it is the crop's."""
    done = steps(strokes, backgrounds[0], seed=3)
    assert done.composed.dtype == np.uint8
    assert done.composed.shape == (N, SIDE, SIDE, 3)
    np.testing.assert_array_equal(done.mask, strokes > THRESHOLD)
    np.testing.assert_array_equal(done.composed[done.mask], 255 - done.crop[done.mask])
    np.testing.assert_array_equal(done.composed[~done.mask], done.crop[~done.mask])


def test_ink_begins_above_the_threshold(backgrounds):
    """Brightness 128 is ground, 129 is ink."""
    strokes = np.full((1, SIDE, SIDE), 128, np.uint8)
    strokes[0, 14:] = 129
    mask = steps(strokes, backgrounds[0], seed=0).mask[0]
    assert not mask[:14].any()
    assert mask[14:].all()


def test_crops_are_windows_of_the_photograph(strokes, backgrounds):
    """Every crop is a piece of its photograph, as it is."""
    for photograph in backgrounds:
        for crop in steps(strokes, photograph, seed=0).crop:
            assert is_crop(crop, photograph)


def test_corners_say_where_crops_begin(strokes, backgrounds):
    """Each crop is the window of its photograph at its corner."""
    done = steps(strokes, backgrounds[2], seed=4)
    for crop, (row, column) in zip(done.crop, done.corner, strict=True):
        window = backgrounds[2][row : row + SIDE, column : column + SIDE]
        np.testing.assert_array_equal(crop, window)


def test_crops_reach_all_corners(backgrounds):
    """Any corner is possible, the last row and column included."""
    photograph = backgrounds[0][:30, :30]
    strokes = np.zeros((400, SIDE, SIDE), np.uint8)
    crops = steps(strokes, photograph, seed=0).crop
    corners = {tuple(crop[0, 0]) for crop in crops}
    assert corners == {tuple(pixel) for pixel in photograph[:3, :3].reshape(-1, 3)}


def test_first_crops_do_not_depend_on_how_many_follow(strokes, backgrounds):
    """A few digits composed again show the images that they have in the whole."""
    few = steps(strokes[:3], backgrounds[2], seed=(5, 2)).composed
    whole = compose(strokes, np.zeros(N, int), backgrounds, seed=5)
    np.testing.assert_array_equal(few, whole.images[whole.modality == 2][:3])


def test_blocks_are_seamless(strokes, backgrounds, monkeypatch):
    """Composing in small blocks gives the same images."""
    whole = compose(strokes, np.zeros(N, int), backgrounds, seed=0)
    monkeypatch.setattr("polymnist_lib.sources.compose._BLOCK", 3)
    assert compose(strokes, np.zeros(N, int), backgrounds, seed=0).fingerprint == whole.fingerprint


def test_every_digit_occurs_once_per_modality(strokes, backgrounds):
    """Each source is in each modality once, with its own label and shape."""
    labels = np.arange(N)
    digits = compose(strokes, labels, backgrounds, seed=0, first_source=100)
    assert len(digits) == MODALITIES * N
    pairs = set(zip(digits.source.tolist(), digits.modality.tolist(), strict=True))
    assert pairs == {(100 + i, m) for i in range(N) for m in range(MODALITIES)}
    np.testing.assert_array_equal(digits.labels, digits.source - 100)
    for image, modality, source in zip(digits.images, digits.modality, digits.source, strict=True):
        mask = (strokes[source - 100] > THRESHOLD)[..., None]
        assert is_crop(np.where(mask, 255 - image, image), backgrounds[modality])


def test_seed_decides(strokes, backgrounds):
    """The same seed gives the same data, another gives others, and modalities differ in crops."""
    labels = np.zeros(N, int)
    first, again, other = (
        compose(strokes, labels, backgrounds, seed=seed).fingerprint for seed in (1, 1, 2)
    )
    assert first == again != other
    alike = compose(strokes, labels, [backgrounds[0]] * MODALITIES, seed=1)
    assert not np.array_equal(alike.images[alike.modality == 0], alike.images[alike.modality == 1])


def test_wrong_arguments_are_refused(strokes, backgrounds):
    """Each message says what was expected and what came."""
    labels = np.zeros(N, int)
    with pytest.raises(ValueError, match="needs 5 photographs.*got 4"):
        compose(strokes, labels, backgrounds[:4], seed=0)
    with pytest.raises(ValueError, match="7 digits, 6 labels"):
        compose(strokes, labels[:6], backgrounds, seed=0)
    with pytest.raises(ValueError, match=r"strokes must be uint8.*got float64"):
        steps(strokes / 255, backgrounds[0], seed=0)
    with pytest.raises(ValueError, match=r"at least 28 x 28.*\(27, 50, 3\)"):
        steps(strokes, backgrounds[0][:27], seed=0)


@pytest.mark.parametrize("name", ["Año 2026 [copia]", "a*b?", "%20 {1} #", "[!x]"])
def test_photographs_are_found_wherever_they_lie(tmp_path, monkeypatch, backgrounds, name):
    """In a folder whose name a pattern would take otherwise."""
    package = tmp_path / name / "skimage"
    (package / "data").mkdir(parents=True)
    for each, picture in zip(PHOTOGRAPHS[:3], backgrounds, strict=False):
        Image.fromarray(picture).save(package / "data" / f"{each}.png")
    monkeypatch.setattr(syntax, "source_file", lambda _: package / "__init__.py")
    found = photographs.__wrapped__()
    for each, picture in zip(PHOTOGRAPHS[:3], backgrounds, strict=False):
        np.testing.assert_array_equal(found[each], picture)


@pytest.mark.parametrize("name", PHOTOGRAPHS[:3])
def test_photographs_are_those_of_scikit_image(name):
    """As its own reading gives them, where that can read."""
    np.testing.assert_array_equal(photographs()[name], getattr(data, name)())


def test_photographs_are_five_in_colour():
    """The five shipped photographs come by name, in the order of the modalities."""
    found = photographs()
    assert tuple(found) == PHOTOGRAPHS
    assert len(found) == MODALITIES
    for photograph in found.values():
        assert photograph.dtype == np.uint8
        assert photograph.shape[2:] == (3,)
        assert min(photograph.shape[:2]) >= 300
        assert np.ptp(photograph.astype(int), axis=2).max() > 50


def test_the_fingerprint_tells_of_the_photographs(strokes, backgrounds):
    """Each of them is behind some digits: how they are read is no part of a run's key (`keys`)."""
    labels = np.arange(N)
    known = compose(strokes, labels, backgrounds, seed=0).fingerprint
    assert compose(strokes, labels, backgrounds, seed=0).fingerprint == known
    for place in range(MODALITIES):
        others = list(backgrounds)
        others[place] = others[place][::-1]
        assert compose(strokes, labels, others, seed=0).fingerprint != known
