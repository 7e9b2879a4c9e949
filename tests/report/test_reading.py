"""Tables and sentences of reading pictures, for results of all kinds."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval, Predictions
from polymnist_lib.reading import trials
from polymnist_lib.report import reading_sentences, reading_tables

SIZE = 70
SHARES = (0.1, 0.6, 0.7, 0.9, 0.8)


@pytest.fixture
def measured():
    """Two kinds of pictures, of which each step reads a share that is given."""
    labels = np.arange(SIZE) % 10

    def found(share):
        right = np.arange(SIZE) < round(share * SIZE)
        shares = np.eye(10)[(labels + ~right) % 10]
        return Predictions(shares, labels, np.zeros(SIZE, int), np.arange(SIZE))

    steps = dict(zip(trials.LADDER, map(found, SHARES), strict=True))
    return {"ink_on_paper": steps, "photographed": steps}


def test_the_ladder_has_a_row_a_step(measured):
    """And a column a kind of picture, with intervals."""
    i18n.set_language("en")
    frame = reading_tables.ladder(measured).frame
    assert list(frame.columns) == ["step", "ink on paper", "simulated photographs"]
    assert list(frame["step"])[:2] == ["as in the original", "+ scaled to 0–1"]
    assert frame["simulated photographs"].iloc[3].startswith("90.0% (")


def test_blocks_are_those_of_the_last_step(measured):
    """The first ones are read well, the last one is not."""
    i18n.set_language("en")
    frame = reading_tables.blocks(measured).frame
    assert list(frame["block"]) == [str(number) for number in range(1, 8)]
    assert frame["ink on paper"].iloc[0].startswith("100.0%")
    assert frame["ink on paper"].iloc[-1].startswith("30.0%")


def test_each_step_is_compared_with_the_one_before(measured):
    """One family over both kinds."""
    family = trials.gains(measured)
    expected = np.diff(SHARES)
    np.testing.assert_allclose(family.loc["photographed", "estimate"], expected, atol=1e-9)
    assert list(family.loc["ink_on_paper"].index) == list(trials.LADDER[1:])
    assert (family["p_holm"] >= family["p"]).all()


def test_steps_are_told_by_what_they_buy():
    """What helps, what costs, and what cannot be told from chance."""
    rows = {
        ("photographed", "scaled"): (0.5, 1),
        ("photographed", "ink_alone"): (0.01, 0),
        ("photographed", "framed"): (0.3, 1),
        ("photographed", "hard_edged"): (-0.02, -1),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "sign"])
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["kind", "step"])
    said = reading_sentences.ladder(frame)
    assert said["en"] == (
        "With simulated photographs, accuracy rises when grey levels are divided by 255 (+50.0) "
        "and when the digit is brought into the frame of the data (+30.0); falls when the digit's "
        "intermediate shades are removed (−2.0); and does not demonstrably change when nothing "
        "but the ink is left (+1.0)."
    )
    assert said["es"].startswith(
        "Con fotografías simuladas, la exactitud sube al dividir los grises por 255 (+50,0)"
    )


def test_blocks_that_are_read_unequally_are_told_apart(measured):
    """The last block is read worse than chance explains; blocks read alike are not."""
    said = reading_sentences.blocks({"photographed": measured["photographed"]})
    assert said["en"].startswith(
        "With simulated photographs, accuracy goes from 30.0% to 100.0%, more"
    )
    assert said["es"].startswith(
        "Con fotografías simuladas, la exactitud va del 30,0\u00a0% al 100,0\u00a0%, más"
    )
    found = measured["photographed"]["framed"]
    alike = found.take(np.tile(np.arange(10), trials.BLOCKS))
    said = reading_sentences.blocks({"photographed": {"framed": alike}})
    assert (
        "a difference that chance can explain (chi-square test: p\u00a0>\u00a00.999" in said["en"]
    )
    assert "una diferencia que el azar puede explicar" in said["es"]


@pytest.mark.parametrize(
    ("share", "es", "en"),
    [
        (0.99, "la estimación alcanza el objetivo", "the estimate reaches the aim"),
        (0.975, ", que está dentro del intervalo.", ", which lies within the interval."),
        (0.9, "la estimación no alcanza el objetivo", "the estimate does not reach the aim"),
    ],
)
def test_aims_are_held_against_what_was_measured(share, es, en):
    """Reached or not, by the estimate."""
    said = reading_sentences.aims({"photographed": Interval(share, share - 0.01, share + 0.01)})
    assert es in said["es"]
    assert en in said["en"]
    assert "97" in said["en"]


def test_varied_handwriting_is_told_by_what_it_does():
    """It can help with pictures, harm on the test images, and do nothing that is shown."""
    rows = {
        "test_images": (-0.01, 0.01, -1),
        "ink_on_paper": (0.004, 0.4, 0),
        "photographed": (0.02, 0, 1),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "p_holm", "sign"])
    frame = frame.assign(low=frame["estimate"] - 0.01, high=frame["estimate"] + 0.01)
    said = reading_sentences.varied(frame)
    assert said["en"] == (
        "On the test images, accuracy falls by more than chance can explain (−1.0 points; 95% "
        "interval: −2.0\xa0to\xa00.0; p\xa0=\xa00.010). With ink on plain paper, no effect is "
        "shown, though there may be one (+0.4 points; 95% interval: −0.6\xa0to\xa0+1.4; "
        "p\xa0=\xa00.400). With simulated photographs, accuracy rises by more than chance can "
        "explain (+2.0 points; 95% interval: +1.0\xa0to\xa0+3.0; p\xa0<\xa00.001)."
    )
    assert "liso no se demuestra ningún efecto, aunque puede haberlo (+0,4 puntos;" in said["es"]
