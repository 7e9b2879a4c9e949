"""What logs in to Kaggle: found, in a form that its client takes, or asked for in a message."""

import codecs
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from polymnist_lib import paths, signs
from polymnist_lib.sources import place

_NEW_TOKEN = (
    "Make a token at https://www.kaggle.com/settings (Generate New Token), and set "
    "KAGGLE_API_TOKEN to it or save it as ~/.kaggle/access_token."
)

_KEY = {"username": "KAGGLE_USERNAME", "key": "KAGGLE_KEY"}
_TOKEN = "KAGGLE_API_TOKEN"

# The variables of the environment that tell Kaggle's client who is asking.
VARIABLES = (_TOKEN, *_KEY.values())

# By the names of its files, those that browsers, systems and people make of them.
_COPY = r"([\W\d_]|copy|copia|json|txt|part|crdownload|bak)*"
_MEANT = {
    "kaggle.json": rf"(copy of |copia de )?kaggle([\W\d_]|copy|copia)*json{_COPY}",
    "access_token": rf"(copy of |copia de )?access[\W_]*token{_COPY}",
}

# Names, keys and tokens are of these characters alone; what has another was pasted with it.
_WRONG = re.compile(r"[^\w.-]", re.ASCII)
_EXPECTED = "one word of letters and digits, without quotes or its name"


def find(otherwise: str) -> dict[str, str]:
    """Find what Kaggle's client needs, wherever it looks for it.

    It knows an API token, in ``KAGGLE_API_TOKEN`` or ``access_token`` of ``~/.kaggle``; the older
    key, in ``KAGGLE_USERNAME`` and ``KAGGLE_KEY`` or in ``kaggle.json``; and what its own login
    leaves. ``kaggle.json`` is looked for in the current folder, in the one that
    ``KAGGLE_CONFIG_DIR`` names, in ``~/.kaggle`` and in ``~/.config/kaggle``.

    Parameters
    ----------
    otherwise : str
        What to do without any, for the message.

    Returns
    -------
    dict of str to str
        Of `VARIABLES`, what tells the client; none where its login is enough.

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
    for read in (lambda: _key(files, otherwise), lambda: _token(tokens)):
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
        f"{_misnamed([*files, tokens[0]])}{_NEW_TOKEN}\n{otherwise}"
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


def _key(files: list[Path], otherwise: str) -> dict[str, str]:
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
            f"Set it too, or use a token instead.\n{_misnamed(files)}{_NEW_TOKEN}\n{otherwise}"
        )
    if file is None:
        return {}
    try:
        # From bytes: json knows UTF-8, UTF-16 and their marks, which Windows writes, from another.
        held = json.loads(file.read_bytes())
        values = {name: held[name] for name in _KEY}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{file} is {signs.name(place.kind(file))} and holds no Kaggle credentials: "
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
            f"{file} is {signs.name(place.kind(file))} and holds no Kaggle API token: expected "
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


def _misnamed(files: list[Path]) -> str:
    """Say in a line each what lies where files were looked for in vain, by nearly their names."""
    lines = []
    for file in files:
        with suppress(OSError):
            for each in sorted(file.parent.absolute().iterdir()):
                if not re.fullmatch(_MEANT[file.name], each.name, re.IGNORECASE):
                    continue
                if each.is_file():
                    lines.append(f"{each} is not read by this name: call it {file.name}.\n")
                else:
                    lines.append(f"{each} is not a file: {file.name} must be one.\n")
    return "".join(dict.fromkeys(lines))  # two of the places may be one folder
