"""The process that drawing processes are forked from: it loads the libraries while we load ours.

Not ``multiprocessing``: that would import the script of whoever uses the library again in each
process, and refuses processes to those that are daemons themselves. Here a module of ours is
started, and each process is reached by a socket.

The server sees no photo, starts no thread and ends with the process that started it, and all it
forked end with it. Imports nothing heavy, so that it can be started first.
"""

import atexit
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import NoReturn

PROCESS_ENVIRONMENT: Mapping[str, str] = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    # glibc: keep what was freed for the next picture. Pages given back and asked for again took a
    # fifth of the first portrait's time.
    "MALLOC_MMAP_THRESHOLD_": str(256 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MALLOC_TOP_PAD_": str(64 << 20),
}
PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from trombine.studio.fork_server import serve
serve(int(sys.argv[2]))
"""
FORK, KILL = b"fork", b"kill"
PR_SET_PDEATHSIG = 1
NUMBER_BYTES = 8


@dataclass(slots=True)
class ForkServer:
    """One server, as the process that started it sees it; any thread may ask."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    _lock: Lock = field(default_factory=Lock)

    @staticmethod
    def start() -> "ForkServer":
        """Start one; return at once, while it loads."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                [sys.executable, "-c", PROGRAM, json.dumps(sys.path), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **PROCESS_ENVIRONMENT},
                pass_fds=[theirs.fileno()],
            )
        return ForkServer(process, ours)

    def fork(self) -> tuple[int, int]:
        """Return the number of a new process and the descriptor of the socket to it.

        Raises
        ------
        OSError
            The server is gone, or the system gives no further process.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with ours, theirs:
            with self._lock:
                socket.send_fds(self.control, [FORK], [theirs.fileno()])
                number = self._receive_number()
            return number, ours.detach()

    def kill(self, number: int) -> None:
        """Return when this process is gone, however busy it was."""
        with self._lock:
            try:
                self.control.send(KILL + number.to_bytes(NUMBER_BYTES))
                self._receive_number()
            except OSError:
                return  # the server is gone, and its processes with it

    def close(self) -> None:
        """End the server with all its processes."""
        self.control.close()
        self.process.wait()

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self.process.poll() is None

    def _receive_number(self) -> int:
        answer = self.control.recv(NUMBER_BYTES)
        if not answer or not (number := int.from_bytes(answer)):
            raise OSError("no process")
        return number


@dataclass(slots=True)
class _Known:
    """The server of this process, if it was started."""

    server: ForkServer | None = None
    lock: Lock = field(default_factory=Lock)


_KNOWN = _Known()


def start_fork_server() -> ForkServer:
    """Return the server of this process; it is started the first time, and where it died."""
    with _KNOWN.lock:
        if _KNOWN.server is None or not _KNOWN.server.is_alive:
            _KNOWN.server = ForkServer.start()
        return _KNOWN.server


def _close_known() -> None:
    if _KNOWN.server is not None:
        _KNOWN.server.close()


def _forget_known() -> None:
    """Leave the server to the parent: who was forked from it starts one of its own."""
    if _KNOWN.server is not None:
        _KNOWN.server.control.close()
        _KNOWN.server.process.returncode = 0  # not ours to wait for
    _KNOWN.server, _KNOWN.lock = None, Lock()


atexit.register(_close_known)
os.register_at_fork(after_in_child=_forget_known)


def serve(descriptor: int) -> NoReturn:
    """Be the server: load what every drawing process needs, then fork when asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    control = socket.socket(fileno=descriptor)
    if sys.platform == "linux":  # elsewhere forking beside a system's libraries is not safe
        import trombine.studio.preload  # noqa: F401, PLC0415
    children: set[int] = set()
    with suppress(ConnectionError):  # the parent is gone, and does not wait for an answer
        while _answer(control, children):
            _reap(children)
    for number in children:
        _kill(number)
    os._exit(0)


def _answer(control: socket.socket, children: set[int]) -> bool:
    """Do what the parent asks next; False when it is gone."""
    request, descriptors, _, _ = socket.recv_fds(control, len(FORK) + NUMBER_BYTES, 1)
    if request == FORK:
        number = _fork(control, descriptors[0])
        if number:
            children.add(number)
    elif request.startswith(KILL):
        number = int.from_bytes(request.removeprefix(KILL))
        if number in children:
            _kill(number)
            children.discard(number)
    else:
        return False
    control.send(number.to_bytes(NUMBER_BYTES))
    return True


def _fork(control: socket.socket, descriptor: int) -> int:
    """Return the number of a new process; 0 where the system gives none."""
    try:
        number = os.fork()
    except OSError:
        number = -1
    if number == 0:
        control.close()
        _be_child(descriptor)
    os.close(descriptor)
    return max(0, number)


def _be_child(descriptor: int) -> NoReturn:
    code = 1
    try:
        _end_with_server()
        from multiprocessing.connection import Connection  # noqa: PLC0415

        from trombine.studio.child import run  # noqa: PLC0415

        run(Connection(descriptor))
        code = 0
    except BaseException:  # noqa: BLE001  (the last that can tell of it)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _kill(number: int) -> None:
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)


def _reap(children: set[int]) -> None:
    """Let those go that ended by themselves."""
    for number in tuple(children):
        if os.waitpid(number, os.WNOHANG) != (0, 0):
            children.discard(number)


def _end_with_server() -> None:
    """Have the system kill this process when the server ends, however that ends.

    The server cannot ask the same: the system means the thread that started it, which may end.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
