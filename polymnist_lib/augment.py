"""Augmentation: small random changes of training images that leave the digit what it is.

Each image is turned, moved and scaled about its centre by amounts drawn uniformly, the ranges being
those of the original report: 5 degrees, 10 % of the side, 10 % of the size. There are no flips: a
mirrored digit is another sign.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# What fills the pixels that a moved image leaves empty, by OpenCV's name for it.
FILLS = {"nearest": cv2.BORDER_REPLICATE, "mirror": cv2.BORDER_REFLECT_101}


@dataclass(frozen=True)
class Policy:
    """The ranges from which an image's change is drawn.

    Attributes
    ----------
    rotation_degrees : float
        The angle lies between minus and plus this.
    shift : float
        Each of the two displacements lies between minus and plus this share of the side.
    zoom : float
        The scales along the two axes lie between 1 minus and 1 plus this, independently.
    fill : {"nearest", "mirror"}
        What fills empty pixels: the nearest pixel of the border, or the image mirrored.
    """

    rotation_degrees: float = 0.0
    shift: float = 0.0
    zoom: float = 0.0
    fill: str = "nearest"


POLICIES = {
    "none": Policy(),
    "rotation": Policy(rotation_degrees=5),
    "shift": Policy(shift=0.1),
    "zoom": Policy(zoom=0.1),
    "all": Policy(rotation_degrees=5, shift=0.1, zoom=0.1),
}


def augment(
    images: NDArray[np.float32], policy: Policy, *, seed: int | np.random.Generator
) -> NDArray[np.float32]:
    """Change each image at random.

    Parameters
    ----------
    images : ndarray of shape (n, side, side, 1), float32
        Preprocessed images.
    policy : Policy
        The ranges, such as ``POLICIES["all"]``.
    seed : int or numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    ndarray of shape (n, side, side, 1), float32
        Changed images, sampled bilinearly. With ``POLICIES["none"]`` the images themselves.
    """
    if policy == Policy(fill=policy.fill):
        return images
    rng = np.random.default_rng(seed)
    side = images.shape[1]
    changed = np.empty_like(images)
    border = FILLS[policy.fill]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for index, matrix in enumerate(_matrices(len(images), side, policy, rng)):
        cv2.warpAffine(
            images[index], matrix, (side, side), changed[index], flags=flags, borderMode=border
        )
    return changed


def _matrices(
    count: int, side: int, policy: Policy, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw the maps from each pixel of a changed image to its place in the image given.

    Returns
    -------
    ndarray of shape (count, 2, 3), float64
        Affine maps of (x, y): the scale first, then the displacement, then the rotation, all about
        the image's centre.
    """
    degrees = rng.uniform(-policy.rotation_degrees, policy.rotation_degrees, count)
    moves = side * rng.uniform(-policy.shift, policy.shift, (count, 2))
    scales = rng.uniform(1 - policy.zoom, 1 + policy.zoom, (count, 2))
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.stack([np.stack([cosine, -sine], 1), np.stack([sine, cosine], 1)], 1)  # (n, 2, 2)
    linear = turn * scales[:, None, :]
    centre = np.full(2, (side - 1) / 2)
    offset = np.einsum("nij,nj->ni", turn, moves) + centre - linear @ centre
    return np.concatenate([linear, offset[:, :, None]], axis=2)
