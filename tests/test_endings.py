"""How processes ended, in words."""

import signal
import subprocess
import sys

import pytest

from polymnist_lib import cli, endings, unwinding
from polymnist_lib.book import command


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("SIGILL", "the processor lacks instructions"),
        ("SIGKILL", "mostly for want of memory"),
        ("SIGSEGV", "a fault within a compiled package"),
        ("SIGBUS", "a file in memory lost its disk"),
        ("SIGTERM", "somebody ended it"),
    ],
)
def test_a_signal_is_named_with_what_it_means(name, meaning):
    """As a process that it ended tells of it."""
    program = f"import os, signal; os.kill(os.getpid(), signal.{name})"
    status = subprocess.run([sys.executable, "-c", program], check=False).returncode
    assert endings.told(status).startswith(f"killed by {name}: {meaning}")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (3, "ended by itself, with the status 3"),
        (None, "how is not known"),
        (-signal.SIGUSR1, "killed by SIGUSR1"),
        (-63, "killed by signal 63"),
        (3221225501, "killed with the status 0xc000001d: the processor lacks"),  # of Windows
        (3221225477, "killed with the status 0xc0000005: a fault within a compiled package"),
    ],
)
def test_other_ends_are_told_as_far_as_they_are_known(status, words):
    """A status, a signal that says nothing, one without a name, or nothing."""
    assert endings.told(status).startswith(words)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGILL"])
def test_a_build_that_is_ended_says_so(name, monkeypatch, capsys):
    """`polymnist book` fails with its signal, not in silence."""
    monkeypatch.setattr(unwinding, "on_request", lambda: None)
    monkeypatch.setattr(command, "build", lambda *words: -getattr(signal, name))
    assert cli.main(["book"]) == 1
    assert f"polymnist: the build was killed by {name}: " in capsys.readouterr().err
