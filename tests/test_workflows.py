"""The workflows on GitHub: pinned, with no more rights than they need, as the library has it."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from polymnist_lib.book.project import Project
from polymnist_lib.report.project import project

from .test_setup import PROJECT, ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
BOOK = ROOT / ".github" / "workflows" / "book.yml"

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def read(path: Path) -> dict[Any, Any]:
    """Read a workflow. YAML 1.1, which PyYAML reads, takes the word `on` for true."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in workflow.items()}


def jobs(path: Path) -> dict[str, Any]:
    """Return a workflow's jobs by name."""
    return read(path)["jobs"]


def checkouts(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the options of each checkout of a job."""
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            yield step.get("with", {})


def writes(job: dict[str, Any]) -> bool:
    """Tell whether a job may change anything."""
    return "write" in job["permissions"].values()


def evaluate(expression: str, **contexts: dict[str, Any]) -> Any:
    """Work out a workflow's expression, which is nearly one of Python."""
    python = expression.strip().removeprefix("${{").removesuffix("}}").strip()
    python = re.sub(r"!(?!=)", " not ", python.replace("&&", " and ").replace("||", " or "))
    names = {name: SimpleNamespace(**context) for name, context in contexts.items()}
    return eval(python, {"format": str.format, "endsWith": str.endswith, **names})


@each_workflow
def test_every_action_is_pinned(path: Path) -> None:
    """By its commit, with the version in words, and of one commit wherever it is used."""
    lines = re.findall(r"^\s*(?:- )?uses:\s*(.*)$", path.read_text("utf-8"), re.M)
    assert lines
    loose = [each for each in lines if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d[\d.]*", each)]
    assert loose == []
    owners = {}
    for line in lines:
        name, _, pin = line.partition("@")
        owners.setdefault("/".join(name.split("/")[:2]), set()).add(pin)
    assert {name: pins for name, pins in owners.items() if len(pins) > 1} == {}
    assert {name.partition("/")[0] for name in owners} == {"actions"}, "GitHub's own are enough"


@each_workflow
def test_a_job_has_the_rights_that_it_names(path: Path) -> None:
    """None from above; to read the code or, where the script publishes, to push; and an end."""
    assert read(path)["permissions"] == {}
    for name, job in jobs(path).items():
        assert job["permissions"] in ({"contents": "read"}, {"contents": "write"}), name
        assert job["timeout-minutes"] <= 120, name


@each_workflow
def test_the_code_of_a_pull_request_never_runs_with_the_right_to_write(path: Path) -> None:
    """Such jobs take the script from the default branch, for branches of the repository alone."""
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(read(path)["on"])
    for job in jobs(path).values():
        if writes(job):
            commands = [step["run"] for step in job["steps"] if "run" in step]
            assert commands
            assert all(each.startswith("python3 tools/pages.py ") for each in commands)
            for options in checkouts(job):
                assert options["ref"] == "${{ github.event.repository.default_branch }}"
            assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]
        else:
            assert [each["persist-credentials"] for each in checkouts(job)] == [False]


@each_workflow
def test_no_command_is_put_together_from_what_others_wrote(path: Path) -> None:
    """Expressions reach a shell as variables."""
    commands = [step.get("run", "") for job in jobs(path).values() for step in job["steps"]]
    assert [each for each in commands if "${{" in each] == []


def test_every_python_of_the_library_is_tested() -> None:
    """Those of ``requires-python``, and the pages come from one of them."""
    matrix = jobs(BOOK)["book"]["strategy"]["matrix"]["python"]
    supported = SpecifierSet(PROJECT["project"]["requires-python"])
    assert matrix == [f"3.{minor}" for minor in range(30) if supported.contains(f"3.{minor}.1")]
    (upload,) = [
        step
        for step in jobs(BOOK)["book"]["steps"]
        if step.get("uses", "").startswith("actions/upload-artifact@")
    ]
    assert re.fullmatch(r"matrix\.python == '(.*)'", upload["if"])[1] in matrix


def test_the_book_is_built_and_tested_as_anywhere() -> None:
    """With the Makefile's own targets; what the environment says is what the library reads."""
    steps = {step.get("run"): step for step in jobs(BOOK)["book"]["steps"]}
    assert {"make test", 'make book ARGS="-W --keep-going"'} <= set(steps)
    told = steps['make book ARGS="-W --keep-going"']["env"]
    head = (ROOT / "polymnist_lib" / "book" / "head.py").read_text("utf-8")
    read = re.findall(r'project\.setting\("(\w+)"\)', head)
    assert set(told) == {f"{project(Project(ROOT)).prefix}{name}" for name in read}


def test_the_address_of_the_site_ends_in_a_slash() -> None:
    """That of GitHub Pages, or the variable's, which may lack it."""
    site = read(BOOK)["env"]["SITE"]

    def address(variable: str) -> str:
        github = {
            "repository_owner": "somebody",
            "event": SimpleNamespace(repository=SimpleNamespace(name="digits")),
        }
        return evaluate(site, github=github, vars={"SITE": variable})

    assert address("") == "https://somebody.github.io/digits/"
    assert address("https://example.org/a") == address("https://example.org/a/")
    assert address("https://example.org/a") == "https://example.org/a/"


@pytest.mark.parametrize("event", ["push", "workflow_dispatch", "pull_request"])
def test_no_page_leads_to_the_commit_of_a_preview(event: str) -> None:
    """It is merged for the test alone, and a notebook could not fetch it."""
    told = next(step["env"] for step in jobs(BOOK)["book"]["steps"] if "env" in step)
    host = {"server_url": "https://github.com", "repository": "somebody/digits"}
    address = evaluate(told["POLYMNIST_REPOSITORY"], github={**host, "event_name": event})
    assert address == ("" if event == "pull_request" else "https://github.com/somebody/digits")


def test_what_decides_the_caches_is_in_their_keys() -> None:
    """Each file that a key names is there: a pattern that finds nothing would never change."""
    patterns = re.findall(r"hashFiles\(([^)]*)\)", BOOK.read_text("utf-8"))
    names = {name for each in patterns for name in re.findall(r"'([^']+)'", each)}
    assert {"constraints.txt", "polymnist_lib/**", "book/**", "results/**"} == names
    assert [name for name in names if not any(ROOT.glob(name))] == []
