"""Tables as a page shows them."""

import re

import pandas as pd

from polymnist_lib.book import executed
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


def test_an_estimate_carries_its_interval():
    """An accuracy in prose stands with its interval."""
    written = tables.estimate(Interval(0.5, 0.4, 0.6))
    assert written == "50,0\u00a0% (40,0\u00a0a\u00a060,0\u00a0%)"


def test_durations_leave_gaps_where_an_edition_did_not_run(monkeypatch):
    """Each chapter has a row, each language a column, and a dash where nothing ran."""
    found = [
        {"chapter": "eda", "lang": "es", "seconds": 12.2, "stage": 1},
        {"chapter": "eda", "lang": "en", "seconds": 3.0, "stage": 1},
        {"chapter": "index", "lang": "es", "seconds": 65.0, "stage": 2},
    ]
    monkeypatch.setattr(executed, "durations", lambda root, profile: found)
    rows = tables.durations("embedded").frame.to_numpy().tolist()
    assert rows == [
        ["eda", "12\u00a0s", "3,0\u00a0s"],
        ["index", "1\u00a0min\u00a005\u00a0s", "—"],
    ]


def test_durations_of_nothing_are_an_empty_table(monkeypatch):
    """Before any chapter ran, the table has headers and no rows."""
    monkeypatch.setattr(executed, "durations", lambda root, profile: [])
    assert tables.durations("embedded").frame.empty
