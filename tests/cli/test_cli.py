"""The console command."""

import io
import os
import shutil
import subprocess
import sys

import cv2
import numpy as np
import pytest

from polymnist_lib import cli, sources
from polymnist_lib.cli import evaluate, options
from polymnist_lib.digits import DataSet, Digits
from polymnist_lib.models import builders
from polymnist_lib.reading import pen
from polymnist_lib.sources import layout


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """Keep the user's cache, data and credentials out of the tests."""
    for name in ("POLYMNIST_DATA", "POLYMNIST_SOURCE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("USERNAME", "KEY", "API_TOKEN"):
        monkeypatch.delenv(f"KAGGLE_{name}", raising=False)
    monkeypatch.setenv("POLYMNIST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def folder(tmp_path):
    """Write ten images per part as a folder in Kaggle's layout."""
    part = Digits(
        np.random.default_rng(0).integers(0, 256, (10, 28, 28, 3), np.uint8),
        np.arange(10),
        np.arange(10) % 5,
        None,
    )
    layout.write(DataSet("tiny", part, part, "images", 2), tmp_path / "tiny")
    return tmp_path / "tiny"


def test_info_of_embedded(capsys):
    """The description tells the sizes, the fingerprint and how it is validated."""
    assert cli.main(["data", "info"]) == 0
    shown, errors = capsys.readouterr()
    assert errors == ""
    assert sources.load().fingerprint in shown
    assert "train: 20,000 images of 4,000 handwritten digits" in shown
    assert "test: 5,000 images of 1,000 handwritten digits" in shown
    assert "the last 500 handwritten digits of train" in shown
    labels = next(line for line in shown.splitlines() if line.startswith("  images"))
    assert sum(int(word.replace(",", "")) for word in labels.split()[1:]) == 20000


def test_export_is_read_back(tmp_path, capsys):
    """The exported folder is described as Kaggle's and holds the same images."""
    exported = tmp_path / "to"
    assert cli.main(["data", "export", "--to", str(exported)]) == 0
    assert f"25,000 images written to {exported}" in capsys.readouterr().out
    assert cli.main(["data", "info", "--source", "kaggle", "--data", str(exported)]) == 0
    shown = capsys.readouterr().out
    assert "train: 20,000 images; which ones share a handwritten digit is not known" in shown
    assert "4,000 images of train at random: optimistic" in shown
    part, again = sources.load().test, sources.load("kaggle", folder=exported).test
    order = np.lexsort((part.labels, part.modality))
    np.testing.assert_array_equal(again.images, part.images[order])


def test_environment_chooses_source_and_folder(folder, capsys, monkeypatch):
    """POLYMNIST_SOURCE and POLYMNIST_DATA stand for the two options."""
    monkeypatch.setenv("POLYMNIST_SOURCE", "kaggle")
    monkeypatch.setenv("POLYMNIST_DATA", str(folder))
    assert cli.main(["data", "info"]) == 0
    assert "source       kaggle" in capsys.readouterr().out


def test_skip_bad_says_how_many(folder, capsys):
    """Without the option bad files are an error; with it they are counted and listed."""
    (folder / "PolyMNIST" / "MMNIST" / "train" / "m0" / "nameless.png").touch()
    words = ["data", "info", "--source", "kaggle", "--data", str(folder)]
    assert cli.main(words) == 1
    errors = capsys.readouterr().err
    assert "1 of 21 files" in errors
    assert "no label, expected a name {index}.{label}.png: 1 file, train/m0/nameless.png" in errors
    assert cli.main([*words, "--skip-bad"]) == 0
    shown = capsys.readouterr().out
    assert "skipped: 1\n  no label, expected a name" in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["info", "--source", "minst"], "'minst': expected one of embedded, mnist, kaggle"),
        (["info", "--source", "mnist", "--data", "/nowhere"], "no folder /nowhere"),
        (["info", "--source", "kaggle", "--data", "/nowhere"], "no folder /nowhere"),
        (["info", "--source", "kaggle"], "Kaggle credentials"),
        (["info", "--data", "/nowhere"], "name the source of that folder too"),
        (["export", "--to", ".", "--source", "kaggle"], "is not an empty folder"),
    ],
)
def test_errors_are_messages(words, message, capsys):
    """An error is one message on stderr and the status 1, without a traceback."""
    assert cli.main(["data", *words]) == 1
    shown, errors = capsys.readouterr()
    assert shown == ""
    assert errors.startswith("polymnist: ")
    assert message in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    "words",
    [
        ["data", "info", "--data", ""],
        ["data", "info", "--source", "kaggle", "--data="],
        ["data", "export", "--to", ""],
        ["evaluate", "--model", ""],
        ["evaluate", "--source", "mnist", "--data", ""],
        ["study", "--data", ""],
        ["book", "--data", ""],
        ["predict", ""],
        ["predict", "-", ""],
        ["predict", "-", "--model", ""],
        ["predict", "-", "--explain", ""],
    ],
)
def test_an_empty_path_is_not_the_current_folder(words, capsys):
    """It is what a variable that is not set leaves; nothing is read or written."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    shown, errors = capsys.readouterr()
    assert (ended.value.code, shown) == (2, "")
    assert errors.splitlines()[-1].endswith(": the path is empty; is a variable not set?")


@pytest.mark.parametrize(
    ("text", "there", "place"),
    [
        ("~/a.png", (), "{home}/a.png"),
        ("~", (), "{home}"),
        ("a/~/b", (), "a/~/b"),
        ("b~", (), "b~"),
        ("~/a.png", ("~/a.png",), "{here}/~/a.png"),
        ("~a.png", ("~a.png",), "{here}/~a.png"),  # a name that begins so
        ("./~a.png", (), "{here}/~a.png"),
        ("./~/a", (), "{here}/~/a"),
    ],
)
def test_a_tilde_that_the_shell_left_is_the_home(text, there, place, tmp_path, monkeypatch):
    """As in ``--data=~/digits`` and in quotes; no folder of that name is made."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for name in there:
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).touch()
    found = options.path(text)
    assert str(found) == place.format(home=tmp_path, here=here)
    assert found.expanduser() == found, "it may be looked up once more"


