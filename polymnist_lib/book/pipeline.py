"""Executing the stale chapters: in stages, in parallel, with progress, and stoppable at once."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from polymnist_lib.book.freshness import Job
from polymnist_lib.book.progress import Lines
from polymnist_lib.book.project import Project

MANY = 3
"""More executions than this for each that runs at once are many."""


def run(
    jobs: Sequence[Job],
    project: Project,
    *,
    progress: Lines,
    workers: int,
    intact: Callable[[Job], bool] = lambda job: True,
    keep_going: bool = False,
) -> list[Exception]:
    """Execute chapters, a stage after the other.

    Parameters
    ----------
    jobs : sequence of Job
        What `stale` lists.
    project : Project
        What the chapters are given: parameters, and modules that are imported already.
    progress : Lines
        Told about every start and end.
    workers : int
        How many run at once.
    intact : callable, optional
        Tells whether what a job's key was made of is still so.
    keep_going : bool
        Whether to go on after a failure, to learn of all of them. A later stage never runs on a
        failed one.

    Returns
    -------
    list of Exception
        The failures, most of them `ChapterError`.
    """
    from polymnist_lib.book import kernels

    # What takes longest to import pays once there are many kernels to have it.
    later = project.imported_by_many if len(jobs) > MANY * workers else ()
    threads = max(1, cores() // workers)
    with kernels.at_hand(project.imported, later, workers=workers, threads=threads):
        work = partial(_execute, parameters=project.parameters, progress=progress, intact=intact)
        return _run(jobs, work, progress, workers, keep_going=keep_going)


def _run(
    jobs: Sequence[Job],
    work: Callable[[Job], str],
    progress: Lines,
    workers: int,
    *,
    keep_going: bool,
) -> list[Exception]:
    """Execute chapters as `run` says, with kernels at hand."""
    from polymnist_lib.book.kernels import Kernel, Stopped

    failures: list[Exception] = []
    pool = ThreadPoolExecutor(workers)
    try:
        for number in sorted({each.stage for each in jobs}):
            waiting = [each for each in jobs if each.stage == number]
            running: dict[Future[str], tuple[Job, float]] = {}
            while (waiting or running) and (keep_going or not failures):
                while waiting and len(running) < workers:
                    job = waiting.pop(0)
                    progress.start(job)
                    future = pool.submit(work, job)
                    running[future] = job, time.monotonic()
                done, _ = wait(running, timeout=1, return_when=FIRST_COMPLETED)
                progress.tick()
                for future in done:
                    job, begin = running.pop(future)
                    error = future.exception()
                    progress.end(job, time.monotonic() - begin, failed=error is not None)
                    if error is None:
                        progress.note(job, future.result())
                    elif not isinstance(error, Exception):
                        raise error
                    elif not isinstance(error, Stopped):
                        failures.append(error)
            if failures:
                break
    finally:  # also on Ctrl-C and on a failure: nothing goes on behind the report
        Kernel.stop_all()
        pool.shutdown(cancel_futures=True)
        progress.close()
    return failures


def _execute(
    job: Job, parameters: Mapping[str, str], progress: Lines, intact: Callable[[Job], bool]
) -> str:
    """Execute one chapter; papermill is imported here, where there is something to execute."""
    from polymnist_lib.book.execution import execute

    return execute(
        job.source,
        job.lang,
        parameters=parameters,
        to=job.place,
        key=job.key,
        code=job.code,
        intact=partial(intact, job),
        on_cell=partial(progress.cell, job),
    )


def workers_wanted(project: Project) -> int:
    """Return how many chapters run at once: the setting ``JOBS``, else the cores at hand.

    Raises
    ------
    ValueError
        If ``JOBS`` is not a whole number above 0.
    """
    wanted = project.setting("JOBS")
    if wanted:
        if not wanted.isdecimal() or int(wanted) < 1:
            raise ValueError(f"{project.prefix}JOBS is a whole number above 0, got {wanted!r}.")
        return int(wanted)
    return cores()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
