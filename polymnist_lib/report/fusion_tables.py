"""Tables of the chapter on several views: what they gain, and what unseen backgrounds cost."""

from collections.abc import Mapping, Sequence

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.plotting.style import name_of
from polymnist_lib.report.study_tables import points_intervals
from polymnist_lib.report.tables import Table


def gains(curves: Mapping[str, pd.DataFrame], found: Mapping[str, Interval]) -> Table:
    """Tabulate what all views together gain over the best one.

    Parameters
    ----------
    curves : mapping of str to DataFrame
        Under each model's name, as `polymnist_lib.metrics.fusion.by_views` returns.
    found : mapping of str to Interval
        Under the same names, as `polymnist_lib.metrics.fusion.gain` returns.
    """
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): name_of(name),
                i18n.term("one_view"): i18n.percent(frame["accuracy"].iloc[0]),
                i18n.term("best_view"): i18n.percent(
                    frame["accuracy"].iloc[-1] - found[name].estimate
                ),
                i18n.term("all_views"): i18n.percent(frame["accuracy"].iloc[-1]),
                i18n.term("gain"): i18n.points(found[name].estimate),
                i18n.term("interval"): i18n.points_interval(found[name].low, found[name].high),
            }
            for name, frame in curves.items()
        )
    )


def full_size(frame: pd.DataFrame) -> Table:
    """Tabulate the accuracy by number of views, as `polymnist_lib.findings.views` returns it."""
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
        As `polymnist_lib.findings.unseen` returns.
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
    bounds = frame.rename(columns={f"{name}_low": "low", f"{name}_high": "high"})[["low", "high"]]
    return [
        f"{i18n.points(value)} ({interval})"
        for value, interval in zip(frame[name], points_intervals(bounds), strict=True)
    ]
