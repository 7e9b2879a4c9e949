"""What results were made on."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from polymnist_lib import provenance


def test_revision_is_none_outside_a_checkout(tmp_path):
    """A folder that is no checkout has no revision."""
    assert provenance.revision(tmp_path) is None


def test_machine_says_nothing_private():
    """The description of the machine holds neither its name nor a folder."""
    import platform

    facts = " ".join(provenance.machine().values())
    assert "/" not in facts
    assert platform.node() not in facts.split()


def test_the_backend_is_the_one_that_keras_takes(monkeypatch, tmp_path):
    """What it was loaded with, else the variable, else TensorFlow; its user's file says nothing."""
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "keras.json").write_text('{"backend": "torch"}')
    for said, backend in ((None, "tensorflow"), ("", "tensorflow"), ("jax", "jax")):
        monkeypatch.delenv("KERAS_BACKEND", raising=False)
        if said is not None:
            monkeypatch.setenv("KERAS_BACKEND", said)
        assert provenance.backend() == backend
    loaded = SimpleNamespace(config=SimpleNamespace(backend=lambda: "torch"))
    monkeypatch.setitem(sys.modules, "keras", loaded)
    assert provenance.backend() == "torch"


@pytest.mark.parametrize("home", ["none", "missing", "own", "named", "tilde"])
def test_the_folder_of_settings_is_that_of_keras(home, monkeypatch, tmp_path):
    """Also of a user without a home, as a container may have."""
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "missing" if home == "missing" else tmp_path))
    if home == "none":
        monkeypatch.setattr("os.path.expanduser", str)  # how it tells that there is none
    if home == "named":
        monkeypatch.setenv("KERAS_HOME", str(tmp_path / "settings"))
    if home == "tilde":
        monkeypatch.setenv("KERAS_HOME", "~/settings")
    expected = {
        "tilde": tmp_path / "settings",
        "own": tmp_path / ".keras",
        "named": tmp_path / "settings",
    }
    assert provenance.keras_home() == expected.get(home, Path("/tmp/.keras"))
