"""The page where readers draw: its sheet, the models that it offers, and their scripts.

What happens in the browser is in ``book/_extra/draw``.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from polymnist_lib import i18n, metrics
from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import shipped
from polymnist_lib.study import findings
from polymnist_lib.training.runs import Run

# Pixels of a side of the sheet, ten for each of the network's.
SHEET = 280
PENS = ("thin", "medium", "thick")
SCRIPTS = ("frame", "strokes", "network", "board")


@dataclass(frozen=True)
class Choice:
    """A model that the page offers.

    Attributes
    ----------
    name : str
        What it is called in scripts and addresses, such as ``"cnn1"``.
    network : Network
        What it computes.
    facts : sequence of str
        What is said of it under its name, written.
    temperature : float
        As for `polymnist_lib.reading.reader.Reader`.
    """

    name: str
    network: Network
    facts: Sequence[str]
    temperature: float = 1.0


def shipped_choice() -> Choice:
    """Return the model that comes with the library."""
    known, reader = shipped.facts(), shipped.reader()
    facts = _facts("full_size", known["parameters"], known["accuracy"])
    return Choice(known["recipe"]["model"], reader.network, facts, reader.temperature)


def trained_choice(key: str, run: Run) -> Choice:
    """Return a model that this build trained.

    Parameters
    ----------
    key : str
        One of `polymnist_lib.models.catalogue.COMPARED`.
    run : Run
        Its run, of a store.

    Raises
    ------
    FileNotFoundError
        If the run is in no store.
    """
    facts = _facts("this_build", run.parameters, metrics.accuracy(run.test).estimate)
    full = findings.full_size().get(key)
    if full is not None:
        facts.append(f"{i18n.term('full_size')}: {i18n.percent(full.estimate)}")
    return Choice(key, run.network(), facts)


def script(choice: Choice) -> str:
    """Write a model as a script, which a page can load where it may fetch nothing.

    Returns
    -------
    str
        It puts the network under its name into ``polymnist.networks``: its preprocessing, its
        temperature and its layers, each with its kind and its weights as base64 of little-endian
        float32.
    """
    described = {
        "preprocessing": choice.network.preprocessing,
        "temperature": choice.temperature,
        "layers": [
            {
                "kind": layer.kind,
                "size": layer.size,
                "weights": {name: _numbers(values) for name, values in layer.weights.items()},
            }
            for layer in choice.network.layers
        ],
    }
    name = json.dumps(choice.name)
    return f"((window.polymnist ??= {{}}).networks ??= {{}})[{name}] = {json.dumps(described)};\n"


def scripts(choices: Sequence[Choice]) -> dict[str, str]:
    """Write models as scripts, by the name of the file that the page asks for."""
    return {f"models/{choice.name}.js": script(choice) for choice in choices}


class Board:
    """The sheet, what a network says of the drawing on it, and the choice of a network.

    Parameters
    ----------
    choices : sequence of Choice
        The models, the first of them chosen.
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.choices = choices

    def __repr__(self) -> str:
        return "\n".join(f"{_name(each)}: {' · '.join(each.facts)}" for each in self.choices)

    def _repr_html_(self) -> str:
        """Return the page's part. Without JavaScript it is one sentence."""
        spoken = ("answer", "blank", "down", "failed", "file", "loading", "up")
        words = json.dumps({name: i18n.term(f"board_{name}") for name in spoken})
        buttons = "".join(
            f'<button type="button" class="board-{name}">{_word(name)}</button>'
            for name in ("undo", "clear", "save")
        )
        bars = "".join(
            f'<li><span class="board-digit">{digit}</span>'
            '<span class="board-bar" aria-hidden="true"></span>'
            '<span class="board-share"></span></li>'
            for digit in range(CLASSES)
        )
        loaded = "".join(f'<script defer src="draw/{name}.js"></script>' for name in SCRIPTS)
        return f"""
<link rel="stylesheet" href="draw/board.css">
<noscript><p class="board-no-script">{_word("no_script")}</p></noscript>
<div class="board" data-words="{escape(words)}" hidden>
<div class="board-paper">
<div class="board-sheet">
<canvas width="{SHEET}" height="{SHEET}" tabindex="0" role="application"
 aria-label="{_word("sheet")}" aria-describedby="board-hint"></canvas>
<span class="board-tip" hidden></span>
</div>
<div class="board-buttons">{buttons}</div>
<fieldset class="board-pens"><legend>{_word("pen")}</legend>
{"".join(_radio("pen", pen, _word(pen), checked=pen == "medium") for pen in PENS)}
</fieldset>
</div>
<div class="board-answer">
<p class="board-status" role="status"></p>
<p class="board-title" id="board-bars">{_word("bars")}</p>
<ol class="board-bars" aria-labelledby="board-bars">{bars}</ol>
<div class="board-view"><canvas class="board-seen" width="{SIDE}" height="{SIDE}"
 aria-hidden="true"></canvas><span class="board-title">{_word("seen")}</span></div>
</div>
<fieldset class="board-models"><legend>{_word("model")}</legend>
{"".join(_choice_radio(each, checked=each is self.choices[0]) for each in self.choices)}
</fieldset>
<p class="board-hint" id="board-hint">{_word("hint")}</p>
</div>
{loaded}"""


def _choice_radio(choice: Choice, *, checked: bool) -> str:
    """Return the choice of a model, with what is known of it."""
    name = escape(_name(choice))
    facts = "".join(f"<span>{escape(fact)}</span>" for fact in choice.facts)
    label = f"<strong>{name}</strong>{facts}"
    return _radio("model", choice.name, label, checked=checked, data=f' data-name="{name}"')


def _radio(group: str, value: str, label: str, *, checked: bool, data: str = "") -> str:
    """Return one choice of several, with its label in HTML."""
    state = " checked" if checked else ""
    return (
        f'<label><input type="radio" name="board-{group}" value="{value}"{data}{state}>'
        f"<span>{label}</span></label>"
    )


def _word(name: str) -> str:
    """Return a word of the page, as HTML."""
    return escape(i18n.term(f"board_{name}"))


def _name(choice: Choice) -> str:
    """Return what a model is called in the language in force."""
    return i18n.term(choice.name)


def _facts(trained: str, parameters: int, accuracy: float) -> list[str]:
    """Write where a model was trained, how large it is and how often it is right."""
    return [
        f"{i18n.term('training')}: {i18n.term(trained)}",
        f"{i18n.integer(parameters)} {i18n.term('parameters')}",
        f"{i18n.term('accuracy')}: {i18n.percent(accuracy)}",
    ]


def _numbers(values: np.ndarray) -> dict[str, object]:
    """Write an array as its shape and base64 of its numbers."""
    data = np.ascontiguousarray(values, "<f4").tobytes()
    return {"shape": list(values.shape), "data": base64.b64encode(data).decode("ascii")}
