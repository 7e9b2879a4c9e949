"""Executing the stale chapters: in stages, in parallel, with progress, and stoppable at once."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from polymnist_lib.book.freshness import Job
from polymnist_lib.book.progress import Lines


def run(
    jobs: Sequence[Job],
    profile: str,
    *,
    progress: Lines,
    workers: int | None = None,
    keep_going: bool = False,
) -> list[Exception]:
    """Execute chapters, a stage after the other.

    Parameters
    ----------
    jobs : sequence of Job
        What `stale` lists.
    profile : str
        The profile, a parameter of every chapter.
    progress : Lines
        Told about every start and end.
    workers : int, optional
        How many run at once: ``POLYMNIST_JOBS``, else the cores that this process may use.
    keep_going : bool
        Whether to go on after a failure, to learn of all of them. A later stage never runs on a
        failed one.

    Returns
    -------
    list of Exception
        The failures, most of them `ChapterError`.
    """
    from polymnist_lib.book.execution import Kernel, Stopped

    failures: list[Exception] = []
    slots = workers or workers_wanted()
    pool = ThreadPoolExecutor(slots)
    Kernel.threads = max(1, cores() // slots)
    Kernel.stopping.clear()
    try:
        for number in sorted({each.stage for each in jobs}):
            waiting = [each for each in jobs if each.stage == number]
            running: dict[Future[str], tuple[Job, float]] = {}
            while (waiting or running) and (keep_going or not failures):
                while waiting and len(running) < slots:
                    job = waiting.pop(0)
                    progress.start(job)
                    running[pool.submit(_execute, job, profile, progress)] = job, time.monotonic()
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


def _execute(job: Job, profile: str, progress: Lines) -> str:
    """Execute one chapter; papermill is imported here, where there is something to execute."""
    from polymnist_lib.book.execution import execute

    return execute(
        job.source,
        job.lang,
        profile=profile,
        to=job.place,
        on_cell=partial(progress.cell, job),
        key=job.key,
        stage=job.stage,
    )


def workers_wanted() -> int:
    """Return how many chapters run at once: ``POLYMNIST_JOBS``, else the cores at hand.

    Raises
    ------
    ValueError
        If ``POLYMNIST_JOBS`` is not a whole number above 0.
    """
    wanted = os.environ.get("POLYMNIST_JOBS")
    if wanted:
        if not wanted.isdecimal() or int(wanted) < 1:
            raise ValueError(f"POLYMNIST_JOBS is a whole number above 0, got {wanted!r}.")
        return int(wanted)
    return cores()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
