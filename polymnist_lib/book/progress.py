"""Telling what is executing, by chapter and language: a bar in a terminal, lines in a log."""

import os
import sys
import time
from collections.abc import Callable

from tqdm import tqdm

from polymnist_lib.book.freshness import Job

HEARTBEAT_SECONDS = 60
"""How often a log hears of what is still running."""


def reporter(total: int, say: Callable[[str], None], *, quiet: bool) -> "Lines":
    """Choose how to report.

    Parameters
    ----------
    total : int
        How many executions there are.
    say : callable
        Writes a line to the build's log, and nothing when the build is quiet.
    quiet : bool
        Whether the build is to say nothing.

    Returns
    -------
    Lines
        A `Bar` when standard error is a terminal, else lines.
    """
    # Some containers have a terminal without a width, where a bar would not show.
    if not quiet and sys.stderr.isatty() and os.get_terminal_size(sys.stderr.fileno()).columns:
        return Bar(total, say)
    return Lines(total, say)


class Lines:
    """A line for each start and end, and one a minute while nothing else happens.

    Parameters
    ----------
    total : int
        How many executions there are.
    say : callable
        Writes a line.
    """

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        self.total = total
        self.say = say
        self.done = 0
        self.running: dict[str, str] = {}
        self.last = time.monotonic()

    def start(self, job: Job) -> None:
        """Tell that a chapter starts."""
        self.running[str(job)] = ""
        self._line(f"executing {job}")

    def cell(self, job: Job, position: int, total: int) -> None:
        """Note which code cell is at work; called from the threads that execute."""
        self.running[str(job)] = f" cell {position}/{total}"

    def end(self, job: Job, seconds: float, *, failed: bool) -> None:
        """Tell that a chapter has ended."""
        self.running.pop(str(job), None)
        self.done += 1
        word = "stopped" if failed else "executed"
        self._line(f"{word} {job} after {seconds:.0f} s ({self.done} of {self.total})")

    def note(self, job: Job, noise: str) -> None:
        """Pass on what a chapter wrote to standard error, which no page shows."""
        for line in noise.strip().splitlines()[:5]:
            self._line(f"  {job} on standard error: {line.strip()}")

    def tick(self) -> None:
        """Tell that things go on, where it is time to."""
        if self.running and time.monotonic() - self.last > HEARTBEAT_SECONDS:
            self._line(f"still executing {self._at_work()} ({self.done} of {self.total} done)")

    def close(self) -> None:
        """Nothing to put away."""

    def _at_work(self) -> str:
        return ", ".join(f"{job}{where}" for job, where in list(self.running.items()))

    def _line(self, text: str) -> None:
        self.last = time.monotonic()
        self.say(text)


class Bar(Lines):
    """A bar that names what is running, and a line for each end."""

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        super().__init__(total, say)
        form = "{desc} {n_fmt}/{total_fmt} |{bar:20}| {elapsed}{postfix}"
        self.bar = tqdm(total=total, desc="executing", bar_format=form, dynamic_ncols=True)

    def start(self, job: Job) -> None:
        """Name the chapter."""
        self.running[str(job)] = ""
        self.tick()

    def end(self, job: Job, seconds: float, *, failed: bool) -> None:
        """Move the bar on."""
        super().end(job, seconds, failed=failed)
        self.bar.update()
        self.tick()

    def tick(self) -> None:
        """Refresh what is running."""
        self.bar.set_postfix_str(self._at_work())

    def close(self) -> None:
        """Leave the bar as it is."""
        self.bar.close()

    def _line(self, text: str) -> None:
        self.bar.clear()
        self.say(text)
        self.bar.refresh()
