"""Published results as they are read: damaged ones refused, the project's own made again."""

import json
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


@pytest.fixture
def folder(tmp_path):
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
    return publication.write([(Experiment("strong", run.recipe), run)], images, tmp_path / "out")


def test_no_results_are_none(tmp_path):
    """Where nothing is published, nothing is read."""
    assert results.read(tmp_path) is None


def cut(share):
    """Return what ends a copy early."""
    return lambda content: content[: int(len(content) * share)]


def recoded(change, encoding="utf-8"):
    """Return what saves a text again, changed or in another encoding."""
    return lambda content: change(content.decode()).encode(encoding)


TABLE_FAULTS = {
    "cut to nine tenths": cut(0.9),
    "cut at the end of a line": lambda content: content[: content.rindex(b"\n", 0, -1) + 1],
    "cut to half": cut(0.5),
    "empty": cut(0),
    "semicolons": recoded(lambda text: text.replace(",", ";")),
    "commas as decimals": recoded(lambda text: text.replace(",", ";").replace(".", ",")),
    "UTF-16": recoded(str, "utf-16"),
    "a digit": recoded(lambda text: text[:-2] + chr(ord(text[-2]) ^ 1) + text[-1]),
    "sorted": recoded(lambda text: "\n".join([*sorted(text.splitlines(), reverse=True), ""])),
    "quoted": recoded(lambda text: text.replace(",", '","').replace("\n", '"\n"')),
    "an HTML page": lambda _: b"<html>504 Gateway Time-out</html>",
}


@pytest.fixture
def published(tmp_path, monkeypatch):
    """Return a copy of the project's results, which are read in its place."""
    folder = shutil.copytree(paths.results_dir(), tmp_path / "results")
    monkeypatch.setattr(paths, "results_dir", lambda: folder)
    return folder


@pytest.mark.parametrize("fault", TABLE_FAULTS.values(), ids=TABLE_FAULTS)
@pytest.mark.parametrize("name", ["runs.csv", "handwriting.csv"])
def test_a_table_that_is_cut_or_saved_otherwise_is_refused(name, fault, published):
    """By its name, with what brings it back; nobody is sent to train what is published."""
    content = fault((published / name).read_bytes())
    (published / name).write_bytes(content)
    with pytest.raises(ValueError, match=r"not as `polymnist study --publish` wrote") as caught:
        results.published()
    assert f"them: {name} ({len(content):,} bytes). " in str(caught.value)
    assert str(published) in str(caught.value)
    assert "`git checkout results`" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("correct.npz", cut(0.9)),
        ("errors.npz", cut(0)),
        ("templates.npz", lambda content: content[:-200] + bytes(9) + content[-191:]),
        ("environment.json", cut(0.9)),
        ("environment.json", cut(0)),
        ("environment.json", lambda _: b"3"),
        ("environment.json", lambda content: content.replace(b'"data"', b"'data'")),
    ],
)
def test_other_files_that_are_damaged_are_refused_likewise(name, fault, published):
    """Arrays, and the file that holds the checksums of all others."""
    (published / name).write_bytes(fault((published / name).read_bytes()))
    with pytest.raises(ValueError, match=rf"wrote them: {name} \([\d,]+ bytes\)\. .*`git checkout"):
        results.published()


def test_many_damaged_files_are_one_message(published):
    """With three of them, and the number of the others."""
    for file in published.glob("*.csv"):
        file.write_bytes(cut(0.5)(file.read_bytes()))
    with pytest.raises(ValueError, match=r"by_class\.csv .*, by_mod.*, calib.* and 10 more"):
        results.published()


@pytest.mark.parametrize("name", ["runs.csv", "speeds.csv", "errors.npz", "environment.json"])
def test_a_file_that_is_missing_is_told(name, published):
    """It was published, so results without it are not those of an earlier time."""
    (published / name).unlink()
    for read in (results.read, results.published):
        with pytest.raises(FileNotFoundError, match=f"{name} of the full-size study are missing"):
            read()


def test_a_checkout_of_windows_is_whole(published):
    """Ends of lines and byte order marks are no damage, nor is what lies beside."""
    for file in [*published.glob("*.csv"), published / "environment.json"]:
        text = file.read_bytes().replace(b"\n", b"\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text)
    (published / "mine.xlsx").touch()
    (published / "README.md").write_text("mine")
    assert len(results.published().runs) > 1


def test_results_from_before_there_were_checksums_are_read(folder):
    """And are published over: see `test_publication`."""
    forget(folder)
    (folder / "speeds.csv").write_text("model,milliseconds\nlinear,999\n")
    assert results.read(folder).tables["speeds"]["milliseconds"].tolist() == [999]


def forget(folder):
    """Take the checksums out of a folder of results, as there were none once."""
    file = folder / "environment.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told.pop("files")
    file.write_text(json.dumps(told), encoding="utf-8")


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


def test_each_published_file_has_its_checksum(tracked):
    """Whoever edits one, or resolves a conflict in it, publishes it again."""
    folder = paths.results_dir()
    files = {each.name for each in tracked if each.parent == folder}
    assert set(results.read().environment["files"]) == files - {"README.md", "environment.json"}


def test_a_table_of_a_new_kind_is_empty_until_it_is_published(published):
    """Results from before can be read, and so be published anew; chapters need it."""
    forget(published)
    (published / "handwriting.csv").unlink()
    assert results.read(published).tables["handwriting"].empty
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
