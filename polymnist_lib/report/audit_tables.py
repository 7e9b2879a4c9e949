"""Tables of the audit and of the drawings: accuracies and effects, each with its interval."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from polymnist_lib import i18n, metrics
from polymnist_lib.metrics import Comparison, Interval, Predictions
from polymnist_lib.plotting.style import name_of
from polymnist_lib.reading.drawings import Drawing
from polymnist_lib.reading.reader import Reading
from polymnist_lib.report.augmentation_tables import p_alone
from polymnist_lib.report.tables import Table
from polymnist_lib.study.reference import claimed


def accuracies(heading: str, rows: Mapping[Any, Interval], **columns: Sequence[str]) -> Table:
    """Tabulate accuracies with their intervals.

    Parameters
    ----------
    heading : str
        What the rows are, as a term of `i18n`.
    rows : mapping to Interval
        Each under its name, a term or any other text.
    **columns : sequence of str
        Written values to put before the accuracies, by the term that heads them.
    """
    table = {i18n.term(heading): [name_of(each) for each in rows]}
    table |= {i18n.term(name): list(values) for name, values in columns.items()}
    table[i18n.term("accuracy")] = [i18n.percent(each.estimate) for each in rows.values()]
    table[i18n.term("interval")] = [i18n.interval(each.low, each.high) for each in rows.values()]
    return Table(pd.DataFrame(table))


def effects(heading: str, frame: pd.DataFrame, **columns: Sequence[str]) -> Table:
    """Tabulate a family of effects, as `metrics.family` returns it.

    Parameters
    ----------
    heading : str
        What the rows are, as a term of `i18n`.
    frame : DataFrame
        As above; what was not tested is a spread, which has neither p-value nor sign.
    **columns : sequence of str
        Written values to put before the effects, by the term that heads them.
    """
    table = {i18n.term(heading): [name_of(each) for each in frame.index]}
    table |= {i18n.term(name): list(values) for name, values in columns.items()}
    tested = frame["sign"].notna()
    table[i18n.term("effect")] = [
        i18n.points(each) if signed else i18n.number(100 * each, 1)
        for each, signed in zip(frame["estimate"], tested, strict=True)
    ]
    table[i18n.term("interval")] = [
        i18n.points_interval(low, high, signed=signed)
        for low, high, signed in zip(frame["low"], frame["high"], tested, strict=True)
    ]
    table[i18n.term("p_holm")] = [
        "—" if pd.isna(each) else p_alone(each) for each in frame["p_holm"]
    ]
    return Table(pd.DataFrame(table))


def fitted(means: Mapping[str, tuple[float, float]], effects: Mapping[str, Comparison]) -> Table:
    """Tabulate what fitting on the validation part changes, in each part.

    Parameters
    ----------
    means : mapping of str to (float, float)
        By part: the accuracy without and with it.
    effects : mapping of str to Comparison
        By part, and under ``seen_or_not`` the first minus the second.
    """
    written = {
        part: [i18n.percent(each) for each in means[part]] if part in means else ["—", "—"]
        for part in effects
    }
    return Table(
        pd.DataFrame(
            {
                i18n.term("part"): [i18n.term(part) for part in effects],
                i18n.term("fitted_without"): [each[0] for each in written.values()],
                i18n.term("fitted_with"): [each[1] for each in written.values()],
                i18n.term("difference"): [i18n.points(each.estimate) for each in effects.values()],
                i18n.term("interval"): [
                    i18n.points_interval(each.low, each.high) for each in effects.values()
                ],
            }
        )
    )


def repeated(frame: pd.DataFrame) -> Table:
    """Tabulate what the original report announced, and what its way of measuring gives again.

    Parameters
    ----------
    frame : DataFrame
        The rows of ``flaw_fitted`` of `polymnist_lib.study.findings.flaws`, indexed by model.
    """
    return effects(
        "model",
        frame,
        original_report=[i18n.percent(claimed(each)) for each in frame.index],
        measured_so_again=[i18n.percent(each) for each in frame["with"]],
        on_new_digits=[i18n.percent(each) for each in frame["without"]],
    )


def unprepared(
    prepared: Mapping[str, Predictions], bare: Mapping[str, Predictions], frame: pd.DataFrame
) -> Table:
    """Tabulate what models lose without the preprocessing, and how sure they get.

    Parameters
    ----------
    prepared, bare : mapping of str to Predictions
        By model, with and without the preprocessing.
    frame : DataFrame
        The family of their comparisons.
    """
    return effects(
        "model",
        frame,
        with_it=[i18n.percent(prepared[key].correct.mean()) for key in frame.index],
        without_it=[i18n.percent(bare[key].correct.mean()) for key in frame.index],
        saturated=[i18n.percent(metrics.saturated(bare[key])) for key in frame.index],
    )


def fives(
    complete: Sequence[Predictions], thinned: Sequence[Predictions], effect: Comparison
) -> Table:
    """Tabulate how many fives networks of each seed get right with all fives and with fewer."""
    shares = [
        (float(whole.correct.mean()), float(fewer.correct.mean()))
        for whole, fewer in zip(complete, thinned, strict=True)
    ]
    means = tuple(sum(column) / len(shares) for column in zip(*shares, strict=True))
    rows = [*shares, means]
    gaps = [i18n.points(fewer - whole) for whole, fewer in shares]
    interval = i18n.points_interval(effect.low, effect.high)
    return Table(
        pd.DataFrame(
            {
                i18n.term("seed"): [*map(str, range(len(shares))), i18n.term("mean")],
                i18n.term("all_fives"): [i18n.percent(row[0]) for row in rows],
                i18n.term("fewer_fives"): [i18n.percent(row[1]) for row in rows],
                i18n.term("difference"): [*gaps, f"{i18n.points(effect.estimate)} ({interval})"],
            }
        )
    )


def drawings(files: Sequence[Drawing], predictions: Predictions) -> Table:
    """Tabulate what a model answers to drawings, and how sure it is."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("file"): [each.name for each in files],
                i18n.term("digit"): [str(each.label) for each in files],
                i18n.term("answer"): [str(each) for each in predictions.predicted],
                i18n.term("probability"): [i18n.percent(each) for each in predictions.confidence],
                i18n.term("right"): [
                    i18n.term("yes" if each else "no") for each in predictions.correct
                ],
            }
        )
    )


def readings(files: Sequence[Drawing], said: Sequence[Sequence[Reading]]) -> Table:
    """Tabulate what a reader answers to drawings of one digit each, and whether it is sure."""
    rows = []
    for drawing, found in zip(files, said, strict=True):
        first = found[0] if found else None
        row = {
            "file": drawing.name,
            "digit": str(drawing.label),
            "answer": str(first.digit) if first else "—",
            "probability": i18n.percent(first.confidence) if first else "—",
            "sure": i18n.term("yes" if first and first.sure else "no"),
            "right": i18n.term("yes" if first and first.digit == drawing.label else "no"),
        }
        rows.append({i18n.term(name): value for name, value in row.items()})
    return Table(pd.DataFrame(rows))