@pytest.mark.parametrize(
    "words",
    [
        ["predict", "https://example.org/4.png"],
        ["predict", "-", "--model", "s3://mine/model.keras"],
        ["data", "info", "--source", "mnist", "--data=HTTPS://example.org/mnist"],
        ["data", "export", "--to", "file:///tmp/digits"],
    ],
)
def test_an_address_is_no_path(words, capsys):
    """It is told as it was written, with what to do."""
    with pytest.raises(SystemExit):
        cli.main(words)
    told = capsys.readouterr().err.splitlines()[-1]
    address = words[-1].removeprefix("--data=")
    assert f": {address} is an address, and what is read here lies on this machine. Down" in told


def test_a_home_that_nobody_knows_is_told(capsys):
    """With how to write it if it is a name."""
    with pytest.raises(SystemExit):
        cli.main(["data", "export", "--to", "~no-such-user/digits"])
    told = capsys.readouterr().err.splitlines()[-1]
    assert "--to: the system knows no such home, ~no-such-user/digits. Write out the path" in told
    assert "./~no-such-user/digits" in told


def test_a_command_writes_into_the_home(folder, tmp_path, monkeypatch, capsys):
    """The whole way, from options and variables."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("POLYMNIST_DATA", "~/tiny")
    monkeypatch.setenv("POLYMNIST_CACHE", "~/kept")
    assert cli.main(["data", "export", "--source", "kaggle", "--to=~/written"]) == 0
    assert (tmp_path / "written").is_dir()
    assert (tmp_path / "kept").is_dir()
    assert not (folder / "~").exists()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["predict", "-scan.jpg"], "-scan.jpg"),
        (["predict", "a.png", "--b.png"], "--b.png"),
        (["predict", "-", "--explain", "-steps"], "-steps"),
        (["evaluate", "--model", "-m.keras"], "-m.keras"),
    ],
)
def test_a_file_that_looks_like_an_option_is_told_how_to_name(
    words, name, tmp_path, capsys, monkeypatch
):
    """Only where there is such a file."""
    monkeypatch.chdir(tmp_path)
    for there in (False, True):
        if there:
            (tmp_path / name).touch()
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        assert ended.value.code == 2
        hint = f"polymnist: to name the file {name}, write ./{name}\n"
        assert capsys.readouterr().err.endswith(hint) == there


def test_system_errors_have_no_number(capsys, monkeypatch):
    """The system's own errors read as sentences, with the file."""

    def fail(*_, **__):
        raise PermissionError(13, "Permission denied", "/some/file")

    monkeypatch.setattr(sources, "load", fail)
    assert cli.main(["data", "info"]) == 1
    assert capsys.readouterr().err == "polymnist: /some/file: Permission denied\n"


