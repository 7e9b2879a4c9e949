"""The front door: the names at the top of the package, and the README's first example."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import polymnist_lib

ROOT = Path(__file__).resolve().parent.parent


def python(code: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code in a folder, by a Python of its own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_the_readme_s_first_example_runs_as_written(tmp_path):
    """In an empty folder, away from any checkout: an accuracy, two pictures, and nothing else."""
    language, code = re.search(
        r"^```(\w+)\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    ).groups()
    assert language == "python"
    shutil.copytree(
        ROOT / "polymnist_lib",
        tmp_path / "packages" / "polymnist_lib",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    empty, cache = tmp_path / "empty", tmp_path / "cache"
    empty.mkdir()
    folders = {"PYTHONPATH": str(tmp_path / "packages"), "POLYMNIST_CACHE": str(cache)}
    done = python(code, empty, **folders, POLYMNIST_RUNS="")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+\.\d% \(\d+\.\d\sto\s\d+\.\d%\)\n", done.stdout), done.stdout
    assert "epoch/s" not in done.stderr, "nobody looks at a pipe"
    assert sorted(each.name for each in empty.iterdir()) == ["confusion.png", "history.png"]
    for each in empty.iterdir():
        with Image.open(each) as picture:
            assert (picture.format, min(picture.size) > 200) == ("PNG", True)
    assert len(list(cache.glob("runs/cnn1-*"))) == 1


@pytest.mark.parametrize("name", polymnist_lib.__all__)
def test_a_name_loads_no_keras(name, tmp_path):
    """It is brought by its own module, and Keras comes only when something is trained."""
    code = (
        f"from polymnist_lib import {name}\nimport sys\n"
        "sys.exit(' '.join({'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules)) or None)"
    )
    done = python(code, tmp_path, PYTHONPATH=str(ROOT))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_package_lists_what_it_brings():
    """The names are listed, at hand at once, and the same for type checkers and at run time."""
    assert set(polymnist_lib.__all__) <= set(dir(polymnist_lib))
    assert set(polymnist_lib._PLACES) == set(polymnist_lib.__all__)
    tree = ast.parse(Path(polymnist_lib.__file__).read_text("utf-8"))
    (block,) = (each for each in tree.body if isinstance(each, ast.If))
    typed = {each.names[0].name: each.module for each in block.body}
    assert typed == polymnist_lib._PLACES
    for name in polymnist_lib.__all__:
        assert getattr(polymnist_lib, name).__name__ == name
    with pytest.raises(AttributeError, match="'polymnist_lib' has no attribute 'trian'"):
        polymnist_lib.trian  # noqa: B018 - asking is enough
    with pytest.raises(ImportError, match="trian"):
        from polymnist_lib import trian  # noqa: F401
