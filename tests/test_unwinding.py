"""A process that is asked to end cleans up."""

import subprocess
import sys

import pytest

UNWINDS = """
import os, signal
from polymnist_lib import unwinding
signal.signal(signal.{ignored}, signal.SIG_IGN)
unwinding.on_request()
try:
    os.kill(os.getpid(), signal.{name})
    print("goes on")
finally:
    os.kill(os.getpid(), signal.SIGTERM)
    print("cleaned up")
"""


@pytest.mark.parametrize(
    ("name", "ignored", "status", "said"),
    [
        ("SIGTERM", "SIGUSR1", 143, "cleaned up\n"),
        ("SIGHUP", "SIGUSR1", 129, "cleaned up\n"),
        ("SIGTERM", "SIGHUP", 143, "cleaned up\n"),
        ("SIGHUP", "SIGHUP", 143, "goes on\n"),  # under nohup; then the second ends it
    ],
)
def test_a_process_that_is_asked_to_end_cleans_up_first(name, ignored, status, said):
    """Whatever asks a second time; but what it was told to ignore changes nothing."""
    program = UNWINDS.format(name=name, ignored=ignored)
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (status, said)
