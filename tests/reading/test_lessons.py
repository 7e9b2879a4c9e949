"""What a reader learns from: ink on paper, of digits and of what is none."""

import numpy as np
import pytest

from polymnist_lib.digits import NONE
from polymnist_lib.reading import lessons, variation, writers


@pytest.fixture(scope="module")
def strokes():
    """A hundred digits with their labels."""
    drawn, labels = writers.strokes()
    return drawn[:100], labels[:100]


@pytest.fixture(scope="module")
def photographs():
    """Two that are told apart by their colour."""
    return [np.full((40, 50, 3), colour, np.uint8) for colour in ((200, 30, 60), (20, 90, 220))]


def grounds(images):
    """Tell the colour that most of each image has."""
    found = []
    for image in images:
        colours, counts = np.unique(image.reshape(-1, 3), axis=0, return_counts=True)
        found.append(tuple(colours[np.argmax(counts)].tolist()))
    return found


def test_digits_stay_digits_unless_they_are_to_be_none(strokes, photographs):
    """Labels are those given, 10 in the share that is asked for."""
    drawn, labels = strokes
    images, told = lessons.ink(drawn, labels, 0, photographs=photographs, seed=0)
    assert images.shape == (100, 28, 28, 3)
    assert images.dtype == np.uint8
    np.testing.assert_array_equal(told, labels)
    _, told = lessons.ink(drawn, labels, 1, photographs=photographs, seed=0)
    assert (told == NONE).all()
    _, told = lessons.ink(drawn, labels, 0.3, photographs=photographs, seed=0)
    assert 15 <= (told == NONE).sum() <= 45
    np.testing.assert_array_equal(told[told != NONE], labels[told != NONE])


def test_the_seed_decides(strokes, photographs):
    """The same images for the same seed, others for another; the strokes stay as they are."""
    drawn, labels = strokes
    before = drawn.copy(), labels.copy()
    first, again, other = (
        lessons.ink(drawn, labels, 0.3, photographs=photographs, seed=seed)[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any(axis=(1, 2, 3)).all()
    np.testing.assert_array_equal(drawn, before[0])
    np.testing.assert_array_equal(labels, before[1])


def test_paper_is_of_all_kinds(strokes, photographs):
    """White most often, black, photographs and any other colour."""
    drawn, labels = (np.concatenate([each] * 4) for each in strokes)
    images, _ = lessons.ink(drawn, labels, 0.3, photographs=photographs, seed=0)
    found = grounds(images)
    white, black = (255, 255, 255), (0, 0, 0)
    shares = {
        "white": np.mean([each == white for each in found]),
        "black": np.mean([each == black for each in found]),
        "photographs": np.mean([each in ((200, 30, 60), (20, 90, 220)) for each in found]),
    }
    assert 0.5 < shares["white"] < 0.75
    assert 0.05 < shares["black"] < 0.22
    assert 0.05 < shares["photographs"] < 0.2
    assert sum(shares.values()) < 1


def test_ink_on_paper_has_soft_edges_and_ink_over_photographs_hard_ones(strokes, photographs):
    """As readers prepare pictures, and as the data are made."""
    drawn, labels = (np.concatenate([each] * 4) for each in strokes)
    images, _ = lessons.ink(drawn, labels, 0, photographs=photographs, seed=0)
    found = grounds(images)
    for image, ground in zip(images, found, strict=True):
        levels = len(np.unique(image[..., 0]))
        if ground == (255, 255, 255):
            assert levels > 10
        elif ground in ((200, 30, 60), (20, 90, 220)):
            assert levels == 2


def test_rows_that_are_taken_apart_take_the_place_of_a_share(strokes, photographs):
    """All of it, some of it or nothing; what they are written with is given."""
    drawn, labels = (each[strokes[1] == 8] for each in strokes)
    drawn, labels = np.concatenate([drawn] * 5), np.concatenate([labels] * 5)
    images, told = lessons.ink(drawn, labels, 0, photographs=photographs, seed=0, rows=1)
    assert set(told.tolist()) == {8, NONE}
    assert (images != images[:, :1, :1]).any(axis=(1, 2, 3)).all()
    _, some = lessons.ink(drawn, labels, 0, photographs=photographs, seed=0, rows=0.5)
    assert 0 < np.mean(some == NONE) < 0.8 * np.mean(told == NONE)
    assert (labels == 8).all()


def test_ink_is_framed(strokes, photographs):
    """The longer side of what is written fills 20 pixels, as in the data."""
    images, _ = lessons.ink(*strokes, 0.3, photographs=photographs, seed=0)
    white = [image for image, ground in zip(images, grounds(images), strict=True)
             if ground == (255, 255, 255)]  # fmt: skip
    for image in white:
        rows, columns = np.nonzero(image[..., 0] < 255)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20)


def test_halves_that_look_like_a_one_are_not_said_to_be_none():
    """A straight line fits into a narrow box, however it leans; a bow does not."""
    line = np.eye(80, dtype=bool) | np.eye(80, k=1, dtype=bool)
    assert variation.narrow(line, lessons._NARROW)
    bow = np.zeros((80, 60), bool)
    bow[:, 0] = bow[0] = bow[-1] = True
    assert not variation.narrow(bow, lessons._NARROW)


def test_halves_are_what_a_cut_leaves_less_of(strokes):
    """Of a digit's ink, half at most; a half with most of it would be a digit still."""
    random = np.random.default_rng(0)
    for stroke in strokes[0][:20]:
        whole = variation.enlarged(stroke) > 128
        assert 0 < np.count_nonzero(lessons._half(whole, random)) <= whole.sum() / 2


@pytest.mark.parametrize(("share", "given"), [(0.35, "half"), (0.5, "pair")])
def test_a_half_with_much_of_the_ink_gives_way_to_a_pair(strokes, monkeypatch, share, given):
    """It may look like a digit: a network is not taught that it is none."""
    monkeypatch.setattr(lessons, "_HALVES", 1.0)
    monkeypatch.setattr(lessons, "_LETTERS", 0.0)

    def half(written, random):
        inked = np.flatnonzero(written)
        kept = np.zeros(written.shape, bool)
        kept.flat[inked[: int(share * len(inked))]] = True
        return kept

    monkeypatch.setattr(lessons, "_half", half)
    monkeypatch.setattr(variation, "narrow", lambda *_: False)
    monkeypatch.setattr(lessons, "_pair", lambda *_: "pair")
    made = lessons._none(strokes[0], variation.Variation(), [], np.random.default_rng(0))
    assert ("pair" if isinstance(made, str) else "half") == given
