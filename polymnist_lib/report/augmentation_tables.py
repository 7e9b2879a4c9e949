"""Tables of the augmentation chapter: policies, accuracies over seeds, differences, costs."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.digits import SIDE
from polymnist_lib.metrics.policies import CONTROL
from polymnist_lib.plotting.style import name_of
from polymnist_lib.report.tables import Table
from polymnist_lib.training import alterations
from polymnist_lib.training.augment import MOVES, Policy


def policies() -> Table:
    """Tabulate the ranges of each policy, those measured on images and what fills the border."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("policy"): i18n.term(name),
                i18n.term("requested"): _requested(policy),
                i18n.term("measured"): _measured(policy),
                i18n.term("fill"): "—" if _still(policy) else i18n.term(policy.fill),
            }
            for name, policy in MOVES.items()
        )
    )


def accuracies(frame: pd.DataFrame) -> Table:
    """Tabulate accuracies over seeds, as `policies.accuracies` returns them."""
    seeds = frame.filter(like="seed ")
    table = _named(frame)
    table[i18n.term("accuracy")] = [i18n.percent(each) for each in frame["accuracy"]]
    table[i18n.term("interval")] = [i18n.interval(row.low, row.high) for row in frame.itertuples()]
    lowest, highest = seeds.min(axis=1), seeds.max(axis=1)
    table[i18n.term("seeds_from_to")] = [
        i18n.interval(*each) for each in zip(lowest, highest, strict=True)
    ]
    return Table(table)


def differences(frame: pd.DataFrame) -> Table:
    """Tabulate a family of comparisons, as `metrics.family` returns it."""
    table = _named(frame)
    table[i18n.term("difference")] = [i18n.points(each) for each in frame["estimate"]]
    table[i18n.term("interval")] = points_intervals(frame)
    table[i18n.term("p_holm")] = [p_alone(each) for each in frame["p_holm"]]
    return Table(table)


def seed_spread(frame: pd.DataFrame) -> Table:
    """Tabulate how far seeds move each model, as `policies.seed_spread` returns it."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in frame.index],
                i18n.term("deviation"): [_points(each) for each in frame["deviation"]],
                i18n.term("pair_deviation"): [_points(each) for each in frame["pair"]],
                i18n.term("largest_range"): [
                    f"{_points(row.range)} ({i18n.term(row.policy)})" for row in frame.itertuples()
                ],
            }
        )
    )


def gaps(frame: pd.DataFrame) -> Table:
    """Tabulate gaps between training images and others, as `policies.gaps` returns them."""
    table = _named(frame)
    table[i18n.term("seen_images")] = [i18n.percent(each) for each in frame["training"]]
    table[i18n.term("validation")] = [i18n.percent(each) for each in frame["validation"]]
    table[i18n.term("gap")] = [i18n.points(each) for each in frame["gap"]]
    table[i18n.term("interval")] = points_intervals(frame)
    return Table(table)


def before_and_after(accuracies: pd.DataFrame, changes: pd.DataFrame) -> Table:
    """Tabulate each model without augmentation and with all of it, and the difference.

    Parameters
    ----------
    accuracies, changes : DataFrame
        As `policies.accuracies` and `policies.differences` return.
    """
    rows = changes.xs("all", level="policy")
    columns = {
        name: [i18n.percent(accuracies.loc[(model, policy), "accuracy"]) for model in rows.index]
        for name, policy in (("without_augmentation", CONTROL), ("with_all", "all"))
    }
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in rows.index],
                **{i18n.term(name): values for name, values in columns.items()},
                i18n.term("difference"): [i18n.points(each) for each in rows["estimate"]],
                i18n.term("interval"): points_intervals(rows),
                i18n.term("p_holm"): [p_alone(each) for each in rows["p_holm"]],
            }
        )
    )


def costs(frame: pd.DataFrame) -> Table:
    """Tabulate what altering an epoch's images takes, as `metrics.policies.costs` returns it."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in frame.index],
                i18n.term("epoch_without"): [i18n.seconds(each) for each in frame["seconds"]],
                i18n.term("altering"): [i18n.seconds(each) for each in frame["altering"]],
                i18n.term("ratio_of_times"): [i18n.percent(each, 0) for each in frame["share"]],
            }
        )
    )


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Begin a table with the names of the model and the policy of each row."""
    names: Mapping[str, list[str]] = {
        i18n.term(level): [name_of(each) for each in frame.index.get_level_values(level)]
        for level in ("model", "policy")
    }
    return pd.DataFrame(names)


def points_intervals(frame: pd.DataFrame) -> list[str]:
    """Write the interval of each difference in points."""
    return [i18n.points_interval(row.low, row.high) for row in frame.itertuples()]


def _points(share: float) -> str:
    """Write a share in points, without a sign."""
    return i18n.number(100 * share, 1)


def p_alone(value: float) -> str:
    """Write a p-value under a heading that names it: without its letter."""
    text = i18n.p_value(value)
    return text.removeprefix("p").strip().removeprefix("=").strip()


def _still(policy: Policy) -> bool:
    """Tell whether a policy changes nothing."""
    return not (policy.rotation_degrees or policy.shift or policy.zoom)


def _requested(policy: Policy) -> str:
    """Write the ranges that a policy names."""
    parts = []
    if policy.rotation_degrees:
        parts.append(f"{i18n.term('turn')} ±{i18n.number(policy.rotation_degrees, 0)}°")
    if policy.shift:
        pixels = i18n.number(policy.shift * SIDE, 1)
        parts.append(f"{i18n.term('displacement')} ±{i18n.percent(policy.shift, 0)} (±{pixels} px)")
    if policy.zoom:
        parts.append(f"{i18n.term('zoom')} ±{i18n.percent(policy.zoom, 0)}")
    return "; ".join(parts) or "—"


def _measured(policy: Policy) -> str:
    """Write the ranges that `alterations.measured_changes` finds."""
    if _still(policy):
        return "—"
    found = alterations.measured_changes(policy)
    parts = []
    to = {"es": "a", "en": "to"}[i18n.language()]
    for name, columns, unit in (
        ("turn", ["degrees"], "°"),
        ("displacement", ["right", "down"], " px"),
        ("size", ["width", "height"], "percent"),
    ):
        low, high = float(found[columns].min().min()), float(found[columns].max().max())
        if high - low < 1e-3:
            continue
        if unit == "percent":
            parts.append(f"{i18n.term(name)} {i18n.interval(low, high, 0)}")
        else:
            first, last = i18n.number(low, 1), i18n.number(high, 1)
            parts.append(f"{i18n.term(name)} {first}{unit} {to} {last}{unit}")
    return "; ".join(parts)
