"""What holds beyond one training: accuracies and differences over several seeds."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from polymnist_lib.metrics.comparisons import gain_per_image
from polymnist_lib.metrics.predictions import Predictions, check_paired, same_images
from polymnist_lib.metrics.resampling import (
    CONFIDENCE,
    LEVEL,
    Comparison,
    Interval,
    certain,
    units,
    variance_of_mean,
)

# The probability with which a difference is to be detected, by convention.
_POWER = 0.8


def across_seeds(runs: Sequence[Predictions]) -> Interval:
    """Return the mean accuracy of networks trained alike but for their seeds.

    Parameters
    ----------
    runs : sequence of Predictions
        One a seed, at least two, for the same images in the same order.

    Returns
    -------
    Interval
        It speaks of new seeds and new handwriting; see `difference_across_seeds`.

    Raises
    ------
    ValueError
        If there are fewer than two seeds, or the images are not the same.
    """
    _check_seeds(runs)
    correct = np.stack([each.correct for each in runs])
    mean = contrast([(correct, runs[0], 1)], bounds=(0.0, 1.0))
    return Interval(mean.estimate, mean.low, mean.high)


def difference_across_seeds(
    first: Sequence[Predictions], second: Sequence[Predictions]
) -> Comparison:
    """Compare two ways of training by networks of several seeds each.

    The mean over seeds of the paired differences has two sources of error, new seeds and new
    handwriting: ``SE² = s² / k + SE_source²`` with s the deviation between k seeds and SE_source
    that of the seed-averaged differences between sources. The bounds are Student's t with the
    degrees of freedom of Welch and Satterthwaite (Satterthwaite, Biometrics Bulletin 2, 1946).
    For crossed effects of seeds and sources the sum of both variances errs on the safe side
    (Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007); estimated degrees of
    freedom err a little on the other. Simulated with three seeds and 397 sources, 95 % intervals
    cover in 93 % (seeds dominate) to 98 % of cases (seeds do nothing).

    Parameters
    ----------
    first, second : sequence of Predictions
        One a seed, at least two, in the same order of seeds, all for the same images.

    Returns
    -------
    Comparison
        The first accuracy minus the second.

    Raises
    ------
    ValueError
        If the seeds are fewer than two or not as many, or the images are not the same.
    """
    if len(first) != len(second):
        raise ValueError(
            f"Seeds are compared in pairs; got {len(first)} networks and {len(second)}."
        )
    _check_seeds(first)
    _check_seeds([first[0], *second])
    gain = np.stack(
        [gain_per_image(mine, yours) for mine, yours in zip(first, second, strict=True)]
    )
    return contrast([(gain, first[0], 1)], bounds=(-1.0, 1.0))


def contrast(
    parts: Sequence[tuple[np.ndarray, Predictions, int]],
    *,
    bounds: tuple[float, float] = (-2.0, 2.0),
) -> Comparison:
    """Add signed means of several parts of the data, each measured with the same seeds.

    The error is that of `difference_across_seeds`: the variance between seeds of the whole
    contrast, and the variance between sources in each part, whose handwritings are different ones.

    Parameters
    ----------
    parts : sequence of (ndarray of shape (seeds, n), Predictions of n images, sign)
        A value a seed and image; the images' sources; 1 or -1.
    bounds : (float, float)
        What the sum can be at least and at most.

    Returns
    -------
    Comparison
        Tested against zero. With one seed it is about the networks of that seed alone.
    """
    per_seed = np.sum([sign * values.mean(axis=1) for values, _, sign in parts], axis=0)
    seeds = len(per_seed)
    data = [units(values.mean(axis=0), predictions) for values, predictions, _ in parts]
    variances = [float(variance_of_mean(each)) for each in data]
    freedoms = [each.independent - 1 for each in data]
    if seeds > 1:
        variances.append(float(per_seed.var(ddof=1)) / seeds)
        freedoms.append(seeds - 1)
    estimate, total = float(per_seed.mean()), sum(variances)
    if not total > 1e-18:  # nothing differs anywhere, or a part has a single source
        fewest = min(each.independent for each in data)
        limits = certain(estimate, fewest, bounds=bounds)
        p = 1.0 if estimate == 0 else min(1.0, 2.0 ** (1 - fewest))
        return Comparison(estimate, limits.low, limits.high, p)
    # Imported here because it takes a second.
    from scipy import stats

    freedom = total**2 / sum(v**2 / f for v, f in zip(variances, freedoms, strict=True))
    error = np.sqrt(total)
    reach = float(error * stats.t.ppf((1 + CONFIDENCE) / 2, freedom))
    lowest, highest = bounds
    return Comparison(
        estimate,
        max(lowest, estimate - reach),
        min(highest, estimate + reach),
        float(2 * stats.t.sf(abs(estimate) / error, freedom)),
    )


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
        The sum, as `contrast` tests it against zero.

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
            if same_images(images, runs[0]):
                parts[place] = (others + values, images, one)
                break
        else:
            parts.append((values, runs[0], 1))
    return contrast(parts)


def seed_deviation(groups: Sequence[Sequence[Predictions]]) -> Interval:
    """Return the standard deviation of accuracy between seeds, on a given set of images.

    Parameters
    ----------
    groups : sequence of sequences of Predictions
        Networks trained alike but for their seeds; the variances of several ways of training are
        pooled.

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
    from scipy import stats

    squares = sum(float(np.var(group)) * len(group) for group in accuracies)
    low, high = stats.chi2.ppf([(1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2], freedom)
    return Interval(*(float(np.sqrt(squares / each)) for each in (freedom, low, high)))


def seeds_needed(deviation: float, gap: float) -> int:
    """Return how many seeds of each of two models tell a difference of accuracy from chance.

    Parameters
    ----------
    deviation : float
        The standard deviation between seeds, of either model.
    gap : float
        The difference to detect, in the same unit.

    Returns
    -------
    int
        To detect it with a probability of 80 % in a two-sided test at `LEVEL`. Of the normal
        approximation for two means, ``2 (z_level/2 + z_power)² (deviation / gap)²``; at least 2.
    """
    normal = NormalDist()
    quantiles = normal.inv_cdf(1 - LEVEL / 2) + normal.inv_cdf(_POWER)
    return max(2, int(np.ceil(2 * (quantiles * deviation / gap) ** 2)))


def _check_seeds(runs: Sequence[Predictions]) -> None:
    """Raise ValueError unless at least two networks predicted the same images."""
    if len(runs) < 2:
        raise ValueError(
            f"The deviation between seeds needs at least two of them; got {len(runs)}. "
            "For one trained network use accuracy or compare."
        )
    for each in runs[1:]:
        check_paired(runs[0], each)
