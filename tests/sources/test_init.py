"""The door to all sources."""

import pytest

from polymnist_lib import sources


@pytest.mark.parametrize("function", [sources.load, sources.identity])
def test_unknown_source_gives_the_valid_names(function):
    """A wrong name is answered with the right ones."""
    with pytest.raises(ValueError, match="'minst': expected one of embedded, mnist, kaggle"):
        function("minst")


def test_embedded_refuses_a_folder(tmp_path):
    """A folder given without its source is not quietly ignored."""
    with pytest.raises(ValueError, match="name the source of that folder too, mnist .* or kaggle"):
        sources.load(folder=tmp_path)


@pytest.mark.parametrize("name", ["mnist", "kaggle"])
def test_environment_names_the_folder(name, monkeypatch, tmp_path):
    """POLYMNIST_DATA is read when no folder is given, and only then."""
    monkeypatch.setenv("POLYMNIST_DATA", str(tmp_path / "of-environment"))
    with pytest.raises(FileNotFoundError, match="of-environment"):
        sources.load(name)
    with pytest.raises(FileNotFoundError, match="of-argument"):
        sources.load(name, folder=tmp_path / "of-argument")


@pytest.mark.parametrize("name", ["mnist", "kaggle"])
def test_a_tilde_is_the_home(name, monkeypatch, tmp_path):
    """In what the caller names and in the variable."""
    place = str(tmp_path / "home" / "data")
    with pytest.raises(FileNotFoundError, match=place):
        sources.load(name, folder="~/data")
    monkeypatch.setenv("POLYMNIST_DATA", "~/data")
    with pytest.raises(FileNotFoundError, match=place):
        sources.identity(name)
    monkeypatch.setenv("POLYMNIST_DATA", "~no-such-user/data")
    with pytest.raises(FileNotFoundError, match="POLYMNIST_DATA is ~no-such-user/data"):
        sources.load(name)


def test_environment_does_not_disturb_embedded(monkeypatch, tmp_path):
    """The embedded data need no folder, so one in the environment is no error."""
    monkeypatch.setenv("POLYMNIST_DATA", str(tmp_path))
    assert sources.identity("embedded") == "embedded"


def test_identity_follows_the_files(kaggle_folder):
    """The identity changes when a file is added and stays when nothing changes."""
    before = sources.identity("kaggle", folder=kaggle_folder)
    assert sources.identity("kaggle", folder=str(kaggle_folder)) == before
    (kaggle_folder / "PolyMNIST/MMNIST/train/m0/1.3.png").write_bytes(b"")
    assert sources.identity("kaggle", folder=kaggle_folder) != before


def test_identity_downloads_nothing():
    """Without a folder the identity is known at once, credentials or not."""
    assert sources.identity("mnist") == "mnist-openml"
    assert sources.identity("kaggle") == "kaggle-not-downloaded"


@pytest.fixture
def mnist_folder(tmp_path):
    """Write a file of MNIST."""
    (tmp_path / "mnist").mkdir()
    (tmp_path / "mnist" / "train-labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01\0\0\0\0")
    return tmp_path / "mnist"


@pytest.mark.parametrize("function", [sources.load, sources.identity])
@pytest.mark.parametrize("below", [True, False])
def test_the_folder_of_the_other_source_is_recognised(
    below, function, kaggle_folder, mnist_folder, monkeypatch
):
    """Who gave the wrong source of the two is told the right one, in a line."""
    told = "holds what the source {} reads, and nothing of {}: name that source, --source {}"
    for name, other, folder in (
        ("mnist", "kaggle", kaggle_folder),
        ("kaggle", "mnist", mnist_folder),
    ):
        given = folder
        if below:
            (folder.parent / f"above {other}").mkdir()
            given = folder.rename(folder.parent / f"above {other}" / "data").parent
        with pytest.raises(FileNotFoundError, match=told.format(other, name, other)):
            function(name, folder=given)
        monkeypatch.setenv("POLYMNIST_DATA", str(given))
        with pytest.raises(FileNotFoundError, match=told.format(other, name, other)):
            function(name)


def test_tensors_are_of_kaggle_too(tmp_path):
    """And photographs in ``train`` and ``test`` of another project are of neither."""
    (tmp_path / "data" / "train" / "cats").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="does not hold MNIST"):
        sources.load("mnist", folder=tmp_path / "data")
    (tmp_path / "data" / "train" / "m0.pt").touch()
    with pytest.raises(FileNotFoundError, match="--source kaggle"):
        sources.load("mnist", folder=tmp_path / "data")


def test_a_folder_that_holds_files_of_both_is_told_what_is_missing(kaggle_folder, mnist_folder):
    """Nobody is sent to the other source for a file that is missing of this one."""
    top = (kaggle_folder / "PolyMNIST").rename(mnist_folder / "PolyMNIST")
    with pytest.raises(FileNotFoundError, match="does not hold MNIST: expected train-images"):
        sources.load("mnist", folder=mnist_folder)
    (top / "MMNIST" / "train" / "m0").rename(top / "moved")
    with pytest.raises(FileNotFoundError, match="is not complete"):
        sources.load("kaggle", folder=mnist_folder)
    (mnist_folder / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError, match="--source kaggle"):
        sources.load("mnist", folder=mnist_folder)
