"""Augmentation: small random changes of training images that leave the digit what it is.

Each image is turned, moved and scaled about its centre by amounts drawn uniformly, the ranges being
those of the original report: 5 degrees, 10 % of the side, 10 % of the size. There are no flips: a
mirrored digit is another sign.

All of that moves the picture, background and stroke together. Where it is known what an image was
composed of, the policy ``recomposed`` changes what differs between pictures instead: the stroke
alone is turned, slanted, scaled and moved, and laid over a new crop of its photograph.

Two more changes are for backgrounds that no training image showed. Under the digit, the recipe puts
255 - x in the place of x, which is to change the sign of the difference from mid-grey. Whatever
multiplies that difference, be it a matrix of colours or a field of light, gives an image in which
the recipe's relation of stroke and background holds as before, if beyond the range of photographs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import SIDE, Digits, Origins
from polymnist_lib.reading import lessons
from polymnist_lib.sources import compose


def _nearest(places: NDArray[np.float32], last: int) -> None:
    np.clip(places, 0, last, out=places)


def _mirror(places: NDArray[np.float32], last: int) -> None:
    places -= 2 * last * np.rint(places / (2 * last))
    np.abs(places, out=places)


# What fills the pixels that a moved image leaves empty. Pixels are numbered 0 to `last` along an
# axis; these put in the stead of any place the one in the image that it takes its value from.
FILLS = {"nearest": _nearest, "mirror": _mirror}

# The numbers along a side that a field of light runs smoothly between.
_LIGHTS = 7
_SMOOTHLY = cv2.INTER_CUBIC

# Rows of pixels sampled in one call: the more, the less precisely a float32 tells them apart.
_ROWS = 3584


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
    recolour : float
        The share of images whose channels are mixed by a random matrix, 0..1.
    relight : float
        How much a smooth random field brightens and darkens each channel: the factor that
        multiplies the difference from mid-grey is 1 plus this times the field, whose coarse values
        have a standard deviation of 1.
    slant : float
        The top leans to either side by at most this share of the height.
    recompose : bool
        Whether the stroke alone is changed, and laid over a new crop: `recomposed`.
    ink : float
        The share of images, 0..1, in whose place the digit is written anew as ink on even paper:
        `rewritten`.
    none : float
        The share of these, 0..1, that are no digit.
    rows : float
        The share of these, 0..1, in whose place there is what rows of digits give that are taken
        apart.
    """

    rotation_degrees: float = 0.0
    shift: float = 0.0
    zoom: float = 0.0
    fill: str = "nearest"
    recolour: float = 0.0
    relight: float = 0.0
    slant: float = 0.0
    recompose: bool = False
    ink: float = 0.0
    none: float = 0.0
    rows: float = 0.0


# Those of the original report, …
MOVES = {
    "none": Policy(),
    "rotation": Policy(rotation_degrees=5),
    "shift": Policy(shift=0.1),
    "zoom": Policy(zoom=0.1),
    "all": Policy(rotation_degrees=5, shift=0.1, zoom=0.1),
}

# … and those for backgrounds that no training image showed, and for strokes.
POLICIES = {
    **MOVES,
    "all_recoloured": Policy(rotation_degrees=5, shift=0.1, zoom=0.1, recolour=1),
    "all_relit": Policy(rotation_degrees=5, shift=0.1, zoom=0.1, relight=1),
    # Chosen on validation images. With 60 000 images, six epochs and one seed, conv50k reads
    # 98.80 % of them with new crops alone, 98.84 with half these ranges, 98.85 with these, 98.70
    # with half as much again.
    "recomposed": Policy(rotation_degrees=10, shift=2 / SIDE, zoom=0.1, slant=0.15, recompose=True),
}
POLICIES["reading"] = replace(POLICIES["recomposed"], ink=0.34, none=0.36)
POLICIES["reading_rows"] = replace(POLICIES["reading"], rows=0.55)


