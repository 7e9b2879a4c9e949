"""``polymnist predict``: answers for people and for programs, and files that cannot be read."""

import argparse
import errno
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from polymnist_lib import cli, i18n
from polymnist_lib.cli import pictures as command_pictures
from polymnist_lib.cli import predict
from polymnist_lib.digits import CLASSES
from polymnist_lib.models import builders
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import calibration, pen, shipped, trials
from polymnist_lib.reading.photos import Written
from polymnist_lib.reading.photos.graph import Row
from polymnist_lib.reading.photos.parts import Part
from polymnist_lib.reading.reader import Answer, Reader

from ..reading.photos import files  # noqa: TID252 - as whole tests have them


@pytest.fixture
def pictures(tmp_path):
    """A file with a 6, one with a 6 and a 9 beside it, one with a 6 far above, and an empty one."""
    strokes, labels = trials.handwriting(developed=True)
    assert labels[[6, 9]].tolist() == [6, 9]
    six, nine = map(pen.render, strokes[[6, 9]])
    contents = {
        "six.png": six,
        "both.png": np.concatenate([six, nine], axis=1),
        "apart.png": np.concatenate([six, np.full_like(six, 240), nine], axis=0),
        "blank.png": np.full_like(six, 240),
    }
    for name, pixels in contents.items():
        cv2.imwrite(str(tmp_path / name), pixels)
    return {name: str(tmp_path / name) for name in contents}


def test_people_read_a_line_a_number(pictures, capsys):
    """File, digits and confidence; where there are several numbers, also where each is."""
    files = [pictures[name] for name in ("six.png", "both.png", "apart.png")]
    assert cli.main(["predict", *files]) == 0
    six, both, *apart = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"{re.escape(files[0])}: 6 \(9\d%\)", six)
    assert re.fullmatch(rf"{re.escape(files[1])}: 69 \([89]\d%\)", both)
    assert [line.split(" (")[0] for line in apart] == [f"{files[2]}: 6", f"{files[2]}: 9"]
    tops = [int(line.split(" at ")[1].split(",")[1]) for line in apart]
    assert tops[0] < 196 < 392 < tops[1]


def test_programs_read_json(pictures, capsys):
    """An object a line, with the probabilities and the box; null where there is no digit."""
    assert cli.main(["predict", "--json", pictures["six.png"], pictures["blank.png"]]) == 0
    six, blank = map(json.loads, capsys.readouterr().out.splitlines())
    assert six["file"] == pictures["six.png"]
    assert six["digit"] == int(np.argmax(six["probabilities"])) == 6
    assert six["confidence"] == max(six["probabilities"])
    assert 0.9 < sum(six["probabilities"]) < 1 + 1e-4
    assert len(six["probabilities"]) == CLASSES
    left, top, width, height = six["box"]
    assert 0 < left < left + width < 196
    assert 0 < top < top + height < 196
    assert set(blank) == set(six)
    assert blank["digit"] is blank["confidence"] is blank["probabilities"] is blank["box"] is None
    assert blank["number"] is None
    assert six["left_out"] == blank["left_out"] == []


