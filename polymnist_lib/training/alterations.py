"""Altered images to test on."""

import numpy as np

from polymnist_lib.digits import Digits
from polymnist_lib.training.augment import Policy, augment


def altered(digits: Digits, policy: Policy, *, seed: int) -> Digits:
    """Change raw images as a policy changes training images, to see who can still read them."""
    changed = augment(digits.images.astype(np.float32), policy, seed=seed)
    return Digits(np.rint(changed).astype(np.uint8), digits.labels, digits.modality, digits.source)
