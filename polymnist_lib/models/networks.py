"""Saved models without Keras: their arithmetic, read from a file, as a short list of layers.

Importing Keras takes seconds, and a page of the book cannot do it at all. A `Network` answers at
once, and its layers are few enough that the page where readers draw runs them in JavaScript
(``book/_extra/draw/network.js``).
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.models import foreign
from polymnist_lib.models.preprocess import PREPROCESSINGS, preprocess

Array = NDArray[np.float32]

KINDS = (
    "convolution",
    "dense",
    "flatten",
    "global_average",
    "max_pooling",
    "relu",
    "scale",
    "softmax",
)

# Images that go through the layers together: of more, a wide convolution would fill the cache.
BATCH = 8


@dataclass(frozen=True, eq=False)
class Layer:
    """A step from one array of numbers to the next, images first and channels last.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    weights : mapping of str to ndarray, float32
        ``convolution``: ``kernel (height, width, in, out)`` and ``bias (out,)``; ``dense``:
        ``kernel (in, out)`` and ``bias (out,)``; ``scale``: ``scale`` and ``shift (channels,)``.
    size : int
        The side of the squares of ``max_pooling``.
    """

    kind: str
    weights: Mapping[str, Array] = field(default_factory=dict)
    size: int = 0


@dataclass(frozen=True, eq=False)
class Network:
    """A trained model.

    Attributes
    ----------
    preprocessing : str
        What it begins with, one of `polymnist_lib.models.preprocess.PREPROCESSINGS`.
    layers : tuple of Layer
        What follows, up to the probabilities: a dense layer and its softmax at the end.
    parameters : int
        How many numbers the training, and batch normalisation, set; 0 if it is not known.
    """

    preprocessing: str
    layers: tuple[Layer, ...]
    parameters: int = 0

    @property
    def answers(self) -> int:
        """How many probabilities it gives: ten, or one more, that there is no digit."""
        return len(self.layers[-2].weights["bias"])

    def probabilities(self, images: NDArray[np.uint8]) -> Array:
        """Predict images.

        Parameters
        ----------
        images : ndarray of shape (n, 28, 28, 3), uint8
            Raw images.

        Returns
        -------
        ndarray of shape (n, answers), float32
            The probabilities, those of Keras within 1e-5.

        Raises
        ------
        ValueError
            If the images are of another shape or type.
        """
        _check(images)
        answers = np.empty((len(images), self.answers), np.float32)
        for start in range(0, len(images), BATCH):
            *_, (_, answers[start : start + BATCH]) = self.activations(
                images[start : start + BATCH]
            )
        return answers

    def unprepared(self) -> "Network":
        """Return the network as the original report used its own, to measure that mistake.

        Returns
        -------
        Network
            It takes the levels of an image, 0 to 255, for those of 0 to 1 that it learned from,
            and blurs nothing.
        """
        seen = replace(PREPROCESSINGS[self.preprocessing], blur=False)
        name = next(name for name, each in PREPROCESSINGS.items() if each == seen)
        place = next(i for i, layer in enumerate(self.layers) if "kernel" in layer.weights)
        first = self.layers[place]
        louder = replace(first, weights={**first.weights, "kernel": first.weights["kernel"] * 255})
        layers = *self.layers[:place], louder, *self.layers[place + 1 :]
        return Network(name, layers, self.parameters)

    def activations(self, images: NDArray[np.uint8]) -> Iterator[tuple[Layer, Array]]:
        """Follow a few images through the layers.

        Parameters
        ----------
        images : ndarray of shape (n, 28, 28, 3), uint8
            Raw images, all of them at once: hundreds take gigabytes.

        Yields
        ------
        (Layer, ndarray of shape (n, …), float32)
            Each layer with what it makes of the images; the last makes the probabilities.

        Raises
        ------
        ValueError
            If the images are of another shape or type.
        """
        _check(images)
        values = preprocess(images, self.preprocessing)
        for layer in self.layers:
            values = _step(layer, values)
            yield layer, values


def share_of_light(kernel: Array) -> Array:
    """Tell filters that look at light and dark from those that compare colours.

    Parameters
    ----------
    kernel : ndarray of shape (height, width, 3, n), float32
        The weights of each filter for red, green and blue.

    Returns
    -------
    ndarray of shape (n,), float32
        The part of a filter's squared weights that is alike for the three colours: 1 if it sees
        light alone, 0 if it is blind to it.
    """
    alike = kernel.mean(axis=2, keepdims=True) + np.zeros_like(kernel)
    return np.asarray((alike**2).sum((0, 1, 2)) / (kernel**2).sum((0, 1, 2)))


def read(file: Path) -> Network:
    """Read a model that this library saved.

    Parameters
    ----------
    file : Path
        A ``model.keras``: that of a run, or the shipped one.

    Returns
    -------
    Network
        The same model. Dropout, which does nothing when predicting, is left out, and batch
        normalisation that directly follows a convolution becomes part of it.

    Raises
    ------
    ValueError
        If the file is not such a model, or has a layer that is not known here.
    FileNotFoundError
        If there is no such file.
    """
    foreign.check(file)
    try:
        with foreign.opened(file) as archive:
            described = json.loads(archive.read(foreign.DESCRIPTION))
            stored = io.BytesIO(archive.read(foreign.WEIGHTS))
    except foreign.DAMAGED as error:
        raise foreign.refusal(file, "a .keras file that is damaged") from error
    try:
        images, first, core = described["config"]["layers"]
        preprocessing, shape = first["config"]["preprocessing"], images["config"]["batch_shape"]
        stack = [each for each in core["config"]["layers"] if each["class_name"] != "InputLayer"]
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise foreign.refusal(file, foreign.described(file)) from error
    try:
        if preprocessing not in PREPROCESSINGS:
            raise ValueError(
                f"it begins with the preprocessing {preprocessing!r}. "
                f"Valid ones: {', '.join(PREPROCESSINGS)}"
            )
        if shape[1:] != [SIDE, SIDE, 3]:
            raise ValueError(f"its images are of {' x '.join(map(str, shape[1:]))}")
        with h5py.File(stored) as weights:
            kept = weights["layers/sequential/layers"]
            layers, parameters = list(_layers(stack, kept)), _count(kept)
        _check_answers(layers)
    except ValueError as error:
        raise foreign.refusal(file, f"a Keras model that is not read here: {error}") from error
    except (
        OSError,
        RuntimeError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
    ) as error:  # whatever h5py meets in what is cut or altered
        raise foreign.refusal(file, "a .keras file whose weights are damaged") from error
    return Network(preprocessing, tuple(_folded(layers)), parameters)


# ------------------------------------------------------------------ from Keras' description

# Under which names Keras stores the weights of a class; the second of a class ends in _1.
_STORED_AS = {"BatchNormalization": "batch_normalization", "Conv2D": "conv2d", "Dense": "dense"}


def _layers(stack: Iterable[dict[str, Any]], stored: Any) -> Iterator[Layer]:
    """Translate Keras' layers, in order; `stored` holds their weights, by class and number."""
    seen: dict[str, int] = {}
    for each in stack:
        name = each["class_name"]
        number = seen[name] = seen.get(name, -1) + 1
        values: list[Array] = []
        if name in _STORED_AS:
            group = stored[_STORED_AS[name] + (f"_{number}" if number else "")]["vars"]
            values = [group[str(place)][()] for place in range(len(group))]
        yield from _translated(name, each["config"], values)