def augment(
    images: NDArray[np.float32], policy: Policy, *, seed: int | np.random.Generator
) -> NDArray[np.float32]:
    """Change each image at random.

    Parameters
    ----------
    images : ndarray of shape (n, side, side, channels), float32
        Images, such as preprocessed ones with one channel; at most four.
    policy : Policy
        The ranges, such as ``POLICIES["all"]``.
    seed : int or numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    ndarray of shape (n, side, side, channels), float32
        Changed images, sampled bilinearly. With ``POLICIES["none"]`` the images themselves. New
        colours and light can lead below 0 and above 1.

    Raises
    ------
    ValueError
        If the policy composes images anew, which finished ones do not allow: see `recomposed`.
    """
    if policy.recompose:
        raise ValueError("Finished images cannot be composed anew; `recomposed` takes raw digits.")
    if policy == Policy(fill=policy.fill):
        return images
    rng = np.random.default_rng(seed)
    if policy.recolour:
        images = _recoloured(images, policy.recolour, rng)
    if policy.relight:
        images = _relit(images, policy.relight, rng)
    return _moved(images, policy, rng)


def check(policy: Policy, digits: Digits) -> None:
    """Check that images can be changed as a policy says.

    Raises
    ------
    ValueError
        If they are to be composed anew and nobody knows of what.
    """
    if policy.recompose:
        _origins(digits)


def _origins(digits: Digits) -> tuple[Origins, NDArray[np.int64]]:
    """Return what images were composed of, and the handwriting of each; raise if it is unknown."""
    if digits.origins is None or digits.source is None:
        raise ValueError(
            "The augmentation 'recomposed' makes images anew from the handwriting and the "
            "photographs behind them, and these images do not tell them: they come as finished "
            "pictures, or their handwriting was changed. Choose another policy, or the source "
            "embedded or mnist, which compose their images."
        )
    return digits.origins, digits.source


def recomposed(
    digits: Digits, policy: Policy, *, seed: int | np.random.Generator
) -> NDArray[np.uint8]:
    """Compose images anew: each stroke changed at random, over a new crop of its photograph.

    Parameters
    ----------
    digits : Digits
        Images whose origins are known.
    policy : Policy
        The ranges of the strokes' changes, such as ``POLICIES["recomposed"]``.
    seed : int or numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    ndarray of shape (n, 28, 28, 3), uint8
        Raw images of the same labels and modalities.

    Raises
    ------
    ValueError
        If their origins are unknown.
    """
    origins, source = _origins(digits)
    rng = np.random.default_rng(seed)
    strokes = origins.strokes_of(source)[..., None].astype(np.float32)
    changed = np.rint(_moved(strokes, policy, rng)[..., 0]).astype(np.uint8)
    images = np.empty(digits.images.shape, np.uint8)
    for modality, photograph in enumerate(origins.photographs):
        chosen = digits.modality == modality
        images[chosen] = compose.steps(changed[chosen], photograph, seed=rng).composed
    return images


def rewritten(
    images: NDArray[np.uint8], digits: Digits, policy: Policy, *, seed: int | np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Write some digits as ink on paper, in the place of their images, and what is no digit.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28, 3), uint8
        Raw images, which are changed.
    digits : Digits
        Those that they show; their origins are known.
    policy : Policy
        The shares that are written anew, such as ``POLICIES["reading"]``.
    seed : int or numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    images : ndarray of shape (n, 28, 28, 3), uint8
        The images.
    labels : ndarray of shape (n,), int64
        What they show now: digits, or 10 for what is none.

    Raises
    ------
    ValueError
        If their origins are unknown.
    """
    if not policy.ink:
        return images, digits.labels
    origins, source = _origins(digits)
    rng = np.random.default_rng(seed)
    chosen = rng.random(len(digits)) < policy.ink
    labels = digits.labels.copy()
    strokes = origins.strokes_of(source[chosen])
    images[chosen], labels[chosen] = lessons.ink(
        strokes,
        labels[chosen],
        policy.none,
        photographs=origins.photographs,
        seed=rng,
        rows=policy.rows,
    )
    return images, labels


def _recoloured(
    images: NDArray[np.float32], share: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Mix the channels' differences from mid-grey, by a matrix an image."""
    channels = images.shape[3]
    mixed = rng.standard_normal((len(images), channels, channels), np.float32) / channels**0.5
    mixed[rng.random(len(images)) >= share] = np.eye(channels, dtype=np.float32)
    differences = images.reshape(len(images), -1, channels) - np.float32(0.5)
    return (differences @ mixed + np.float32(0.5)).reshape(images.shape)


