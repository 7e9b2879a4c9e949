"""The download from Kaggle: credentials found or asked for in a message, never at a prompt.

A stand-in for opendatasets takes the network's place; it reads ``./kaggle.json`` as the real one.
"""

import json
import os
import textwrap

import pytest

from polymnist_lib import sources
from polymnist_lib.sources import download, layout

STAND_IN = """
import json, os, pathlib, shutil, sys

def download(url, data_dir):
    print("Downloading", url)
    with open("./kaggle.json") as file:
        user = json.load(file)
    assert oct(os.stat("kaggle.json").st_mode)[-3:] == "600"
    assert sys.stdin.read() == ""
    if user["key"] == "wrong":
        sys.exit("401 - Unauthorized")
    target = pathlib.Path(data_dir, "mnist-multiple-dataset-comprehensive-analysis")
    shutil.copytree(os.environ["STAND_IN_DATA"], target)
    (target / "SomethingElse").mkdir()
    pathlib.Path(os.environ["STAND_IN_LOG"]).open("a").write(url + " " + user["username"] + "\\n")
"""


@pytest.fixture
def log(tmp_path, monkeypatch, kaggle_folder):
    """Put a stand-in for opendatasets where the download's process finds it; return its log."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "opendatasets.py").write_text(textwrap.dedent(STAND_IN))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    monkeypatch.setenv("STAND_IN_DATA", str(kaggle_folder))
    monkeypatch.setenv("STAND_IN_LOG", str(tmp_path / "log.txt"))
    return tmp_path / "log.txt"


@pytest.fixture
def user(monkeypatch):
    """Put credentials into the environment."""
    monkeypatch.setenv("KAGGLE_USERNAME", "ada")
    monkeypatch.setenv("KAGGLE_KEY", "right")


def test_no_credentials_says_what_to_do_at_once(tmp_path, monkeypatch):
    """Without credentials there is a message, no prompt and no attempt."""
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("tried to download"))
    with pytest.raises(FileNotFoundError) as caught:
        sources.load("kaggle")
    message = str(caught.value)
    for part in ("KAGGLE_USERNAME", "kaggle.json", download.URL, "--data DIR", "POLYMNIST_DATA"):
        assert part in message
    assert str(tmp_path / "home" / ".kaggle") in message


@pytest.mark.parametrize("place", ["here", "home/.kaggle", "home/.config/kaggle", "configured"])
def test_credentials_are_found(place, tmp_path, monkeypatch):
    """kaggle.json is found in each of its places."""
    folder = tmp_path / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "k", "more": 1}))
    if place == "configured":
        monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(folder))
    assert download.credentials() == {"username": "ada", "key": "k"}


def test_environment_comes_first(tmp_path, user):
    """The environment's variables win over a file."""
    (tmp_path / "here" / "kaggle.json").write_text("{}")
    assert download.credentials() == {"username": "ada", "key": "right"}


@pytest.mark.parametrize("content", ["{}", "not json", "[]", '{"username": "ada"}'])
def test_wrong_credentials_file(content, tmp_path):
    """A file that is something else is named, not taken for no file."""
    (tmp_path / "here" / "kaggle.json").write_text(content)
    with pytest.raises(ValueError, match="kaggle.json holds no Kaggle credentials"):
        download.credentials()


@pytest.mark.usefixtures("user")
def test_downloaded_once_and_loaded(log, tmp_path, kaggle_folder):
    """The data are downloaded once, only PolyMNIST is kept, and no credentials stay behind."""
    data = sources.load("kaggle")
    assert data.fingerprint == sources.load("kaggle", folder=kaggle_folder).fingerprint
    assert sources.load("kaggle").fingerprint == data.fingerprint
    assert log.read_text() == f"{download.URL} ada\n"
    kept = tmp_path / "cache" / "kaggle-download"
    assert [each.name for each in kept.iterdir()] == ["MMNIST"]
    assert not list((tmp_path / "cache").rglob("kaggle.json"))
    assert sources.identity("kaggle") == f"kaggle-{layout.scan(kept).key}"


@pytest.mark.usefixtures("log", "user")
def test_the_download_reads_no_answer():
    """Even where somebody could answer a prompt, the download has nothing to read from."""
    reading, writing = os.pipe()
    os.write(writing, b"an answer")
    os.close(writing)
    before = os.dup(0)
    os.dup2(reading, 0)
    try:
        sources.load("kaggle")
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(reading)


@pytest.mark.usefixtures("log", "user")
def test_failed_download_is_told(tmp_path, monkeypatch):
    """The reason comes through, nothing stays behind, and the next attempt is free."""
    monkeypatch.setenv("KAGGLE_KEY", "wrong")
    with pytest.raises(ConnectionError, match="failed .401 - Unauthorized") as caught:
        sources.load("kaggle")
    assert "--source embedded" in str(caught.value)
    left = [each.name for each in (tmp_path / "cache").iterdir()]
    assert left == ["kaggle-download.lock"]
    monkeypatch.setenv("KAGGLE_KEY", "right")
    assert len(sources.load("kaggle").train) == 10


@pytest.mark.usefixtures("log", "user")
def test_another_layout_is_refused(tmp_path, monkeypatch):
    """What came without PolyMNIST in it is not kept."""
    (tmp_path / "else").mkdir()
    monkeypatch.setenv("STAND_IN_DATA", str(tmp_path / "else"))
    with pytest.raises(FileNotFoundError, match="does not have the layout.*found SomethingElse"):
        sources.load("kaggle")
    assert not (tmp_path / "cache" / "kaggle-download").exists()


@pytest.mark.usefixtures("log", "user")
def test_leftovers_of_a_killed_download_are_removed(tmp_path):
    """A scratch folder of a killed process, credentials in it, does not outlive the next one."""
    left = tmp_path / "cache" / ".kaggle-download.abc" / "tmp"
    left.mkdir(parents=True)
    (left / "kaggle.json").touch()
    sources.load("kaggle")
    assert not left.exists()
