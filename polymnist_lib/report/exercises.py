"""The exercises of the chapters: what a reader changes, and what then comes out.

``book/exercises.yml`` lists them; `measure` runs a chapter's code as it stands and with a change;
``book/exercises.csv``, which `make exercises` writes, keeps what came out for the answers.
"""

import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from polymnist_lib import paths
from polymnist_lib.book import cells

OUTCOMES = ("more", "less", "same")

LISTED, MEASURED = "exercises.yml", "exercises.csv"

_NUMBERS = ["before", "after"]
_COLUMNS = ["exercise", "chapter", *_NUMBERS]

# What the chapters' parameters are while an exercise is measured.
_PARAMETERS = {"lang": "en", "profile": "embedded"}


@dataclass(frozen=True)
class Exercise:
    """A change of one line of a chapter.

    Attributes
    ----------
    name : str
        Such as ``"linear_epochs"``.
    chapter : str
        The page.
    line, instead : str
        A line of the chapter's code, and what to put in its place.
    measure : str
        An expression of the chapter's names, a number.
    outcome : str
        One of `OUTCOMES`: what becomes of that number.
    within : float
        A change of no more than this is none.
    """

    name: str
    chapter: str
    line: str
    instead: str
    measure: str
    outcome: str
    within: float = 0.0

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(
                f"The outcome of the exercise {self.name} must be one of {', '.join(OUTCOMES)}; "
                f"got {self.outcome!r}."
            )

    def holds(self, before: float, after: float) -> bool:
        """Tell whether a number went where the answer says."""
        if abs(after - before) <= self.within:
            return self.outcome == "same"
        return self.outcome == ("more" if after > before else "less")


def listed(folder: Path) -> list[Exercise]:
    """Read the exercises of a book, whose chapters lie in a folder."""
    found = yaml.safe_load((folder / LISTED).read_text(encoding="utf-8"))
    return [Exercise(name=name, **fields) for name, fields in found.items()]


def known(folder: Path) -> dict[str, tuple[float, float]]:
    """Read what came out when the exercises were last measured, by name.

    Nothing if never, or if the file is not as `write` left it: they are measured again.
    """
    try:
        found = _table(folder)
    except (FileNotFoundError, ValueError):
        return {}
    pairs = zip(found["before"], found["after"], strict=True)
    return dict(zip(found["exercise"], pairs, strict=True))


def answers(chapter: str, folder: Path = Path()) -> dict[str, dict[str, float]]:
    """Read what came out of a chapter's exercises.

    Parameters
    ----------
    chapter : str
        The page.
    folder : Path, optional
        Of the chapters; the one that a chapter runs in if not given.

    Returns
    -------
    dict
        By the exercise's name: ``before`` and ``after`` its change.

    Raises
    ------
    ValueError
        If the file is not as `write` left it.
    """
    found = _table(folder).set_index("exercise")
    own = found[found["chapter"] == chapter].drop(columns="chapter")
    return {str(name): dict(row) for name, row in own.iterrows()}


def measure(exercise: Exercise, folder: Path) -> tuple[float, float]:
    """Measure what an exercise asks for, in its chapter as it stands and with the change.

    Parameters
    ----------
    exercise : Exercise
        Which one.
    folder : Path
        Of the chapters.

    Returns
    -------
    before, after : float

    Raises
    ------
    ValueError
        If the line is not in the chapter's code just once, or if no cell makes what is measured.
    """
    source = cells.read_source(exercise.chapter, folder / f"{exercise.chapter}.md")
    codes = [
        cell.source for cell in source.code if "parameters" not in cell.metadata.get("tags", [])
    ]
    times = sum(code.splitlines().count(exercise.line) for code in codes)
    if times != 1:
        raise ValueError(
            f"The exercise {exercise.name} changes a line that the code of {exercise.chapter}.md "
            f"has {times} times, not once: {exercise.line}"
        )
    changed = [
        "\n".join(exercise.instead if line == exercise.line else line for line in code.splitlines())
        for code in codes
    ]
    return _measured(exercise, codes), _measured(exercise, changed)


def write(
    measured: Mapping[str, tuple[float, float]], exercises: Sequence[Exercise], folder: Path
) -> None:
    """Keep what came out, for the answers.

    Parameters
    ----------
    measured : mapping of str to (float, float)
        By the exercise's name, before and after the change.
    exercises : sequence of Exercise
        Those that were measured.
    folder : Path
        Of the chapters.
    """
    rows = [
        {"exercise": each.name, "chapter": each.chapter, "before": before, "after": after}
        for each in exercises
        for before, after in [measured[each.name]]
    ]
    with paths.atomic_file(folder / MEASURED) as scratch:
        pd.DataFrame(rows).to_csv(scratch, index=False, float_format="%.6g", lineterminator="\n")


def _table(folder: Path) -> pd.DataFrame:
    """Read what came out. Spreadsheets also write numbers otherwise, so nothing is guessed."""
    path = (folder / MEASURED).absolute()
    try:
        found = pd.read_csv(path)
        told = f"the columns {', '.join(map(str, found))}"
    except ValueError as error:  # of pandas, or no UTF-8
        found, told = pd.DataFrame(), str(error).strip()
    if set(found) == set(_COLUMNS):
        wrong = found[_COLUMNS].isna().any().to_dict()
        wrong |= {name: wrong[name] or found[name].dtype.kind not in "if" for name in _NUMBERS}
        told = "gaps or no numbers in " + ", ".join(name for name in wrong if wrong[name])
        if not any(wrong.values()):
            return found
    raise ValueError(
        f"{path} is not as `make exercises` writes it: expected the columns "
        f"{', '.join(_COLUMNS)}, divided by commas, numbers with a point; found: {told}. A "
        f"spreadsheet may have saved it: take it back with `git checkout {path.name}` in its "
        "folder, or write it again with `make exercises`."
    )


def _measured(exercise: Exercise, codes: Sequence[str]) -> float:
    """Run cells until what is measured is known."""
    names: dict[str, Any] = dict(_PARAMETERS)
    for code in codes:
        with redirect_stdout(io.StringIO()):  # what the chapter shows is not looked at
            exec(compile(code, f"<{exercise.chapter}>", "exec"), names)
        try:
            return float(eval(exercise.measure, names))
        except NameError:
            continue
    raise ValueError(
        f"The exercise {exercise.name} measures {exercise.measure}, whose names no cell of "
        f"{exercise.chapter}.md makes."
    )
