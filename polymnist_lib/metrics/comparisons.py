"""Whether one trained network is better than another: paired differences and exact tests."""

import numpy as np
import pandas as pd

from polymnist_lib.metrics.families import holm
from polymnist_lib.metrics.predictions import Predictions, check_paired
from polymnist_lib.metrics.resampling import RESAMPLES, Comparison, Interval, bootstrap, units

# Below it, the p-value of a permutation test is nothing but rounding.
_ROUNDING = 1e-12


def difference(first: Predictions, second: Predictions, *, resamples: int = RESAMPLES) -> Interval:
    """Return how much more accurate one trained network is than another, on the same images.

    Parameters
    ----------
    first, second : Predictions
        Of the two networks, for the same images in the same order.
    resamples : int
        As for `accuracy`; sources are resampled with both networks' answers.

    Returns
    -------
    Interval
        The first accuracy minus the second.

    Raises
    ------
    ValueError
        If the images are not the same, or there are none.
    """
    check_paired(first, second)
    return bootstrap(
        units(gain_per_image(first, second), first),
        bounds=(-1.0, 1.0),
        resamples=resamples,
    )


def mcnemar(first: Predictions, second: Predictions, *, modality: int) -> float:
    """Return the p-value of McNemar's exact test within a modality, where images are independent.

    Among the images that only one network gets right, either is as likely to be that one
    (McNemar, Psychometrika 12, 1947; the exact form of Dietterich's advice for one test set,
    Neural Computation 10, 1998).

    Parameters
    ----------
    first, second : Predictions
        Of the two networks, for the same images in the same order.
    modality : int
        Which images to use.

    Returns
    -------
    float
        Two-sided; 1 where both get the same images right.

    Raises
    ------
    ValueError
        If the images are not the same, or if one handwriting occurs twice in the modality.
    """
    check_paired(first, second)
    inside = first.modality == modality
    if not inside.any():
        raise ValueError(f"No image is of modality {modality}; McNemar's test needs at least one.")
    if first.source is not None:
        _, counts = np.unique(first.source[inside], return_counts=True)
        if counts.max() > 1:
            raise ValueError(
                f"McNemar's test needs each source once within a modality; {np.sum(counts > 1)} of "
                f"{len(counts)} sources occur more often in modality {modality}. "
                "Use permutation_test, which treats the images of a source as one."
            )
    gain = gain_per_image(first, second)[inside]
    only_first, only_second = int(np.sum(gain > 0)), int(np.sum(gain < 0))
    if only_first + only_second == 0:
        return 1.0
    # Imported here because it takes a second.
    from scipy import stats

    return float(stats.binomtest(only_first, only_first + only_second).pvalue)


def mcnemar_by_modality(first: Predictions, second: Predictions) -> pd.DataFrame:
    """Test two trained networks within each modality, corrected for testing in several.

    Parameters
    ----------
    first, second : Predictions
        Of the two networks, for the same images in the same order.

    Returns
    -------
    DataFrame
        Index ``modality``, those with images; columns ``only_first`` and ``only_second``, the
        images that only one network gets right, ``difference`` of the accuracies, ``p`` and
        ``p_holm``.
    """
    check_paired(first, second)
    gain = gain_per_image(first, second)
    rows = {}
    for modality in np.unique(first.modality):
        inside = gain[first.modality == modality]
        rows[int(modality)] = {
            "only_first": int(np.sum(inside > 0)),
            "only_second": int(np.sum(inside < 0)),
            "difference": float(inside.mean()),
            "p": mcnemar(first, second, modality=modality),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("modality")
    frame["p_holm"] = holm(frame["p"])
    return frame


def permutation_test(first: Predictions, second: Predictions) -> float:
    """Return the exact p-value of exchanging two networks' answers, a whole source at a time.

    Without a difference, the sign of each source's difference is as likely plus as minus (Fisher's
    randomisation test for pairs). Of all 2^n assignments of signs, the share is returned whose
    sum is at least as far from zero as the one seen. The sums' distribution is not sampled: its
    characteristic function, the product of ``cos(d t)`` over the sources' differences d, is
    inverted by a Fourier transform. Without five modalities it is McNemar's exact test.

    Parameters
    ----------
    first, second : Predictions
        Of the two networks, for the same images in the same order, with sources.

    Returns
    -------
    float
        Two-sided; 1 where no source tells the networks apart. Rounding hides what is below 1e-12,
        which is returned instead.

    Raises
    ------
    ValueError
        If the images are not the same, there are none, or their sources are unknown.
    """
    check_paired(first, second)
    if first.source is None:
        raise ValueError(
            "A permutation test by source needs the sources of the images, which are unknown. "
            "Use mcnemar_by_modality, or compare, which falls back on it."
        )
    gains = np.rint(units(gain_per_image(first, second), first).totals).astype(np.int64)
    sizes, counts = np.unique(np.abs(gains[gains != 0]), return_counts=True)
    if not len(sizes):
        return 1.0
    largest = int(sizes @ counts)
    angles = 2 * np.pi * np.arange(2 * largest + 1) / (2 * largest + 1)
    characteristic = np.prod(np.cos(np.outer(sizes, angles)) ** counts[:, None], axis=0)
    chances = np.fft.fftshift(np.fft.fft(characteristic).real) / len(angles)
    sums = np.arange(-largest, largest + 1)
    share = chances[np.abs(sums) >= abs(gains.sum())].sum()
    # The sum seen and its mirror image have at least this chance.
    return float(np.clip(share, max(2.0 ** (1 - counts.sum()), _ROUNDING), 1.0))


def compare(first: Predictions, second: Predictions) -> Comparison:
    """Compare two trained networks: `difference`, with the p-value that the data allow.

    Parameters
    ----------
    first, second : Predictions
        Of the two networks, for the same images in the same order.

    Returns
    -------
    Comparison
        The p-value is that of `permutation_test`. Where sources are unknown it is the smallest
        corrected one of `mcnemar_by_modality`, valid however modalities depend on each other.
        It speaks of these two networks, not of their architectures: see
        `difference_across_seeds`.
    """
    gap = difference(first, second)
    if first.source is None:
        p = float(mcnemar_by_modality(first, second)["p_holm"].min())
    else:
        p = permutation_test(first, second)
    return Comparison(gap.estimate, gap.low, gap.high, p)


def gain_per_image(first: Predictions, second: Predictions) -> np.ndarray:
    """Return 1 for each image that only the first network gets right, -1 for the second, else 0."""
    return first.correct.astype(np.int64) - second.correct.astype(np.int64)
