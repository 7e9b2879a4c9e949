"""Tables of the data chapter: what there is, what was checked, how the parts are made."""

import numpy as np
import pandas as pd

from polymnist_lib import digits, exploration, i18n
from polymnist_lib.digits import CLASSES, MODALITIES, DataSet, Digits, Split
from polymnist_lib.report.tables import Table

# What stands for each variable in `i18n`.
_TERM = {
    "images": "image",
    "labels": "label",
    "modality": "modality",
    "source": "handwritten_digit",
}


def overview(data: DataSet) -> Table:
    """Tabulate how much each part of a source holds, before images for validation are set apart."""
    return Table(
        pd.DataFrame(
            {
                i18n.term("part"): i18n.term(name),
                i18n.term("images"): i18n.integer(len(part)),
                i18n.term("handwritten_digits"): _sources(part),
                i18n.term("per_modality"): _per_modality(part),
                i18n.term("memory"): _megabytes(part.images.nbytes),
            }
            for name, part in (("training_and_validation", data.train), ("test", data.test))
        )
    )


def head(frame: pd.DataFrame) -> Table:
    """Tabulate the first ten rows of `exploration.frame`."""
    unknown = i18n.term("unknown")
    return Table(
        pd.DataFrame(
            {
                i18n.term("image"): row.image,
                i18n.term("modality"): f"m{row.modality}",
                i18n.term("label"): row.label,
                i18n.term("handwritten_digit"): unknown if pd.isna(row.source) else row.source,
            }
            for row in frame.head(10).itertuples()
        )
    )


def variables(data: DataSet) -> Table:
    """Tabulate the type, the range and the presence of each variable in both parts."""
    train, test = exploration.variables(data.train), exploration.variables(data.test)
    rows = []
    for name in train.index:
        known = train.loc[name, "present"] > 0
        ranges = pd.concat([train.loc[[name]], test.loc[[name]]])
        shape = " × ".join(map(str, train.loc[name, "shape"]))
        low, high = ranges["low"].min(), ranges["high"].max()
        rows.append(
            {
                i18n.term("variable"): i18n.term(_TERM[name]),
                i18n.term("type"): train.loc[name, "type"] or i18n.term("unknown"),
                i18n.term("size"): shape or "1",
                i18n.term("range"): f"{i18n.integer(low)}–{i18n.integer(high)}" if known else "—",
                i18n.term("present_training"): _present(data.train, train, name),
                i18n.term("present_test"): _present(data.test, test, name),
            }
        )
    return Table(pd.DataFrame(rows))


def checks(found: pd.DataFrame) -> Table:
    """Tabulate what was looked for in both parts and how often it was found.

    Parameters
    ----------
    found : DataFrame
        As `exploration.checks` returns.
    """
    rows = [
        {
            i18n.term("check"): i18n.term(name),
            i18n.term("training"): i18n.integer(found.loc[name, "train"]),
            i18n.term("test"): i18n.integer(found.loc[name, "test"]),
        }
        for name in found.index
    ]
    return Table(pd.DataFrame(rows))


def one_hot(labels: np.ndarray) -> Table:
    """Tabulate labels as integers and as vectors with a single one."""
    vectors = np.eye(CLASSES, dtype=int)[labels]
    frame = pd.DataFrame(vectors, columns=[str(label) for label in range(CLASSES)])
    frame.insert(0, i18n.term("label"), labels)
    return Table(frame)


def division(split: Split) -> Table:
    """Tabulate the three parts and how much handwriting each shares with the training part."""
    parts = {"training": split.train, "validation": split.validation, "test": split.test}
    total = sum(map(len, parts.values()))
    rows = []
    for name, part in parts.items():
        leaked = digits.leak(split.train, part)
        text = i18n.term("unknown") if leaked is None else i18n.percent(leaked)
        rows.append(
            {
                i18n.term("part"): i18n.term(name),
                i18n.term("images"): i18n.integer(len(part)),
                i18n.term("share_of_all"): i18n.percent(len(part) / total),
                i18n.term("handwritten_digits"): _sources(part),
                i18n.term("seen_in_training"): "—" if name == "training" else text,
            }
        )
    return Table(pd.DataFrame(rows))


def _sources(part: Digits) -> str:
    """Write how many handwritten digits a part holds."""
    return i18n.term("unknown") if part.n_sources is None else i18n.integer(part.n_sources)


def _per_modality(part: Digits) -> str:
    """Write how many images a modality has, or the smallest and the largest number."""
    counts = np.bincount(part.modality, minlength=MODALITIES)
    low, high = i18n.integer(counts.min()), i18n.integer(counts.max())
    return low if low == high else f"{low}–{high}"


def _megabytes(size: int) -> str:
    """Write a size in memory."""
    return i18n.number(size / 1e6, 1) + "\N{NO-BREAK SPACE}MB"


def _present(part: Digits, described: pd.DataFrame, name: str) -> str:
    """Write how many images of a part have a value of a variable."""
    return f"{i18n.integer(described.loc[name, 'present'])} / {i18n.integer(len(part))}"
