"""Figures over epochs: where they are covered."""

import json
from html import unescape

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from polymnist_lib import i18n, plotting
from polymnist_lib.report import overlay, played


@pytest.fixture
def figure():
    """Two panels of ten epochs."""
    rows = {
        (model, policy, epoch): epoch / 20
        for model in ("cnn1", "mlp2")
        for policy in ("none", "all")
        for epoch in range(1, 11)
    }
    frame = pd.Series(rows, name="accuracy").rename_axis(["model", "policy", "epoch"]).to_frame()
    return plotting.over_epochs(frame)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_each_panel_is_covered_by_its_own_epochs(figure, lang):
    """Its place in the picture, and where in it the first and the last epoch are."""
    i18n.set_language(lang)
    piece = BeautifulSoup(played.Played(figure, 10, figure="fig-x")._repr_html_(), "html.parser")
    part = piece.select_one(".played")
    assert part["data-figure"] == "fig-x"
    panels = json.loads(unescape(part["data-panels"]))
    assert len(panels) == 2
    for ax, (*place, first, last) in zip(figure.axes, panels, strict=True):
        assert place == pytest.approx(overlay.place(ax))
        assert 0 < first < 0.1
        assert 0.9 < last < 1
    slider = part.select_one("input")
    assert (slider["min"], slider["max"], slider["value"]) == ("1", "10", "10")
    assert part.select_one("button").get_text() == i18n.term("played_play")
    assert json.loads(unescape(part["data-words"]))["epoch"].count("{epoch}") == 1


def test_the_panels_share_a_legend(figure):
    """A line a policy in each; their names stand once."""
    assert [ax.get_title() for ax in figure.axes] == ["CNN 1", "MLP 2"]
    assert all(len(ax.lines) == 2 for ax in figure.axes)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "sin aumento",
        "transformada entera",
    ]
