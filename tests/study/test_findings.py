"""What chapters show of published results, worked out from small ones that are made up here."""

import itertools
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest

from polymnist_lib.digits import MODALITIES
from polymnist_lib.metrics import Predictions
from polymnist_lib.study import findings, grid
from polymnist_lib.study.results import Results

SOURCES = 40
LABELS = np.tile(np.arange(SOURCES) % 10, MODALITIES)
MODALITY = np.repeat(np.arange(MODALITIES), SOURCES)
SOURCE = np.tile(np.arange(SOURCES), MODALITIES)


def published(rows, *, validation=(), speeds=(), histories=()):
    """Make results of (experiment, accuracy in each modality, accuracy on validation images)."""
    table, correct = [], {}
    for place, (experiment, shares, validated) in enumerate(rows):
        key = f"run-{place}"
        right = np.concatenate([np.arange(SOURCES) < share * SOURCES for share in shares])
        correct[key] = right
        table.append(
            {
                "key": key,
                "group": experiment.group,
                **asdict(experiment.recipe.but(after=None)),
                "division": experiment.division,
                "parameters": 1000 * len(experiment.recipe.model),
                "seconds": 10.0 + experiment.recipe.seed,
                "accuracy": right.mean(),
                "validation_accuracy": validated,
            }
        )
    columns = ["key", "group", "division", "model", "seed", "validation_accuracy"]
    return Results(
        runs=pd.DataFrame(table, columns=None if table else columns).set_index("key"),
        tables={
            "validation_by_modality": pd.DataFrame(
                validation, columns=["key", "modality", "accuracy"]
            ),
            "speeds": pd.DataFrame(speeds, columns=["model", "milliseconds"]),
            "histories": pd.DataFrame(
                histories, columns=["key", "epoch", "accuracy", "val_accuracy"]
            ),
            "fusion": pd.DataFrame(),
            "gains": pd.DataFrame(),
        },
        correct=correct,
        labels=LABELS,
        modality=MODALITY,
        source=SOURCE,
        ground=(25 * LABELS).astype(np.uint8),
        errors={},
        environment={},
    )


def test_what_is_not_published_is_told():
    """By the tables that chapters are about."""
    nothing = published([])
    for name in ("views", "over_best", "remedies", "unseen", "sizes", "shipped", "price"):
        with pytest.raises(ValueError, match="The full-size study"):
            getattr(findings, name)(nothing)
    with pytest.raises(ValueError, match="The full-size study"):
        findings.without_two(nothing, 3)


def test_views_are_those_of_the_shipped_network():
    """Accuracy with interval of its own row, and the spread of its own pairings."""
    some = [*grid.experiments(("strong",))[:2], *grid.experiments((grid.SHIPPED,))]
    found = published([(each, [0.9] * 5, 0.5) for each in some])
    found.tables["fusion"] = pd.DataFrame(
        [(f"run-{run}", k, 0.9 + 0.01 * run, 0.8, 0.95) for run in range(3) for k in (1, 2)],
        columns=["key", "views", "accuracy", "low", "high"],
    )
    found.tables["pairings"] = pd.DataFrame(
        [
            (f"run-{run}", k, 0.9 + 0.01 * s, s)
            for run in range(3)
            for k in (1, 2)
            for s in range(3)
        ],
        columns=["key", "views", "accuracy", "seed"],
    )
    table = findings.views(found)
    assert table["accuracy"].tolist() == pytest.approx([0.92, 0.92])
    assert table.loc[2, ["paired_least", "paired", "paired_greatest"]].tolist() == pytest.approx(
        [0.90, 0.91, 0.92]
    )
    found.tables["gains"] = pd.DataFrame(
        {"key": ["run-1", "run-2", "run-0"], "estimate": [0.1, 0.3, 0.2]}
    )
    assert findings.over_best(found) == 0.3


def backgrounds(*, cured):
    """Publish the groups on backgrounds: unseen ones cost 20 points; the second remedy cures."""
    rows, validation = [], []
    for experiment in grid.experiments(("backgrounds", "remedies")):
        missing = [int(word[1]) for word in experiment.division.split()[2:]]
        remedied = experiment.recipe.augmentation == cured
        shares = [0.9 - (0.05 if remedied else 0.2) * (m in missing) for m in range(MODALITIES)]
        for modality, share in enumerate(shares):
            # on the test modality itself the cure would look bad: nobody may look there
            validation.append((f"run-{len(rows)}", modality, share))
        rows.append((experiment, shares, 0.5))
    return published(rows, validation=validation)


