"""The set-up files: they agree with each other and the code, pin all, and install once."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import polymnist_lib

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PYTHONS = ("3.11", "3.12", "3.13")


def lines_of(name: str) -> list[str]:
    """Read a file of pip's, without its remarks."""
    text = re.sub("#.*", "", (ROOT / name).read_text("utf-8"))
    return [line.strip() for line in text.splitlines() if line.strip()]


PINS = [Requirement(line) for line in lines_of("constraints.txt")]
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
EXTRAS = {
    name: [Requirement(line) for line in lines]
    for name, lines in PROJECT["project"]["optional-dependencies"].items()
}
DEVELOPMENT, OPTIONAL = EXTRAS["dev"], [*EXTRAS["cluster"], *EXTRAS["jax"]]


def applies(requirement: Requirement, python: str | None = None, extra: str = "") -> bool:
    """Tell whether a requirement holds on this system, with this Python or another."""
    environment = {"extra": extra}
    if python is not None:
        environment |= {"python_version": python, "python_full_version": f"{python}.7"}
    return requirement.marker is None or requirement.marker.evaluate(environment)


def pins(python: str | None = None) -> dict[str, list[str]]:
    """Return the pinned versions of each package for a Python, this one by default."""
    found: dict[str, list[str]] = {}
    for pin in PINS:
        if applies(pin, python):
            found.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier))
    return found


def closure() -> set[str]:
    """Return all packages that the runtime and the development requirements bring here."""
    found: set[tuple[str, str]] = set()
    waiting = [each for each in (*RUNTIME, *DEVELOPMENT) if applies(each)]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in found:
                found.add((name, extra))
                needed = [Requirement(line) for line in metadata.requires(name) or []]
                waiting += [each for each in needed if applies(each, extra=extra)]
    return {name for name, _ in found}


# ------------------------------------------------------------------ requirements and pins


def test_requirements_are_the_library_and_its_pins():
    """What is required is written in pyproject.toml alone; the library is installed editable."""
    assert lines_of("requirements.txt") == ["-c constraints.txt", "-e ."]


def test_every_package_is_pinned():
    """Each package that the requirements bring, here and now, has a line in the constraints."""
    assert sorted(closure() - set(pins())) == []


@pytest.mark.parametrize("python", PYTHONS)
def test_pins_are_exact_and_satisfy_the_ranges(python):
    """For each Python a package has at most one pin, exact, inside the declared range."""
    pinned = pins(python)
    assert {name: each for name, each in pinned.items() if len(each) > 1} == {}
    assert [each for (each,) in pinned.values() if not re.fullmatch(r"==[\w.+!]+", each)] == []
    for requirement in (*RUNTIME, *DEVELOPMENT):
        if applies(requirement, python):
            (pin,) = pinned[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(pin.removeprefix("==")), requirement


def test_the_build_tool_is_pinned_alike():
    """The library is built with the version of setuptools that the constraints name."""
    (needed,) = [Requirement(line) for line in PROJECT["build-system"]["requires"]]
    assert [str(needed.specifier)] == pins()["setuptools"]


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_no_package_comes_from_an_address_or_a_folder(name):
    """No package index, no address and no file is named: the reader's own index serves."""
    text = (ROOT / name).read_text("utf-8")
    assert re.findall(r"\w+://|index-url|find-links|trusted-host| @ ", text) == []


@pytest.mark.parametrize("folder", ["polymnist_lib", "tests"])
def test_every_import_is_declared(folder, tracked, imported_packages):
    """What library and tests import comes from a declared package, not by way of another one."""
    packages = [*RUNTIME, *(OPTIONAL if folder == "polymnist_lib" else DEVELOPMENT)]
    declared = {canonicalize_name(each.name) for each in packages}
    distributions = metadata.packages_distributions()
    files = [
        file for file in tracked if file.is_relative_to(ROOT / folder) and file.suffix == ".py"
    ]
    known = {*sys.stdlib_module_names, "polymnist_lib"}
    # PyTorch reads its own files of tensors, where somebody has it; nothing asks for it.
    known |= {file.stem for file in files} if folder == "tests" else {"torch"}
    undeclared = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported_packages(ast.parse(file.read_text("utf-8"))) - known
        if declared.isdisjoint(map(canonicalize_name, distributions.get(name, ())))
    }
    assert sorted(undeclared) == []


# ------------------------------------------------------------------ what is shipped


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    """Modules, catalogues, templates: the wheel has all that lies in the package's folder."""
    pytest.importorskip("setuptools", minversion="77", reason="older ones know no license names")
    here = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(ROOT / "polymnist_lib", tmp_path / "polymnist_lib", ignore=here)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    expected = {
        file.relative_to(tmp_path).as_posix()
        for file in (tmp_path / "polymnist_lib").rglob("*")
        if file.is_file()
    }
    build = "from setuptools import build_meta; print(build_meta.build_wheel('.'))"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(tmp_path / done.stdout.splitlines()[-1]) as wheel:
        assert {name for name in wheel.namelist() if name.startswith("polymnist_lib/")} == expected


