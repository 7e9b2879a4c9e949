"""Tables of the comparison of models: pairs, costs, the choice, one image, confusions."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.plotting.style import name_of
from polymnist_lib.report.augmentation_tables import p_alone, points_intervals
from polymnist_lib.report.tables import Table, estimate
from polymnist_lib.study import findings, reference


def accuracies(estimates: Mapping[str, Interval]) -> Table:
    """Put accuracies beside those of the full-size study and of the original report.

    Parameters
    ----------
    estimates : mapping of str to Interval
        This build's accuracies, by the model's key.

    Returns
    -------
    Table
        A row a model, in the language in force: the model, this build with its interval, full size
        with its interval (absent while there are no such results) and the original's claim; a
        dash where a model has none.
    """
    full = findings.full_size()
    rows = []
    for key, mine in estimates.items():
        row = {
            i18n.term("model"): i18n.term(key),
            i18n.term("this_build"): estimate(mine),
        }
        if full:
            row[i18n.term("full_size")] = estimate(full[key]) if key in full else "—"
        row[i18n.term("original_report")] = i18n.percent(reference.claimed(key), 2)
        rows.append(row)
    return Table(pd.DataFrame(rows))


def pairs(frame: pd.DataFrame) -> Table:
    """Tabulate the comparisons of all pairs of models, a family indexed by both names."""
    table = pd.DataFrame(
        {
            i18n.term("models_compared"): [
                f"{name_of(first)} − {name_of(second)}" for first, second in frame.index
            ],
            i18n.term("difference"): [i18n.points(each) for each in frame["estimate"]],
            i18n.term("interval"): points_intervals(frame),
            i18n.term("p_holm"): [p_alone(each) for each in frame["p_holm"]],
        }
    )
    return Table(table)


def models(frame: pd.DataFrame) -> Table:
    """Tabulate what models cost and give: ``parameters``, ``seconds``, ``accuracy``."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in frame.index],
                i18n.term("parameters"): [i18n.integer(each) for each in frame["parameters"]],
                i18n.term("epoch_duration"): [i18n.seconds(each) for each in frame["epoch"]],
                i18n.term("training_time"): [i18n.seconds(each) for each in frame["seconds"]],
                i18n.term("accuracy"): [i18n.percent(each) for each in frame["accuracy"]],
            }
        )
    )


def ranking(frame: pd.DataFrame) -> Table:
    """Tabulate accuracies on the validation part, as `metrics.by_model` returns, the best first."""
    ordered = frame.sort_values("accuracy", ascending=False, kind="stable")
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in ordered.index],
                i18n.term("validation_accuracy"): [
                    i18n.percent(each) for each in ordered["accuracy"]
                ],
                i18n.term("interval"): [
                    i18n.interval(row.low, row.high) for row in ordered.itertuples()
                ],
            }
        )
    )


def answers(probabilities: pd.DataFrame, *, label: int) -> Table:
    """Tabulate what each model says of one image: expected, predicted, and how sure it is.

    Parameters
    ----------
    probabilities : DataFrame
        A row a model, a column a digit.
    label : int
        The true digit.
    """
    said = probabilities.to_numpy().argmax(axis=1)
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): [name_of(each) for each in probabilities.index],
                i18n.term("expected"): label,
                i18n.term("predicted"): said,
                i18n.term("confidence"): [
                    i18n.percent(each) for each in probabilities.to_numpy().max(axis=1)
                ],
                i18n.term("right_answer"): [
                    i18n.term("yes" if each == label else "no") for each in said
                ],
            }
        )
    )


def confusions(frame: pd.DataFrame) -> Table:
    """Tabulate the commonest confusions, as `metrics.most_confused` returns them."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("true_label"): frame["true"],
                i18n.term("predicted_label"): frame["predicted"],
                i18n.term("images"): [i18n.integer(each) for each in frame["images"]],
                i18n.term("share_of_digit"): [i18n.percent(each) for each in frame["share"]],
            }
        )
    )
