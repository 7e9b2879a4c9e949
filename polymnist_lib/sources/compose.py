"""PolyMNIST's published recipe: handwritten digits cut into crops of photographs.

Each digit is laid over each of five photographs once: the digit is made black and white, a random
crop of the photograph is taken, and the crop's colours are inverted under the digit.

Source: T. M. Sutter, I. Daunhawer, J. E. Vogt, "Generalized Multimodal ELBO", ICLR 2021.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from polymnist_lib import syntax
from polymnist_lib.digits import MODALITIES, SIDE, Digits, Origins

# Ink is what is brighter than this.
THRESHOLD = 128

# The pixels of the names in `photographs`, in the order of the modalities m0..m4.
PHOTOGRAPHS = ("astronaut", "coffee", "chelsea", "china", "flower")

# Images composed at a time: 4096 crops with their steps take 30 MB, against 705 MB of MNIST's.
_BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Steps:
    """What the recipe makes on its way, image by image.

    Attributes
    ----------
    crop : ndarray of shape (n, 28, 28, 3), uint8
        The crops of the photograph.
    mask : ndarray of shape (n, 28, 28), bool
        Where the digit is.
    composed : ndarray of shape (n, 28, 28, 3), uint8
        The result: 255 minus the crop under the digit, the crop elsewhere.
    corner : ndarray of shape (n, 2), int64
        Row and column of the photograph where each crop begins.
    """

    crop: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    composed: NDArray[np.uint8]
    corner: NDArray[np.int64]

    def take(self, index: slice) -> "Steps":
        """Choose images."""
        return Steps(self.crop[index], self.mask[index], self.composed[index], self.corner[index])


@cache
def photographs() -> dict[str, NDArray[np.uint8]]:
    """Read the five colour photographs that scikit-image and scikit-learn ship.

    Returns
    -------
    dict of str to ndarray of shape (height, width, 3), uint8
        By name, in the order of the modalities. The same arrays at every call, read-only.
    """
    # Imported here because it takes seconds, and composing does without.
    from sklearn.datasets import load_sample_image

    # As files: scikit-image's own reading takes the folder that it lies in for a pattern, and finds
    # nothing where that has brackets.
    folder = syntax.source_file("skimage").parent / "data"
    found = {name: np.array(Image.open(folder / f"{name}.png")) for name in PHOTOGRAPHS[:3]}
    found |= {name: load_sample_image(f"{name}.jpg") for name in PHOTOGRAPHS[3:]}
    for photograph in found.values():
        photograph.flags.writeable = False
    return found


def steps(strokes: NDArray[np.uint8], photograph: NDArray[np.uint8], *, seed: Any) -> Steps:
    """Lay digits over random crops of one photograph, keeping the steps.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The digits, bright on dark.
    photograph : ndarray of shape (height, width, 3), uint8
        At least 28 pixels high and wide.
    seed : int, sequence of int or numpy Generator
        Of the crops. ``(seed, m)`` gives those of `compose` for modality m; the crops of the first
        images do not depend on how many follow.

    Returns
    -------
    Steps
        Arrays of n images.

    Raises
    ------
    ValueError
        If an array has another shape or type.
    """
    if strokes.dtype != np.uint8 or strokes.shape[1:] != (SIDE, SIDE):
        raise ValueError(
            f"strokes must be uint8 of shape (n, {SIDE}, {SIDE}); "
            f"got {strokes.dtype} of shape {strokes.shape}."
        )
    height, width = photograph.shape[:2]
    if photograph.dtype != np.uint8 or photograph.shape[2:] != (3,) or min(height, width) < SIDE:
        raise ValueError(
            f"A photograph must be uint8 of shape (height, width, 3), at least {SIDE} x {SIDE}; "
            f"got {photograph.dtype} of shape {photograph.shape}."
        )
    corners = np.random.default_rng(seed).integers(
        0, (height - SIDE + 1, width - SIDE + 1), size=(len(strokes), 2)
    )
    # Rows of 28 pixels lie in one piece, so that each crop is 28 copies of 84 bytes.
    rows = photograph.reshape(height, width * 3)
    windows = np.lib.stride_tricks.sliding_window_view(rows, (SIDE, SIDE * 3))[:, ::3]
    crop = windows[corners[:, 0], corners[:, 1]].reshape(-1, SIDE, SIDE, 3)
    mask = strokes > THRESHOLD
    return Steps(crop, mask, np.where(mask[..., None], 255 - crop, crop), corners)


def compose(
    strokes: NDArray[np.uint8],
    labels: NDArray[Any],
    backgrounds: Sequence[NDArray[np.uint8]],
    *,
    seed: int,
    first_source: int = 0,
) -> Digits:
    """Lay every digit over every photograph once.

    Parameters
    ----------
    strokes : ndarray of shape (n, 28, 28), uint8
        The handwritten digits, bright on dark.
    labels : ndarray of shape (n,), integers
        Which digit each one is, 0..9.
    backgrounds : sequence of 5 ndarrays of shape (height, width, 3), uint8
        The photograph of each modality.
    seed : int
        Of the random crops.
    first_source : int
        The id of the first handwritten digit; the others count on from it.

    Returns
    -------
    Digits
        5 n images: all of modality 0 in the order of `strokes`, then all of modality 1, and so on.

    Raises
    ------
    ValueError
        If there are not five photographs, or not one label per digit.
    """
    if len(backgrounds) != MODALITIES:
        raise ValueError(
            f"The recipe needs {MODALITIES} photographs, one per modality; got {len(backgrounds)}."
        )
    n = len(strokes)
    if len(labels) != n:
        raise ValueError(f"There must be one label per digit: {n} digits, {len(labels)} labels.")
    images = np.empty((MODALITIES * n, SIDE, SIDE, 3), np.uint8)
    for modality, photograph in enumerate(backgrounds):
        random = np.random.default_rng((seed, modality))
        of_modality = images[modality * n : (modality + 1) * n]
        for start in range(0, n, _BLOCK):
            block = slice(start, start + _BLOCK)
            of_modality[block] = steps(strokes[block], photograph, seed=random).composed
    return Digits(
        images,
        labels=np.tile(labels, MODALITIES),
        modality=np.repeat(np.arange(MODALITIES), n),
        source=np.tile(np.arange(first_source, first_source + n), MODALITIES),
        origins=Origins(strokes, tuple(backgrounds), first_source),
    )
