"""Tables of reading pictures of handwriting that the network never saw."""

import pandas as pd

from polymnist_lib import i18n, metrics
from polymnist_lib.reading import trials
from polymnist_lib.reading.trials import Trials
from polymnist_lib.report.tables import Table, estimate


def ladder(measured: Trials) -> Table:
    """Tabulate the accuracy after each step, for each kind of picture.

    Parameters
    ----------
    measured : mapping
        As `polymnist_lib.reading.trials.measure` returns.
    """
    columns = {i18n.term("step"): [i18n.term(f"step_{step}") for step in trials.LADDER]}
    for kind, steps in measured.items():
        columns[i18n.term(kind)] = [
            estimate(metrics.accuracy(steps[step])) for step in trials.LADDER
        ]
    return Table(pd.DataFrame(columns))
