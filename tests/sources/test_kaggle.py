"""The published folder: decoded once, bad files in one report."""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from polymnist_lib.digits import split
from polymnist_lib.sources import cache, kaggle, png


def file(folder, name):
    """Return a file of the tiny folder."""
    return folder / "PolyMNIST" / "MMNIST" / name


@pytest.fixture
def bad_folder(kaggle_folder):
    """Add one file of each kind of badness, in both parts."""
    good = file(kaggle_folder, "train/m0/0.3.png").read_bytes()
    other = cv2.imencode(".png", np.zeros((32, 32, 3), np.uint8))[1].tobytes()
    for name, content in {
        "train/m0/17.png": good,
        "train/m1/17.12.png": good,
        "train/m2/17.3.png": good[: len(good) // 2],
        "test/m3/17.3.png": b"<html>not an image</html>",
        "test/m4/17.3.png": other,
    }.items():
        file(kaggle_folder, name).write_bytes(content)
    file(kaggle_folder, "test/m4/18.3.png").symlink_to("nowhere.png")
    return kaggle_folder


def is_on_disk(array):
    """Tell whether an array is a view of a memory-mapped file."""
    while array is not None and not isinstance(array, np.memmap):
        array = getattr(array, "base", None)
    return array is not None


REPORT = [
    ("train/m0/17.png", "no label, expected a name {index}.{label}.png"),
    ("train/m1/17.12.png", "no label 0..9, expected a name {index}.{label}.png"),
    ("train/m2/17.3.png", "truncated PNG file"),
    ("test/m3/17.3.png", "not a PNG file but a web page"),
    ("test/m4/17.3.png", "not 28 x 28 pixels"),
    ("test/m4/18.3.png", "cannot be read, No such file or directory"),
]


def test_images_are_the_files(kaggle_folder):
    """Each image has the pixels, the label and the modality of its file, in a fixed order."""
    data = kaggle.load(kaggle_folder)
    for name, part in (("train", data.train), ("test", data.test)):
        expected = [(modality, label) for modality in range(5) for label in (3, 7)]
        found = list(zip(part.modality.tolist(), part.labels.tolist(), strict=True))
        assert found == expected
        for image, (modality, label) in zip(part.images, expected, strict=True):
            path = file(kaggle_folder, f"{name}/m{modality}/0.{label}.png")
            np.testing.assert_array_equal(image[..., ::-1], cv2.imread(str(path)))
    assert data.skipped == ()


def test_sources_are_unknown_and_validation_is_optimistic(kaggle_folder):
    """A fifth of the images validates, and it says that it is optimistic."""
    data = kaggle.load(kaggle_folder)
    assert data.train.source is None
    parts = split(data)
    assert len(parts.validation) == 2
    assert parts.optimistic


def test_decoded_once(kaggle_folder, monkeypatch):
    """The second load decodes nothing and maps the images from disk."""
    first = kaggle.load(kaggle_folder)
    monkeypatch.setattr(png, "read", lambda _: pytest.fail("decoded again"))
    second = kaggle.load(kaggle_folder)
    assert second.fingerprint == first.fingerprint
    assert is_on_disk(second.train.images)


def test_a_changed_file_is_decoded_again(kaggle_folder):
    """The cache never serves what the folder no longer holds."""
    before = kaggle.load(kaggle_folder)
    changed = np.full((28, 28, 3), 200, np.uint8)
    file(kaggle_folder, "train/m0/0.3.png").write_bytes(png.encode(changed))
    after = kaggle.load(kaggle_folder)
    np.testing.assert_array_equal(after.train.images[0], changed)
    assert before.fingerprint != after.fingerprint


def test_several_blocks(kaggle_folder, monkeypatch):
    """Blocks smaller than the folder change nothing."""
    whole = kaggle.load(kaggle_folder).fingerprint
    monkeypatch.setattr(kaggle, "_BLOCK", 1)
    monkeypatch.setenv("POLYMNIST_CACHE", str(kaggle_folder / "cache"))
    assert kaggle.load(kaggle_folder).fingerprint == whole


def test_several_processes(bad_folder, tmp_path, monkeypatch):
    """Other processes find the same images and the same bad files, from wherever they stand."""
    whole = kaggle.load(bad_folder, skip_bad=True)
    monkeypatch.setattr(kaggle, "_FEW", 0)
    monkeypatch.setattr(kaggle, "_BLOCK", 3)
    for name in ("one", "another"):  # the second time the processes stand in another folder
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        monkeypatch.setenv("POLYMNIST_CACHE", "cache")
        again = kaggle.load(Path(os.path.relpath(bad_folder)), skip_bad=True)
        assert again.skipped == whole.skipped
        assert again.fingerprint == whole.fingerprint
    (tmp_path / "third").mkdir()
    monkeypatch.chdir(tmp_path / "third")
    with pytest.raises(ValueError, match="6 of 26 files in .* are bad"):
        kaggle.load(bad_folder)


def test_bad_files_are_one_report(bad_folder):
    """All bad files of both parts are told with their reasons, and how to go on."""
    with pytest.raises(ValueError, match="6 of 26 files in .* are bad") as caught:
        kaggle.load(bad_folder)
    message = str(caught.value)
    for file, reason in REPORT:
        assert f"\n  {reason.partition(' (')[0]}: 1 file, {file}" in message
    assert "--skip-bad" in message
    assert len(message.splitlines()) == 2 + len(REPORT)


def test_skip_bad_goes_on_and_says_how_many(bad_folder, caplog):
    """Without the bad files the data are those of the good ones, and the bad are listed."""
    with caplog.at_level(logging.WARNING, "polymnist_lib"):
        data = kaggle.load(bad_folder, skip_bad=True)
    for line, (path, reason) in zip(data.skipped, REPORT, strict=True):
        assert line.startswith(f"{path}: {reason}")
    assert "6 of 26 files" in caplog.text
    assert (len(data.train), len(data.test)) == (10, 10)
    path = file(bad_folder, "train/m4/0.7.png")
    np.testing.assert_array_equal(data.train.images[-1][..., ::-1], cv2.imread(str(path)))


@pytest.mark.parametrize("fault", ["empty", "pipe", "link", "name", "all"])
def test_what_is_left_out_is_said_once_a_load(fault, kaggle_folder, caplog):
    """By the load that decodes, and by one that finds them decoded."""
    if fault in {"empty", "all"}:
        file(kaggle_folder, "train/m0/1.3.png").touch()
    if fault in {"pipe", "all"}:
        os.mkfifo(file(kaggle_folder, "test/m0/1.3.png"))
    if fault in {"link", "all"}:
        file(kaggle_folder, "test/m1/1.3.png").symlink_to("nowhere.png")
    if fault in {"name", "all"}:
        file(kaggle_folder, "test/m2/3.png").touch()
    count = 4 if fault == "all" else 1
    for _ in range(2):
        caplog.clear()
        kaggle.load(kaggle_folder, skip_bad=True)
        (said,) = caplog.messages
        assert said.startswith(f"{count} of {20 + count} files")


def test_skipping_once_is_not_skipping_for_ever(bad_folder):
    """A cache made without the bad files does not hide them from who did not ask for that."""
    kaggle.load(bad_folder, skip_bad=True)
    with pytest.raises(ValueError, match="6 of 26 files"):
        kaggle.load(bad_folder)


def test_nothing_readable_is_left(kaggle_folder):
    """Skipping a whole modality is not going on."""
    for name in ("0.3.png", "0.7.png"):
        file(kaggle_folder, f"test/m2/{name}").write_bytes(b"")
    with pytest.raises(ValueError, match="No readable image is left of modality 2 in test"):
        kaggle.load(kaggle_folder, skip_bad=True)


@pytest.mark.parametrize("skip_bad", [False, True])
def test_what_is_no_regular_file_is_one_kind_of_fault(skip_bad, kaggle_folder):
    """Pipes and folders among the pictures are told together, and left out if that is wanted."""
    os.mkfifo(file(kaggle_folder, "train/m0/98.3.png"))
    os.mkfifo(file(kaggle_folder, "test/m4/98.7.png"))
    file(kaggle_folder, "train/m1/98.3.png").mkdir()
    if skip_bad:
        data = kaggle.load(kaggle_folder, skip_bad=True)
        assert (len(data.train), len(data.test), len(data.skipped)) == (10, 10, 3)
        return
    with pytest.raises(ValueError, match="not a regular file: 3 files, train/m0/98.3.png, train"):
        kaggle.load(kaggle_folder)


@pytest.mark.parametrize("names", [["Thumbs.db"], [".DS_Store", "._0.3.png"], ["a", "b", "c", "d"]])
def test_strewn_files_are_said_once(names, kaggle_folder, caplog):
    """However many there are; the images are those of the folder without them."""
    expected = kaggle.load(kaggle_folder).fingerprint
    for name in names:
        file(kaggle_folder, f"train/m0/{name}").touch()
    assert kaggle.load(kaggle_folder).fingerprint == expected
    assert caplog.text == ""  # nothing was decoded again
    file(kaggle_folder, "train/m0/1.3.png").write_bytes(
        file(kaggle_folder, "train/m0/0.3.png").read_bytes()
    )
    data = kaggle.load(kaggle_folder)
    assert data.skipped == ()
    (said,) = caplog.messages
    noun = "1 file" if len(names) == 1 else f"{len(names)} files"
    assert f"since they are no pictures: {noun}, train/m0/{names[0]}" in said


@pytest.mark.parametrize("fault", ["names", "cut", "other"])
def test_the_same_fault_many_times_is_one_line(fault, kaggle_folder):
    """Three files are named, and the others counted."""
    good = file(kaggle_folder, "train/m0/0.3.png").read_bytes()
    for number in range(40):
        name = f"3.{100 + number}.png" if fault == "names" else f"{100 + number}.3.png"
        content = {"names": good, "cut": good[: 60 + number], "other": b"<html>" * number}[fault]
        file(kaggle_folder, f"train/m2/{name}").write_bytes(content)
    with pytest.raises(ValueError, match="40 of 60 files") as caught:
        kaggle.load(kaggle_folder)
    lines = str(caught.value).splitlines()[1:-1]
    assert len(lines) == (2 if fault == "other" else 1)  # the first of these is empty
    count = 39 if fault == "other" else 40
    assert f": {count} files, train/m2/" in lines[0]
    assert lines[0].count("train/m2/") == 3


USE = """
import sys
from pathlib import Path
from polymnist_lib.sources import kaggle
kaggle.load(Path(sys.argv[1]))
print("loaded", flush=True)
sys.stdin.read()
"""


def entries(tmp_path):
    """Name the entries of the cache, and what kills left in it."""
    return sorted(each.name for each in (tmp_path / "cache").iterdir() if each.suffix != ".lock")


def test_an_earlier_state_is_swept_when_nobody_uses_it(kaggle_folder, tmp_path, running):
    """While another process has it, it stays; then the next load removes it."""
    command = [sys.executable, "-c", USE, str(kaggle_folder)]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"loaded\n"
        (earlier,) = entries(tmp_path)
        file(kaggle_folder, "train/m0/1.3.png").write_bytes(
            file(kaggle_folder, "train/m0/0.3.png").read_bytes()
        )
        kaggle.load(kaggle_folder)
        assert earlier in entries(tmp_path)
        assert len(entries(tmp_path)) == 2
        process.kill()
        process.wait()
    assert len(kaggle.load(kaggle_folder).train) == 11
    assert len(entries(tmp_path)) == 1
    assert earlier not in entries(tmp_path)


def in_another_process(folder):
    """Load a folder, and let go of it."""
    command = [sys.executable, "-c", USE, str(folder)]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)


