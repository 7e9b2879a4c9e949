"""Workers where Keras cannot be loaded: nothing is tried with it, and one message says why."""

import sys

import pytest

from polymnist_lib.study import workers


@pytest.mark.slow  # processes that import the library
@pytest.mark.parametrize(
    ("backend", "ends", "message"),
    [
        ("tensorflow", "os.kill(os.getpid(), signal.SIGSEGV)", "died: killed by SIGSEGV: a fault"),
        ("jax", "os.abort()", "died: killed by SIGABRT: a compiled package gave up"),
        ("torch", "os._exit(3)", "died: ended by itself, with the status 3"),
        ("tensorflow", "raise ImportError('libcudart.so.12')", "libcudart.so.12. Install this"),
        ("jax", "raise RuntimeError('built using AVX')", "built using AVX. Install this"),
    ],
)
def test_a_backend_that_cannot_be_loaded_ends_the_campaign(
    backend, ends, message, tmp_path, monkeypatch
):
    """Before its first training, and not once for each of them."""
    (tmp_path / f"{backend}.py").write_text(f"import os, signal\n{ends}")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("KERAS_BACKEND", backend)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delitem(sys.modules, "keras", raising=False)  # by the variable alone, as a command
    finished = workers.here(["a task", "another"], 2)
    with pytest.raises(ImportError) as caught:
        next(finished)
    told = str(caught.value)
    assert told.startswith(f"Keras cannot be loaded on its backend {backend}")
    assert message in told


def test_where_nothing_is_to_be_trained_keras_is_not_loaded(monkeypatch):
    """All runs are stored: no process is started."""
    monkeypatch.setattr(workers, "_workers", None)
    assert list(workers.here([], 2)) == []
