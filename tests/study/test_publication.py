"""Publishing: results written from runs, read back, and refused where they would mix."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics
from polymnist_lib.digits import Digits, Split
from polymnist_lib.metrics import Predictions
from polymnist_lib.study import grid, publication, results
from polymnist_lib.study.grid import Experiment
from polymnist_lib.study.publication import flaws, handwriting
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run, Store

ENVIRONMENT = {
    "data": "mnist",
    "backend": "tensorflow",
    "fingerprint": "f" * 16,
    "versions": {"keras": "3"},
    "machine": {"cores": "2"},
    "revision": "abc",
}


TEST = Digits(
    np.arange(40, dtype=np.uint8)[:, None, None, None] * np.ones((1, 28, 28, 3), np.uint8),
    np.arange(40) // 5 % 10,
    np.arange(40) % 5,
    np.arange(40) // 5,
)


def outcome(seed, *, environment=ENVIRONMENT, shift=0, group="strong"):
    """Make an outcome whose run is right about some of 40 images, 8 sources in five modalities."""
    rng = np.random.default_rng(seed)
    labels = (TEST.labels + shift) % 10
    probabilities = rng.dirichlet(np.ones(10), 40).astype(np.float32)
    probabilities[: 30 - seed] = np.eye(10)[labels[: 30 - seed]]
    test = Predictions(probabilities, labels, TEST.modality, TEST.source)
    recipe = Recipe("linear", seed=seed)
    history = pd.DataFrame({"epoch": [1, 2], "loss": [2.0, 1.0], "seconds": [3.0, 4.0]})
    layers = pd.DataFrame({"parameters": [7850]})
    run = Run(recipe, f"linear-{seed}", history, layers, test, test, environment=environment)
    return Experiment(group, recipe), run


def test_what_is_written_is_read_back(tmp_path):
    """Recipe, accuracy, interval, tables and environment of every run that was trained."""
    outcomes = [outcome(0), outcome(1)]
    found = results.read(publication.write(outcomes, TEST, tmp_path / "results"))
    assert list(found.runs.index) == ["linear-0", "linear-1"]
    row = found.runs.loc["linear-1"]
    estimate = metrics.accuracy(outcomes[1][1].test)
    assert (row["accuracy"], row["low"], row["high"]) == pytest.approx(
        (estimate.estimate, estimate.low, estimate.high)
    )
    assert (row["model"], row["seed"], row["seconds"], row["parameters"]) == ("linear", 1, 7, 7850)
    assert found.environment["data"] == "mnist"
    told = found.environment["groups"]["strong"]
    assert told["backend"] == "tensorflow"
    assert told["versions"]["keras"] == "3"
    assert told["all"] == {
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
    found = results.read(publication.write([outcome(0), outcome(3)], TEST, tmp_path / "results"))
    shown = ["accuracy", "low", "high"]
    again = {key: metrics.accuracy(found.predictions(key)) for key in found.correct}
    again = pd.DataFrame(
        [[each.estimate, each.low, each.high] for each in again.values()], list(again), shown
    )
    pd.testing.assert_frame_equal(
        again.loc[found.runs.index, shown],
        found.runs[shown],
        check_names=False,
        check_exact=False,
        atol=1e-9,
    )


@pytest.mark.parametrize(("name", "value"), [("versions", {"keras": "4"}), ("data", "kaggle")])
def test_results_do_not_mix(tmp_path, name, value):
    """Runs of other versions or data are refused; nothing is written."""
    other = outcome(1, environment={**ENVIRONMENT, name: value})
    with pytest.raises(ValueError, match=f"cannot stand in one table: {name} of linear-0"):
        publication.write([outcome(0), other], TEST, tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_other_versions_and_machines_are_listed(tmp_path):
    """What does not decide a result may differ, and is told."""
    elsewhere = {
        **ENVIRONMENT,
        "versions": {"keras": "3", "pandas": "9"},
        "machine": {"cores": "16"},
    }
    found = results.read(
        publication.write(
            [outcome(0), outcome(1, environment=elsewhere)], TEST, tmp_path / "results"
        )
    )
    told = found.environment["groups"]["strong"]["all"]
    assert told["machine"] == [{"cores": "2"}, {"cores": "16"}]
    assert len(told["versions"]) == 2


def test_another_group_can_be_trained_elsewhere(tmp_path):
    """Versions are those of the groups that are compared; the data are those of all."""
    elsewhere = {**ENVIRONMENT, "backend": "jax", "versions": {"keras": "4"}}
    away = outcome(1, environment=elsewhere, group="reference")
    found = results.read(publication.write([outcome(0), away], TEST, tmp_path / "results"))
    assert {name: told["backend"] for name, told in found.environment["groups"].items()} == {
        "strong": "tensorflow",
        "reference": "jax",
    }
    for first, second in (("strong", "compact"), ("ablation", "handwriting")):
        compared = [
            outcome(0, group=first),
            outcome(1, environment=elsewhere, group=second),
        ]
        with pytest.raises(ValueError, match=f"groups {first} and {second} are compared"):
            publication.write(compared, TEST, tmp_path / "compared")
    other_data = outcome(1, environment={**ENVIRONMENT, "data": "kaggle"}, group="compact")
    with pytest.raises(ValueError, match="cannot stand in one table: data of linear-0"):
        publication.write([outcome(0), other_data], TEST, tmp_path / "others")


def test_results_are_of_the_same_images(tmp_path):
    """Runs measured on other test images are refused."""
    with pytest.raises(ValueError, match="labels of linear-0 and linear-1 differ"):
        publication.write([outcome(0), outcome(1, shift=1)], TEST, tmp_path / "results")


def test_there_is_nothing_to_write():
    """No runs are no results, and no model to ship."""
    with pytest.raises(ValueError, match="no experiment was trained"):
        publication.write([], TEST)
    with pytest.raises(ValueError, match="no experiment of the group reader"):
        publication.shipped([outcome(0, group="reference")])


def test_the_model_to_ship_is_chosen_on_validation_images():
    """Of its group alone, whatever others and the test images say."""
    weak, better = outcome(9, group="reader"), outcome(2, group="reader")
    other = outcome(0, group="reference")
    assert publication.shipped([weak, better, other]) is better[1]


def test_the_most_confident_errors_are_kept_with_their_images(tmp_path, monkeypatch):
    """Of each modality, in the order of their confidence, each with its own image."""
    monkeypatch.setattr(publication.tables, "ERRORS", 2)
    _, run = first = outcome(5, group="reader")
    errors = results.read(publication.write([first], TEST, tmp_path / "results")).errors
    wrong = run.test.errors()
    ranks = pd.Series(wrong).groupby(run.test.modality[wrong]).cumcount()
    places = wrong[ranks < 2]
    assert 2 < len(places) < len(wrong)
    np.testing.assert_array_equal(errors["images"][:, 0, 0, 0], places)
    np.testing.assert_array_equal(errors["labels"], run.test.labels[places])
    np.testing.assert_array_equal(errors["predicted"], run.test.predicted[places])
    assert (np.diff(errors["confidence"]) <= 0).all()


def test_what_is_published_is_not_lost(tmp_path):
    """A group with fewer experiments, or other data, are refused; more are welcome."""
    folder = tmp_path / "results"
    publication.write([outcome(0), outcome(1)], TEST, folder)
    publication.write([outcome(0), outcome(1), outcome(2)], TEST, folder)
    with pytest.raises(ValueError, match="1 of 3 experiments in .* are not in this store"):
        publication.write([outcome(0), outcome(1)], TEST, folder)
    other = outcome(0, environment={**ENVIRONMENT, "data": "kaggle"})
    with pytest.raises(ValueError, match="holds results of mnist, these are of kaggle"):
        publication.write([other], TEST, folder)
    with pytest.raises(ValueError, match="other test images of mnist: their labels differ"):
        publication.write([outcome(3, shift=1, group="compact")], TEST, folder)
    assert len(results.read(folder).runs) == 3


def lines(folder, *without):
    """Read the lines of each table that mention none of some words."""
    return {
        file.name: [
            line
            for line in file.read_text("utf-8").splitlines()
            if not any(word in line for word in without)
        ]
        for file in sorted(folder.glob("*.csv"))
    }


def seal(folder):
    """Take what lies in a folder of results for what was published."""
    file = folder / "environment.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**told, "files": results.checksums(folder)}), encoding="utf-8")


@pytest.mark.parametrize("name", ["runs.csv", "correct.npz", "environment.json"])
def test_nothing_is_published_over_what_is_damaged(name, tmp_path):
    """What it holds of other groups would be lost; where it is whole, anything is added."""
    folder = tmp_path / "results"
    publication.write([outcome(0)], TEST, folder)
    publication.write([outcome(1, group="compact")], TEST, folder)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=rf"wrote them: {name}"):
        publication.write([outcome(2, group="reference")], TEST, folder)
    (folder / name).write_bytes(content)
    publication.write([outcome(2, group="reference")], TEST, folder)
    assert len(results.read(folder).runs) == 3


def test_what_was_published_without_checksums_is_published_over(tmp_path):
    """From then on it has them."""
    folder = tmp_path / "results"
    publication.write([outcome(0)], TEST, folder)
    file = folder / "environment.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    assert set(told.pop("files")) == {each.name for each in folder.glob("*.[cn][sp][vz]")}
    file.write_text(json.dumps(told), encoding="utf-8")
    publication.write([outcome(1, group="compact")], TEST, folder)
    assert results.read(folder).environment["files"] == results.checksums(folder)


def test_the_largest_networks_need_not_be_the_first(tmp_path):
    """Without them no confident errors are known."""
    found = results.read(publication.write([outcome(1, group="reference")], TEST, tmp_path / "new"))
    assert list(found.runs["group"]) == ["reference"]
    assert found.errors == {}


def test_other_groups_stay_row_for_row(tmp_path, monkeypatch):
    """One group written anew changes its own rows alone; not how fast models are, nor errors."""
    folder = tmp_path / "results"
    experiment, run = outcome(3, group="reference")
    part = (Experiment("ablation", outcome(4)[1].recipe, "subset"), outcome(4)[1])
    shipped = outcome(6, group="reader")
    publication.write([outcome(0), outcome(1), (experiment, run), part, shipped], TEST, folder)
    for name, row in (
        ("flaws", dict.fromkeys(flaws.COLUMNS, 0.123456) | {"flaw": "leak", "model": "cnn1"}),
        ("handwriting", dict.fromkeys(handwriting.COLUMNS, 0.5) | {"images": "ink_on_paper"}),
    ):
        pd.DataFrame([row]).to_csv(folder / f"{name}.csv", index=False)
    seal(folder)
    before, stated = results.read(folder), lines(folder, "linear-3")
    monkeypatch.setattr(publication.tables, "speeds", None)  # nothing is timed again
    changed = replace(outcome(7)[1], recipe=run.recipe, key="linear-changed")
    more = outcome(5, group="reference")
    publication.write([(experiment, changed), more], TEST, folder)
    after = results.read(folder)
    assert lines(folder, "linear-changed", "linear-5") == stated
    assert list(after.runs["group"]) == [
        *["reference"] * 2,
        *["strong"] * 2,
        "ablation",
        "reader",
    ]
    assert after.runs.loc["linear-changed", "accuracy"] == pytest.approx(
        changed.test.correct.mean()
    )
    for key in ("linear-0", "linear-1", "linear-4"):
        np.testing.assert_array_equal(after.correct[key], before.correct[key])
    np.testing.assert_array_equal(after.correct["linear-changed"], changed.test.correct)
    assert "linear-3" not in after.correct
    np.testing.assert_array_equal(after.errors["images"], before.errors["images"])
    kept = {name: after.environment["groups"][name] for name in ("strong", "ablation")}
    assert kept == {name: before.environment["groups"][name] for name in kept}
    assert after.environment["timed_on"] == before.environment["timed_on"]


def test_a_model_that_nobody_timed_has_all_timed_anew(tmp_path):
    """Speeds of two machines are not comparable."""
    folder = tmp_path / "results"
    publication.write([outcome(0)], TEST, folder)
    (folder / "speeds.csv").write_text("model,milliseconds\nlinear,999\n")
    seal(folder)
    experiment, run = outcome(1, group="reference")
    other = replace(run, recipe=Recipe("mlp1"), key="mlp1-0")
    publication.write([(replace(experiment, recipe=other.recipe), other)], TEST, folder)
    speeds = results.read(folder).tables["speeds"].set_index("model")["milliseconds"]
    assert set(speeds.index) == {"linear", "mlp1"}
    assert speeds["linear"] < 999


def test_a_group_stays_comparable_with_what_is_published(tmp_path):
    """Written anew elsewhere, it is refused while a group beside it stays."""
    folder = tmp_path / "results"
    publication.write([outcome(0), outcome(1, group="compact")], TEST, folder)
    elsewhere = {**ENVIRONMENT, "versions": {"keras": "4"}}
    with pytest.raises(ValueError, match="strong and compact are compared.*versions of strong"):
        publication.write([outcome(1, environment=elsewhere, group="compact")], TEST, folder)


def test_how_light_each_ground_is_is_told(tmp_path):
    """So that accuracies on dark and on light grounds can be worked out of any run."""
    found = results.read(publication.write([outcome(0)], TEST, tmp_path / "results"))
    assert found.ground.tolist() == list(range(40))
    light = replace(TEST, images=255 - TEST.images)
    publication.write([outcome(0)], light, tmp_path / "results")
    assert results.read(tmp_path / "results").ground.min() == 255 - 39


def test_only_runs_on_all_of_the_data_are_told_in_detail(tmp_path):
    """By class, confusion and calibration; the other tables are of all runs."""
    _, run = outcome(3)
    part = (Experiment("ablation", run.recipe, "subset"), run)
    found = results.read(publication.write([outcome(0), part], TEST, tmp_path / "results"))
    for name in ("by_class", "confusion", "calibration"):
        assert set(found.tables[name]["key"]) == {"linear-0"}
    for name in ("histories", "by_modality", "validation_by_modality"):
        assert set(found.tables[name]["key"]) == {"linear-0", "linear-3"}


def test_runs_on_other_test_parts_count_for_flaws_alone(tmp_path):
    """They may have other images, and stand in no table of runs."""
    elsewhere = [
        (Experiment("audit", run.recipe, division), run)
        for division in grid.REDIVIDED
        for _, run in [outcome(1, shift=1)]
    ]
    found = results.read(publication.write([outcome(0), *elsewhere], TEST, tmp_path / "results"))
    assert list(found.runs.index) == ["linear-0"]
    assert set(found.environment["groups"]) == {"strong", "audit"}


def test_views_are_fused_in_the_strong_group_alone(tmp_path):
    """One to five views of each strong run, the gain, and twenty pairings by label."""
    found = results.read(
        publication.write([outcome(4), outcome(5, group="compact")], TEST, tmp_path / "results")
    )
    fused = found.tables["fusion"]
    assert set(fused["key"]) == {"linear-4"}
    assert list(fused["views"]) == [1, 2, 3, 4, 5]
    assert fused["accuracy"].iloc[0] == pytest.approx(found.runs.loc["linear-4", "accuracy"])
    assert len(found.tables["gains"]) == 1
    assert found.tables["pairings"].groupby("views")["seed"].nunique().eq(20).all()


def test_a_run_is_found_wherever_it_was_trained(tmp_path):
    """By recipe and data, the last one; not one of other data or another recipe."""
    split = Split(TEST, TEST, TEST, "tiny")
    store = Store(tmp_path)

    class NoModel:
        def save(self, file):
            file.write_bytes(b"")

    def keep(key, seed, **environment):
        _, run = outcome(seed)
        environment = {**ENVIRONMENT, "fingerprint": split.fingerprint, **environment}
        store.save(replace(run, key=f"linear-{key}", environment=environment), NoModel())

    experiment = Experiment("strong", Recipe("linear", seed=1))
    assert publication.find(experiment, split, store) is None
    keep("other-data", 1, fingerprint="0" * 16)
    keep("other-seed", 2)
    assert publication.find(experiment, split, store) is None
    (tmp_path / "linear-damaged").mkdir()
    (tmp_path / "linear-damaged" / "run.json").write_text("{")
    keep("elsewhere", 1, backend="jax")
    file = tmp_path / "linear-elsewhere" / "run.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    for since in ("slant", "recompose"):  # a policy had neither once
        del told["resolved"]["augmentation"][since]
    file.write_text(json.dumps(told), encoding="utf-8")
    assert publication.find(experiment, split, store).key == "linear-elsewhere"
    keep(store.key(experiment.recipe, split).removeprefix("linear-"), 1)
    assert publication.find(experiment, split, store).environment["backend"] == "tensorflow"


def test_unknown_sources_stay_unknown(tmp_path):
    """Data without sources are read back without."""
    experiment, with_sources = outcome(0)
    test = with_sources.test
    bare = Predictions(test.probabilities, test.labels, test.modality)
    run = replace(with_sources, validation=bare, test=bare)
    folder = publication.write([(experiment, run)], TEST, tmp_path / "results")
    assert results.read(folder).predictions("linear-0").source is None
    assert results.read(folder).tables["fusion"].empty


def test_templates_are_the_mean_over_seeds(tmp_path, monkeypatch):
    """Of the linear models that were trained properly; they stay while other groups are written."""
    kernels = {seed: np.full((784, 10), float(seed), np.float32) for seed in grid.TEN_SEEDS}

    monkeypatch.setattr(
        Run,
        "network",
        lambda run: SimpleNamespace(
            layers=[None, SimpleNamespace(weights={"kernel": kernels[run.recipe.seed]})]
        ),
    )
    folder = tmp_path / "results"
    properly = []
    for recipe in grid.seeded(grid.TRAINED_PROPERLY, grid.TEN_SEEDS):
        _, run = outcome(recipe.seed, group="reference")
        run = replace(run, recipe=recipe, folder=tmp_path)
        properly.append((Experiment("reference", recipe), run))
    publication.write([outcome(11), *properly], TEST, folder)
    found = results.read(folder).templates
    assert found.shape == (10, 28, 28)
    assert (found == 4.5).all()
    publication.write([outcome(12, group="compact")], TEST, folder)
    np.testing.assert_array_equal(results.read(folder).templates, found)
    assert results.read(publication.write([outcome(0)], TEST, tmp_path / "other")).templates is None