@pytest.mark.parametrize("cured", ["all_recoloured", "all_relit"])
def test_the_remedy_is_the_one_that_reads_left_out_backgrounds(cured):
    """It is chosen for each modality, and takes 15 of the 20 points away."""
    found = backgrounds(cured=cured)
    scores = findings.remedies(found)
    assert list(scores.index) == list(range(MODALITIES))
    assert scores[cured].tolist() == pytest.approx([0.85] * 5)
    assert scores["all"].tolist() == pytest.approx([0.7] * 5)
    table = findings.unseen(found)
    assert set(table["remedy"]) == {cured}
    assert table["drop"].tolist() == pytest.approx([0.2] * 5)
    assert table["left"].tolist() == pytest.approx([0.05] * 5)
    assert ((table["drop_low"] < 0.2) & (table["drop_high"] > 0.2)).all()


def test_a_background_that_was_not_seen_where_another_was_not_either():
    """Of the networks without both, with the remedy that is chosen for it or with none."""
    found = backgrounds(cured="all_relit")
    for key in found.runs.index[found.runs["division"] == "subset without m3 m4"]:
        if found.runs.loc[key, "augmentation"] == "all":
            found.correct[key][MODALITY == 4] = False
    table = findings.without_two(found, 3)
    assert list(table.index) == [0, 1, 2, 4]
    assert table["unseen"].tolist() == pytest.approx([0.7, 0.7, 0.7, 0])
    assert table["remedied"].tolist() == pytest.approx([0.85] * 4)


def test_the_test_modality_has_no_say_in_the_remedy():
    """Validation images of the modality that is tested change nothing in its own choice."""
    found = backgrounds(cured="all_recoloured")
    before = findings.remedies(found).loc[3]
    rows = found.runs[found.runs["division"].str.contains("m3")].index
    table = found.tables["validation_by_modality"]
    table.loc[table["key"].isin(rows) & (table["modality"] == 3), "accuracy"] = 0.0
    pd.testing.assert_series_equal(findings.remedies(found).loc[3], before)
    assert findings.remedies(found).loc[2, "all_recoloured"] < 0.85


def test_the_price_of_the_remedy_is_on_backgrounds_that_were_seen():
    """Networks trained on all backgrounds, with the remedy minus without."""
    found = backgrounds(cured="all_recoloured")
    whole = found.runs[
        (found.runs["group"] == "backgrounds") & (found.runs["division"] == "subset")
    ]
    (key,) = whole[whole["augmentation"] == "all_recoloured"].index
    found.correct[key][MODALITY == 2] = False
    table = findings.price(found)
    assert table["estimate"].tolist() == pytest.approx([0, 0, -0.9, 0, 0])


def test_sizes_take_what_reads_the_validation_images_best():
    """Of a model with and without augmentation, validation decides; seeds are averaged."""
    reference = [each for each in grid.experiments(("reference",)) if each.recipe.model == "cnn1"]
    rows = []
    for each in reference:  # the test images prefer augmentation, the validation images do not
        augmented = each.recipe.augmentation == "all"
        rows.append((each, [0.9 if augmented else 0.8] * 5, 0.7 if augmented else 0.75))
    rows += [(each, [0.95] * 5, 0.95) for each in grid.experiments(("strong",))]
    found = published(rows, speeds=[("cnn1", 0.1), ("conv500k", 0.7)])
    table = findings.sizes(found)
    assert list(table.index) == ["cnn1", "conv500k"]
    assert table.loc["cnn1", "accuracy"] == pytest.approx(0.8)
    assert table.loc["cnn1", "seeds"] == len(grid.TEN_SEEDS)
    assert table.loc["conv500k", "milliseconds"] == 0.7


def test_the_ablation_compares_with_the_base():
    """One row a change, in the order of the recipes, those without all seeds left out."""
    rows = [
        (each, [0.9 if each.recipe == grid.BASE.but(seed=each.recipe.seed) else 0.8] * 5, 0.5)
        for each in grid.experiments(("ablation",))
        if not (each.recipe.averaging and each.recipe.seed == 2)
    ]
    table = findings.ablation(published(rows))
    assert list(table.index) == [name for name in findings.CHANGES if name != "averaged_weights"]
    assert table["estimate"].tolist() == pytest.approx([-0.1] * len(table))
    assert len(findings.CHANGES) == len(grid.CHANGED) - 1