def test_programs_read_what_is_left_out(pictures, tmp_path, capsys):
    """The boxes of a spiral beside a 6."""
    page = np.pad(cv2.imread(pictures["six.png"]), ((0, 0), (0, 280), (0, 0)), "edge")
    turns = np.linspace(0, 6 * np.pi, 400)
    curve = np.stack([340 + 4 * turns * np.cos(turns), 100 + 4 * turns * np.sin(turns)], axis=1)
    cv2.polylines(page, [curve.astype(np.int32)], False, (40, 40, 40), 6)
    cv2.imwrite(str(tmp_path / "page.png"), page)
    assert cli.main(["predict", "--json", str(tmp_path / "page.png")]) == 0
    (six,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert six["digit"] == 6
    assert six["left_out"]
    assert all(left > 250 for left, *_ in six["left_out"])


def test_programs_read_to_which_number_a_digit_belongs(pictures, capsys):
    """Its place in the number, and of the number its digits, its confidence and its place."""
    assert cli.main(["predict", "--json", pictures["both.png"], pictures["apart.png"]]) == 0
    lines = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert [(each["number"]["index"], each["number"]["place"]) for each in lines] == [
        (0, 0),
        (0, 1),
        (0, 0),
        (1, 0),
    ]
    assert [each["number"]["text"] for each in lines] == ["69", "69", "6", "9"]
    first, second = lines[:2]
    assert first["number"]["confidence"] == second["number"]["confidence"]
    assert 0.8 < first["number"]["confidence"] < first["confidence"] * second["confidence"]


def test_a_thick_digit_that_fills_its_picture(tmp_path, capsys):
    """A ring is a 0 of that size, in text, to programs and in its steps; not a 1 in its hole."""
    ring = np.full((120, 90), 235, np.uint8)
    cv2.ellipse(ring, (45, 60), (32, 46), 0, 0, 360, 30, 26)
    cv2.imwrite(str(tmp_path / "ring.png"), ring)
    file, steps = str(tmp_path / "ring.png"), str(tmp_path / "steps")
    assert cli.main(["predict", file]) == 0
    assert re.fullmatch(rf"{re.escape(file)}: 0 \(\d\d%\)\n", capsys.readouterr().out)
    assert cli.main(["predict", "--json", "--explain", steps, file]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["digit"] == 0
    assert told["box"] == pytest.approx([0, 0, 90, 120], abs=3)
    assert (tmp_path / "steps" / "001_ring.png").is_file()
    assert cli.main(["predict", "--one", file]) == 0
    assert capsys.readouterr().out.startswith(f"{file}: 0 (")


def test_blank_paper_says_so(pictures, capsys):
    """It is no failure, and no guess."""
    assert cli.main(["predict", pictures["blank.png"]]) == 0
    assert capsys.readouterr().out == f"{pictures['blank.png']}: no digit found\n"


def test_an_unsure_answer_says_so(pictures, capsys, monkeypatch):
    """With what else it may be."""
    doubtful = np.full(CLASSES, 0.01, np.float32)
    doubtful[[4, 9]] = 0.52, 0.4
    monkeypatch.setattr(
        Network, "probabilities", lambda network, images: np.tile(doubtful, (len(images), 1))
    )
    monkeypatch.setattr(shipped, "reader", lambda: Reader(Network("colour", ())))
    cli.main(["predict", "--one", pictures["six.png"]])
    assert capsys.readouterr().out.endswith(": 4 (52%, not sure: or 9, 40%)\n")


def test_a_doubtful_number_says_which_digit_is_in_doubt(monkeypatch):
    """The place of the digit, and what else it may be; before it is put right by Platt's method."""
    monkeypatch.setattr(calibration, "PLATT", (1.0, 0.0))
    sure, doubtful = np.full((2, CLASSES), 0.002)
    sure[3], doubtful[[4, 9]] = 0.98, (0.55, 0.4)
    steps = [Part(50 * place, 0, np.ones((60, 30), np.float32)) for place in range(3)]
    said = (sure, doubtful, sure)
    row = Row(tuple(steps), ((0, 0), (1, 0), (2, 0)), 60.0)
    path = tuple((part, each, True) for part, each in zip(steps, said, strict=True))
    stray = (Part(400, 0, np.ones((60, 30), np.float32)), sure, False)
    answer = Answer(Written([row], 1.0, (500, 100)), ((*path, stray),))
    told = list(predict._as_text(Path("page.png"), answer))
    assert told == [
        "page.png: 343 (53%, not sure: digit 2 may be 9, 40%)",
        "page.png: left out 1 shape that is none",
    ]
    said[1][9] = 0.1  # so that there is rather none than a 9
    assert "(53%, not sure: digit 2 may be none, 33%)" in next(predict._as_text(Path("-"), answer))


def test_all_ink_can_be_one_digit(pictures, capsys):
    """Then there is one answer."""
    cli.main(["predict", "--one", "--json", pictures["both.png"]])
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_bad_file_is_told_and_the_others_are_read(pictures, tmp_path, capsys):
    """The exit status says that something failed."""
    bad, missing = tmp_path / "bad.png", tmp_path / "missing.png"
    bad.write_bytes(b"no picture")
    assert cli.main(["predict", str(bad), pictures["six.png"], str(missing)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith(f"{pictures['six.png']}: 6 (9")
    first, second = told.err.splitlines()
    assert first.startswith(f"polymnist: {bad}: expected a picture")
    assert second == f"polymnist: {missing}: No such file or directory"


def test_every_format_is_read(tmp_path, capsys):
    """The same 7, saved in each, and a phone's under the name of a JPEG."""
    names = []
    for ending, content in {**files.whole(), "JPG": files.SEVEN}.items():
        names.append(tmp_path / f"seven.{ending}")
        names[-1].write_bytes(content)
    assert cli.main(["predict", *map(str, names)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.rpartition(" (")[0] for line in told] == [f"{name}: 7" for name in names]


def test_hostile_files_of_all_formats_are_told_and_the_others_are_read(pictures, tmp_path, capsys):
    """Cut off, huge, empty, of another kind: a line each, in their order, and no more."""
    contents = {**files.cut_off(), **files.huge(), "empty.heic": b"", "zeros.avif": bytes(999)}
    contents |= {"page.pdf": b"%PDF-1.7", "drawing.svg": b"<svg>", "notes.jpg": b"seven"}
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with (folder / "sparse.tif").open("wb") as out:
        out.truncate(1_000_000_000)
    (folder / "folder.png").mkdir()
    hostile = sorted(map(str, folder.iterdir()))
    good = pictures["six.png"]
    assert cli.main(["predict", good, *hostile, good]) == 1
    told = capsys.readouterr()
    assert told.out == f"{good}: 6 (99%)\n" * 2
    lines = told.err.splitlines()
    assert len(lines) == len(hostile) == len(contents) + 2
    for file, line in zip(hostile, lines, strict=True):
        assert line.startswith(f"polymnist: {file}: ")
        assert line.endswith(".")


def test_steps_are_explained_in_pictures(pictures, tmp_path):
    """One for each file, also where names are the same and where there is no digit."""
    folder = tmp_path / "steps"
    files = [pictures["both.png"], pictures["blank.png"], pictures["both.png"]]
    assert cli.main(["predict", "--explain", str(folder), *files]) == 0
    assert i18n.language() == "en", "the pictures speak as the command does"
    written = sorted(file.name for file in folder.iterdir())
    assert written == ["001_both.png", "002_blank.png", "003_both.png"]
    shapes = [np.asarray(Image.open(folder / name)).shape for name in written]
    assert shapes[0] == shapes[2]
    assert shapes[1][0] < shapes[0][0]


def test_steps_among_pictures_are_not_read(pictures, tmp_path, capsys):
    """They show digits, and are no handwriting; written again, they replace themselves."""
    folder = Path(pictures["six.png"]).parent
    words = ["predict", pictures["both.png"], pictures["six.png"], "--explain", str(folder)]
    listed = sorted(folder.iterdir())
    for _ in range(2):
        assert cli.main(words) == 0
        steps = {"001_both.png", "002_six.png"}
        assert {each.name for each in folder.iterdir()} == {each.name for each in listed} | steps
        assert listed_in(folder) == ["apart.png", "blank.png", "both.png", "six.png"]
    assert capsys.readouterr().err == ""


def listed_in(folder):
    """Name the pictures that are read of a folder."""
    return [each.name for each in command_pictures.listed([folder])[0]]


@pytest.mark.parametrize("kind", ["picture", "text", "link", "empty"])
def test_steps_overwrite_nothing_else(kind, pictures, tmp_path, capsys):
    """A file of their name that is somebody's own stays and is told; the others are written."""
    folder = tmp_path / "steps"
    folder.mkdir()
    mine, good = folder / "001_six.png", pictures["six.png"]
    if kind == "link":
        mine.symlink_to(pictures["both.png"])
    else:
        contents = {"picture": Path(good).read_bytes(), "text": b"mine", "empty": b""}
        mine.write_bytes(contents[kind])
    before = mine.read_bytes()
    status = cli.main(["predict", good, pictures["blank.png"], "--explain", str(folder)])
    told = capsys.readouterr()
    assert told.out.startswith(f"{good}: 6 (")
    assert (folder / "002_blank.png").stat().st_size
    if kind == "empty":  # as a full disk leaves it
        assert (status, told.err) == (0, "")
        return
    assert status == 1
    assert told.err == (
        f"polymnist: {mine}: not overwritten, since --explain did not write it. Name another "
        "folder.\n"
    )
    assert mine.read_bytes() == before


@pytest.mark.parametrize("fault", ["full", "quota", "folder", "link", "read-only"])
def test_steps_that_cannot_be_written_are_told_and_the_others_are_read(
    fault, pictures, tmp_path, capsys, monkeypatch
):
    """The file that was not written is named, each picture is answered, the status is 1."""
    steps, good = tmp_path / "steps", pictures["six.png"]
    steps.mkdir()
    save, bad = Figure.savefig, steps / "001_six.png"
    numbers = {"full": errno.ENOSPC, "quota": errno.EDQUOT, "read-only": errno.EROFS}
    if fault == "folder":
        bad.mkdir()
    elif fault == "link":
        bad.symlink_to("nowhere/x.png")

    def refused(figure, target, **options):
        if target == bad and fault in numbers:
            raise OSError(numbers[fault], os.strerror(numbers[fault]))  # as Pillow, with no name
        save(figure, target, **options)

    monkeypatch.setattr(Figure, "savefig", refused)
    assert cli.main(["predict", "--explain", str(steps), good, good]) == 1
    told = capsys.readouterr()
    assert told.out == f"{good}: 6 (99%)\n" * 2
    (line,) = told.err.splitlines()
    assert line.startswith(f"polymnist: {bad}: ")
    assert (steps / "002_six.png").stat().st_size


def test_steps_are_not_written_among_what_is_read(pictures, tmp_path, capsys, monkeypatch):
    """Read the next time, they would be answered; and one of them may have a picture's name."""
    folder = tmp_path / "mine"
    folder.mkdir()
    shutil.copy(pictures["six.png"], folder)
    monkeypatch.chdir(folder)
    for named in (str(folder), "."):
        assert cli.main(["predict", named, "--explain", str(folder)]) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert "polymnist: --explain would write into " in told.err
    assert [each.name for each in folder.iterdir()] == ["six.png"]
    assert cli.main(["predict", ".", "--explain", "steps"]) == 0


def test_steps_go_into_a_folder(pictures, tmp_path, capsys):
    """A file of that name is told before anything is read."""
    taken = tmp_path / "taken"
    taken.touch()
    assert cli.main(["predict", "--explain", str(taken), pictures["six.png"]]) == 1
    shown, errors = capsys.readouterr()
    assert not shown
    assert errors == (
        f"polymnist: --explain writes into a folder, and {taken} is a file: name another.\n"
    )


def test_another_model_can_answer(pictures, tmp_path, capsys):
    """One that this library saved; what is none is refused."""
    builders.with_preprocessing(builders.build("linear")).save(tmp_path / "model.keras")
    assert cli.main(["predict", "--model", str(tmp_path / "model.keras"), pictures["six.png"]]) == 0
    assert capsys.readouterr().out.startswith(f"{pictures['six.png']}: ")
    ten_answers = str(shipped.SMALL / "colour.keras")
    assert cli.main(["predict", "--model", ten_answers, "--json", pictures["six.png"]]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["digit"] == 6
    assert cli.main(["predict", "--model", pictures["six.png"], pictures["six.png"]]) == 1
    assert "found a PNG picture. Train one" in capsys.readouterr().err


def test_no_answer_waits_for_keras(pictures):
    """The command never imports it, nor anything else that takes seconds."""
    program = (
        "import sys; from polymnist_lib import cli; "
        f"cli.main(['predict', {pictures['six.png']!r}]); "
        "slow = {'keras', 'tensorflow', 'jax', 'torch', 'matplotlib', 'sklearn', 'skimage', "
        "'pi_heif'}; "
        "print(sorted(slow & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert told.stdout.decode().splitlines()[1:] == ["[]"]


def test_a_folder_stands_for_its_pictures(pictures, tmp_path, capsys):
    """By name, whatever they are called; what is none is told in a line, hidden files are not."""
    folder = tmp_path / "scans"
    (folder / "more").mkdir(parents=True)
    six = Path(pictures["six.png"]).read_bytes()
    for name in ("b.png", "a.PNG", "c", ".hidden.png", "more/d.png"):
        (folder / name).write_bytes(six)
    for name in ("notes.txt", "page.pdf", "list.csv", "x.doc", ".DS_Store"):
        (folder / name).write_bytes(b"%PDF-1.7")
    assert cli.main(["predict", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.out == "".join(f"{folder / name}: 6 (99%)\n" for name in ("a.PNG", "b.png", "c"))
    assert told.err == (
        f"polymnist: {folder}: passed over what is no picture: list.csv, notes.txt, page.pdf "
        "and 1 more\n"
    )


def test_a_damaged_picture_of_a_folder_is_told(pictures, tmp_path, capsys):
    """It is meant, as its name says; the others are read."""
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.jpg").touch()
    (folder / "b.png").write_bytes(Path(pictures["six.png"]).read_bytes())
    assert cli.main(["predict", str(folder)]) == 1
    told = capsys.readouterr()
    assert told.out == f"{folder / 'b.png'}: 6 (99%)\n"
    assert told.err.startswith(f"polymnist: {folder / 'a.jpg'}: expected a picture")


@pytest.mark.parametrize("held", [(), ("notes.txt",), (".hidden.png",), ("more/",)])
def test_a_folder_without_pictures_is_told(held, tmp_path, capsys):
    """Empty, of other files, of hidden ones, of folders."""
    for name in held:
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).write_text("text")
    assert cli.main(["predict", str(tmp_path)]) == 1
    assert f"polymnist: {tmp_path}: expected pictures (PNG" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ending", "told"), [("png", "-: 7 ("), ("webp", "-: 7 ("), ("heic", "-: 7 (")]
)
def test_a_picture_on_standard_input_is_read(ending, told, capsys, monkeypatch):
    """Of any format."""
    stream = io.TextIOWrapper(io.BytesIO(files.whole()[ending]))
    monkeypatch.setattr(sys, "stdin", stream)
    assert cli.main(["predict", "-"]) == 0
    assert capsys.readouterr().out.startswith(told)


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "an empty file"), (b"seven", "text"), (b"%PDF-1.7", "a PDF")]
)
def test_what_is_no_picture_on_standard_input_is_told(content, told, capsys, monkeypatch):
    """As of a file."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert cli.main(["predict", "-"]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("polymnist: standard input: expected a picture")
    assert f"found {told}" in shown


def test_a_file_that_is_called_as_standard_input_is_read(pictures, tmp_path, capsys, monkeypatch):
    """By another way to write its name."""
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes(Path(pictures["six.png"]).read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"seven")))
    assert cli.main(["predict", "./-"]) == 0
    assert capsys.readouterr().out == f"{tmp_path / '-'}: 6 (99%)\n"


@pytest.mark.parametrize("explained", [False, True])
@pytest.mark.parametrize("where", ["file", "folder"])
def test_what_cannot_be_looked_at_is_told_and_the_others_are_read(
    where, explained, pictures, tmp_path, capsys, monkeypatch
):
    """A name that the system refuses, a folder that is not the user's."""
    bad = tmp_path / ("a" * 300 + ".png" if where == "file" else "private")
    if where == "folder":
        bad.mkdir()
        entries = Path.iterdir

        def refused(folder):
            if folder == bad:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return entries(folder)

        monkeypatch.setattr(Path, "iterdir", refused)
    steps = ["--explain", str(tmp_path / "steps")] if explained else []
    assert cli.main(["predict", str(bad), pictures["six.png"], *steps]) == 1
    told = capsys.readouterr()
    assert told.out == f"{pictures['six.png']}: 6 (99%)\n"
    reason = os.strerror(errno.ENAMETOOLONG if where == "file" else errno.EACCES)
    assert told.err == f"polymnist: {bad}: {reason}\n"


def test_the_help_tells_of_folders_and_standard_input(capsys):
    """Both ways to name pictures."""
    with pytest.raises(SystemExit):
        cli.main(["predict", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "a folder of pictures" in told
    assert "- for a picture on standard input" in told


def test_a_link_of_a_folder_that_cannot_be_followed_is_told(pictures, tmp_path, capsys):
    """The pictures beside it are read."""
    folder = tmp_path / "scans"
    folder.mkdir()
    shutil.copy(pictures["six.png"], folder)
    (folder / "far").symlink_to("a" * 300)
    assert cli.main(["predict", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.out == f"{folder / 'six.png'}: 6 (99%)\n"
    assert told.err == f"polymnist: {folder}: passed over what is no picture: far\n"


def test_texture_is_told_and_the_others_are_read(pictures, tmp_path, capsys):
    """Thousands of specks would take gigabytes to compare."""
    texture = np.full((1000, 1000), 255, np.uint8)
    for row in range(0, 1000, 16):
        texture[row : row + 5, np.arange(1000) % 16 < 5] = 0
    cv2.imwrite(str(tmp_path / "texture.png"), texture)
    files = [str(tmp_path / "texture.png"), pictures["six.png"]]
    assert cli.main(["predict", *files]) == 1
    told = capsys.readouterr()
    assert told.out == f"{pictures['six.png']}: 6 (99%)\n"
    assert told.err.startswith(
        f"polymnist: {files[0]}: A picture is expected to have at most 3,000"
    )


def test_a_picture_that_takes_too_much_memory_is_told(pictures, capsys, monkeypatch):
    """The others are read."""
    read, blank = predict.prepare, np.asarray(Image.open(pictures["blank.png"]).convert("RGB"))

    def prepare(picture, *, one):
        if np.array_equal(picture, blank):
            raise MemoryError
        return read(picture, one=one)

    monkeypatch.setattr(predict, "prepare", prepare)
    assert cli.main(["predict", pictures["blank.png"], pictures["six.png"]]) == 1
    told = capsys.readouterr()
    assert told.out == f"{pictures['six.png']}: 6 (99%)\n"
    assert told.err == (
        f"polymnist: {pictures['blank.png']}: "
        "takes more memory than there is. Save the picture smaller.\n"
    )


def test_who_interrupts_waits_for_no_queue(pictures, monkeypatch):
    """Pictures that are not begun are not read any more."""
    blank, begun, read = np.full((99, 99, 3), 240, np.uint8), [], predict.prepare

    def slow(picture, *, one):
        begun.append(picture)
        time.sleep(0.05)
        return read(blank, one=one)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(predict, "prepare", slow)
    monkeypatch.setattr(predict, "_told", interrupted)
    arguments = argparse.Namespace(
        files=[Path(pictures["blank.png"])] * 2 * predict._TOGETHER,
        **dict.fromkeys(("model", "explain"), None),
        **dict.fromkeys(("json", "one"), False),
    )
    with pytest.raises(KeyboardInterrupt):
        predict.read(arguments)
    assert predict._TOGETHER <= len(begun) < 2 * predict._TOGETHER
