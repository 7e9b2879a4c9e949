"""What a result was made on: packages, machine, revision. For its code, see `syntax`."""

import os
import platform
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

# The packages that can change a number or a page, as their distributions are called.
PACKAGES = (
    "keras",
    "numpy",
    "opencv-python-headless",
    "pandas",
    "scikit-learn",
    "scikit-image",
    "scipy",
    "mlxtend",
    "matplotlib",
    "seaborn",
    "papermill",
    "jupyter-book",
    "myst-nb",
    "jupytext",
)


def backend() -> str:
    """Return what Keras computes with, here and now: ``tensorflow``, ``jax`` or ``torch``.

    That is what ``KERAS_BACKEND`` says, else TensorFlow, and nobody need load Keras to know it;
    where it was loaded before this library, it is what it was loaded with.
    """
    loaded = getattr(sys.modules.get("keras"), "config", None)
    return str(loaded.backend()) if loaded else os.environ.get("KERAS_BACKEND") or "tensorflow"


def keras_home() -> Path:
    """Return the folder in which Keras looks for its settings.

    That is ``KERAS_HOME``; else ``.keras`` in the home, or in ``/tmp`` where there is no home that
    can be written to, as of a container's user.
    """
    # As Keras; `Path.expanduser` raises without a home.
    home = os.path.expanduser("~")  # noqa: PTH111
    place = home if os.access(home, os.W_OK) else "/tmp"
    named = os.environ.get("KERAS_HOME") or os.path.join(place, ".keras")  # noqa: PTH118
    return Path(os.path.expanduser(named))  # noqa: PTH111


def versions() -> dict[str, str]:
    """Return the installed version of each package that can change a result, Python first.

    Of Keras' backends, it is the one in use.

    Returns
    -------
    dict of str to str
        Distribution name to version. A package that is not installed is left out.
    """
    found = {"python": platform.python_version()}
    for name in (backend(), *PACKAGES):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str]:
    """Describe the kind of machine, without its name or anybody's folders.

    Returns
    -------
    dict of str to str
        ``system``, ``processor``, ``cores`` and, where the system tells, ``memory`` in GiB.
    """
    facts = {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
    }
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        total_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        facts["memory"] = f"{total_bytes / 2**30:.0f} GiB"
    return facts


def revision(folder: Path) -> str | None:
    """Return the git revision of a folder, marked ``+`` when files differ from it.

    Parameters
    ----------
    folder : Path
        A folder of the checkout.

    Returns
    -------
    str or None
        Twelve hexadecimal digits, or None outside a checkout or where git is missing.
    """
    try:
        head = _git(folder, "rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git(folder, "status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(folder: Path, *words: str) -> str:
    """Run git in a folder and return what it prints."""
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@cache
def _processor() -> str:
    """Return the processor's name as the system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
