"""The table of the audit: what the report measured, and what its way of measuring gives again."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.plotting.style import name_of
from polymnist_lib.report.tables import Table
from polymnist_lib.study.reference import claimed


def repeated(frame: pd.DataFrame) -> Table:
    """Tabulate what the original report announced, and what its way of measuring gives again.

    Parameters
    ----------
    frame : DataFrame
        The rows of ``flaw_fitted`` of `polymnist_lib.study.findings.flaws`, indexed by model.
    """
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in frame.index],
                i18n.term("original_report"): [
                    i18n.percent(claimed(each), 2) for each in frame.index
                ],
                i18n.term("measured_so_again"): [i18n.percent(each) for each in frame["with"]],
                i18n.term("on_new_digits"): [i18n.percent(each) for each in frame["without"]],
            }
        )
    )
