"""What results were made on."""

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
    """The variable first, then Keras' own file, then TensorFlow; a damaged file is no file."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    assert provenance.backend() == "tensorflow"
    (tmp_path / "keras.json").write_text('{"backend": "torch"}')
    assert provenance.backend() == "torch"
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert provenance.backend() == "jax"
    monkeypatch.delenv("KERAS_BACKEND")
    (tmp_path / "keras.json").write_text("{")
    assert provenance.backend() == "tensorflow"
