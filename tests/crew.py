"""A service in a folder, with worker processes of the fake engine to start and to kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from tests.fake_engine import STYLES, fake_photo
from tests.fake_worker import open_fake_service

from trombine.database.migrations import migrate
from trombine.database.tables import photos, renderings, users
from trombine.domain.options import Value
from trombine.domain.placed_order import Consent, PlacedOrder
from trombine.orders.desk import Desk
from trombine.orders.gallery import Gallery
from trombine.orders.service import Service
from trombine.orders.taking import Orders
from trombine.orders.uploads import Uploads

CONSENT = Consent("2026-11", "en")
PHOTOS = [fake_photo(number) for number in (1, 2, 3)]
COMMUNITY = {
    "TROMBINE_MODE": "community",
    "TROMBINE_PUBLIC_URL": "https://avatars.example",
    "TROMBINE_ORDERS_PER_PERIOD": "1000",
}
SCRIPT = Path(__file__).with_name("fake_worker.py")


@dataclass
class Crew:
    """A service and its worker processes; what is settled in the environment they inherit."""

    folder: Path
    service: Service
    environment: dict[str, str]
    workers: list["subprocess.Popen[str]"] = field(default_factory=list)

    @staticmethod
    @contextmanager
    def open(
        folder: Path,
        settings: dict[str, str],
        *,
        users_named: Sequence[str] = ("ada", "bob", "eve"),
    ) -> Iterator["Crew"]:
        """Migrate an empty database, and end every worker at the end."""
        environment = {"TROMBINE_DATA": str(folder), **COMMUNITY, **settings}
        service = open_fake_service(environment)
        crew = Crew(folder, service, environment)
        try:
            migrate(service.database)
            for name in users_named:
                crew.add_user(name)
            yield crew
        finally:
            for worker in crew.workers:
                worker.kill()
                worker.wait()
                assert worker.stdout is not None
                worker.stdout.close()
            service.queue.client.destroy()
            service.database.dispose()

    def add_user(self, user_id: str) -> None:
        """Make an account."""
        row = {"id": user_id, "created_at": self.service.clock()}
        with self.service.database.begin() as connection:
            connection.execute(sa.insert(users).values(row))

    @property
    def desk(self) -> Desk:
        return Desk(self.service, operator="hopper")

    @property
    def orders(self) -> Orders:
        return Orders(self.service)

    @property
    def uploads(self) -> Uploads:
        return Uploads(self.service)

    @property
    def gallery(self) -> Gallery:
        return Gallery(self.service)

    def start_worker(self, **environment: str) -> "subprocess.Popen[str]":
        """Start a worker and return when it is ready."""
        worker = self.begin_worker(**environment)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "worker ready\n"
        return worker

    def begin_worker(self, **environment: str) -> "subprocess.Popen[str]":
        """Start a worker and return at once."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.fake_worker"],
            env={**os.environ, **self.environment, **environment},
            cwd=SCRIPT.parents[1],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.workers.append(worker)
        return worker

    def draft(
        self,
        user_id: str = "ada",
        pictures: Sequence[bytes] = PHOTOS,
        options: Mapping[str, Value] | None = None,
    ) -> PlacedOrder:
        """Return a draft with photos; the options are those of every style."""
        each = {style: options or {} for style in STYLES}
        order = self.orders.create(user_id, styles=STYLES, options=each, consent=CONSENT)
        for number, photo in enumerate(pictures, start=1):
            writer = self.uploads.begin_photo(user_id, order.id, number)
            writer.write(photo)
            self.uploads.add_photo(user_id, order.id, number, writer=writer)
        return order

    def submit(
        self,
        user_id: str = "ada",
        pictures: Sequence[bytes] = PHOTOS,
        options: Mapping[str, Value] | None = None,
    ) -> PlacedOrder:
        """Return an order that was handed to the workers."""
        return self.orders.submit(user_id, self.draft(user_id, pictures, options).id)

    def wait(self, order: PlacedOrder, *, seconds: float = 60.0) -> PlacedOrder:
        """Return the order when it has ended and its photos are destroyed."""
        return self.wait_for(
            order, lambda seen: seen.state.is_final and seen.photos_erased_at, seconds=seconds
        )

    def wait_for(
        self, order: PlacedOrder, what: Callable[[PlacedOrder], object], *, seconds: float = 60.0
    ) -> PlacedOrder:
        """Return the order as soon as something is true of it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            seen = self.orders.get(order.user_id, order.id)
            if what(seen):
                return seen
            time.sleep(0.02)
        raise AssertionError(self.orders.events_after(order.user_id, order.id, 0)[-3:])

    def check_nothing_left_of_photos(self, order_id: str) -> None:
        """Look for photos, their key and the work on them."""
        assert self.service.vault.keys.read(order_id) is None
        assert list(self.service.vault.blobs.names(f"orders/{order_id}/photos/")) == []
        with self.service.database.connect() as connection:
            for table in (photos, renderings):
                query = sa.select(table).where(table.c.order_id == order_id)
                assert connection.execute(query).all() == []

    def kill(self, worker: "subprocess.Popen[str]") -> None:
        """End a worker as a power cut would; its processes find out by themselves."""
        with suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
