"""Exercises: each one's change can be made, is answered, and goes where its answer says."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from polymnist_lib import sources
from polymnist_lib.digits import DataSet
from polymnist_lib.profiles import Profile
from polymnist_lib.report import exercises

BOOK = Path(__file__).parents[2] / "book"
LISTED = exercises.listed(BOOK)
CHAPTERS = sorted({each.chapter for each in LISTED})
OF_MODELS = {"linear", "mlp", "cnn"}

WORD = re.compile(r'[\w."]+')

# Handwritten digits to train on, the validation's among them, and to test.
DIGITS, EXAMINED = 1000, 200

CHAPTER = """---
jupytext: {text_representation: {format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

```{code-cell} ipython3
:tags: [parameters]

lang = "es"
```

```{code-cell} ipython3
x = 2
y = 10 * x
```

```{code-cell} ipython3
z = y + (lang == "en")
```
"""


def exercise(**fields):
    """Make an exercise of the chapter above."""
    usual = {"line": "x = 2", "instead": "x = 3", "measure": "z", "outcome": "more"}
    return exercises.Exercise(name="tenfold", chapter="made", **{**usual, **fields})


@pytest.fixture
def folder(tmp_path):
    """A folder with one chapter."""
    (tmp_path / "made.md").write_text(CHAPTER, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("saved", [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_how_an_editor_saves_the_lists_makes_no_difference(folder, saved):
    """Neither a byte order mark nor the ends of their lines."""
    fields = {"chapter": "made", "line": "x = 2", "instead": "x = 3", "measure": "z"}
    listed = yaml.safe_dump({"tenfold": {**fields, "outcome": "more"}})
    measured = "exercise,chapter,before,after\ntenfold,made,20,30\n"
    mark, end = saved
    for name, text in ((exercises.LISTED, listed), (exercises.MEASURED, measured)):
        (folder / name).write_bytes((mark + text.replace("\n", end)).encode())
    assert exercises.listed(folder) == [exercise()]
    assert exercises.known(folder) == {"tenfold": (20, 30)}
    assert exercises.answers("made", folder) == {"tenfold": {"before": 20, "after": 30}}


MADE = "exercise,chapter,before,after\ntenfold,made,0.5,0.75\n"
SAVED = {
    "tabs": MADE.replace(",", "\t").encode(),
    "bars": MADE.replace(",", "|").encode(),
    "quotes around lines": "".join(f'"{each}"\n' for each in MADE.splitlines()).encode(),
    "commas in numbers": MADE.replace("0.5,0.75", '"0,5","0,75"').encode(),
    "semicolons and commas": MADE.replace(",", ";").replace(".", ",").encode(),
    "no names": MADE.partition("\n")[2].encode(),
    "other names": MADE.replace("before", "antes").encode(),
    "a column more": MADE.replace("\n", ",\n").encode(),
    "a cell less": MADE.replace("0.75", "").encode(),
    "an empty row": f"{MADE},,,\n".encode(),
    "ragged rows": f"{MADE}a,b,1,2,3,4\n".encode(),
    "another encoding": MADE.encode("utf-16"),
    "an old encoding": MADE.replace("tenfold", "añadir").encode("cp1252"),
    "nothing": b"",
}


@pytest.mark.parametrize("saved", SAVED.values(), ids=SAVED)
def test_what_a_spreadsheet_made_of_the_list_is_told(folder, saved):
    """In one line, with the file, what it has to hold and what to do; measuring again goes."""
    file = folder / exercises.MEASURED
    file.write_bytes(saved)
    with pytest.raises(ValueError, match="expected the columns exercise, chapter, before") as told:
        exercises.answers("made", folder)
    (line,) = str(told.value).splitlines()
    assert line.startswith(f"{file} is not as `make exercises` writes it")
    assert "git checkout exercises.csv" in line
    assert exercises.known(folder) == {}
    exercises.write({"tenfold": (0.5, 0.75)}, [exercise()], folder)
    assert exercises.answers("made", folder) == {"tenfold": {"before": 0.5, "after": 0.75}}


def test_a_change_is_measured_beside_the_chapter_as_it_stands(folder):
    """With the parameters of the small book in English, as far as what is measured needs it."""
    assert exercises.measure(exercise(), folder) == (21, 31)


def test_a_line_that_is_not_there_just_once_is_told(folder):
    """Else the wrong one would change, or none."""
    with pytest.raises(ValueError, match=r"tenfold .* made\.md has 0 times, not once: x = 5"):
        exercises.measure(exercise(line="x = 5"), folder)


def test_what_no_cell_makes_is_told(folder):
    """With the expression."""
    with pytest.raises(ValueError, match=r"tenfold measures nothing, whose names no cell"):
        exercises.measure(exercise(measure="nothing"), folder)


def test_an_outcome_has_a_direction():
    """Which a change within what counts as none does not have."""
    assert exercise().holds(0.5, 0.6)
    assert not exercise().holds(0.6, 0.5)
    assert exercise(outcome="less").holds(0.6, 0.5)
    assert exercise(outcome="same", within=0.1).holds(0.5, 0.55)
    assert not exercise(within=0.1).holds(0.5, 0.55)
    with pytest.raises(ValueError, match="more, less, same; got 'better'"):
        exercise(outcome="better")


def test_what_was_measured_is_read_back_by_chapter(tmp_path):
    """By the exercise's name."""
    exercises.write({"tenfold": (21, 31.5)}, [exercise()], tmp_path)
    assert exercises.answers("made", tmp_path) == {"tenfold": {"before": 21, "after": 31.5}}
    assert exercises.answers("another", tmp_path) == {}
    assert exercises.known(tmp_path) == {"tenfold": (21, 31.5)}


def test_before_the_first_measuring_nothing_is_known(tmp_path):
    """And nothing fails."""
    assert exercises.known(tmp_path) == {}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_exercise_is_told_and_answered_in_both_languages(chapter):
    """Two or more a chapter; its figures come from the file."""
    text = (BOOK / f"{chapter}.md").read_text(encoding="utf-8")
    own = [each for each in LISTED if each.chapter == chapter]
    assert len(own) >= 2
    labels = re.findall(r"^:label: (ex-[\w-]+)$", text, re.MULTILINE)
    assert len(labels) == 2 * len(own)
    assert all(labels.count(label) == 2 for label in labels)
    assert set(exercises.answers(chapter, BOOK)) == {each.name for each in own}
    for each in own:
        assert len(re.findall(rf"exercises\.{each.name}\b", text)) >= 2, each.name


@pytest.mark.parametrize("each", LISTED, ids=lambda each: each.name)
def test_the_change_that_is_asked_for_is_the_one_that_is_run(each):
    """Whatever is new in the changed line stands as code in the text, in both languages."""
    text = (BOOK / f"{each.chapter}.md").read_text(encoding="utf-8")
    figure = re.compile(rf"exercises\.{each.name}\b")
    own = [part for part in text.split("::::{exercise}") if figure.search(part)]
    asked = [part.partition(":::{dropdown}")[0] for part in own]
    assert len(asked) == 2
    new = set(WORD.findall(each.instead)) - set(WORD.findall(each.line))
    assert new
    for question in asked:
        shown = " ".join(re.findall("`([^`]+)`", question))
        assert new <= set(WORD.findall(shown)), shown


def test_every_chapter_of_models_has_exercises():
    """And no answer is kept of an exercise that is gone."""
    assert set(CHAPTERS) >= OF_MODELS
    written = (BOOK / exercises.MEASURED).read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(line.split(",")[0] for line in written) == sorted(each.name for each in LISTED)


@pytest.mark.parametrize("each", LISTED, ids=lambda each: each.name)
def test_answers_hold_of_what_was_measured(each):
    """What `make exercises` wrote goes where the answer says."""
    told = exercises.answers(each.chapter, BOOK)[each.name]
    assert each.holds(told["before"], told["after"])


@pytest.fixture
def few(monkeypatch):
    """A few hundred digits instead of five thousand."""
    whole = sources.load("embedded")

    def some(images, count):
        return images.take(np.isin(images.source, np.unique(images.source)[:count]))

    data = DataSet(
        whole.name,
        some(whole.train, DIGITS),
        some(whole.test, EXAMINED),
        whole.validation_by,
        DIGITS // 8,
    )
    monkeypatch.setattr(Profile, "load", lambda self: data)
    monkeypatch.chdir(BOOK)


@pytest.mark.slow
@pytest.mark.parametrize("each", LISTED, ids=lambda each: each.name)
def test_each_change_goes_where_its_answer_says(each, few):
    """On a few hundred digits; `make exercises` measures it on all."""
    before, after = exercises.measure(each, BOOK)
    assert each.holds(before, after), (before, after)
