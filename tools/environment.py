"""Make the project's environment ``.venv``, or find it made already.

Run by ``tools/environment.sh`` with the Python that the environment is to have. What was installed,
where and from which files is written down last, so a failed or killed installation is never
taken for a finished one, and an unchanged one is not repeated. A ``.venv`` that was not made here
is somebody's own, and is never touched.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BASE = VENV / ".base"  # which Python made it, and where; only environments made here have it
GOING = ROOT / ".venv.removed"  # what one is called while its files go
WANTED = {
    "book": ["-r", "requirements.txt"],
    "test": ["-r", "requirements.txt", "-e", ".[dev]"],
}
FILES = ("requirements.txt", "constraints.txt", "pyproject.toml")


def main(purpose: str) -> int:
    """Prepare the environment for a purpose, and return the exit status."""
    with only_one():
        if read(BASE) != base():
            remove()
            print(f"Making .venv with Python {sys.version.split()[0]}.", flush=True)
            VENV.mkdir()
            write(BASE, "being made\n")
            status = subprocess.call([base_executable(), "-m", "venv", str(VENV)])
            if status:
                return failed("Making .venv failed", status)
            write(BASE, base())
        if any(read(stamp(each)) == fingerprint() for each in {purpose, "test"}):
            return 0
        for each in WANTED:
            stamp(each).unlink(missing_ok=True)
        print("Installing the pinned packages into .venv: minutes, the first time.", flush=True)
        quiet = [] if sys.stdout.isatty() else ["--quiet", "--progress-bar", "off"]
        command = [VENV / "bin" / "python", "-m", "pip", "install", *quiet, *WANTED[purpose]]
        status = subprocess.call([str(word) for word in command], cwd=ROOT)
        if status:
            return failed("Installing failed", status)
        write(stamp(purpose), fingerprint())
    return 0


def remove() -> None:
    """Remove an environment that was made here, if there is one.

    It leaves its name before the first of its files goes, so that a kill leaves no half of it.

    Raises
    ------
    SystemExit
        If there is something else of that name.
    """
    if GOING.exists():
        shutil.rmtree(GOING)
    if not VENV.exists() and not VENV.is_symlink():
        return
    if VENV.is_symlink() or not BASE.is_file():
        raise SystemExit(
            f"{VENV} was not made by this Makefile, which needs the name for its own environment. "
            "Nothing was changed. Move it away or delete it, and try again."
        )
    print("Removing .venv, which is half made, or of another Python or folder.", flush=True)
    VENV.rename(GOING)
    shutil.rmtree(GOING)


@contextmanager
def only_one() -> Iterator[None]:
    """Wait until no other process prepares this environment."""
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another make prepares .venv: waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def base_executable() -> str:
    """Return the Python to make the environment with, the real one when an environment's runs."""
    return getattr(sys, "_base_executable", None) or sys.executable


def base() -> str:
    """Describe what an environment cannot outlive: its folder, and the Python behind it."""
    return f"{VENV}\n{sys.base_prefix}\n{sys.version}\n"


def fingerprint() -> str:
    """Hash the files that say what is installed."""
    digest = hashlib.sha256()
    for name in FILES:
        content = (ROOT / name).read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def stamp(purpose: str) -> Path:
    """Return the file that exists once everything for a purpose is installed."""
    return VENV / f".installed-{purpose}"


def read(file: Path) -> str | None:
    """Read a file, or None where there is none."""
    return file.read_text(encoding="utf-8") if file.exists() else None


def write(file: Path, text: str) -> None:
    """Write a file that is there whole or not at all."""
    scratch = file.with_name(file.name + ".new")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(file)


def failed(what: str, status: int) -> int:
    """Say that a step failed, and what follows."""
    print(
        f"{what} with exit status {status}; the lines above say why. Nothing of it is taken for "
        "done: the same command tries again. A package index has to be reachable.",
        file=sys.stderr,
    )
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