@pytest.mark.parametrize(
    ("encoding", "name", "written"),
    [
        ("ascii", "señal.png", "se\\xf1al.png"),
        ("latin-1", "三.png", "\\u4e09.png"),
        ("utf-8", "a\udcff.png", "a\\udcff.png"),  # as a name that is no UTF-8 is read
    ],
)
def test_what_a_stream_cannot_encode_is_escaped(encoding, name, written, tmp_path, monkeypatch):
    """On both streams, and what comes after it is told too."""
    monkeypatch.chdir(tmp_path)
    cv2.imwrite("6.png", pen.samples()["6_sample.png"])
    shutil.copy("6.png", name)
    for each in ("stdout", "stderr"):
        stream = io.TextIOWrapper(io.BytesIO(), encoding, write_through=True)
        monkeypatch.setattr(sys, each, stream)
    assert cli.main(["predict", name, "6.png"]) == 0
    assert cli.main(["predict", f"no {name}", "6.png"]) == 1
    assert cli.main(["data", "export", "--to", name]) == 1
    shown, errors = (each.buffer.getvalue().decode() for each in (sys.stdout, sys.stderr))
    read = [line.split(" (")[0] for line in shown.splitlines()]
    assert read == [f"{written}: 6", "6.png: 6", "6.png: 6"]
    missing, exported = errors.splitlines()
    assert missing == f"polymnist: no {written}: No such file or directory"
    assert f"{written} is not an empty folder" in exported


@pytest.mark.slow  # processes, since streams of a test are others
@pytest.mark.parametrize(
    ("closed", "words", "status", "said"),
    [
        ("<&-", ["predict", "-"], 1, "polymnist: standard input: expected a picture"),
        (">&-", ["predict", "no.png"], 1, "polymnist: no.png: No such file"),
        ("2>&-", ["data", "info", "--source", "x"], 1, ""),  # not on stdout instead
        ("<&- >&- 2>&-", ["predict", "-"], 1, ""),
    ],
)
def test_a_closed_stream_is_an_empty_one(closed, words, status, said):
    """Nothing comes from it, and what goes there is lost; the status is as ever."""
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "polymnist_lib", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == bool(said)


def test_reader_who_has_seen_enough(running):
    """A pipe that is closed early, as `head` does, is no error to tell."""
    command = [sys.executable, "-m", "polymnist_lib", "data", "info"]
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.communicate(timeout=120)[1] == b""


def test_traceback_on_request():
    """A developer can see where an error comes from."""
    with pytest.raises(ValueError, match="minst"):
        cli.main(["--traceback", "data", "info", "--source", "minst"])


def test_interruption_is_quiet(capsys, monkeypatch):
    """Ctrl-C ends with the usual status and no traceback."""

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sources, "load", interrupt)
    assert cli.main(["data", "info"]) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("package", ["numpy", "cv2", "PIL"])
