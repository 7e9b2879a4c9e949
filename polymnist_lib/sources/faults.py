"""Many files with faults, told in a few lines: by kind, each with its number and three examples.

A fault is a line ``path: kind (detail)``; the detail, such as a size, is part of no kind.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from polymnist_lib import examples


def by_kind(faults: Iterable[str]) -> list[str]:
    """Tell faults by kind, the most frequent first.

    Parameters
    ----------
    faults : iterable of str
        Lines ``path: kind``, some with a detail in brackets behind.

    Returns
    -------
    list of str
        One line of each kind, with the number of its files and up to three of them.
    """
    kinds = defaultdict(list)
    for fault in faults:
        path, _, reason = fault.rpartition(": ")
        kind, bracket, detail = reason.partition(" (")
        kinds[kind].append(f"{path}{bracket}{detail}")
    return [
        f"{kind}: {counted(files)}"
        for kind, files in sorted(kinds.items(), key=lambda each: -len(each[1]))
    ]


def counted(files: Sequence[str]) -> str:
    """Say how many files there are, and name up to three of them."""
    noun = "file" if len(files) == 1 else "files"
    return f"{len(files):,} {noun}, {examples.named(files)}"
