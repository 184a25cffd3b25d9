"""Asks a child process that has given up its rights; a captured one can only answer wrongly."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread, Timer
from typing import IO

from trombine.errors import InstallationBroken, OutOfResources
from trombine.imaging.decoder_child import MISSING, READY

CHILD_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
}
PROGRAM = """import sys
sys.path += sys.argv[1:]
try:
    from {module} import {function} as run
except ImportError as fault:
    sys.exit(print("{missing}", fault.name, sep="", end=""))
run()
"""
ITS_END_S = 5
"""How long a child that has nothing more to say may take to end."""


def child_command(module: str, function: str = "main") -> list[str]:
    """Return what starts a function of ours in a Python that knows no more than its own library.

    Neither the environment nor the working directory is looked at (-I), nor the folders that this
    Python adds by itself (-S): it is told where this process finds packages, wherever that is, and
    looks there after its library.
    """
    library = Path(os.__file__).parent
    known = {library, library / "lib-dynload"}
    folders = [Path(__file__).resolve().parents[2], *map(Path, sys.path)]
    others = [str(path) for path in folders if path.is_absolute() and path.is_dir()]
    packages = [folder for folder in dict.fromkeys(others) if Path(folder) not in known]
    program = PROGRAM.format(module=module, function=function, missing=MISSING.decode())
    start = [sys.executable, "-I", "-S", "-X", "utf8", "-c", program]
    return [*start, *packages]


def ask_child(
    command: Sequence[str], data: bytes | bytearray, *, longest_answer: int, timeout_s: float
) -> bytes:
    """Return what the child answers once it is ready, empty when what it was given ended it.

    It is gone afterwards. One byte more than ``longest_answer`` may come back, which tells that
    there was more. ``timeout_s`` is time on the clock, for a child that hangs: its limits say how
    much of a processor it may have.

    Raises
    ------
    InstallationBroken
        ``decoder_broken``: it cannot start, whatever it is given.
    OutOfResources
        ``out_of_time`` or ``out_of_memory``.
    """
    late = Event()
    try:
        child = subprocess.Popen(  # noqa: S603  (our own program, no shell)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=CHILD_ENVIRONMENT,
            cwd="/",
        )
    except OSError as fault:
        raise InstallationBroken("decoder_broken", part="python") from fault

    def give_up() -> None:
        late.set()
        child.kill()

    with child:
        patience = Timer(timeout_s, give_up)
        patience.start()
        try:
            said = _converse(child, data, len(READY) + longest_answer)
            if len(said) <= len(READY) or said.startswith(MISSING):
                with suppress(subprocess.TimeoutExpired):  # how it ended tells why
                    child.wait(ITS_END_S)
        finally:
            patience.cancel()
            ended = child.poll()
            child.kill()
    return _judge(said, ended, late=late.is_set())


def _judge(said: bytes, ended: int | None, *, late: bool) -> bytes:
    """Return the answer, or say whose fault it is that there is none."""
    if late or ended == -signal.SIGXCPU:
        raise OutOfResources("out_of_time")
    if said.startswith(READY) and len(said) > len(READY):
        return said[len(READY) :]
    if ended == -signal.SIGKILL:  # not by us: the system does so when it has no memory left
        raise OutOfResources("out_of_memory")
    if said == READY:
        return b""
    raise InstallationBroken("decoder_broken", part=name_missing(said))


def name_missing(said: bytes) -> str:
    """Return what a child that cannot start lacks; Python itself where it says nothing."""
    part = said.removeprefix(MISSING).decode("ascii", "replace") if said.startswith(MISSING) else ""
    return part if part and part.isprintable() else "python"


def _converse(
    child: subprocess.Popen[bytes], data: bytes | bytearray, longest_answer: int
) -> bytes:
    """Tell all, and listen meanwhile to no more than the longest answer.

    A captured child may babble and never hear us: told first, both would wait for each other.
    """
    assert child.stdin is not None  # noqa: S101  (for the type checker: both are pipes)
    assert child.stdout is not None  # noqa: S101
    telling = Thread(target=_tell, args=(child.stdin, data))
    telling.start()
    said = child.stdout.read(longest_answer + 1)
    if len(said) > longest_answer:
        child.kill()
    telling.join()
    return said


def _tell(ear: IO[bytes], data: bytes | bytearray) -> None:
    with suppress(BrokenPipeError):  # it has answered already, or died
        ear.write(data)
    with suppress(BrokenPipeError):  # closing tries once more to write what is left
        ear.close()
