"""The cache: built once, whole or not at all, whatever happens to the process or the disk."""

import errno
import logging
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from filelock import FileLock

from polymnist_lib.sources import cache


def entries(tmp_path):
    """Name what is in the cache, the locks left out."""
    return sorted(each.name for each in (tmp_path / "cache").iterdir() if each.suffix != ".lock")


def build(scratch):
    """Write a small entry."""
    (scratch / "value.txt").write_text("whole")


def no_build(_):
    """Fail if the entry is built."""
    pytest.fail("built again")


def test_built_once():
    """The second call finds the entry."""
    folder = cache.cached("key", build)
    assert cache.cached("key", no_build) == folder
    assert (folder / "value.txt").read_text() == "whole"


def test_failed_build_leaves_nothing(tmp_path):
    """An error while building is passed on, and the next call builds."""

    def fail(scratch):
        build(scratch)
        raise ValueError("bad files")

    with pytest.raises(ValueError, match="bad files"):
        cache.cached("key", fail)
    assert entries(tmp_path) == []
    cache.cached("key", build)


@pytest.mark.parametrize("damage", ["shorter", "missing", "sizes"])
def test_damaged_entry_is_built_again(damage, caplog):
    """A file that was cut or removed is noticed and said, and the entry is made anew."""
    folder = cache.cached("key", build)
    if damage == "shorter":
        (folder / "value.txt").write_text("who")
    elif damage == "missing":
        (folder / "value.txt").unlink()
    else:
        (folder / "sizes.json").write_text('{"val')
    with caplog.at_level(logging.WARNING, "polymnist_lib"):
        cache.cached("key", build)
    assert (folder / "value.txt").read_text() == "whole"
    assert "damaged" in caplog.text


