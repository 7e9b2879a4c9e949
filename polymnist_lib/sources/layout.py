"""The folder that Kaggle publishes: ``PolyMNIST/MMNIST/{train,test}/m{0..4}/{index}.{label}.png``.

``index`` counts per modality and label, so file names do not tell which images share a handwriting.
"""

import glob
import hashlib
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from tqdm import tqdm

from polymnist_lib import signs
from polymnist_lib.digits import CLASSES, MODALITIES, DataSet, Digits
from polymnist_lib.sources import held, place, png

PARTS = ("train", "test")
_HIGHEST = "PolyMNIST"
TOP = Path(_HIGHEST, "MMNIST")

# Where train/ and test/ may be in the folder that a user names, the first found counts.
_PLACES = (TOP, Path("MMNIST"), Path())

_NAME = re.compile(r"([0-9]+)\.([^.]+)\.png", re.IGNORECASE)

# What was meant as a picture of a digit, be its name right or wrong; all else is none.
_MEANT = re.compile(r"[0-9]+\.[0-9]+(\.[^:]*)?|[^.].*\.png", re.IGNORECASE)

# What programs keep beside a picture: a backup, or what was set or noted about it.
_BESIDE = ("~", ".bak", ".orig", ".swp", ".xmp", ".aae", ".thm", ".pp3", ".dop", ".json")

_LABELS = tuple(map(str, range(CLASSES)))


@dataclass(frozen=True)
class Listing:
    """The files of a folder in Kaggle's layout, or of PyTorch's tensors.

    Attributes
    ----------
    root : Path
        The folder that holds ``train`` and ``test``.
    files : dict of str to list of (str, int, int)
        Folder below the root, such as ``train/m0``, to the name, size in bytes and time of change
        in nanoseconds of each of its files, sorted by name.
    passed_over : tuple of str
        What lies among the files and is no picture, such as ``train/m0/Thumbs.db``.
    tensors : bool
        Whether the files are PyTorch's tensors, and not pictures.
    """

    root: Path
    files: dict[str, list[tuple[str, int, int]]]
    passed_over: tuple[str, ...] = ()
    tensors: bool = False

    @cached_property
    def key(self) -> str:
        """Sixteen hexadecimal digits that change when a file is added, removed or written anew."""
        digest = hashlib.sha256()
        for folder, files in self.files.items():
            digest.update(repr((folder, files)).encode())
        return digest.hexdigest()[:16]

    def parse(self, part: str) -> tuple[list[tuple[int, int, str]], list[str]]:
        """Read modality and label off the file names of a part.

        Parameters
        ----------
        part : {"train", "test"}
            The part.

        Returns
        -------
        named : list of (int, int, str)
            Modality, label and path below the root, sorted by modality, label and index.
        bad : list of str
            The files whose name tells no label, each with the reason.
        """
        named, bad = [], []
        for modality in range(MODALITIES):
            folder = f"{part}/m{modality}"
            for name, _, _ in self.files[folder]:
                match = _NAME.fullmatch(name)
                if match and match[2] in _LABELS:
                    named.append((modality, int(match[2]), int(match[1]), f"{folder}/{name}"))
                else:
                    bad.append(f"{folder}/{name}: {_misnamed(name, match)}")
        return [(modality, label, path) for modality, label, _, path in sorted(named)], bad


def find_root(folder: Path) -> Path:
    """Find the folder of ``train`` and ``test`` in the one that a user names.

    Parameters
    ----------
    folder : Path
        It, or one folder in it, holds ``PolyMNIST/MMNIST``, or ``MMNIST``, or ``train`` and
        ``test`` themselves.

    Returns
    -------
    Path
        The folder that holds ``train`` or ``test``.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If there is none: the message says what lies there instead.
    ValueError
        If there are several.
    """
    place.check_folder(folder, f"one that holds {TOP}")
    root = _root(folder)
    if root is None:
        raise FileNotFoundError(
            f"{folder} does not have the layout of PolyMNIST: expected train and test folders in "
            f"{', in '.join(str(folder / each) for each in _PLACES)}, or in a folder "
            f"directly below; found {place.contents(folder)}."
        )
    return root


def lies_in(folder: Path) -> bool:
    """Tell whether a folder holds modalities where `find_root` looks, as pictures or tensors."""
    root = _root(folder)
    return root is not None and any(any((root / part).glob("m[0-4]*")) for part in PARTS)


def scan(root: Path) -> Listing:
    """List the files of a folder in Kaggle's layout.

    Parameters
    ----------
    root : Path
        The folder that holds ``train`` and ``test``, of `find_root`.

    Returns
    -------
    Listing
        Its files. What is no picture, such as the files that systems strew about, is passed over.

    Raises
    ------
    FileNotFoundError
        If modalities are missing or empty: all of them in one report.
    """
    files: dict[str, list[tuple[str, int, int]]] = {}
    passed_over = []
    lacking: dict[str, list[str]] = defaultdict(list)  # by what is said of them
    for part in PARTS:
        if not (root / part).is_dir():
            lacking[_instead(root / part)].append(part)
            continue
        for modality in range(MODALITIES):
            name = f"{part}/m{modality}"
            if not (root / name).is_dir():
                lacking[_instead(root / name)].append(name)
                continue
            files[name], others = _entries(root / name)
            passed_over += [f"{name}/{other}" for other in others]
            if not files[name]:
                found = place.contents(root / name)
                there = "" if found == "nothing" else f"; found {found}"
                lacking[f"empty, expected files {{index}}.{{label}}.png{there}"].append(name)
    if lacking:
        raise FileNotFoundError(
            f"{root} is not complete; expected train and test, each with m0..m{MODALITIES - 1}:\n"
            + "\n".join(f"  {', '.join(names)}: {said}" for said, names in lacking.items())
        )
    return Listing(root, files, tuple(passed_over))


