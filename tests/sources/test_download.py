"""The download from Kaggle: credentials found or asked for in a message, never at a prompt.

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
    for part in ("KAGGLE_API_TOKEN", "access_token", "https://www.kaggle.com/settings"):
        assert part in message
    assert str(tmp_path / "home" / ".kaggle") in message


KEY = {"KAGGLE_USERNAME": "ada", "KAGGLE_KEY": "right"}


@pytest.mark.parametrize(
    "place", ["here", "home/.kaggle", "home/.config/kaggle", "configured", "settings/kaggle"]
)
def test_a_key_is_found(place, tmp_path, monkeypatch):
    """kaggle.json is found in each of its places."""
    folder = tmp_path / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "right", "more": 1}))
    if place == "configured":
        monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(folder))
    if place == "settings/kaggle":
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    assert download.credentials() == KEY


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_files_as_windows_writes_them(encoding, tmp_path):
    """A mark at the beginning, or two bytes a letter, are read as plain text is."""
    folder = tmp_path / "home" / ".kaggle"
    folder.mkdir(parents=True)
    content = json.dumps({"username": "ada", "key": "right"})
    (folder / "kaggle.json").write_bytes(content.encode(encoding))
    assert download.credentials() == KEY
    if encoding in {"utf-8-sig", "utf-16"}:
        (folder / "access_token").write_bytes("KGAT_1\r\n".encode(encoding))
        assert download.credentials() == KEY | {"KAGGLE_API_TOKEN": "KGAT_1"}


def test_environment_comes_first(tmp_path, user):
    """The environment's variables win over a file."""
    (tmp_path / "here" / "kaggle.json").write_text("{}")
    assert download.credentials() == KEY


@pytest.mark.parametrize("variable", ["KAGGLE_CONFIG_DIR", "XDG_CONFIG_HOME"])
def test_the_tilde_of_a_variable_is_the_home(variable, tmp_path, monkeypatch):
    """Where no shell saw it; `kaggle.json` is then found there."""
    folder = tmp_path / "home" / "mine"
    (folder / "kaggle").mkdir(parents=True)
    place = folder / "kaggle" if variable == "XDG_CONFIG_HOME" else folder
    (place / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "right"}))
    monkeypatch.setenv(variable, "~/mine")
    assert download.credentials() == KEY


@pytest.mark.parametrize(
    "place", ["variable", "named", "tilde", "access_token", "access_token.txt"]
)
def test_a_token_is_found(place, tmp_path, monkeypatch):
    """In the variable, in the file that the variable names, and in the files of the home."""
    folder = tmp_path / "home" / ".kaggle"
    folder.mkdir(parents=True)
    token = "KGAT_" + "1" * (300 if place == "variable" else 30)
    file = folder / (place if place.startswith("access") else "mine")
    file.write_text(f"{token}\n")
    if place == "variable":
        monkeypatch.setenv("KAGGLE_API_TOKEN", token)
    if place == "named":
        monkeypatch.setenv("KAGGLE_API_TOKEN", str(file))
    if place == "tilde":
        monkeypatch.setenv("KAGGLE_API_TOKEN", "~/.kaggle/mine")
    assert download.credentials() == {"KAGGLE_API_TOKEN": token}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "text"),
        (b"KGAT_0123456789", "text"),
        (b"[]", "text"),
        (b'{"username": "ada"}', "text"),
        (b"", "an empty file"),
        (b"<!DOCTYPE html>", "an HTML page"),
    ],
)
def test_wrong_credentials_file(content, kind, tmp_path):
    """A file that is something else is named, with what it is and how to get a new one."""
    (tmp_path / "here" / "kaggle.json").write_bytes(content)
    with pytest.raises(
        ValueError, match=f"kaggle.json is {kind} and holds no Kaggle credentials"
    ) as caught:
        download.credentials()
    assert "https://www.kaggle.com/settings" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"two words", "señal".encode(), b"<html>Sign in</html>"])
def test_wrong_token_file(content, tmp_path):
    """So is a token's; with a key beside it, the key is enough."""
    folder = tmp_path / "home" / ".kaggle"
    folder.mkdir(parents=True)
    (folder / "access_token").write_bytes(content)
    with pytest.raises(ValueError, match="access_token is .* and holds no Kaggle API token"):
        download.credentials()
    (folder / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "right"}))
    assert download.credentials() == KEY


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


IMPOSSIBLE = [
    " ",
    "\n\t",
    "'KGAT_1'",
    "“KGAT_1”",
    "llave-ñ",
    "[1]",
    "key: 1",
    "KEY=1",
    "a b",
    "/no/file",
]


@pytest.mark.parametrize("value", IMPOSSIBLE)
@pytest.mark.parametrize("variable", ["KAGGLE_API_TOKEN", "KAGGLE_USERNAME", "KAGGLE_KEY"])
def test_what_cannot_be_a_credential_is_not_sent(variable, value, monkeypatch):
    """The variable is named with what is wrong with it, and no secret is shown."""
    for name in KEY if variable in KEY else ():
        monkeypatch.setenv(name, KEY[name])
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("tried to download"))
    with pytest.raises(
        ValueError, match=f"^{variable} (is empty|has .* in it): expected"
    ) as caught:
        sources.load("kaggle")
    assert "KGAT_1" not in str(caught.value)


@pytest.mark.parametrize("name", ["username", "key"])
@pytest.mark.parametrize("value", ["", "  ", None, 12345, 1.5, True, ["a"], {}, "two words", "ñ"])
def test_what_cannot_be_a_credential_in_a_file(name, value, tmp_path):
    """The file and the field are named."""
    held = {"username": "ada", "key": "right"} | {name: value}
    (tmp_path / "here" / "kaggle.json").write_text(json.dumps(held))
    with pytest.raises(
        ValueError, match=f"^{name} in .*kaggle.json (is|has) .*: expected one word"
    ):
        download.credentials()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KAGGLE_API_TOKEN", " KGAT_1a\r\n"),
        ("KAGGLE_KEY", "0a1b \n"),
        ("KAGGLE_USERNAME", "\ta.b-c"),
    ],
)
def test_blanks_around_a_credential_are_not_sent(variable, value, user, monkeypatch):
    """As a file of variables or a copied line leaves them."""
    monkeypatch.setenv(variable, value)
    assert download.credentials()[variable] == value.strip()


@pytest.mark.parametrize("there", ["KAGGLE_USERNAME", "KAGGLE_KEY"])
@pytest.mark.parametrize("other", [None, ""])
def test_half_of_the_credentials(there, other, monkeypatch):
    """Only the other half is asked for, be it not set or empty."""
    (missing,) = {"KAGGLE_USERNAME", "KAGGLE_KEY"} - {there}
    monkeypatch.setenv(there, "ada")
    if other is not None:
        monkeypatch.setenv(missing, other)
    with pytest.raises(ValueError, match=f"{there} is set .* only {missing} is missing"):
        download.credentials()


def test_half_in_the_environment_and_all_in_a_file(tmp_path, monkeypatch):
    """The file is enough."""
    monkeypatch.setenv("KAGGLE_KEY", "half")
    (tmp_path / "here" / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "right"}))
    assert download.credentials() == KEY


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
    """A scratch folder of a killed process does not outlive the next one."""
    left = tmp_path / "cache" / ".kaggle-download.abc" / "tmp"
    left.mkdir(parents=True)
    (left / "half.zip").touch()
    sources.load("kaggle")
    assert not left.exists()
