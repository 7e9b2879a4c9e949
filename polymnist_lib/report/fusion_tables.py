"""Tables of the chapter on several views: what they gain, and what unseen backgrounds cost."""

from collections.abc import Mapping, Sequence

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.plotting.style import name_of
from polymnist_lib.report.augmentation_tables import p_alone, points_intervals
from polymnist_lib.report.tables import Table


def gains(curves: Mapping[str, pd.DataFrame], family: pd.DataFrame) -> Table:
    """Tabulate what all views together gain over the best one.

    Parameters
    ----------
    curves : mapping of str to DataFrame
        Under each model's name, as `polymnist_lib.metrics.fusion.by_views` returns.
    family : DataFrame
        Indexed by the same names, the comparisons of `polymnist_lib.metrics.fusion.gain`.
    """
    last = pd.Series({name: frame["accuracy"].iloc[-1] for name, frame in curves.items()})
    first = [curves[name]["accuracy"].iloc[0] for name in family.index]
    together = last[family.index]
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(name) for name in family.index],
                i18n.term("one_view"): [i18n.percent(each) for each in first],
                i18n.term("best_view"): [i18n.percent(x) for x in together - family["estimate"]],
                i18n.term("all_views"): [i18n.percent(each) for each in together],
                i18n.term("gain"): [i18n.points(each) for each in family["estimate"]],
                i18n.term("interval"): points_intervals(family),
                i18n.term("p_holm"): [p_alone(each) for each in family["p_holm"]],
            }
        )
    )


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
    bounds = frame.rename(columns={f"{name}_low": "low", f"{name}_high": "high"})[["low", "high"]]
    return [
        f"{i18n.points(value)} ({interval})"
        for value, interval in zip(frame[name], points_intervals(bounds), strict=True)
    ]
