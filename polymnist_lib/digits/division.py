"""Division into parts: by handwriting where it is known, never by chance alone."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from polymnist_lib.digits.container import Digits

VALIDATION_BY = ("blocks", "sources", "images")


@dataclass(frozen=True, eq=False)
class DataSet:
    """A source's own division into train and test, and how its validation part is to be cut.

    Attributes
    ----------
    name : str
        The source's name.
    train, test : Digits
        The two parts.
    validation_by : {"blocks", "sources", "images"}
        What the validation part is made of: the last sources of the train part, where writers may
        come one after another; sources at random; or, where sources are unknown, images at random.
    validation_size : int
        How many sources, or images, the validation part takes.
    skipped : tuple of str
        The files left out because they could not be read, each with its reason.
    """

    name: str
    train: Digits
    test: Digits
    validation_by: str
    validation_size: int
    skipped: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.validation_by not in VALIDATION_BY:
            raise ValueError(
                f"validation_by must be one of {', '.join(VALIDATION_BY)}; "
                f"got {self.validation_by!r}."
            )
        if self.validation_by != "images" and self.train.source is None:
            raise ValueError(
                f"The train part of {self.name!r} has no sources, so validation_by must be "
                f"'images'; got {self.validation_by!r}."
            )
        if leak(self.train, self.test):
            raise ValueError(
                f"The train and test parts of {self.name!r} share handwritten digits: each source "
                "must be in one of them only."
            )

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stand for the contents of both parts."""
        return _combine(part.fingerprint for part in (self.train, self.test))


@dataclass(frozen=True, eq=False)
class Split:
    """Three parts: to fit, to watch and choose, to report.

    Attributes
    ----------
    train, validation, test : Digits
        The parts.
    data : str
        The name of what was divided.
    """

    train: Digits
    validation: Digits
    test: Digits
    data: str

    @cached_property
    def optimistic(self) -> bool:
        """Whether a score can profit from handwriting seen in training.

        True when the validation or the test part shares a source with the train part, and when
        sources are unknown, since nobody can then say that they do not.
        """
        shares = [leak(self.train, part) for part in (self.validation, self.test)]
        return any(share is None or share > 0 for share in shares)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stand for the contents of the three parts."""
        return _combine(part.fingerprint for part in (self.train, self.validation, self.test))


def split(data: DataSet, *, seed: int = 0) -> Split:
    """Cut the validation part out of the train part; the test part stays as the source has it.

    Parameters
    ----------
    data : DataSet
        What to divide. Where its sources are known, no source is in two parts.
    seed : int
        Of the random choice; blocks do not depend on it.

    Returns
    -------
    Split
        Each part in the order of `data`.

    Raises
    ------
    ValueError
        If the validation part would leave nothing to train on.
    """
    train = data.train
    if data.validation_by == "images" or train.source is None:
        unit = np.arange(len(train))
    else:
        unit = train.source
    units = np.unique(unit)
    if not 0 < data.validation_size < len(units):
        raise ValueError(
            f"The validation part of {data.name!r} must take at least 1 and at most "
            f"{len(units) - 1} of {len(units)} {data.validation_by} of the train part; "
            f"got {data.validation_size}."
        )
    if data.validation_by != "blocks":
        units = np.random.default_rng(seed).permutation(units)
    held_out = np.isin(unit, units[-data.validation_size :])
    return Split(train.take(~held_out), train.take(held_out), data.test, data.name)


def split_images(
    digits: Digits,
    *,
    validation: float = 0.2,
    test: float = 0.2,
    seed: int = 0,
    data: str = "random images",
) -> Split:
    """Divide images at random, whoever wrote them: the leaking split that the audit measures.

    Parameters
    ----------
    digits : Digits
        What to divide.
    validation, test : float
        The share of images of each part, between 0 and 1.
    seed : int
        Of the random choice.
    data : str
        The name that the split carries.

    Returns
    -------
    Split
        Nearly every handwriting of its test part is in its train part too.

    Raises
    ------
    ValueError
        If a part would be empty.
    """
    n_validation, n_test = round(validation * len(digits)), round(test * len(digits))
    n_train = len(digits) - n_validation - n_test
    if min(n_train, n_validation, n_test) < 1:
        raise ValueError(
            f"Each part needs an image; {len(digits)} images with validation={validation} and "
            f"test={test} give {n_train}, {n_validation} and {n_test}."
        )
    order = np.random.default_rng(seed).permutation(len(digits))
    parts = np.split(order, [n_train, n_train + n_validation])
    of_train, of_validation, of_test = (digits.take(np.sort(part)) for part in parts)
    return Split(of_train, of_validation, of_test, data)


def leak(train: Digits, part: Digits) -> float | None:
    """Measure how much of a part's handwriting the train part holds too.

    Parameters
    ----------
    train, part : Digits
        Their source ids must be of one numbering.

    Returns
    -------
    float or None
        The share of the images of `part` whose source is in `train`, 0..1; None where sources are
        not known.
    """
    if train.source is None or part.source is None:
        return None
    return float(np.isin(part.source, train.source).mean()) if len(part) else 0.0


def _combine(fingerprints: Iterable[str]) -> str:
    """Make one fingerprint of several."""
    return hashlib.sha256(" ".join(fingerprints).encode()).hexdigest()[:16]
