"""What a policy does to images, the time that takes, and altered images to test on."""

import time

import numpy as np
import pandas as pd

from polymnist_lib.digits import SIDE, Digits
from polymnist_lib.training.augment import Policy, augment


def altered(digits: Digits, policy: Policy, *, seed: int) -> Digits:
    """Change raw images as a policy changes training images, to see who can still read them."""
    changed = augment(digits.images.astype(np.float32), policy, seed=seed)
    return Digits(np.rint(changed).astype(np.uint8), digits.labels, digits.modality, digits.source)


def measured_changes(policy: Policy, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Measure what a policy really does to images.

    Two pictures of coordinates are changed by the same draws: what a pixel shows afterwards is
    where it came from. A plane through the middle of each tells angle, displacement and scales.

    Parameters
    ----------
    policy : Policy
        The ranges.
    draws : int
        How many images to change.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        A row a draw: ``degrees``; ``down`` and ``right``, in pixels; ``height`` and ``width``, of
        the drawn digit as shares of what they were.
    """
    places = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    across = np.tile(places, (SIDE, 1))
    x, y = (
        augment(np.tile(each[None, :, :, None], (draws, 1, 1, 1)), policy, seed=seed)
        for each in (across, np.ascontiguousarray(across.T))
    )
    middle = slice(9, 19)  # five pixels around the centre: no change of the ranges used leaves here
    basis = np.stack([each[middle, middle].ravel() for each in (across, across.T)], 1)
    basis = np.column_stack([basis, np.ones(len(basis))])
    planes = [
        np.linalg.lstsq(basis, image[:, middle, middle, 0].reshape(draws, -1).T, rcond=None)[0]
        for image in (x, y)
    ]
    # Where a pixel comes from: a turn by an angle after a scale of each axis, and a displacement.
    (xx, xy, x0), (yx, yy, y0) = planes
    angle = np.arctan2(yx, xx)
    return pd.DataFrame(
        {
            "degrees": np.degrees(angle),
            "right": -(np.cos(angle) * x0 + np.sin(angle) * y0),
            "down": -(np.cos(angle) * y0 - np.sin(angle) * x0),
            "width": 1 / np.hypot(xx, yx),
            "height": 1 / np.hypot(xy, yy),
        }
    )


def seconds_to_alter(count: int, policy: Policy, *, sample: int = 4000, repeats: int = 5) -> float:
    """Measure how long it takes to alter images.

    Parameters
    ----------
    count : int
        How many images the answer is for.
    policy : Policy
        The ranges.
    sample : int
        How many to alter at most; the time is proportional.
    repeats : int
        How often; the fastest time counts, the one least disturbed by other processes.
    """
    images = np.zeros((min(count, sample), SIDE, SIDE, 1), np.float32)
    times = []
    for seed in range(repeats):
        start = time.perf_counter()
        augment(images, policy, seed=seed)
        times.append(time.perf_counter() - start)
    return min(times) * count / len(images)
