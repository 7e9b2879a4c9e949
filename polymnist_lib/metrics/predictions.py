"""What a model said about images: probabilities beside the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from polymnist_lib.digits import CLASSES, MODALITIES

# Softmax in float32 sums to 1 within 1e-6; logits or scores that were never normalised do not.
SUM_TOLERANCE = 1e-3

# Columns that probabilities have: of the digits, and of no digit.
ANSWERS = (CLASSES, CLASSES + 1)


@dataclass(frozen=True, eq=False)
class Predictions:
    """A model's probabilities for some images, with what is known about each image.

    Attributes
    ----------
    probabilities : ndarray of shape (n, 10), float32
        A row an image; each sums to 1. A model that may say that there is no digit has an eleventh
        column for it.
    labels : ndarray of shape (n,), int
        The true digits, 0 to 9.
    modality : ndarray of shape (n,), int
        The background of each image, 0 to 4.
    source : ndarray of shape (n,), int, or None
        The handwriting behind each image; None where it is not known.

    Raises
    ------
    ValueError
        If shapes or values are not as above; the message names the field, and the first image
        that is wrong.
    """

    probabilities: np.ndarray
    labels: np.ndarray
    modality: np.ndarray
    source: np.ndarray | None = None

    def __post_init__(self) -> None:
        """Take the fields as arrays and check them."""
        object.__setattr__(self, "probabilities", np.asarray(self.probabilities, dtype=np.float32))
        for name in ("labels", "modality", "source"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, np.asarray(getattr(self, name)))
        if self.probabilities.ndim != 2 or self.probabilities.shape[1] not in ANSWERS:
            raise ValueError(
                f"probabilities must have the shape (n, {' or '.join(map(str, ANSWERS))}), a row "
                "an image; "
                f"got {self.probabilities.shape}."
            )
        self._check_integers("labels", self.labels, CLASSES)
        self._check_integers("modality", self.modality, MODALITIES)
        if self.source is not None:
            self._check_integers("source", self.source, None)
        # A sum along so short an axis takes ten times as long as this product.
        sums = self.probabilities @ np.ones(self.probabilities.shape[1], np.float32)
        valid = np.abs(sums - 1) <= SUM_TOLERANCE  # and therefore finite
        if not valid.all() or self.probabilities.min(initial=0) < 0:
            valid &= (self.probabilities >= 0).all(axis=1)
            first = int(np.argmin(valid))
            raise ValueError(
                f"Each row of probabilities must be at least 0 and sum to 1; {np.sum(~valid)} of "
                f"{len(self)} do not, the first is row {first}: {self.probabilities[first]}. "
                "A model gives such rows without its softmax, or when its training diverged."
            )

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.probabilities)

    @cached_property
    def predicted(self) -> np.ndarray:
        """The most probable answer for each image, a digit or 10 for none; of equals, the least."""
        return self.probabilities.argmax(axis=1)

    @cached_property
    def confidence(self) -> np.ndarray:
        """The probability of the predicted answer."""
        return self.probabilities.max(axis=1)

    @cached_property
    def correct(self) -> np.ndarray:
        """Whether the predicted digit is the true one."""
        return self.predicted == self.labels

    def take(self, index: np.ndarray | Sequence[int] | slice) -> "Predictions":
        """Return the predictions of some images, chosen by positions or by a mask."""
        if not isinstance(index, slice):
            index = np.asarray(index)
            index = index.astype(np.int64) if index.size == 0 else index
        return Predictions(
            self.probabilities[index],
            self.labels[index],
            self.modality[index],
            None if self.source is None else self.source[index],
        )

    def errors(self, count: int | None = None) -> np.ndarray:
        """Return the positions of wrong predictions, the most confident first.

        Parameters
        ----------
        count : int, optional
            How many at most; all if not given.

        Returns
        -------
        ndarray of int
            Positions, for `take` or for the images that were predicted.
        """
        wrong = np.flatnonzero(~self.correct)
        return wrong[np.argsort(-self.confidence[wrong], kind="stable")][:count]

    def _check_integers(self, name: str, values: np.ndarray, limit: int | None) -> None:
        """Raise ValueError unless a field holds one integer an image, below its limit."""
        if values.shape != (len(self),):
            raise ValueError(
                f"{name} must hold one number an image, so have the shape ({len(self)},); "
                f"got {values.shape}."
            )
        if not np.issubdtype(values.dtype, np.integer):
            raise ValueError(f"{name} must be integers; got {values.dtype}.")
        if limit is not None and len(values) and not 0 <= values.min() <= values.max() < limit:
            first = int(np.argmax((values < 0) | (values >= limit)))
            raise ValueError(
                f"{name} must be 0 to {limit - 1}; image {first} has {int(values[first])}."
            )


def check_paired(first: Predictions, second: Predictions) -> None:
    """Raise ValueError unless two models predicted the same images in the same order.

    Parameters
    ----------
    first, second : Predictions
        Of two models.

    Raises
    ------
    ValueError
        If the number of images, the labels, modalities or sources differ; the message says which,
        in how many images, and the first of them.
    """
    what = "Only predictions of the same images in the same order can be compared"
    if len(first) != len(second):
        raise ValueError(f"{what}; got {len(first)} and {len(second)} images.")
    for name in ("labels", "modality", "source"):
        mine, yours = getattr(first, name), getattr(second, name)
        if mine is None and yours is None:
            continue
        if mine is None or yours is None:
            known = "second" if mine is None else "first"
            raise ValueError(f"{what}; the source is known for the {known} alone.")
        different = mine != yours
        if different.any():
            place = int(np.argmax(different))
            raise ValueError(
                f"{what}; {name} differs in {int(different.sum())} of {len(first)} images, first "
                f"at position {place}: {int(mine[place])} and {int(yours[place])}."
            )


def same_images(first: Predictions, second: Predictions) -> bool:
    """Tell whether two predictions are of the same images."""
    if (first.source is None) != (second.source is None):
        return False
    names = ("labels", "modality") if first.source is None else ("labels", "modality", "source")
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in names)
