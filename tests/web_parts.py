"""A web application over a service in a folder, asked without a network or a worker."""

import asyncio
import secrets
import socket
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from tests.service_parts import House, open_house

from trombine.accounts.identity import Passwords
from trombine.accounts.invitations import Invitations
from trombine.accounts.sessions import Sessions
from trombine.accounts.tokens import Tokens
from trombine.accounts.user import Scope, User
from trombine.accounts.users import Application, Users
from trombine.database.tables import avatars, orders
from trombine.domain.photo import Decision, Verdict
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.errors import PhotoRejected
from trombine.imaging.arrays import Mask, SrgbImage
from trombine.intake.admission import Inspected, inspect
from trombine.moderation.moderator import Moderator
from trombine.orders.states import enter_state
from trombine.provenance.label import OWN_COMPUTER
from trombine.provenance.verify import Verifier
from trombine.web.app import create_app
from trombine.web.callers import SECURE_COOKIE
from trombine.web.events import Broker
from trombine.web.inspector import Inspector
from trombine.web.rate_limits import Buckets, RateLimits
from trombine.web.services import Services, WebRules

PUBLIC_URL = "https://avatars.example"
LOCAL_URL = "http://127.0.0.1:8765"
LOCAL_TOKEN = "the-secret-of-the-printed-address"  # noqa: S105
PASSWORD = "correct horse battery"  # noqa: S105


class Kind:
    """A worker that finds every photo good that can be read, and looks at none."""

    def running(self) -> AbstractContextManager[None]:
        return nullcontext()

    def inspect(
        self, numbers: Sequence[int], photos: Sequence[SrgbImage | PhotoRejected]
    ) -> list[Inspected]:
        return [
            inspect(photo, number)
            if isinstance(photo, PhotoRejected)
            else Inspected(Verdict(number, Decision.ACCEPTED))
            for number, photo in zip(numbers, photos, strict=True)
        ]


@dataclass
class Web:
    """The application, and what tests do with it."""

    house: House
    services: Services
    app: FastAPI

    def ask(self, method: str, path: str, who: str | None = None, **request: Any) -> httpx.Response:
        """Send one request; ``who`` is a token."""
        headers = dict(request.pop("headers", {}))
        if who:
            headers["Authorization"] = f"Bearer {who}"

        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            base = self.services.rules.public_url
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                return await client.request(method, path, headers=headers, **request)

        return asyncio.run(answer())

    def add(self, name: str, scopes: Iterable[Scope] = tuple(Scope)) -> tuple[User, str]:
        """Return a new user and a token of theirs."""
        user = self.services.users.add(Application(name, PASSWORD))
        return user, self.services.tokens.issue(user.id, label="test", scopes=scopes)[1]

    def session_of(self, user: User) -> dict[str, str]:
        """Return the headers of a browser this user signed in with."""
        return {"Cookie": f"{SECURE_COOKIE}={self.services.sessions.open(user.id)}"}

    def enter(self, order: PlacedOrder, state: OrderState, **fields: Any) -> None:
        """Bring an order into a state, as the workers do."""
        with self.services.database.begin() as connection:
            row = connection.execute(sa.select(orders).where(orders.c.id == order.id)).one()
            enter_state(connection, row, state, now=self.house.clock(), **fields)

    def finished(
        self, user: User, count: int = 2, *, side_px: int = 128, cutout: Mask | None = None
    ) -> PlacedOrder:
        """Return an order of the user's that is ready, with avatars of plain colors."""
        order = self.house.draft(user.id)
        with self.services.database.begin() as connection:
            for index in range(1, count + 1):
                row = self.avatar(order, index, side_px=side_px, cutout=cutout)
                connection.execute(sa.insert(avatars).values(row))
        self.enter(order, OrderState.READY)
        return self.services.orders.get(user.id, order.id)

    def avatar(
        self, order: PlacedOrder, index: int, *, side_px: int, cutout: Mask | None = None
    ) -> dict[str, object]:
        """Return the row of a stored avatar of one plain color."""
        plain = SrgbImage(np.full((side_px, side_px, 3), index / 10, np.float32))
        card = self.services.cards["painted"]
        file = OWN_COMPUTER.label(plain, card, "webp", cutout=cutout)
        sealed = self.services.service.vault.write_avatar(order.id, file)
        now = self.house.clock()
        return {
            "id": secrets.token_hex(16),
            "order_id": order.id,
            "place": index,
            "style": "painted",
            "file_format": "webp",
            "size_bytes": len(file),
            "side_px": side_px,
            "transparent": cutout is not None,
            "ground": "navy" if index == 1 else None,
            "likeness": 0.3,
            "skin": "as_on_your_photos",
            "object": sealed.object,
            "key": sealed.key,
            "kept": False,
            "favorite": False,
            "made_at": now,
            "expires_at": now + timedelta(hours=24),
        }


def open_web(folder: Path, *, url: str = "", **rules: Any) -> Web:
    """Return an application in community mode, or as the rules say."""
    house = open_house(folder, url=url)
    service, clock = house.service, house.clock
    users = Users(service.database, clock)
    web_rules = WebRules(**{"mode": "community", "public_url": PUBLIC_URL, **rules})
    services = Services(
        rules=web_rules,
        service=service,
        users=users,
        passwords=Passwords(service.database, clock, users),
        sessions=Sessions(service.database, clock, web_rules.session_lifetime),
        tokens=Tokens(service.database, clock),
        invitations=Invitations(service.database, clock),
        labeller=OWN_COMPUTER,
        verifier=Verifier(),
        inspector=Inspector(Kind(), Moderator(holds=True), ttl_s=1800),
        broker=Broker(service),
        limits=RateLimits(service.database, clock),
        requests=Buckets(lambda: clock().timestamp()),
        examples=folder / "examples",
    )
    return Web(house, services, create_app(services))


@contextmanager
def served(web: Web) -> Iterator[str]:
    """Serve an application on a free port of this computer; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(web.app, log_config=None, access_log=False, ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            web.services.broker.close()
            server.should_exit = True
            thread.join()
