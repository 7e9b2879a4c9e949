"""The folder in Kaggle's layout: written, listed, and refused when it is something else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from polymnist_lib.digits import DataSet, Digits
from polymnist_lib.sources import compose, kaggle, layout


def scan(folder):
    """List the files of a folder that a user names."""
    return layout.scan(layout.find_root(folder))


@pytest.fixture
def data():
    """Compose a few random digits; some labels occur several times, some never."""
    random = np.random.default_rng(0)
    backgrounds = [random.integers(0, 256, (40, 40, 3), np.uint8) for _ in range(5)]
    strokes = random.integers(0, 256, (9, 28, 28), np.uint8)
    labels = np.array([3, 1, 3, 0, 3, 9, 1, 1, 3])
    return DataSet(
        "tiny",
        compose.compose(strokes[:6], labels[:6], backgrounds, seed=0),
        compose.compose(strokes[6:], labels[6:], backgrounds, seed=1, first_source=6),
        "blocks",
        1,
    )


def test_export_is_read_back_pixel_for_pixel(data, tmp_path):
    """What is written is what Kaggle's loader reads, in order of modality and label."""
    assert layout.write(data, tmp_path / "to") == 45
    back = kaggle.load(tmp_path / "to")
    for part, again in ((data.train, back.train), (data.test, back.test)):
        order = np.lexsort((part.labels, part.modality))
        np.testing.assert_array_equal(again.images, part.images[order])
        np.testing.assert_array_equal(again.labels, part.labels[order])
        np.testing.assert_array_equal(again.modality, part.modality[order])
        assert again.source is None


def test_export_of_kaggle_data_is_the_same_data(kaggle_folder, tmp_path):
    """A folder read, written and read again has the same fingerprint."""
    data = kaggle.load(kaggle_folder)
    layout.write(data, tmp_path / "to")
    assert kaggle.load(tmp_path / "to").fingerprint == data.fingerprint


def test_files_are_named_as_kaggles(data, tmp_path):
    """The index counts per modality and label, and other programs read the right colours."""
    layout.write(data, tmp_path / "to")
    top = tmp_path / "to" / "PolyMNIST" / "MMNIST"
    expected = {"0.3.png", "1.3.png", "2.3.png", "0.1.png", "0.0.png", "0.9.png"}
    for modality in range(5):
        assert {file.name for file in (top / "train" / f"m{modality}").iterdir()} == expected
    bgr = cv2.imread(str(top / "train" / "m2" / "1.3.png"))
    third = data.train.images[(data.train.modality == 2) & (data.train.labels == 3)][1]
    np.testing.assert_array_equal(bgr[..., ::-1], third)


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_export_overwrites_nothing(kind, data, tmp_path):
    """A folder with something in it, or a file, stays as it is."""
    to = tmp_path / "to"
    mine = to / "mine.txt" if kind == "folder" else to
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(FileExistsError, match="not an empty folder"):
        layout.write(data, to)
    assert mine.read_text() == "mine"


def test_export_into_an_empty_folder(data, tmp_path):
    """An empty folder, and a relative one, are fine."""
    (tmp_path / "to").mkdir()
    layout.write(data, tmp_path / "here" / ".." / "to")
    assert len(list((tmp_path / "to").rglob("*.png"))) == 45


def test_an_export_fills_the_folder_that_is_there(data, tmp_path, monkeypatch):
    """The same folder: a shell that is in it sees the files, under any of its names."""
    to = tmp_path / "to"
    to.mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(to)
    for name in (".", "../to", "../link"):
        monkeypatch.chdir(to)
        before = to.stat()
        assert layout.write(data, Path(name)) == 45
        assert [each.name for each in Path().iterdir()] == ["PolyMNIST"]
        assert (to.stat().st_ino, to.stat().st_mode) == (before.st_ino, before.st_mode)
        assert len(kaggle.load(Path()).train) == 30
        shutil.rmtree("PolyMNIST")


