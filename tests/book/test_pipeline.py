"""Running the stale chapters: stages, failures, and stopping."""

import threading
import time
from pathlib import Path

import pytest

from polymnist_lib.book import cells, kernels, pipeline
from polymnist_lib.book.freshness import Job
from polymnist_lib.book.progress import Lines
from polymnist_lib.book.project import Project

from .browsing import PATIENCE
from .conftest import FRONT


@pytest.fixture(autouse=True)
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is wanted here, so no server for them is started."""
    monkeypatch.setattr(kernels, "AVAILABLE", False)


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    """Four executions in two stages."""
    path = tmp_path / "x.md"
    path.write_text(FRONT)
    return [
        Job(cells.read_source(name, path), "es", stage, "key", "code", tmp_path / f"{name}.ipynb")
        for name, stage in (("cnn", 1), ("eda", 1), ("index", 2), ("environment", 3))
    ]


def lines(jobs: list[Job]) -> tuple[list[str], Lines]:
    """Return a list that fills with what is reported, and the reporter."""
    said: list[str] = []
    return said, Lines(len(jobs), said.append)


def test_a_stage_waits_for_the_one_before(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """No chapter of stage 2 starts before all of stage 1 ended, whatever the room."""
    events: list[str] = []

    def work(job: Job, **options: object) -> str:
        events.append(f"start {job.source.name}")
        time.sleep(0.05 if job.source.name == "cnn" else 0)
        events.append(f"end {job.source.name}")
        return ""

    monkeypatch.setattr(pipeline, "_execute", work)
    said, progress = lines(jobs)
    assert pipeline.run(jobs, Project(Path()), progress=progress, workers=4) == []
    assert max(events.index("end cnn"), events.index("end eda")) < events.index("start index")
    assert events.index("end index") < events.index("start environment")
    assert len([line for line in said if line.startswith("executed")]) == 4


def test_chapters_of_a_stage_run_together_up_to_the_workers(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers run two chapters at once, never three."""
    running, most = 0, 0
    lock = threading.Lock()
    two = threading.Barrier(2, timeout=PATIENCE)

    def work(job: Job, **options: object) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        two.wait()
        time.sleep(0.05)  # a third one would come meanwhile
        with lock:
            running -= 1
        return ""

    monkeypatch.setattr(pipeline, "_execute", work)
    same = [Job(each.source, "es", 1, "key", "code", each.place) for each in jobs]
    pipeline.run(same, Project(Path()), progress=lines(jobs)[1], workers=2)
    assert most == 2


@pytest.mark.parametrize(("keep_going", "names"), [(False, ["cnn"]), (True, ["cnn", "eda"])])
def test_a_failure_ends_its_stage_or_all_are_told(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch, keep_going: bool, names: list[str]
) -> None:
    """Later stages never run on a failed one; with --keep-going the stage itself is finished."""
    started: list[str] = []

    def work(job: Job, **options: object) -> str:
        started.append(job.source.name)
        raise RuntimeError(job.source.name)

    monkeypatch.setattr(pipeline, "_execute", work)
    progress = lines(jobs)[1]
    failures = pipeline.run(
        jobs, Project(Path()), progress=progress, workers=1, keep_going=keep_going
    )
    assert [str(failure) for failure in failures] == names
    assert started == names


def test_standard_error_is_passed_on(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a chapter wrote there is in the log, for it is on no page."""
    monkeypatch.setattr(pipeline, "_execute", lambda *arguments, **options: "careful\n")
    said, progress = lines(jobs)
    pipeline.run(jobs[:1], Project(Path()), progress=progress, workers=1)
    assert said[-1] == "  cnn [es] on standard error: careful"


def test_the_number_of_workers_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """JOBS rules, with the project's prefix; else the cores at hand; nonsense is named."""
    project = Project(Path(), prefix="TIDES_")
    monkeypatch.setenv("TIDES_JOBS", "3")
    assert pipeline.workers_wanted(project) == 3
    monkeypatch.delenv("TIDES_JOBS")
    assert pipeline.workers_wanted(project) >= 1
    monkeypatch.setenv("TIDES_JOBS", "many")
    with pytest.raises(ValueError, match="TIDES_JOBS"):
        pipeline.workers_wanted(project)


def test_a_log_hears_that_things_go_on(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """After a quiet minute a line names what runs, and where it is."""
    said, progress = lines(jobs)
    progress.start(jobs[0])
    progress.cell(jobs[0], 3, 9)
    progress.tick()
    assert len(said) == 1
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    progress.tick()
    assert said[-1] == "still executing cnn [es] cell 3/9 (0 of 4 done)"
