"""Tells the operator's own program that an order is ready or has failed: signed, and tried again.

The signature is that of Standard Webhooks (standardwebhooks.com): HMAC-SHA-256 over number, time
and body. The address is the operator's setting; nobody else can make the service call anything.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
import structlog

from trombine.causes import name_cause
from trombine.database.tables import webhook_calls
from trombine.metrics import WEBHOOKS
from trombine.web.outbox import Outbox, Patience

LOG = structlog.get_logger("trombine.web")
TIMEOUT_S = 10
PATIENCE = Patience(tries=8, first_pause=timedelta(seconds=30), forgotten_after=timedelta(hours=6))
"""The eighth try comes about an hour after the first. Older orders are from before the webhook."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """The operator's program, and the calls it was not told yet; of all processes."""

    database: sa.Engine
    clock: Callable[[], datetime]
    url: str
    secret: str = field(repr=False)

    def tell_due(self) -> None:
        """Make every call that is due; one that fails is due again later."""
        Outbox(self.database, self.clock, webhook_calls, PATIENCE).tell_due(self._tell)

    def _tell(self, call: sa.Row[Any]) -> bool:
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
        return told


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
    try:
        return call(url, body, headers)
    except (OSError, HTTPException) as fault:
        LOG.warning("webhook not reached", cause=name_cause(fault))
        return 0


def call(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Return the status; an ``OSError`` or ``HTTPException`` says why there is none."""
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_S)
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        return connection.getresponse().status
    finally:
        connection.close()
