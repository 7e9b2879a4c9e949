"""Augmentation: what every policy keeps, and that each does what it promises."""

import cv2
import numpy as np
import pytest
from scipy import stats

from polymnist_lib.digits import Digits
from polymnist_lib.sources.compose import compose
from polymnist_lib.training import augment as module
from polymnist_lib.training.augment import MOVES, POLICIES, Policy, augment, recomposed

SIDE = 28

# Those that change finished images.
FINISHED = [name for name, policy in POLICIES.items() if not policy.recompose]


@pytest.fixture(params=[1, 3])
def images(request):
    """Noise, grey and in colour."""
    return np.random.default_rng(0).random((16, SIDE, SIDE, request.param), np.float32)


@pytest.fixture
def marked():
    """Many copies of one image: two soft spots, 12 pixels apart on a row through the centre."""
    row, column = np.mgrid[:SIDE, :SIDE]
    spots = [
        np.exp(-((row - 13.5) ** 2 + (column - place) ** 2) / (2 * 1.2**2)) for place in (7.5, 19.5)
    ]
    return np.repeat(sum(spots)[None, :, :, None].astype(np.float32), 3000, axis=0)


def spots(images):
    """Return the centres of the left and right spot as (row, column), in pixels from the centre."""
    row, column = np.mgrid[:SIDE, :SIDE] - 13.5
    centres = []
    for half in (slice(0, 14), slice(14, 28)):
        weight = images[:, :, half, 0]
        total = weight.sum((1, 2))
        centres.append(
            np.stack(
                [(weight * axis[:, half]).sum((1, 2)) / total for axis in (row, column)], axis=1
            )
        )
    return centres


@pytest.mark.parametrize("name", FINISHED)
def test_every_policy_keeps_shape_type_and_range(images, name):
    """Each policy returns new images of the same shape and type; moves keep the range too."""
    before = images.copy()
    changed = augment(images, POLICIES[name], seed=1)
    np.testing.assert_array_equal(images, before)
    assert (changed.shape, changed.dtype) == (images.shape, np.float32)
    if name in MOVES:
        assert changed.min() >= 0
        assert changed.max() <= 1
    assert np.array_equal(changed, images) == (name == "none")


