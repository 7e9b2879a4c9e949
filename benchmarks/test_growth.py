"""Growth: seconds and memory from 10 000 to 350 000 images, each stage in a process of its own.

The median of three rounds is noted.
"""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from child import measure

from polymnist_lib.sources import layout

SIZES = (10_000, 35_000, 110_000, 350_000)
ROUNDS = range(3)


@pytest.fixture(scope="module")
def folders(tmp_path_factory, data_set):
    """Folders in Kaggle's layout, the smaller ones linking to files of the largest."""
    place = tmp_path_factory.mktemp("growth")
    layout.write(data_set(SIZES[-1]), place / "whole")
    files = sorted((place / "whole").rglob("*.png"))
    files = [files[each] for each in np.random.default_rng(0).permutation(len(files))]
    for file in files:
        file.read_bytes()
    made = {}
    for size in SIZES:
        made[size] = place / str(size)
        for file in files[:size]:
            link = made[size] / file.relative_to(place / "whole")
            link.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, link)
    yield made
    shutil.rmtree(place)


@pytest.mark.parametrize("size", SIZES)
def test_loading_grows(grown, folders, tmp_path, monkeypatch, size):
    """Decoding once, and finding it decoded."""
    taken = {"decode": [], "load from the cache": []}
    for each in ROUNDS:
        monkeypatch.setenv("POLYMNIST_CACHE", str(Path(tmp_path, f"cache{each}")))
        for found in taken.values():
            found.append(measure("decode", folder=str(folders[size])))
        shutil.rmtree(Path(tmp_path, f"cache{each}"))
    for stage, found in taken.items():
        grown(stage, size, *np.median(found, axis=0))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("stage", "settings"),
    [
        ("preprocess", {}),
        ("train", {"model": "mlp1"}),
        ("train", {"model": "cnn1"}),
        ("evaluate", {"model": "cnn1"}),
    ],
)
def test_work_grows(grown, stage, settings, size):
    """Preprocessing, an epoch of training, evaluation."""
    title = " ".join([stage, *settings.values()])
    found = [measure(stage, count=size, **settings) for _ in ROUNDS]
    grown(title, size, *np.median(found, axis=0))
