"""Being told to end: Ctrl-C, ``kill``, a closed terminal; what is finished is kept each time."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDED = 128
"""Shells add the number of the signal to it: 130 is Ctrl-C, 143 ``kill``."""


class ToldToEnd(KeyboardInterrupt):
    """The system, or somebody through it, asked this process to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def raising_when_told_to_end() -> Iterator[None]:
    """Have what was begun in the block tidied up on SIGTERM and SIGHUP, too, as on Ctrl-C.

    A service that ends its own way replaces this; what ``nohup`` has switched off stays so.
    """
    in_charge = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP") if in_charge]
    ours = [number for number in numbers if number and signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def ended_by(end: BaseException) -> int:
    """Return the exit code for what ended a command."""
    if not isinstance(end, ToldToEnd):
        end = end.__cause__ or end.__context__ or end  # click turns an interrupt into its own
    return ENDED + (end.number if isinstance(end, ToldToEnd) else signal.SIGINT)


def _raise(number: int, _frame: FrameType | None) -> None:
    raise ToldToEnd(number)
