"""Tables as a page shows them: values written in the reader's language, headers that say so."""

import html
from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.runs import Run


class Table:
    """A table of written values.

    Parameters
    ----------
    frame : DataFrame
        Cells are shown as they are, text as text; the index is left out.
    caption : str, optional
        A line above it.
    """

    def __init__(self, frame: pd.DataFrame, caption: str = "") -> None:
        self.frame = frame
        self.caption = caption

    def _repr_html_(self) -> str:
        """Return the table as HTML."""
        caption = f"<caption>{html.escape(self.caption)}</caption>" if self.caption else ""
        header = "".join(f'<th scope="col">{html.escape(str(c))}</th>' for c in self.frame.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in row)}</tr>"
            for row in self.frame.itertuples(index=False)
        )
        return (
            f'<table class="results">{caption}<thead><tr>{header}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def __repr__(self) -> str:
        return self.frame.to_string(index=False)


def architecture(run: Run) -> Table:
    """Tabulate a model's layers, the shape that each gives and its parameters."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("layer"): run.layers["layer"],
                i18n.term("output"): run.layers["output"].str.replace("x", "×"),
                i18n.term("parameters"): run.layers["parameters"].map(i18n.integer),
            }
        )
    )


def training_log(run: Run) -> Table:
    """Tabulate loss and accuracy after each epoch, and how long it took."""
    history = run.history
    return Table(
        pd.DataFrame(
            {
                i18n.term("epoch"): history["epoch"],
                i18n.term("training_loss"): history["loss"].map(_three_decimals),
                i18n.term("training_accuracy"): history["accuracy"].map(i18n.percent),
                i18n.term("validation_loss"): history["val_loss"].map(_three_decimals),
                i18n.term("validation_accuracy"): history["val_accuracy"].map(i18n.percent),
                i18n.term("duration"): history["seconds"].map(i18n.seconds),
            }
        )
    )


def accuracies(frame: pd.DataFrame, *, names: Mapping[int, str] | None = None) -> Table:
    """Tabulate accuracies with their intervals, as `polymnist_lib.metrics.by_class` gives them.

    Parameters
    ----------
    frame : DataFrame
        Columns ``accuracy``, ``low``, ``high``, ``images``; the index is the first column.
    names : mapping, optional
        How the index's values are written, such as ``{0: "m0 (astronaut)"}``.
    """
    kind = "modality" if frame.index.name == "modality" else "digit"
    return Table(
        pd.DataFrame(
            {
                i18n.term(kind): [(names or {}).get(key, str(key)) for key in frame.index],
                i18n.term("images"): frame["images"].map(i18n.integer),
                i18n.term("accuracy"): frame["accuracy"].map(i18n.percent),
                i18n.term("interval"): [
                    i18n.interval(row.low, row.high) for row in frame.itertuples()
                ],
            }
        )
    )


def estimate(value: Interval) -> str:
    """Write an accuracy with its interval: ``"92,3 % (91,0 a 93,5 %)"``."""
    return f"{i18n.percent(value.estimate)} ({i18n.interval(value.low, value.high)})"


def _three_decimals(value: float) -> str:
    """Write a loss."""
    return i18n.number(value, 3)
