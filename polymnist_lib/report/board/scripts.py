"""What the page loads, written as scripts: a page that was opened from a disk may fetch nothing."""

import base64
import json
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.report.board.choices import Choice

# The largest of the whole numbers that kernels are written as, and how many numbers a kernel has
# at least that is: of small ones, such as first layers, which compare neighbours, float32 is exact.
_LARGEST = 2**15 - 1
_MANY = 5000

# OpenCV's word for WebP that loses nothing.
_LOSSLESS = [cv2.IMWRITE_WEBP_QUALITY, 101]


def files(
    choices: Sequence[Choice], photographs: Mapping[str, NDArray[np.uint8]]
) -> dict[str, str]:
    """Write networks and photographs as scripts, by the name of the file that the page asks for."""
    return {f"models/{each.file}.js": network(each) for each in choices} | {
        f"photographs/{name}.js": photograph(name, pixels) for name, pixels in photographs.items()
    }


def network(choice: Choice) -> str:
    """Write a network.

    Returns
    -------
    str
        It puts the network into ``polymnist.networks``, under its file's name: its preprocessing,
        its temperature and its layers, each with its kind and its weights. Large kernels are whole
        numbers of 16 bits, with a scale for each filter or unit, which changes no probability by as
        much as a thousandth; the rest is float32. All numbers are little-endian, in base64.
    """
    layers = [
        {
            "kind": layer.kind,
            "size": layer.size,
            "weights": {name: _written(values) for name, values in layer.weights.items()},
        }
        for layer in choice.network.layers
    ]
    described = {
        "preprocessing": choice.network.preprocessing,
        "temperature": choice.temperature,
        "layers": layers,
    }
    return _registered("networks", choice.file, described)


def script_size(choice: Choice) -> float:
    """Return about how many bytes a network's script has: two a number, a third more as base64."""
    weights = (each for layer in choice.network.layers for each in layer.weights.values())
    return 2 * sum(each.size for each in weights) * 4 / 3


def photograph(name: str, pixels: NDArray[np.uint8]) -> str:
    """Write a photograph, ``(height, width, 3)``: to the last bit, as the address of a picture."""
    _, encoded = cv2.imencode(".webp", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), _LOSSLESS)
    return _registered("photographs", name, f"data:image/webp;base64,{_base64(encoded)}")


def _registered(where: str, name: str, value: object) -> str:
    """Write a script that puts a value under a name."""
    place = f"((window.polymnist ??= {{}}).{where} ??= {{}})[{json.dumps(name)}]"
    return f"{place} = {json.dumps(value)};\n"


def _written(values: NDArray[np.float32]) -> dict[str, object]:
    """Write an array with its shape."""
    shape = list(values.shape)
    if values.size < _MANY:
        return {"shape": shape, "data": _base64(values.astype("<f4"))}
    scale = np.abs(values).max(axis=tuple(range(values.ndim - 1))) / np.float32(_LARGEST)
    scale[scale == 0] = 1
    whole = np.rint(values / scale).astype("<i2")
    return {"shape": shape, "scale": scale.tolist(), "data": _base64(whole)}


def _base64(values: NDArray[np.generic]) -> str:
    """Write the bytes of an array."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")
