"""MNIST from IDX files and from OpenML."""

import gzip
import pickle
import socket
import struct
from urllib.error import URLError

import numpy as np
import pytest
import sklearn.datasets

from polymnist_lib.digits import MODALITIES, leak, split
from polymnist_lib.sources import mnist, mnist_files

SIZES = {"train": 10, "t10k": 4}


def idx(array):
    """Make the contents of an IDX file of unsigned bytes."""
    header = struct.pack(f">{1 + array.ndim}I", 0x800 + array.ndim, *array.shape)
    return header + array.tobytes()


@pytest.fixture
def arrays():
    """Return random images and labels by the files' stems."""
    random = np.random.default_rng(0)
    found = {}
    for prefix, n in SIZES.items():
        found[f"{prefix}-images"] = random.integers(0, 256, (n, 28, 28), np.uint8)
        found[f"{prefix}-labels"] = random.integers(0, 10, n, np.uint8)
    return found


@pytest.fixture
def folder(tmp_path, arrays):
    """Write four plain IDX files."""
    place = tmp_path / "idx"
    place.mkdir()
    for stem, array in arrays.items():
        (place / f"{stem}-idx{array.ndim}-ubyte").write_bytes(idx(array))
    return place


def test_load_composes_the_files(folder, arrays):
    """Labels and shapes are those of the files, each digit in five images, test ids apart."""
    data = mnist.load(folder)
    assert len(data.train) == SIZES["train"] * MODALITIES
    assert set(data.test.source) == {10, 11, 12, 13}
    np.testing.assert_array_equal(data.train.labels, np.tile(arrays["train-labels"], MODALITIES))
    np.testing.assert_array_equal(data.test.labels, arrays["t10k-labels"][data.test.source - 10])


def test_the_composition_is_that_of_the_published_study(folder):
    """All of MNIST composed so is 6f6783bd44f53d03 (`tests/study/test_results.py`)."""
    assert split(mnist.load(folder)).fingerprint == "7cd0e71000a269aa"


def test_no_source_is_in_two_parts(folder):
    """A fifth of the handwritten digits validates, and none of them trains or tests."""
    parts = split(mnist.load(folder))
    assert parts.validation.n_sources == 2
    assert leak(parts.train, parts.validation) == 0
    assert leak(parts.train, parts.test) == 0
    assert leak(parts.validation, parts.test) == 0
    assert not parts.optimistic


@pytest.mark.parametrize(("prefix", "part"), [("train", "training"), ("t10k", "test")])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda pixels: pixels > 128, "0 have ink: they hold values from 0 to 1, .* by 255"),
        (np.zeros_like, "0 have ink: they hold values from 0 to 0"),
        (lambda pixels: pixels | 129, "brighter than 128: .* Subtract the values from 255"),
    ],
)
def test_images_that_are_no_bright_digits_are_refused(
    change, message, prefix, part, folder, arrays
):
    """Of either part: binarised, black, or dark on white."""
    changed = change(arrays[f"{prefix}-images"]).astype(np.uint8)
    (folder / f"{prefix}-images-idx3-ubyte").write_bytes(idx(changed))
    with pytest.raises(ValueError, match=message) as caught:
        mnist.load(folder)
    assert f"the {part} part of {folder}" in str(caught.value)


@pytest.mark.parametrize("name", ["{}-idx{}-ubyte.gz", "{}.idx{}-ubyte", "{}.idx{}-ubyte.gz"])
def test_other_names_and_compression(name, folder, arrays, tmp_path):
    """The names in use, compressed or not, give the same data."""
    other = tmp_path / "other"
    other.mkdir()
    for stem, array in arrays.items():
        content = idx(array)
        file = other / name.format(stem, array.ndim)
        file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)
    assert mnist.load(other).fingerprint == mnist.load(folder).fingerprint


@pytest.mark.parametrize("place", ["MNIST/raw", "raw", "archive", "mine/MNIST/raw"])
def test_the_files_may_lie_below(place, folder, tmp_path):
    """Where torchvision keeps them, and in a folder that an archive came with."""
    expected = mnist.load(folder).fingerprint
    (tmp_path / "named" / place).parent.mkdir(parents=True)
    folder.rename(tmp_path / "named" / place)
    (tmp_path / "named" / ".DS_Store").touch()
    assert mnist.load(tmp_path / "named").fingerprint == expected


