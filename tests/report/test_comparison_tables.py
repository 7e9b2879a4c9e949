"""The table of the comparison: what is told of each model, side by side."""

import pytest

from polymnist_lib import i18n
from polymnist_lib.report import comparison_tables
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
    table = comparison_tables.accuracies(
        {"cnn1": SEVERAL, "conv50k": ONE}, {"cnn1": plain}, {"cnn1": 0.763}
    ).frame
    assert list(table.columns) == columns
    rows = [[str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in table.values]
    assert rows[0] == cnn1
    assert rows[1][2:] == ["\N{EM DASH}"] * 3


def test_a_single_network_has_its_interval():
    """A range would be a point."""
    i18n.set_language("en")
    (cell,) = comparison_tables.accuracies({"linear": ONE}, {}, {}).frame["full size"]
    assert cell.replace("\N{NO-BREAK SPACE}", " ") == "35.0% (34.0 to 36.0%)"
