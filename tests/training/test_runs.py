"""What a run tells: its accuracy, its tables that draw themselves, its predictions."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgba

from polymnist_lib import i18n, metrics, paths, plotting
from polymnist_lib.models import predict
from polymnist_lib.training import fit
from polymnist_lib.training.runs import Store


@pytest.fixture(scope="module")
def run(parts, tmp_path_factory):
    """A run of two epochs, read back from its store."""
    return fit.train("linear", parts, store=Store(tmp_path_factory.mktemp("runs")), epochs=2)


def drawn(ax):
    """List all that was drawn: what, where, how it looks and what it says."""
    lines = [(line.get_xydata().tolist(), line.get_color(), line.get_marker()) for line in ax.lines]
    texts = [(text.get_text(), text.get_position(), text.get_color()) for text in ax.texts]
    cells = [each.get_array().tolist() for each in ax.collections]
    patches = [(each.get_bbox().bounds, to_rgba(each.get_facecolor())) for each in ax.patches]
    around = ax.get_xlabel(), ax.get_ylabel(), ax.get_xlim(), ax.get_ylim()
    return lines, texts, cells, patches, around, ax.figure.get_size_inches().tolist()


def test_the_accuracy_is_that_of_the_test_part(run):
    """It prints as people write it, and its numbers are there."""
    i18n.set_language("en")
    assert run.accuracy == metrics.accuracy(run.test)
    assert run.accuracy.low < run.accuracy.estimate < run.accuracy.high
    assert run.accuracy is run.accuracy, "it is worked out once"
    assert str(run.accuracy).startswith(i18n.percent(run.accuracy.estimate))


def test_it_is_shown_in_a_line(run):
    """By its recipe and its key: its tables and predictions are asked for by name."""
    assert repr(run) == f"Run(recipe={run.recipe!r}, key={run.key!r})"


@pytest.mark.parametrize("options", [{}, {"quantity": "loss"}])
def test_the_history_draws_itself(run, options):
    """Its plot draws what `plotting.history` draws of an ordinary table."""
    ordinary = pd.DataFrame(run.history)
    assert type(ordinary) is pd.DataFrame
    mine, expected = run.history.plot(**options), plotting.history(ordinary, **options)
    assert mine is not expected
    assert drawn(mine) == drawn(expected)
    assert run.history.plot(ax=expected) is expected


def test_the_history_is_a_table(run):
    """It is read and written as any, survives a pickle, and its parts are ordinary tables."""
    assert isinstance(run.history, pd.DataFrame)
    assert list(run.history.columns) == list(fit.HISTORY)
    again = pickle.loads(pickle.dumps(run)).history
    pd.testing.assert_frame_equal(again, run.history)
    assert again.plot().lines
    assert type(run.history[["loss", "val_loss"]]) is pd.DataFrame


def test_the_confusion_draws_itself(run):
    """Its plot draws what `plotting.confusion` draws of `metrics.confusion`."""
    counts = metrics.confusion(run.test)
    found = run.confusion()
    np.testing.assert_array_equal(found.to_numpy(), counts)
    assert (found.index.name, found.columns.name) == ("true", "predicted")
    assert drawn(found.plot()) == drawn(plotting.confusion(counts))
    ax = plt.figure().subplots()
    assert found.plot(ax=ax) is ax


def test_predictions_are_those_of_the_model(run, parts):
    """Many images or a single one, with the numbers of Keras."""
    images = parts.test.images[:20]
    found = run.predict(images)
    assert (found.shape, found.dtype) == ((20, 10), np.float32)
    np.testing.assert_allclose(found, predict.probabilities(run.model(), images), atol=1e-5)
    np.testing.assert_allclose(run.predict(images[3]), found[3:4], atol=1e-6)


def test_predicting_loads_no_keras(run, parts, tmp_path):
    """A run that is read back answers without it."""
    np.save(tmp_path / "images.npy", parts.test.images[:2])
    code = (
        "import sys, numpy as np; from pathlib import Path\n"
        "from polymnist_lib.training.runs import Store\n"
        "store, key, images = sys.argv[1:]\n"
        "run = Store(Path(store)).find(key)\n"
        "run.predict(np.load(images)); print(run.accuracy)\n"
        "run.history.plot(); run.confusion().plot()\n"
        "sys.exit(' '.join({'keras', 'tensorflow'} & set(sys.modules)) or None)"
    )
    words = [run.folder.parent, run.key, tmp_path / "images.npy"]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("images", "got"),
    [
        (np.zeros((2, 28, 28, 3)), "float64 of shape \\(2, 28, 28, 3\\)"),
        (np.zeros((28, 28), np.uint8), "uint8 of shape \\(28, 28\\)"),
        (np.zeros((1, 28, 28), np.uint8), "uint8 of shape \\(1, 1, 28, 28\\)"),
        (np.zeros((5, 32, 32, 3), np.uint8), "uint8 of shape \\(5, 32, 32, 3\\)"),
        ("4.png", ".* of shape \\(\\)"),
    ],
)
def test_other_images_are_refused(run, images, got):
    """What is no raw image of this size is told what it is and what was expected."""
    with pytest.raises(ValueError, match=f"uint8 images.*got {got}.*0 to 255"):
        run.predict(images)


@pytest.mark.parametrize("place", ["file", "file/runs"])
def test_nowhere_to_keep_runs_is_told(place, tmp_path):
    """The message names the variable that moves them."""
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="POLYMNIST_RUNS"), Store(tmp_path / place).lock("key"):
        pass


@pytest.mark.parametrize("locked", [False, True])
def test_a_place_that_takes_no_runs_is_told_before_a_training(locked, parts, tmp_path, monkeypatch):
    """Also where another user has made the folder of the locks, which this one may write to."""

    def refuse(dir):  # noqa: A002, as it is called
        if dir == tmp_path:
            raise PermissionError(13, "Permission denied")
        return open(os.devnull)  # noqa: PTH123

    if locked:
        (tmp_path / ".locks").mkdir()
    monkeypatch.setattr(paths.tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(fit, "_run", lambda *_: pytest.fail("trained"))
    with pytest.raises(OSError, match=rf"write to the folder {tmp_path} .*in POLYMNIST_RUNS"):
        fit.train("linear", parts, store=Store(tmp_path))


@pytest.mark.parametrize("named", ["~/runs", Path("~/runs")])
def test_a_store_is_in_the_home_of_the_user(named, parts, tmp_path, monkeypatch):
    """Named in Python or, as no shell sees it, in the variable; the run is kept and read back."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert Store(named).folder == tmp_path / "home" / "runs"
    monkeypatch.setenv("POLYMNIST_RUNS", str(named))
    run = fit.train("linear", parts, epochs=1)
    assert run.folder == tmp_path / "home" / "runs" / run.key
    assert [each.name for each in tmp_path.iterdir()] == ["home"]
