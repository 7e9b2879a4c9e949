"""How this process ends when it is asked to: by an exception, so that what it began is undone."""

import signal
import threading
from types import FrameType
from typing import NoReturn

_REQUESTS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def on_request() -> None:
    """Have this process clean up, as on Ctrl-C, when it is asked to end or its terminal is closed.

    It then ends with the status that shells give the signal. One that it was started to ignore, as
    ``nohup`` does, it ignores.
    """
    if threading.current_thread() is threading.main_thread():
        for each in _REQUESTS:
            if signal.getsignal(each) == signal.SIG_DFL:
                signal.signal(each, _unwind)


def _unwind(number: int, _frame: FrameType | None) -> NoReturn:
    """End by an exception; whoever asks again meanwhile changes nothing."""
    for each in _REQUESTS:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)
