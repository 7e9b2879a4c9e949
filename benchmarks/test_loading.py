"""Loading: from 50 000 PNG files to preprocessed arrays, the files being in the system's cache."""

import shutil

import numpy as np
import peers
import pytest
from child import measure

from polymnist_lib import sources
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.sources import layout

COUNT = 50_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory, data_set):
    """A folder in Kaggle's layout of 50 000 files, read once."""
    place = tmp_path_factory.mktemp("kaggle") / "data"
    layout.write(data_set(COUNT), place)
    for file in place.rglob("*.png"):
        file.read_bytes()
    return place


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of decoded data."""
    monkeypatch.setenv("POLYMNIST_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def load(folder):
    """Load and preprocess all images of a folder."""
    data = sources.load("kaggle", folder=folder)
    return [preprocess(part.images) for part in (data.train, data.test)]


def test_decoding(race, folder, cache):
    """The first time: ours decodes, checks and keeps what the original reads one by one."""
    files = sorted(folder.rglob("*.png"))

    def ours():
        shutil.rmtree(cache, ignore_errors=True)
        return load(folder)

    race(
        "50 000 PNG files, decoded and preprocessed",
        ours,
        {peers.ORIGINAL: lambda: peers.read_one_by_one(files)},
        images=COUNT,
        at_least={peers.ORIGINAL: 2},
    )
    expected = np.sort(peers.read_one_by_one(files[:100]).sum(axis=(1, 2, 3)))
    found = np.concatenate([part.sum(axis=(1, 2, 3)) for part in load(folder)])
    assert all(np.abs(found - each).min() < 1e-3 for each in expected)


def test_reading_from_the_cache(race, folder, cache):
    """Every other time: the state of each file is checked, none is decoded."""
    files = sorted(folder.rglob("*.png"))
    load(folder)
    race(
        "50 000 PNG files, from the cache and preprocessed",
        lambda: load(folder),
        {peers.ORIGINAL: lambda: peers.read_one_by_one(files)},
        images=COUNT,
        at_least={peers.ORIGINAL: 100},
    )


def test_memory_of_decoding(note, folder, cache):
    """What the process needs beyond its imports, in units of the decoded images."""
    _, gibibytes = measure("decode", folder=str(folder))
    decoded = COUNT * 28 * 28 * 3 / 2**30
    note("memory to decode 50 000 PNG files", gibibytes / decoded, "x decoded", at_most=1.2)
