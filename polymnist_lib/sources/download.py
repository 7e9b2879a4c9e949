"""Downloading the published PolyMNIST from Kaggle with opendatasets, without any prompt."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from polymnist_lib import paths
from polymnist_lib.sources import cache, credentials, layout

URL = "https://www.kaggle.com/datasets/agungpambudi/mnist-multiple-dataset-comprehensive-analysis"

_INSTEAD = (
    f"Download {URL} in a browser, unpack it and name its folder (--data DIR or POLYMNIST_DATA), "
    "or use the embedded data, which need nothing (--source embedded)."
)

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
        user = credentials.find(_INSTEAD)
        with cache.locked(_target()):
            # Whoever held the lock before may have downloaded it.
            if not is_downloaded():
                with layout.whole_folder(_target()) as scratch:
                    _download(scratch, user)
    return _target()


def _target() -> Path:
    """Return where the downloaded folder is kept."""
    return paths.cache_dir() / "kaggle-download"


def _download(folder: Path, user: dict[str, str]) -> None:
    """Download into a folder, and keep of what Kaggle packs together the PolyMNIST part alone.

    The Kaggle client behind opendatasets takes more from the environment, and ends the process on
    some errors. So it runs in a process of its own, with nothing to read an answer from.
    """
    others = {
        name: value for name, value in os.environ.items() if name not in credentials.VARIABLES
    }
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
        layout.scan(layout.find_root(came)).root.rename(folder / "MMNIST")