def test_failed_export_leaves_nothing(data, tmp_path, monkeypatch):
    """When writing fails half-way, neither the folder nor its scratch is there."""
    encode = layout.png.encode
    left = iter(range(20))

    def failing(image):
        if next(left, None) is None:
            raise OSError(28, "No space left on device")
        return encode(image)

    monkeypatch.setattr(layout.png, "encode", failing)
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))
    for name in ("to", "empty"):
        with pytest.raises(OSError, match=f"Could not write .*{name} .No space left on device"):
            layout.write(data, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


def test_export_to_a_full_disk(tmp_path):
    """The system's own refusal gives the clear message, in a process of its own."""
    script = f"""
import resource
from pathlib import Path
import numpy as np
from polymnist_lib.digits import DataSet, Digits
from polymnist_lib.sources import layout
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
image = np.random.default_rng(0).integers(0, 256, (1, 28, 28, 3), np.uint8)
part = Digits(image, np.zeros(1, int), np.zeros(1, int), None)
try:
    layout.write(DataSet("x", part, part, "images", 1), Path({str(tmp_path / "to")!r}))
except OSError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert f"Could not write {tmp_path / 'to'} (File too large). Nothing of it" in done.stdout
    assert sorted(each.name for each in tmp_path.iterdir()) == ["here"]


@pytest.mark.parametrize("top", ["PolyMNIST/MMNIST", "MMNIST", "."])
def test_root_is_found_from_above(top, kaggle_folder, tmp_path):
    """A user may name the folder, or one of the two above train and test."""
    place = tmp_path / "moved" / top
    shutil.copytree(kaggle_folder / "PolyMNIST" / "MMNIST", place)
    assert layout.find_root(tmp_path / "moved") == place


def test_no_such_folder(tmp_path):
    """The message names the folder."""
    with pytest.raises(FileNotFoundError, match="no folder .*nowhere; expected one that holds"):
        layout.find_root(tmp_path / "nowhere")


def test_another_layout(tmp_path):
    """The message says where the layout was looked for and what is there instead."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cats").mkdir()
    with pytest.raises(FileNotFoundError) as caught:
        layout.find_root(tmp_path / "photos")
    message = str(caught.value)
    assert str(tmp_path / "photos" / "PolyMNIST" / "MMNIST") in message
    assert "found cats" in message


def test_missing_and_empty_modalities_are_one_report(kaggle_folder):
    """A missing modality, an empty one and a missing part are all told, with what is there."""
    root = kaggle_folder / "PolyMNIST" / "MMNIST"
    shutil.rmtree(root / "train" / "m2")
    for file in (root / "train" / "m4").iterdir():
        file.unlink()
    (root / "train" / "m4" / ".DS_Store").touch()
    shutil.rmtree(root / "test")
    with pytest.raises(FileNotFoundError) as caught:
        scan(kaggle_folder)
    assert str(caught.value).splitlines() == [
        f"{root} is not complete; expected train and test, each with m0..m4:",
        f"  train/m2: no such folder; {root}/train holds m0, m1, m3, m4",
        "  train/m4: empty, expected files {index}.{label}.png",
        f"  test: no such folder; {root} holds train",
    ]


def told_lines(folder):
    """Return what is told of an incomplete folder, line by line, after the first."""
    with pytest.raises(FileNotFoundError, match="is not complete") as caught:
        scan(folder)
    return str(caught.value).splitlines()[1:]


