"""``polymnist study --publish``: the groups that are trained whole, and no others."""

import pytest

from polymnist_lib import cli, digits, paths, sources
from polymnist_lib.study import campaign, grid, publication, results
from polymnist_lib.study.grid import Experiment
from polymnist_lib.study.publication import shipping
from polymnist_lib.training.fit import train
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Store

pytestmark = pytest.mark.slow  # it trains

LINEAR = Recipe("linear", epochs=1, batch_size=128)


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """A study of two groups, whose store lacks one experiment; nothing is trained any more."""
    monkeypatch.setenv("POLYMNIST_RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr(paths, "results_dir", lambda: tmp_path / "results")
    monkeypatch.setattr(campaign, "conduct", lambda *args, **options: [])
    groups = {
        grid.SHIPPED: (LINEAR.but(seed=0), LINEAR.but(seed=1)),
        "reference": (LINEAR.but(seed=2), LINEAR.but(seed=3)),
    }
    for name in list(grid.GROUPS):
        recipes = groups.get(name, ())
        monkeypatch.setitem(grid.GROUPS, name, tuple(Experiment(name, each) for each in recipes))
    split = digits.split(sources.load("embedded"))
    for seed in (0, 1, 2):
        train(LINEAR.but(seed=seed), split, store=Store())
    return split


def test_only_whole_groups_are_published(trained, tmp_path, monkeypatch, capsys):
    """The others are told; a model is shipped with its group alone."""
    shipped = []
    monkeypatch.setattr(shipping, "ship", lambda run, test: shipped.append(run) or tmp_path)
    assert cli.main(["study", "--publish"]) == 0
    said = capsys.readouterr().out
    assert "reference stays as it is: 1 of 2 are trained" in said
    assert f"{grid.SHIPPED} written to {tmp_path / 'results'}: 2 experiments" in said
    assert set(results.read().runs["group"]) == {grid.SHIPPED}
    assert [run.key for run in shipped] == [
        publication.shipped(
            [(each, Store().last_like(each.recipe, trained)) for each in grid.GROUPS[grid.SHIPPED]]
        ).key
    ]
    train(LINEAR.but(seed=3), trained, store=Store())
    before = results.read()
    assert cli.main(["study", "reference", "--publish"]) == 0
    assert "the model that is shipped" not in capsys.readouterr().out
    assert len(shipped) == 1
    after = results.read()
    assert set(after.runs["group"]) == {"reference", grid.SHIPPED}
    assert after.runs.loc[before.runs.index].equals(before.runs)


def test_nothing_whole_is_nothing_to_publish(trained, capsys):
    """A group with experiments missing writes nothing; the message says so."""
    assert cli.main(["study", "reference", "--publish"]) == 1
    printed = capsys.readouterr()
    assert "reference stays as it is: 1 of 2 are trained" in printed.out
    assert "no experiment was trained" in printed.err
    assert results.read() is None


@pytest.mark.usefixtures("trained")
def test_what_is_measured_of_two_groups_stays_until_both_are_published(monkeypatch, capsys):
    """Who publishes one of them alone is told."""
    told = "flaws.csv still compares reference and audit as they were: publish both together"
    for name, seed in (("reference", 1), ("audit", 2)):
        monkeypatch.setitem(grid.GROUPS, name, (Experiment(name, LINEAR.but(seed=seed)),))
    for groups, stays in ((["reference", "audit"], False), (["reference"], True)):
        assert cli.main(["study", *groups, "--publish"]) == 0
        assert (told in capsys.readouterr().out) == stays
