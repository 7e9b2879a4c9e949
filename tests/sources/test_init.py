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
