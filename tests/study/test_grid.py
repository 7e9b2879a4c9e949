"""The study's experiments and the divisions of the data that they name."""

import itertools

import numpy as np
import pytest

from polymnist_lib.digits import MODALITIES, DataSet, Digits
from polymnist_lib.paths import project_root
from polymnist_lib.study import grid


@pytest.fixture
def data():
    """20 handwritten digits to train, 5 to test, each in all modalities."""

    def part(first, count):
        source = np.tile(np.arange(first, first + count), 5)
        images = np.zeros((5 * count, 28, 28, 3), np.uint8)
        images[:, 0, 0, 0] = source
        return Digits(images, source % 10, np.repeat(np.arange(5), count), source)

    return DataSet("tiny", part(0, 20), part(20, 5), "sources", 4)


def test_the_chapters_say_what_the_grid_does():
    """How it trains is told in their prose, in words: whoever changes it changes them."""
    assert grid.SUBSET == 12_000
    assert grid.SUBSET * MODALITIES == 60_000
    assert len(grid.SEEDS) == 3
    assert grid.BASE.epochs == 12
    (bare,) = {each.recipe.learning_rate for each in grid.GROUPS["ablation"]
               if each.recipe.model == "conv50k_unnormalised"}  # fmt: skip
    assert grid.BASE.learning_rate == pytest.approx(6 * bare)
    said = {
        "cnn": ("cuarta parte de los dígitos",),
        "strong": ("cuarta parte de los datos", "sexta parte"),
        "augmentation": ("cuarta parte de los datos",),
        "real_digits": ("cuarta parte de los datos",),
        "fusion": ("cuarta parte de los datos",),
        "reading_numbers": ("12 000 de sus 48 000", "60 000 imágenes"),
    }
    for chapter, words in said.items():
        prose = " ".join((project_root() / f"book/{chapter}.md").read_text("utf-8").split())
        assert [each for each in words if each not in prose] == []


def test_every_experiment_names_a_division_and_none_is_twice(data):
    """A division's name that is missing, or a training listed twice, would waste a day."""
    every = grid.experiments()
    assert {each.division for each in every} <= grid.DIVISIONS.keys()
    assert len({(each.group, each.recipe, each.division) for each in every}) == len(every)
    assert all(each in grid.GROUPS[each.group] for each in every)


def test_experiments_are_told_apart_by_their_names():
    """What is printed of one names no other of its group."""
    every = grid.experiments()
    assert len({str(each) for each in every}) == len(every)


def test_groups_are_chosen_by_name():
    """A group's name gives its experiments; another is refused with the names there are."""
    assert grid.experiments(("reference",)) == list(grid.GROUPS["reference"])
    with pytest.raises(ValueError, match=r"Unknown groups no, nor\. Valid groups: reference"):
        grid.experiments(("nor", "reference", "no"))


def test_the_reference_grid_is_the_original_report():
    """Its architectures, in its batches and epochs, each without and with augmentation."""
    recipes = {each.recipe for each in grid.GROUPS["reference"]}
    seeds = {each.seed for each in recipes}
    assert len(seeds) == 10
    properly = set(grid.seeded(grid.TRAINED_PROPERLY, sorted(seeds)))
    assert properly < recipes
    recipes -= properly
    assert {(each.batch_size, each.epochs) for each in recipes} == {(32, 5)}
    trained = {(each.model, each.augmentation, each.seed) for each in recipes}
    architectures = ("cnn1", "cnn2", "mlp1", "mlp2", "linear")
    assert trained == set(itertools.product(architectures, ("none", "all"), seeds))


def test_augmentation_is_given_time():
    """Without, of the image, and of what it is made of, after few epochs and after many."""
    ways = {"time": ("none", "all"), "time_anew": ("recomposed",)}
    told = [(name, model) for name in ways for model in ("cnn1", "cnn2", "mlp2")][:-1]
    assert [f"{name}_{model}" for name, model in told] == [
        name for name in grid.GROUPS if name.startswith("time")
    ]
    for name, model in told:
        recipes = [each.recipe for each in grid.GROUPS[f"{name}_{model}"]]
        assert {each.model for each in recipes} == {model}
        found = {(each.augmentation, each.epochs, each.seed) for each in recipes}
        assert found == set(itertools.product(ways[name], (5, 30), grid.FIVE_SEEDS))


def test_images_are_composed_anew_beside_the_ablation_and_for_all_the_data():
    """With the recipe that the ablation changes, three times, and once with the compact one."""
    some, whole = grid.GROUPS["recomposed"], grid.GROUPS["recomposed_whole"]
    anew = grid.BASE.but(augmentation="recomposed")
    assert [each.recipe for each in some] == grid.seeded(anew, grid.SEEDS)
    assert {each.division for each in some} == {"subset"}
    told = [(each.recipe.but(augmentation="all"), each.division) for each in whole]
    assert told == [(grid.COMPACT[1], "whole")]
    assert whole[0].recipe.augmentation == "recomposed"


def test_the_subset_is_chosen_by_handwriting(data):
    """All five images of a handwritten digit stay or go; the test images stay as they are."""
    whole = grid.DIVISIONS["whole"](data)
    part = grid.subset(whole, sources=10)
    assert part.train.n_sources == 10
    assert len(part.train) == 50
    assert part.validation.n_sources == 2
    assert part.test is whole.test
    assert part.fingerprint == grid.subset(whole, sources=10).fingerprint
    assert part.fingerprint != grid.subset(whole, sources=10, seed=1).fingerprint
    assert grid.subset(whole, sources=20).train is whole.train


@pytest.mark.parametrize(("name", "missing"), [("without m3", [3]), ("without m1 m4", [1, 4])])
def test_a_modality_is_new_ground_only_if_nothing_showed_it(data, name, missing):
    """It is absent from what is fitted, and measured in the other parts."""
    split = grid.DIVISIONS[f"subset {name}"](data)
    assert sorted({*split.train.modality, *missing}) == [0, 1, 2, 3, 4]
    assert not set(missing) & set(split.train.modality)
    for part in (split.validation, split.test):
        assert sorted(set(part.modality)) == [0, 1, 2, 3, 4]


def test_the_audit_divides_as_the_original_did(data):
    """Validation images that are fitted; parts that share handwriting, and parts that do not."""
    fitted = grid.DIVISIONS["fitted on validation"](data)
    assert set(fitted.validation.source) <= set(fitted.train.source)
    assert not set(fitted.test.source) & set(fitted.train.source)
    by_image, by_source = (
        grid.DIVISIONS[f"subset by {each}"](data) for each in ("image", "source")
    )
    assert set(by_image.test.source) & set(by_image.train.source)
    assert not set(by_source.test.source) & set(by_source.train.source)
    assert len(by_image.train) == pytest.approx(len(by_source.train), abs=5)


def test_a_continued_experiment_continues_its_own_seed():
    """What is trained first has the seed of what continues it."""
    continued = [each.recipe for each in grid.experiments() if each.recipe.after]
    assert continued
    assert all(each.seed == each.after.seed for each in continued)
