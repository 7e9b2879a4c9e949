"""Tables of results, in the language in force."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Predictions
from polymnist_lib.reading import trials
from polymnist_lib.report import results_tables
from polymnist_lib.study.findings import Level

SEVERAL = Level(0.864, 0.85, 0.88, least=0.859, greatest=0.867, seeds=3)
ONE = Level(0.35, 0.34, 0.36, least=0.35, greatest=0.35, seeds=1)


@pytest.mark.parametrize(
    ("lang", "columns", "cnn1"),
    [
        (
            "es",
            ["modelo", "con todos los datos", "sin aumento", "informe original", "esta copia"],
            ["CNN 1", "86,4 % (85,9 a 86,7 %)", "89,4 %", "88,12 %", "76,3 %"],
        ),
        (
            "en",
            ["model", "full size", "without augmentation", "original report", "this copy"],
            ["CNN 1", "86.4% (85.9 to 86.7%)", "89.4%", "88.12%", "76.3%"],
        ),
    ],
)
def test_all_accuracies_of_a_model_stand_in_its_row(lang, columns, cnn1):
    """Full size has the range of its seeds; what is not known is a dash."""
    i18n.set_language(lang)
    plain = Level(0.894, 0.88, 0.9, least=0.89, greatest=0.898, seeds=3)
    table = results_tables.accuracies(
        {"cnn1": SEVERAL, "conv50k": ONE}, {"cnn1": plain}, {"cnn1": 0.763}
    ).frame
    assert list(table.columns) == columns
    rows = [[str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in table.values]
    assert rows[0] == cnn1
    assert rows[1][2:] == ["\N{EM DASH}"] * 3


def test_a_single_network_has_its_interval():
    """A range would be a point."""
    i18n.set_language("en")
    (cell,) = results_tables.accuracies({"linear": ONE}, {}, {}).frame["full size"]
    assert cell.replace("\N{NO-BREAK SPACE}", " ") == "35.0% (34.0 to 36.0%)"


def test_digits_are_counted_by_their_misread_views():
    """How many, and their share of all errors."""
    i18n.set_language("en")
    frame = pd.DataFrame(
        {"digits": [10, 0, 0, 5, 2], "errors": [0.25, 0, 0, 0.5, 0.25]},
        index=pd.Index(range(1, 6), name="misread"),
    )
    table = results_tables.misread(frame).frame
    assert table.iloc[3].tolist() == ["4", "5", "50.0%"]


def test_sizes_are_tabulated():
    """Parameters, time, accuracy with interval and seeds, in the language in force."""
    i18n.set_language("en")
    frame = pd.DataFrame(
        {
            "parameters": [8602],
            "milliseconds": [0.1152],
            "accuracy": [0.98734],
            "low": [0.98],
            "high": [0.99],
            "seeds": [1],
        },
        index=["conv10k"],
    )
    row = results_tables.sizes(frame).frame.iloc[0].tolist()
    assert row[:4] == ["conv10k", "8,602", "0.12", "98.73%"]
    assert row[5] == "1"


@pytest.fixture
def unseen():
    """One large drop that the remedy cuts, and one too small to mend."""
    return pd.DataFrame(
        {
            "seen": [0.9, 0.9],
            "unseen": [0.7, 0.899],
            "drop": [0.2, 0.001],
            "drop_low": [0.15, -0.001],
            "drop_high": [0.25, 0.003],
            "remedied": [0.85, 0.897],
            "left": [0.05, 0.003],
            "left_low": [0.04, 0.001],
            "left_high": [0.06, 0.005],
            "remedy": ["all_recoloured", "all_relit"],
        },
        index=pd.Index([0, 1], name="modality"),
    )


def test_tables_are_written_in_the_language_in_force(unseen):
    """Accuracies, drops with intervals, and the choice of the remedy."""
    i18n.set_language("en")
    row = results_tables.unseen(unseen, ["m0", "m1"]).frame.iloc[0]
    between = "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}"
    assert row.tolist() == [
        "m0",
        "90.0%",
        "70.0%",
        f"+20.0 (+15.0{between}+25.0)",
        f"+5.0 (+4.0{between}+6.0)",
    ]
    scores = pd.DataFrame({"all": [0.1], "all_relit": [0.2]}, index=[0])
    assert list(results_tables.remedies(scores, ["m0"]).frame) == [
        "modality",
        "none",
        "random light",
    ]
    together = pd.DataFrame(
        {"accuracy": [0.99], "low": [0.98], "high": [0.995], "paired": [0.9999]}, index=[2]
    )
    assert results_tables.views(together).frame.iloc[0].tolist() == [
        "2",
        "99.00%",
        f"98.00{between}99.50%",
        "99.99%",
    ]


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
    frame = results_tables.ladder(measured).frame
    assert list(frame.columns) == ["step", "ink on paper", "simulated photographs"]
    assert list(frame["step"])[:2] == ["as in the original", "+ scaled to 0–1"]
    assert frame["simulated photographs"].iloc[3].startswith("90.0% (")


def test_the_report_stands_beside_its_repetition():
    """What was announced, what its way of measuring gives, and what holds on new digits."""
    i18n.set_language("en")
    frame = pd.DataFrame({"with": [0.75], "without": [0.74]}, index=["mlp1"])
    row = results_tables.repeated(frame).frame.iloc[0]
    assert list(row) == ["MLP 1", "55.68%", "75.0%", "74.0%"]
