"""Keras computes as the library states, whatever its user has set: of a file, of a variable."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from polymnist_lib import provenance, sources
from polymnist_lib.digits import Split, split
from polymnist_lib.models import settings
from polymnist_lib.report import project
from polymnist_lib.training import fit
from polymnist_lib.training.runs import Store

# A short training of a network with a convolution, and what it gives; then as it is read back.
TRAINED = """
import hashlib, json, sys
from pathlib import Path
import numpy as np
from polymnist_lib import sources, split, train
from polymnist_lib.digits import Split
from polymnist_lib.training.runs import Store

whole = split(sources.load())
parts = [part.take(np.arange(100)) for part in (whole.train, whole.validation, whole.test)]
run = train("cnn1", Split(*parts, data="few"), store=Store(Path(sys.argv[1])), epochs=1)
images = parts[2].images[:9]
again = np.abs(run.model().predict(images, verbose=0) - run.predict(images)).max() < 1e-5
told = run.key, hashlib.sha256(run.test.probabilities.tobytes()).hexdigest(), bool(again)
print(json.dumps([*told, run.environment["backend"]]))
"""


def python(code, *words, cwd=None, **variables):
    """Run code in a process of its own, with variables of the environment (None: without one)."""
    library = str(Path(settings.__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": library, "TF_CPP_MIN_LOG_LEVEL": "3", **variables}
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def untouched():
    """Put back what a test sets of Keras."""
    config = keras.config
    before = config.floatx(), config.epsilon(), config.image_data_format(), config.dtype_policy()
    yield
    config.set_floatx(before[0])
    config.set_epsilon(before[1])
    config.set_image_data_format(before[2])
    config.set_dtype_policy(before[3])


@pytest.fixture(scope="module")
def parts():
    """A few of the embedded digits."""
    whole = split(sources.load())
    few = [part.take(np.arange(100)) for part in (whole.train, whole.validation, whole.test)]
    return Split(*few, data="few")


@pytest.fixture(scope="module")
def plain(parts, tmp_path_factory):
    """A run, and its model's answers, without any setting."""
    run = fit.train("cnn1", parts, store=Store(tmp_path_factory.mktemp("runs")), epochs=1)
    return run, run.model().predict_on_batch(parts.test.images[:9])


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("set_image_data_format", "channels_first"),
        ("set_floatx", "float16"),
        ("set_floatx", "float64"),
        ("set_epsilon", 0.1),
        ("set_dtype_policy", "mixed_bfloat16"),
    ],
)
def test_what_was_set_in_the_process_decides_nothing(
    setting, value, parts, plain, tmp_path, untouched
):
    """Somebody loaded Keras before, with a file of their own: run and model are the same."""
    run, answers = plain
    getattr(keras.config, setting)(value)
    again = fit.train("cnn1", parts, store=Store(tmp_path), epochs=1)
    assert again.key == run.key
    np.testing.assert_array_equal(again.test.probabilities, run.test.probabilities)
    getattr(keras.config, setting)(value)
    found = run.model().predict_on_batch(parts.test.images[:9])
    np.testing.assert_allclose(found, answers, atol=1e-6)


@pytest.mark.slow
def test_the_file_of_the_user_decides_nothing(tmp_path):
    """Other numbers, sides and backends, one that is gone, and what is no JSON: the same run."""
    files = {
        "none": None,
        "old": '{"backend": "theano", "image_data_format": "channels_first", "floatx": "float16"}',
        "other": '{"backend": "jax", "epsilon": 0.01, "floatx": "float64"}',
        "broken": '{"backend": "tensor',
    }
    found = {}
    for name, content in files.items():
        home = tmp_path / name
        home.mkdir()
        if content:
            (home / "keras.json").write_text(content)
        done = python(TRAINED, home / "runs", KERAS_HOME=str(home), KERAS_BACKEND=None)
        assert done.returncode == 0, done.stderr
        found[name] = json.loads(done.stdout)
    assert found["none"][2:] == [True, "tensorflow"]
    assert all(each == found["none"] for each in found.values())


WITHOUT_HOME = """
import os, pwd
os.environ.pop("HOME", None)
def unknown(uid):
    raise KeyError(f"getpwuid(): uid not found: {uid}")
pwd.getpwuid = unknown
"""
MEASURED = """
from polymnist_lib.models import predict
from polymnist_lib.reading import shipped
for model in (run.model(), shipped.load_quickly(run.folder / "model.keras")):
    predict.predictions(model, parts[2])
"""


