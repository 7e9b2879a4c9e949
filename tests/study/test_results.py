"""Published results as they are read: damaged ones refused, the project's own made again."""

import shutil
from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import metrics, paths
from polymnist_lib.digits import Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.study import grid, publication, results
from polymnist_lib.study.grid import Experiment
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Results of one run that reads all of ten images."""
    labels = np.arange(10)
    # Each digit is in one modality alone, so nothing could be fused: sources are left out.
    test = Predictions(np.eye(10), labels, labels % 5)
    environment = {
        "data": "mnist",
        "fingerprint": "f",
        "backend": "jax",
        "versions": {},
        "machine": {},
        "revision": "abc",
    }
    history = pd.DataFrame({"epoch": [1], "seconds": [3.0]})
    layers = pd.DataFrame({"parameters": [7850]})
    run = Run(Recipe("linear"), "linear-0", history, layers, test, test, environment)
    images = Digits(np.zeros((10, 28, 28, 3), np.uint8), labels, labels % 5, labels)
    return publication.write(
        [(Experiment("strong", run.recipe), run)],
        images,
        tmp_path_factory.mktemp("results") / "out",
    )


@pytest.fixture
def folder(written, tmp_path):
    """A copy of these results, to damage."""
    return shutil.copytree(written, tmp_path / "out")


def test_no_results_are_none(tmp_path):
    """Where nothing is published, nothing is read."""
    assert results.read(tmp_path) is None


def test_a_table_without_its_answers_is_damaged(folder):
    """A row that somebody added by hand is refused, and the message names it."""
    table = pd.read_csv(folder / "runs.csv")
    pd.concat([table, table.assign(key="linear-9")]).to_csv(folder / "runs.csv", index=False)
    with pytest.raises(ValueError, match=r"lacks the run linear-9 of runs\.csv"):
        results.read(folder)


def test_a_table_that_was_cut_between_rows_is_damaged(folder):
    """Of many runs some are named."""
    with np.load(folder / "correct.npz") as arrays:
        arrays = {**arrays}
    keys = ["linear-0", *(f"mlp1-{each}" for each in range(100))]
    arrays["runs"] = np.array(keys)
    arrays["right"] = np.zeros((10, 13), np.uint8)
    np.savez_compressed(folder / "correct.npz", **arrays)
    told = r"runs\.csv lacks 100 runs mlp1-0, mlp1-1, mlp1-10, … of correct\.npz.*git checkout"
    with pytest.raises(ValueError, match=told):
        results.read(folder)


SAVED = {
    "in UTF-16": lambda text: text.encode("utf-16"),
    "with semicolons": lambda text: text.replace(",", ";").encode(),
    "with tabs": lambda text: text.replace(",", "\t").encode(),
    "cut within a row": lambda text: text.encode()[:-3],
    "cut within its names": lambda text: text.encode()[:2],
    "without names": lambda text: text.partition("\n")[2].encode(),
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize("name", ["runs", *results.TABLES])
def test_a_table_that_was_saved_otherwise_is_told(folder, name, saved):
    """With the file, and what brings it back."""
    table = folder / f"{name}.csv"
    by = {"speeds": "model", "flaws": "flaw", "handwriting": "images"}.get(name, "key")
    text = table.read_text() if table.exists() else ""
    text = text if "," in text else f"{by},other\n1,20000\n"
    table.write_bytes(SAVED[saved](text))
    with pytest.raises(ValueError, match="git checkout results") as told:
        results.read(folder)
    assert str(told.value).startswith(f"{table} is not as `polymnist study --publish` wrote it: ")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_how_an_editor_saves_a_table_makes_no_difference(folder, mark):
    """Neither a byte order mark nor the ends of its lines."""
    before = results.read(folder).runs
    table = folder / "runs.csv"
    table.write_bytes((mark + table.read_text().replace("\n", "\r\n")).encode())
    pd.testing.assert_frame_equal(results.read(folder).runs, before)


@pytest.mark.parametrize("share", [0, 0.5, 0.95])
@pytest.mark.parametrize("name", ["correct.npz", "errors.npz", "templates.npz", "environment.json"])
def test_other_files_that_were_cut_are_told(folder, name, share):
    """As a copy may be that did not end."""
    file = folder / name
    if not file.exists():
        np.savez_compressed(file, linear=np.zeros((10, 28, 28)))
    content = file.read_bytes()
    file.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ValueError, match="git checkout results") as told:
        results.read(folder)
    assert str(told.value).startswith(f"{file} is not as")


def test_answers_to_other_images_are_damaged(folder):
    """As many rows as there are images are needed."""
    with np.load(folder / "correct.npz") as arrays:
        longer = {**arrays, "right": np.zeros((11, 1), np.uint8)}
    np.savez_compressed(folder / "correct.npz", **longer)
    with pytest.raises(ValueError, match=r"answers to other images: of shape \(11, 1\), for 10"):
        results.read(folder)


def test_runs_are_chosen_by_group_and_recipe(folder):
    """A group's rows, those of a recipe's fields among them, none where there are none."""
    found = results.read(folder)
    assert list(found.of("strong").index) == ["linear-0"]
    assert list(found.of("strong", model="linear", seed=0).index) == ["linear-0"]
    assert found.of("strong", seed=1).empty
    assert found.of("reference").empty


@pytest.mark.slow
def test_the_published_table_is_that_of_its_answers():
    """What the project publishes follows from what it stores."""
    found = results.read()
    if found is None:
        pytest.skip("no results are published yet")
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
        atol=1e-6,
    )


def test_everything_published_was_measured_on_the_same_data():
    """All of MNIST, composed as `tests/sources/test_mnist.py` pins, and one subset of it."""
    runs = results.published().runs
    assert set(runs.loc[runs["division"] == "whole", "fingerprint"]) == {"6f6783bd44f53d03"}
    assert set(runs.loc[runs["division"] == "subset", "fingerprint"]) == {"96168fe67da9a934"}


def test_what_varied_handwriting_does_to_the_test_images_follows_from_the_answers():
    """The accuracies and the difference of the row; the others are of pictures."""
    found = results.published()
    runs = found.runs[found.runs["division"] == grid.VARIED].sort_values("seed")
    recipe = ["model", "augmentation", "epochs", "batch_size", "optimizer", "learning_rate",
              "schedule", "label_smoothing", "averaging", "preprocessing"]  # fmt: skip
    plain = found.of("ablation", division="subset").sort_values("seed")
    plain = plain[(plain[recipe] == runs[recipe].iloc[0]).all(axis=1)]
    given, without = ([found.predictions(key) for key in each.index] for each in (runs, plain))
    assert runs["seed"].tolist() == plain["seed"].tolist() == [0, 1, 2]
    effect = metrics.difference_across_seeds(given, without)
    row = found.tables["handwriting"].set_index("images").loc["test_images"]
    told = [row[name] for name in ("without", "with", "estimate", "low", "high", "p")]
    assert told == pytest.approx(
        [plain["accuracy"].mean(), runs["accuracy"].mean(), *astuple(effect)], abs=1e-5
    )


def test_what_is_published_is_explained(tracked):
    """Beside every file, by its name."""
    folder = paths.results_dir()
    told = (folder / "README.md").read_text(encoding="utf-8")
    assert told == publication.GUIDE.read_text(encoding="utf-8")
    files = [each.relative_to(folder) for each in tracked if each.is_relative_to(folder)]
    names = {each.parts[0] for each in files}
    assert {each for each in names if f"`{each}`" not in told} == {"README.md"}


def test_a_table_of_a_new_kind_is_empty_until_it_is_published(tmp_path, monkeypatch):
    """Results from before it can be read, and so be published anew; chapters need it."""
    folder = tmp_path / "results"
    shutil.copytree(paths.results_dir(), folder)
    (folder / "handwriting.csv").unlink()
    assert results.read(folder).tables["handwriting"].empty
    monkeypatch.setattr(paths, "results_dir", lambda: folder)
    with pytest.raises(
        FileNotFoundError, match=r"handwriting\.csv of the full-size study are miss"
    ):
        results.published()


def test_what_is_published_of_modalities_and_flaws_follows_from_the_answers():
    """Accuracies by modality, and the effects that are differences of published runs."""
    found = results.published()
    right = pd.DataFrame(found.correct)
    by_modality = found.tables["by_modality"].pivot(
        index="modality", columns="key", values="accuracy"
    )
    pd.testing.assert_frame_equal(
        right.groupby(found.modality).mean()[by_modality.columns],
        by_modality,
        check_exact=False,
        atol=1e-6,
        check_names=False,
        check_index_type=False,
    )

    def mean(recipe, division, group):
        rows = found.of(group, division=division, after=recipe.after is not None)
        for name in ("model", "augmentation", "epochs", "batch_size"):
            rows = rows[rows[name] == getattr(recipe, name)]
        assert len(rows) == 10
        return right[rows.index].to_numpy().mean()

    fitted = "fitted on validation"
    few, continued, augmented = (
        mean(each, fitted, "audit")
        for each in (grid.FEW_STEPS, grid.CONTINUED, grid.CONTINUED_AUGMENTED)
    )
    expected = {
        ("steps", "linear"): few - mean(grid.TRAINED_PROPERLY, "whole", "audit"),
        ("continued", "linear"): continued - few,
        ("continued_and_augmented", "linear"): augmented - few,
        ("augmented", "linear"): augmented - continued,
        **{
            ("control", plain.model): mean(altered, "whole", "reference")
            - mean(plain, "whole", "reference")
            for plain, altered in zip(grid.ORIGINAL[::2], grid.ORIGINAL[1::2], strict=True)
        },
    }
    flaws = found.tables["flaws"].set_index(["flaw", "model"])["estimate"]
    assert flaws[list(expected)].to_dict() == pytest.approx(expected, abs=1e-6)
