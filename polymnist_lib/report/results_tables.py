"""Tables of results: models side by side, sizes, several views, new backgrounds, other hands."""

from collections.abc import Mapping, Sequence

import pandas as pd

from polymnist_lib import i18n, metrics
from polymnist_lib.plotting.style import name_of
from polymnist_lib.reading import trials
from polymnist_lib.reading.trials import Trials
from polymnist_lib.report.tables import Table, estimate
from polymnist_lib.study import reference
from polymnist_lib.study.findings import Level


def accuracies(
    full: Mapping[str, Level], unaugmented: Mapping[str, Level], here: Mapping[str, float]
) -> Table:
    """Put the accuracies that are told of each model side by side.

    Parameters
    ----------
    full, unaugmented : mapping of str to Level
        At full size, by the model's key: as the model was trained, and without augmentation.
    here : mapping of str to float
        Of this copy.

    Returns
    -------
    Table
        A row a model of `full`, in the language in force: full size with the range of its seeds
        (one network, with its interval); without augmentation; the original's claim, measured on
        images that it had trained on; this copy. A dash where there is none.
    """
    rows = []
    for key, level in full.items():
        plain = unaugmented.get(key)
        rows.append(
            {
                i18n.term("model"): i18n.term(key),
                i18n.term("full_size"): _with_range(level),
                i18n.term("without_augmentation"): _share(plain.estimate if plain else None),
                i18n.term("original_report"): _share(reference.ORIGINAL.get(key), 2),
                i18n.term("this_build"): _share(here.get(key)),
            }
        )
    return Table(pd.DataFrame(rows))


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


def views(frame: pd.DataFrame) -> Table:
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


def without_two(one: pd.DataFrame, two: pd.DataFrame, names: Sequence[str]) -> Table:
    """Tabulate what it costs that two backgrounds were not seen.

    Parameters
    ----------
    one, two : DataFrame
        As `findings.unseen` and `findings.without_two` return.
    names : sequence of str
        Of the modalities.
    """
    shares = {
        "background_unseen": one["unseen"][two.index],
        "two_unseen": two["unseen"],
        "two_remedied": two["remedied"],
    }
    columns = {i18n.term(name): list(map(i18n.percent, each)) for name, each in shares.items()}
    return Table(
        pd.DataFrame({i18n.term("modality"): [names[each] for each in two.index], **columns})
    )


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
                    i18n.percent(reference.claimed(each), 2) for each in frame.index
                ],
                i18n.term("measured_so_again"): [i18n.percent(each) for each in frame["with"]],
                i18n.term("on_new_digits"): [i18n.percent(each) for each in frame["without"]],
            }
        )
    )


def _with_range(level: Level) -> str:
    """Write a mean with the range of its seeds."""
    one = level.seeds == 1
    low, high = (level.low, level.high) if one else (level.least, level.greatest)
    return f"{i18n.percent(level.estimate)} ({i18n.interval(low, high)})"


def _share(share: float | None, digits: int = 1) -> str:
    """Write an accuracy."""
    return "\N{EM DASH}" if share is None else i18n.percent(share, digits)


def _drops(frame: pd.DataFrame, name: str) -> list[str]:
    """Write drops with their intervals."""
    columns = frame[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False)
    return [
        f"{i18n.points(value)} ({i18n.points_interval(low, high)})" for value, low, high in columns
    ]