def _relit(
    images: NDArray[np.float32], strength: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Multiply the channels' differences from mid-grey by smooth fields."""
    count, side, _, channels = images.shape
    coarse = rng.standard_normal((count, _LIGHTS, _LIGHTS, channels), np.float32)
    spread = cv2.resize(np.eye(_LIGHTS, dtype=np.float32), (_LIGHTS, side), None, 0, 0, _SMOOTHLY)
    rows = spread @ coarse.reshape(count, _LIGHTS, -1)  # (count, side, lights * channels)
    field = spread @ rows.reshape(count * side, _LIGHTS, channels)
    factors = 1 + np.float32(strength) * field.reshape(images.shape)
    return (images - np.float32(0.5)) * factors + np.float32(0.5)


def _moved(
    images: NDArray[np.float32], policy: Policy, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Turn, move and scale images."""
    matrices = _matrices(len(images), images.shape[1], policy, rng)
    changed = np.empty(images.shape, np.float32)  # of rows in order, whatever `images` is
    count = max(1, _ROWS // images.shape[1])
    places = np.empty((2, min(count, len(images)), *images.shape[1:3]), np.float32)
    with _one_thread():
        for start in range(0, len(images), count):
            part = slice(start, start + count)
            _sample(images[part], matrices[part], policy.fill, places, changed[part])
    return changed


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep OpenCV from sharing out its work: to wake threads takes longer than they save here."""
    usual = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(usual)


def _sample(
    images: NDArray[np.float32],
    matrices: NDArray[np.float64],
    fill: str,
    places: NDArray[np.float32],
    changed: NDArray[np.float32],
) -> None:
    """Sample images bilinearly where affine maps say, into `changed`.

    One call of OpenCV serves all of them, laid below one another as one tall image. `places` is
    room for the places of (2, at least as many images, side, side) pixels: to ask the system for
    it at each call would take as long as the sampling.
    """
    count, side = images.shape[:2]
    places = places[:, :count]
    column = np.arange(side, dtype=np.float32)
    row = column[:, None]
    across, down, offset = matrices.astype(np.float32).T[..., None, None]  # each (2, count, 1, 1)
    np.add(across * column + offset, down * row, out=places)
    FILLS[fill](places, side - 1)
    x, y = places
    y += side * np.arange(count, dtype=np.float32)[:, None, None]
    tall = count * side, side
    cv2.remap(
        images.reshape(*tall, -1),
        x.reshape(tall),
        y.reshape(tall),
        cv2.INTER_LINEAR,
        dst=changed.reshape(*tall, -1),
    )


def _matrices(
    count: int, side: int, policy: Policy, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw the maps from each pixel of a changed image to its place in the image given.

    Returns
    -------
    ndarray of shape (count, 2, 3), float64
        Affine maps of (x, y): the scale first, then the displacement, the slant and the rotation,
        all about the image's centre.
    """
    degrees = rng.uniform(-policy.rotation_degrees, policy.rotation_degrees, count)
    moves = side * rng.uniform(-policy.shift, policy.shift, (count, 2))
    scales = rng.uniform(1 - policy.zoom, 1 + policy.zoom, (count, 2))
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.stack([np.stack([cosine, -sine], 1), np.stack([sine, cosine], 1)], 1)  # (n, 2, 2)
    if policy.slant:
        lean = np.tile(np.eye(2), (count, 1, 1))
        lean[:, 0, 1] = rng.uniform(-policy.slant, policy.slant, count)
        turn = turn @ lean
    linear = turn * scales[:, None, :]
    centre = np.full(2, (side - 1) / 2)
    offset = np.einsum("nij,nj->ni", turn, moves) + centre - linear @ centre
    return np.concatenate([linear, offset[:, :, None]], axis=2)
