"""What the original report did, set up again so that its effect can be measured.

Ways of dividing and of thinning the data, and the arithmetic of comparing trainings on them. The
trainings themselves are those of the chapter ``audit``.
"""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from polymnist_lib import digits, metrics
from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics import Comparison, Interval, Predictions

# MNIST's training part holds 5421 fives, its rarest digit, and 6742 ones, its commonest.
FIVES_PER_ONE = 5421 / 6742


def fitted_on_all(split: Split) -> Split:
    """Put the validation part among the training images too, as the original report did."""
    train = digits.join(split.train, split.validation)
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
    return digits.split_images(
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


def combine(*terms: tuple[int, Sequence[Predictions]]) -> Comparison:
    """Add and subtract the accuracies of ways of training, each by networks of several seeds.

    Parameters
    ----------
    *terms : (sign, sequence of Predictions)
        1 or -1, and the networks, one a seed in the same order of seeds. Terms for the same images
        are paired image by image; those for other images are taken as independent, which errs on
        the safe side where a few images are in both.

    Returns
    -------
    Comparison
        The sum, as `polymnist_lib.metrics.contrast` tests it against zero.

    Raises
    ------
    ValueError
        If terms differ in their number of seeds.
    """
    seeds = sorted({len(runs) for _, runs in terms})
    if len(seeds) != 1:
        raise ValueError(f"All ways of training need as many seeds; got {seeds} of them.")
    parts: list[tuple[np.ndarray, Predictions, int]] = []
    for sign, runs in terms:
        values = sign * np.stack([run.correct for run in runs]).astype(np.float64)
        for place, (others, images, one) in enumerate(parts):
            if _same_images(images, runs[0]):
                parts[place] = (others + values, images, one)
                break
        else:
            parts.append((values, runs[0], 1))
    return metrics.contrast(parts)


def seed_deviation(
    groups: Sequence[Sequence[Predictions]], *, confidence: float = 0.95
) -> Interval:
    """Return the standard deviation of accuracy between seeds, on a given set of images.

    Parameters
    ----------
    groups : sequence of sequences of Predictions
        Networks trained alike but for their seeds; the variances of several ways of training are
        pooled.
    confidence : float
        The coverage that the interval aims at.

    Returns
    -------
    Interval
        Of the chi-square distribution, which holds for accuracies that are spread normally. It
        never includes zero.
    """
    accuracies = [[float(run.correct.mean()) for run in group] for group in groups]
    freedom = sum(len(group) - 1 for group in accuracies)
    if freedom < 1:
        raise ValueError("The deviation between seeds needs at least two of them; got one.")
    squares = sum(float(np.var(group)) * len(group) for group in accuracies)
    low, high = stats.chi2.ppf([(1 + confidence) / 2, (1 - confidence) / 2], freedom)
    return Interval(*(float(np.sqrt(squares / each)) for each in (freedom, low, high)))


def seeds_needed(deviation: float, gap: float, *, power: float = 0.8, level: float = 0.05) -> int:
    """Return how many seeds of each of two models tell a difference of accuracy from chance.

    Parameters
    ----------
    deviation : float
        The standard deviation between seeds, of either model.
    gap : float
        The difference to detect, in the same unit.
    power : float
        The probability of detecting it.
    level : float
        Of the two-sided test.

    Returns
    -------
    int
        Of the normal approximation for two means, ``2 (z_level/2 + z_power)² (deviation / gap)²``;
        at least 2.
    """
    quantiles = stats.norm.isf(level / 2) + stats.norm.ppf(power)
    return max(2, int(np.ceil(2 * (quantiles * deviation / gap) ** 2)))


def saturated(predictions: Predictions) -> float:
    """Return the share of images whose answer has a probability of exactly 1, 0..1."""
    return float(np.mean(predictions.confidence == 1))


def _same_images(first: Predictions, second: Predictions) -> bool:
    """Tell whether two predictions are of the same images."""
    if (first.source is None) != (second.source is None):
        return False
    names = ("labels", "modality") if first.source is None else ("labels", "modality", "source")
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in names)
