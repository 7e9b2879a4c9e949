"""What lies in the folder that a person names."""

import errno
import gzip
import io
import pickle
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from polymnist_lib.sources import kaggle, layout, mnist, place


def zipped(name):
    """Make a zip archive of one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, b"content" * 50)
    return stream.getvalue()


def tarred():
    """Make a tar archive of one file."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("m0/0.3.png"))
    return stream.getvalue()


def npz(**arrays):
    """Make an archive of arrays."""
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


CONTENTS = {
    "a web page": b"\r\n  <!DOCTYPE HTML>",
    "a zip archive": zipped("PolyMNIST/MMNIST/train/m0/0.3.png"),
    "a tar archive": tarred(),
    "a file compressed with gzip": gzip.compress(b"x"),
    "an empty file": b"",
    "zeros alone": bytes(2000),
}


@pytest.mark.parametrize(
    "name", [".DS_Store", "._x.png", "ehthumbs.db", "DESKTOP.INI", "@eaDir", "a:Zone.Identifier"]
)
def test_what_systems_strew_about(name):
    """It is told by its name; a person's files are not."""
    assert place.is_strewn(name)
    assert not place.is_strewn(f"my {name}") or name.startswith("a:")


@pytest.mark.parametrize("read", [kaggle.load, mnist.load])
@pytest.mark.parametrize("name", ["a zip archive", "a tar archive", "a web page"])
def test_a_file_instead_of_a_folder(name, read, tmp_path):
    """The message says what the file is and the one thing to do."""
    file = tmp_path / "download"
    file.write_bytes(CONTENTS[name])
    with pytest.raises(NotADirectoryError, match=f"download is {name}, not a folder.* To go on, "):
        read(file)


@pytest.mark.parametrize("read", [kaggle.load, mnist.load])
@pytest.mark.parametrize(
    ("name", "remedy"),
    [("a zip archive", "unpack it"), ("an empty file", "download it"), ("a tar archive", "unpack")],
)
def test_a_folder_of_something_else(name, remedy, read, tmp_path):
    """What must be unpacked or fetched again is named with what to do; strewn files are not."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "__MACOSX").mkdir()
    (tmp_path / "data" / "digits.dat").write_bytes(CONTENTS[name])
    with pytest.raises(FileNotFoundError, match=rf"found digits.dat \({name}: {remedy}") as caught:
        read(tmp_path / "data")
    assert "__MACOSX" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("mnist.parquet", b"PAR1\x15\x04", "a Parquet table: not read here; download the files"),
        ("mnist_train.csv", b"label,pixel0,pixel1\n5,0,0\n", "a table .CSV.: not read here"),
        ("digits.h5", b"\x89HDF\r\n\x1a\n", "an HDF5 file .*: not read here"),
        ("digits.mat", b"MATLAB 5.0 MAT-file", "a MATLAB file .*: not read here"),
        ("digits.npz", npz(images=np.zeros(3)), "an archive of NumPy arrays .*: not read here"),
        ("digits.pkl", pickle.dumps([1]), "a pickle .*: not read here"),
        ("digits.zip.crdownload", CONTENTS["a zip archive"], "an unfinished download: let it fin"),
        ("digits.GZ.part", b"", "an unfinished download: let it finish, or download it again"),
        ("digits.zip.download/", b"", "an unfinished download: let it finish"),
    ],
)
@pytest.mark.parametrize("read", [kaggle.load, mnist.load])
def test_what_is_read_by_no_source(read, name, content, told, tmp_path):
    """Data in another form, and downloads that are not done, are named with what to do."""
    file = tmp_path / "data" / name
    file.parent.mkdir()
    file.mkdir() if name.endswith("/") else file.write_bytes(content)
    with pytest.raises(FileNotFoundError, match=f"found {file.name} .{told}"):
        read(tmp_path / "data")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("mnist.npz", npz(x_train=np.zeros(3)), "is an archive of NumPy.* name the folder that it"),
        ("t10k-labels-idx1-ubyte", b"\0\0\x08\x01", "is an IDX file, .* name the folder that it"),
        (
            "x.gz",
            gzip.compress(b"\0\0\x08\x01" + bytes(9), mtime=0),
            "is an IDX file, .* name the folder",
        ),
        ("mnist.zip.crdownload", b"PK", "is an unfinished download, .* To go on, let it finish"),
        ("notes.md", b"notes", "is text, not a folder; expected one .* mnist.npz.$"),
    ],
)
def test_a_file_that_is_named_for_its_folder(name, content, told, tmp_path):
    """It need not be unpacked or fetched again."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotADirectoryError, match=told):
        mnist.load(tmp_path / name)


def test_many_files_are_not_all_named(tmp_path):
    """The first ten are, and the others counted."""
    for number in range(13):
        (tmp_path / f"{number:02}").mkdir()
    (tmp_path / "here").rmdir()
    assert place.contents(tmp_path).endswith("08, 09 and 3 more")


@pytest.mark.parametrize("above", ["archive", "mnist-multiple/PolyMNIST", "of mine/MMNIST"])
def test_data_one_folder_below(above, kaggle_folder, tmp_path):
    """A folder that holds the wanted one is as good; a strewn one beside it does not count."""
    root = tmp_path / "named" / above
    if root.name == "PolyMNIST":
        root /= "MMNIST"
    root.parent.mkdir(parents=True)
    (kaggle_folder / layout.TOP).rename(root)
    (tmp_path / "named" / "__MACOSX" / layout.TOP / "train").mkdir(parents=True)
    assert layout.find_root(tmp_path / "named") == root


@pytest.mark.parametrize("above", ["x/y/PolyMNIST/MMNIST", "x/y/MMNIST", "x/y", "x/PolyMNIST/y"])
def test_data_further_below_are_not_promised(above, tmp_path):
    """What is looked at is what the message says."""
    (tmp_path / "named" / above / "train").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="or in a folder directly below; found x"):
        layout.find_root(tmp_path / "named")


def test_several_folders_below_are_not_chosen_from(tmp_path):
    """Who has two sets in one folder is asked which."""
    for name in ("first", "second"):
        (tmp_path / "sets" / name / "train").mkdir(parents=True)
    with pytest.raises(ValueError, match="several times: name one of .*first, .*second"):
        layout.find_root(tmp_path / "sets")


def test_a_folder_of_somebody_else_beside_the_data_is_passed_over(tmp_path):
    """Only the one that was named has to be open to who named it."""
    for name in ("data", "private"):
        (tmp_path / "disk" / name).mkdir(parents=True)

    def holds(folder):
        if folder.name == "private":
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return folder.name == "data"

    assert place.find(tmp_path / "disk", [Path()], holds) == tmp_path / "disk" / "data"
    with pytest.raises(PermissionError):
        place.find(tmp_path / "disk" / "private", [Path()], holds)


def test_nothing_there():
    """A name that is wrong is told with what was expected."""
    with pytest.raises(FileNotFoundError, match="no folder nowhere; expected one with"):
        mnist.load(Path("nowhere"))