@pytest.mark.slow
def test_who_has_no_home_trains_and_measures(tmp_path):
    """As a container's user whom its system does not know; no folder is left here."""
    done = python(WITHOUT_HOME + TRAINED + MEASURED, tmp_path / "runs", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[2:] == [True, "tensorflow"]
    assert [each.name for each in tmp_path.iterdir()] == ["runs"]


def test_settings_are_in_the_home_that_the_variable_names(tmp_path):
    """Where no shell saw its tilde, Keras would make a folder of that name here."""
    code = "import os, keras\nkeras.config\nprint(os.environ['KERAS_HOME'])"
    home = tmp_path / "home"
    home.mkdir()
    done = python(f"{LOAD}\n{code}", HOME=str(home), KERAS_HOME="~/k", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{home / 'k'}\n"), done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["home"]
    assert (home / "k" / "keras.json").is_file()


def test_the_file_makes_no_chapter_stale(monkeypatch, tmp_path):
    """As nothing depends on it; the backend that the variable names does count."""
    profile = project.profiles.wanted()
    monkeypatch.delitem(sys.modules, "keras")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    before = project.circumstances(tmp_path, profile)
    (tmp_path / "keras.json").write_text('{"backend": "jax", "floatx": "float16"}')
    assert project.circumstances(tmp_path, profile) == before
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert project.circumstances(tmp_path, profile) != before


@pytest.mark.parametrize("backend", ["theano", "cntk", "tensorflow2"])
def test_a_backend_that_is_none_is_told(backend, monkeypatch):
    """The variable, what it says, and what it may say."""
    monkeypatch.setattr(provenance, "backend", lambda: backend)
    with pytest.raises(ValueError, match=f"KERAS_BACKEND is '{backend}'; expected one of tens"):
        settings.load_keras()


LOAD = "from polymnist_lib.models import settings\nsettings.load_keras()"
FINE = '{"floatx": "float32", "epsilon": 1e-07, "backend": "tensorflow"}'  # as Keras writes it
TENSORFLOW = """Traceback (most recent call last):
  File "tensorflow/python/pywrap_tensorflow.py", line 73, in <module>
ImportError: lib.so.2: cut

Failed to load the native TensorFlow runtime.
See https://www.tensorflow.org/install/errors for some common causes and solutions."""
OBJECT = 'expected a JSON object of names and values, such as {"floatx": "float32"}'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"floatx": "float8"}', "Invalid `floatx` configuration."),
        ('{"epsilon": "small"}', "Invalid `epsilon` configuration."),
        ('{"image_data_format": "upside_down"}', "Invalid `image_data_format` configuration."),
        ('{"floatx": []}', OBJECT),
        ("[]", OBJECT),
        ("3", OBJECT),
        ("null", OBJECT),
        (None, "it cannot be read (Is a directory)"),
    ],
)
def test_a_file_that_keras_refuses_is_named(content, fault, tmp_path):
    """It cannot be loaded by anybody then; the message says which file it is, and what is wrong."""
    file = tmp_path / "keras.json"
    if content is None:
        file.mkdir()
    else:
        file.write_text(content)
    last = python(LOAD, KERAS_HOME=str(tmp_path)).stderr.strip().splitlines()[-1]
    assert last.startswith(f"ValueError: Keras refuses its settings in {file}: {fault}")
    assert last.endswith(". Remove that file; nothing of it counts for this library.")
    assert "object has no" not in last
    assert ".." not in last


@pytest.mark.parametrize("content", [None, FINE, '{"backend": "jax"}', "no JSON"])
@pytest.mark.parametrize(
    ("error", "line"),
    [
        ("ImportError('libcudart.so.12')", "libcudart.so.12"),
        ("ModuleNotFoundError('x.')", "ModuleNotFoundError: x"),
        ("RuntimeError('built using AVX')", "RuntimeError: built using AVX"),
        ("AttributeError('module ml_dtypes')", "AttributeError: module ml_dtypes"),
        (
            "TypeError('Descriptors cannot be created directly.\\nIf this call came from …')",
            "TypeError: Descriptors cannot be created directly",
        ),
        ("ValueError('numpy.dtype size changed')", "ValueError: numpy.dtype size changed"),
        ("OSError('libtensorflow.so: cannot open')", "OSError: libtensorflow.so: cannot open"),
        ("KeyError('x')", "KeyError: 'x'"),
        (f"ImportError({TENSORFLOW!r})", "lib.so.2: cut"),
    ],
)
def test_a_backend_that_cannot_be_imported_is_told(error, line, content, tmp_path):
    """With its own words, and what to do; nobody is told to remove a file that is not at fault."""
    (tmp_path / "tensorflow.py").write_text(f"raise {error}")
    if content:
        (tmp_path / "keras.json").write_text(content)
    done = python(
        LOAD, PYTHONPATH=str(tmp_path), KERAS_HOME=str(tmp_path), KERAS_BACKEND="tensorflow"
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(
        f"ImportError: Keras cannot be loaded on its backend tensorflow: {line}. Install "
    )
    assert "python -m pip install -r requirements.txt" in last
    assert "keras.json" not in last


@pytest.mark.parametrize("name", ["KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH"])
@pytest.mark.parametrize("value", ["", "many", "1.5"])
def test_a_variable_that_keras_refuses_is_named(name, value, monkeypatch):
    """It reads it where it reads its file."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=rf"{name} is '{value}'; Keras expects a whole number"):
        settings.load_keras()


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_a_file_that_asks_for_a_package_is_named(backend, tmp_path):
    """What cannot be imported may be what the file asks for, not the backend."""
    (tmp_path / "keras.json").write_text('{"nnx_enabled": true}')
    (tmp_path / "flax.py").write_text("raise ImportError")
    (tmp_path / f"{backend}.py").write_text("")
    done = python(LOAD, PYTHONPATH=str(tmp_path), KERAS_HOME=str(tmp_path), KERAS_BACKEND=backend)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"ImportError: Keras cannot be loaded on its backend {backend}: ")
    assert last.endswith(f" Or remove {tmp_path / 'keras.json'}, which asks for Flax.")
