"""The one container for images of digits."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

MODALITIES = 5
CLASSES = 10

# What models answer, beside the digits, that may say that there is none.
NONE = CLASSES
SIDE = 28

# Hashing block by block never copies a memory-mapped data set into memory: 4096 images are 9.6 MB.
_BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Origins:
    """What composed images were made of.

    Attributes
    ----------
    strokes : ndarray of shape (sources, 28, 28), uint8
        The handwritten digits, bright on dark.
    photographs : sequence of 5 ndarrays of shape (height, width, 3), uint8
        That of each modality.
    first_source : int
        The id of the first of the handwritten digits; the others count on from it.
    """

    strokes: NDArray[np.uint8]
    photographs: Sequence[NDArray[np.uint8]]
    first_source: int = 0

    def strokes_of(self, source: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the handwritten digit in each image, by their ids."""
        return self.strokes[source - self.first_source]


@dataclass(frozen=True, eq=False, repr=False)
class Digits:
    """Images of digits with what is known about each one.

    The arrays are read-only views, so that the fingerprint stays true.

    Attributes
    ----------
    images : ndarray of shape (n, 28, 28, 3), uint8
        RGB, raw; possibly memory-mapped.
    labels : ndarray of shape (n,), int64
        The digit, 0..9.
    modality : ndarray of shape (n,), int64
        Which of the five photographs is behind the digit, 0..4.
    source : ndarray of shape (n,), int64, or None
        The id of the handwritten digit in each image, or None where that is not known. Images of
        one handwriting are not independent: parts and statistics go by source.
    origins : Origins, optional
        What the images were composed of, where that is known.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    modality: NDArray[np.int64]
    source: NDArray[np.int64] | None
    origins: Origins | None = None

    def __post_init__(self) -> None:
        images = np.asarray(self.images)
        if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE, 3):
            raise ValueError(
                f"images must be uint8 of shape (n, {SIDE}, {SIDE}, 3), RGB; "
                f"got {images.dtype} of shape {images.shape}."
            )
        n = len(images)
        object.__setattr__(self, "images", _locked(images))
        object.__setattr__(self, "labels", _integers("labels", self.labels, n, CLASSES))
        object.__setattr__(self, "modality", _integers("modality", self.modality, n, MODALITIES))
        if self.source is not None:
            object.__setattr__(self, "source", _integers("source", self.source, n, 2**62))

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.images)

    def __repr__(self) -> str:
        """Say how many images there are and of how many handwritten digits."""
        sources = "unknown" if self.n_sources is None else f"{self.n_sources:,}"
        return f"Digits({len(self):,} images, {sources} sources)"

    @cached_property
    def n_sources(self) -> int | None:
        """The number of different handwritten digits, or None where they are not known."""
        return None if self.source is None else len(np.unique(self.source))

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stand for the contents."""
        digest = hashlib.sha256()
        for array in (self.images, self.labels, self.modality, self.source):
            if array is None:
                digest.update(b"unknown")
                continue
            digest.update(f"{array.dtype.str}{array.shape}".encode())
            for start in range(0, len(array), _BLOCK):
                digest.update(np.ascontiguousarray(array[start : start + _BLOCK]).data)
        return digest.hexdigest()[:16]

    def take(self, index: ArrayLike | slice) -> "Digits":
        """Choose images.

        Parameters
        ----------
        index : slice, or ndarray of bool or integers
            As numpy takes it; a slice copies nothing.

        Returns
        -------
        Digits
            The chosen images, in the order of `index`.
        """
        chosen: Any = index if isinstance(index, slice) else np.asarray(index)
        source = None if self.source is None else self.source[chosen]
        return Digits(
            self.images[chosen], self.labels[chosen], self.modality[chosen], source, self.origins
        )


def join(first: Digits, second: Digits) -> Digits:
    """Put two sets of images one after the other.

    Parameters
    ----------
    first, second : Digits
        Their source ids must be of one numbering, as those of a source's two parts are.

    Returns
    -------
    Digits
        The sources are unknown when they are unknown in either, their origins unless both have
        the same.
    """
    sources = None
    if first.source is not None and second.source is not None:
        sources = np.concatenate([first.source, second.source])
    return Digits(
        np.concatenate([first.images, second.images]),
        np.concatenate([first.labels, second.labels]),
        np.concatenate([first.modality, second.modality]),
        sources,
        first.origins if first.origins is second.origins else None,
    )


def _integers(name: str, values: ArrayLike, n: int, end: int) -> NDArray[np.int64]:
    """Check that there are `n` integers from 0 to `end`, exclusive, and return them locked."""
    array = np.asarray(values)
    if array.shape != (n,) or not np.issubdtype(array.dtype, np.integer):
        raise ValueError(
            f"{name} must hold one integer per image, shape ({n},); "
            f"got {array.dtype} of shape {array.shape}."
        )
    outside = array[(array < 0) | (array >= end)]
    if outside.size:
        raise ValueError(
            f"{name} must be in 0..{end - 1}; {outside.size} are not, the first is {outside[0]}."
        )
    return _locked(array.astype(np.int64, copy=False))


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    """Return a view that nobody writes through; the caller's own array stays as it is."""
    view = array.view()
    view.flags.writeable = False
    return view
