"""Published results: written from runs, read back, made again from what is stored."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics, results
from polymnist_lib.grid import Experiment
from polymnist_lib.metrics import Predictions
from polymnist_lib.recipes import Recipe
from polymnist_lib.runs import Run

ENVIRONMENT = {
    "data": "mnist",
    "fingerprint": "f" * 16,
    "versions": {"keras": "3"},
    "machine": {"cores": "2"},
    "revision": "abc",
}


def outcome(seed, *, environment=ENVIRONMENT, shift=0):
    """Make an outcome whose run is right about some of 40 images."""
    rng = np.random.default_rng(seed)
    labels = (np.arange(40) + shift) % 10
    probabilities = rng.dirichlet(np.ones(10), 40).astype(np.float32)
    probabilities[: 30 - seed] = np.eye(10)[labels[: 30 - seed]]
    test = Predictions(probabilities, labels, np.arange(40) % 5, np.arange(40) // 5)
    recipe = Recipe("linear", seed=seed)
    history = pd.DataFrame({"epoch": [1, 2], "loss": [2.0, 1.0], "seconds": [3.0, 4.0]})
    layers = pd.DataFrame({"parameters": [7850]})
    run = Run(recipe, f"linear-{seed}", history, layers, test, test, environment=environment)
    return Experiment("reference", recipe), run


def test_what_is_written_is_read_back(tmp_path):
    """Recipe, accuracy, interval, tables and environment of every run that was trained."""
    outcomes = [outcome(0), outcome(1)]
    found = results.read(results.write(outcomes, tmp_path / "results"))
    assert list(found.runs.index) == ["linear-0", "linear-1"]
    row = found.runs.loc["linear-1"]
    estimate = metrics.accuracy(outcomes[1][1].test)
    assert (row["accuracy"], row["low"], row["high"]) == pytest.approx(
        (estimate.estimate, estimate.low, estimate.high)
    )
    assert (row["model"], row["seed"], row["seconds"], row["parameters"]) == ("linear", 1, 7, 7850)
    assert found.environment["data"] == "mnist"
    assert found.environment["versions"]["keras"] == "3"
    assert found.environment["all"] == {
        name: [ENVIRONMENT[name]] for name in ("versions", "machine", "revision")
    }
    confusion = found.tables["confusion"].set_index("key").loc["linear-1"]
    assert confusion[[str(each) for each in range(10)]].to_numpy().tolist() == (
        metrics.confusion(outcomes[1][1].test).tolist()
    )
    assert len(found.tables["histories"]) == 4
    np.testing.assert_array_equal(found.correct["linear-1"], outcomes[1][1].test.correct)


def test_the_table_can_be_made_again(tmp_path):
    """The right answers that are stored give every accuracy and interval of the table."""
    found = results.read(results.write([outcome(0), outcome(3)], tmp_path / "results"))
    pd.testing.assert_frame_equal(
        found.recomputed(), found.runs[["accuracy", "low", "high"]], check_exact=False, atol=1e-9
    )


@pytest.mark.parametrize(("name", "value"), [("versions", {"keras": "4"}), ("data", "kaggle")])
def test_results_do_not_mix(tmp_path, name, value):
    """Runs of other versions or data are refused; nothing is written."""
    other = outcome(1, environment={**ENVIRONMENT, name: value})
    with pytest.raises(ValueError, match=f"cannot stand in one table: {name} of linear-0"):
        results.write([outcome(0), other], tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_other_versions_and_machines_are_listed(tmp_path):
    """What does not decide a result may differ, and is told."""
    elsewhere = {
        **ENVIRONMENT,
        "versions": {"keras": "3", "pandas": "9"},
        "machine": {"cores": "16"},
    }
    found = results.read(
        results.write([outcome(0), outcome(1, environment=elsewhere)], tmp_path / "results")
    )
    assert found.environment["all"]["machine"] == [{"cores": "2"}, {"cores": "16"}]
    assert len(found.environment["all"]["versions"]) == 2


def test_results_are_of_the_same_images(tmp_path):
    """Runs measured on other test images are refused."""
    with pytest.raises(ValueError, match="labels of linear-0 and linear-1 differ"):
        results.write([outcome(0), outcome(1, shift=1)], tmp_path / "results")


def test_nothing_to_write_or_to_read_is_said(tmp_path):
    """No results are no results; a table without its answers is damaged."""
    assert results.read(tmp_path) is None
    with pytest.raises(ValueError, match="no experiment was trained"):
        results.write([], tmp_path)
    folder = results.write([outcome(0)], tmp_path / "results")
    table = pd.read_csv(folder / "runs.csv")
    pd.concat([table, table.assign(key="linear-9")]).to_csv(folder / "runs.csv", index=False)
    with pytest.raises(ValueError, match=r"lacks the runs linear-9 of runs\.csv"):
        results.read(folder)


def test_unknown_sources_stay_unknown(tmp_path):
    """Data without sources are read back without."""
    experiment, with_sources = outcome(0)
    test = with_sources.test
    bare = Predictions(test.probabilities, test.labels, test.modality)
    run = replace(with_sources, validation=bare, test=bare)
    folder = results.write([(experiment, run)], tmp_path / "results")
    assert results.read(folder).predictions("linear-0").source is None
    assert json.loads((folder / "environment.json").read_text())["data"] == "mnist"


def test_the_published_table_is_that_of_its_answers():
    """What the project publishes follows from what it stores, and is of one environment."""
    found = results.read()
    if found is None:
        pytest.skip("no results are published yet")
    pd.testing.assert_frame_equal(
        found.recomputed(), found.runs[["accuracy", "low", "high"]], check_exact=False, atol=1e-6
    )