def _translated(name: str, options: dict[str, Any], values: Sequence[Array]) -> Iterator[Layer]:
    """Translate one of Keras' layers; refuse what the arithmetic here does not have."""
    if "data_format" in options:
        _expect(options, data_format="channels_last")
    match name:
        case "Conv2D":
            _expect(options, padding="same", strides=[1, 1], dilation_rate=[1, 1], groups=1)
            if not all(side % 2 for side in options["kernel_size"]):
                raise ValueError(f"it has a convolution of an even size, {options['kernel_size']}")
            yield _weighted("convolution", values)
        case "Dense":
            yield _weighted("dense", values)
        case "BatchNormalization":
            _expect(options, axis=-1, scale=True, center=True)
            gamma, beta, mean, variance = (each.astype(np.float64) for each in values)
            scale = gamma / np.sqrt(variance + options["epsilon"])
            shift = beta - mean * scale
            yield Layer(
                "scale", {"scale": scale.astype(np.float32), "shift": shift.astype(np.float32)}
            )
        case "MaxPooling2D":
            square = [options["pool_size"][0]] * 2
            _expect(options, pool_size=square, strides=square, padding="valid")
            yield Layer("max_pooling", size=square[0])
        case "GlobalAveragePooling2D":
            _expect(options, keepdims=False)
            yield Layer("global_average")
        case "Flatten":
            yield Layer("flatten")
        case "Activation" | "Dropout":
            pass
        case _:
            raise ValueError(f"it has a layer of the class {name}, which is not known here")
    activation = options.get("activation", "linear")
    if activation not in ("linear", "relu", "softmax"):
        raise ValueError(f"layer {options['name']} has the activation {activation!r}")
    if activation != "linear":
        yield Layer(activation)