@pytest.mark.parametrize("name", FINISHED)
def test_the_seed_decides(images, name):
    """The same seed gives the same images; another seed gives others, unless nothing is random."""
    first, again, other = (augment(images, POLICIES[name], seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.array_equal(first, other) == (name == "none")


def assert_uniform(values, low, high, *, tolerance):
    """Check that values are spread uniformly between two bounds, and reach them."""
    assert values.min() == pytest.approx(low, abs=tolerance)
    assert values.max() == pytest.approx(high, abs=tolerance)
    assert stats.kstest(values, stats.uniform(low, high - low).cdf).pvalue > 0.01


def test_rotation_turns_uniformly_within_its_range(marked):
    """The line through the spots turns by angles uniform on -5..5 degrees and keeps its middle."""
    left, right = spots(augment(marked, POLICIES["rotation"], seed=3))
    degrees = np.degrees(np.arctan2(*(right - left).T))
    assert_uniform(degrees, -5, 5, tolerance=0.15)
    assert np.abs((left + right) / 2).max() < 0.05


def test_shift_moves_uniformly_within_its_range(marked):
    """The spots move by up to 2.8 pixels, uniformly and independently along the axes."""
    left, right = spots(augment(marked, POLICIES["shift"], seed=3))
    moves = (left + right) / 2
    for along in moves.T:
        assert_uniform(along, -2.8, 2.8, tolerance=0.1)
    assert abs(stats.spearmanr(*moves.T).statistic) < 0.05


def test_zoom_scales_both_axes_uniformly_and_independently(marked):
    """The distance between two spots is divided by numbers uniform on 0.9..1.1, axis by axis."""
    scales = []
    for images in (marked, marked.transpose(0, 2, 1, 3)):
        changed = augment(np.ascontiguousarray(images), POLICIES["zoom"], seed=3)
        across = changed if images is marked else changed.transpose(0, 2, 1, 3)
        left, right = spots(across)
        scales.append(12 / (right - left)[:, 1])
        assert_uniform(scales[-1], 0.9, 1.1, tolerance=0.02)
    assert abs(stats.spearmanr(*scales).statistic) < 0.05


@pytest.mark.parametrize(
    ("fill", "border"),
    [("nearest", cv2.BORDER_REPLICATE), ("mirror", cv2.BORDER_REFLECT_101)],
)
def test_images_do_not_touch_one_another(images, monkeypatch, fill, border):
    """Each image is sampled as OpenCV samples it alone, its border included."""
    monkeypatch.setattr(module, "_ROWS", 5 * SIDE)
    policy = Policy(rotation_degrees=30, shift=2.5, zoom=0.3, fill=fill)
    changed = augment(images, policy, seed=2)
    matrices = module._matrices(len(images), SIDE, policy, np.random.default_rng(2))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    alone = [
        cv2.warpAffine(image, matrix, (SIDE, SIDE), flags=flags, borderMode=border)
        for image, matrix in zip(images, matrices, strict=True)
    ]
    np.testing.assert_allclose(changed, np.reshape(alone, changed.shape), atol=1e-3)


def test_the_fill_is_the_one_named():
    """Empty pixels repeat the border, or mirror the image, as the policy says."""
    ramp = np.tile(np.linspace(0, 1, SIDE, dtype=np.float32), (SIDE, 1))[None, :, :, None]
    ramps = np.repeat(ramp, 200, axis=0)
    nearest = augment(ramps, Policy(shift=0.1), seed=0)[:, 14, 0, 0]
    mirror = augment(ramps, Policy(shift=0.1, fill="mirror"), seed=0)[:, 14, 0, 0]
    assert nearest.min() == 0
    assert (nearest == 0).mean() == pytest.approx(0.5, abs=0.1)
    assert (mirror == 0).mean() < 0.05


@pytest.fixture
def composed():
    """30 bars, tall and upright, in the middle, each over five photographs of noise."""
    strokes = np.zeros((30, SIDE, SIDE), np.uint8)
    strokes[:, 6:22, 12:16] = 255
    noise = np.random.default_rng(0).integers(0, 256, (5, 60, 80, 3), np.uint8)
    return compose(strokes, np.arange(30) % 10, list(noise), seed=0, first_source=100)


def strokes_of(images, digits):
    """Find where images are the negative of a crop of their photograph, as masks (n, 28, 28)."""
    masks = []
    for image, modality in zip(images, digits.modality, strict=True):
        photograph = digits.origins.photographs[modality]
        windows = np.lib.stride_tricks.sliding_window_view(photograph, (SIDE, SIDE, 3))
        flat = windows.reshape(-1, SIDE, SIDE, 3)
        crop = flat[(flat == image).all(-1).sum((1, 2)).argmax()]
        mask = (image != crop).any(-1)
        np.testing.assert_array_equal(image[mask], 255 - crop[mask])
        masks.append(mask)
    return np.stack(masks)


def test_images_are_composed_anew(composed):
    """Each is a changed stroke over another crop of its photograph, inverted beneath it."""
    images = recomposed(composed, POLICIES["recomposed"], seed=1)
    assert (images.shape, images.dtype) == (composed.images.shape, np.uint8)
    assert (images != composed.images).any((1, 2, 3)).all()
    masks = strokes_of(images, composed)
    assert len({mask.tobytes() for mask in masks}) > 0.9 * len(masks)
    still = recomposed(composed, Policy(recompose=True), seed=1)
    upright = strokes_of(still, composed)
    assert (upright == (composed.origins.strokes[0] > 0)).all()
    assert (still != composed.images).any((1, 2, 3)).mean() > 0.9


def test_a_slanted_stroke_leans_to_either_side(composed):
    """The top against the foot, by at most the share of the height; one axis stays as it is."""
    policy = Policy(slant=0.25, recompose=True)
    masks = strokes_of(recomposed(composed, policy, seed=1), composed)
    column = np.arange(SIDE)
    top, foot = ((masks[:, row] * column).sum(1) / masks[:, row].sum(1) for row in (7, 20))
    lean = (top - foot) / 13
    assert (lean.min(), lean.max()) == pytest.approx((-0.25, 0.25), abs=0.08)
    assert (masks[:, 6:22].any(-1)).all()
    assert not masks[:, :5].any()


def test_the_seed_decides_what_is_composed(composed):
    """The same seed composes the same images; another one does not."""
    policy = POLICIES["recomposed"]
    first, again, other = (recomposed(composed, policy, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any((1, 2, 3)).all()


def test_what_is_not_known_to_be_composed_cannot_be_composed_anew(composed, images):
    """Pictures of unknown origin are refused with a word on what to do; so are finished ones."""
    bare = Digits(composed.images, composed.labels, composed.modality, composed.source)
    with pytest.raises(ValueError, match="makes images anew from the handwriting"):
        recomposed(bare, POLICIES["recomposed"], seed=1)
    with pytest.raises(ValueError, match="cannot be composed anew"):
        augment(images, POLICIES["recomposed"], seed=1)
