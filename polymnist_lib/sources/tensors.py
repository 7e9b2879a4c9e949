"""PolyMNIST as published for PyTorch: ``{train,test}/m0.pt`` to ``m4.pt``, and ``labels.pt``.

PyTorch alone reads these files, and this library does without it elsewhere: it is asked for here.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polymnist_lib import signs
from polymnist_lib.digits import CLASSES, MODALITIES, SIDE
from polymnist_lib.sources import cache, place
from polymnist_lib.sources.layout import PARTS, Listing

_LABELS = "labels.pt"
_IMAGES = tuple(f"m{modality}.pt" for modality in range(MODALITIES))

# Images converted at a time: 40 MB.
_BLOCK = 4096


def lie_in(root: Path) -> bool:
    """Tell whether a folder of ``train`` and ``test`` holds tensors, and no pictures."""
    return any((root / part / name).is_file() for part in PARTS for name in _IMAGES) and not any(
        (root / part / Path(name).stem).is_dir() for part in PARTS for name in _IMAGES
    )


def scan(root: Path) -> Listing:
    """List the twelve files.

    Raises
    ------
    FileNotFoundError
        If any is missing: all of them in one message.
    """
    files: dict[str, list[tuple[str, int, int]]] = {}
    missing = []
    for part in PARTS:
        files[part] = []
        for name in (*_IMAGES, _LABELS):
            try:
                status = (root / part / name).stat()
            except FileNotFoundError:
                missing.append(f"{part}/{name}")
            else:
                files[part].append((name, status.st_size, status.st_mtime_ns))
    if missing:
        raise FileNotFoundError(
            f"{root} holds PolyMNIST's tensors for PyTorch, but not all of them; missing: "
            f"{', '.join(missing)}. Unpack the archive they came in again."
        )
    return Listing(root, files, tensors=True)


def decode(root: Path, part: str, scratch: Path) -> None:
    """Write a part as decoded pictures are written, in order of modality and label.

    Parameters
    ----------
    root : Path
        The folder of ``train`` and ``test``.
    part : {"train", "test"}
        The part.
    scratch : Path
        Where its images, modalities and labels go.

    Raises
    ------
    ValueError
        If PyTorch is not installed, or if a file is not what it should be.
    OSError
        If a file cannot be read.
    """
    labels = _labels(root / part / _LABELS)
    order = np.argsort(labels, kind="stable")
    target = scratch / f"{part}-images.npy"
    cache.reserve_images(target, MODALITIES * len(labels))
    for number, name in enumerate(_IMAGES):
        images = _images(root / part / name, len(labels))
        for start in range(0, len(labels), _BLOCK):
            block = _as_bytes(images[order[start : start + _BLOCK]], root / part / name)
            cache.put_images(target, number * len(labels) + start, block)
    modality = np.repeat(np.arange(MODALITIES), len(labels))
    cache.save_array(scratch / f"{part}-modality.npy", modality)
    cache.save_array(scratch / f"{part}-labels.npy", np.tile(labels[order], MODALITIES))


def _labels(file: Path) -> NDArray[np.int64]:
    """Read the labels of a part."""
    labels = _read(file).squeeze()
    if labels.ndim != 1 or not np.isin(labels, np.arange(CLASSES)).all():
        raise ValueError(
            f"{file} must hold one label 0..{CLASSES - 1} for each image, in one dimension; "
            f"got {labels.dtype} of shape {labels.shape}."
        )
    return labels.astype(np.int64)


def _images(file: Path, n: int) -> NDArray[Any]:
    """Read the images of a modality, the colours as their last dimension."""
    images = _read(file)
    if images.shape == (n, 3, SIDE, SIDE):
        images = images.transpose(0, 2, 3, 1)
    known = images.dtype == np.uint8 or images.dtype.kind == "f"
    if images.shape != (n, SIDE, SIDE, 3) or not known:
        raise ValueError(
            f"{file} must hold {n} images of 3 x {SIDE} x {SIDE}, as many as labels, in bytes or "
            f"floats 0..1; got {images.dtype} of shape {images.shape}."
        )
    return images


def _as_bytes(images: NDArray[Any], file: Path) -> NDArray[np.uint8]:
    """Turn floats 0..1 into the bytes that they were."""
    if images.dtype == np.uint8:
        return images
    if not (images.min() >= 0 and images.max() <= 1):  # not a number is neither
        raise ValueError(
            f"{file} must hold bytes or floats 0..1; got {images.min():g} to {images.max():g}. "
            "Name a folder whose images are not normalised."
        )
    return np.rint(images.astype(np.float32) * 255).astype(np.uint8)


def _read(file: Path) -> NDArray[Any]:
    """Read the one tensor of a file, and run nothing that it may hold."""
    try:
        import torch
    except ImportError as error:
        raise ValueError(
            f"{file.parents[1]} holds PolyMNIST's tensors for PyTorch, which PyTorch alone reads, "
            f"and here it is not installed ({error}). Install it (python -m pip install torch), or "
            "name a folder of the PNG files."
        ) from error
    try:
        tensor = torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, MemoryError):  # say nothing of what is in the file
        raise
    except Exception as error:
        kind = place.kind(file)
        told = f" ({str(error).partition('.')[0]})" if kind == "pytorch" else ""
        raise ValueError(
            f"{file} is {signs.name(kind)}, which PyTorch cannot read as a tensor{told}. To go on, "
            f"{place.remedy(kind) or 'copy or download it again'}."
        ) from error
    if not isinstance(tensor, torch.Tensor):
        raise ValueError(f"{file} must hold one tensor; got {type(tensor).__name__}.")
    # NumPy knows not every float of PyTorch.
    return (tensor.float() if tensor.is_floating_point() else tensor).numpy()