def _count(stored: Any) -> int:
    """Count the numbers of a model's weights; the state of dropout's random numbers is none."""
    kinds = tuple(_STORED_AS.values())
    groups = [group["vars"] for name, group in stored.items() if name.startswith(kinds)]
    return sum(int(group[place].size) for group in groups for place in group)


def _check_answers(layers: Sequence[Layer]) -> None:
    """Refuse a model that does not end in the probabilities of digits."""
    if [each.kind for each in layers[-2:]] != ["dense", "softmax"]:
        raise ValueError("it does not end in a dense layer and its softmax")
    answers = len(layers[-2].weights["bias"])
    if answers not in (CLASSES, CLASSES + 1):
        raise ValueError(f"it gives {answers} answers")


def _weighted(kind: str, values: Sequence[Array]) -> Layer:
    """Return a layer of a kernel and its bias, of zeros where it has none."""
    kernel, *bias = values
    return Layer(
        kind, {"kernel": kernel, "bias": bias[0] if bias else np.zeros(kernel.shape[-1], "float32")}
    )


def _expect(options: dict[str, Any], **expected: Any) -> None:
    """Refuse options of a layer other than these."""
    for name, value in expected.items():
        if options[name] != value:
            raise ValueError(f"layer {options['name']} has {name} = {options[name]}, not {value}")


def _folded(layers: Iterable[Layer]) -> list[Layer]:
    """Make a scale that directly follows a convolution part of it."""
    folded: list[Layer] = []
    for layer in layers:
        if layer.kind == "scale" and folded and folded[-1].kind == "convolution":
            scale, shift = layer.weights["scale"], layer.weights["shift"]
            kernel, bias = folded[-1].weights["kernel"], folded[-1].weights["bias"]
            folded[-1] = replace(
                folded[-1], weights={"kernel": kernel * scale, "bias": bias * scale + shift}
            )
        else:
            folded.append(layer)
    return folded


# ------------------------------------------------------------------ arithmetic


def _check(images: NDArray[np.uint8]) -> None:
    """Raise ValueError unless images are raw ones."""
    if images.shape[1:] != (SIDE, SIDE, 3) or images.dtype != np.uint8:
        raise ValueError(
            f"A network reads uint8 images of shape (n, {SIDE}, {SIDE}, 3); got {images.dtype} of "
            f"shape {images.shape}. Give it raw levels, 0 to 255, such as split.test.images."
        )


def _step(layer: Layer, values: Array) -> Array:
    """Take the values of a few images through a layer."""
    weights = layer.weights
    match layer.kind:
        case "convolution":
            return _convolution(values, weights["kernel"]) + weights["bias"]
        case "dense":
            return values @ weights["kernel"] + weights["bias"]
        case "flatten":
            return values.reshape(len(values), -1)
        case "global_average":
            return values.mean(axis=(1, 2))
        case "max_pooling":
            return _max_pooling(values, layer.size)
        case "relu":
            return np.maximum(values, np.float32(0))
        case "scale":
            return values * weights["scale"] + weights["shift"]
        case "softmax":
            powers = np.exp(values - values.max(axis=-1, keepdims=True))
            return powers / powers.sum(axis=-1, keepdims=True)
    raise ValueError(f"Unknown kind of layer {layer.kind!r}. Valid kinds: {', '.join(KINDS)}.")


def _convolution(values: Array, kernel: Array) -> Array:
    """Multiply what lies under each place of the kernel, with zeros around the image.

    What lies under a row of the kernel is copied once, as a matrix, and serves all of its rows.
    """
    height, width, channels, filters = kernel.shape
    up, left = height // 2, width // 2
    padded = np.pad(values, ((0, 0), (up, up), (left, left), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, width, axis=2)
    lines = windows.swapaxes(3, 4).reshape(*windows.shape[:3], width * channels)
    rows = kernel.reshape(height, width * channels, filters)
    return sum(lines[:, row : row + values.shape[1]] @ rows[row] for row in range(height))


def _max_pooling(values: Array, size: int) -> Array:
    """Keep the largest of each square; what fills no square at the far borders is left out."""
    count, height, width, channels = values.shape
    whole = values[:, : height - height % size, : width - width % size]
    squares = whole.reshape(count, height // size, size, width // size, size, channels)
    return squares.max(axis=(2, 4))