@pytest.mark.parametrize("before", ["moved", "of an earlier version"])
def test_a_folder_is_known_by_where_it_is_now(before, kaggle_folder, tmp_path):
    """An entry that was made before the folder moved, or before entries told, is swept as well."""
    in_another_process(kaggle_folder)
    (earlier,) = entries(tmp_path)
    if before == "moved":
        kaggle_folder = kaggle_folder.rename(tmp_path / "moved")
    else:
        (tmp_path / "cache" / earlier / "of.txt").unlink()
    in_another_process(kaggle_folder)
    assert entries(tmp_path) == [earlier]
    file(kaggle_folder, "test/m0/0.3.png").unlink()
    kaggle.load(kaggle_folder)
    assert len(entries(tmp_path)) == 1
    assert entries(tmp_path) != [earlier]


def test_what_is_of_another_folder_stays(kaggle_folder, tmp_path):
    """Two folders have their entries beside one another."""
    shutil.copytree(kaggle_folder, tmp_path / "other")
    file(tmp_path / "other", "test/m0/0.3.png").unlink()
    for place in (kaggle_folder, tmp_path / "other", kaggle_folder):
        kaggle.load(place)
    assert len(entries(tmp_path)) == 2


def test_what_a_killed_decoding_left_is_swept(kaggle_folder, tmp_path):
    """Also of a state that the folder has no more; one that is being decoded stays."""
    for name in (".kaggle-gone.x1", ".kaggle-busy.x2", ".kaggle-gone.removed"):
        (tmp_path / "cache" / name).mkdir(parents=True)
    with cache.FileLock(tmp_path / "cache" / "kaggle-busy.lock"):
        kaggle.load(kaggle_folder)
    left = [name for name in entries(tmp_path) if name.startswith(".")]
    assert left == [".kaggle-busy.x2"]
