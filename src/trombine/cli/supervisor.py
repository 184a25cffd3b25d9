"""Keeps the processes of one machine alive, and takes them along when it ends."""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trombine.errors import InstallationBroken

ENGINES_OF_QUEUES = {"cpu": "portrait", "gpu": "diffusion"}
"""What ``worker --queue`` draws with."""

PR_SET_PDEATHSIG = 1
LOOK_EVERY_S = 0.1
LIVED_S, FIRST_WAIT_S, LONGEST_WAIT_S = 10.0, 0.1, 10.0
"""A process that lived shorter counts as failed; each failure in a row doubles the wait."""
EQUAL_DEATHS = 5
"""So often in a row a process may end young and alike; another start would mend nothing then."""
GRACE_S = 20.0
LONGEST_WORDS = 300
READ_BYTES = 65_536


@dataclass(slots=True)
class Ward:
    """One process that is to be there always.

    What it says on standard error is passed on; the last line a process said before it ended is
    what a supervisor that gives up can tell of its reason.
    """

    command: Sequence[str]
    is_quiet: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    equal_deaths: int = 0
    due_at: float = 0.0
    last_words: str = ""
    _died_of: tuple[int, str] | None = None
    _speech: tuple[int, int] | None = None
    _unfinished: bytes = b""

    @property
    def name(self) -> str:
        """What of ``trombine`` it runs."""
        return " ".join(word for word in self.command[3:] if not word.startswith("--debug"))

    @property
    def ear(self) -> int:
        """The descriptor its standard error is heard on; one for all processes that follow."""
        return self._pipe()[0]

    def look(self, environment: Mapping[str, str]) -> None:
        """Start the process if it is not there, after a while where it keeps failing."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return
            self._note_death(self.process.returncode, lived_s=now - self.started_at)
            self.process = None
            wait_s = FIRST_WAIT_S * 2**self.failures if self.failures else 0.0
            self.due_at = now + min(wait_s, LONGEST_WAIT_S)
        if now >= self.due_at:
            self.started_at, self.last_words = now, ""
            # Safe beside no other thread, which a supervisor has not.
            self.process = subprocess.Popen(  # noqa: S603  (our own commands)
                self.command,
                env=dict(environment),
                stdout=subprocess.DEVNULL if self.is_quiet else None,
                stderr=self._pipe()[1],
                preexec_fn=_end_with_parent,  # noqa: PLW1509
            )

    def hear(self) -> None:
        """Pass on what was said, and remember the last line of it."""
        said = os.read(self.ear, READ_BYTES)
        _say(said)
        *lines, self._unfinished = (self._unfinished + said).split(b"\n")
        for line in lines:
            if line.strip():
                self.last_words = line.decode(errors="replace").strip()[:LONGEST_WORDS]

    def _pipe(self) -> tuple[int, int]:
        if self._speech is None:
            self._speech = os.pipe()
            os.set_blocking(self._speech[0], False)
        return self._speech

    def _note_death(self, code: int, *, lived_s: float) -> None:
        """Count the deaths of young processes, and those that were alike."""
        if lived_s >= LIVED_S:
            self.failures = self.equal_deaths = 0
            self._died_of = None
            return
        if _has_more(self.ear):
            self.hear()
        died_of = (code, self.last_words if code > 0 else "")
        self.failures += 1
        self.equal_deaths = self.equal_deaths + 1 if died_of == self._died_of else 1
        self._died_of = died_of


@dataclass(slots=True)
class Supervisor:
    """Runs commands of ``trombine`` side by side until told to end."""

    environment: Mapping[str, str]
    debug: bool = False
    wards: list[Ward] = field(default_factory=list)
    _ending: bool = False

    def add(self, *words: str, is_quiet: bool = False) -> None:
        """Take a command on, such as ``worker``; a quiet one's output is not shown, its log is."""
        debug = ["--debug"] if self.debug else []
        self.wards.append(Ward([sys.executable, "-m", "trombine", *debug, *words], is_quiet))

    def run(self) -> None:
        """Start everything, start again what dies, and end everything on SIGTERM or SIGINT.

        Raises
        ------
        InstallationBroken
            ``process_keeps_dying``: one ended at its start, again and again in the same way.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note_end)
        lost = None
        while not self._ending and lost is None:
            for ward in self.wards:
                ward.look(self.environment)
            self._listen(LOOK_EVERY_S)
            lost = next((each for each in self.wards if each.equal_deaths >= EQUAL_DEATHS), None)
        self._end_all()
        if lost is not None:
            reason = lost.last_words or _describe_end(lost)
            raise InstallationBroken(
                "process_keeps_dying", name=lost.name, times=EQUAL_DEATHS, reason=reason
            )

    def _listen(self, limit_s: float) -> None:
        """Wait so long, and pass on meanwhile what the processes say."""
        deadline = time.monotonic() + limit_s
        ears = {ward.ear: ward for ward in self.wards}
        while (left := deadline - time.monotonic()) > 0 and not self._ending:
            for ear in select.select(list(ears), [], [], left)[0]:
                ears[ear].hear()

    def _end_all(self) -> None:
        processes = [ward.process for ward in self.wards if ward.process is not None]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE_S
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline:
                for process in processes:
                    process.kill()
            for ward in self.wards:
                if _has_more(ward.ear, LOOK_EVERY_S / 2):
                    ward.hear()
        for ward in self.wards:
            if _has_more(ward.ear):
                ward.hear()

    def _note_end(self, *_: object) -> None:
        # No event: its lock may be held by the very thread that the signal interrupts.
        self._ending = True


def _end_with_parent() -> None:
    """Ask the system to end this process when its supervisor dies, killed or not."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # it died before we could ask
        os._exit(1)


def _has_more(ear: int, limit_s: float = 0.0) -> bool:
    return bool(select.select([ear], [], [], limit_s)[0])


def _describe_end(ward: Ward) -> str:
    """Return how the last process ended that said nothing of it, as a shell calls it."""
    code = ward._died_of[0] if ward._died_of else 0  # noqa: SLF001  (of this module)
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _say(said: bytes) -> None:
    """Pass on what a process said; nobody may be there to hear it."""
    while said:
        try:
            said = said[os.write(sys.stderr.fileno(), said) :]
        except OSError:
            return