def test_augmentation_is_compared_with_none():
    """Each policy on each model, beside the same model without augmentation."""
    rows = [
        (each, [0.8 if each.recipe.augmentation == "none" else 0.6] * 5, 0.5)
        for each in grid.experiments(("augmentation",))
    ]
    table = findings.augmentation(published(rows))
    assert len(table) == 6 * 4
    assert table["estimate"].tolist() == pytest.approx([-0.2] * 24)
    assert (table["p_holm"] >= table["p"]).all()


def test_the_shipped_one_is_that_of_the_validation_images():
    """Whatever the test images say."""
    some = [grid.Experiment(grid.SHIPPED, each) for each in grid.seeded(grid.READER)]
    figures = zip(some, (0.9, 0.5, 0.8), (0.1, 0.3, 0.2), strict=True)
    rows = [(each, [share] * 5, validated) for each, share, validated in figures]
    assert findings.shipped(published(rows)) == "run-1"


def test_misread_views_are_counted_by_digit():
    """Two digits wrong in one view and one wrong in all five: seven errors, five of them its."""
    correct = np.ones(len(LABELS), bool)
    correct[SOURCE == 3] = False
    correct[(SOURCE == 4) & (MODALITY == 0)] = False
    correct[(SOURCE == 5) & (MODALITY == 2)] = False
    answers = Predictions(np.eye(10)[(LABELS + ~correct) % 10], LABELS, MODALITY, SOURCE)
    table = findings.misread(answers)
    assert table["digits"].tolist() == [2, 0, 0, 0, 1]
    assert table["errors"].tolist() == pytest.approx([2 / 7, 0, 0, 0, 5 / 7])


def test_moving_the_picture_is_counted_pair_by_pair():
    """Of each of the report's models, over all seeds, with how many it did worse."""
    rows = [
        (each, [0.8 if each.recipe.augmentation == "none" or each.recipe.seed == 3 else 0.6] * 5, 0)
        for each in grid.experiments(("reference",))
    ]
    table = findings.moved(published(rows))
    assert list(table.index) == ["cnn1", "cnn2", "mlp1", "mlp2", "linear"]
    assert table["estimate"].tolist() == pytest.approx([-0.18] * 5)
    assert (table["pairs"].tolist(), table["worse"].tolist()) == ([10] * 5, [9] * 5)


def test_what_was_learned_is_told_by_model_and_policy():
    """Accuracies of the last epoch, means over seeds, and of no other recipe of the group."""
    experiments = grid.experiments(("reference",))
    histories = []
    for place, each in enumerate(experiments):
        asked = each.recipe.epochs == 5
        last = (0.5 + each.recipe.seed / 100, 0.6) if asked else (0.0, 0.0)
        histories += [(f"run-{place}", 1, 0.1, 0.1), (f"run-{place}", 2, *last)]
    table = findings.learned(
        published([(each, [0.5] * 5, 0) for each in experiments], histories=histories)
    )
    assert list(table.index) == [(each.model, each.augmentation) for each in grid.ORIGINAL]
    assert table["training"].tolist() == pytest.approx([0.545] * 10)
    assert table["validation"].tolist() == pytest.approx([0.6] * 10)


def test_what_is_memorised_is_told_by_epochs_too():
    """Of the report's models and of conv50k, whose recipes lie in several groups."""
    groups = ("ablation", "recomposed", *(name for name in grid.GROUPS if "time" in name))
    rows = [(each, [0.5] * 5, 0) for each in grid.experiments(groups) if each.division == "subset"]
    share = {"none": 1.0, "all": 0.9, "recomposed": 0.8}
    histories = [
        (f"run-{place}", 1, share[each.recipe.augmentation], each.recipe.epochs / 100)
        for place, (each, *_) in enumerate(rows)
    ]
    table = findings.memorised(published(rows, histories=histories))
    assert table.loc[("mlp2", "none", 30)].tolist() == pytest.approx([1.0, 0.3])
    assert table.loc[("cnn1", "recomposed", 5)].tolist() == pytest.approx([0.8, 0.05])
    assert table.loc[("conv50k", "all", 12)].tolist() == pytest.approx([0.9, 0.12])
    assert len(table) == len(grid.PATIENT) + len(grid.PATIENT_ANEW) + 3


