"""The published PolyMNIST, as Kaggle serves it: 300 000 images to train on and 50 000 to test.

https://www.kaggle.com/datasets/agungpambudi/mnist-multiple-dataset-comprehensive-analysis
The tensors that its authors publish for PyTorch are read too. Neither tell which images share a
handwriting, so sources are unknown: its own division into train and test is the only safe one.
"""

import json
import logging
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from tqdm import tqdm

from polymnist_lib.digits import MODALITIES, SIDE, DataSet, Digits
from polymnist_lib.sources import cache, faults, layout, png, tensors
from polymnist_lib.sources.download import downloaded, is_downloaded

LOGGER = logging.getLogger("polymnist_lib")

# The share of the train part's images that validates, as in the original report.
VALIDATION = 0.2

# Files that a process decodes at a time. Processes, since threads wait for Python's lock: two
# threads gained nothing on two idle cores and lost two thirds on two busy ones.
_BLOCK = 512

# So many files are decoded before other processes have started.
_FEW = 10_000


def load(folder: Path | None = None, *, skip_bad: bool = False) -> DataSet:
    """Load the published images; they are decoded once and then memory-mapped.

    Parameters
    ----------
    folder : Path, optional
        A folder in Kaggle's layout, or with PyTorch's tensors; else the data are downloaded, once.
    skip_bad : bool
        Whether to go on without the files that are bad.

    Returns
    -------
    DataSet
        In the order of modality, label and index. Its validation part is cut by images, so a score
        on it is optimistic.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If the folder has another layout, or if there are neither a folder nor credentials.
    ValueError
        If files are bad and `skip_bad` is false: all of them in one report, by kind.
    """
    listing = _listing(folder)
    entry = cache.cached(
        f"kaggle-{listing.key}",
        lambda scratch: _decode(listing, scratch, skip_bad=skip_bad),
        of=listing.root,
    )
    skipped = json.loads((entry / "skipped.json").read_text(encoding="utf-8"))
    _refuse(listing, skipped, skip_bad=skip_bad)
    train = _read(entry, "train")
    return DataSet(
        "kaggle",
        train=train,
        test=_read(entry, "test"),
        validation_by="images",
        validation_size=round(VALIDATION * len(train)),
        skipped=tuple(skipped),
    )


def identity(folder: Path | None = None) -> str:
    """Name the state of the folder by its listing, decoding and downloading nothing."""
    if folder is None and not is_downloaded():
        return "kaggle-not-downloaded"
    return f"kaggle-{_listing(folder).key}"


def _listing(folder: Path | None) -> layout.Listing:
    """List the files of a folder, or of what is downloaded, in either layout."""
    root = layout.find_root(downloaded() if folder is None else folder)
    return tensors.scan(root) if tensors.lie_in(root) else layout.scan(root)


def _decode(listing: layout.Listing, scratch: Path, *, skip_bad: bool) -> None:
    """Decode both parts into the files that `_read` reads."""
    if listing.passed_over:
        LOGGER.warning(
            "Passed over in %s, since they are no pictures: %s.",
            listing.root,
            faults.counted(listing.passed_over),
        )
    bad = []
    for part in layout.PARTS:
        if listing.tensors:
            tensors.decode(listing.root, part, scratch)
        else:
            bad += _decode_part(listing, part, scratch, skip_bad=skip_bad)
    if not skip_bad:  # else what is left out is told by each load, this first one too
        _refuse(listing, bad, skip_bad=False)
    (scratch / "skipped.json").write_text(json.dumps(bad), encoding="utf-8")


def _decode_part(listing: layout.Listing, part: str, scratch: Path, *, skip_bad: bool) -> list[str]:
    """Decode the files of a part and return the bad ones, each with its reason."""
    named, bad = listing.parse(part)
    paths = [path for _, _, path in named]
    # The other processes may stand in another folder than this one does by now.
    root, target = str(listing.root.resolve()), scratch.resolve() / f"{part}-images.npy"
    cache.reserve_images(target, len(paths))
    blocks = (
        delayed(_decode_block)(root, paths[start : start + _BLOCK], target, start)
        for start in range(0, len(paths), _BLOCK)
    )
    processes = Parallel(1 if len(paths) < _FEW else -1, return_as="generator")
    reasons: list[str | None] = []
    with tqdm(total=len(paths), desc=f"decoding {part}", unit="image", disable=None) as progress:
        for found in processes(blocks):
            reasons.extend(found)
            progress.update(len(found))
    good = np.array([reason is None for reason in reasons], bool)
    if skip_bad and not good.all():
        cache.keep_images(target, good)
    modality, labels = np.array([each[:2] for each in named], np.int64).reshape(-1, 2)[good].T
    cache.save_array(scratch / f"{part}-modality.npy", modality)
    cache.save_array(scratch / f"{part}-labels.npy", labels)
    pairs = zip(paths, reasons, strict=True)
    return bad + [f"{path}: {reason}" for path, reason in pairs if reason is not None]


def _decode_block(root: str, paths: list[str], target: Path, first: int) -> list[str | None]:
    """Decode some files into their places; return the reason, or None, of every one.

    Paths are strings here: to make a Path of each takes a tenth of the time.
    """
    images = np.zeros((len(paths), SIDE, SIDE, 3), np.uint8)
    reasons: list[str | None] = []
    for image, path in zip(images, paths, strict=True):
        reason = None
        try:
            image[:] = png.read(f"{root}/{path}")
        except ValueError as error:
            reason = str(error)
        except OSError as error:
            reason = f"cannot be read, {error.strerror}"
        reasons.append(reason)
    cache.put_images(target, first, images)
    return reasons


def _refuse(listing: layout.Listing, bad: list[str], *, skip_bad: bool) -> None:
    """Report all bad files in one error, by kind, or say how many are left out."""
    if not bad:
        return
    total = sum(map(len, listing.files.values()))
    summary = f"{len(bad):,} of {total:,} files in {listing.root}"
    if not skip_bad:
        raise ValueError(
            f"{summary} are bad:\n"
            + "\n".join(f"  {line}" for line in faults.by_kind(bad))
            + "\nRepair or remove them, or go on without them: --skip-bad, skip_bad=True in Python."
        )
    LOGGER.warning("%s are bad and left out.", summary)


def _read(entry: Path, part: str) -> Digits:
    """Read a decoded part; its images stay on disk until they are used."""
    modality = np.load(entry / f"{part}-modality.npy")
    empty = sorted(set(range(MODALITIES)) - set(modality.tolist()))
    if empty:
        raise ValueError(
            f"No readable image is left of modality {', '.join(map(str, empty))} in {part}."
        )
    return Digits(
        np.load(entry / f"{part}-images.npy", mmap_mode="r"),
        np.load(entry / f"{part}-labels.npy"),
        modality,
        None,
    )
