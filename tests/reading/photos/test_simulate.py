"""Photographs with known labels: repeatable, and each condition does what it says."""

from dataclasses import replace

import numpy as np
import pytest

from polymnist_lib.reading import writers
from polymnist_lib.reading.photos.simulate import Conditions, draw, photograph, photographs

STROKE = writers.strokes()[0][0]


def taken(seed=0, **conditions):
    """Photograph a zero."""
    return photograph(STROKE, replace(Conditions(), **conditions), np.random.default_rng(seed))


def test_photographs_are_repeatable():
    """The first ones do not depend on how many follow; another seed gives others."""
    strokes = writers.strokes()[0][:3]
    several = photographs(strokes, seed=1)
    assert several.shape == (3, 320, 320, 3)
    assert several.dtype == np.uint8
    np.testing.assert_array_equal(photographs(strokes[:1], seed=1)[0], several[0])
    assert not np.array_equal(photographs(strokes[:1], seed=2)[0], several[0])


def test_without_conditions_it_is_ink_on_even_paper():
    """Paper and ink at their levels, the ink about as large as asked for."""
    picture = taken()
    assert np.median(picture) == pytest.approx(235, abs=1)
    assert int(picture.min()) == pytest.approx(50, abs=20)
    rows = np.flatnonzero((picture[..., 0] < 140).any(axis=1))
    assert np.ptp(rows) == pytest.approx(0.6 * 320 * 20 / 28, rel=0.1)


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("size", 0.3),
        ("shift", (0.1, -0.1)),
        ("slant", 0.2),
        ("turn", 15.0),
        ("pen", 1.0),
        ("rules", "ruled"),
        ("rules", "squared"),
        ("texture", 5.0),
        ("noise", 8.0),
        ("shadow", 0.5),
        ("perspective", 0.08),
        ("blur", 2.0),
        ("quality", 30),
    ],
)
def test_every_condition_shows(condition, value):
    """A picture taken under it differs."""
    off = np.abs(taken(**{condition: value}).astype(int) - taken())
    assert off.max() > 8


def test_conditions_are_drawn_within_their_ranges():
    """Both polarities and all papers occur; ink and paper differ."""
    random = np.random.default_rng(0)
    drawn = [draw(random) for _ in range(200)]
    assert {each.rules for each in drawn} == {"plain", "ruled", "squared"}
    assert 0.05 < np.mean([each.ink > each.paper for each in drawn]) < 0.3
    assert min(abs(each.ink - each.paper) for each in drawn) > 50