def test_an_interruption_of_the_imports_is_quiet_too(package):
    """They are what the first second goes into; before them Python itself starts."""
    program = (
        "import sys\nfrom polymnist_lib import cli\n"
        "class Interrupting:\n"
        "    def find_spec(name, *_):\n"
        "        if name == sys.argv[1]:\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting)\n"
        "sys.exit(cli.main(['data', 'info']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, package], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "polymnist: interrupted\n")


@pytest.mark.parametrize("words", [[], ["data"], ["--no-such-option"]])
def test_wrong_usage(words, capsys):
    """Missing or unknown words give the usage and the status 2."""
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    assert "usage: polymnist" in capsys.readouterr().err


def test_module_runs_as_a_command():
    """``python -m polymnist_lib`` is the same command, and loads no Keras."""
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-m",
            "polymnist_lib",
            "data",
            "info",
            "--source",
            "x",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "polymnist: Unknown source 'x'" in done.stderr
    assert " keras" not in done.stderr
    assert " tensorflow" not in done.stderr


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model that this library saved."""
    file = tmp_path_factory.mktemp("model") / "mine.keras"
    builders.with_preprocessing(builders.build("linear")).save(file)
    return file


@pytest.mark.parametrize(
    ("backend", "ends"),
    [
        ("tensorflow", "import os, signal; os.kill(os.getpid(), signal.SIGILL)"),
        ("tensorflow", "raise ImportError('libcudart.so.12')"),
        ("jax", "raise RuntimeError('This version of jaxlib was built using AVX')"),
    ],
)
def test_where_a_backend_does_not_run_pictures_are_read_and_models_measured(
    backend, ends, model, tmp_path
):
    """As on a processor without AVX: Keras is asked of models alone that need it."""
    (tmp_path / f"{backend}.py").write_text(ends)
    cv2.imwrite(str(tmp_path / "6.png"), pen.samples()["6_sample.png"])
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "KERAS_BACKEND": backend}
    program = (
        "import sys\nfrom polymnist_lib import cli\n"
        "for words in (['predict', sys.argv[1]], ['data', 'info'], ['evaluate', '--model', "
        "sys.argv[2]]):\n"
        "    assert cli.main(words) == 0"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "6.png"), str(model)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "6.png: 6 (" in done.stdout
    assert "7,850 parameters" in done.stdout


def test_a_package_that_cannot_be_loaded_is_a_message(capsys, monkeypatch):
    """Its own words, without a traceback."""

    def fail(*_, **__):
        raise ImportError("libcudart.so.12: cannot open shared object file")

    monkeypatch.setattr(sources, "load", fail)
    assert cli.main(["data", "info"]) == 1
    assert capsys.readouterr().err.startswith("polymnist: libcudart.so.12: cannot open")


@pytest.mark.parametrize(("before", "after"), [(None, "3"), ("0", "0"), ("1", "1")])
def test_tensorflow_is_quiet_unless_its_user_wants_to_hear_it(before, after, monkeypatch, capsys):
    """What is set stays as it is."""
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    if before:
        monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", before)
    cli.main(["data", "info", "--source", "x"])
    assert os.environ["TF_CPP_MIN_LOG_LEVEL"] == after


@pytest.mark.parametrize(("level", "heard"), [("3", ""), ("0", "loud\n")])
def test_what_a_library_writes_past_python_is_heard_only_if_wanted(
    level, heard, monkeypatch, capfd
):
    """TensorFlow's own lines while it is loaded; what the command says comes through."""

    def load(file):
        os.write(2, b"loud\n")
        raise ValueError("no model")

    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", level)
    monkeypatch.setattr(evaluate.shipped, "load_quickly", load)
    assert cli.main(["evaluate", "--model", "mine.keras"]) == 1
    assert capfd.readouterr().err == f"{heard}polymnist: no model\n"
