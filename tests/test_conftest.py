"""What the tests lean on."""

import os
import select
import sys

import pytest

STUBBORN = """
import os, signal, sys, time
if not os.fork():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(int(sys.argv[1]), b".")
time.sleep(600)
"""


def test_what_a_failed_test_has_started_is_ended(running):
    """The process, and what it started though that does not end when it is asked to."""
    alive, ours = os.pipe()

    def failing_test():
        with running([sys.executable, "-c", STUBBORN, str(ours)], pass_fds=[ours]):
            os.close(ours)
            assert [os.read(alive, 1) for _ in range(2)] == [b".", b"."]
            raise KeyError

    with pytest.raises(KeyError):
        failing_test()
    assert select.select([alive], [], [], 120)[0], "something still holds its end of the pipe"
    assert os.read(alive, 1) == b""
    os.close(alive)
