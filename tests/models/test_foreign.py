"""Files that are no model of this library: what is said of them."""

import io
import json
import pickle
import zipfile

import keras
import pytest

from polymnist_lib import cli
from polymnist_lib.models import builders, foreign, networks

BEGINNINGS = {
    "empty.keras": (b"", "an empty file"),
    "zeros.keras": (bytes(5000), "zeros alone"),
    "old.h5": (b"\x89HDF\r\n\x1a\n" + bytes(100), "an HDF5 file (.h5)"),
    "phone.tflite": (b"\x1c\0\0\0TFL3" + bytes(100), "a TensorFlow Lite model"),
    "saved_model.pb": (b"\x08\x01\x12\xf0\x99\x01\x0a", "the saved_model.pb of a SavedModel"),
    "torch.onnx": (b"\x08\x07\x12\x07pytorch\x1a\x052.1.0:", "an ONNX model"),
    "sklearn.onnx": (b"\x08\x0a\x12\x08skl2onnx\x1a", "an ONNX model"),
    "w.safetensors": (b'\x40\0\0\0\0\0\0\0{"__metadata__":{}', "weights alone (.safetensors)"),
    "m.gguf": (b"GGUF\3\0\0\0", "a language model"),
    "old.pt": (pickle.dumps({"weight": 1}), "a pickle"),
    "w.npy": (b"\x93NUMPY\1\0", "a NumPy array"),
    "model.tar.gz": (b"\x1f\x8b\x08\0", "a file compressed with gzip"),
    "photo.keras": (b"\xff\xd8\xff\xe0" + bytes(50), "a JPEG picture"),
    "lfs.keras": (b"version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
    "page.keras": (b"\n<!DOCTYPE html><html><body>Sign in", "a web page"),
    "model.json": (b'{"class_name": "Sequential"}', "JSON"),
    "notes.txt": ("El modelo está aquí\n".encode(), "text"),
    "noise.bin": (b"AB\0\xff\xfe\x90" * 20, "a file of no known kind"),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_file_is_told_by_its_first_bytes(name, tmp_path):
    """Whatever its name: what it is, what was expected, what to do, in one line."""
    content, kind = BEGINNINGS[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match="expected") as caught:
        networks.read(tmp_path / name)
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / name}: expected a .keras file that this library saved")
    assert "from images of 28 x 28 x 3 to 10 or 11 answers" in told
    assert f"; found {kind}" in told
    assert "run.model().save('mine.keras')" in told
    assert "\n" not in told


def archive(**contents):
    """Make an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in contents.items():
            opened.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (archive(**{"archive/data.pkl": b"", "archive/version": b"3"}), "a model of PyTorch"),
        (archive(**{"a.npy": b"", "b.npy": b""}), "an archive of NumPy arrays"),
        (archive(**{"mine/saved_model.pb": b""}), "a SavedModel of TensorFlow in an archive"),
        (archive(**{"notes.txt": b""}), "a zip archive."),
        (
            archive(**{"config.json": b"{", "model.weights.h5": b""}),
            "a .keras file that is damaged",
        ),
        (archive(**{"a.npy": b"0" * 999})[:500], "a zip archive that is damaged or cut"),
    ],
)
def test_an_archive_is_told_by_what_it_holds(content, kind, tmp_path):
    """Also one that was cut."""
    file = tmp_path / "model.keras"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="expected") as caught:
        networks.read(file)
    assert f"; found {kind}" in str(caught.value)


def test_a_folder_is_told_by_what_it_holds(tmp_path):
    """Of a run's, and of an archive unpacked, the file is named."""
    for name in ("saved_model.pb", "model.keras", "config.json", "picture.png"):
        (tmp_path / name.partition(".")[0]).mkdir()
        (tmp_path / name.partition(".")[0] / name).touch()
    (tmp_path / "config" / "model.weights.h5").touch()
    for name, told in (
        ("saved_model", "found a SavedModel of TensorFlow, a folder. Train one"),
        ("model", f"found a folder. Name the file in it: {tmp_path / 'model' / 'model.keras'}"),
        ("config", "found a folder, a .keras file unpacked. Name the .keras file"),
        ("picture", "found a folder. Train one"),
    ):
        with pytest.raises(ValueError, match="expected") as caught:
            networks.read(tmp_path / name)
        assert told in str(caught.value)


def described(*layers):
    """Make an archive of Keras with a description alone."""
    config = {"class_name": "Sequential", "config": {"layers": list(layers)}}
    return archive(**{"config.json": json.dumps(config), "model.weights.h5": b""})


INPUT = {"class_name": "InputLayer", "config": {"batch_shape": [None, 224, 224, 3]}}
OWN = {"class_name": "Gate", "registered_name": "theirs>Gate", "config": {}}


@pytest.mark.parametrize(
    ("layers", "kind"),
    [
        ((INPUT, {"class_name": "LSTM", "config": {}}), "from 224 x 224 x 3, of the layers LSTM"),
        ((OWN, OWN), "another Keras model, of the layers theirs>Gate."),
        (
            [{"class_name": f"Kind{number}", "config": {}} for number in range(12)],
            "Kind7 and 4 more",
        ),
        ((), "a Keras model that does not say what its layers are"),
        ((5,), "a .keras file that is damaged"),
    ],
)
def test_the_model_of_another_project_is_described(layers, kind, tmp_path):
    """The images that it takes and its layers, its own too."""
    (tmp_path / "theirs.keras").write_bytes(described(*layers))
    with pytest.raises(ValueError, match="expected") as caught:
        networks.read(tmp_path / "theirs.keras")
    assert kind in str(caught.value)


def test_a_real_one_of_another_project_is_described(tmp_path):
    """As Keras saves it, without this library's preprocessing."""
    layers = [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]
    keras.Sequential(layers).save(tmp_path / "theirs.keras")
    with pytest.raises(ValueError, match="from 28 x 28 x 1, of the layers Flatten, Dense"):
        networks.read(tmp_path / "theirs.keras")


def test_of_more_answers_there_is_no_model(tmp_path):
    """Of letters, say, though it has this library's form."""
    core = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(26, "softmax")]
    )
    builders.with_preprocessing(core).save(tmp_path / "letters.keras")
    with pytest.raises(ValueError, match="not read here: it gives 26 answers"):
        networks.read(tmp_path / "letters.keras")


def test_the_advice_holds(tmp_path, capsys):
    """What is saved so is read, and measured by `evaluate`."""
    model = builders.with_preprocessing(builders.build("linear"))
    model.save(tmp_path / "mine.keras")  # as `run.model().save` does
    assert networks.read(tmp_path / "mine.keras").answers == 10
    assert foreign.is_keras(tmp_path / "mine.keras")
    assert cli.main(["evaluate", "--model", str(tmp_path / "mine.keras")]) == 0
    assert "7,850 parameters" in capsys.readouterr().out


def test_the_command_says_so_in_one_line(tmp_path, capsys):
    """Nothing else, and the status of an error; also where nothing is."""
    (tmp_path / "x.onnx").write_bytes(BEGINNINGS["torch.onnx"][0])
    for command in ("predict", "evaluate"):
        words = [command, "--model", str(tmp_path / "x.onnx")]
        assert cli.main([*words, "4.png"] if command == "predict" else words) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "x.onnx: expected a .keras file" in line
        words[-1] = str(tmp_path / "none.keras")
        assert cli.main([*words, "4.png"] if command == "predict" else words) == 1
        assert capsys.readouterr().err == f"polymnist: {words[-1]}: there is no such model\n"
