"""A few examples of many names, for messages and remarks."""

from collections.abc import Sequence


def named(names: Sequence[str], *, most: int = 3) -> str:
    """Name the first of many, and say how many more there are.

    Parameters
    ----------
    names : sequence of str
        What there is.
    most : int
        How many are named.

    Returns
    -------
    str
        Such as "a.png, b.png, c.png and 7 more".
    """
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
