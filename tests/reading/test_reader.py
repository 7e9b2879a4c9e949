"""Reading pictures: what is found, how sure it is, and what cannot be read."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from polymnist_lib import metrics
from polymnist_lib.digits import CLASSES, Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.reading import pen, photos, shipped, trials, writers
from polymnist_lib.reading.calibration import PLATT
from polymnist_lib.reading.photos import ink as inks
from polymnist_lib.reading.photos import pages, simulate
from polymnist_lib.reading.reader import SURE, Number, Reading
from polymnist_lib.sources import compose, embedded


@pytest.fixture(scope="module")
def reader():
    """The shipped one."""
    return shipped.reader()


@pytest.fixture(scope="module")
def handwriting():
    """Twenty digits that the shipped network never saw, two of each class, with their labels."""
    strokes, labels = trials.handwriting(developed=True)
    first = np.concatenate([np.flatnonzero(labels == digit)[5:7] for digit in range(CLASSES)])
    return strokes[first], labels[first]


def test_drawings_and_photographs_are_read(reader, handwriting):
    """Most of them; the published trials tell the share."""
    strokes, labels = handwriting
    for pictures in trials.pictures(strokes).values():
        read = [reader.read(picture, one=True).readings[0].digit for picture in pictures]
        assert np.mean(read == labels) >= 0.8


@pytest.mark.slow
def test_nothing_depends_on_polarity_place_or_paper(reader, handwriting):
    """Negative, shifted, turned into a large picture: the answer is the same."""
    for stroke in handwriting[0][::3]:
        picture = pen.render(stroke)
        (expected,) = reader.read(picture, one=True).readings
        for other in (
            255 - picture,
            np.pad(picture, ((90, 10), (20, 150), (0, 0)), constant_values=pen.PAPER),
            picture.repeat(3, axis=0).repeat(3, axis=1),
        ):
            (answer,) = reader.read(other, one=True).readings
            assert answer.digit == expected.digit
            assert answer.confidence == pytest.approx(expected.confidence, abs=0.1)


def test_several_digits_are_read_in_their_order(reader, handwriting):
    """Each has its box, from left to right."""
    strokes, labels = handwriting
    row = np.concatenate([pen.render(strokes[place]) for place in (4, 8, 12)], axis=1)
    answer = reader.read(row)
    assert [each.digit for each in answer.readings] == list(labels[[4, 8, 12]])
    lefts = [each.box[0] for each in answer.readings]
    assert lefts == sorted(lefts)
    assert "".join(number.text for number in answer.numbers) == "".join(
        map(str, labels[[4, 8, 12]])
    )


def test_blank_paper_has_no_answer(reader):
    """Nothing is guessed, alone or among others."""
    blank = np.full((100, 100, 3), 240, np.uint8)
    assert reader.read(blank).readings == []
    assert reader.answer([]) == []


def test_one_digit_is_read_with_what_is_seen(reader, handwriting):
    """The same as among several; where there is no ink, white and no answer rather than another."""
    picture = pen.render(handwriting[0][0])
    answer = reader.read(picture, one=True)
    (expected,) = answer.readings
    image, shares = reader.read_one(picture)
    np.testing.assert_array_equal(image, photos.image(answer.paths[0][0][0]))
    np.testing.assert_array_equal(shares, expected.probabilities)
    image, shares = reader.read_one(np.full((100, 100, 3), 240, np.uint8))
    assert image.min() == 255
    assert len(set(shares.tolist())) == 1


def test_an_answer_says_how_sure_it_is():
    """The most probable digit, its probability, and whether to rely on it."""
    shares = np.full(CLASSES, (1 - SURE) / (CLASSES - 1), np.float32)
    shares[7] = SURE
    sure = Reading((0, 0, 1, 1), shares)
    assert (sure.digit, sure.confidence, sure.sure) == (7, pytest.approx(SURE), True)
    assert not Reading((0, 0, 1, 1), np.full(CLASSES, 0.1, np.float32)).sure


def number(*sure):
    """Make a number of sevens, by how sure each is."""
    shares = [np.array([*[(1 - each) / 9] * 7, each, *[(1 - each) / 9] * 2]) for each in sure]
    boxes = [(50 * place, 10 + place, 40, 60) for place in range(len(sure))]
    return Number(tuple(map(Reading, boxes, shares)))


def test_a_number_is_as_sure_as_its_digits_together():
    """It tells its digits, where they are, and which is most in doubt."""
    sure = number(0.995, 0.99, 0.994)
    assert (sure.text, sure.sure, sure.doubtful) == ("777", True, 1)
    assert sure.box == (0, 10, 140, 62)
    assert 0.8 < sure.confidence < 0.995 * 0.99 * 0.994
    assert not number(*[0.95] * 8).sure
    assert number(0.9).confidence == pytest.approx(0.9)


def test_a_number_is_as_sure_as_that_it_is_one():
    """What is common to all digits counts once."""
    shares = [each.probabilities / 2 for each in number(0.99, 0.99, 0.99).readings]
    halved = Number(tuple(Reading((0, 0, 1, 1), each) for each in shares))
    assert halved.confidence == pytest.approx(1 / (1 + np.exp(-PLATT[1])), abs=0.03)
    assert number(0.97, 0.97).confidence > number(0.97, 0.9).confidence


def test_what_is_no_digit_is_told(reader, handwriting):
    """With its place in pixels of the picture, which is worked on smaller; a digit beside is read.

    A spiral is ten heights of a pen long; it may be left out in pieces.
    """
    picture = cv2.resize(pen.render(handwriting[0][6]), (1000, 1000))
    page = np.pad(picture, ((0, 0), (0, 1400), (0, 0)), constant_values=pen.PAPER)
    turns = np.linspace(0, 6 * np.pi, 400)
    curve = np.stack([1700 + 20 * turns * np.cos(turns), 500 + 20 * turns * np.sin(turns)], axis=1)
    cv2.polylines(page, [curve.astype(np.int32)], False, (pen.INK,) * 3, 30)
    answer = reader.read(page)
    assert [each.digit for each in answer.readings] == [handwriting[1][6]]
    lefts, tops, widths, heights = np.array(answer.left_out).T
    place = (lefts.min(), tops.min(), (lefts + widths).max(), (tops + heights).max())
    assert place == pytest.approx((*(curve.min(0) - 15), *(curve.max(0) + 15)), abs=8)


def test_boxes_lie_inside_the_picture():
    """Also of one whose sides are not rounded alike when it is worked on smaller."""
    picture = np.full((1603, 2400, 3), 235, np.uint8)
    cv2.line(picture, (1000, 300), (1000, 1602), (30, 30, 30), 120)
    prepared = photos.prepare(picture)
    (row,) = prepared.rows
    (part,) = row.pieces
    assert part.box(prepared.scale)[3] + part.box(prepared.scale)[1] > 1603
    left, top, width, height = prepared.box(part)
    assert (left, left + width) == pytest.approx((940, 1060), abs=3)
    assert top + height == 1603
    assert prepared.bare().box(part) == (left, top, width, height)


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        (None, "must be an array; got NoneType"),
        ("photo.jpg", r"must be an array; got str\. .*decode\.read"),
        (np.zeros((28, 28), np.uint8), r"must be uint8 of shape.*got uint8 of shape \(28, 28\)"),
        (np.zeros((28, 28, 3)), "must be uint8.*got float64"),
        (np.zeros((0, 0, 3), np.uint8), r"with some pixels; got uint8 of shape \(0, 0, 3\)"),
    ],
)
def test_what_is_no_picture_is_told(picture, told, reader):
    """Such as what OpenCV returns of a file that is missing."""
    with pytest.raises(ValueError, match=told):
        reader.read(picture)


def test_what_is_bare_holds_no_more_than_ink(filling):
    """A part that is cut out of a picture would keep the whole of it in memory."""
    picture = np.full((600, 900, 3), 235, np.uint8)
    cv2.putText(picture, "17", (200, 400), cv2.FONT_HERSHEY_SIMPLEX, 8, (30, 30, 30), 20)
    written = photos.prepare(picture).bare()
    eight = next(each for each, light, text in filling if text == "8" and not light)
    other = photos.prepare(eight).bare().other
    assert written.whole is not None
    assert other is not None
    held = [
        part.shades for row in (*written.rows, written.whole, *other.rows) for part in row.pieces
    ]
    assert len(held) >= 4
    assert all(each.base is None for each in held)
    assert type(written) is type(other) is photos.Written


def test_a_narrow_picture_with_a_dark_frame_is_read_without_a_warning(reader):
    """Its lines are clean in too few columns to fit a curve to; warnings are errors here."""
    picture = np.full((200, 10, 3), 235, np.uint8)
    picture[:2] = picture[-2:] = picture[:, :1] = picture[:, -1:] = 20
    assert reader.read(picture).rows == []


def test_a_digit_in_pieces_is_one(reader):
    """Of a 5 whose bar stands apart by half its height, all ink together is surely a 5."""
    picture = np.full((400, 300, 3), 225, np.uint8)
    cv2.line(picture, (95, 80), (215, 70), (40, 40, 40), 18)
    cv2.ellipse(picture, (140, 265), (75, 75), 0, -115, 130, (40, 40, 40), 18)
    prepared = photos.prepare(picture)
    assert prepared.whole is not None
    assert len(prepared.rows) > 1
    (read,) = reader.read(picture).readings
    assert (read.digit, read.sure) == (5, True)
    scattered = np.concatenate([pen.render(each) for each in writers.strokes()[0][:6]])
    assert photos.prepare(scattered).whole is None
    cropped = picture[40:346, 88:221]
    assert photos.prepare(cropped).whole is None, "what goes on outside of the picture is a thing"


@pytest.fixture(scope="module")
def filling():
    """A thick digit of each class that fills its picture, dark and light, and which it is."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    found = []
    for stroke, label in zip(*(part[:10] for part in embedded.strokes()), strict=True):
        fine = cv2.resize(stroke, None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC)
        bold = cv2.dilate(fine, disc)
        left, top, width, height = cv2.boundingRect((bold > compose.THRESHOLD).astype(np.uint8))
        close = bold[top : top + height, left : left + width, None].repeat(3, axis=2) // 5 * 4
        found += [(30 + close, True, str(label)), (235 - close, False, str(label))]
    return found


