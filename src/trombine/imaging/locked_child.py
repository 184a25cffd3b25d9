"""Asks a child process that has given up its rights; a captured one can only answer wrongly."""

import subprocess
from collections.abc import Sequence
from contextlib import suppress
from threading import Timer

CHILD_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "PATH": "/usr/bin:/bin"}


def ask_child(
    command: Sequence[str], data: bytes | bytearray, *, longest_answer: int, timeout_s: float
) -> bytes:
    """Return what the child answers, empty when it failed; it is gone afterwards.

    One byte more than ``longest_answer`` may come back, which tells that there was more.
    """
    with subprocess.Popen(  # noqa: S603  (our own script, no shell)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=CHILD_ENVIRONMENT,
        cwd="/",
    ) as child:
        patience = Timer(timeout_s, child.kill)
        patience.start()
        try:
            return _converse(child, data, longest_answer)
        finally:
            patience.cancel()
            child.kill()


def _converse(
    child: subprocess.Popen[bytes], data: bytes | bytearray, longest_answer: int
) -> bytes:
    """Tell all, then listen to no more than the longest answer: a captured child may babble."""
    assert child.stdin is not None  # noqa: S101  (for the type checker: both are pipes)
    assert child.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError):  # it has answered already, or died
        child.stdin.write(data)
    with suppress(BrokenPipeError):  # closing tries once more to write what is left
        child.stdin.close()
    return child.stdout.read(longest_answer + 1)
