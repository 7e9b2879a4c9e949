"""The download from Kaggle: without a prompt, once, and told where it fails.

A stand-in for Kaggle's client takes the network's place; opendatasets, which calls it, is the real
one.
"""

import json
import os

import pytest

from polymnist_lib import sources
from polymnist_lib.sources import download, layout

STAND_IN = """
import os, pathlib, shutil, sys

class Api:
    def authenticate(self):
        assert sys.stdin.read() == ""
        token, key = os.environ.get("KAGGLE_API_TOKEN"), os.environ.get("KAGGLE_KEY")
        login = os.path.expanduser("~/.kaggle/credentials.json")
        if token == "right":
            self.how = "token"
        elif key and key.startswith("requests."):
            import requests
            raise getattr(requests.exceptions, key.rpartition(".")[2])("HTTPSConnectionPool(…)")
        elif key == "wrong":
            sys.exit("401 - Unauthorized")
        elif key:
            self.how = os.environ["KAGGLE_USERNAME"]
        elif os.path.exists(login):
            self.how = "login"
        else:
            print("Authentication required to call the Kaggle API.\\n ... ~/.kaggle/access_token")
            sys.exit(1)

    def dataset_download_files(self, dataset, target, *, force, quiet, unzip):
        assert (force, quiet, unzip) == (False, False, True)
        assert pathlib.Path(os.environ["KAGGLE_CONFIG_DIR"]) == pathlib.Path.cwd()
        shutil.copytree(os.environ["STAND_IN_DATA"], target)
        (pathlib.Path(target) / "SomethingElse").mkdir()
        pathlib.Path(os.environ["STAND_IN_LOG"]).open("a").write(dataset + " " + self.how + "\\n")

api = Api()
"""


@pytest.fixture
def log(tmp_path, monkeypatch, kaggle_folder):
    """Put a stand-in for Kaggle's client where the download's process finds it; return its log."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "kaggle.py").write_text(STAND_IN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    monkeypatch.setenv("STAND_IN_DATA", str(kaggle_folder))
    monkeypatch.setenv("STAND_IN_LOG", str(tmp_path / "log.txt"))
    return tmp_path / "log.txt"


def test_no_credentials_says_what_to_do_at_once(tmp_path, monkeypatch):
    """Without credentials there is a message, no prompt and no attempt."""
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("tried to download"))
    with pytest.raises(FileNotFoundError) as caught:
        sources.load("kaggle")
    message = str(caught.value)
    for part in ("KAGGLE_USERNAME", "kaggle.json", download.URL, "--data DIR", "POLYMNIST_DATA"):
        assert part in message
    for part in ("KAGGLE_API_TOKEN", "access_token", "https://www.kaggle.com/settings"):
        assert part in message
    assert str(tmp_path / "home" / ".kaggle") in message


@pytest.mark.parametrize("how", ["token", "login", "ada"])
def test_each_way_to_log_in_downloads(how, log, tmp_path, monkeypatch):
    """With a token, with what the client's own login left, and with a key: without any prompt."""
    if how == "token":
        monkeypatch.setenv("KAGGLE_API_TOKEN", "right")
    elif how == "login":
        (tmp_path / "home" / ".kaggle").mkdir(parents=True)
        (tmp_path / "home" / ".kaggle" / "credentials.json").touch()
    else:
        (tmp_path / "here" / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "k"}))
    assert len(sources.load("kaggle").train) == 10
    assert log.read_text().endswith(f" {how}\n")


@pytest.mark.usefixtures("user")
def test_a_wrong_token_is_not_sent_along_with_a_right_key(monkeypatch):
    """The client would try it first."""
    monkeypatch.setenv("KAGGLE_API_TOKEN", '"right"')
    monkeypatch.setattr(
        download, "_CLIENT", 'import os; assert "KAGGLE_API_TOKEN" not in os.environ'
    )
    with pytest.raises(FileNotFoundError, match="data"):  # it ended well, and brought nothing
        sources.load("kaggle")


@pytest.mark.usefixtures("log", "user")
@pytest.mark.parametrize("error", ["ConnectionError", "ReadTimeout", "SSLError", "ProxyError"])
def test_no_network_is_one_line(error, monkeypatch):
    """And then what to do instead; nothing of the client's own words."""
    monkeypatch.setenv("KAGGLE_KEY", f"requests.{error}")
    with pytest.raises(ConnectionError) as caught:
        sources.load("kaggle")
    first, *others = str(caught.value).splitlines()
    assert first == "Kaggle could not be reached over the network."
    assert others == [download._INSTEAD]


@pytest.mark.usefixtures("log", "user")
def test_an_answer_that_refuses_is_no_lack_of_network(monkeypatch):
    """Its own words are told."""
    monkeypatch.setenv("KAGGLE_KEY", "requests.HTTPError")
    with pytest.raises(ConnectionError, match=r"download from Kaggle failed .HTTPSConnectionPool"):
        sources.load("kaggle")


@pytest.mark.usefixtures("log")
def test_a_token_that_has_expired(monkeypatch):
    """The client's long advice becomes one reason."""
    monkeypatch.setenv("KAGGLE_API_TOKEN", "expired")
    with pytest.raises(ConnectionError, match="accepts none of the credentials that were found"):
        sources.load("kaggle")


@pytest.mark.usefixtures("user")
def test_downloaded_once_and_loaded(log, tmp_path, kaggle_folder):
    """The data are downloaded once, only PolyMNIST is kept, and the home stays empty."""
    data = sources.load("kaggle")
    assert data.fingerprint == sources.load("kaggle", folder=kaggle_folder).fingerprint
    assert sources.load("kaggle").fingerprint == data.fingerprint
    assert log.read_text() == f"{download.URL.partition('datasets/')[2]} ada\n"
    kept = tmp_path / "cache" / "kaggle-download"
    assert [each.name for each in kept.iterdir()] == ["MMNIST"]
    assert not [each for each in (tmp_path / "home").rglob("*") if each.is_file()]
    assert sources.identity("kaggle") == f"kaggle-{layout.scan(layout.find_root(kept)).key}"


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
    """A scratch folder of a killed process does not outlive the next one."""
    left = tmp_path / "cache" / ".kaggle-download.abc" / "tmp"
    left.mkdir(parents=True)
    (left / "half.zip").touch()
    sources.load("kaggle")
    assert not left.exists()
