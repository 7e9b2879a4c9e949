"""Comparisons that are made together, and the correction that they owe to each other."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from polymnist_lib.metrics.resampling import Comparison


def holm(p_values: pd.Series | Sequence[float] | np.ndarray) -> pd.Series | np.ndarray:
    """Correct the p-values of a family of comparisons (Holm, Scand. J. Statistics 6, 1979).

    Parameters
    ----------
    p_values : Series, sequence or ndarray of float
        Of all comparisons made, whether or not they are shown.

    Returns
    -------
    Series or ndarray
        Adjusted p-values in the same order; those below `LEVEL` can be claimed together
        with no greater chance of any false claim. A Series keeps its index.

    Raises
    ------
    ValueError
        If a value is not between 0 and 1.
    """
    values = np.asarray(p_values, dtype=np.float64)
    if values.ndim != 1 or not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"p-values must be a list of numbers between 0 and 1; got {values}.")
    order = np.argsort(values, kind="stable")
    steps = values[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    if isinstance(p_values, pd.Series):
        return pd.Series(adjusted, index=p_values.index, name=p_values.name)
    return adjusted


def family(
    comparisons: Mapping[Hashable, Comparison], *, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """Gather comparisons made together into a table, their p-values corrected.

    Parameters
    ----------
    comparisons : mapping to Comparison
        Each under its name, or under a tuple of names such as ``("cnn1", "rotation")``.
    names : sequence of str, optional
        Of the index's levels.

    Returns
    -------
    DataFrame
        A row a comparison: ``estimate``, ``low``, ``high``, ``p``, ``p_holm`` and ``sign``, as
        `corrected` gives them.
    """
    keys = list(comparisons)
    if not keys:
        raise ValueError("A family needs at least one comparison; got none.")
    if isinstance(keys[0], tuple):
        index: pd.Index = pd.MultiIndex.from_tuples(keys, names=names)
    else:
        index = pd.Index(keys, name=names[0] if names else None)
    columns = ("estimate", "low", "high", "p")
    rows = [[getattr(each, name) for name in columns] for each in comparisons.values()]
    return corrected(pd.DataFrame(rows, index=index, columns=list(columns)))


def corrected(table: pd.DataFrame) -> pd.DataFrame:
    """Correct a table of comparisons made together, and tell which of them are beyond chance.

    Parameters
    ----------
    table : DataFrame
        A row a comparison: ``estimate``, ``low``, ``high``, ``p``, and others that are kept.

    Returns
    -------
    DataFrame
        The same with ``p_holm`` and ``sign``: that of `Comparison`, by the corrected p-value.
    """
    columns = [table["estimate"], table["low"], table["high"], holm(table["p"])]
    signs = [Comparison(*each).sign for each in zip(*columns, strict=True)]
    return table.assign(p_holm=columns[-1], sign=signs)
