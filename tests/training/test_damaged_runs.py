"""Runs of which a file is missing, cut or altered: set aside, told in a line, and trained again."""

import json
import shutil
import threading

import numpy as np
import pytest

from polymnist_lib.training import fit, runs, stored
from polymnist_lib.training.runs import Store

FILES = ("run.json", "model.keras", "history.csv", "layers.csv", "predictions.npz")


def gone(file):
    """Remove it."""
    file.unlink()


def emptied(file):
    """Leave nothing in it."""
    file.write_bytes(b"")


def halved(file):
    """Cut it."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def without_its_last_line(file):
    """Cut it where a line ends."""
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))


def of_zeros(file):
    """Keep its size alone."""
    file.write_bytes(bytes(file.stat().st_size))


def with_a_bit_turned(file):
    """Alter a byte of it."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)


def a_folder(file):
    """Put a folder in its place."""
    file.unlink()
    file.mkdir()


@pytest.fixture(scope="module")
def trained(parts, tmp_path_factory):
    """A run of two epochs in a store."""
    return fit.train("linear", parts, store=Store(tmp_path_factory.mktemp("runs")), epochs=2)


@pytest.fixture
def store(trained, tmp_path):
    """A store with a copy of that run."""
    shutil.copytree(trained.folder, tmp_path / trained.key)
    return Store(tmp_path)


def forget_the_sums(store, key):
    """Make a run one of those that were kept before `save` noted what each file is."""
    file = store.folder / key / "run.json"
    facts = json.loads(file.read_text("utf-8"))
    assert set(facts.pop("files")) == set(FILES) - {"run.json"}
    file.write_text(json.dumps(facts), encoding="utf-8")


DAMAGES = [
    (name, damage)
    for name in FILES
    for damage in (gone, emptied, halved, of_zeros, a_folder, with_a_bit_turned)
    # A person may edit what is said of a run.
    if (name, damage) != ("run.json", with_a_bit_turned)
]


@pytest.mark.parametrize(
    ("name", "damage"),
    [*DAMAGES, ("history.csv", without_its_last_line), ("layers.csv", without_its_last_line)],
)
def test_a_damaged_run_is_set_aside(store, trained, caplog, name, damage):
    """Nothing of it is read, its folder is kept, and a line says what is wrong and where it is."""
    damage(store.folder / trained.key / name)
    assert store.find(trained.key) is None
    place = store.folder / ".damaged" / trained.key
    (told,) = caplog.messages
    assert f"{trained.key} is damaged ({name} is " in told
    assert f"moved to {place}" in told
    assert "\n" not in told
    assert {each.name for each in place.iterdir()} >= set(FILES) - {name}
    assert not (store.folder / trained.key).exists()
    assert store.find(trained.key) is None
    assert len(caplog.messages) == 1, "it is told once"


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("model.keras", halved),
        ("model.keras", with_a_bit_turned),
        ("predictions.npz", with_a_bit_turned),
        ("predictions.npz", gone),
        ("history.csv", without_its_last_line),
        ("layers.csv", emptied),
    ],
)
def test_a_run_of_before_is_looked_at_as_far_as_can_be(store, trained, name, damage):
    """Runs whose files were not summed up yet are read, and set aside where their files say so."""
    forget_the_sums(store, trained.key)
    assert store.find(trained.key).accuracy == trained.accuracy
    damage(store.folder / trained.key / name)
    assert store.find(trained.key) is None


def test_an_empty_folder_and_a_file_in_its_place_are_no_runs(store, trained):
    """Each goes beside what was set aside before."""
    for number in range(3):
        place = store.folder / trained.key
        if number == 1:
            place.touch()
        elif number == 2:
            place.mkdir()
        else:
            (place / "run.json").write_text("[]")
        assert store.find(trained.key) is None
        assert not place.exists()
    aside = {each.name for each in (store.folder / ".damaged").iterdir()}
    assert aside == {trained.key, f"{trained.key}-1", f"{trained.key}-2"}


def test_a_whole_run_stays_with_what_a_person_put_beside_it(store, trained, caplog):
    """A remark in what is said of it, and files of others, are no damage."""
    folder = store.folder / trained.key
    facts = json.loads((folder / "run.json").read_text("utf-8"))
    facts["environment"]["remark"] = "On a borrowed machine."
    (folder / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / ".DS_Store").touch()
    assert store.find(trained.key).environment["remark"] == "On a borrowed machine."
    assert not caplog.messages


