"""How a picture is read: its steps, the candidates, and the path through them."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from polymnist_lib import i18n, plotting
from polymnist_lib.digits import NONE
from polymnist_lib.plotting import segments
from polymnist_lib.reading import photos
from polymnist_lib.reading.reader import Answer


@pytest.fixture
def answer():
    """Two bars, of which the network took the first for a 1 and the second for none."""
    picture = np.full((120, 200, 3), 235, np.uint8)
    picture[30:90, 40:50] = picture[30:90, 140:150] = 40
    prepared = photos.prepare(picture)
    (row,) = prepared.rows
    said = np.full((2, NONE + 1), 0.005, np.float32)
    said[0, 1] = said[1, NONE] = 0.95
    steps = zip(row.pieces, said, (True, False), strict=True)
    return Answer(prepared, (tuple(steps),))


def frames(ax):
    """Tell the frames of an axes by their left edges: their line style."""
    return {
        round(each.get_x()): each.get_linestyle()
        for each in ax.patches
        if isinstance(each, Rectangle)
    }


def test_numbers_are_drawn_with_their_candidates(answer, texts):
    """Every candidate has a frame; a digit has its answer below it, and what is none has dots."""
    i18n.set_language("en")
    ink, read = plotting.numbers(answer).axes
    scale = answer.written.scale
    assert [ax.get_title() for ax in (ink, read)] == ["Candidates", "Reading"]
    assert len(frames(ink)) == 2
    lines = [line for _, line in sorted(frames(read).items())]
    assert lines == ["-", ":"]
    assert texts(read) == ["1"]
    assert min(frames(read)) == pytest.approx(40 * scale, abs=3)


def test_steps_end_with_the_digits(answer):
    """Picture, contrast, candidates and path; below, what the network sees of each digit."""
    i18n.set_language("en")
    figure = plotting.reading(answer)
    titles = [ax.get_title() for ax in figure.axes[:4]]
    assert titles == ["Picture", "Contrast", "Candidates", "Reading"]
    assert len(figure.axes) == 4 + 2
    seen = np.asarray(figure.axes[4].images[0].get_array())
    np.testing.assert_array_equal(seen, photos.image(answer.paths[0][0][0]))


def test_no_more_digits_are_shown_than_fit(answer, monkeypatch):
    """A page can hold hundreds; without any, the steps are shown alone."""
    monkeypatch.setattr(segments, "MOST", 2)
    (path,) = answer.paths
    many = Answer(answer.written, ((path[0],) * 5,))
    assert len(plotting.reading(many).axes) == 4 + 2 * 2
    nothing = Answer(answer.written, ((path[1],),))
    assert len(plotting.reading(nothing).axes) == 4


def test_an_answer_without_its_steps_is_refused(answer):
    """The message says where to get one with them."""
    slim = replace(answer, written=answer.written.bare())
    for draw in (plotting.reading, plotting.numbers):
        with pytest.raises(ValueError, match=r"take that of Reader\.read"):
            draw(slim)
