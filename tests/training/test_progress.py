"""Progress is shown where somebody looks, and nowhere else."""

import io
import sys
from types import SimpleNamespace

import pytest

from polymnist_lib.training import progress
from polymnist_lib.training.recipes import Recipe


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self):
        """Say that somebody looks."""
        return True


def shown(monkeypatch, stream):
    """Count the epochs of a recipe; return what was written meanwhile."""
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(progress.epochs(Recipe("cnn2", epochs=3))) == [1, 2, 3]
    return stream.getvalue()


@pytest.fixture(autouse=True)
def enabled(monkeypatch):
    """Nobody has silenced tqdm."""
    monkeypatch.delenv("TQDM_DISABLE", raising=False)


def test_a_terminal_sees_the_model_and_its_epochs(monkeypatch):
    """The bar names the model and ends at the last epoch."""
    written = shown(monkeypatch, Terminal())
    assert written.startswith("\rcnn2:   0%")
    assert "3/3" in written


def test_what_was_done_before_is_on_the_bar(monkeypatch):
    """A training that goes on counts from its next epoch, and its bar begins there."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(progress.epochs(Recipe("cnn2", epochs=4), 3)) == [4]
    written = sys.stderr.getvalue()
    assert written.startswith("\rcnn2:  75%")
    assert "4/4" in written


def test_a_pipe_gets_nothing(monkeypatch):
    """A log or the output of a build has no bars."""
    assert shown(monkeypatch, io.StringIO()) == ""


def test_a_notebook_sees_it_too(monkeypatch):
    """Its output is no terminal, but somebody looks; nothing warns where there are no widgets."""
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr(progress, "find_spec", lambda name: None)
    assert "3/3" in shown(monkeypatch, io.StringIO())


def test_ipython_in_a_pipe_is_no_notebook(monkeypatch):
    """That IPython is loaded does not make a notebook."""
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert shown(monkeypatch, io.StringIO()) == ""


def test_a_program_without_a_terminal_trains(monkeypatch):
    """Where there is no standard error at all, as under `pythonw`, there is no bar either."""
    monkeypatch.setattr(sys, "stderr", None)
    assert list(progress.epochs(Recipe("cnn2", epochs=3))) == [1, 2, 3]


def test_it_can_be_silenced(monkeypatch):
    """The variable that tqdm knows, which the build of the book sets, silences it anywhere."""
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert shown(monkeypatch, Terminal()) == ""


@pytest.mark.parametrize("value", ["0", ""])
def test_a_silence_that_is_refused_is_none(monkeypatch, value):
    """A zero shows the bar, though tqdm by itself takes any value for a yes."""
    monkeypatch.setenv("TQDM_DISABLE", value)
    assert "3/3" in shown(monkeypatch, Terminal())
