"""Other ways of dividing and thinning the same data, set up to measure what they do.

The original report fitted on its validation images and divided digits image by image; these make
such divisions of sound ones.
"""

import numpy as np

from polymnist_lib.digits.container import Digits, join
from polymnist_lib.digits.division import Split, split_images


def fitted_on_all(split: Split) -> Split:
    """Put the validation part among the training images too, as the original report did."""
    train = join(split.train, split.validation)
    return Split(train, split.validation, split.test, split.data)


def divided_by_image(images: Digits, like: Split, *, seed: int = 0) -> Split:
    """Divide images at random into parts as large as those of another division.

    Parameters
    ----------
    images : Digits
        What to divide.
    like : Split
        Whose parts to match in size.
    seed : int
        Of the random choice.

    Returns
    -------
    Split
        Nearly all handwriting of its test part is in its train part too, on other backgrounds.
    """
    return split_images(
        images,
        validation=len(like.validation) / len(images),
        test=len(like.test) / len(images),
        seed=seed,
        data=like.data,
    )


def divided_by_source(images: Digits, like: Split, *, seed: int = 0) -> Split:
    """Divide handwritten digits at random into parts as large as those of another division.

    Parameters
    ----------
    images : Digits
        What to divide; its sources must be known.
    like : Split
        Whose parts to match in the number of handwritten digits.
    seed : int
        Of the random choice.

    Returns
    -------
    Split
        No handwritten digit is in two parts, but each writer may be in all of them.

    Raises
    ------
    ValueError
        If sources are unknown.
    """
    parts = (like.train, like.validation, like.test)
    counts = [part.n_sources for part in parts if part.n_sources is not None]
    if images.source is None or len(counts) < len(parts):
        raise ValueError("Handwritten digits can be divided only where the sources are known.")
    order = np.random.default_rng(seed).permutation(np.unique(images.source))
    train, validation, test = (
        images.take(np.isin(images.source, chosen))
        for chosen in np.split(order, np.cumsum(counts)[:2])
    )
    return Split(train, validation, test, like.data)


def thinned(images: Digits, label: int, *, share: float, seed: int = 0) -> Digits:
    """Make one class rarer.

    Parameters
    ----------
    images : Digits
        The images.
    label : int
        The class.
    share : float
        Of its handwritten digits (of its images, where sources are unknown) that stay, 0..1.
    seed : int
        Of the random choice.

    Returns
    -------
    Digits
        The images that are left, in their order.

    Raises
    ------
    ValueError
        If the share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"The share that stays must lie between 0 and 1; got {share}.")
    unit = np.arange(len(images)) if images.source is None else images.source
    units = np.unique(unit[images.labels == label])
    order = np.random.default_rng(seed).permutation(units)
    return images.take(~np.isin(unit, order[round(share * len(units)) :]))
