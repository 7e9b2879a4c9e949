"""Facts: what a chapter's code gives to its prose, as data that a template then writes out.

They travel as JSON in an output of the cell that gave them, so that words and formats can change
without executing anything.
"""

import html
import json
import math
import numbers
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from nbformat import NotebookNode

FACTS = "application/vnd.book.facts+json"
"""As what a cell gives facts to its page, as a figure is given."""

BUILDING = "BOOK_BUILDING"
"""The variable of the environment that tells a kernel that the book is being built."""

MANY = 200
"""So many items a list or a mapping may have: more is a table, not a fact."""

_BINARY = (bytes, bytearray, memoryview)


def give(**values: Any) -> None:
    """Give facts to the prose, captions and alternative texts of the chapter that runs.

    They travel as an output of the cell. Away from the book it is a small table.

    Parameters
    ----------
    **values : object
        By the name that templates use; see `packed`.

    Raises
    ------
    TypeError
        If a value is no data; the message names the fact.
    ValueError
        If a number is not finite, or a list is a table.
    """
    from IPython.display import display

    data = packed(values)
    display(data if os.environ.get(BUILDING) else shown(data[FACTS]), raw=True)


def packed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts, by name, as an output that gives them to the cell's page.

    Parameters
    ----------
    values : mapping of str to object
        Numbers, booleans, strings, None; lists and small mappings of these; dataclasses, which are
        the mappings of their fields and properties.

    Raises
    ------
    TypeError
        If a value is anything else; the message names the fact.
    ValueError
        If a number is not finite, or a list is a table.
    """
    return {FACTS: {name: as_data(name, value) for name, value in values.items()}}


def shown(data: Mapping[str, Any]) -> dict[str, str]:
    """Return facts as a small table, for whoever runs a chapter in Jupyter.

    Parameters
    ----------
    data : mapping
        What `packed` holds.
    """
    rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in data.items()]
    cells = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(value)}</td></tr>'
        for name, value in rows
    )
    return {
        "text/html": f"<table><tbody>{cells}</tbody></table>",
        "text/plain": "\n".join(f"{name} = {value}" for name, value in rows),
    }


def given(notebook: NotebookNode) -> dict[str, Any]:
    """Return the facts that an executed notebook gives to its prose.

    Raises
    ------
    ValueError
        If two cells give a fact different values: the prose before the second would change.
    """
    found: dict[str, Any] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for name, value in output.get("data", {}).get(FACTS, {}).items():
                if found.setdefault(name, value) != value:
                    raise ValueError(
                        f"two cells give the fact {name!r}, with different values; name one of "
                        "them otherwise."
                    )
    return found


def as_data(name: str, value: Any) -> Any:
    """Return a fact as JSON can hold it; see `packed`."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):  # NumPy's too
        return bool(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        if not math.isfinite(value):
            raise ValueError(
                f"The fact {name!r} is {value}: prose can say nothing of it. Leave it out, or give "
                "None and have the template ask for it."
            )
        return float(value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value)]
        names += [
            key for key in dir(type(value)) if isinstance(getattr(type(value), key), property)
        ]
        value = {each: getattr(value, each) for each in names if not each.startswith("_")}
    if isinstance(value, Mapping):
        _check_size(name, value)
        wrong = next((key for key in value if not isinstance(key, str)), None)
        if wrong is not None:
            raise TypeError(f"The fact {name!r} has a key that is no string: {wrong!r}.")
        return {key: as_data(f"{name}.{key}", each) for key, each in value.items()}
    is_row = type(value).__module__ == "numpy" and getattr(value, "ndim", 0) == 1
    if is_row or (isinstance(value, Sequence) and not isinstance(value, _BINARY)):
        _check_size(name, value)
        return [as_data(f"{name}[{place}]", each) for place, each in enumerate(value)]
    raise TypeError(
        f"The fact {name!r} is a {type(value).__name__}. Facts are numbers, booleans, strings, "
        "lists and small mappings of these: give what the prose says of it."
    )


def _check_size(name: str, value: Any) -> None:
    """Raise ValueError if a list or a mapping is as long as a table."""
    if len(value) > MANY:
        raise ValueError(
            f"The fact {name!r} has {len(value)} items, of {MANY} at most: prose needs a few "
            "figures of a table, not the table."
        )
