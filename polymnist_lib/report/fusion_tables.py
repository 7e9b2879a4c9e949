"""Tables of the chapter on several views: what they give, and what unseen backgrounds cost."""

from collections.abc import Sequence

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report.tables import Table


def full_size(frame: pd.DataFrame) -> Table:
    """Tabulate the accuracy by number of views, as `findings.views` returns it."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("views"): [i18n.integer(each) for each in frame.index],
                i18n.term("same_handwriting"): [i18n.percent(x, 2) for x in frame["accuracy"]],
                i18n.term("interval"): [
                    i18n.interval(row.low, row.high, 2) for row in frame.itertuples()
                ],
                i18n.term("same_label"): [i18n.percent(x, 2) for x in frame["paired"]],
            }
        )
    )


def unseen(frame: pd.DataFrame, names: Sequence[str]) -> Table:
    """Tabulate what unseen backgrounds cost.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.unseen` returns.
    names : sequence of str
        Of the modalities.
    """
    table = pd.DataFrame(
        {
            i18n.term("modality"): [names[each] for each in frame.index],
            i18n.term("background_seen"): [i18n.percent(each) for each in frame["seen"]],
            i18n.term("background_unseen"): [i18n.percent(each) for each in frame["unseen"]],
            i18n.term("drop"): _drops(frame, "drop"),
            i18n.term("drop_left"): _drops(frame, "left"),
        }
    )
    return Table(table)


def remedies(frame: pd.DataFrame, names: Sequence[str]) -> Table:
    """Tabulate how well remedies read backgrounds left out, as `findings.remedies` returns it."""
    columns = {
        i18n.term("no_remedy" if policy == "all" else str(policy)): [
            i18n.percent(each) for each in frame[policy]
        ]
        for policy in frame.columns
    }
    return Table(
        pd.DataFrame({i18n.term("modality"): [names[each] for each in frame.index], **columns})
    )


def _drops(frame: pd.DataFrame, name: str) -> list[str]:
    """Write drops with their intervals."""
    columns = frame[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False)
    return [
        f"{i18n.points(value)} ({i18n.points_interval(low, high)})" for value, low, high in columns
    ]
