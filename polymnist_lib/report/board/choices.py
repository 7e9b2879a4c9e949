"""The networks that the page offers, and what it says of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from polymnist_lib import i18n, metrics
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import shipped
from polymnist_lib.reading.reader import Reader
from polymnist_lib.study import findings
from polymnist_lib.training.runs import Run


@dataclass(frozen=True)
class Choice:
    """A network that reads what is drawn.

    Attributes
    ----------
    name : str
        What it is called, such as ``"cnn1"``: `i18n.term` of it is written.
    network : Network
        What it computes.
    trained : str
        Where: ``"this_build"`` or ``"full_size"``, keys of `i18n.TERMS`.
    facts : sequence of str
        What else is said of it, written.
    share : str
        How often it is right, written.
    file : str
        What its script is called.
    temperature : float
        As for `polymnist_lib.reading.reader.Reader`.
    """

    name: str
    network: Network
    trained: str
    facts: Sequence[str]
    share: str
    file: str
    temperature: float = 1.0

    @property
    def title(self) -> str:
        """What it is called in the language in force."""
        return i18n.term(self.name)

    def told(self) -> list[str]:
        """Say where it was trained, and what else is known of it."""
        return [f"{i18n.term('training')}: {i18n.term(self.trained)}", *self.facts]


def large() -> Choice:
    """Return the largest network, which comes with the library."""
    known = shipped.facts()
    return _shipped(known, shipped.reader(), known["recipe"]["model"])


def small() -> list[Choice]:
    """Return the small networks that come with the library, that in colour first."""
    told = shipped.small_facts()
    return [
        _shipped(told[name], reader, f"{told[name]['recipe']['model']}_{name}")
        for name, reader in shipped.small().items()
    ]


def trained(key: str, run: Run) -> Choice:
    """Return a network that this build trained.

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
    accuracy = metrics.accuracy(run.test).estimate
    facts = _facts(run.parameters, accuracy)
    full = findings.full_size().get(key)
    if full is not None:
        facts.append(f"{i18n.term('full_size')}: {i18n.percent(full.estimate)}")
    return Choice(key, run.network(), "this_build", facts, i18n.percent(accuracy), key)


def _shipped(known: Mapping[str, Any], reader: Reader, file: str) -> Choice:
    """Return a network that comes with the library."""
    return Choice(
        known["recipe"]["model"],
        reader.network,
        "full_size",
        _facts(known["parameters"], known["accuracy"]),
        i18n.percent(known["accuracy"]),
        file,
        reader.temperature,
    )


def _facts(parameters: int, accuracy: float) -> list[str]:
    """Write how large a network is and how often it is right."""
    return [
        f"{i18n.integer(parameters)} {i18n.term('parameters')}",
        f"{i18n.term('accuracy')}: {i18n.percent(accuracy)}",
    ]
