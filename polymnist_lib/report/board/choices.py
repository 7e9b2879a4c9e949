"""The networks that the page offers, and what it says of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from polymnist_lib import i18n, metrics
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import shipped
from polymnist_lib.study import findings
from polymnist_lib.training.runs import Run


@dataclass(frozen=True)
class Choice:
    """A network that reads what is drawn.

    Attributes
    ----------
    name : str
        What it is called in scripts and addresses, such as ``"cnn1"``.
    network : Network
        What it computes.
    trained : str
        Where: a key of `i18n.TERMS`.
    facts : sequence of str
        What else is said of it, written.
    temperature : float
        As for `polymnist_lib.reading.reader.Reader`.
    """

    name: str
    network: Network
    trained: str
    facts: Sequence[str]
    temperature: float = 1.0

    @property
    def title(self) -> str:
        """What it is called in the language in force."""
        return i18n.term(self.name)


def shipped_choice() -> Choice:
    """Return the network that comes with the library."""
    known, reader = shipped.facts(), shipped.reader()
    return Choice(
        known["recipe"]["model"],
        reader.network,
        "full_size",
        _facts(known["parameters"], known["accuracy"]),
        reader.temperature,
    )


def trained_choice(key: str, run: Run) -> Choice:
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
    facts = _facts(run.parameters, metrics.accuracy(run.test).estimate)
    full = findings.full_size().get(key)
    if full is not None:
        facts.append(f"{i18n.term('full_size')}: {i18n.percent(full.estimate)}")
    return Choice(key, run.network(), "this_build", facts)


def _facts(parameters: int, accuracy: float) -> list[str]:
    """Write how large a network is and how often it is right."""
    return [
        f"{i18n.integer(parameters)} {i18n.term('parameters')}",
        f"{i18n.term('accuracy')}: {i18n.percent(accuracy)}",
    ]