def test_the_command_is_the_libraries():
    """The console script that is installed points at a function that exists."""
    module, _, function = PROJECT["project"]["scripts"]["polymnist"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_the_citation_names_the_version():
    """CITATION.cff cites the version that the library has."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == polymnist_lib.__version__


def test_git_leaves_all_files_as_they_are(tracked):
    """Whatever it is told to do with ends of lines: of text they are LF, and the rest is binary."""
    names = [each.relative_to(ROOT).as_posix() for each in tracked if not each.is_symlink()]
    command = ["git", "-c", "safe.directory=*", "check-attr", "--stdin", "-z", "text", "eol"]
    told = subprocess.run(
        command, cwd=ROOT, input="\0".join(names).encode(), capture_output=True, check=True
    ).stdout.decode()
    fields = told.split("\0")
    attributes = {}
    for name, attribute, value in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        attributes.setdefault(name, {})[attribute] = value
    for name in names:
        binary = b"\0" in (ROOT / name).read_bytes()
        assert attributes[name]["text"] == ("unset" if binary else "auto"), name
        assert binary or attributes[name]["eol"] == "lf", name


def test_no_file_names_somebodys_folder(tracked):
    """No file of the project holds a path of the machine that it was written on."""
    homes = ("/ho" + "me/", "/Us" + "ers/", "/ro" + "ot/", "C:\\Us" + "ers\\")
    here = [f"{place}{os.sep}" for place in (ROOT, Path.home()) if len(place.parts) > 1]
    found = [
        f"{file.relative_to(ROOT)}: {place}"
        for file in tracked
        # Tests make up folders of people, to see that they are removed from what is published.
        for place in (here if file.is_relative_to(ROOT / "tests") else [*here, *homes])
        if place in file.read_bytes().decode("utf-8", errors="replace")
    ]
    assert found == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_guides_commands_and_files_exist(name):
    """A guide names only targets of the Makefile, and links only to files that are there."""
    text = (ROOT / name).read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)`", text)) <= targets
    links = re.findall(r"\]\((?!\w+:|#)([^)#]+)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


# ------------------------------------------------------------------ the environment


def run_environment(path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the search for a Python in a copy of the project with nothing but a script in it."""
    shutil.copytree(ROOT / "tools", path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (path / "tools" / "environment.py").write_text("import sys; print('found', sys.argv[1])")
    return subprocess.run(
        ["/bin/sh", path / "tools" / "environment.sh", "book"],
        env={"PATH": str(path / "bin"), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path):
    """A folder with a space in its name and a ``bin`` with what the search itself needs."""
    path = tmp_path / "my project"
    (path / "bin").mkdir(parents=True)
    for tool in ("dirname", "cat"):
        (path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return path


def test_no_suitable_python_is_told_with_what_to_do(checkout):
    """The message says what was looked at, why it does not do, and what does."""
    old = checkout / "bin" / "python3"
    old.write_text("#!/bin/sh\necho 'is Python 3.10.1' >&2\nexit 1\n")
    old.chmod(0o755)
    done = run_environment(checkout)
    assert done.returncode == 1
    assert "python3 is Python 3.10.1\n" in done.stderr
    assert "python3.12 was not found\n" in done.stderr
    assert "make PYTHON=" in done.stderr


def test_the_python_asked_for_is_the_only_one_tried(checkout):
    """PYTHON is obeyed: when it does not do, no other is taken in its place."""
    (checkout / "bin" / "python3").symlink_to(sys.executable)
    done = run_environment(checkout, PYTHON="python9")
    assert (done.returncode, done.stdout) == (1, "")
    assert "python9 was not found" in done.stderr


def test_a_suitable_python_is_taken(checkout):
    """The Python that runs these tests serves."""
    done = run_environment(checkout, PYTHON=sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (0, "found book\n", "")


def test_the_search_takes_the_pythons_that_the_library_supports():
    """The script accepts the same minor versions as ``requires-python``."""
    script = (ROOT / "tools" / "environment.sh").read_text("utf-8")
    low, high = re.search(r"\((3, \d+)\) <= .* < \((3, \d+)\)", script).groups()
    supported = SpecifierSet(PROJECT["project"]["requires-python"])
    minors = [minor for minor in range(30) if supported.contains(f"3.{minor}.1")]
    assert (f"3, {minors[0]}", f"3, {minors[-1] + 1}") == (low, high)
    assert [f"3.{minor}" for minor in minors] == list(PYTHONS)


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The script that makes ``.venv``, in a folder of its own, with a pip that only counts."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name in module.FILES:
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(module, "BASE", venv / ".base")
    monkeypatch.setattr(module, "GOING", tmp_path / ".venv.removed")
    module.installed, module.status = [], 0

    def call(command, cwd=None):
        if "venv" in command:
            assert module.read(module.BASE) not in (None, module.base())
            return module.status
        module.installed.append(command[-1])
        return module.status

    monkeypatch.setattr(module.subprocess, "call", call)
    return module


def test_an_unchanged_environment_is_not_installed_again(environment):
    """The second call installs nothing, nor does the smaller purpose after the larger."""
    assert [environment.main(purpose) for purpose in ("test", "test", "book")] == [0, 0, 0]
    assert environment.installed == [".[dev]"]


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_ends_of_lines_are_no_change(environment, name):
    """Such as a checkout of Windows writes them."""
    (environment.ROOT / name).write_bytes(b"one\ntwo\n")
    environment.main("book")
    (environment.ROOT / name).write_bytes(b"one\r\ntwo\r\n")
    environment.main("book")
    assert len(environment.installed) == 1


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_a_changed_file_is_installed_again(environment, name):
    """A change of what is to be installed is carried out, once."""
    environment.main("book")
    (environment.ROOT / name).write_text("other")
    environment.main("book")
    environment.main("book")
    assert len(environment.installed) == 2


def test_a_failed_installation_is_never_taken_for_done(environment, capsys):
    """The failure's status is passed on, also when an earlier installation had succeeded."""
    environment.main("test")
    (environment.ROOT / "constraints.txt").write_text("other")
    environment.status = 7
    assert environment.main("test") == 7
    assert "exit status 7" in capsys.readouterr().err
    (environment.ROOT / "constraints.txt").write_text("constraints.txt")
    environment.status = 0
    assert environment.main("book") == 0
    assert len(environment.installed) == 3


def test_an_environment_of_another_python_or_folder_is_made_anew(environment):
    """An environment that was moved, or half made, is removed and made again."""
    environment.main("book")
    leftover = environment.VENV / "leftover"
    leftover.touch()
    environment.BASE.write_text("elsewhere")
    environment.main("book")
    assert not leftover.exists()
    assert not environment.GOING.exists()
    assert len(environment.installed) == 2


def test_an_environment_that_was_not_finished_is_made_anew(environment):
    """Whatever ended the making of it, the next call knows it for its own and begins again."""
    environment.status = 7
    assert environment.main("book") == 7
    environment.status = 0
    assert environment.main("book") == 0
    assert environment.read(environment.BASE) == environment.base()


@pytest.mark.parametrize("kind", ["folder", "link", "broken link", "file"])
def test_somebodys_own_environment_is_left_alone(environment, kind, tmp_path):
    """It is told, and neither removed nor installed into; a link is somebody's too."""
    own = tmp_path / "own"
    if kind == "file":
        environment.VENV.touch()
    elif kind == "folder":
        (environment.VENV / "precious").mkdir(parents=True)
    else:
        environment.VENV.symlink_to(own)
    if kind == "link":
        own.mkdir()
        (own / ".base").write_text("elsewhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SystemExit, match="not made by this Makefile.*Move it away or delete it"):
        environment.main("book")
    assert environment.installed == []
    assert set(tmp_path.rglob("*")) - {tmp_path / ".venv.lock"} == set(before)


def test_a_killed_removal_leaves_no_half_of_an_environment(environment, monkeypatch):
    """The old one has left its name before its files go; the next call removes what is left."""
    environment.main("book")
    (environment.VENV / "old").touch()
    environment.BASE.write_text("elsewhere")
    remove = environment.shutil.rmtree

    def killed(folder):
        assert folder == environment.GOING
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        environment.main("book")
    assert not environment.VENV.exists()
    assert (environment.GOING / "old").exists()
    monkeypatch.setattr(environment.shutil, "rmtree", remove)
    assert environment.main("book") == 0
    assert not environment.GOING.exists()


@pytest.mark.parametrize("made_here", [True, False])
def test_clean_removes_only_an_environment_that_was_made_here(tmp_path, made_here):
    """A reader's own stays."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".venv").mkdir()
    if made_here:
        (tmp_path / ".venv" / ".base").touch()
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / ".venv").exists() is not made_here


def test_a_second_make_waits_for_the_first(environment, monkeypatch):
    """Two makes in one checkout prepare the environment one after the other, and say so."""
    waits = threading.Event()

    def say(text, **_):
        if "waiting" in text:
            waits.set()

    monkeypatch.setattr(environment, "print", say, raising=False)
    second = threading.Thread(target=environment.main, args=("book",))
    with environment.only_one():
        second.start()
        assert waits.wait(60)
        assert environment.installed == []
    second.join()
    assert len(environment.installed) == 1
