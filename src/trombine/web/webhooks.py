"""Tells the operator's own program that an order is ready or has failed: signed, and tried again.

The signature is that of Standard Webhooks (standardwebhooks.com): HMAC-SHA-256 over number, time
and body. The address is the operator's setting; nobody else can make the service call anything.
"""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from trombine.database.tables import orders, webhook_calls
from trombine.domain.placed_order import OrderState
from trombine.metrics import WEBHOOKS

LOG = structlog.get_logger("trombine.web")
LOOK_EVERY_S = 2.0
TIMEOUT_S = 10
TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
"""Doubled after each try; the eighth comes about an hour after the first."""

FORGOTTEN_AFTER = timedelta(hours=6)
"""Orders that ended longer ago, before there was a webhook, are not told."""

TOLD_STATES = (OrderState.READY.value, OrderState.FAILED.value)


@dataclass(frozen=True, slots=True)
class Webhook:
    """The operator's program, and the calls it was not told yet; of all processes."""

    database: sa.Engine
    clock: Callable[[], datetime]
    url: str
    secret: str = field(repr=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tell what there is to tell until the block ends."""
        task = asyncio.create_task(self._tell_forever())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def tell_due(self) -> None:
        """Make every call that is due; one that fails is due again later."""
        self._note_ended()
        for call in self._due():
            if self._claim(call):
                self._tell(call)

    def _note_ended(self) -> None:
        """Make a row for each order that has ended and has none."""
        now = self.clock()
        unknown = sa.select(orders.c.id).where(
            orders.c.state.in_(TOLD_STATES),
            orders.c.ended_at > now - FORGOTTEN_AFTER,
            orders.c.id.not_in(sa.select(webhook_calls.c.order_id)),
        )
        postgres = self.database.dialect.name == "postgresql"
        insert = (postgresql if postgres else sqlite).insert(webhook_calls)
        with self.database.connect() as connection:
            ended = connection.execute(unknown).scalars().all()
        if ended:
            rows = [{"order_id": order_id, "tries": 0, "next_at": now} for order_id in ended]
            with self.database.begin() as connection:
                connection.execute(insert.values(rows).on_conflict_do_nothing())

    def _due(self) -> list[sa.Row[Any]]:
        query = (
            sa.select(webhook_calls, orders.c.user_id, orders.c.state, orders.c.ended_at)
            .join_from(webhook_calls, orders)
            .where(
                webhook_calls.c.told_at.is_(None),
                webhook_calls.c.tries < TRIES,
                webhook_calls.c.next_at <= self.clock(),
            )
        )
        with self.database.connect() as connection:
            return list(connection.execute(query).all())

    def _claim(self, call: sa.Row[Any]) -> bool:
        """Return whether this process makes the call, and not another at the same moment."""
        mine = (webhook_calls.c.order_id == call.order_id) & (webhook_calls.c.tries == call.tries)
        later = self.clock() + FIRST_PAUSE * 2**call.tries
        claim = webhook_calls.update().where(mine).values(tries=call.tries + 1, next_at=later)
        with self.database.begin() as connection:
            return connection.execute(claim).rowcount == 1

    def _tell(self, call: sa.Row[Any]) -> None:
        body = json.dumps(
            {
                "type": f"order.{call.state}",
                "timestamp": call.ended_at.isoformat(),
                "data": {"order": call.order_id, "user": call.user_id, "state": call.state},
            }
        ).encode()
        sent_at = str(int(self.clock().timestamp()))
        status = send(self.url, body, sign(self.secret, call.order_id, sent_at, body))
        told = 200 <= status < 300
        WEBHOOKS.labels("told" if told else "refused").inc()
        LOG.info("webhook", order=call.order_id, status=status, attempt=call.tries + 1)
        if told:
            this = webhook_calls.update().where(webhook_calls.c.order_id == call.order_id)
            with self.database.begin() as connection:
                connection.execute(this.values(told_at=self.clock()))

    async def _tell_forever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await run_in_threadpool(self.tell_due)
            except SQLAlchemyError:
                LOG.exception("webhook calls could not be read")


def sign(secret: str, number: str, sent_at: str, body: bytes) -> dict[str, str]:
    """Return the headers by which the receiver knows that a call is ours, and new."""
    words = f"{number}.{sent_at}.".encode() + body
    mark = base64.b64encode(hmac.digest(secret.encode(), words, hashlib.sha256)).decode()
    return {
        "webhook-id": number,
        "webhook-timestamp": sent_at,
        "webhook-signature": f"v1,{mark}",
    }


def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Return the status of the answer; 0 when there was none. Redirects are not followed."""
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_S)
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()
