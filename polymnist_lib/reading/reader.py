"""Reading the handwritten digits of any picture, and saying how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import photos
from polymnist_lib.reading.photos import Framed, Prepared

# An answer is sure if its probability is at least this.
SURE = 0.8


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network reads in one place of a picture.

    Attributes
    ----------
    box : (left, top, width, height)
        Where, in pixels of the picture.
    probabilities : ndarray of shape (10,), float32
        Of each digit.
    """

    box: tuple[int, int, int, int]
    probabilities: NDArray[np.float32] = field(repr=False)

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """Its probability."""
        return float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        """Whether the probability is high enough to rely on it."""
        return self.confidence >= SURE


@dataclass(frozen=True, eq=False)
class Reader:
    """A network that reads pictures of any kind.

    Attributes
    ----------
    network : Network
        One that reads raw images of the data.
    temperature : float
        What `fit_temperature` found for pictures that were prepared as here.
    """

    network: Network
    temperature: float = 1.0

    def read(
        self, picture: NDArray[np.uint8], *, one: bool = False
    ) -> tuple[Prepared, list[Reading]]:
        """Read a picture.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8
            Red, green and blue, as `polymnist_lib.reading.photos.decode.read` returns.
        one : bool
            Whether all ink is that of one digit; else there are as many as lie apart.

        Returns
        -------
        prepared : Prepared
            The picture with the steps to its digits.
        readings : list of Reading
            One a digit, in the order in which they are read; none where no ink was found.
        """
        prepared = photos.prepare(picture, one=one)
        return prepared, self.answer([prepared])[0]

    def read_one(self, picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Read a picture of one digit.

        Returns
        -------
        image : ndarray of shape (28, 28, 3), uint8
            What the network sees; white where no ink was found.
        probabilities : ndarray of shape (10,), float32
            Of each digit; all alike where no ink was found.
        """
        prepared, readings = self.read(picture, one=True)
        if not readings:
            blank = np.full((SIDE, SIDE, 3), 255, np.uint8)
            return blank, np.full(CLASSES, 1 / CLASSES, np.float32)
        return prepared.images[0], readings[0].probabilities

    def answer(self, prepared: Sequence[Framed]) -> list[list[Reading]]:
        """Read the digits of pictures that were prepared already, all of them together."""
        images = [each.images for each in prepared if each.boxes]
        if not images:
            return [[] for _ in prepared]
        answers = iter(
            tempered(self.network.probabilities(np.concatenate(images)), self.temperature)
        )
        return [[Reading(box, next(answers)) for box in each.boxes] for each in prepared]


def tempered(probabilities: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Make probabilities sharper, below a temperature of 1, or flatter, above it.

    Parameters
    ----------
    probabilities : ndarray of shape (n, 10), float32
        Of a softmax.
    temperature : float
        What the logits are divided by (Guo et al., ICML 2017, section 4.2).

    Returns
    -------
    ndarray of shape (n, 10), float32
        In the same order of size.
    """
    logits = np.log(np.maximum(probabilities, np.finfo(np.float32).tiny)) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def fit_temperature(probabilities: NDArray[np.float32], labels: Iterable[int]) -> float:
    """Find the temperature under which probabilities say best how often they are right.

    Parameters
    ----------
    probabilities : ndarray of shape (n, 10), float32
        Of images that the network was not trained on.
    labels : iterable of int
        Their digits.

    Returns
    -------
    float
        That with the highest likelihood (Guo et al., ICML 2017, section 4.2), from 0.1 to 10.
    """
    from scipy.optimize import minimize_scalar

    truth = np.asarray(list(labels))
    places = np.arange(len(truth))

    def cost(logarithm: float) -> float:
        said = tempered(probabilities, float(np.exp(logarithm)))[places, truth]
        return -float(np.log(np.maximum(said, 1e-12)).mean())

    found = minimize_scalar(cost, bounds=(np.log(0.1), np.log(10)), method="bounded")
    return float(np.exp(found.x))