def test_killed_process_leaves_nothing_to_read(tmp_path, running):
    """After a SIGKILL half-way nothing is read; the next call builds the entry and cleans up."""
    script = """
import sys, time
from polymnist_lib.sources import cache
def build(scratch):
    (scratch / "value.txt").write_text("ha")
    print("half-way", flush=True)
    time.sleep(600)
cache.cached("key", build)
"""
    with running([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"half-way\n"
        process.send_signal(signal.SIGKILL)
    assert len(entries(tmp_path)) == 1
    assert "key" not in entries(tmp_path)
    start = time.monotonic()
    folder = cache.cached("key", build)
    assert time.monotonic() - start < 120
    assert (folder / "value.txt").read_text() == "whole"
    assert entries(tmp_path) == ["key"]


def test_full_disk_is_told_and_leaves_nothing(tmp_path, kaggle_folder):
    """A disk that takes no more gives a clear error, no half file, and the next call works."""
    script = f"""
import resource
from pathlib import Path
from polymnist_lib.sources import kaggle
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    kaggle.load(Path({str(kaggle_folder)!r}))
except OSError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert f"Could not keep data in {tmp_path / 'cache'} (File too large)" in done.stdout
    assert "POLYMNIST_CACHE" in done.stdout
    assert entries(tmp_path) == []
    cache.cached("key", build)


def test_a_file_of_the_data_that_is_not_read_is_not_taken_for_the_cache(tmp_path):
    """What is wrong is told of the file that it is wrong with."""
    theirs = tmp_path / "data" / "m0.pt"

    def refused(_):
        raise PermissionError(errno.EACCES, "Permission denied", str(theirs))

    with pytest.raises(PermissionError, match=f"^.Errno 13. Permission denied: '{theirs}'$"):
        cache.cached("key", refused)


def test_two_at_once_build_once(tmp_path):
    """Who comes second waits and finds the entry."""
    builds = []

    def slow(scratch):
        builds.append(scratch)
        time.sleep(0.3)
        build(scratch)

    threads = [threading.Thread(target=cache.cached, args=("key", slow)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(builds) == 1
    assert entries(tmp_path) == ["key"]


def test_images_are_put_into_their_places(tmp_path):
    """Blocks written in any order are one array of numpy's own format; the rest is black."""
    file = tmp_path / "images.npy"
    images = np.random.default_rng(0).integers(0, 256, (9, 28, 28, 3), np.uint8)
    cache.reserve_images(file, 11)
    cache.put_images(file, 4, images[4:])
    cache.put_images(file, 0, images[:4])
    found = np.load(file)
    assert (found.shape, found.dtype) == ((11, 28, 28, 3), np.uint8)
    np.testing.assert_array_equal(found[:9], images)
    assert not found[9:].any()


def test_images_are_kept_in_their_order(tmp_path, monkeypatch):
    """The chosen images are left, also where they are copied in several blocks."""
    monkeypatch.setattr(cache, "_BLOCK", 2)
    file = tmp_path / "images.npy"
    images = np.random.default_rng(0).integers(0, 256, (7, 28, 28, 3), np.uint8)
    chosen = np.array([True, False, True, True, False, True, True])
    cache.reserve_images(file, 7)
    cache.put_images(file, 0, images)
    cache.keep_images(file, chosen)
    np.testing.assert_array_equal(np.load(file), images[chosen])
    assert [each.name for each in tmp_path.glob("images*")] == ["images.npy"]


def test_no_image_is_a_file_too(tmp_path):
    """An empty part is an array of no images."""
    cache.reserve_images(tmp_path / "images.npy", 0)
    assert np.load(tmp_path / "images.npy").shape == (0, 28, 28, 3)


def test_array_is_saved(tmp_path):
    """What is saved is what numpy reads."""
    cache.save_array(tmp_path / "labels.npy", np.arange(5))
    np.testing.assert_array_equal(np.load(tmp_path / "labels.npy"), np.arange(5))


@pytest.mark.parametrize("place", ["home", "settings", "named", "itself", "missing"])
def test_nowhere_to_keep_data_is_told(place, tmp_path, monkeypatch):
    """Whatever is in the way, the message names the folder and the variable that moves it."""
    (tmp_path / "file").touch()
    for name in ("POLYMNIST_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    variable, value = {
        "home": ("HOME", "/dev/null"),
        "settings": ("XDG_CACHE_HOME", str(tmp_path / "file")),
        "named": ("POLYMNIST_CACHE", str(tmp_path / "file" / "below")),
        "itself": ("POLYMNIST_CACHE", str(tmp_path / "file")),
        "missing": ("HOME", "/proc/self"),
    }[place]
    monkeypatch.setenv(variable, value)
    with pytest.raises(OSError, match=rf"Could not .* {value}.*POLYMNIST_CACHE"):
        cache.cached("key", build)


def test_locks_of_entries_that_are_gone_go_too(tmp_path):
    """But neither one that somebody holds, nor that of an entry which is there, nor other kinds."""
    place = tmp_path / "cache"
    place.mkdir()
    for name in ("kaggle-old", "kaggle-1.0", "kaggle-made-now", "mnist-old"):
        (place / f"{name}.lock").touch()
    with FileLock(place / "kaggle-made-now.lock"):
        cache.cached("kaggle-new", build, of=tmp_path)
    found = {each.name for each in place.glob("*.lock")}
    assert found == {"kaggle-new.lock", "kaggle-made-now.lock", "mnist-old.lock"}


def test_a_lock_that_is_removed_still_keeps_two_apart(tmp_path):
    """Those who waited for the file that is gone, and those who came after, take turns."""
    folder = tmp_path / "cache" / "kaggle-1"
    cache.cached("kaggle-0", build, of=tmp_path)
    inside, most, turns = [], [], threading.Event()

    def enter():
        for _ in range(40):
            with cache.locked(folder):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.001)
                inside.pop()

    def sweep():
        while not turns.is_set():
            cache.cached("kaggle-0", no_build, of=tmp_path)

    threads = [threading.Thread(target=enter) for _ in range(3)]
    sweeper = threading.Thread(target=sweep)
    for each in (*threads, sweeper):
        each.start()
    for each in threads:
        each.join()
    turns.set()
    sweeper.join()
    assert (len(most), max(most)) == (120, 1)
