"""The kernels that execute chapters: of the Python at work, forked where that can be, stoppable."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, ClassVar

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from polymnist_lib import endings
from polymnist_lib.book import facts
from polymnist_lib.book.forkserver import AVAILABLE, ForkServer, Process

# One thread each for linear algebra, as fresh kernels and forked ones must agree, and two of them
# at once would be in each other's way.
_QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TQDM_DISABLE": "1",
    "GRPC_VERBOSITY": "ERROR",
    "OPENBLAS_NUM_THREADS": "1",
}

# What a kernel's figures are for; a kernel sets it by itself, but a fork has loaded it before.
_INLINE = "module://matplotlib_inline.backend_inline"

_SCRATCH = "book-kernels-"  # what the folders of their temporary files are called
_OLD = 7 * 24 * 3600  # seconds after which nobody uses such a folder any more


class Stopped(Exception):
    """An execution was stopped from outside; there is nothing to report about the chapter."""


class Kernel(AsyncKernelManager):
    """A kernel of the Python that runs the build, known here so that it can be stopped at once.

    Jupyter finds kernels by name, and a ``python3`` that the user once registered for another
    environment would win.
    """

    alive: ClassVar[set["Kernel"]] = set()
    errors: ClassVar[IO[bytes] | int] = subprocess.DEVNULL
    process: ClassVar[Any] = None  # the last that was started
    stopping: ClassVar[threading.Event] = threading.Event()
    threads: ClassVar[int] = 1  # of each kernel's TensorFlow: more than its cores costs a third
    server: ClassVar[ForkServer | None] = None
    scratch: ClassVar[str] = ""  # the folder of their temporary files, which outlive a kill

    @property
    def kernel_spec(self) -> KernelSpec:
        """The interpreter at work."""
        return KernelSpec(**get_kernel_dict(extra_arguments=["--log-level=50"]))

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.stopping.is_set():
            raise Stopped
        options["env"] = self.environment()
        options["stderr"] = self.errors
        if self.provisioner is None and self.server is not None:
            self.kernel_id = str(uuid.uuid4())
            self.provisioner = _Forked(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**options)

    async def _async_post_start_kernel(self, **options: Any) -> None:
        self.alive.add(self)
        type(self).process = getattr(self.provisioner, "process", None)
        if self.stopping.is_set():  # since it was begun
            self.stop_all()
        await super()._async_post_start_kernel(**options)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        self.alive.discard(self)
        await super()._async_cleanup_resources(restart)

    @classmethod
    def environment(cls) -> dict[str, str]:
        """Return the environment of a kernel."""
        # MPLBACKEND would keep figures from the notebook; a kernel chooses its own.
        env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        own = {facts.BUILDING: "1"} | ({"TMPDIR": cls.scratch} if cls.scratch else {})
        return {**_QUIET, "TF_NUM_INTRAOP_THREADS": str(cls.threads), **env, **own}

    @classmethod
    def ending(cls) -> str:
        """Say how the last kernel ended."""
        if isinstance(cls.process, Process):
            return endings.told(cls.server.ended(cls.process) if cls.server else None)
        return endings.told(cls.process.poll() if cls.process else None)

    @classmethod
    def stop_all(cls) -> None:
        """Kill every kernel and what it started; those about to start will not."""
        cls.stopping.set()
        for kernel in list(cls.alive):
            process = getattr(kernel.provisioner, "pid", None)
            if process is not None:
                with suppress(ProcessLookupError, PermissionError):
                    if sys.platform == "win32":
                        os.kill(process, signal.SIGTERM)
                    else:
                        os.killpg(process, signal.SIGKILL)


class _Forked(LocalProvisioner):
    """Has a kernel forked, or starts it as usual where the fork server cannot."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Start the kernel."""
        words = cmd[cmd.index("ipykernel_launcher") + 1 :]
        folder = os.fspath(options.get("cwd") or pathlib.Path.cwd())
        process = Kernel.server and Kernel.server.fork(
            words, env=options["env"], cwd=folder, errors=options["stderr"]
        )
        if not process:
            return await super().launch_kernel(cmd, **options)
        self.process = process  # type: ignore[assignment]  # as far as it is asked of
        self.cwd = folder
        self.pid = self.pgid = process.pid
        return self.connection_info


def _sweep() -> None:
    """Remove the temporary files of kernels whose build was killed."""
    for folder in pathlib.Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _OLD:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def at_hand(
    imported: Sequence[str], later: Sequence[str] = (), *, workers: int = 1, threads: int = 1
) -> Iterator[None]:
    """Have kernels at hand: forked ones, where the system allows it. None is left at the end.

    Parameters
    ----------
    imported : sequence of str
        Modules that they find imported.
    later : sequence of str
        Others that all but the first kernels find imported.
    workers : int
        How many kernels run at once.
    threads : int
        How many threads each has for TensorFlow.
    """
    Kernel.threads = threads
    Kernel.stopping.clear()
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, ignore_cleanup_errors=True) as scratch:
        Kernel.scratch = scratch
        if AVAILABLE:
            env = {**Kernel.environment(), "MPLBACKEND": _INLINE}
            Kernel.server = ForkServer(imported, env, later=later, after=workers)
        try:
            yield
        finally:
            Kernel.stop_all()
            if Kernel.server is not None:
                Kernel.server.close()
            Kernel.server, Kernel.scratch = None, ""
