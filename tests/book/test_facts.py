"""Facts: what travels as data, what is refused, and what somebody in Jupyter sees."""

import json
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from polymnist_lib.book import facts


@dataclass(frozen=True)
class Effect:
    """A result with a property."""

    estimate: float

    @property
    def sign(self) -> int:
        """Its sign."""
        return int(np.sign(self.estimate))


def test_facts_travel_as_json() -> None:
    """NumPy's numbers, arrays of one axis, mappings, dataclasses with their properties."""
    data = facts.packed(
        {
            "count": np.int64(3),
            "share": np.float32(0.5),
            "known": np.True_,
            "nothing": None,
            "names": ("a", "b"),
            "levels": np.arange(2),
            "effect": {"all": Effect(-0.25)},
        }
    )[facts.FACTS]
    assert json.loads(json.dumps(data)) == {
        "count": 3,
        "share": 0.5,
        "known": True,
        "nothing": None,
        "names": ["a", "b"],
        "levels": [0, 1],
        "effect": {"all": {"estimate": -0.25, "sign": -1}},
    }
    assert type(data["known"]) is bool


@pytest.mark.parametrize("value", [math.nan, math.inf, np.float64("nan")])
def test_what_is_not_finite_is_refused_by_its_name(value: float) -> None:
    """Prose can say nothing of it, wherever in a fact it is."""
    with pytest.raises(ValueError, match=r"The fact 'leak\.rows\[1\]' is (nan|inf)"):
        facts.packed({"leak": {"rows": [1.0, value]}})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "The fact 'x' is a object. Facts are numbers"),
        (np.zeros((2, 2)), "The fact 'x' is a ndarray"),
        (b"bytes", "The fact 'x' is a bytes"),
        (pd.Series([1, 2]), "The fact 'x' is a Series"),
        ({1: "one"}, "The fact 'x' has a key that is no string: 1"),
        ({"a": Effect}, r"The fact 'x\.a' is a type"),
    ],
)
def test_what_is_no_data_is_refused_by_its_name(value: object, message: str) -> None:
    """The message says which fact, what it is and what facts are."""
    with pytest.raises(TypeError, match=message):
        facts.packed({"x": value})


def test_a_table_is_no_fact() -> None:
    """A long list would be shown by nobody."""
    with pytest.raises(ValueError, match="'x' has 201 items, of 200 at most"):
        facts.packed({"x": list(range(201))})


def test_facts_are_gathered_over_cells() -> None:
    """A fact given twice has to be the same: the prose before would change behind one's back."""
    given = ({"a": 1, "b": 1}, {"b": 1, "c": 2})
    outputs = [new_output("display_data", facts.packed(values)) for values in given]
    ran = new_notebook(cells=[new_code_cell("", outputs=[each]) for each in outputs])
    assert facts.given(ran) == {"a": 1, "b": 1, "c": 2}
    ran.cells[0].outputs[0].data[facts.FACTS]["b"] = 9
    with pytest.raises(ValueError, match="two cells give the fact 'b'"):
        facts.given(ran)


def test_facts_are_a_small_table_in_jupyter() -> None:
    """Names and values, written so that no value is taken for markup."""
    shown = facts.shown({"best": {"name": "<a>", "share": 0.5}})
    assert '<th scope="row">best</th>' in shown["text/html"]
    assert "&lt;a&gt;" in shown["text/html"]
    assert shown["text/plain"] == 'best = {"name": "<a>", "share": 0.5}'
