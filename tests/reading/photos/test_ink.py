"""What of a picture is ink: light, polarity, lines and specks, and pictures without any."""

import cv2
import numpy as np
import pytest

from polymnist_lib.reading import writers
from polymnist_lib.reading.photos import ink as inks
from polymnist_lib.reading.photos import prepare


def share_found(found, covered):
    """Return the intersection over union of what was found and what was written."""
    written = covered > 0.5
    return (found & written).sum() / (found | written).sum()


def test_ink_is_found(on, five):
    """Nearly every pixel, and nothing else."""
    found = inks.find(on(np.full((300, 300), 230.0), five))
    assert not found.light_on_dark
    assert share_found(found.kept, five) > 0.9
    assert found.shades[found.kept].min() > 0
    assert found.shades[~found.kept].max() == 0
    assert found.shades.max() == 1


@pytest.mark.parametrize("lost", [0.3, 0.6])
def test_shadows_are_not_ink(on, five, lost):
    """Neither light that fades nor the edge of a shadow."""
    across = np.linspace(-1, 1, 300)[None, :]
    light = (1 - lost / 2 * (across + 1) / 2) * (1 - lost / 2 / (1 + np.exp(-across / 0.05)))
    picture = on(np.full((300, 300), 230.0), five).astype(float) * light[..., None]
    found = inks.find(np.rint(picture).astype(np.uint8))
    assert share_found(found.kept, five) > 0.85


def test_polarity_does_not_matter(on, five):
    """The negative of a picture has the same ink, to the pixel."""
    picture = on(np.full((300, 300), 230.0), five)
    dark, light = inks.find(picture), inks.find(255 - picture)
    assert (dark.light_on_dark, light.light_on_dark) == (False, True)
    np.testing.assert_array_equal(dark.kept, light.kept)
    told = inks.find(picture, light_on_dark=True)
    assert told.light_on_dark
    assert share_found(told.kept, five) < 0.1


def test_a_digit_that_nearly_fills_its_picture_is_darker_than_its_paper():
    """Rather clearly so, although paper around this 9 and in it looks like a bit of a digit."""
    (strokes, _), fine = writers.strokes(), cv2.INTER_CUBIC
    stroke = cv2.resize(strokes[555][4:24, 4:24], None, fx=8, fy=8, interpolation=fine)
    levels = (220 - 170 * (np.pad(stroke, 6) / 255)).astype(np.uint8)
    picture = np.repeat(levels[..., None], 3, axis=2)
    assert not inks.find(picture).light_on_dark
    assert inks.find(255 - picture).light_on_dark


def test_a_bold_digit_that_fills_its_picture_is_ink_too(on, five):
    """Even where most of the middle is ink."""
    bold = cv2.dilate(five[50:250, 80:220], np.ones((13, 13)))
    found = inks.find(on(np.full(bold.shape, 230.0), bold))
    assert 0.35 < bold.mean() < 0.5
    assert share_found(found.kept, bold) > 0.9


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("level", [60.0, 150.0])
def test_printed_lines_are_not_ink(on, five, squared, level):
    """As dark as ink or fainter; what lies between the halves of a stroke stays."""
    paper = np.full((300, 300), 230.0)
    for place in range(20, 300, 40):
        paper[place : place + 2] = level
        if squared:
            paper[:, place : place + 2] = level
    found = inks.find(on(paper, five))
    assert share_found(found.kept, five) > 0.8


def test_specks_are_not_ink(on, five):
    """Dust is left out; a dot as large as a line is wide is not."""
    covered = five.copy()
    covered[20:23, 20:23] = covered[280:282, 40:43] = 1
    covered[250:280, 250:280] = 1
    found = inks.find(on(np.full((300, 300), 230.0), covered))
    assert found.found[21, 21]
    assert not found.kept[21, 21]
    assert found.kept[265, 265]


def test_pencil_is_ink(on, five):
    """Faint lines on paper with a grain."""
    grain = np.random.default_rng(0).normal(0, 3, (300, 300))
    found = inks.find(on(225 + grain, five, ink=185.0))
    assert share_found(found.kept, five) > 0.75


RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    "grey",
    [
        np.full((300, 300), 240),
        np.zeros((300, 300)),
        RANDOM.integers(180, 255, (300, 300)),
        RANDOM.integers(0, 255, (300, 300)),
        np.broadcast_to(np.linspace(0, 255, 300), (300, 300)),
        np.where(np.arange(300)[:, None] % 40 < 2, 150, 240) * np.ones((1, 300)),
        np.full((8, 8), 200),
    ],
    ids=["white", "black", "grain", "noise", "gradient", "ruled", "tiny"],
)
def test_without_ink_there_is_no_digit(grey):
    """Blank and hopeless pictures have none; nothing is guessed."""
    picture = np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)
    for one in (False, True):
        assert prepare(picture, one=one).rows == []


@pytest.mark.parametrize(("side", "expected"), [(8, 160), (160, 160), (700, 700), (4800, 1200)])
def test_pictures_are_worked_on_at_a_common_size(side, expected):
    """Small ones are enlarged and large ones reduced; the scale says by how much."""
    levels, scale = inks.resize(np.zeros((side, side // 2), np.uint8))
    assert levels.shape == (expected, expected // 2)
    assert scale == expected / side


def test_a_picture_is_three_channels_of_bytes():
    """Other arrays are refused with their shape."""
    with pytest.raises(ValueError, match=r"got uint8 of shape \(28, 28\)"):
        prepare(np.zeros((28, 28), np.uint8))
    with pytest.raises(ValueError, match="got float32"):
        prepare(np.zeros((28, 28, 3), np.float32))
