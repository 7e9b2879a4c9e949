"""How often a network is right when it says that it is."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES

# The odds that there is no digit are by so many times lower in pictures than in training.
RARER = 16

# How sure a reader is of several digits is put right with this slope and constant, of log odds.
# Fitted by `tools/fit_words.py`, to pages of `polymnist_lib.reading.photos.pages`.
PLATT = (0.99, -0.85)
_LEAST = 1e-6


def put_right(probability: float) -> float:
    """Turn how sure a reader is of several digits together into how often it is right.

    Parameters
    ----------
    probability : float
        That there is a number and each of its digits is right, as if they were independent.

    Returns
    -------
    float
        From 0 to 1, both exclusive: by Platt's method (Advances in Large Margin Classifiers,
        1999), with what was fitted to the shipped network.
    """
    slope, constant = PLATT
    odds = _log_odds(min(max(probability, _LEAST), 1 - _LEAST))
    return float(1 / (1 + np.exp(-slope * odds - constant)))


def raw_log_odds(confidence: float) -> float:
    """Undo `put_right`.

    Parameters
    ----------
    confidence : float
        As it returns.

    Returns
    -------
    float
        The log odds of what it was given, or of the nearest that it tells from 0 and 1.
    """
    slope, constant = PLATT
    return (_log_odds(confidence) - constant) / slope


def _log_odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def tempered(probabilities: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Make probabilities sharper, below a temperature of 1, or flatter, above it.

    Parameters
    ----------
    probabilities : ndarray of shape (n, 10) or (n, 11), float32
        Of a softmax.
    temperature : float
        What the logits are divided by (Guo et al., ICML 2017, section 4.2).

    Returns
    -------
    ndarray of the same shape, float32
        Digits are in the same order of size; that there is none is less probable, since ink is
        more often a digit in pictures than it was in training (Saerens, Latinne and Decaestecker,
        Neural Computation 14, 2002).
    """
    logits = np.log(np.maximum(probabilities, np.finfo(np.float32).tiny)) / temperature
    logits[:, CLASSES:] -= np.log(RARER)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def fit_temperature(probabilities: NDArray[np.float32], labels: Iterable[int]) -> float:
    """Find the temperature under which probabilities say best how often they are right.

    Parameters
    ----------
    probabilities : ndarray of shape (n, 10) or (n, 11), float32
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