def write(data: DataSet, to: Path) -> int:
    """Write a data set as a folder in Kaggle's layout.

    Parameters
    ----------
    data : DataSet
        The data. Its images are numbered in their order per modality and label.
    to : Path
        A folder that does not exist or is empty. What is written appears whole or not at all.

    Returns
    -------
    int
        How many files were written.

    Raises
    ------
    FileExistsError
        If something is there already.
    """
    to = to.resolve()
    check_empty(to)
    parts = {"train": data.train, "test": data.test}
    # A folder that is there is filled, not replaced: a shell may be in it, or it is a whole disk.
    target, top = (to / _HIGHEST, TOP.relative_to(_HIGHEST)) if to.exists() else (to, TOP)
    try:
        with whole_folder(target) as scratch:
            return sum(_write_part(part, scratch / top / name) for name, part in parts.items())
    except OSError as error:
        raise OSError(
            error.errno, f"Could not write {to} ({error.strerror}). Nothing of it was left there."
        ) from error


def check_empty(folder: Path) -> None:
    """Raise FileExistsError unless there is nothing at a path, or an empty folder.

    What a killed process left behind there does not count.
    """
    left = _scratch_of(folder / _HIGHEST)
    if folder.exists() and (
        not folder.is_dir() or any(not each.name.startswith(left) for each in folder.iterdir())
    ):
        raise FileExistsError(f"{folder} is not an empty folder; what is there is not overwritten.")


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Fill a folder of very many small files that appears whole or not at all.

    As `paths.atomic_directory`, but it replaces nothing, and it leaves it to the system when the
    files reach the disk: to wait for 350 000 of them, one by one, takes minutes.

    Parameters
    ----------
    target : Path
        The folder's final place, where there is nothing or an empty folder.

    Yields
    ------
    Path
        An empty folder beside the target. A killed process leaves it behind; whoever fills the
        same target next removes it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = _scratch_of(target)
    for leftover in target.parent.glob(f"{glob.escape(prefix)}*"):
        held.remove(leftover)
    with held.own_folder(prefix, target.parent) as scratch:
        try:
            yield scratch
            scratch.chmod(0o755)
            scratch.replace(target)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise


def _root(folder: Path) -> Path | None:
    """Find the folder of ``train`` and ``test``, if there is one."""
    return place.find(folder, _PLACES, lambda each: any((each / part).is_dir() for part in PARTS))


def _write_part(digits: Digits, folder: Path) -> int:
    """Write the images of a part and return how many they are."""
    for modality in range(MODALITIES):
        (folder / f"m{modality}").mkdir(parents=True)
    count = np.zeros((MODALITIES, CLASSES), int)
    images = tqdm(digits.images, desc=f"writing {folder.name}", unit="image", disable=None)
    for image, modality, label in zip(images, digits.modality, digits.labels, strict=True):
        name = f"m{modality}/{count[modality, label]}.{label}.png"
        (folder / name).write_bytes(png.encode(image))
        count[modality, label] += 1
    return len(digits)


def _scratch_of(target: Path) -> str:
    """Return how the names begin of the folders in which `whole_folder` fills a target."""
    return f".{target.name}.polymnist-"


def _entries(folder: Path) -> tuple[list[tuple[str, int, int]], list[str]]:
    """List name, size and time of change of the pictures of a folder, and the names of the rest."""
    pictures, others = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not _MEANT.fullmatch(entry.name) or entry.name.lower().endswith(_BESIDE):
                others.append(entry.name)
                continue
            try:
                status = entry.stat()
            except OSError:
                # A dangling link: reading it will say so, in the report of all bad files.
                pictures.append((entry.name, 0, 0))
            else:
                pictures.append((entry.name, status.st_size, status.st_mtime_ns))
    return sorted(pictures), sorted(others)


def _misnamed(name: str, match: re.Match[str] | None) -> str:
    """Say what is wrong with the name of a picture."""
    if match is None and name.lower().endswith(".png"):
        return "no label, expected a name {index}.{label}.png"
    if match is None:
        return "no PNG file by its name, expected {index}.{label}.png"
    if match[1] in _LABELS and match[2].isdecimal():
        return "the name seems to be {label}.{index}.png, expected {index}.{label}.png"
    return f"no label 0..{CLASSES - 1}, expected a name {{index}}.{{label}}.png"


def _instead(missing: Path) -> str:
    """Say what is there in place of a folder: a file of its name, or others beside it."""
    if not missing.is_file():
        return f"no such folder; {missing.parent} holds {place.contents(missing.parent)}"
    kind = place.kind(missing)
    advice = f": {place.remedy(kind)}" if place.remedy(kind) else ""
    return f"{signs.name(kind)}, where a folder was expected{advice}"
