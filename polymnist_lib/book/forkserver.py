"""A process that has imported what kernels import, and forks one whenever it is asked.

To start a kernel takes a second and to import what a chapter needs takes several; a fork has all
that at once, and no more: nothing was called yet, so language, random state and caches are those
of a new process. A process that has threads is never forked, because they would be missing; whoever
asks then starts a kernel as usual, as on systems other than Linux.

``python -m polymnist_lib.book.forkserver NUMBER MODULE...`` serves at the socket of that number.
"""

import gc
import importlib
import importlib.util
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any


def _can_fork() -> bool:
    """Tell whether this is Linux, and it gives handles of processes, as some sandboxes do not."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


AVAILABLE = _can_fork()
"""Whether processes can be forked here: elsewhere libraries of the system do not survive it."""

_MESSAGE_BYTES = 1 << 20
_THREADS = Path("/proc/self/task")


class Process:
    """A kernel that was forked, as far as `subprocess.Popen` would tell of it.

    Parameters
    ----------
    pid : int
        Its number. It is the fork server's child, so how it ended is not known here.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = -1  # of the process, so that none that is given its number is taken for it
        with suppress(ProcessLookupError):
            self._handle = os.pidfd_open(pid)
            weakref.finalize(self, os.close, self._handle)

    def poll(self) -> int | None:
        """Return None while it runs, and some number once it has ended."""
        if self._handle < 0:
            return -1
        waiting = select.poll()
        waiting.register(self._handle, select.POLLIN)
        return -1 if waiting.poll(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, in seconds at most."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            time.sleep(0.01)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The process, as whoever wants kernels sees it. It ends when it is closed, or with its owner.

    Parameters
    ----------
    modules : sequence of str
        What it imports before it forks.
    environment : mapping of str to str
        In which it imports them.
    later : sequence of str
        What it imports besides, once it has forked so often, while those forks are at work.
    after : int
        How often.
    """

    def __init__(
        self,
        modules: Sequence[str],
        environment: Mapping[str, str],
        *,
        later: Sequence[str] = (),
        after: int = 0,
    ) -> None:
        self._later, self._after = later, after
        self._turn = threading.Lock()
        # Messages, not a stream: the next request can come while the server still imports.
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line = [sys.executable, "-m", __name__, str(other.fileno()), *modules]
        with other:
            self._process = subprocess.Popen(
                line,
                env=dict(environment),
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def fork(
        self, words: Sequence[str], *, env: Mapping[str, str], cwd: str, errors: IO[bytes] | int
    ) -> Process | None:
        """Fork a kernel.

        Parameters
        ----------
        words : sequence of str
            The arguments of ``ipykernel_launcher``.
        env : mapping of str to str
            Its environment.
        cwd : str
            Its folder.
        errors : file or int
            Where its standard error goes.

        Returns
        -------
        Process or None
            None where the server is gone, or cannot fork: it has threads, or could not import what
            it should.
        """
        request = {"words": list(words), "env": dict(env), "cwd": cwd}
        with self._turn, Path(os.devnull).open("wb") as nothing:
            file = nothing if isinstance(errors, int) else errors
            try:
                message = json.dumps(request).encode()
                socket.send_fds(self._socket, [message], [file.fileno()])
                answer = self._socket.recv(_MESSAGE_BYTES)
            except OSError:
                return None
            self._after -= 1
            if self._later and not self._after:
                with suppress(OSError):
                    self._socket.sendall(json.dumps({"modules": self._later}).encode())
        pid = json.loads(answer)["pid"] if answer else None
        return Process(pid) if pid else None

    def ended(self, process: Process) -> int | None:
        """Return with what status a forked kernel ended, as `subprocess` has it, if that is known.

        Kernels end with the server, so where it is gone, it is how the server ended.
        """
        with self._turn:
            try:
                self._socket.sendall(json.dumps({"ended": process.pid}).encode())
                answer = self._socket.recv(_MESSAGE_BYTES)
            except OSError:
                answer = b""
        if answer:
            status: int | None = json.loads(answer)["status"]
            return status
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(1)
        return None

    def close(self) -> None:
        """End the server; kernels that it forked end by themselves soon after."""
        self._socket.close()
        self._process.kill()
        self._process.wait()


def main(number: str, *modules: str) -> None:
    """Serve until the other end of the socket is closed; a forked kernel runs and ends here too."""
    if sys.path[0] == str(Path.cwd()):  # as `ipykernel_launcher` does
        del sys.path[0]
    given = dict(os.environ)
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # a kernel ends when this process does
    with socket.socket(fileno=int(number)) as requests:
        kernel = _serve(requests, ["ipykernel.kernelapp", *modules])
    if kernel is not None:
        by_imports = {name: each for name, each in os.environ.items() if given.get(name) != each}
        _run(kernel, {**kernel["env"], **by_imports})


def _serve(requests: socket.socket, modules: Sequence[str]) -> dict[str, Any] | None:
    """Answer requests; return one in the kernel that was forked for it, and None at the end."""
    # Where whoever started the build ignores it, as some services do, none could be waited for.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ended: dict[int, int | None] = {}  # of all kernels, with what status
    usable = _import(modules)
    while True:
        message, files, _, _ = socket.recv_fds(requests, _MESSAGE_BYTES, 1)
        if not message:
            return None
        request: dict[str, Any] = json.loads(message)
        _note(ended)
        if "ended" in request:
            requests.sendall(json.dumps({"status": ended.get(request["ended"])}).encode())
            continue
        if "modules" in request:
            usable = usable and _import(request["modules"])
            continue
        pid = os.fork() if usable and len(list(_THREADS.iterdir())) == 1 else None
        if pid == 0:
            os.setsid()
            return {**request, "errors": files[0]}
        if pid:
            ended[pid] = None
        while pid and ended[pid] is None and os.getsid(pid) != pid:
            time.sleep(0.001)  # or a signal to its group would miss it
            _note(ended)
        for each in files:
            os.close(each)
        requests.sendall(json.dumps({"pid": pid}).encode())


def _note(ended: dict[int, int | None]) -> None:
    """Note which kernels have ended since, and how; the system then forgets them."""
    for pid, known in ended.items():
        if known is None:
            found, status = os.waitpid(pid, os.WNOHANG)
            ended[pid] = os.waitstatus_to_exitcode(status) if found else None


def _import(modules: Sequence[str]) -> bool:
    """Import modules, and tell whether that went.

    Where one cannot be imported, its chapter will tell, in a new kernel. This process goes on
    without forking any more: kernels that are at work would end with it.
    """
    try:
        for name in modules:
            importlib.import_module(name)
    except Exception:  # noqa: BLE001 - whatever a module raises
        return False
    gc.collect()
    gc.freeze()  # or the kernels' collections would copy all of it
    return True


def _run(kernel: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    """Become the kernel that was asked for, as if this process were new."""
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(kernel["errors"], 2)
    os.close(kernel["errors"])
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(kernel["cwd"])
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [launcher.origin if launcher and launcher.origin else "", *kernel["words"]]
    importlib.import_module("ipykernel.kernelapp").launch_new_instance()


if __name__ == "__main__":
    main(*sys.argv[1:])
