"""Keeps the processes of one machine alive, and takes them along when it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ENGINES_OF_QUEUES = {"cpu": "portrait", "gpu": "diffusion"}
"""What ``worker --queue`` draws with."""

PR_SET_PDEATHSIG = 1
LOOK_EVERY_S = 0.1
LIVED_S, FIRST_WAIT_S, LONGEST_WAIT_S = 10.0, 0.1, 10.0
"""A process that lived shorter counts as failed; each failure in a row doubles the wait."""
GRACE_S = 20.0


@dataclass(slots=True)
class Ward:
    """One process that is to be there always."""

    command: Sequence[str]
    is_quiet: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = 0.0

    def look(self, environment: Mapping[str, str]) -> None:
        """Start the process if it is not there, after a while where it keeps failing."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return
            self.process = None
            lived = now - self.started_at
            self.failures = self.failures + 1 if lived < LIVED_S else 0
            wait_s = FIRST_WAIT_S * 2**self.failures if self.failures else 0.0
            self.due_at = now + min(wait_s, LONGEST_WAIT_S)
        if now >= self.due_at:
            self.started_at = now
            # Safe beside no other thread, which a supervisor has not.
            self.process = subprocess.Popen(  # noqa: S603  (our own commands)
                self.command,
                env=dict(environment),
                stdout=subprocess.DEVNULL if self.is_quiet else None,
                preexec_fn=_end_with_parent,  # noqa: PLW1509
            )


@dataclass(slots=True)
class Supervisor:
    """Runs commands of ``trombine`` side by side until told to end."""

    environment: Mapping[str, str]
    wards: list[Ward] = field(default_factory=list)
    _ending: bool = False

    def add(self, *words: str, is_quiet: bool = False) -> None:
        """Take a command on, such as ``worker``; a quiet one's output is not shown, its log is."""
        self.wards.append(Ward([sys.executable, "-m", "trombine", *words], is_quiet))

    def run(self) -> None:
        """Start everything, start again what dies, and end everything on SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note_end)
        while not self._ending:
            for ward in self.wards:
                ward.look(self.environment)
            time.sleep(LOOK_EVERY_S)
        processes = [ward.process for ward in self.wards if ward.process is not None]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE_S
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _note_end(self, *_: object) -> None:
        # No event: its lock may be held by the very thread that the signal interrupts.
        self._ending = True


def _end_with_parent() -> None:
    """Ask the system to end this process when its supervisor dies, killed or not."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # it died before we could ask
        os._exit(1)
