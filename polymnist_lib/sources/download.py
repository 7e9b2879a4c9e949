"""Downloading the published PolyMNIST from Kaggle with opendatasets, without any prompt."""

import codecs
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from polymnist_lib import paths
from polymnist_lib.sources import cache, layout, place

URL = "https://www.kaggle.com/datasets/agungpambudi/mnist-multiple-dataset-comprehensive-analysis"

_INSTEAD = (
    f"Download {URL} in a browser, unpack it and name its folder (--data DIR or POLYMNIST_DATA), "
    "or use the embedded data, which need nothing (--source embedded)."
)

_NEW_TOKEN = (
    "Make a token at https://www.kaggle.com/settings (Generate New Token), and set "
    "KAGGLE_API_TOKEN to it or save it as ~/.kaggle/access_token."
)

_KEY = {"username": "KAGGLE_USERNAME", "key": "KAGGLE_KEY"}
_TOKEN = "KAGGLE_API_TOKEN"

# Names, keys and tokens are of these characters alone; what has another was pasted with it.
_WRONG = re.compile(r"[^\w.-]", re.ASCII)
_EXPECTED = "one word of letters and digits, without quotes or its name"

# What the client's process ends with where Kaggle does not answer.
_UNREACHED = 69

# opendatasets would read ``kaggle.json`` of the current folder only, and prompt where there is
# none. An answer that refuses is an error of HTTP; all else of the network is Kaggle not reached.
_CLIENT = f"""
import sys
import opendatasets
import requests
opendatasets.utils.kaggle_api.read_kaggle_creds = lambda: True
try:
    opendatasets.download({URL!r}, data_dir="data")
except requests.HTTPError as error:
    sys.exit(str(error))
except requests.RequestException:
    sys.exit({_UNREACHED})
"""

# How the client's words begin when it has nothing to log in with.
_NOT_LOGGED_IN = "Authentication required"


def is_downloaded() -> bool:
    """Tell whether the data were downloaded before."""
    return _target().is_dir()


def downloaded() -> Path:
    """Return the folder of the downloaded data, downloaded now if they are not there.

    Returns
    -------
    Path
        A folder in Kaggle's layout, in the cache.

    Raises
    ------
    FileNotFoundError
        If there are no Kaggle credentials, or if what came has another layout.
    ConnectionError
        If the download fails.
    """
    if not is_downloaded():
        user = credentials()
        with cache.locked(_target()):
            # Whoever held the lock before may have downloaded it.
            if not is_downloaded():
                with layout.whole_folder(_target()) as scratch:
                    _download(scratch, user)
    return _target()


def credentials() -> dict[str, str]:
    """Find what Kaggle's client needs, wherever it looks for it.

    It knows an API token, in ``KAGGLE_API_TOKEN`` or ``access_token`` of ``~/.kaggle``; the older
    key, in ``KAGGLE_USERNAME`` and ``KAGGLE_KEY`` or in ``kaggle.json``; and what its own login
    leaves. ``kaggle.json`` is looked for in the current folder, in the one that
    ``KAGGLE_CONFIG_DIR`` names, in ``~/.kaggle`` and in ``~/.config/kaggle``.

    Returns
    -------
    dict of str to str
        The variables of the environment that tell the client; none where its login is enough.

    Raises
    ------
    FileNotFoundError
        If there are none.
    ValueError, OSError
        If there are none and what should hold some holds what cannot be any, or half of them, or
        is a file that is not read.
    """
    home = Path(os.path.expanduser("~"))  # noqa: PTH111, which raises where there is no home
    files = _key_files(home)
    tokens = [home / ".kaggle" / name for name in ("access_token", "access_token.txt")]
    found: dict[str, str] = {}
    faults = []
    for read in (lambda: _key(files), lambda: _token(tokens)):
        try:
            found |= read()
        except (ValueError, OSError) as error:
            faults.append(error)
    if found or _is_file(home / ".kaggle" / "credentials.json"):
        return found
    if faults:
        raise faults[0]
    raise FileNotFoundError(
        "The kaggle source needs a folder or Kaggle credentials, and has neither: no API token in "
        f"KAGGLE_API_TOKEN or {tokens[0]}, no KAGGLE_USERNAME and KAGGLE_KEY in the environment, "
        f"no kaggle.json in {', '.join(str(file.parent.absolute()) for file in files)}.\n"
        f"{_NEW_TOKEN}\n{_INSTEAD}"
    )


def _key_files(home: Path) -> list[Path]:
    """Name the places of ``kaggle.json``."""
    configured = paths.given("KAGGLE_CONFIG_DIR")
    settings = paths.given("XDG_CONFIG_HOME") or home / ".config"
    folders = [
        Path(),
        *([configured] if configured else []),
        home / ".kaggle",
        settings / "kaggle",
    ]
    return [folder / "kaggle.json" for folder in folders]