def test_a_fault_of_several_folders_is_one_line(kaggle_folder):
    """Capitals in the name of a part or of all modalities, and modalities that are empty."""
    root = kaggle_folder / layout.TOP
    (root / "train").rename(root / "Train")
    (line,) = told_lines(kaggle_folder)
    assert line == f"  train: no such folder; {root} holds Train, test"
    (root / "Train").rename(root / "train")
    for folder in list((root / "train").iterdir()):
        folder.rename(folder.with_name(folder.name.upper()))
    for file in list((root / "test").rglob("*.png")):
        file.unlink()
    several = ", ".join(f"{{0}}/m{number}" for number in range(5))
    assert told_lines(kaggle_folder) == [
        f"  {several.format('train')}: no such folder; {root}/train holds M0, M1, M2, M3, M4",
        f"  {several.format('test')}: empty, expected files {{index}}.{{label}}.png",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04" + bytes(90), "a zip archive, where a folder was expected: unpack it"),
        (b"", "an empty file, where a folder was expected: download it again"),
        (b"notes", "text, where a folder was expected"),
    ],
)
@pytest.mark.parametrize("name", ["test", "train/m3"])
def test_a_file_in_the_place_of_a_folder(name, content, told, kaggle_folder):
    """Nobody is told that it is not there."""
    shutil.rmtree(kaggle_folder / layout.TOP / name)
    (kaggle_folder / layout.TOP / name).write_bytes(content)
    (line,) = told_lines(kaggle_folder)
    assert line.startswith(f"  {name}: {told}")


def test_key_follows_every_file(kaggle_folder):
    """Adding, removing, growing or touching one file changes the key; looking does not."""
    file = kaggle_folder / "PolyMNIST/MMNIST/test/m4/0.7.png"
    keys = [scan(kaggle_folder).key]
    assert scan(kaggle_folder).key == keys[0]
    shutil.copy(file, file.with_name("1.7.png"))
    keys.append(scan(kaggle_folder).key)
    file.unlink()
    keys.append(scan(kaggle_folder).key)
    file.with_name("1.7.png").write_bytes(b"longer or shorter")
    keys.append(scan(kaggle_folder).key)
    os.utime(file.with_name("1.7.png"), ns=(1, 1))
    keys.append(scan(kaggle_folder).key)
    assert len(set(keys)) == 5


@pytest.mark.parametrize(
    "name",
    [
        *("Thumbs.db", "desktop.ini", "._0.3.png", "0.3.png:Zone.Identifier", "README.md"),
        *("__MACOSX/", "x.png~", "0.3.png~", "0.3~", "0.0.xmp", "0.3.png.XMP", "1.3.aae"),
        *("0.3.png.bak", "0.3.png.orig", "0.3.png.json", "#0.3.png#", ".0.3.png.swp"),
    ],
)
def test_what_is_no_picture_is_passed_over(name, kaggle_folder):
    """It is told, is no fault, and changes nothing of the key."""
    before = scan(kaggle_folder)
    strewn = kaggle_folder / layout.TOP / "train" / "m1" / name
    strewn.mkdir() if name.endswith("/") else strewn.write_text("x")
    after = scan(kaggle_folder)
    assert after.passed_over == (f"train/m1/{strewn.name}",)
    assert (after.key, after.files) == (before.key, before.files)
    assert after.parse("train")[1] == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("3.png", "no label, expected a name {index}.{label}.png"),
        ("0.3 (1).png", "no label 0..9, expected a name {index}.{label}.png"),
        ("17.three.PNG", "no label 0..9, expected a name {index}.{label}.png"),
        ("3.17.png", "the name seems to be {label}.{index}.png, expected {index}.{label}.png"),
        ("17.3.jpg", "no PNG file by its name, expected {index}.{label}.png"),
        ("17.3.png.crdownload", "no PNG file by its name, expected {index}.{label}.png"),
        ("17.3", "no PNG file by its name, expected {index}.{label}.png"),
    ],
)
def test_a_picture_by_another_name_is_a_fault(name, reason, kaggle_folder):
    """What was meant as a picture is never passed over, and its fault is the same for all alike."""
    (kaggle_folder / layout.TOP / "test" / "m2" / name).write_text("x")
    listing = scan(kaggle_folder)
    assert listing.passed_over == ()
    assert listing.parse("test")[1] == [f"test/m2/{name}: {reason}"]


@pytest.mark.parametrize("ending", ["PNG", "Png", "pNG"])
def test_capitals_in_the_ending(ending, kaggle_folder):
    """They are read as small letters are."""
    expected = kaggle.load(kaggle_folder).fingerprint
    for file in list((kaggle_folder / layout.TOP).rglob("*.png")):
        file.rename(file.with_suffix(f".{ending}"))
    assert kaggle.load(kaggle_folder).fingerprint == expected