def test_it_is_trained_again(store, trained, parts):
    """Under the same key, with the same numbers; the damaged one is still to be had."""
    halved(store.folder / trained.key / "predictions.npz")
    again = fit.train("linear", parts, store=store, epochs=2)
    assert again.key == trained.key
    np.testing.assert_array_equal(again.test.probabilities, trained.test.probabilities)
    assert (store.folder / ".damaged" / trained.key / "model.keras").exists()
    assert [each.name for each in store.folder.iterdir() if each.name[0] != "."] == [trained.key]


def test_the_last_one_like_it_is_a_whole_one(store, trained, parts):
    """What is published is read of no damaged run: the whole one before it is found, or none."""
    older = store.folder / trained.key
    newer = store.folder / "linear-of-other-code"
    shutil.copytree(older, newer)
    emptied(newer / "model.keras")
    assert store.last_like(trained.recipe, parts).key == trained.key
    assert not newer.exists()
    emptied(older / "history.csv")
    assert store.last_like(trained.recipe, parts) is None


def test_many_who_find_it_at_once_set_it_aside_once(store, trained, caplog):
    """The others wait, and then find nothing there."""
    emptied(store.folder / trained.key / "layers.csv")
    together = threading.Barrier(8)
    found = []

    def find():
        together.wait()
        found.append(store.find(trained.key))

    threads = [threading.Thread(target=find) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [None] * 8
    assert len(caplog.messages) == 1
    assert [each.name for each in (store.folder / ".damaged").iterdir()] == [trained.key]


def test_a_run_that_was_trained_again_meanwhile_is_read(store, trained, monkeypatch, caplog):
    """Who saw the damaged one, and then waited for another, gets the other's."""
    folder = store.folder / trained.key
    emptied(folder / "layers.csv")
    read = runs._read
    seen = []

    def slow(place):
        try:
            return read(place)
        finally:
            if not seen:
                seen.append(place)
                shutil.rmtree(folder)
                shutil.copytree(trained.folder, folder)

    monkeypatch.setattr(runs, "_read", slow)
    assert store.find(trained.key).accuracy == trained.accuracy
    assert not caplog.messages


def test_a_run_that_must_not_be_read_is_left_alone(store, trained, monkeypatch, caplog):
    """That says nothing of what is in it."""

    def refuse(file):
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(stored, "_digest", refuse)
    with pytest.raises(PermissionError):
        store.find(trained.key)
    assert (store.folder / trained.key).exists()
    assert not caplog.messages


@pytest.mark.parametrize("error", [TypeError, ValueError, AttributeError])
def test_a_run_whose_files_are_whole_is_not_set_aside_for_our_mistakes(
    error, store, trained, monkeypatch, caplog
):
    """As when another version of pandas reads its tables otherwise: a study would be lost to it."""

    def fail(*_, **__):
        raise error("unexpected keyword argument")

    monkeypatch.setattr(stored.pd, "read_csv", fail)
    with pytest.raises(error, match="unexpected keyword"):
        store.find(trained.key)
    assert (store.folder / trained.key).exists()
    assert not caplog.messages


def test_where_it_cannot_be_moved_it_is_told(store, trained, monkeypatch):
    """A store that only others may write to: what is wrong, where, and what to do."""
    emptied(store.folder / trained.key / "layers.csv")

    def refuse(folder, place):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(stored.Path, "rename", refuse)
    with pytest.raises(OSError, match=r"is damaged and cannot be set aside \(Permission denied\)"):
        store.find(trained.key)


@pytest.mark.parametrize("name", [".damaged", ".locks"])
def test_what_is_in_the_way_of_setting_aside_is_named(name, store, trained):
    """A file in the place of a folder of the store's, beside the run, which stays."""
    emptied(store.folder / trained.key / "layers.csv")
    place = store.folder / name
    if place.exists():
        shutil.rmtree(place)
    place.touch()
    with pytest.raises(OSError, match="cannot be set aside") as caught:
        store.find(trained.key)
    assert str(place) in str(caught.value)
    assert f"Mend that, or remove {store.folder / trained.key}; the run" in str(caught.value)
    assert (store.folder / trained.key).exists()
