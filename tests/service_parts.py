"""A service in a folder, with a clock that stands until it is told to go on."""

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from trombine.database.engine import open_database
from trombine.database.migrations import migrate
from trombine.database.tables import avatars, users
from trombine.domain.placed_order import Consent, PlacedOrder
from trombine.engines.registry import list_catalogue, open_engine
from trombine.jobs.queue import open_queue
from trombine.orders.gallery import Gallery
from trombine.orders.service import OrderRules, Service
from trombine.orders.taking import Orders
from trombine.orders.uploads import Uploads
from trombine.storage.blobs import open_blobs
from trombine.storage.keys import FileKeys
from trombine.storage.vault import Vault

CONSENT = Consent("2026-11", "en")
START = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class House:
    """A service and what tests do with it."""

    folder: Path
    service: Service
    clock: Clock = field(default_factory=Clock)

    @property
    def orders(self) -> Orders:
        return Orders(self.service)

    @property
    def uploads(self) -> Uploads:
        return Uploads(self.service)

    @property
    def gallery(self) -> Gallery:
        return Gallery(self.service)

    def add_user(self, user_id: str) -> None:
        with self.service.database.begin() as connection:
            row = {"id": user_id, "created_at": self.clock()}
            connection.execute(sa.insert(users).values(row))

    def draft(self, user_id: str = "ada", photos: Sequence[bytes] = ()) -> PlacedOrder:
        order = self.orders.create(user_id, styles=["painted"], options={}, consent=CONSENT)
        for number, photo in enumerate(photos, start=1):
            self.upload(order, number, photo)
        return self.orders.get(user_id, order.id)

    def upload(self, order: PlacedOrder, number: int, photo: bytes) -> None:
        writer = self.uploads.begin_photo(order.user_id, order.id, number)
        writer.write(photo)
        self.uploads.add_photo(order.user_id, order.id, number, writer=writer)

    def add_avatar(self, order: PlacedOrder, place: int) -> str:
        """Put a finished avatar in an order, and return its id."""
        sealed = self.service.vault.write_avatar(order.id, b"picture")
        now, avatar_id = self.service.clock(), f"{order.id[:30]}{place:02d}"
        row = {
            "id": avatar_id,
            "order_id": order.id,
            "place": place,
            "style": "painted",
            "file_format": "webp",
            "size_bytes": 7,
            "side_px": 1024,
            "transparent": False,
            "likeness": 0.3,
            "object": sealed.object,
            "key": sealed.key,
            "made_at": now,
            "kept": False,
            "favorite": False,
            "expires_at": now + timedelta(hours=24),
        }
        with self.service.database.begin() as connection:
            connection.execute(sa.insert(avatars).values(row))
        assert self.gallery.read(order.user_id, avatar_id) == b"picture"
        return avatar_id


@cache
def migrated_file() -> bytes:
    """Return an empty database's file; migrating anew for every test takes most of its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/empty.sqlite3"
        database = open_database(f"sqlite:///{path}")
        migrate(database)
        database.dispose()
        with closing(sqlite3.connect(path)) as connection:
            return connection.serialize()


def open_house(folder: Path, *, rules: OrderRules | None = None, url: str = "") -> House:
    """Return a migrated, empty service with the users ada and bob."""
    clock = Clock()
    if not url:
        (folder / "service.sqlite3").write_bytes(migrated_file())
    database = open_database(url or f"sqlite:///{folder}/service.sqlite3")
    if url:
        migrate(database)
    keys = FileKeys(folder / "keys", clock=lambda: clock().timestamp())
    vault = Vault(open_blobs(f"file://{folder}/blobs"), keys)
    service = Service(
        database,
        vault,
        open_queue(database),
        list_catalogue([open_engine("portrait")]),
        rules or OrderRules(),
        clock=clock,
    )
    house = House(folder, service, clock)
    house.add_user("ada")
    house.add_user("bob")
    return house