@pytest.mark.parametrize("capitals", [str.upper, str.title])
def test_capitals_and_folders_of_single_files(capitals, folder, tmp_path):
    """Names in capitals, and files that were each unpacked into a folder of their name."""
    expected = mnist.load(folder).fingerprint
    for file in list(folder.iterdir()):
        name = capitals(file.name)
        file.rename(tmp_path / "moving")
        place = folder / name / name if "images" in name.lower() else folder / name
        place.parent.mkdir(exist_ok=True)
        (tmp_path / "moving").rename(place)
    assert mnist.load(folder).fingerprint == expected


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("train-images-idx3-ubyte (1).gz", "train-images-idx3-ubyte"),
        ("train-images-idx3-ubyte.gz.txt", "train-images-idx3-ubyte"),
        ("emnist-digits-train-images-idx3-ubyte.gz", "train-images-idx3-ubyte"),
        ("Copy of train-images-idx3-ubyte", "train-images-idx3-ubyte"),
        ("digits.gz", "train-images-idx3-ubyte or t10k-images-idx3-ubyte"),
    ],
)
@pytest.mark.parametrize("packed", [gzip.compress, bytes])
def test_a_file_by_another_name_is_told_its_name(packed, name, called, folder):
    """Nobody is told to unpack what is read as it is, nor anything of files that are right."""
    for file in list(folder.iterdir()):
        file.write_bytes(packed(file.read_bytes()))
    (folder / "train-images-idx3-ubyte").rename(folder / name)
    (folder / "t10k-images-idx3-ubyte").unlink()
    (folder / "t10k-labels-idx1-ubyte").rename(folder / "labels.bin")
    with pytest.raises(FileNotFoundError) as caught:
        mnist.load(folder)
    found = str(caught.value).partition("; found ")[2]
    assert f"{name} (an IDX file: call it {called})" in found
    assert "labels.bin (an IDX file: call it t10k-labels-idx1-ubyte)" in found
    assert found.endswith("train-labels-idx1-ubyte.")
    assert "unpack" not in found


def test_what_must_be_unpacked_is_told(folder):
    """An archive beside the files, and a compressed file of something else."""
    (folder / "t10k-labels-idx1-ubyte").unlink()
    (folder / "labels.gz").write_bytes(gzip.compress(b"5, 0, 4"))
    with pytest.raises(FileNotFoundError, match="labels.gz .a file compressed with gzip: unpack"):
        mnist.load(folder)


@pytest.mark.parametrize(
    ("held", "told"), [((), "it holds nothing"), (("a", "b"), "it holds a, b")]
)
@pytest.mark.parametrize(
    "name", ["t10k-labels-idx1-ubyte.gz", "T10K-LABELS.IDX1-UBYTE", "mnist.npz"]
)
def test_a_folder_that_has_the_name_of_a_file(name, held, told, folder):
    """It is not told as found where it was missed."""
    (folder / "t10k-labels-idx1-ubyte").unlink()
    (folder / name).mkdir()
    for each in held:
        (folder / name / each).mkdir()
    expected = rf"{name} \(a folder, where a file was expected; {told}\)"
    with pytest.raises(FileNotFoundError, match=expected):
        mnist.load(folder)


def keras(arrays, **changed):
    """Return MNIST as Keras names its arrays, with some changed."""
    stems = ("train-images", "train-labels", "t10k-images", "t10k-labels")
    names = ("x_train", "y_train", "x_test", "y_test")
    held = {name: arrays[stem] for name, stem in zip(names, stems, strict=True)}
    return {name: array for name, array in (held | changed).items() if array is not None}


