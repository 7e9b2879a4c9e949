"""What every test has: no screen, folders of its own, Spanish, no open figures."""

import ast
import os
import sys
from collections.abc import Callable, Iterator

import pytest

from polymnist_lib import i18n

# Before anything imports them; the processes that tests start inherit both.
os.environ["MPLBACKEND"] = "Agg"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # no information lines, warnings stay


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trained runs and decoded data of the tests go to folders of their own, and no user's data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLYMNIST_RUNS", str(tmp_path_factory.mktemp("runs")))
        patch.setenv("POLYMNIST_CACHE", str(tmp_path_factory.mktemp("cache")))
        for name in (
            "POLYMNIST_DATA",
            "POLYMNIST_PROFILE",
            "POLYMNIST_SOURCE",
            "POLYMNIST_SKIP_BAD",
            "POLYMNIST_SITE",
            "POLYMNIST_REPOSITORY",
        ):
            patch.delenv(name, raising=False)
        for name in ("KAGGLE_USERNAME", "KAGGLE_KEY", "KAGGLE_CONFIG_DIR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def spanish() -> None:
    """Tests start in Spanish, unlike the library: a text in English then was asked for."""
    i18n.set_language("es")


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    """After each test the language is Spanish again and its figures are closed."""
    yield
    i18n.set_language("es")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


@pytest.fixture(scope="session")
def imported_packages() -> Callable[[ast.AST], set[str]]:
    """A function that names the top-level packages which a piece of code imports anywhere."""

    def names(tree: ast.AST) -> set[str]:
        found = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
        return found

    return names
