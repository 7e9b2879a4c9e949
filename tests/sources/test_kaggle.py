"""The published folder: decoded once, bad files in one report."""

import logging
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from polymnist_lib.digits import split
from polymnist_lib.sources import kaggle, png


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
    "train/m0/17.png: no label, expected a name {index}.{label}.png",
    "train/m1/17.12.png: label 12, expected 0..9",
    "train/m2/17.3.png: truncated PNG file",
    "test/m3/17.3.png: not a PNG file",
    "test/m4/17.3.png: 32 x 32 pixels, expected 28 x 28",
    "test/m4/18.3.png: cannot be read, No such file or directory",
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
    for line in REPORT:
        assert f"\n  {line}" in message
    assert "--skip-bad" in message
    assert len(message.splitlines()) == 2 + len(REPORT)


def test_skip_bad_goes_on_and_says_how_many(bad_folder, caplog):
    """Without the bad files the data are those of the good ones, and the bad are listed."""
    with caplog.at_level(logging.WARNING, "polymnist_lib"):
        data = kaggle.load(bad_folder, skip_bad=True)
    for line, expected in zip(data.skipped, REPORT, strict=True):
        assert line.startswith(expected)
    assert "6 of 26 files" in caplog.text
    assert (len(data.train), len(data.test)) == (10, 10)
    path = file(bad_folder, "train/m4/0.7.png")
    np.testing.assert_array_equal(data.train.images[-1][..., ::-1], cv2.imread(str(path)))


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