@pytest.mark.parametrize("place", ["mnist.npz", "datasets/MNIST.npz", "mnist.npz/mnist.npz"])
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("kind", [np.uint8, np.int64])
def test_the_archive_that_keras_keeps(kind, save, place, folder, arrays, tmp_path):
    """It gives the same data as the IDX files, and its state is known."""
    file = tmp_path / "keras" / place
    file.parent.mkdir(parents=True)
    labels = {"y_test": arrays["t10k-labels"].astype(kind)}
    save(file, **keras(arrays, **labels))
    assert mnist.load(tmp_path / "keras").fingerprint == mnist.load(folder).fingerprint
    before = mnist.identity(tmp_path / "keras")
    save(file, **keras(arrays, x_test=arrays["t10k-images"] // 2))
    assert mnist.identity(tmp_path / "keras") != before


def test_idx_files_are_read_before_the_archive(folder, arrays):
    """If all four are there; else the archive is."""
    expected = mnist.load(folder).fingerprint
    np.savez(folder / "mnist.npz", **keras(arrays, y_test=arrays["t10k-labels"][::-1]))
    assert mnist.load(folder).fingerprint == expected
    (folder / "t10k-labels-idx1-ubyte").unlink()
    assert mnist.load(folder).fingerprint != expected


def test_the_archive_by_another_name(arrays, tmp_path):
    """Its name is told; other archives of arrays are not taken for it."""
    (tmp_path / "data").mkdir()
    np.savez(tmp_path / "data" / "mnist (1).npz", **keras(arrays))
    np.savez(tmp_path / "data" / "other.npz", **keras(arrays, y_test=None))
    told = (
        r"found mnist \(1\).npz \(MNIST as Keras keeps it: call it mnist.npz\), other.npz \(an arch"
    )
    with pytest.raises(FileNotFoundError, match=told):
        mnist.load(tmp_path / "data")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"y_test": None}, "the arrays x_train, .* cannot be read .*y_test is not a file"),
        ({"x_test": np.zeros((4, 28, 28))}, "x_test in .* bytes in 3 dimension.*float64"),
        ({"x_train": np.zeros((10, 784), np.uint8)}, r"x_train in .* 3 dimension.*\(10, 784\)"),
        ({"y_train": np.zeros((10, 10), np.uint8)}, r"y_train in .* integers in 1 .*\(10, 10\)"),
        ({"y_train": np.zeros(10)}, "y_train in .* integers in 1 .*float64"),
        ({"y_train": np.array([b"a"] * 10, object)}, "cannot be read .Object arrays"),
        ({"y_train": np.zeros(9, int)}, "x_train in .* holds 10 images, but y_train .* 9 labels"),
        ({"y_test": np.array([0, 1, 2, -1])}, r"y_test in .* labels 0\.\.9, got -1"),
        ({"y_test": np.array([0, 1, 2, 300])}, r"y_test in .* labels 0\.\.9, got 300"),
        ({"x_test": np.zeros((4, 32, 32), np.uint8)}, "x_test in .* got 32 x 32"),
        ({"x_test": np.zeros((0, 28, 28), np.uint8), "y_test": np.zeros(0, int)}, "0 to test"),
    ],
)
def test_another_archive_is_refused(changed, message, arrays, tmp_path):
    """The message names the array, what was expected and what was found."""
    (tmp_path / "data").mkdir()
    np.savez(tmp_path / "data" / "mnist.npz", **keras(arrays, **changed))
    with pytest.raises(ValueError, match=message):
        mnist.load(tmp_path / "data")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is an empty file, from which .* download it again"),
        (b"<!DOCTYPE html>", "is a web page, from which .* download it again"),
        (b"version https://git-lfs", "is a pointer of Git LFS, .* git lfs pull"),
        (pickle.dumps([1]), "is a pickle .*, from which .* copy or download it again"),
        (None, "is an archive of NumPy arrays .* not a zip file.* copy or download it again"),
    ],
)
@pytest.mark.parametrize("read", [mnist.load, mnist.identity])
def test_what_is_no_archive_is_told(read, content, message, arrays, tmp_path):
    """Also one that was cut; nobody is told to unpack it."""
    file = tmp_path / "data" / "mnist.npz"
    file.parent.mkdir()
    np.savez(file, **keras(arrays))
    file.write_bytes(file.read_bytes()[:5000] if content is None else content)
    with pytest.raises(ValueError, match=message) as caught:
        read(file.parent)
    assert "unpack" not in str(caught.value)


def test_missing_files_are_all_named(folder):
    """The message names the files that are missing and what is there."""
    (folder / "train-images-idx3-ubyte").unlink()
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError) as caught:
        mnist.load(folder)
    message = str(caught.value)
    assert "expected train-images-idx3-ubyte[.gz], t10k-labels-idx1-ubyte[.gz], or mnist" in message
    assert "found t10k-images-idx3-ubyte, train-labels-idx1-ubyte" in message
    assert str(folder) in message