def _key(files: list[Path]) -> dict[str, str]:
    """Find the user's name and key: in the environment, or in the first file that is there."""
    given = {name: os.environ[name] for name in _KEY.values() if os.environ.get(name)}
    if len(given) == len(_KEY):
        return {name: _word(name, value) for name, value in given.items()}
    file = next(filter(_is_file, files), None)
    if file is None and given:
        (there,) = given
        (missing,) = set(_KEY.values()) - set(given)
        raise ValueError(
            f"{there} is set and {missing} is not: only {missing} is missing to log in to Kaggle. "
            f"Set it too, or use a token instead.\n{_NEW_TOKEN}\n{_INSTEAD}"
        )
    if file is None:
        return {}
    try:
        # From bytes: json knows UTF-8, UTF-16 and their marks, which Windows writes, from another.
        held = json.loads(file.read_bytes())
        values = {name: held[name] for name in _KEY}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{file} is {place.kind(place.start(file))[0]} and holds no Kaggle credentials: "
            f'expected {{"username": …, "key": …}}.\n{_NEW_TOKEN}'
        ) from error
    return {_KEY[name]: _word(f"{name} in {file}", value) for name, value in values.items()}


def _token(files: list[Path]) -> dict[str, str]:
    """Find the API token: in the environment, itself or the name of its file, or in a file."""
    given = os.environ.get(_TOKEN)
    named = os.path.expanduser(given or "")  # noqa: PTH111, which raises for what is no path
    file = next(filter(_is_file, [Path(named)] if given else files), None)
    if file is None:
        return {_TOKEN: _word(_TOKEN, given)} if given else {}
    content = file.read_bytes()
    # As Windows' PowerShell writes it; Kaggle's client would read UTF-8 without a mark alone.
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    token = content.decode("utf-16" if marked else "utf-8-sig", errors="replace").strip()
    if not token or _WRONG.search(token):
        raise ValueError(
            f"{file} is {place.kind(content)[0]} and holds no Kaggle API token: expected "
            f"{_EXPECTED}.\n{_NEW_TOKEN}"
        )
    return {_TOKEN: token}


def _word(name: str, value: Any) -> str:
    """Return a name, key or token without blanks around it; refuse what cannot be one.

    The message shows no more of it than one wrong character, since it may be secret.
    """
    word = value.strip() if isinstance(value, str) else ""
    wrong = _WRONG.search(word)
    if word and not wrong:
        return word
    if wrong:
        found = f"has {wrong[0]!r} in it"
    else:
        found = "is empty" if isinstance(value, str) else "is no text in quotes"
    raise ValueError(f"{name} {found}: expected {_EXPECTED}.\n{_NEW_TOKEN}")


def _is_file(file: Path) -> bool:
    """Tell whether a file is there; of a folder that may not be looked into, none is."""
    try:
        return file.is_file()
    except OSError:  # also where a token is too long for the name of a file
        return False


def _target() -> Path:
    """Return where the downloaded folder is kept."""
    return paths.cache_dir() / "kaggle-download"


def _download(folder: Path, user: dict[str, str]) -> None:
    """Download into a folder, and keep of what Kaggle packs together the PolyMNIST part alone.

    The Kaggle client behind opendatasets takes more from the environment, and ends the process on
    some errors. So it runs in a process of its own, with nothing to read an answer from.
    """
    own = {_TOKEN, *_KEY.values()}
    others = {name: value for name, value in os.environ.items() if name not in own}
    # Its progress is for a terminal only: in a notebook it would end up on the page.
    captured = None if sys.stderr.isatty() else subprocess.PIPE
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        done = subprocess.run(
            [sys.executable, "-c", _CLIENT],
            cwd=scratch,
            # A folder of its own, so that the client makes none in the home.
            env={**others, **user, "KAGGLE_CONFIG_DIR": str(Path(scratch).absolute())},
            stdin=subprocess.DEVNULL,
            stdout=captured,
            stderr=subprocess.STDOUT if captured else None,
            text=True,
            check=False,
        )
        if done.returncode == _UNREACHED:
            raise ConnectionError(f"Kaggle could not be reached over the network.\n{_INSTEAD}")
        if done.returncode:
            told = (done.stdout or "").strip()
            # The client's advice on how to log in, which is long and ends with a path.
            refused = "Kaggle accepts none of the credentials that were found"
            reason = refused if _NOT_LOGGED_IN in told else told.rpartition("\n")[2] or "see above"
            raise ConnectionError(f"The download from Kaggle failed ({reason}).\n{_INSTEAD}")
        came = Path(scratch, "data", URL.rpartition("/")[2])
        layout.scan(came).root.rename(folder / "MMNIST")
