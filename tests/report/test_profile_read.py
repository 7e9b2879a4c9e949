"""Which recipes a chapter depends on, told from its cells."""

import ast
import re
from pathlib import Path

import pytest

from polymnist_lib import profiles
from polymnist_lib.models.catalogue import COMPARED
from polymnist_lib.report import profile_read

FOLDER = Path(profiles.__file__).parent
PROFILE = profiles.get("embedded")
RECIPES = set(PROFILE.recipes)


def own(code: str) -> set[str]:
    """Return the models whose recipes cells read, the chapter's object being known."""
    cells = [ast.parse("chapter = Chapter(lang, profile)"), ast.parse(code)]
    return set(profile_read.parts(cells, PROFILE)["own"])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("data = chapter.data", set()),
        ('chapter.train("cnn1")', {"cnn1"}),
        ('chapter.train("cnn1", epochs=10).model()', {"cnn1"}),
        ('chapter.profile.recipes["mlp1"].but(epochs=3)', {"mlp1"}),
        ("chapter.train(recipe.but(epochs=3))", set()),
        ("chapter.train(run.recipe)", set()),
        ('chapter.train(Recipe("mlp1"))', set()),
        ("recipe = Recipe('mlp1')\nchapter.train(recipe)", set()),
        ("for key, recipe in mine.items():\n    chapter.train(recipe)", set()),
        ("recipe = Recipe('mlp1')\nrecipe = 'cnn1'\nchapter.train(recipe)", RECIPES),
        ("r = Recipe('mlp1')\ndef f(r):\n    chapter.train(r)", RECIPES),
        ("for key, recipe in mine.items():\n    chapter.train(key)", RECIPES),
        ("for recipe in ('cnn1',):\n    chapter.train(recipe)", RECIPES),
        ("a = b\nb = a\nchapter.train(a)", RECIPES),
        ("chapter.train(key)", RECIPES),
        ("train = chapter.train", RECIPES),
        ("chapter.train(recipe=key)", RECIPES),
        ("chapter.train_compared()", RECIPES),
        ("chapter.profile.recipes[key]", RECIPES),
        ("chapter.profile.recipes.items()", RECIPES),
        ("chapter.profile.name", set()),
        ("f(chapter.profile)", RECIPES),
        ("f(chapter)", RECIPES),
        ("chapter.something_new('mlp1')", RECIPES),
        ("chapter.facts(cnn1=run)\nchapter.publish(files)", set()),
        ("mine = chapter", RECIPES),
        ("getattr(chapter, name)", RECIPES),
        ("from polymnist_lib.report.chapter import Chapter as C\nc = C(lang, profile)", RECIPES),
        ("make = Chapter\nc = make(lang, profile)", RECIPES),
        ("from polymnist_lib import report\nreport.chapter.Chapter('es', 'full')", RECIPES),
        ("from polymnist_lib import profiles\nprofiles.PROFILES", RECIPES),
        ("from polymnist_lib.profiles import PROFILES", RECIPES),
        ("import polymnist_lib\npolymnist_lib.profiles", RECIPES),
    ],
)
def test_what_a_chapter_reads(code: str, expected: set[str]) -> None:
    """What its code names; where it does not tell, everything."""
    assert own(code) == expected


def test_the_reference_counts_always() -> None:
    """The results that stand beside a build's own are found by the recipes of another profile."""
    parts = profile_read.parts([ast.parse("1")], PROFILE)
    assert set(parts["reference"]) >= set(COMPARED)
    assert parts["reference"]["cnn1"]["epochs"] == profiles.get("full").recipes["cnn1"].epochs


def test_what_is_known_of_a_chapter_to_read_no_recipe_reads_none() -> None:
    """Of its methods and properties, those that speak of recipes are not among it."""
    tree = ast.parse((FOLDER / "report/chapter.py").read_text(encoding="utf-8"))
    (chapter,) = (each for each in tree.body if isinstance(each, ast.ClassDef))
    for each in chapter.body:
        if isinstance(each, ast.FunctionDef) and each.name in profile_read._READ_NONE:
            words = {getattr(node, "attr", "") for node in ast.walk(each)}
            assert words.isdisjoint({"recipes", "train", "train_compared"})


def test_only_the_chapter_reads_a_profile() -> None:
    """What `parts` tells of code is all there is: elsewhere, only the reference's are read."""
    readers = set()
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "recipes":
                of = ast.unparse(node.value)
                readers |= (
                    {file.stem} if of != f"profiles.get('{profile_read.REFERENCE}')" else set()
                )
    assert readers == {"chapter", "profile_read"}
    named = re.compile(r"\b(PROFILES|_profile)\b")
    files = {each.stem for each in FOLDER.rglob("*.py") if named.search(each.read_text("utf-8"))}
    assert files == {"chapter", "profile_read", "profiles"}, "a docstring, the names, their module"