IMAGES = np.zeros((2, 28, 28), np.uint8)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (idx(IMAGES[:, 0, 0]), r"magic number 2051, but an IDX file \(2049\)"),
        (b"<html>Not found</html>", "but a web page. To go on, download it again"),
        (b"", "but an empty file. To go on, download it again"),
        (b"PK\x03\x04" + bytes(90), "but a zip archive. To go on, unpack it"),
        (b"\n <html lang='en'>", "but a web page"),
        (gzip.compress(b"<!doctype html>", mtime=0), "but a web page"),
        (b"version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS. To go on, fetch"),
        (b"504 Gateway Time-out\n", "but text. To go on, copy or download it again"),
        (idx(IMAGES)[:-100], "expected 1584 bytes for 2 x 28 x 28, found 1484"),
        (idx(IMAGES)[:10], r"expected \d+ bytes.*found 10"),
        (idx(IMAGES) + b"more", "expected 1584 bytes for 2 x 28 x 28, found 1588"),
        # Without the time, which would be in the tests' names and differ between their processes.
        (gzip.compress(idx(IMAGES) + bytes(9), mtime=0)[:-9], "expected 1584 bytes"),
        (gzip.compress(np.random.default_rng(0).bytes(999), mtime=0)[:500], "magic number 2051"),
        (b"\x1f\x8b" + bytes(90), "gzip cannot decompress it"),
    ],
)
def test_bad_idx_file(content, message, tmp_path):
    """The message names the file, what was expected and what was found."""
    file = tmp_path / "some-idx3-ubyte"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        mnist_files.read_idx(file, dimensions=3)
    assert str(file) in str(caught.value)


def test_truncated_compressed_file(tmp_path):
    """Of a compressed file that ends early, the message counts what is left."""
    images = np.random.default_rng(0).integers(0, 256, (9, 28, 28), np.uint8)
    file = tmp_path / "images.gz"
    file.write_bytes(gzip.compress(idx(images))[:4000])
    with pytest.raises(
        ValueError, match=r"expected 7072 bytes for 9 x 28 x 28, found [1-9]\d{3}\."
    ):
        mnist_files.read_idx(file, dimensions=3)


@pytest.mark.parametrize(
    ("stem", "array", "message"),
    [
        ("train-images", np.zeros((10, 32, 32), np.uint8), "28 x 28 pixels, got 32 x 32"),
        ("t10k-labels", np.zeros(5, np.uint8), "holds 4 images, but .* 5 labels"),
        ("t10k-labels", np.full(4, 11, np.uint8), r"labels 0\.\.9, got 11"),
    ],
)
def test_files_that_do_not_fit(stem, array, message, folder):
    """Images of another size, another number of labels, or impossible labels are refused."""
    (folder / f"{stem}-idx{array.ndim}-ubyte").write_bytes(idx(array))
    with pytest.raises(ValueError, match=message):
        mnist.load(folder)


@pytest.mark.parametrize("part", ["train", "t10k"])
def test_exchanged_names_are_told_as_such(part, folder):
    """Files that are whole need not be downloaded again."""
    images, labels = folder / f"{part}-images-idx3-ubyte", folder / f"{part}-labels-idx1-ubyte"
    images.rename(folder / "moving")
    labels.rename(images)
    (folder / "moving").rename(labels)
    told = "but an IDX file .2049.* give it a name of labels, as it seems to hold labels"
    with pytest.raises(ValueError, match=told) as caught:
        mnist.load(folder)
    assert "download" not in str(caught.value)
    with pytest.raises(ValueError, match="but an IDX file .2051.* give it a name of images"):
        mnist_files.read_idx(labels, dimensions=1)


def test_identity_follows_the_four_files(folder):
    """It changes with a file of MNIST and not with a file beside them."""
    before = mnist.identity(folder)
    (folder / "notes.txt").write_text("mine")
    assert mnist.identity(folder) == before
    (folder / "t10k-labels-idx1-ubyte").write_bytes(b"")
    assert mnist.identity(folder) != before