def test_only_strewn_files_are_no_modality(kaggle_folder):
    """A modality of none but other files is empty; the message says what lies there."""
    folder = kaggle_folder / layout.TOP / "test" / "m3"
    for file in folder.iterdir():
        file.unlink()
    for name in ("Thumbs.db", ".DS_Store"):
        (folder / name).touch()
    (folder / "m3.zip").write_bytes(b"PK\x03\x04" + bytes(90))
    with pytest.raises(FileNotFoundError, match=r"m3: empty.*found m3.zip \(a zip archive: unpack"):
        scan(kaggle_folder)


EXPORT = """
import os, signal, sys
from pathlib import Path
import numpy as np
from polymnist_lib.digits import DataSet, Digits
from polymnist_lib.sources import layout
part = Digits(np.zeros((5, 28, 28, 3), np.uint8), np.zeros(5, int), np.arange(5), None)
encode, written = layout.png.encode, []
def killed(image):
    written.append(1)
    if len(written) == 7:
        print("half-way", flush=True)
        {end}
    return encode(image)
layout.png.encode = killed
layout.write(DataSet("x", part, part, "images", 1), Path(sys.argv[1]))
"""


@pytest.mark.parametrize("name", ["to", "to [1]", ".hidden"])
def test_a_killed_export_is_replaced_whole(name, data, tmp_path):
    """It leaves nothing to read under the name, and the next one removes what it left."""
    to = tmp_path / "exports" / name
    script = EXPORT.format(end="os.kill(os.getpid(), signal.SIGKILL)")
    subprocess.run([sys.executable, "-c", script, str(to)], check=False)
    (left,) = to.parent.iterdir()
    assert list(left.rglob("*.png"))
    assert not to.exists()
    with pytest.raises(FileNotFoundError, match="does not have the layout"):
        layout.find_root(to.parent)
    mine = to.with_name(f".{name}.mine")
    mine.mkdir()
    layout.write(data, to)
    assert set(to.parent.iterdir()) == {to, mine}
    assert len(list(to.rglob("*.png"))) == 45


def test_an_export_that_was_killed_in_an_empty_folder_is_begun_anew(data, tmp_path):
    """What it left is no data, hinders no other export, and goes with that."""
    to = tmp_path / "to"
    to.mkdir()
    script = EXPORT.format(end="os.kill(os.getpid(), signal.SIGKILL)")
    subprocess.run([sys.executable, "-c", script, "."], check=False, cwd=to)
    (left,) = to.iterdir()
    assert list(left.rglob("*.png"))
    with pytest.raises(FileNotFoundError, match="does not have the layout"):
        kaggle.load(to)
    layout.write(data, to)
    assert [each.name for each in to.iterdir()] == ["PolyMNIST"]
    assert len(kaggle.load(to).train) == 30


def test_an_export_under_way_is_left_alone(data, tmp_path, running):
    """Who writes to the same folder at the same time does not lose what it has written."""
    to = tmp_path / "exports" / "to"
    command = [sys.executable, "-c", EXPORT.format(end="sys.stdin.read()"), str(to)]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"half-way\n"
        (theirs,) = to.parent.iterdir()
        layout.write(data, to)
        assert set(to.parent.iterdir()) == {to, theirs}


def test_order_is_numeric(tmp_path, data):
    """File 10 comes after file 9, whatever the system lists first."""
    part = Digits(
        np.arange(11, dtype=np.uint8)[:, None, None, None] + np.zeros((11, 28, 28, 3), np.uint8),
        np.full(11, 5),
        np.zeros(11, int),
        None,
    )
    whole = Digits(*(np.concatenate([a, b]) for a, b in (
        (part.images, data.train.images), (part.labels, data.train.labels),
        (part.modality, data.train.modality))), None)  # fmt: skip
    layout.write(DataSet("x", whole, data.test, "images", 1), tmp_path / "to")
    train = kaggle.load(tmp_path / "to").train
    np.testing.assert_array_equal(train.images[train.labels == 5][:, 0, 0, 0], np.arange(11))