@pytest.mark.parametrize("one", [False, True])
def test_a_thick_digit_that_fills_its_picture_is_read(reader, filling, one):
    """Be it light or dark: corners of the paper, and the hole of a 0, are no ink then."""
    right = mistaken = 0
    for picture, light, text in filling:
        answer = reader.read(picture, one=one)
        *_, width, height = answer.numbers[0].box
        fills = width * height > 0.9 * picture.shape[0] * picture.shape[1]
        right += [each.text for each in answer.numbers] == [text] and fills
        assert (answer.written.ink.light_on_dark == light) == fills
        mistaken += inks.find(picture).light_on_dark != light
    assert right >= len(filling) - 2
    assert mistaken >= 4, "the first look mistakes some, so that the test is about the second"


def test_only_where_reading_has_to_tell_is_paper_looked_at_as_ink(handwriting, filling):
    """Not where the edges are of paper, and not where there are many parts."""
    assert photos.prepare(pen.render(handwriting[0][3])).other is None
    eight = next(picture for picture, light, text in filling if text == "8" and not light)
    assert photos.prepare(eight).other is not None
    assert photos.prepare(np.concatenate([eight] * 8, axis=1)).other is None


def test_paper_is_ink_only_if_what_is_sure_then_is_larger_than_all_that_was_read(reader):
    """A sure speck is not read instead of a large digit in doubt; nor is what is in doubt."""

    def answer(confidence, side):
        shares = np.array([confidence, *[(1 - confidence) / 9] * 9])
        numbers = (Number((Reading((0, 0, side, side), shares),)),)
        return SimpleNamespace(numbers=numbers, written=SimpleNamespace(rows=[]))

    assert not reader._is_better(answer(0.99, 10), answer(0.6, 50))
    assert not reader._is_better(answer(0.6, 50), answer(0.99, 10))
    assert reader._is_better(answer(0.99, 50), answer(0.99, 10))


