"""Tables as a page shows them: values written in the reader's language, headers that say so."""

import html
import re
from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.digits import Split
from polymnist_lib.metrics import Interval
from polymnist_lib.training.runs import Run

# A number as it is written, perhaps with its unit, or what stands for one that is missing.
_NUMBER = re.compile(
    r"([<>]\s)?[+\N{MINUS SIGN}]?\d[\d.,\s]*(%|ms|s|min(\s\d+\ss)?|h(\s\d+\smin)?)?|\N{EM DASH}"
)


class Table:
    """A table of written values.

    Parameters
    ----------
    frame : DataFrame
        Cells are shown as they are, text as text; the index is left out. The first column says
        what each row is about. The other columns are marked as numbers where they are.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def _repr_html_(self) -> str:
        """Return the table as HTML."""
        marks = [
            ' class="number"' if place and values.astype(str).map(_is_number).all() else ""
            for place, (_, values) in enumerate(self.frame.items())
        ]
        header = "".join(
            f'<th scope="col"{mark}>{html.escape(str(name))}</th>'
            for name, mark in zip(self.frame.columns, marks, strict=True)
        )
        rows = "".join(
            f'<tr><th scope="row">{html.escape(str(first))}</th>'
            + "".join(
                f"<td{mark}>{html.escape(str(cell))}</td>"
                for cell, mark in zip(rest, marks[1:], strict=True)
            )
            + "</tr>"
            for first, *rest in self.frame.itertuples(index=False)
        )
        return (
            f'<table class="results"><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>'
        )

    def __repr__(self) -> str:
        return self.frame.to_string(index=False)


def _is_number(text: str) -> bool:
    """Tell whether a cell is a number; a column of them lines up at the right."""
    return _NUMBER.fullmatch(text) is not None


def architecture(run: Run) -> Table:
    """Tabulate a model's layers: the shape that each gives, its parameters, those that are trained.

    The last row has their sums.
    """
    counts = run.layers[["parameters", "trainable"]]
    frame = pd.DataFrame(
        {
            i18n.term("layer"): run.layers["layer"],
            i18n.term("output"): run.layers["output"].str.replace("x", "×"),
            **{i18n.term(name): counts[name].map(i18n.integer) for name in counts},
        }
    )
    frame.loc[len(frame)] = [i18n.term("total"), "", *map(i18n.integer, counts.sum())]
    return Table(frame)


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


def facts(values: Mapping[str, str], name: str, value: str) -> Table:
    """Tabulate facts in two columns, whose headers are `name` and `value`."""
    return Table(pd.DataFrame(list(values.items()), columns=[name, value]))


def parts(split: Split) -> Table:
    """Tabulate the three parts of the data: images, handwritten digits and fingerprint."""
    named = {"training": split.train, "validation": split.validation, "test": split.test}
    return Table(
        pd.DataFrame(
            {
                i18n.term("part"): i18n.term(name),
                i18n.term("images"): i18n.integer(len(part)),
                i18n.term("handwritten_digits"): i18n.term("unknown")
                if part.n_sources is None
                else i18n.integer(part.n_sources),
                i18n.term("fingerprint"): part.fingerprint,
            }
            for name, part in named.items()
        )
    )


def recipes(runs: Mapping[str, Run]) -> Table:
    """Tabulate how models were trained: the recipe, the time, and the key in the store."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("model"): i18n.term(key),
                i18n.term("augmentation"): i18n.term(run.recipe.augmentation),
                i18n.term("epochs"): run.recipe.epochs,
                i18n.term("batch"): run.recipe.batch_size,
                i18n.term("seed"): run.recipe.seed,
                i18n.term("duration"): i18n.seconds(run.seconds),
                i18n.term("key"): run.key,
            }
            for key, run in runs.items()
        )
    )


def estimate(value: Interval) -> str:
    """Write an accuracy with its interval: ``"92,3 % (91,0 a 93,5 %)"``."""
    return f"{i18n.percent(value.estimate)} ({i18n.interval(value.low, value.high)})"


def _three_decimals(value: float) -> str:
    """Write a loss."""
    return i18n.number(value, 3)