def test_augmentation_is_followed_over_time():
    """Against none after as many epochs, with the means of both: moved, and composed anew."""
    shares = {("none", 5): 0.7, ("all", 5): 0.6, ("recomposed", 5): 0.7,
              ("none", 30): 0.75, ("all", 30): 0.8, ("recomposed", 30): 0.9}  # fmt: skip
    found = published(
        [
            (each, [shares[each.recipe.augmentation, each.recipe.epochs]] * 5, 0)
            for each in grid.experiments(tuple(name for name in grid.GROUPS if "time" in name))
        ]
    )
    table = findings.over_time(found)
    assert list(table.index) == [
        *itertools.product(("cnn1", "cnn2"), ("all", "recomposed"), (5, 30)),
        *itertools.product(("mlp2",), ("all",), (5, 30)),
    ]
    assert table.loc["mlp2", "estimate"].tolist() == pytest.approx([-0.1, 0.05])
    assert table.loc[("cnn2", "recomposed"), "estimate"].tolist() == pytest.approx([0, 0.15])
    last = table.loc[("cnn1", "recomposed", 30), ["accuracy", "control"]]
    assert last.tolist() == pytest.approx([0.9, 0.75])


def test_long_trainings_are_followed_epoch_by_epoch():
    """The mean over seeds of what is read after each, of the longest trainings alone."""
    groups = [name for name in grid.GROUPS if "time" in name]
    rows = [(each, [0.5] * 5, 0) for each in grid.experiments(tuple(groups))]
    histories = [
        (f"run-{place}", epoch, 0.5, epoch / 100 + each.recipe.seed / 10)
        for place, (each, *_) in enumerate(rows)
        for epoch in range(1, each.recipe.epochs + 1)
    ]
    table = findings.epoch_by_epoch(published(rows, histories=histories))
    assert len(table) == 30 * 8
    assert set(table.index.droplevel("epoch")) == {
        *itertools.product(("cnn1", "cnn2"), ("none", "all", "recomposed")),
        *itertools.product(("mlp2",), ("none", "all")),
    }
    assert table.loc[("mlp2", "all", 7), "accuracy"] == pytest.approx(0.07 + 0.2)
    with pytest.raises(ValueError, match="has not published the group time_cnn1"):
        findings.epoch_by_epoch(published(rows[:0], histories=[]))


def test_composing_anew_is_compared_with_both_ways():
    """With no augmentation and with that of the picture, of the same network."""
    shares = {"none": 0.7, "all": 0.6, "recomposed": 0.9}
    rows = [
        (each, [shares[each.recipe.augmentation]] * 5, 0)
        for each in grid.experiments(("ablation", "recomposed"))
        if each.division == "subset"
    ]
    table = findings.recomposed(published(rows))
    assert table["estimate"].to_dict() == pytest.approx({"none": 0.2, "all": 0.3})
    assert table[["accuracy", "control"]].values.tolist() == pytest.approx(
        np.array([[0.9, 0.7], [0.9, 0.6]])
    )


def test_what_is_left_of_the_colours_is_told_by_photograph():
    """Means over seeds, of the report's own network and of that of the ablation."""
    shares = {"colour": 0.9, "blurred_colour": 0.8, "grey": 0.6, "reference": 0.5}
    rows = [
        (each, [shares[each.recipe.preprocessing]] * 4 + [0.1], 0)
        for each in grid.experiments(("preprocessing", "ablation"))
    ]
    table = findings.colours(published(rows))
    assert table.loc["cnn2", 2].to_dict() == pytest.approx(shares)
    assert table.loc[("cnn2", "grey"), 4] == pytest.approx(0.1)
    assert table.loc[("conv50k", "grey"), "all"] == pytest.approx((4 * 0.6 + 0.1) / 5)


