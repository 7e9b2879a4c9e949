"""What logs in to Kaggle, wherever it lies, and what is said where nothing does."""

import json

import pytest

from polymnist_lib import sources
from polymnist_lib.sources import credentials

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
    assert credentials.find("Or do without.") == KEY


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_files_as_windows_writes_them(encoding, tmp_path):
    """A mark at the beginning, or two bytes a letter, are read as plain text is."""
    folder = tmp_path / "home" / ".kaggle"
    folder.mkdir(parents=True)
    content = json.dumps({"username": "ada", "key": "right"})
    (folder / "kaggle.json").write_bytes(content.encode(encoding))
    assert credentials.find("Or do without.") == KEY
    if encoding in {"utf-8-sig", "utf-16"}:
        (folder / "access_token").write_bytes("KGAT_1\r\n".encode(encoding))
        assert credentials.find("Or do without.") == KEY | {"KAGGLE_API_TOKEN": "KGAT_1"}


def test_environment_comes_first(tmp_path, user):
    """The environment's variables win over a file."""
    (tmp_path / "here" / "kaggle.json").write_text("{}")
    assert credentials.find("Or do without.") == KEY


@pytest.mark.parametrize("variable", ["KAGGLE_CONFIG_DIR", "XDG_CONFIG_HOME"])
def test_the_tilde_of_a_variable_is_the_home(variable, tmp_path, monkeypatch):
    """Where no shell saw it; `kaggle.json` is then found there."""
    folder = tmp_path / "home" / "mine"
    (folder / "kaggle").mkdir(parents=True)
    place = folder / "kaggle" if variable == "XDG_CONFIG_HOME" else folder
    (place / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "right"}))
    monkeypatch.setenv(variable, "~/mine")
    assert credentials.find("Or do without.") == KEY


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
    assert credentials.find("Or do without.") == {"KAGGLE_API_TOKEN": token}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "JSON"),
        (b"KGAT_0123456789", "text"),
        (b"[]", "JSON"),
        (b'{"username": "ada"}', "JSON"),
        (b"", "an empty file"),
        (b"<!DOCTYPE html>", "a web page"),
    ],
)
def test_wrong_credentials_file(content, kind, tmp_path):
    """A file that is something else is named, with what it is and how to get a new one."""
    (tmp_path / "here" / "kaggle.json").write_bytes(content)
    with pytest.raises(
        ValueError, match=f"kaggle.json is {kind} and holds no Kaggle credentials"
    ) as caught:
        credentials.find("Or do without.")
    assert "https://www.kaggle.com/settings" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"two words", "señal".encode(), b"<html>Sign in</html>"])
def test_wrong_token_file(content, tmp_path):
    """So is a token's; with a key beside it, the key is enough."""
    folder = tmp_path / "home" / ".kaggle"
    folder.mkdir(parents=True)
    (folder / "access_token").write_bytes(content)
    with pytest.raises(ValueError, match="access_token is .* and holds no Kaggle API token"):
        credentials.find("Or do without.")
    (folder / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "right"}))
    assert credentials.find("Or do without.") == KEY


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
        credentials.find("Or do without.")


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
    assert credentials.find("Or do without.")[variable] == value.strip()


@pytest.mark.parametrize("there", ["KAGGLE_USERNAME", "KAGGLE_KEY"])
@pytest.mark.parametrize("other", [None, ""])
def test_half_of_the_credentials(there, other, monkeypatch):
    """Only the other half is asked for, be it not set or empty."""
    (missing,) = {"KAGGLE_USERNAME", "KAGGLE_KEY"} - {there}
    monkeypatch.setenv(there, "ada")
    if other is not None:
        monkeypatch.setenv(missing, other)
    with pytest.raises(ValueError, match=f"{there} is set .* only {missing} is missing"):
        credentials.find("Or do without.")


def test_half_in_the_environment_and_all_in_a_file(tmp_path, monkeypatch):
    """The file is enough."""
    monkeypatch.setenv("KAGGLE_KEY", "half")
    (tmp_path / "here" / "kaggle.json").write_text(json.dumps({"username": "ada", "key": "right"}))
    assert credentials.find("Or do without.") == KEY


@pytest.mark.parametrize("place", ["here", "home/.kaggle", "home/.config/kaggle"])
@pytest.mark.parametrize(
    "name",
    [
        *("kaggle.json.txt", "kaggle (1).json", "Kaggle.json", "kaggle - Copy.json", "kaggle_json"),
        *("kaggle.json.json", "Copia de kaggle.json", "kaggle.json.crdownload", "kaggle-1.json~"),
    ],
)
@pytest.mark.parametrize("half", [True, False])
def test_a_key_by_another_name_is_told(half, name, place, tmp_path, monkeypatch):
    """What lies there, and what it should be called."""
    folder = tmp_path / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps({"username": "ada", "key": "right"}))
    if half:
        monkeypatch.setenv("KAGGLE_KEY", "right")
    with pytest.raises((FileNotFoundError, ValueError)) as caught:
        credentials.find("Or do without.")
    lines = str(caught.value).splitlines()
    assert lines[1] == f"{folder / name} is not read by this name: call it kaggle.json."
    assert lines[2].startswith("Make a token")
    assert lines[3] == "Or do without."


@pytest.mark.parametrize("name", ["access_token (1)", "access_token.txt.txt", "Access Token.txt"])
def test_a_token_by_another_name_is_told(name, tmp_path):
    """Where tokens are looked for; elsewhere a file of this name is another's."""
    (tmp_path / "home" / ".kaggle").mkdir(parents=True)
    for folder in (tmp_path / "here", tmp_path / "home" / ".kaggle"):
        (folder / name).write_text("KGAT_1")
    with pytest.raises(FileNotFoundError) as caught:
        credentials.find("")
    (line,) = (line for line in str(caught.value).splitlines() if name in line)
    assert line == f"{folder / name} is not read by this name: call it access_token."


@pytest.mark.parametrize("name", ["kaggle.json", "access_token"])
def test_a_folder_in_the_place_of_a_file_is_told(name, tmp_path):
    """Also where two of the places are one folder."""
    folder = tmp_path / "home" / ".kaggle"
    (folder / name / "kaggle.json").mkdir(parents=True)
    with pytest.raises(FileNotFoundError) as caught:
        credentials.find("")
    assert f"\n{folder / name} is not a file: {name} must be one.\n" in str(caught.value)


def test_what_is_told_twice_is_one_line(tmp_path, monkeypatch):
    """Two of the places may be one folder."""
    monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(tmp_path / "here"))
    (tmp_path / "here" / "kaggle.json").mkdir()
    with pytest.raises(FileNotFoundError) as caught:
        credentials.find("")
    assert str(caught.value).count("is not a file") == 1


@pytest.mark.parametrize("name", ["kaggle", "kaggle-notebook.json", "kaggle.csv", "my-kaggle.json"])
def test_other_files_of_kaggle_are_none_of_it(name, tmp_path):
    """Nobody is told to rename data or a notebook."""
    (tmp_path / "here" / name).touch()
    with pytest.raises(FileNotFoundError) as caught:
        credentials.find("")
    assert "call it" not in str(caught.value)