def test_openml_is_fetched_once(monkeypatch, arrays):
    """Without a folder MNIST is fetched, kept, and then read from the cache."""
    monkeypatch.setattr(mnist, "TRAIN", 10)
    monkeypatch.setattr(mnist, "TEST", 4)
    calls = []

    def fetch(name, **options):
        calls.append((name, options["version"]))
        pixels = np.concatenate([arrays["train-images"], arrays["t10k-images"]])
        labels = np.concatenate([arrays["train-labels"], arrays["t10k-labels"]])
        return pixels.reshape(14, 784).astype(float), labels.astype(str)

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    first, second = mnist.load(), mnist.load()
    assert calls == [("mnist_784", 1)]
    assert first.fingerprint == second.fingerprint
    np.testing.assert_array_equal(first.train.labels[:10], arrays["train-labels"])


def test_openml_gives_the_same_data_as_the_files(monkeypatch, arrays, folder):
    """Where the digits come from makes no difference to the images."""
    monkeypatch.setattr(mnist, "_fetch", lambda scratch: [
        np.save(scratch / f"{stem}.npy", array) for stem, array in arrays.items()
    ])  # fmt: skip
    assert mnist.load().fingerprint == mnist.load(folder).fingerprint


@pytest.mark.parametrize(
    "failure",
    [URLError("Name or service not known"), TimeoutError("timed out"), ValueError("no such data")],
)
def test_no_network_says_what_to_do(failure, monkeypatch, tmp_path):
    """Asked once, the message says what failed and the two ways out, and nothing is kept."""
    asked = []

    def fetch(*_, **__):
        asked.append(True)
        assert socket.getdefaulttimeout() is not None
        raise failure

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    with pytest.raises(ConnectionError) as caught:
        mnist.load()
    assert len(asked) == 1
    message = str(caught.value)
    for part in ("OpenML", "POLYMNIST_DATA", "--data DIR", "--source embedded", "train-images"):
        assert part in message
    assert socket.getdefaulttimeout() is None
    assert not [each for each in (tmp_path / "cache").iterdir() if each.suffix != ".lock"]


def test_incomplete_openml_is_refused(monkeypatch):
    """Another number of images than MNIST's is not taken for MNIST."""
    monkeypatch.setattr(
        sklearn.datasets, "fetch_openml", lambda *_, **__: (np.zeros((3, 784)), ["1", "2", "3"])
    )
    with pytest.raises(ConnectionError, match="sent 3 images, expected 70000"):
        mnist.load()


def cut(folder, arrays, train, test):
    """Write the first digits of each part alone."""
    for stem, array in arrays.items():
        kept = array[: train if stem.startswith("train") else test]
        (folder / f"{stem}-idx{array.ndim}-ubyte").write_bytes(idx(kept))


@pytest.mark.parametrize(("train", "test"), [(10, 0), (0, 4), (1, 4), (0, 0)])
@pytest.mark.parametrize("read", [mnist.load, mnist.identity])
def test_too_few_digits_are_refused_before_and_while_they_are_read(
    read, train, test, folder, arrays
):
    """A book of them is refused by its identity, before a chapter runs."""
    cut(folder, arrays, train, test)
    expected = f"holds too few digits: {train} to train on and {test} to test, where 2 and 1"
    with pytest.raises(ValueError, match=expected):
        read(folder)


@pytest.mark.parametrize(
    ("name", "counted"),
    [("train-labels", "2 to train on and 0"), ("t10k-labels", "0 to train on and 2")],
)
def test_compressed_files_are_counted_too(name, counted, folder, arrays):
    """By their beginning; what is no IDX file is told as such when it is read, and not here."""
    cut(folder, arrays, 0, 0)
    for file in folder.iterdir():
        file.write_bytes(gzip.compress(file.read_bytes()))
    with pytest.raises(ValueError, match="0 to train on and 0 to test"):
        mnist.identity(folder)
    (folder / f"{name}-idx1-ubyte").write_bytes(b"no IDX")
    with pytest.raises(ValueError, match=counted):
        mnist.identity(folder)


@pytest.mark.parametrize("train", [2, 3, 7])
def test_a_handful_of_digits_is_divided(train, folder, arrays):
    """At least one validates, and at least one trains."""
    cut(folder, arrays, train, 1)
    parts = split(mnist.load(folder))
    assert parts.validation.n_sources == 1
    assert parts.train.n_sources == train - 1
    assert parts.test.n_sources == 1
