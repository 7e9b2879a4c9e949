"""Tiny folders of files, and an environment of the test's own."""

from pathlib import Path

import cv2
import numpy as np
import pytest

import polymnist_lib


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """Keep the user's cache, data, credentials and folders and the tests apart."""
    for name in ("DATA", "SOURCE"):
        monkeypatch.delenv(f"POLYMNIST_{name}", raising=False)
    for name in ("USERNAME", "KEY", "API_TOKEN", "CONFIG_DIR"):
        monkeypatch.delenv(f"KAGGLE_{name}", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("POLYMNIST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    # Processes that a test starts run elsewhere; they must find this library, installed or not.
    monkeypatch.setenv("PYTHONPATH", str(Path(polymnist_lib.__file__).parents[1]))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)


@pytest.fixture
def kaggle_folder(tmp_path):
    """Write two images of labels 3 and 7 per part and modality, without the library's help."""
    random = np.random.default_rng(0)
    top = tmp_path / "kaggle" / "PolyMNIST" / "MMNIST"
    for part in ("train", "test"):
        for modality in range(5):
            folder = top / part / f"m{modality}"
            folder.mkdir(parents=True)
            for label in (3, 7):
                image = random.integers(0, 256, (28, 28, 3), np.uint8)
                done, content = cv2.imencode(".png", image)
                assert done
                (folder / f"0.{label}.png").write_bytes(content.tobytes())
    return tmp_path / "kaggle"


@pytest.fixture
def user(monkeypatch):
    """Put credentials into the environment."""
    monkeypatch.setenv("KAGGLE_USERNAME", "ada")
    monkeypatch.setenv("KAGGLE_KEY", "right")
