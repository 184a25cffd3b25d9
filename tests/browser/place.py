"""A service in the process of the tests: orders are in whatever state a test needs, at once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from fastapi import FastAPI
from tests.browser.visiting import Site
from tests.web_parts import Kind, Web, open_web, served

from trombine.accounts.user import User
from trombine.database.records import append_event
from trombine.database.tables import avatars, orders
from trombine.domain.photo import Decision, Finding, Verdict
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.errors import PhotoRejected
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import encode
from trombine.intake.admission import Inspected
from trombine.web.app import create_app
from trombine.web.pairing import Pairing
from trombine.web.push.courier import Courier
from trombine.web.push.identity import read_identity

URL = "http://127.0.0.1"
PUSH_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SILENT_SERVICE = "127.0.0.1:9"
"""A push service that is allowed, and where nobody is."""

LIMITS = dict.fromkeys(("requests_per_minute", "logins_per_minute"), 100_000)


@dataclass(frozen=True)
class Place:
    """The service, its address, and the person most tests are."""

    web: Web
    site: Site
    user: User

    def site_of(self, user: User) -> Site:
        return replace(self.site, session=self.web.services.sessions.open(user.id))

    def submitted(self, photos: Iterable[Path], state: OrderState, reason: str = "") -> PlacedOrder:
        """Return an order of the person's that was handed in and has come so far."""
        draft = self.web.house.draft(self.user.id, [photo.read_bytes() for photo in photos])
        with self.web.services.database.begin() as connection:
            this = sa.update(orders).where(orders.c.id == draft.id)
            now = self.web.house.clock()
            connection.execute(this.values(submitted_at=now, started_at=now, drawing_at=now))
        self.web.enter(draft, OrderState.QUEUED)
        if state is not OrderState.QUEUED:
            self.web.enter(draft, state, reason=reason)
        return self.web.services.orders.get(self.user.id, draft.id)

    def draw(self, order: PlacedOrder, index: int) -> None:
        """Finish one portrait of an order, as a worker does."""
        with self.web.services.database.begin() as connection:
            row = self.web.avatar(order, index, side_px=256)
            connection.execute(sa.insert(avatars).values(row))
            this = sa.update(orders).where(orders.c.id == order.id)
            connection.execute(this.values(made=index, drawing_at=self.web.house.clock()))
            content = {"id": row["id"], "index": index, "made": index, "count": order.order.count}
            append_event(
                connection, order.id, kind="avatar", at=self.web.house.clock(), content=content
            )


class Doubtful(Kind):
    """Finds dark photos too dark, and usable all the same."""

    def inspect(
        self, numbers: Sequence[int], photos: Sequence[SrgbImage | PhotoRejected]
    ) -> list[Inspected]:
        return [
            Inspected(Verdict(number, Decision.WARNED, (Finding("too_dark"),)))
            if not isinstance(photo, PhotoRejected) and photo.mean() < 0.2
            else found
            for number, photo, found in zip(
                numbers, photos, super().inspect(numbers, photos), strict=True
            )
        ]


@contextmanager
def open_place(folder: Path, **rules: Any) -> Iterator[Place]:
    """Serve a community, or what the rules say; in local mode phones may be paired."""
    web = open_web(folder, public_url=URL, contact="host@example.org", **LIMITS, **rules)
    courier = Courier(
        read_identity(PUSH_KEY, "host@example.org"), web.house.clock, (SILENT_SERVICE,)
    )
    is_local = web.services.rules.is_local
    pairing = Pairing(web.house.clock) if is_local else None
    web.services = replace(web.services, courier=courier, pairing=pairing)
    web.services.inspector.photo_judge = Doubtful()
    web.app = create_app(web.services)
    add_broken_page(web.app)
    user = web.services.users.ensure_local() if is_local else web.add("zoe")[0]
    with served(web) as address:
        yield Place(web, Site(address, web.services.sessions.open(user.id)), user)
    web.services.database.dispose()


def add_broken_page(app: FastAPI) -> None:
    @app.get("/broken", include_in_schema=False)
    def fail() -> None:
        raise ZeroDivisionError


def write_photo(path: Path, *, light: float = 1.0, seed: int = 1, side_px: int = 300) -> Path:
    """Write a small photo of nothing; one with little light can be used, but is warned of."""
    colors = np.random.default_rng(seed).random((side_px, side_px, 3), np.float32) * light
    path.write_bytes(encode(SrgbImage(colors), "jpeg", xmp=b"<x/>"))
    return path