def test_the_trials_keep_their_parts_apart():
    """900 digits to develop on, 897 to measure on."""
    developed, measured = (trials.handwriting(developed=each) for each in (True, False))
    assert (len(developed[1]), len(measured[1])) == (900, 897)
    assert not (developed[0][-50:, None] == measured[0][None, :50]).all(axis=(2, 3)).any()


def test_a_ladder_adds_one_step_at_a_time(reader, handwriting):
    """Each step has its predictions; scaling is what an unscaled network lacks."""
    strokes, labels = handwriting
    climbed = trials.climb(reader.network, trials.pictures(strokes)["photographed"], labels)
    assert tuple(climbed) == trials.LADDER
    assert all(isinstance(each, Predictions) and len(each) == 20 for each in climbed.values())
    right = {step: each.correct.mean() for step, each in climbed.items()}
    assert right["framed"] > right["scaled"] > right["as_original"]
    image = simulate.photographs(strokes[:1], seed=0)
    assert metrics.accuracy(trials.climb(reader.network, image, labels[:1])["framed"]).estimate == 1


def test_networks_answer_what_nothing_was_decided_on(reader, handwriting, monkeypatch):
    """As on the ladder's step that readers stop at, on digits that were not developed on."""
    strokes, labels = handwriting
    asked = []

    def some(*, developed):
        asked.append(developed)
        return strokes, labels

    monkeypatch.setattr(trials, "handwriting", some)
    said = trials.answers([reader.network])
    assert asked == [False]
    for kind, of in trials.pictures(strokes).items():
        (found,) = said[kind]
        expected = trials.climb(reader.network, of, labels)["framed"]
        np.testing.assert_array_equal(found.probabilities, expected.probabilities)


