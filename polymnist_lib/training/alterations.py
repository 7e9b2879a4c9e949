"""Moved images to test on."""

import numpy as np

from polymnist_lib.digits import Digits
from polymnist_lib.training.augment import Policy, augment


def altered(digits: Digits, policy: Policy, *, seed: int) -> Digits:
    """Move raw images as a policy moves training images, to see who can still read them.

    Parameters
    ----------
    digits : Digits
        The images.
    policy : Policy
        One of `polymnist_lib.training.augment.MOVES`, or like them.
    seed : int
        Of the draws.

    Returns
    -------
    Digits
        The same digits, moved.

    Raises
    ------
    ValueError
        If the policy does more than move a picture.
    """
    if policy.recolour or policy.relight or policy.recompose:
        raise ValueError(
            "Only a policy that moves pictures can alter raw images, such as those of "
            f"polymnist_lib.training.augment.MOVES; got {policy}."
        )
    changed = augment(digits.images.astype(np.float32), policy, seed=seed)
    return Digits(np.rint(changed).astype(np.uint8), digits.labels, digits.modality, digits.source)
