"""A machine whose processes are killed at random, while people order over HTTP."""

import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from tests.crew import PHOTOS, Crew
from tests.fake_engine import SLOW, STYLES
from tests.servers import free_port

from trombine.accounts.tokens import Tokens
from trombine.accounts.user import Scope
from trombine.client import Client, ServiceRefused, ServiceUnreachable
from trombine.domain.placed_order import OrderState, PlacedOrder

REPOSITORY = Path(__file__).parents[1]
WEB, WORKER, DRAWING, SUPERVISOR = "web", "worker", "drawing process", "supervisor"
SHARES: Mapping[str, int] = {WORKER: 5, DRAWING: 10, WEB: 3, SUPERVISOR: 2}
"""How often each is hit, of twenty times."""
PATIENCE_S = 120.0
SETTINGS = {
    "TROMBINE_ORDER_MINUTES": "60",  # a storm may last longer than an order
    "TROMBINE_UPLOADS_PER_HOUR": "100000",
    "TROMBINE_REQUESTS_PER_MINUTE": "1000000",
}
T = TypeVar("T")


@dataclass
class Storm:
    """A supervisor with its processes; when it is killed another is started, as systemd would."""

    crew: Crew
    rng: random.Random
    address: str
    serving: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @staticmethod
    @contextmanager
    def over(folder: Path, settings: Mapping[str, str], *, seed: int) -> Iterator["Storm"]:
        """Serve an empty service, until the block ends."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        served = {"TROMBINE_PORT": str(port), "TROMBINE_PUBLIC_URL": address}
        with Crew.open(folder, {**SETTINGS, **settings, **served}) as crew:
            storm = Storm(crew, random.Random(seed), address)
            storm.serve()
            try:
                yield storm
            finally:
                storm.serving[-1].terminate()
                storm.serving[-1].wait()

    def serve(self) -> None:
        """Start a supervisor, which starts the others."""
        environment = {**os.environ, **self.crew.environment}
        command = [sys.executable, "-m", "tests.fake_serve"]
        self.serving.append(subprocess.Popen(command, env=environment, cwd=REPOSITORY))

    def client_of(self, user_id: str) -> Client:
        """Return the service as a user sees it."""
        tokens = Tokens(self.crew.service.database, self.crew.service.clock)
        return Client(self.address, tokens.issue(user_id, label="storm", scopes=Scope)[1])

    def answers(self) -> bool:
        """Return whether the web server is there."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=10) as answer:  # noqa: S310
                return bool(answer.status == HTTPStatus.OK)
        except OSError:
            return False

    def strike(self) -> str:
        """Kill one process that is there, and return what it was."""
        victims = {SUPERVISOR: [self.serving[-1].pid], **self._processes()}
        kinds = [kind for kind in SHARES if victims[kind]]
        (kind,) = self.rng.choices(kinds, [SHARES[kind] for kind in kinds])
        victim = self.rng.choice(victims[kind])
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        if kind == SUPERVISOR:
            self.serving[-1].wait()
            self.serve()
        while not _is_dead(victim):
            time.sleep(0.002)
        return kind

    def _processes(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {WEB: [], WORKER: [], DRAWING: []}
        for child in _children(self.serving[-1].pid):
            command = _command(child)
            if "tests.fake_web" in command:
                found[WEB].append(child)
            if "tests.fake_worker" in command:
                found[WORKER].append(child)
                found[DRAWING].extend(_drawing_processes(child))
        return found


def place_order(client: Client) -> str:
    """Order slow avatars over HTTP, again where the server dies meanwhile; return the id."""
    options = dict.fromkeys(STYLES, SLOW)
    order = _insist(lambda: client.begin_order(STYLES, consent=True, options=options))
    for number, photo in enumerate(PHOTOS, start=1):
        _insist(lambda n=number, p=photo: client.put_photo(order["id"], n, p))
    try:
        _insist(lambda: client.submit(order["id"]))
    except ServiceRefused as refusal:
        if refusal.code != "order_not_draft":  # it was submitted, and the answer lost
            raise
    return str(order["id"])


def _insist(ask: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return ask()
        except (ServiceUnreachable, ServiceRefused) as fault:
            lasting = isinstance(fault, ServiceRefused) and fault.code != "idempotency_in_progress"
            if lasting or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def check_whole(crew: Crew, order: PlacedOrder) -> None:
    """Assert that an order has its thirty avatars, each once, and nothing of the photos."""
    assert (order.state, order.made) == (OrderState.READY, 30), order.reason
    assert [avatar.index for avatar in order.avatars] == list(range(1, 31))
    places = {entry.name for entry in crew.service.vault.blobs.names(f"orders/{order.id}/avatars/")}
    assert len(places) == 30
    crew.check_nothing_left_of_photos(order.id)


def _drawing_processes(worker: int) -> Iterator[int]:
    """Yield the fork server a worker has started, and what that has forked.

    Not the decoders of photos: one that dies has met a hostile file, and the photo is refused.
    """
    for child in _children(worker):
        if "studio.fork_server" in _command(child):
            yield child
            yield from _children(child)


def _children(pid: int) -> Sequence[int]:
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, listing.read_text().split())
    return found


def _command(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def _is_dead(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