def test_a_digit_that_is_small_is_not_read(reader, handwriting):
    """Unless it is brought into the frame; three pixels to the side do little."""
    frame = trials.displaced({"shipped": reader.network}, *handwriting)
    assert list(frame.loc["digit_size"].index) == list(trials.SIZES)
    assert list(frame.loc["digit_shift"].index) == list(trials.SHIFTS)
    right = frame["shipped"]
    assert right["digit_size", 1] == right["digit_shift", 0]
    assert right["digit_size", 0.3] < 0.5 < right["digit_shift", 3]


def test_what_was_measured_is_read_back(reader, handwriting, tmp_path):
    """The answers and their probabilities; what else was probable is not kept."""
    strokes, labels = handwriting
    found = trials.climb(reader.network, trials.pictures(strokes)["ink_on_paper"], labels)
    with (tmp_path / "trials.npz").open("wb") as file:
        trials.save({"ink_on_paper": found}, file)
    again = trials.load(tmp_path / "trials.npz")["ink_on_paper"]
    assert tuple(again) == trials.LADDER
    for step, expected in found.items():
        np.testing.assert_array_equal(again[step].predicted, expected.predicted)
        np.testing.assert_array_equal(again[step].labels, labels)
        np.testing.assert_allclose(again[step].confidence, expected.confidence, rtol=1e-6)


def test_pages_are_read_and_their_errors_counted(reader):
    """Of each kind, with the digits that are given."""
    strokes, labels = trials.handwriting(developed=True)
    table = trials.numbers(reader, strokes, labels, count=1)
    assert tuple(table.index) == pages.KINDS
    assert (table["pages"] == 1).all()
    assert table.loc["nothing", "digits"] == 0 < table.loc["row", "digits"]
    assert table.loc["nothing", ["estimate", "low", "high"]].isna().all()
    page = pages.page("row", strokes, labels, seed=(0, 0))
    assert table.loc["row", "digits"] == sum(map(len, page.rows))
    answer = reader.read(page.picture)
    row = table.loc["row"]
    assert row["errors"] == pages.errors(answer.rows, page.rows)
    assert row["sure"] == sum(len(each.readings) for each in answer.numbers if each.sure)
    assert row["low"] <= row["estimate"] == row["errors"] / row["digits"] <= row["high"]
    assert "".join(answer.rows) == "".join(str(each.digit) for each in answer.readings)


def test_the_handwriting_of_composed_images_is_each_digit_once():
    """In the order of their sources, whatever the order of the images."""
    strokes, labels = (part[:6] for part in embedded.strokes())
    data = compose.compose(strokes, labels, list(compose.photographs().values()), seed=0)
    written, digits = trials.strokes_of(data.take(np.arange(len(data))[::-1]))
    np.testing.assert_array_equal(written, strokes)
    np.testing.assert_array_equal(digits, labels)
    with pytest.raises(ValueError, match="not known"):
        trials.strokes_of(Digits(data.images, data.labels, data.modality, data.source))
