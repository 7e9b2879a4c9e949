"""Tables of the data chapter, in both languages."""

import numpy as np

from polymnist_lib import digits, exploration, i18n
from polymnist_lib.digits import MODALITIES, SIDE, DataSet, Digits
from polymnist_lib.report import data_tables


def make(n, *, known=True, first=0):
    """Make black images of `n` handwritten digits in all modalities."""
    return Digits(
        np.zeros((MODALITIES * n, SIDE, SIDE, 3), np.uint8),
        np.tile(np.arange(n) % 10, MODALITIES),
        np.repeat(np.arange(MODALITIES), n),
        np.tile(np.arange(first, first + n), MODALITIES) if known else None,
    )


def data(*, known=True):
    """Make a source of 12 + 4 handwritten digits."""
    by = "sources" if known else "images"
    return DataSet("x", make(12, known=known), make(4, known=known, first=12), by, 3)


def test_overview_counts_images_and_digits():
    """Images, handwritten digits, images per modality and memory of both parts."""
    rows = data_tables.overview(data()).frame.to_numpy().tolist()
    assert rows == [
        ["entrenamiento y validación", "60", "12", "12", "0,1\u00a0MB"],
        ["prueba", "20", "4", "4", "0,0\u00a0MB"],
    ]


def test_unequal_modalities_show_their_extremes():
    """Where a modality has fewer images, the least and the greatest number are told."""
    whole = make(12)
    short = DataSet("x", whole.take(np.arange(58)), make(4, first=12), "sources", 3)
    assert data_tables.overview(short).frame.iloc[0, 3] == "10–12"


def test_unknown_sources_are_said_to_be_unknown():
    """Every table says that sources are not known instead of leaving a hole or a number."""
    i18n.set_language("en")
    unknown = data(known=False)
    assert data_tables.overview(unknown).frame["handwritten digits"].tolist() == ["unknown"] * 2
    head = data_tables.head(exploration.frame(unknown.train)).frame
    assert head["handwritten digit"].tolist() == ["unknown"] * 10
    row = data_tables.variables(unknown).frame.iloc[3].tolist()
    assert row == ["handwritten digit", "unknown", "1", "—", "0 / 60", "0 / 20"]
    division = data_tables.division(digits.split(unknown)).frame
    assert division.iloc[:, 4].tolist() == ["—", "unknown", "unknown"]


def test_head_shows_the_first_ten_rows():
    """Rows come in the order given."""
    table = data_tables.head(exploration.frame(make(3)).iloc[::-1]).frame
    assert table["imagen"].tolist() == list(range(14, 4, -1))
    assert table.to_numpy().tolist()[:2] == [[14, "m4", 2, 2], [13, "m4", 1, 1]]


def test_variables_span_both_parts():
    """Extremes are those of both parts together."""
    row = data_tables.variables(data()).frame.iloc[3].tolist()
    assert row == ["dígito manuscrito", "int64", "1", "0–15", "60 / 60", "20 / 20"]


def test_checks_are_worded():
    """Each check has its words and its two counts."""
    found = exploration.checks(data())
    rows = dict(zip(found.index, data_tables.checks(found).frame.to_numpy().tolist(), strict=True))
    assert rows["blank"] == ["imágenes de un solo color", "60", "20"]
    assert rows["unreadable"][1:] == ["0", "0"]


def test_one_hot_has_one_one():
    """Each vector has its single one in the column of its label."""
    frame = data_tables.one_hot(np.array([3, 0])).frame
    assert frame.iloc[:, 0].tolist() == [3, 0]
    assert frame.iloc[:, 1:].sum(axis=1).tolist() == [1, 1]
    assert frame.iloc[0]["3"] == 1


def test_division_shows_what_leaks():
    """Shares of all images, and of images whose handwriting is in training: none, or many."""
    rows = data_tables.division(digits.split(data())).frame.to_numpy().tolist()
    assert [row[1] for row in rows] == ["45", "15", "20"]
    assert [row[4] for row in rows] == ["—", "0,0\u00a0%", "0,0\u00a0%"]
    leaking = digits.split_images(make(12), validation=0.2, test=0.2)
    assert data_tables.division(leaking).frame.iloc[1, 4] > "0,0\u00a0%"
