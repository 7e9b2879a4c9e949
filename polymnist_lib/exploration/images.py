"""What the images hold before any model sees them: tables, checks, label counts."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib import i18n
from polymnist_lib.digits import CLASSES, MODALITIES, SIDE, DataSet, Digits
from polymnist_lib.sources.compose import PHOTOGRAPHS

# Sources whose digits lie over the photographs of `polymnist_lib.sources.compose`, in their order.
COMPOSED = ("embedded", "mnist")

# Images hashed at a time: 4096 of them take 9.6 MB.
_BLOCK = 4096


@dataclass(frozen=True)
class Balance:
    """How evenly handwritten digits are spread over the classes.

    Attributes
    ----------
    most, least : int
        The commonest class and the rarest; the lower digit of equal ones.
    most_share, least_share : float
        Their shares of all, 0..1.
    """

    most: int
    least: int
    most_share: float
    least_share: float


def frame(digits: Digits) -> pd.DataFrame:
    """Tabulate what is known about each image.

    Parameters
    ----------
    digits : Digits
        The images.

    Returns
    -------
    DataFrame
        A row an image, in the order of `digits`; columns ``image`` (its position), ``modality``,
        ``label`` and ``source``, which is missing where sources are unknown.
    """
    source = pd.array([pd.NA] * len(digits), dtype="Int64")
    if digits.source is not None:
        source = pd.array(digits.source, dtype="Int64")
    return pd.DataFrame(
        {
            "image": np.arange(len(digits)),
            "modality": digits.modality,
            "label": digits.labels,
            "source": source,
        }
    )


def variables(digits: Digits) -> pd.DataFrame:
    """Describe the variables of each image, as pandas' ``info`` does.

    Parameters
    ----------
    digits : Digits
        The images.

    Returns
    -------
    DataFrame
        Index ``images``, ``labels``, ``modality``, ``source``; columns ``type``, ``shape`` (of one
        value, empty for a number), ``present`` (how many images have a value), ``low``, ``high``
        and ``bytes``. An unknown variable has no type, no range and no bytes.
    """
    rows = {}
    for name in ("images", "labels", "modality", "source"):
        values = getattr(digits, name)
        if values is None:
            rows[name] = {"type": "", "shape": (), "present": 0, "bytes": 0}
            continue
        low, high = (int(edge) for edge in (values.min(), values.max()))
        rows[name] = {
            "type": str(values.dtype),
            "shape": values.shape[1:],
            "present": len(values),
            "low": low,
            "high": high,
            "bytes": values.nbytes,
        }
    return pd.DataFrame.from_dict(rows, orient="index").astype({"low": "Int64", "high": "Int64"})


def checks(data: DataSet) -> pd.DataFrame:
    """Count what could be wrong with images.

    Parameters
    ----------
    data : DataSet
        Both parts.

    Returns
    -------
    DataFrame
        Columns ``train`` and ``test``; rows ``unreadable`` (files left out), ``other_size`` (than
        28 x 28), ``blank`` (images of a single colour), ``repeated`` (exact copies of an earlier
        image of the part) and ``elsewhere`` (images that the other part holds too).
    """
    prints = {name: _fingerprints(getattr(data, name)) for name in ("train", "test")}
    found = {}
    for name, other in (("train", "test"), ("test", "train")):
        part, mine = getattr(data, name), prints[name]
        found[name] = {
            "unreadable": sum(file.startswith(f"{name}/") for file in data.skipped),
            "other_size": 0 if part.images.shape[1:3] == (SIDE, SIDE) else len(part),
            "blank": _blank(part),
            "repeated": len(mine) - len(set(mine)),
            "elsewhere": len(set(mine) & set(prints[other])),
        }
    return pd.DataFrame(found)


def label_counts(digits: Digits) -> NDArray[np.int64]:
    """Count the handwritten digits of each class: not the images, five of each handwriting.

    Parameters
    ----------
    digits : Digits
        The images. Where sources are unknown, each modality is taken to show each handwriting once,
        as the recipe does.

    Returns
    -------
    ndarray of shape (10,), int64
    """
    if digits.source is not None:
        _, first = np.unique(digits.source, return_index=True)
        return np.bincount(digits.labels[first], minlength=CLASSES)
    return cells(digits).max(axis=0)


def cells(digits: Digits) -> NDArray[np.int64]:
    """Count the images of each class in each modality.

    Parameters
    ----------
    digits : Digits
        The images.

    Returns
    -------
    ndarray of shape (5, 10), int64
        A row a modality, a column a class.
    """
    places = digits.modality * CLASSES + digits.labels
    return np.bincount(places, minlength=MODALITIES * CLASSES).reshape(MODALITIES, CLASSES)


def example(digits: Digits, label: int, modality: int) -> int:
    """Choose an image to show: of a class over a photograph, or what is there instead.

    Parameters
    ----------
    digits : Digits
        At least one image.
    label, modality : int
        Its class and its photograph.

    Returns
    -------
    int
        The place of the first such image; where there is none, of the first over this photograph,
        and where that has none, 0.
    """
    over = digits.modality == modality
    return int(np.argmax(2 * over + (over & (digits.labels == label))))


def balance(counts: NDArray[np.int64]) -> Balance:
    """Find the commonest class and the rarest.

    Parameters
    ----------
    counts : ndarray of shape (10,), int
        Of each class, as `label_counts` gives them.

    Returns
    -------
    Balance
    """
    shares = counts / counts.sum()
    most, least = int(counts.argmax()), int(counts.argmin())
    return Balance(most, least, float(shares[most]), float(shares[least]))


def photographs(source: str) -> list[str]:
    """Return the terms of `i18n` for the five photographs of a source, none if they are unknown."""
    return list(PHOTOGRAPHS) if source in COMPOSED else []


def modality_names(source: str, *, stacked: bool = False) -> list[str]:
    """Name the modalities, with their photographs where these are known.

    Parameters
    ----------
    source : str
        The name of the data's source. Photographs are known of those in `COMPOSED`.
    stacked : bool
        Whether to put the photograph on a line of its own, for the rows of figures.

    Returns
    -------
    list of 5 str
        Such as ``"m0 (astronaut)"``, in the language in force.
    """
    modalities = [f"m{modality}" for modality in range(MODALITIES)]
    backgrounds = photographs(source)
    if not backgrounds:
        return modalities
    pattern = "{}\n{}" if stacked else "{} ({})"
    return [
        pattern.format(modality, i18n.term(photograph))
        for modality, photograph in zip(modalities, backgrounds, strict=True)
    ]


def _blocks(digits: Digits) -> Iterator[NDArray[np.uint8]]:
    """Yield the images block by block."""
    for start in range(0, len(digits), _BLOCK):
        yield np.ascontiguousarray(digits.images[start : start + _BLOCK])


def _fingerprints(digits: Digits) -> list[bytes]:
    """Return a hash of each image's pixels."""
    return [
        hashlib.blake2b(image.data, digest_size=16).digest()
        for block in _blocks(digits)
        for image in block
    ]


def _blank(digits: Digits) -> int:
    """Count the images whose pixels are all of one colour."""
    return sum(
        int((block == block[:, :1, :1]).all(axis=(1, 2, 3)).sum()) for block in _blocks(digits)
    )
