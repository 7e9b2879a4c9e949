"""Tables as a page shows them."""

import re
from types import SimpleNamespace

import pandas as pd

from polymnist_lib.metrics import Interval
from polymnist_lib.report import tables


def test_html_has_headers_and_escapes():
    """Headers say that they are; a cell's text is text, never markup."""
    frame = pd.DataFrame({"a<b": ["<i>x</i>", 2], "c": ["y & z", "w"]})
    html = tables.Table(frame)._repr_html_()
    assert '<th scope="col">a&lt;b</th><th scope="col">c</th>' in html
    assert '<tr><th scope="row">&lt;i&gt;x&lt;/i&gt;</th><td>y &amp; z</td></tr>' in html
    assert '<tr><th scope="row">2</th><td>w</td></tr>' in html


def test_numbers_line_up():
    """Columns of numbers are marked, but for the first; text and intervals are not."""
    columns = {
        "digit": [1, 2],
        "share": ["71.9%", "\N{EM DASH}"],
        "images": ["1,797", "\N{MINUS SIGN}3"],
        "time": ["0,73 s", "12 min 05 s"],
        "p": ["<\N{NO-BREAK SPACE}0.001", "0.120"],
        "interval": ["69.5 to 74.6%", "1 to 2%"],
        "shape": ["28 × 28", "7"],
    }
    text = tables.Table(pd.DataFrame(columns))._repr_html_()
    marked = re.findall(r'<th scope="col" class="number">(\w+)</th>', text)
    assert marked == ["share", "images", "time", "p"]
    assert text.count('<td class="number">') == 2 * len(marked)


def test_an_architecture_ends_with_its_sums():
    """Of all parameters, and of those that are trained."""
    layers = pd.DataFrame(
        {
            "layer": ["Dense", "BatchNormalization"],
            "output": ["7 x 200", "7 x 200"],
            "parameters": [1800, 800],
            "trainable": [1800, 400],
        }
    )
    frame = tables.architecture(SimpleNamespace(layers=layers)).frame
    assert frame.iloc[0].tolist() == ["Dense", "7 × 200", "1800", "1800"]
    assert frame.iloc[-1].tolist() == ["total", "", "2600", "2200"]


def test_an_estimate_carries_its_interval():
    """An accuracy in prose stands with its interval."""
    written = tables.estimate(Interval(0.5, 0.4, 0.6))
    assert written == "50,0\u00a0% (40,0\u00a0a\u00a060,0\u00a0%)"
