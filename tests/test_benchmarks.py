"""What the benchmarks' page says is what was measured; nothing is timed here."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def report():
    """The module that writes the page."""
    spec = spec_from_file_location("report", FOLDER / "report.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def results():
    """What was measured."""
    return json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))


def test_the_page_says_what_was_measured(report, results):
    """The tables are those of the results, unedited."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    between = page.partition(report.BEGIN)[2].partition(report.END)[0]
    assert between == report.measured(results)


def test_all_was_measured(results):
    """Each model raced each peer with both batch sizes; each stage grew; the book was built."""
    raced = {(race["title"], peer) for race in results["races"] for peer in race["peers"]}
    for model in ("cnn1", "cnn2", "mlp1", "mlp2", "linear"):
        for batch_size in (32, 128):
            for peer in ("original recipe", "Keras idioms"):
                assert (f"{model}, batches of {batch_size}, augmented", peer) in raced
            for peer in ("PyTorch eager", "PyTorch, channels_last and fused Adam"):
                assert (f"{model}, batches of {batch_size}, not augmented", peer) in raced
    sizes = {row["images"] for row in results["growth"]}
    assert len(results["growth"]) == len(sizes) * len({row["stage"] for row in results["growth"]})
    assert {fact["title"] for fact in results["facts"]} >= {
        "the book from nothing, both languages",
        "the book, nothing changed (median of three)",
        "the book, prose of a chapter changed",
        "the book, a constant of a plot changed",
        "the book, that edit taken back",
        "the book, epochs of a model in its chapter, besides training",
        "the book, epochs of a model in the profile, besides training",
        "the book, the second language executed and built again",
    }


def test_a_missed_aim_is_said(report, results):
    """A ratio below its aim, and a figure above its limit, carry a cross."""
    race = {
        "title": "work",
        "images": 1000,
        "images_per_second": {"median": 200},
        "peers": {
            "a peer": {
                "images_per_second": {"median": 100},
                "ratio": {"median": 2.0, "least": 1.5, "greatest": 2.5},
                "at_least": 3,
            }
        },
    }
    fact = {"title": "the book", "value": 400, "unit": "s", "at_most": 300}
    text = report.measured({**results, "races": [race], "facts": [fact]})
    assert "| work | 1,000 | 200 | a peer | 100 | **2** (1.5–2.5) | 3 ✗ |" in text
    assert "| the book | 400 s | 300 ✗ |" in text
