"""Handwriting varied: other hands over the same backgrounds."""

from dataclasses import replace

import numpy as np
import pytest

from polymnist_lib import sources
from polymnist_lib.digits import DataSet
from polymnist_lib.reading import writers
from polymnist_lib.reading.photos.frame import BOX, line_width
from polymnist_lib.reading.variation import Variation, rewrite, vary
from polymnist_lib.sources.compose import THRESHOLD, compose, photographs
from polymnist_lib.study import grid

STROKES, LABELS = (each[:40] for each in writers.strokes())
STILL = Variation(0, 0, 0, 0, 0, bend=0, broken=0, even=0)


@pytest.fixture(scope="module")
def images():
    """Forty digits over five photographs."""
    return compose(STROKES, LABELS, list(photographs().values()), seed=0)


def hands(**changes):
    """Write each digit once, with one kind of change alone."""
    random = np.random.default_rng(0)
    return [vary(stroke, replace(STILL, **changes), random) for stroke in STROKES]


def test_without_changes_a_digit_is_only_framed():
    """In its box, and nearly the ink that it had."""
    for shades, stroke in zip(hands(), STROKES, strict=True):
        assert shades.shape == (28, 28)
        assert max(np.ptp(places) + 1 for places in np.nonzero(shades)) == BOX
        assert (shades > 0.5).sum() == pytest.approx((stroke > THRESHOLD).sum(), rel=0.25)


@pytest.mark.parametrize(
    "changes",
    [
        {"slant": 0.3},
        {"stretch": 0.3},
        {"turn": 15.0},
        {"thinner": 0.6},
        {"thicker": 1.6},
        {"bend": 1.0},
        {"broken": 1.0},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_each_change_shows(changes):
    """Most digits differ from what they were."""
    differ = [np.abs(a - b).max() > 0.2 for a, b in zip(hands(**changes), hands(), strict=True)]
    assert np.mean(differ) > 0.6


def test_pens_differ():
    """Thicker lines are thicker, thinner ones thinner, and none is gone."""
    widths = [
        np.mean([line_width(shades > 0.5) for shades in hands(**changes)])
        for changes in ({"thinner": 0.6}, {}, {"thicker": 1.6})
    ]
    assert widths[0] < widths[1] < widths[2]
    eraser = replace(STILL, thinner=30)
    assert all(vary(stroke, eraser, np.random.default_rng(1)).any() for stroke in STROKES)


def test_backgrounds_stay(images):
    """What neither the old digit nor the new one covers is as it was; under ink it is inverted."""
    written = rewrite(images, replace(Variation(), even=0), seed=1)
    same = (written.images == images.images).all(axis=-1)
    assert 0.5 < same.mean() < 0.95
    old = np.stack([STROKES[each] > THRESHOLD for each in images.source])
    under = np.where(old[..., None], 255 - images.images, images.images)
    negative = (written.images == 255 - under).all(axis=-1)
    assert (negative | (written.images == under).all(axis=-1)).all()
    for name in ("labels", "modality", "source"):
        np.testing.assert_array_equal(getattr(written, name), getattr(images, name))


def test_some_grounds_are_even(images):
    """The share that was asked for; ink on them has shades."""
    written = rewrite(images, replace(Variation(), even=1), seed=1).images
    corners = written[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners == corners[:, :1]).all()
    assert np.mean([len(np.unique(image[..., 0])) > 2 for image in written]) > 0.9


def test_hands_are_repeatable(images):
    """The same seed writes the same digits; another one does not."""
    first, again, other = (rewrite(images, seed=seed).images for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.slow
def test_the_study_varies_the_training_part_alone():
    """Validation and test stay; where the handwriting is not known, it cannot be varied."""
    whole = sources.load("embedded")
    few = whole.train.take(whole.train.source < 400)
    data = DataSet(whole.name, few, whole.test, whole.validation_by, 50)
    plain, varied = (grid.DIVISIONS[name](data) for name in ("subset", grid.VARIED))
    assert varied.validation.fingerprint == plain.validation.fingerprint
    assert varied.test.fingerprint == plain.test.fingerprint
    assert varied.train.fingerprint != plain.train.fingerprint
    unknown = DataSet("mine", replace(data.train, origins=None), data.test, "sources", 100)
    with pytest.raises(ValueError, match="only where their handwriting is known"):
        grid.DIVISIONS[grid.VARIED](unknown)