def test_dark_and_light_grounds_are_told_apart():
    """In two halves, and in ranges from black to white; published results may not know them."""
    rows = [(each, [0.5] * 5, 0) for each in grid.experiments(("reference",))]
    found = published(rows)  # right: sources 0 to 19, labels 0 to 9 twice; grounds go by label
    found.correct.update(dict.fromkeys(found.correct, LABELS < 3))
    halves = findings.by_ground(found, "linear")
    assert halves["dark"].estimate == pytest.approx(3 / 6)  # labels 0 to 5: 0 to 125
    assert halves["light"].estimate == 0
    table = findings.grounds(found, ["linear", "cnn1"])
    assert table.index.names == ["model", "ground"]
    assert table.loc["cnn1", "accuracy"].tolist() == [1, 1, 0, 0, 0, 0, 0, 0]
    with pytest.raises(ValueError, match="do not tell how light grounds are"):
        findings.by_ground(replace(found, ground=None), "linear")


def test_grounds_tell_what_is_seen_of_them():
    """In colour, in grey and as the report saw them, on grounds from black to white."""
    rows = [
        (each, [0.9 if each.recipe.preprocessing == "colour" else 0.5] * 5, 0)
        for each in grid.experiments(("ablation",))
    ]
    table = findings.seen_on_grounds(published(rows))
    assert table.index.unique("model").tolist() == ["seen_colour", "seen_grey", "seen_reference"]
    assert (table.loc["seen_colour", "accuracy"] > table.loc["seen_grey", "accuracy"]).all()


def test_extremes_are_the_ends_of_the_grounds():
    """And the lowest between them."""
    rows = [(each, [0.9] * 5, 0) for each in grid.experiments(("reference",))]
    found = published(rows)
    table = findings.grounds(found, ["mlp2"])["accuracy"]
    assert findings.extremes(found, "mlp2") == {
        "black": table.iloc[0],
        "white": table.iloc[-1],
        "least": table.min(),
    }


def test_costs_stand_beside_accuracies():
    """The time is that of reading an image; without augmentation both linear models are one."""
    shares = {"none": 0.7, "all": 0.6}
    rows = [
        (each, [shares[each.recipe.augmentation]] * 5, 0.5)
        for each in grid.experiments(("reference",))
    ]
    speeds = [(each, 0.1 * len(each)) for each in ("cnn1", "cnn2", "mlp1", "mlp2", "linear")]
    found = published(rows, speeds=speeds)
    table = findings.costs(found)
    assert table.loc["linear_augmented", "accuracy"] == pytest.approx(0.6)
    columns = ["parameters", "milliseconds", "validation"]
    assert table.loc["cnn1", columns].tolist() == [4000, 0.4, 0.5]
    plain = findings.unaugmented(found)
    assert list(plain) == list(table.index)
    assert plain["linear"] == plain["linear_augmented"]
    assert plain["cnn1"].estimate == pytest.approx(0.7)


def test_seeds_and_pairs_of_the_compared_models():
    """Each seed's accuracy by itself, and two models seed by seed."""
    shares = {"mlp2": 0.7, "mlp1": 0.6}
    rows = [
        (each, [shares.get(each.recipe.model, 0.5)] * 5, 0)
        for each in grid.experiments(("reference",))
    ]
    found = published(rows)
    assert findings.by_seed(found)["mlp2"] == pytest.approx([0.7] * 10)
    assert findings.difference(found, "mlp2", "mlp1").estimate == pytest.approx(0.1)
    with pytest.raises(ValueError, match="not published the same seeds of mlp2 and mlp1"):
        findings.difference(published([]), "mlp2", "mlp1")


@pytest.mark.parametrize(
    ("finding", "group"),
    [
        ("ablation", "ablation"),
        ("augmentation", "augmentation"),
        ("moved", "reference"),
        ("learned", "reference"),
        (
            "memorised",
            (
                "time_cnn1 or time_cnn2 or time_mlp2 or time_anew_cnn1 or time_anew_cnn2 or "
                "ablation or recomposed"
            ),
        ),
        (
            "over_time",
            "time_cnn1 or time_anew_cnn1 or time_cnn2 or time_anew_cnn2 or time_mlp2",
        ),
        ("recomposed", "recomposed or ablation"),
    ],
)
def test_a_policy_that_nothing_is_published_of_names_its_group(finding, group):
    """The message says what to train."""
    with pytest.raises(ValueError, match=f"not published the group {group}: train it"):
        getattr(findings, finding)(published([]))
