"""Tables of the audit and of the drawings."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n, metrics
from polymnist_lib.metrics import Comparison, Interval, Predictions
from polymnist_lib.reading.drawings import Drawing
from polymnist_lib.reading.reader import Reading
from polymnist_lib.report import audit_tables


@pytest.fixture(autouse=True)
def english():
    """Write in English."""
    i18n.set_language("en")


def answers(right, total=10, *, sure=False):
    """Make predictions of fives, the first of which are right."""
    said = np.where(np.arange(total) < right, 5, 6)
    probabilities = np.full((total, 10), 0.0 if sure else 0.02, np.float32)
    probabilities[np.arange(total), said] = 1.0 if sure else 0.82
    labels = np.full(total, 5)
    return Predictions(probabilities, labels, np.zeros_like(labels), np.arange(total))


def test_accuracies_have_names_and_intervals():
    """Rows are named by terms where there are such; more columns come before the accuracy."""
    rows = {"digits_at_random": Interval(0.75, 0.7, 0.8), "0": Interval(0.5, 0.4, 0.6)}
    frame = audit_tables.accuracies("division", rows, seen_in_training=["0%", "98%"]).frame
    assert list(frame.iloc[0]) == ["digits at random", "0%", "75.0%", i18n.interval(0.7, 0.8)]
    assert frame.iloc[1, 0] == "0"


def test_effects_that_were_not_tested_have_no_p_value():
    """A dash stands where a p-value would claim a test, and a spread has no sign."""
    family = metrics.family({"flaw_steps": Comparison(-0.02, -0.03, -0.01, 0.01)})
    family.loc["flaw_seed", ["estimate", "low", "high"]] = 0.01, 0.005, 0.04
    frame = audit_tables.effects("flaw", family).frame
    assert list(frame.iloc[0]) == [
        "only 160 steps",
        "−2.0",
        i18n.points_interval(-0.03, -0.01),
        "0.010",
    ]
    assert list(frame.iloc[1])[1:] == ["1.0", "0.5\xa0to\xa04.0", "—"]


def test_fitted_shows_parts_and_their_difference():
    """Parts have accuracies; the difference between parts has none."""
    effects = {
        "validation": Comparison(0.04, 0.01, 0.07, 0.01),
        "seen_or_not": Comparison(0.02, 0.0, 0.04, 0.04),
    }
    frame = audit_tables.fitted({"validation": (0.78, 0.82)}, effects).frame
    assert list(frame.iloc[0, 1:4]) == ["78.0%", "82.0%", "+4.0"]
    assert list(frame.iloc[1, 1:4]) == ["—", "—", "+2.0"]


def test_unprepared_counts_what_is_saturated():
    """The share of probabilities of exactly 1 is that of the predictions without preparation."""
    prepared, bare = {"cnn1": answers(8)}, {"cnn1": answers(6, sure=True)}
    family = metrics.family({"cnn1": metrics.compare(bare["cnn1"], prepared["cnn1"])})
    frame = audit_tables.unprepared(prepared, bare, family).frame
    assert list(frame.iloc[0, :5]) == ["CNN 1", "80.0%", "60.0%", "100.0%", "−20.0"]


def test_the_report_stands_beside_its_repetition():
    """What was announced, what its way of measuring gives, and what holds on new digits."""
    effect = metrics.compare(answers(8), answers(6))
    frame = metrics.family({"mlp1": effect}).assign(**{"with": 0.75, "without": 0.74})
    row = audit_tables.repeated(frame).frame.iloc[0]
    assert list(row[:5]) == ["MLP 1", "55.7%", "75.0%", "74.0%", "+20.0"]


def test_fives_end_with_their_mean():
    """A row a seed, then the mean with the interval of the difference."""
    complete, thinned = [answers(8), answers(6)], [answers(7), answers(6)]
    effect = metrics.difference_across_seeds(thinned, complete)
    frame = audit_tables.fives(complete, thinned, effect).frame
    assert list(frame.iloc[:, 0]) == ["0", "1", "mean"]
    assert list(frame.iloc[2, 1:3]) == ["70.0%", "65.0%"]
    assert frame.iloc[2, 3].startswith("−5.0 (")


def test_drawings_say_what_was_answered():
    """Each file has its digit, the answer, how sure it is, and whether it is right."""
    blank = np.zeros((28, 28, 3), np.uint8)
    files = [Drawing(f"5_{each}.png", 5, blank, blank) for each in "ab"]
    frame = audit_tables.drawings(files, answers(1, 2)).frame
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.iloc[0]) == ["5_a.png", "5", "5", "82.0%", "yes"]
    assert list(frame.iloc[1, 2:]) == ["6", "82.0%", "no"]


def test_readings_say_whether_they_are_sure():
    """One row a drawing; where nothing was found there is no answer."""
    blank = np.zeros((28, 28, 3), np.uint8)
    files = [Drawing(f"{each}.png", 5, blank, blank) for each in ("5", "5_blank")]
    shares = np.eye(10, dtype=np.float32)[5] * 0.9 + 0.01
    frame = audit_tables.readings(files, [[Reading((0, 0, 1, 1), shares)], []]).frame
    assert list(frame.iloc[0]) == ["5.png", "5", "5", "91.0%", "yes", "yes"]
    assert list(frame.iloc[1]) == ["5_blank.png", "5", "—", "—", "no", "no"]
