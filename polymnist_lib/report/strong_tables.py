"""Tables of the chapter on better networks."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.plotting.style import name_of
from polymnist_lib.report.tables import Table


def sizes(frame: pd.DataFrame) -> Table:
    """Tabulate what networks of different sizes give, as `findings.sizes` does."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in frame.index],
                i18n.term("parameters"): [i18n.integer(each) for each in frame["parameters"]],
                i18n.term("milliseconds"): [i18n.number(x, 2) for x in frame["milliseconds"]],
                i18n.term("accuracy"): [i18n.percent(each, 2) for each in frame["accuracy"]],
                i18n.term("interval"): [
                    i18n.interval(row.low, row.high, 2) for row in frame.itertuples()
                ],
                i18n.term("seeds"): [i18n.integer(each) for each in frame["seeds"]],
            }
        )
    )


def misread(frame: pd.DataFrame) -> Table:
    """Tabulate in how many views digits are misread, as `findings.misread` counts."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("misread"): [i18n.integer(each) for each in frame.index],
                i18n.term("handwritten_digits"): [i18n.integer(each) for each in frame["digits"]],
                i18n.term("share_of_errors"): [i18n.percent(each) for each in frame["errors"]],
            }
        )
    )
