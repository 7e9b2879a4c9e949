"""How a process ends that does not end by itself: its signal, and what that mostly means."""

import signal

# What mostly sends a signal, and what to do.
_MEANINGS = {
    "SIGILL": "the processor lacks instructions that a package was built for, as TensorFlow needs "
    "AVX. Run it on another machine, or install a build of the package for this processor.",
    "SIGKILL": "mostly for want of memory, or somebody ended it. Close other programs, or let "
    "fewer run at once.",
    "SIGSEGV": "a fault within a compiled package. Install the packages again, with the versions "
    "of constraints.txt.",
    "SIGBUS": "a file in memory lost its disk, mostly because it is full. Make room, also in the "
    "folder of temporary files.",
    "SIGABRT": "a compiled package gave up; what it said last tells why.",
    "SIGFPE": "a fault of arithmetic within a compiled package. Install the packages again, with "
    "the versions of constraints.txt.",
    "SIGSYS": "the system forbids what a package asked of it, as a sandbox does. Run it outside.",
    "SIGXCPU": "its time on the processor is limited here, and was used up. Raise the limit.",
    "SIGXFSZ": "the size of files is limited here. Raise the limit.",
    "SIGTERM": "somebody ended it.",
    "SIGINT": "somebody ended it.",
    "SIGHUP": "the terminal that it belonged to was closed.",
}

# With what Windows, which has no signals, ends a process in place of them.
_WINDOWS = {
    0xC0000005: "SIGSEGV",
    0xC000001D: "SIGILL",
    0xC0000006: "SIGBUS",
    0xC0000409: "SIGABRT",
    0xC000013A: "SIGINT",
}


def told(status: int | None) -> str:
    """Say how a process ended.

    Parameters
    ----------
    status : int, optional
        As `subprocess.Popen.returncode`: below zero, the signal; on Windows, what it has for one.
        None if nobody knows.

    Returns
    -------
    str
        Such as "killed by SIGKILL: mostly for want of memory, …".
    """
    if status is None:
        return "how is not known; mostly it is for want of memory"
    if status in _WINDOWS:
        return f"killed with the status {status:#x}: {_MEANINGS[_WINDOWS[status]]}"
    if status >= 0:
        return f"ended by itself, with the status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        return f"killed by signal {-status}"
    return f"killed by {name}" + (f": {_MEANINGS[name]}" if name in _MEANINGS else "")
