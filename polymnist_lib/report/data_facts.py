"""What prose can say of the data that a copy of the book is built from."""

from typing import Any

import numpy as np

from polymnist_lib import exploration
from polymnist_lib.digits import CLASSES, DataSet, Digits, Split


def facts_of_data(data: DataSet, split: Split) -> dict[str, Any]:
    """Return what prose can say of the data of this copy, all of it counted.

    Parameters
    ----------
    data : DataSet
        The data.
    split : Split
        Its three parts.

    Returns
    -------
    dict
        ``known``, the published digits that they are (`exploration.recognise`), or None;
        ``composed``, whether this library composed them; ``digits``, the handwritten digits to
        train on, None where they are not known, and ``images``; ``all``, both of all parts;
        ``lacking``, the digits of which the training part holds no image, and ``untested``, those
        of which the test part holds none; ``each_once``, whether all modalities of a part hold as
        many images of each digit; ``gaps``, whether one lacks a digit that another has; ``fewest``
        and ``most``, the images of a modality.
    """
    everything = (data.train, data.test)
    sources = [part.n_sources for part in everything]
    cells = [exploration.cells(part) for part in everything]
    by_modality = np.sum(cells, axis=0).sum(axis=1)
    return {
        "known": exploration.recognise(data),
        "composed": data.train.origins is not None,
        "digits": split.train.n_sources,
        "images": len(split.train),
        "all": {
            "digits": None if None in sources else sum(each or 0 for each in sources),
            "images": sum(map(len, everything)),
        },
        "lacking": _lacking(split.train),
        "untested": _lacking(split.test),
        "each_once": all(bool((each == each[0]).all()) for each in cells),
        "gaps": any(bool(((each == 0) & (each.sum(axis=0) > 0)).any()) for each in cells),
        "fewest": by_modality.min(),
        "most": by_modality.max(),
    }


def _lacking(part: Digits) -> list[int]:
    """List the digits of which a part holds no image."""
    return [digit for digit in range(CLASSES) if digit not in part.labels]
