"""Downloading the published PolyMNIST from Kaggle with opendatasets, without any prompt."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from polymnist_lib import paths
from polymnist_lib.sources import cache, layout

URL = "https://www.kaggle.com/datasets/agungpambudi/mnist-multiple-dataset-comprehensive-analysis"

_INSTEAD = (
    f"Download {URL} in a browser, unpack it and name its folder (--data DIR or POLYMNIST_DATA), "
    "or use the embedded data, which need nothing (--source embedded)."
)


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
    """Find the user's Kaggle credentials.

    They are looked for in ``KAGGLE_USERNAME`` and ``KAGGLE_KEY``, in ``kaggle.json`` of the current
    folder, of the folder that ``KAGGLE_CONFIG_DIR`` names, of ``~/.kaggle`` and of
    ``~/.config/kaggle``.

    Returns
    -------
    dict of str to str
        ``username`` and ``key``.

    Raises
    ------
    FileNotFoundError
        If there are none.
    ValueError
        If a ``kaggle.json`` holds something else.
    """
    user = {"username": os.environ.get("KAGGLE_USERNAME"), "key": os.environ.get("KAGGLE_KEY")}
    if user["username"] and user["key"]:
        return {name: str(value) for name, value in user.items()}
    folders = [Path(), Path.home() / ".kaggle", Path.home() / ".config" / "kaggle"]
    if configured := os.environ.get("KAGGLE_CONFIG_DIR"):
        folders.insert(1, Path(configured))
    for file in (folder / "kaggle.json" for folder in folders):
        if not file.is_file():
            continue
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            return {name: str(found[name]) for name in user}
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f'{file} holds no Kaggle credentials: expected {{"username": …, "key": …}}. '
                "Download it again from the settings of your Kaggle account."
            ) from error
    raise FileNotFoundError(
        "The kaggle source needs a folder or Kaggle credentials, and has neither: no "
        "KAGGLE_USERNAME and KAGGLE_KEY in the environment, no kaggle.json in "
        f"{', '.join(str(folder.absolute()) for folder in folders)}.\n{_INSTEAD}"
    )


def _target() -> Path:
    """Return where the downloaded folder is kept."""
    return paths.cache_dir() / "kaggle-download"


def _download(folder: Path, user: dict[str, str]) -> None:
    """Download into a folder, and keep of what Kaggle packs together the PolyMNIST part alone.

    opendatasets reads ``kaggle.json`` of the current folder only, and prompts when there is none;
    the Kaggle client behind it ends the process on some errors. So it runs in a process of its
    own, in a folder with that file and with nothing to read an answer from.
    """
    call = f"import opendatasets; opendatasets.download({URL!r}, data_dir='data')"
    # Its progress is for a terminal only: in a notebook it would end up on the page.
    captured = None if sys.stderr.isatty() else subprocess.PIPE
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        file = Path(scratch, "kaggle.json")
        file.touch(mode=0o600)
        file.write_text(json.dumps(user), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", call],
            cwd=scratch,
            env={**os.environ, "KAGGLE_CONFIG_DIR": scratch},
            stdin=subprocess.DEVNULL,
            stdout=captured,
            stderr=subprocess.STDOUT if captured else None,
            text=True,
            check=False,
        )
        if done.returncode:
            reason = (done.stdout or "").strip().rpartition("\n")[2] or "see above"
            raise ConnectionError(f"The download from Kaggle failed ({reason}).\n{_INSTEAD}")
        came = Path(scratch, "data", URL.rpartition("/")[2])
        layout.scan(came).root.rename(folder / "MMNIST")
