"""PolyMNIST's tensors, read by a stand-in for PyTorch that knows NumPy's files."""

import errno
import pickle
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from polymnist_lib import cli
from polymnist_lib.sources import cache, kaggle, tensors

SIZES = {"train": 30, "test": 20}


class Tensor:
    """What the library asks of a tensor."""

    def __init__(self, array):
        self.array = array

    def is_floating_point(self):
        """Tell whether it holds floats."""
        return self.array.dtype.kind == "f"

    def float(self):
        """Return it in single precision."""
        return Tensor(self.array.astype(np.float32))

    def numpy(self):
        """Return the array."""
        return self.array


def load(file, *, map_location, weights_only):
    """Read a file as PyTorch would, which trusts no file."""
    assert (map_location, weights_only) == ("cpu", True)
    try:
        held = np.load(file, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise pickle.UnpicklingError("no tensor") from error
    return Tensor(held) if isinstance(held, np.ndarray) else dict(held)


def save(file, array):
    """Write a file that `load` reads."""
    with file.open("wb") as stream:
        np.save(stream, array)


@pytest.fixture
def torch(monkeypatch):
    """Put the stand-in in PyTorch's place."""
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(load=load, Tensor=Tensor))


@pytest.fixture
def images():
    """Return random images by part and modality, the colours first as PyTorch has them."""
    random = np.random.default_rng(0)
    return {
        (part, modality): random.integers(0, 256, (n, 3, 28, 28), np.uint8)
        for part, n in SIZES.items()
        for modality in range(5)
    }


@pytest.fixture
def folder(tmp_path, images):
    """Write them as floats 0..1, with labels."""
    root = tmp_path / "pt" / "MMNIST"
    for (part, modality), array in images.items():
        (root / part).mkdir(parents=True, exist_ok=True)
        save(root / part / f"m{modality}.pt", array.astype(np.float32) / np.float32(255))
    for part, n in SIZES.items():
        save(root / part / "labels.pt", np.arange(n)[::-1] % 10)
    return root


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("above", [0, 1])
def test_the_images_are_the_published_ones(above, folder, images):
    """Each byte is the one that the floats were made of, in order of modality and label."""
    data = kaggle.load((folder, *folder.parents)[above])
    for name, part in (("train", data.train), ("test", data.test)):
        order = np.argsort(np.arange(SIZES[name])[::-1] % 10, kind="stable")
        for modality in range(5):
            mine = part.images[part.modality == modality]
            expected = images[name, modality].transpose(0, 2, 3, 1)[order]
            np.testing.assert_array_equal(mine, expected)
            assert (np.diff(part.labels[part.modality == modality]) >= 0).all()
    assert data.train.source is None
    assert data.skipped == ()


@pytest.mark.usefixtures("torch")
def test_what_was_listed_is_what_is_decoded(folder, monkeypatch):
    """A folder of pictures that appears after the listing changes nothing of how files are read."""
    expected = kaggle.load(folder).fingerprint
    cached = cache.cached

    def later(key, build, *, of):
        (folder / "train" / "m0").mkdir()
        return cached(f"{key}-again", build, of=of)

    monkeypatch.setattr(cache, "cached", later)
    assert kaggle.load(folder).fingerprint == expected


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(
    "kept",
    [
        lambda bytes_: bytes_,
        lambda bytes_: bytes_.transpose(0, 2, 3, 1),
        lambda bytes_: (bytes_ / 255).astype(np.float16),
        lambda bytes_: bytes_ / 255,
    ],
)
def test_other_ways_to_keep_the_same_images(kept, folder, images, monkeypatch):
    """Bytes, the colours last, floats of another precision, and blocks smaller than the data."""
    first = kaggle.load(folder).fingerprint
    for (part, modality), array in images.items():
        save(folder / part / f"m{modality}.pt", kept(array))
    monkeypatch.setattr(tensors, "_BLOCK", 7)
    assert kaggle.load(folder).fingerprint == first


@pytest.mark.usefixtures("torch")
def test_read_once(folder, monkeypatch):
    """The second load needs no PyTorch; a file written anew is read anew."""
    first = kaggle.load(folder).fingerprint
    monkeypatch.setitem(sys.modules, "torch", None)
    assert kaggle.load(folder).fingerprint == first
    save(folder / "test" / "m4.pt", np.zeros((SIZES["test"], 3, 28, 28), np.uint8))
    with pytest.raises(ValueError, match="not installed"):
        kaggle.load(folder)


def test_without_pytorch_it_is_asked_for(folder, monkeypatch, capsys):
    """The message names what to install and what else can be read; the state is known without."""
    monkeypatch.setitem(sys.modules, "torch", None)
    assert cli.main(["data", "info", "--source", "kaggle", "--data", str(folder)]) == 1
    errors = capsys.readouterr().err
    assert "python -m pip install torch" in errors
    assert "PNG files" in errors
    assert kaggle.identity(folder).startswith("kaggle-")


def test_missing_files_are_all_named(folder):
    """In one message."""
    (folder / "train" / "m2.pt").unlink()
    (folder / "test" / "labels.pt").unlink()
    with pytest.raises(FileNotFoundError, match=r"missing: train/m2\.pt, test/labels\.pt"):
        kaggle.load(folder)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("m0", b"<html>Sign in</html>", "m0.pt is a web page, which .* download it again"),
        ("m1", b"", "m1.pt is an empty file, which .* download it again"),
        ("m2", b"version https://git-lfs", "m2.pt is a pointer of Git LFS.* git lfs pull"),
        ("labels", b"\x80\x02junk", "labels.pt is a pickle.* copy or download"),
    ],
)
def test_what_pytorch_cannot_read(name, content, message, folder):
    """The message says what the file is."""
    (folder / "test" / f"{name}.pt").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        kaggle.load(folder)


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, "denied", "m0.pt"), MemoryError()])
def test_what_says_nothing_of_the_file_is_told_as_it_is(error, torch, folder, monkeypatch):
    """Nobody is told to download again what they may not read, or have no memory for."""

    def refused(*_, **__):
        raise error

    monkeypatch.setattr(sys.modules["torch"], "load", refused)
    with pytest.raises(type(error)) as caught:
        kaggle.load(folder)
    assert caught.value is error


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("m0", np.zeros((20, 1, 28, 28), np.uint8), r"must hold 20 images of 3 x 28 x 28.*\(20, 1"),
        ("m1", np.zeros((19, 3, 28, 28), np.uint8), r"as many as labels.*\(19, 3, 28, 28\)"),
        ("m2", np.full((20, 3, 28, 28), -1.0), "floats 0..1; got -1 to -1"),
        ("m3", np.full((20, 3, 28, 28), np.nan), "floats 0..1; got nan to nan"),
        ("m4", np.zeros((20, 3, 28, 28), np.int64), "bytes or floats.*got int64"),
        ("labels", np.arange(20), "one label 0..9 for each image"),
        ("labels", np.zeros((20, 10)), r"in one dimension; got float32 of shape \(20, 10\)"),
    ],
)
def test_tensors_of_something_else(name, array, message, folder):
    """Another number, size, kind or range is refused with what was expected and what was given."""
    save(folder / "test" / f"{name}.pt", array)
    with pytest.raises(ValueError, match=message):
        kaggle.load(folder)


@pytest.mark.usefixtures("torch")
def test_several_tensors_in_a_file(folder):
    """A file of more than a tensor is no modality."""
    with (folder / "test" / "m3.pt").open("wb") as stream:
        np.savez(stream, a=np.zeros(3))
    with pytest.raises(ValueError, match="must hold one tensor; got dict"):
        kaggle.load(folder)
